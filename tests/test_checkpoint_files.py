"""Checkpoint files that others made or damaged: one sentence that names the file."""

import pytest
import torch
from safetensors.torch import save_file

import eesgn_lite.training.runs as runs
from eesgn_lite.training.runs import load_checkpoint, read_tensors, save_tensors


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("experiment", [1], "do not fit their description"),
        ("experiment", {"dataset": "x"}, "lacks the field"),
        ("classes", ["one"], "1 classes are named and 16 scored"),
        ("actions", 3, "do not fit their description"),
    ],
)
def test_a_description_that_does_not_fit_names_the_file(tmp_path, field, value, problem):
    tensors, about = read_tensors(runs.SHIPPED / "mini-ntu/sgn.safetensors")
    odd = tmp_path / "odd.safetensors"
    save_tensors(odd, tensors, {**about, field: value})
    with pytest.raises(ValueError, match=rf"odd\.safetensors: .*{problem}.*; train it again"):
        load_checkpoint(odd)


@pytest.mark.parametrize("about", ["[" * 100_000, "3", "{"])
def test_a_header_that_is_no_description_names_the_file(tmp_path, about):
    odd = tmp_path / "odd.safetensors"
    save_file({"a": torch.zeros(1)}, odd, metadata={"eesgn": about})
    with pytest.raises(ValueError, match=r"odd\.safetensors: .*; train it again"):
        load_checkpoint(odd)


def test_a_checkpoint_that_is_not_there_lists_the_shipped_ones():
    with pytest.raises(ValueError, match="mini-ntu/esgn, mini-ntu/sgn"):
        load_checkpoint("mini-ntu/egsn")


def test_a_network_alone_is_no_checkpoint():
    with pytest.raises(TypeError, match=r"found ESGN; a network alone .*: name the folder"):
        load_checkpoint(load_checkpoint("mini-ntu/esgn").model)
