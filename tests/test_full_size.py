"""What a full-size training needs: computed by hand, and the page agrees with its row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from skeleton_text import ID, file_text, standing_body

from eesgn_lite.analysis.full_size import (
    Measured,
    clips_of,
    forward_passes,
    persons_of,
    storage_needs,
    time_needs,
)
from eesgn_lite.analysis.results import read_row
from eesgn_lite.cli import main
from eesgn_lite.data.splits import PROTOCOLS
from eesgn_lite.training.experiment import RECIPES
from eesgn_lite.training.recipes import default_recipe
from eesgn_lite.training.train_config import TrainConfig

SMALL = replace(PROTOCOLS["ntu60-cs"], published=(30, 10), actions=(1, 2, 50, 60))
MEASURED = Measured(
    frames=100.0,
    download_bytes=1000.0,
    store_bytes=300.0,
    index_bytes=50.0,
    sampler_bytes=20.0,
    process_bytes=1e6,
)


def test_persons_by_hand():
    assert persons_of(SMALL) == 1.5
    assert persons_of(PROTOCOLS["ntu60-cs"]) == pytest.approx(71 / 60)
    assert persons_of(PROTOCOLS["ntu120-csub"]) == pytest.approx(146 / 120)


def test_storage_by_hand():
    needs = storage_needs(SMALL, MEASURED)
    # 40 clips of 1.5 bodies in 100 frames are 6,000 bodies.
    assert needs["download_gb"] == pytest.approx(6e6 / 1e9)
    assert needs["store_gb"] == pytest.approx((6000 * 300 + 40 * 50) / 1e9)
    assert needs["memory_gb"] == pytest.approx((1e6 + 40 * 20) / 1e9)


def test_time_by_hand():
    train = TrainConfig(epochs=2, kept_epochs=5)
    # 30 clips, 2 epochs, three times; 10 clips, 5 kept epochs, once; 1.5 bodies each.
    passes = (30 * 2 * 3 + 10 * 5) * 1.5
    assert forward_passes(SMALL, train) == passes
    needs = time_needs(SMALL, train, operations=6e9, seconds=2.0)
    assert needs["total_operations_1e15"] == pytest.approx(passes * 6e9 / 1e15)
    assert needs["operations_per_second_1e9"] == pytest.approx(3 * 6 / 2)
    # A forward pass is a third of the step of 2 seconds.
    assert needs["hours"] == pytest.approx(passes * 2 / 3 / 3600)


def test_unpublished_counts_are_refused():
    with pytest.raises(ValueError, match="of msr-action3d-as1 are not published"):
        clips_of(PROTOCOLS["msr-action3d-as1"])


def test_each_data_set_has_a_recipe():
    full = {name for name in PROTOCOLS if default_recipe(name) == "slides"}
    assert full == {"ntu60-cs", "ntu60-cv", "ntu120-csub", "ntu120-cset"}
    assert {default_recipe(name) for name in PROTOCOLS} <= RECIPES.keys()
    with pytest.raises(ValueError, match="No data set 'kinetics'"):
        default_recipe("kinetics")


def test_the_row_follows_from_what_was_measured(repository):
    values = read_row(repository / "results/measurements/full-size.json").values
    protocol, train = PROTOCOLS["ntu60-cs"], RECIPES["slides"][1]
    measured = Measured(**{name: values[name] for name in Measured.__dataclass_fields__})
    expected = storage_needs(protocol, measured)
    for name in ("sgn", "esgn"):
        found = time_needs(
            protocol, train, values[f"{name}_operations"], values[f"{name}_seconds_body"]
        )
        expected |= {f"{name}_{key}": value for key, value in found.items()}
    assert {name: values[name] for name in expected} == pytest.approx(expected)
    assert (values["epochs"], values["batch_size"]) == (train.epochs, train.batch_size)


def test_the_command_is_ready_to_run(tmp_path, monkeypatch, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    # Performers 1 and 8 train (8 is held out while choosing), performer 3 tests.
    for action in (1, 60):
        for performer in (1, 3, 8):
            body = standing_body(30, seed=action, spread=action / 60)
            name = f"S001C001P{performer:03d}R001A{action:03d}.skeleton"
            (raw / name).write_text(file_text([[(ID, joints)] for joints in body]), "utf-8")
    monkeypatch.setenv("EESGN_DATA", str(tmp_path))
    assert (
        main(["prepare", "ntu60", "--raw", str(raw), "--out", str(tmp_path), "--workers", "1"]) == 0
    )
    capsys.readouterr()
    arguments = ["train", "ntu60-cs", "--ablation", "sgn", "--epochs", "1", "--device", "cpu"]
    assert main([*arguments, "--out", str(tmp_path / "runs"), "--json"]) == 0
    printed = capsys.readouterr().out
    assert '"recipe": "slides"' in printed and '"scored": 2,' in printed
