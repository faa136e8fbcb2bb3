"""Runs put together."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from result_rows import made_up_row

from eesgn_lite.analysis.summary import (
    Setting,
    mean_and_spread,
    parts_of,
    read_published,
    runs_by_setting,
    worth_of_enhancements,
)


def test_runs_of_one_setting_stand_together() -> None:
    rows = [
        made_up_row("esgn", 1, 80),
        made_up_row("sgn", 1, 81),
        made_up_row("sgn", 2, 82),
        made_up_row("sgn", 1, 90, dataset="nw-ucla"),
        made_up_row("sgn", 1, 70, recipe="short"),
        made_up_row("custom", 1, 99),
        made_up_row("sgn", 3, None),
    ]
    runs = runs_by_setting(rows)
    assert list(runs) == [
        Setting("mini-ntu", "ours"),
        Setting("mini-ntu", "short"),
        Setting("nw-ucla", "ours"),
    ]
    ours = runs[Setting("mini-ntu", "ours")]
    assert {name: [row.seed for row in rows] for name, rows in ours.items()} == {
        "sgn": [1, 2],
        "esgn": [1],
    }


def test_names_tell_what_is_on() -> None:
    assert parts_of("sgn") == frozenset()
    assert parts_of("esgn") == {"streams", "pooling", "temporal", "loss"}
    assert parts_of("temporal+loss") == {"temporal", "loss"}


def test_worth_is_the_mean_difference_of_pairs() -> None:
    rows = [
        *(made_up_row("sgn", seed, 80 + seed) for seed in (1, 2)),
        *(made_up_row("streams", seed, 82 + 2 * seed) for seed in (1, 2)),
        made_up_row("pooling", 1, 70),
        made_up_row("streams+pooling", 1, 73),
        made_up_row("esgn", 2, 92),
    ]
    found = {w.name: w for w in worth_of_enhancements(runs_by_setting(rows)["mini-ntu", "ours"])}
    assert list(found) == ["streams", "pooling", "all four"]
    # Seed 1: 84 - 81 and 73 - 70. Seed 2 has one pair only and is left out.
    assert found["streams"].pairs == 2 and found["streams"].change.mean == 3
    assert math.isnan(found["streams"].change.standard_deviation)
    # Seed 1: 70 - 81 and 73 - 84.
    assert found["pooling"].change.mean == -11 and found["pooling"].pairs == 2
    assert found["all four"].change.mean == 10


def test_the_spread_of_a_worth_is_that_of_the_seeds() -> None:
    rows = [made_up_row("sgn", seed, 80) for seed in (1, 2)]
    rows += [made_up_row("streams", seed, 82 + seed) for seed in (1, 2)]
    (worth,) = worth_of_enhancements(runs_by_setting(rows)["mini-ntu", "ours"])
    assert worth == ("streams", (3.5, pytest.approx(math.sqrt(0.5)), 2), 2)


def test_only_runs_of_one_seed_are_compared() -> None:
    rows = [made_up_row("sgn", 1, 80), made_up_row("streams", 2, 90)]
    assert worth_of_enhancements(runs_by_setting(rows)["mini-ntu", "ours"]) == []


def test_mean_and_spread_are_over_seeds() -> None:
    rows = [made_up_row("sgn", seed, top1) for seed, top1 in ((1, 80), (2, 84))]
    assert mean_and_spread(rows) == (82, pytest.approx(math.sqrt(8)), 2)


def test_only_checked_figures_with_parameters_are_read(tmp_path: Path) -> None:
    def figure(status: str, parameters: float | None) -> dict:
        return {"status": status, "parameters_millions": parameters, "top1": 90.0}

    content = {
        "figures": {
            "good": {"ntu60-cs": figure("checked", 1.5)},
            "recalled": {"ntu60-cs": figure("from memory", 1.5)},
            "unsized": {"ntu60-cs": figure("checked", None)},
            "elsewhere": {"ntu60-cv": figure("checked", 1.5)},
        }
    }
    (tmp_path / "published.json").write_text(json.dumps(content), encoding="utf-8")
    assert read_published("ntu60-cs", tmp_path) == [("good", 1.5, 90.0)]


def test_the_slides_table_is_there() -> None:
    figures = {one.method: one for one in read_published("ntu60-cs")}
    assert len(figures) == 12
    assert figures["sgn"][1:] == (0.64, 89.0)
