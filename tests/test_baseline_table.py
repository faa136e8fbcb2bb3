"""Plain networks beside SGN and ESGN, written from rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.results import Row, write_row
from eesgn_lite.analysis.tables import write_table


def row_of(kind: str, seed: int, top1: float, **changes: object) -> Row:
    """The row of a run; a baseline's says so in its model."""
    row = make_row(kind, seed, top1=top1, dataset="nw-ucla", recipe="short", **changes)
    model = {"kind": kind} if kind in ("cnn", "gru", "st-gcn") else {"pooling": "max"}
    return replace(row, config={**row.config, "model": model})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two GRUs, two SGN, an SGN of another length, one on fewer performers, and a neighbour."""
    part = row_of("sgn", 7, 50.0)
    part = replace(part, name="sgn-performers2-short-seed7")
    part = replace(part, config={**part.config, "subset": {}, "ablation": "sgn-performers2"})
    rows = [row_of("gru", seed, 80.0 + 2 * seed) for seed in (1, 2)]
    rows += [row_of("sgn", seed, 90.0 + seed) for seed in (1, 2)]
    rows += [row_of("sgn", 3, 10.0, epochs=99), part]
    for row in rows:
        write_row(row, tmp_path / f"results/nw-ucla/{row.name}.json")
    nearest = replace(rows[0], kind="measurement", name="nearest-nw-ucla", seed=None, details={})
    nearest = replace(nearest, values={"test_top1": 66.6}, config={})
    write_row(nearest, tmp_path / "results/measurements/nearest-nw-ucla.json")
    return tmp_path


def test_like_runs_stand_side_by_side(root: Path) -> None:
    lines = write_table("baselines", ["nw-ucla"], root).splitlines()
    assert "Recipe `short`: 8 epochs, batches of None clips." in lines
    assert "| nearest neighbour, dynamic time warping | | | 66.6 | |" in lines
    assert "| GRU | 1,234 | 6 | 83.0 ± 1.4 | 1, 2 |" in lines
    assert "| SGN | 1,234 | 6 | 91.5 ± 0.7 | 1, 2 |" in lines
    assert not [line for line in lines if "ESGN" in line or "CNN" in line]  # nobody ran them
    assert write_table("baselines", [], root).splitlines() == lines


def test_a_data_set_without_baselines_says_so(root: Path) -> None:
    assert write_table("baselines", ["mini-ntu"], root).endswith(
        "No run of a baseline is there yet."
    )
    with pytest.raises(ValueError, match="No data set 'nobody'"):
        write_table("baselines", ["nobody"], root)


def test_neither_baselines_nor_parts_are_taken_for_combinations(root: Path) -> None:
    assert "gru" not in write_table("runs", [], root)
    assert "performers" not in write_table("runs", [], root)
    assert "| sgn | 1, 2 | 91.5 |" in write_table("runs", [], root)
