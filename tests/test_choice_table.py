"""Tries on held-out data: what each changed, and its gain over the base by seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.results import Row, write_row
from eesgn_lite.analysis.tables import write_table
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.train_config import TrainConfig


def try_of(model: str, name: str, seed: int, top1: float, **changes: Any) -> Row:
    """The row of a try; `changes` are fields of its training."""
    one = Experiment(
        dataset="nw-ucla",
        model=ModelConfig(num_classes=10, skeleton="kinect20"),
        train=replace(TrainConfig(epochs=12, batch_size=32, seed=seed), **changes),
        recipe=name,
        ablation=model,
    )
    row = make_row(model, seed, dataset="nw-ucla", recipe=name)
    values = {"test_top1": None, "val_top1": top1, "scored": 504.0}
    return replace(row, name=f"{row.name}-validate", config=one.to_json(), values=values)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A base of two seeds, and three tries."""
    rows = [try_of("sgn", "short", seed, 74.0 + seed) for seed in (1, 2)]
    rows += [try_of("esgn", "short", 1, 77.0)]
    rows += [try_of("sgn", "twice", seed, 77.0 + 2 * seed, epochs=24) for seed in (1, 2)]
    rows += [try_of("sgn", "batch-16", 2, 75.0, batch_size=16)]
    older = rows[2].config["train"]
    del older["averaging"]  # as a row that was written before there was such a field
    rows += [try_of("esgn", "averaging", 1, 77.5, averaging=0.98)]
    for row in rows:
        write_row(row, tmp_path / f"results/nw-ucla/{row.name}.json")
    return tmp_path


def test_each_try_is_compared_with_the_base_of_its_seeds(root: Path) -> None:
    lines = write_table("choices", ["nw-ucla"], root).splitlines()
    assert lines[6:] == [
        "| nothing (`short`) | 75.5 ± 0.7 | | 1, 2 | 77.0 | | 1 |",
        "| epochs 12 → 24 | 80.0 ± 1.4 | +4.5 | 1, 2 | | | |",
        "| averaging 0.0 → 0.98 | | | | 77.5 | +0.5 | 1 |",
        "| batch size 32 → 16 | 75.0 | -1.0 | 2 | | | |",
    ]
    assert "12 epochs, batches of 32 clips; top-1 over 504 held-out clips" in lines[2]
    assert write_table("choices", [], root).splitlines() == lines


def held_out(name: str, performer: int, right: float, clips: float) -> Row:
    """A try of seed 1 with one performer held out."""
    row = try_of("sgn", name, 1, right, **({} if name == "short" else {"batch_size": 16}))
    row.config["held_out"] = performer
    values = {**row.values, "scored": clips}
    return replace(row, name=f"{row.name}{performer}", dataset="msr-action3d-all", values=values)


def test_performers_held_out_one_after_the_other_count_as_one_run(root: Path) -> None:
    rows = [held_out("short", 1, 50.0, 60.0), held_out("short", 3, 80.0, 40.0)]
    rows += [held_out("batch-16", 1, 60.0, 60.0)]
    for row in rows:
        write_row(row, root / f"results/msr-action3d-all/{row.name}.json")
    lines = write_table("choices", ["msr-action3d-all"], root).splitlines()
    caption = "over 100 held-out clips, held out one after the other: performer 1, 3, last epoch."
    assert caption in lines[2]
    assert "| nothing (`short`) | 62.0 | | 1 | | | |" in lines
    assert not any("16" in line for line in lines[4:])  # not yet tried with all held out

    write_row(
        held_out("batch-16", 3, 90.0, 40.0),
        root / "results/msr-action3d-all/batch-16-of-performer-3.json",
    )
    last = write_table("choices", ["msr-action3d-all"], root).splitlines()[-1]
    assert last == "| batch size 32 → 16 | 72.0 | +10.0 | 1 | | | |"

    # Neither an unfinished run of the other model nor one by the protocol is in the way.
    unfinished = held_out("short", 1, 99.0, 60.0)
    unfinished.config["ablation"] = "esgn"
    usual = replace(held_out("short", 1, 99.0, 60.0), name="by-the-protocol")
    del usual.config["held_out"]
    for name, row in (("esgn", unfinished), ("usual", usual)):
        write_row(row, root / f"results/msr-action3d-all/{name}.json")
    lines = write_table("choices", ["msr-action3d-all"], root).splitlines()
    assert caption in lines[2] and lines[-1] == last


def test_what_is_not_yet_tried_says_so(root: Path) -> None:
    assert write_table("choices", ["mini-ntu"], root).endswith("No try yet.")


def test_without_a_base_no_gain_is_claimed(root: Path) -> None:
    for path in (root / "results/nw-ucla").glob("*short*"):
        path.unlink()
    assert "+" not in write_table("choices", ["nw-ucla"], root)


def test_tries_on_the_long_base_stand_apart(root: Path) -> None:
    before = write_table("choices", ["nw-ucla"], root)
    long = [try_of("sgn", "five-times-as-long", 1, 79.0, epochs=60)]
    long += [try_of("sgn", "long-batch-16", 1, 78.0, epochs=60, batch_size=16)]
    for row in long:
        write_row(row, root / f"results/nw-ucla/{row.name}.json")
    lines = write_table("choices", ["nw-ucla"], root).splitlines()
    assert [line for line in lines if "60" not in line][
        : len(before.splitlines())
    ] == before.splitlines()
    assert lines[-2:] == [
        "| nothing (`five-times-as-long`) | 79.0 | | 1 | | | |",
        "| batch size 32 → 16 | 78.0 | -1.0 | 1 | | | |",
    ]
    assert "60 epochs, batches of 32 clips" in lines[-6]


def test_what_data_and_model_change_alike_is_named_once(root: Path) -> None:
    row = try_of("esgn", "frames-32", 1, 78.0)
    for part in ("data", "model"):
        row.config[part]["frames"] = 32
    write_row(row, root / f"results/nw-ucla/{row.name}.json")
    assert "\n| frames 20 → 32 | | | | 78.0 | +1.0 | 1 |\n" in write_table("choices", [], root)
