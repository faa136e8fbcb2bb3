"""A shipped model is loaded; where it is absent, the same one is trained once."""

from dataclasses import replace

import pytest
import torch
from made_up import write_made_up_nw_ucla

import eesgn_lite.training.ready as ready
import eesgn_lite.training.runs as runs
from eesgn_lite.training.experiment import make_experiment


@pytest.fixture
def nothing_shipped(tmp_path, monkeypatch):
    """No checkpoint, a made-up data set, and one epoch in place of many."""

    def make_short(splits, *, ablation):
        whole = make_experiment(splits, ablation=ablation)
        return replace(whole, train=replace(whole.train, epochs=1, kept_epochs=1))

    monkeypatch.setattr(runs, "SHIPPED", tmp_path / "checkpoints")
    monkeypatch.setattr(ready, "make_experiment", make_short)
    monkeypatch.setenv("EESGN_DATA", str(write_made_up_nw_ucla(tmp_path / "root")))
    return tmp_path


def test_what_is_shipped_is_loaded_and_nothing_is_trained(tmp_path):
    found = ready.load_or_train("mini-ntu/sgn", out=tmp_path)
    shipped = runs.load_checkpoint("mini-ntu/sgn")
    assert found.experiment == shipped.experiment
    for one, other in zip(found.model.parameters(), shipped.model.parameters(), strict=True):
        assert torch.equal(one, other)
    assert list(tmp_path.iterdir()) == []


def test_what_is_absent_is_trained_once_and_said(nothing_shipped):
    out = nothing_shipped / "runs"
    with pytest.warns(UserWarning, match="nw-ucla/esgn is not there, so the model is trained"):
        first = ready.load_or_train("nw-ucla/esgn", out=out)
    assert first.experiment.ablation == "esgn" and first.experiment.train.seed == 1
    written = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    with pytest.warns(UserWarning):
        again = ready.load_or_train("nw-ucla/esgn", out=out)
    assert written == {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert torch.equal(first.model.classifier.bias, again.model.classifier.bias)


def test_a_name_without_a_model_is_refused(nothing_shipped):
    with pytest.raises(ValueError, match="No ablation 'best'"):
        ready.load_or_train("nw-ucla/best", out=nothing_shipped)
    with pytest.raises(ValueError, match="write DATASET/ABLATION"):
        ready.load_or_train("nw-ucla", out=nothing_shipped)
