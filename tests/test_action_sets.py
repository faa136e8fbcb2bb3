"""The mean of the three action sets: seed by seed, and only where all three are there."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

from made_up_rows import make_row

SCRIPT = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "action_sets.py"))


def run_of(number: int, seed: int, top1: float):
    """A run of ESGN on one action set."""
    row = make_row("esgn", seed, top1=top1)
    values = {**row.values, "best_test_top1": top1 + 1}
    return replace(
        row, dataset=f"msr-action3d-as{number}", values=values, name=f"esgn-ours-seed{seed}"
    )


def test_a_seed_counts_when_all_three_sets_are_there():
    rows = [run_of(n, 1, top1) for n, top1 in ((1, 90.0), (2, 80.0), (3, 97.0))]
    rows += [run_of(1, 2, 50.0), run_of(2, 2, 50.0)]
    found = SCRIPT["by_seed"](rows, "esgn", "ours")
    assert list(found) == [1]
    assert SCRIPT["means_of"](found[1]) == {
        "test_top1": 89.0,
        "best_test_top1": 90.0,
        "as1": 90.0,
        "as2": 80.0,
        "as3": 97.0,
    }


def test_other_models_and_recipes_are_left_out():
    rows = [run_of(n, 1, 90.0) for n in (1, 2, 3)]
    assert not SCRIPT["by_seed"](rows, "sgn", "ours") and not SCRIPT["by_seed"](
        rows, "esgn", "short"
    )
