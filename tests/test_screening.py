"""Many steps tried at once: the design, what it finds, and the table of it."""

from __future__ import annotations

import runpy
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from result_rows import made_up_row

from eesgn_lite.analysis.results import write_measurement
from eesgn_lite.analysis.screening_table import screening_table
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.model.config import ENHANCEMENTS, SWITCHED_OFF
from eesgn_lite.training.experiment import make_experiment, recipe_configs

CHECKPOINT = SimpleNamespace(model=torch.nn.Identity())
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def scripts():
    """The two scripts, which import a third beside them."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield {
            name: runpy.run_path(str(BENCHMARKS / f"{name}.py"))
            for name in ("screening", "confirm", "samplings")
        }
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def screening(scripts):
    return scripts["screening"]


def test_every_factor_is_on_in_half_of_the_settings_with_and_without_every_other(screening):
    table = np.where(screening["design"](31), 1, -1)
    assert (table.T @ table == 64 * np.eye(31)).all() and not table.sum(axis=0).any()
    triples = np.einsum("na,nb,nc->abc", table, table, table)
    assert not triples.any()  # no effect of one is mixed up with that of two together
    with pytest.raises(ValueError, match="room for 31 factors, found 32"):
        screening["design"](32)


def test_a_setting_has_what_its_factors_say_and_nothing_else(screening):
    splits = replace(load_dataset("mini-ntu"), name="nw-ucla")
    found = screening["plan"](splits, range(64), (1, 2), 7)
    assert len(found) == 128 and {one.held_out for one in found} == {1, 2}
    table, factors = screening["design"](len(screening["FACTORS"])), screening["FACTORS"]
    data, train = recipe_configs("ours", "nw-ucla")
    for one, on in zip(found[::2], table, strict=True):
        chosen = [name for name, switched in zip(factors, on, strict=True) if switched]
        parts = {"data": data, "train": replace(train, weight_decay=0.05), "model": one.model}
        for name in chosen:
            if name in screening["STEPS"]:
                for part, fields in screening["fields_of"](name, data.mirror).items():
                    parts[part] = replace(parts[part], **fields)
        assert one.data == parts["data"]
        seed = one.train.seed
        assert one.train == replace(parts["train"], epochs=7, kept_epochs=1, seed=seed)
        whole = make_experiment(splits).model
        for name in ENHANCEMENTS:
            for field, off in SWITCHED_OFF[name].items():
                wanted = getattr(whole, field) if name in chosen else off
                assert getattr(one.model, field) == wanted
        assert one.model.dropout == (0.4 if "dropout-40" in chosen else 0.2)
    assert len({one.train.seed for one in found}) == 64


def test_effects_are_found_where_they_were_put(screening):
    table = screening["design"](5)
    true = np.array([3.0, -2.0, 0.0, 1.0, 0.0])
    noise = np.random.default_rng(3).normal(0, 0.5, len(table))
    found, _ = screening["effects"](table, 80 + np.where(table, 0.5, -0.5) @ true + noise)
    assert found == pytest.approx(true, abs=0.4)
    with pytest.raises(ValueError, match="6 settings do not tell the factors apart"):
        screening["effects"](table[:6], np.zeros(6))


def test_intervals_hold_the_truth_in_nineteen_of_twenty_draws(screening):
    table, random, held = screening["design"](20), np.random.default_rng(0), 0
    for _ in range(300):
        found, reach = screening["effects"](table[:44], random.normal(80, 2, 44))
        held += int((abs(found) < reach).sum())
    assert held / (300 * 20) == pytest.approx(0.95, abs=0.012)


def fold(recipe, seed, held_out, top1, scored, ablation="esgn"):
    """A row of one run that held somebody out."""
    row = made_up_row(ablation, seed, None, dataset="nw-ucla", recipe=recipe)
    config = {
        **row.config,
        "held_out": held_out,
        "train": {"epochs": 60},
        "data": {"test_crops": 3},
    }
    return replace(row, config=config, values={"val_top1": top1, "scored": scored})


def test_folds_count_by_their_clips_and_unfinished_settings_are_left_out(screening):
    rows = [fold("screening-4", 5, 1, 100.0, 30), fold("screening-4", 5, 2, 0.0, 10)]
    rows.append(fold("screening-9", 10, 1, 50.0, 30))
    assert screening["pooled"](rows, 2) == {4: 75.0}


def test_changed_recipes_are_put_together_by_seed(scripts):
    rows = [
        fold("confirm-decay-turns", seed, held_out, top1, 10)
        for seed, held_out, top1 in ((1, 1, 80.0), (1, 2, 90.0), (2, 1, 70.0), (2, 2, 80.0))
    ]
    rows.append(fold("confirm-unchanged", 1, 1, 60.0, 10))
    found = scripts["confirm"]["put_together"](rows, 2)
    assert found["esgn_decay_turns_mean"] == 80 and found["esgn_decay_turns_runs"] == 2
    assert found["esgn_decay_turns_std"] == pytest.approx(50**0.5)
    assert not any("unchanged" in name for name in found)


def test_changed_recipes_change_what_they_list(scripts):
    confirm = scripts["confirm"]
    splits = replace(load_dataset("mini-ntu"), name="nw-ucla")
    changes = tuple(confirm["CHANGES"]["nw-ucla"])
    found = confirm["plan"](splits, changes, ("sgn", "esgn"), 1, 9)
    assert len(found) == len(changes) * 2 * 2 and {one.held_out for one in found} == {1, 2}
    data, train = recipe_configs("ours", "nw-ucla")
    sgn = {one.recipe: one for one in found if one.ablation == "sgn"}
    before = replace(train, weight_decay=0.05, epochs=9, kept_epochs=1)
    assert (sgn["confirm-unchanged"].data, sgn["confirm-unchanged"].train) == (data, before)
    most = sgn["confirm-decay-turns-noise"]
    assert most.train == replace(before, weight_decay=0.2)
    assert most.data == replace(data, rotation=(0.3, 1.0, 0.3), noise=0.02)
    assert confirm["plan"](splits, changes, ("sgn",), 1, None)[0].train.epochs == train.epochs


def test_the_measurement_of_changed_recipes_holds_the_recipe_they_change(scripts):
    rows = [fold("confirm-unchanged", 1, n, 60.0 + n, 10) for n in (1, 2)]
    rows += [fold("confirm-decay", 1, n, 70.0, 10) for n in (1, 2)]
    rows[2] = replace(rows[2], config={**rows[2].config, "data": {"test_crops": 9}})
    row = scripts["confirm"]["row_of"]("nw-ucla", rows)
    assert row.config["data"] == {"test_crops": 3} and row.values["clips"] == 20
    assert row.values["esgn_unchanged_mean"] == 61.5 and row.values["esgn_decay_runs"] == 1
    assert "3 test crops of 100 % of a clip" in row.note
    other = replace(rows[3], config={**rows[3].config, "train": {"epochs": 7}})
    with pytest.raises(ValueError, match="2 numbers of epochs"):
        scripts["confirm"]["row_of"]("nw-ucla", [*rows, other])


def test_samplings_are_put_together_by_model_and_for_both(scripts):
    samplings = scripts["samplings"]
    experiments = samplings["plan"](replace(load_dataset("mini-ntu"), name="nw-ucla"), 1)
    assert [(one.ablation, one.held_out) for one in experiments] == [
        ("sgn", 1), ("sgn", 2), ("esgn", 1), ("esgn", 2),
    ]  # fmt: skip
    scores = [
        {"clips": clips, **dict.fromkeys(samplings["SAMPLINGS"], right)}
        for clips, right in ((10, 10), (30, 0), (10, 5), (30, 15))
    ]
    found = samplings["put_together"](experiments, scores)
    assert found["runs"] == 2 and found["sgn_whole_3_mean"] == 25
    assert found["esgn_most_5_mean"] == 50 and found["both_whole_1_mean"] == 37.5


def test_each_sampling_scores_its_own_crops(scripts, monkeypatch):
    seen = []

    def evaluate(model, side, config, device):
        seen.append((config.test_crops, config.test_window))
        return SimpleNamespace(predictions=np.array([0, 1]), labels=np.array([0, 0]))

    score = scripts["samplings"]["score"]
    monkeypatch.setitem(score.__globals__, "evaluate", evaluate)
    monkeypatch.setitem(score.__globals__, "load_checkpoint", lambda folder: CHECKPOINT)
    monkeypatch.setitem(
        score.__globals__, "load_dataset", lambda name, held_out: SimpleNamespace(val=[0, 0])
    )
    experiment = make_experiment(load_dataset("mini-ntu"))
    found = score(Path("run"), experiment, torch.device("cpu"))
    assert seen == [(1, 1.0), (3, 1.0), (10, 1.0), (1, 0.85), (3, 0.85), (5, 0.85), (5, 0.7)]
    assert found["clips"] == 2 and found["most_5"] == 1


def test_the_table_lists_the_most_helpful_step_first(screening, tmp_path):
    rows = []
    table = screening["design"](len(screening["FACTORS"]))
    streams = list(screening["FACTORS"]).index("streams")
    decay = list(screening["FACTORS"]).index("large-decay")
    noise = np.random.default_rng(0).normal(0, 2.0, (64, 2))
    for number, on in enumerate(table):
        for held_out in (1, 2):
            top1 = 80 + 2.0 * on[streams] - 3.0 * on[decay] + noise[number, held_out - 1]
            rows.append(fold(f"screening-{number}", number + 1, held_out, top1, 100))
    write_measurement(screening["row_of"]("nw-ucla", rows), tmp_path / "results")
    lines = screening_table([], tmp_path).splitlines()
    assert "64 of 64 settings, 128 runs of 60 epochs" in lines[2]
    assert "camera 1, 2" in lines[2]
    assert lines[6].startswith("| **streams** (enhancement) | +2.")
    assert lines[-1].startswith("| weight decay → 0.2 | -")
    low, high = map(float, lines[6].split("(")[2].split(")")[0].split(" to "))
    assert low < 2 < high < low + 2
    assert "| rotation → (0.3, 1.0, 0.3) | " in "\n".join(lines)
    assert len(lines) == 6 + len(screening["FACTORS"])
