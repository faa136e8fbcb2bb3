"""Finished runs become rows."""

from dataclasses import replace

import pytest
from made_up import write_made_up_nw_ucla

from eesgn_lite.analysis.record import record_run
from eesgn_lite.analysis.results import read_row
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.training.experiment import make_experiment
from eesgn_lite.training.loop import train


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One short run on a made-up NW-UCLA."""
    root = write_made_up_nw_ucla(tmp_path_factory.mktemp("root"))
    whole = make_experiment(load_dataset("nw-ucla", root), ablation="sgn", seed=4)
    short = replace(whole, train=replace(whole.train, epochs=1, kept_epochs=1))
    return train(short, root=root, out=tmp_path_factory.mktemp("runs"), progress=False)


def test_a_row_holds_what_the_run_found(run, tmp_path):
    row = read_row(record_run(run.folder, tmp_path))
    assert row.values["test_top1"] == run.result["test_top1"] and row.seed == 4
    assert row.command == "eesgn train nw-ucla --ablation sgn --seed 4"


def test_an_unfinished_run_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no finished run here"):
        record_run(tmp_path)
