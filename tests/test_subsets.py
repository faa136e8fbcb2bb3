"""A part of the training side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import write_made_up_nw_ucla

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import read_row
from eesgn_lite.analysis.summary import runs_by_setting
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.subsets import Subset
from eesgn_lite.training import loop
from eesgn_lite.training.experiment import Experiment, make_experiment


@pytest.fixture(scope="module")
def side():
    """Training side of the samples: six performers, sixteen classes."""
    return load_dataset("mini-ntu").training_side


@pytest.mark.parametrize("count", [1, 2, 6])
def test_so_many_performers_stay_with_all_their_clips(side, count: int) -> None:
    found = Subset(performers=count).take(side)
    performers = np.unique(side.store.performer[found.rows])
    assert len(performers) == count
    wanted = np.isin(side.store.performer[side.rows], performers)
    assert np.array_equal(found.rows, side.rows[wanted])
    assert np.array_equal(found.labels, side.labels[wanted])


@pytest.mark.parametrize("count", [1, 5])
def test_so_many_clips_of_each_class_stay(side, count: int) -> None:
    found = Subset(clips_a_class=count).take(side)
    assert (np.bincount(found.labels) == count).all()
    assert np.isin(found.rows, side.rows).all() and len(np.unique(found.rows)) == len(found)


def test_more_clips_than_there_are_is_all(side) -> None:
    assert np.array_equal(Subset(clips_a_class=10_000).take(side).rows, side.rows)


@pytest.mark.parametrize("name", ["performers", "clips_a_class"])
def test_the_larger_holds_the_smaller_and_the_seed_chooses(side, name: str) -> None:
    rows = [set(Subset(**{name: n}).take(side).rows.tolist()) for n in (2, 4)]
    assert rows[0] < rows[1]
    others = [set(Subset(**{name: 2, "seed": s}).take(side).rows.tolist()) for s in (1, 2, 3)]
    assert others[0] == rows[0] and others[1:] != [rows[0], rows[0]]


def test_wrong_choices_are_refused(side) -> None:
    for wrong in ({}, {"performers": 2, "clips_a_class": 2}, {"performers": 0}):
        with pytest.raises(ValueError, match="either performers or clips_a_class"):
            Subset(**wrong)
    with pytest.raises(ValueError, match="mini-ntu has 6 performers on the training side, not 7"):
        Subset(performers=7).take(side)


def test_a_run_trains_on_its_subset_and_its_row_says_so(tmp_path, monkeypatch) -> None:
    root = write_made_up_nw_ucla(tmp_path)
    whole = make_experiment(load_dataset("nw-ucla", root), ablation="sgn")
    assert "subset" not in whole.to_json()
    subset = Subset(performers=1)
    short = replace(whole.train, epochs=1, batch_size=4)
    part = replace(whole, train=short, subset=subset, ablation=f"sgn-{subset}")
    assert Experiment.from_json(part.to_json()) == part
    trained = []
    real = loop.Sampler

    def note(dataset, *arguments, **named):
        trained.append(np.unique(dataset.store.performer[dataset.rows]))
        return real(dataset, *arguments, **named)

    monkeypatch.setattr(loop, "Sampler", note)
    found = loop.train(part, root=root, out=tmp_path / "runs", progress=False)
    assert [len(one) for one in trained] == [1]
    monkeypatch.undo()
    call = {"root": root, "out": tmp_path / "runs", "results": tmp_path / "results"}
    row = read_row(run_experiments([part], **call)[0])
    assert row.name == found.folder.name == "sgn-performers1-ours-seed1"
    assert row.config["subset"] == {"performers": 1, "clips_a_class": None, "seed": 1}
    assert row.command == "python benchmarks/training_size.py nw-ucla --seeds 1 --recipe ours"
    assert runs_by_setting([row]) == {}
