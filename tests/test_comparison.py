"""Differences with intervals, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.comparison import (
    METRICS,
    EpochLoss,
    difference_by_clip,
    difference_by_seed,
    figure_of,
    filling_command,
    largest_seed,
    loss_by_epoch,
    missing_runs,
    pair_by_seed,
)
from eesgn_lite.analysis.summary import Setting

TOP1, MEAN_CLASS = METRICS["top1"], METRICS["mean_class"]


def test_rows_are_paired_by_seed_in_order() -> None:
    first = [make_row(seed=3), make_row(seed=1), make_row(seed=4)]
    second = [make_row("esgn", seed=1), make_row("esgn", seed=2), make_row("esgn", seed=3)]
    pairs = pair_by_seed(first, second)
    assert [(a.name, b.name) for a, b in pairs] == [
        ("sgn-ours-seed1", "esgn-ours-seed1"),
        ("sgn-ours-seed3", "esgn-ours-seed3"),
    ]
    assert pair_by_seed([], second) == pair_by_seed(first, []) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"recipe": "short"}, "recipe"),
        ({"dataset": "nw-ucla"}, "data set"),
        ({"epochs": 9}, "training"),
        ({"clips": "1" * 64}, "scored clips"),
    ],
)
def test_rows_that_differ_in_more_are_refused(changed: dict, problem: str) -> None:
    with pytest.raises(ValueError, match=f"differ in {problem}, so they do not compare"):
        pair_by_seed([make_row()], [make_row("esgn", **changed)])


def test_two_runs_of_one_seed_are_refused() -> None:
    with pytest.raises(ValueError, match="Two runs esgn-ours-seed1 have seed 1"):
        pair_by_seed([make_row()], [make_row("esgn"), make_row("esgn")])


def test_rows_without_details_are_paired_but_not_compared_clip_by_clip() -> None:
    old = replace(make_row(seed=1, top1=50.0), details={})
    second = [make_row("esgn", 1, top1=60.0), make_row("esgn", 2, top1=60.0)]
    pairs = pair_by_seed([old, make_row(seed=2, top1=50.0)], second)
    assert len(pairs) == 2
    assert difference_by_seed(pairs, TOP1).mean == 10
    assert difference_by_clip(pairs[:1], TOP1) is None
    assert difference_by_clip(pairs, TOP1) == difference_by_clip(pairs[1:], TOP1)
    assert loss_by_epoch([old]) == []
    with pytest.raises(ValueError, match="differ in scored clips"):
        pair_by_seed([old, make_row(seed=2)], [make_row("esgn", 2, clips="1" * 64)])


def test_rows_that_sample_otherwise_are_refused() -> None:
    row = make_row("esgn")
    other = replace(row, config={**row.config, "data": {"frames": 30}})
    with pytest.raises(ValueError, match="differ in sampling"):
        pair_by_seed([make_row()], [other])


def test_the_interval_over_seeds_is_students() -> None:
    first = [make_row(seed=s, top1=50.0) for s in (1, 2, 3)]
    second = [make_row("esgn", seed=s, top1=50.0 + s) for s in (1, 2, 3)]
    found = difference_by_seed(pair_by_seed(first, second), TOP1)
    # Differences 1, 2, 3: mean 2, deviation 1, t(2) = 4.303, so 2 +- 4.303 / sqrt(3).
    assert found.mean == pytest.approx(2)
    assert found.high - found.mean == pytest.approx(4.302653 / math.sqrt(3), abs=1e-5)
    assert found.mean - found.low == pytest.approx(found.high - found.mean)
    assert found.compared == 3


def test_one_pair_gives_no_interval() -> None:
    found = difference_by_seed([(make_row(top1=50.0), make_row("esgn", top1=48.0))], TOP1)
    assert found.mean == -2
    assert math.isnan(found.low) and math.isnan(found.high)


def test_the_difference_over_clips_is_that_of_the_shares() -> None:
    first = [make_row(seed=1, answers=[0, 0, 0, 0]), make_row(seed=2, answers=[0, 1, 1, 1])]
    second = [make_row("esgn", s, answers=[0, 0, 1, 0]) for s in (1, 2)]
    found = difference_by_clip(pair_by_seed(first, second), TOP1)
    # Shares right: first 1, .5, .5, .5; second 1, 1, 1, 0; differences 0, .5, .5, -.5.
    assert found is not None
    assert found.mean == pytest.approx(12.5)
    assert -50 <= found.low < found.mean < found.high <= 50
    assert found.compared == 4


def test_views_of_one_performance_are_drawn_together() -> None:
    labels = [0] * 40
    pairs = [
        (
            make_row(answers=[0] * 20 + [1] * 20, labels=labels),
            make_row("esgn", answers=[1] * 10 + [0] * 30, labels=labels),
        )
    ]
    alone = difference_by_clip(pairs, TOP1)
    together = difference_by_clip(pairs, TOP1, np.arange(40) // 10)
    assert alone is not None and together is not None
    assert alone.mean == together.mean == 25
    assert together.high - together.low > alone.high - alone.low


def test_mean_class_weighs_classes_alike() -> None:
    labels = [0, 0, 0, 1]
    pairs = [
        (make_row(answers=[1, 1, 1, 1], labels=labels), make_row(answers=labels, labels=labels))
    ]
    by_top1, by_class = (difference_by_clip(pairs, metric) for metric in (TOP1, MEAN_CLASS))
    assert by_top1 is not None and by_top1.mean == pytest.approx(75)
    assert by_class is not None and by_class.mean == pytest.approx(50)


@pytest.mark.parametrize("name", ["top5", "calibration_error"])
def test_a_metric_that_no_row_holds_by_clip_gives_none(name: str) -> None:
    assert difference_by_clip([(make_row(), make_row("esgn"))], METRICS[name]) is None


@pytest.mark.parametrize("compare", [difference_by_seed, difference_by_clip])
def test_no_pair_is_refused(compare) -> None:
    with pytest.raises(ValueError, match="no pair of runs with one seed"):
        compare([], TOP1)


def test_a_row_without_the_figure_is_refused() -> None:
    row = make_row()
    with pytest.raises(ValueError, match="sgn-ours-seed1 has no mean_class"):
        figure_of(replace(row, values={**row.values, "mean_class": None}), MEAN_CLASS)


def test_losses_have_mean_and_range() -> None:
    rows = [make_row(loss=(3.0, 1.0)), make_row(loss=(1.0, 0.5))]
    assert loss_by_epoch(rows) == [EpochLoss(2.0, 1.0, 3.0), EpochLoss(0.75, 0.5, 1.0)]


def test_what_is_missing_is_named_with_the_command_that_fills_it() -> None:
    runs = {"sgn": [make_row(seed=1), make_row(seed=2)], "esgn": [make_row("esgn", seed=2)]}
    missing = missing_runs(runs)
    assert len(missing) == 32 - 3
    assert ("esgn", 1) in missing and ("sgn", 1) not in missing
    assert largest_seed(runs) == 2
    command = "eesgn ablate mini-ntu --seeds 2 --resume"
    assert filling_command(Setting("mini-ntu", "ours"), 2) == command
    command = "eesgn ablate nw-ucla --seeds 3 --recipe ours --resume"
    assert filling_command(Setting("nw-ucla", "ours"), 3) == command
