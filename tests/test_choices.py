"""The tries on held-out data: each changes what its name says, for both models alike."""

from __future__ import annotations

import json
import runpy
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.experiment import REAL_READINGS, make_experiment
from eesgn_lite.training.loop import run_folder
from eesgn_lite.training.recipes import base_of

CHOICES = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "choices.py"))
NAMES = CHOICES["tries_of"](CHOICES["SHORT"])


@pytest.fixture(scope="module")
def planned():
    return CHOICES["plan"](load_dataset("mini-ntu"), 2, NAMES)


def flat(values, before=()):
    """List the numbers and names of an experiment by their place in it."""
    found = {}
    for name, value in values.items():
        place = (*before, name)
        found |= flat(value, place) if isinstance(value, dict) else {place: value}
    return found


def test_no_two_tries_are_filed_or_made_alike(planned):
    filed = [(one.ablation, one.recipe, one.train.seed) for one in planned]
    assert len(set(filed)) == len(filed)
    configs = [{**one.to_json(), "recipe": "", "ablation": ""} for one in planned]
    assert len({json.dumps(one, sort_keys=True) for one in configs}) == len(planned)


def test_a_try_changes_what_it_lists_and_nothing_else(planned):
    changes = CHOICES["TRIES"] | {n: {"model": v} for n, v in CHOICES["READINGS"].items()}
    changes |= {name: {"train": {"epochs": None}} for name in CHOICES["LONGER"]}
    for one in planned:
        whole = make_experiment(
            load_dataset("mini-ntu"),
            ablation=one.ablation,
            recipe=CHOICES["SHORT"],
            seed=one.train.seed,
        )
        whole = replace(whole, train=replace(whole.train, **CHOICES["BEGUN"]))
        listed = flat(changes.get(one.recipe, {}))
        found, before = flat(one.to_json()), flat(whole.to_json())
        differing = {place for place in found if found[place] != before[place]}
        assert differing - {("recipe",)} == set(listed)


def test_all_tries_begin_with_the_plain_readings_whatever_a_data_set_is_trained_with():
    splits = replace(load_dataset("mini-ntu"), name="nw-ucla")
    real = make_experiment(splits, recipe=CHOICES["SHORT"])
    assert real.model.fusion == "score"
    tries = ["short", "bone-floor", "all-readings"]
    sgn, *found = CHOICES["plan"](splits, 1, tries, ("sgn", "esgn"))
    assert sgn.model == make_experiment(splits, ablation="sgn", recipe=CHOICES["SHORT"]).model
    plain, floor, whole = (one for one in found if one.ablation == "esgn")
    assert plain.model == replace(
        real.model, **{name: getattr(ModelConfig(), name) for name in REAL_READINGS}
    )
    assert floor.model == replace(plain.model, bone_floor=0.1)
    assert whole.model == real.model


def test_all_tries_begin_with_the_plain_data_whatever_a_data_set_is_trained_with():
    splits = replace(load_dataset("mini-ntu"), name="msr-action3d-all")
    usual = make_experiment(splits, recipe=CHOICES["SHORT"]).data
    short, tried = CHOICES["plan"](splits, 1, ["short", "no-mirror"], ("sgn",))
    assert short.data.mirror == 0.5
    assert tried.data == replace(short.data, mirror=0.0)
    assert tried.data == replace(usual, test_crops=3, test_window=1.0)


def test_longer_tries_are_so_many_times_as_long(planned):
    epochs = {one.recipe: one.train.epochs for one in planned}
    for name, times in CHOICES["LONGER"].items():
        assert epochs[name] == times * epochs[CHOICES["SHORT"]]


def test_both_models_try_every_step_of_the_recipe(planned):
    tried = {
        model: {one.recipe for one in planned if one.ablation == model} for model in ("sgn", "esgn")
    }
    assert tried["esgn"] - tried["sgn"] == set(CHOICES["READINGS"])


@pytest.mark.parametrize("base", ["five-times-as-long", "twenty-times-as-long"])
def test_on_a_long_base_a_try_differs_from_the_short_one_in_its_epochs_only(planned, base):
    prefix, times = CHOICES["BASES"][base], CHOICES["LONGER"][base]
    names = CHOICES["tries_of"](base)
    long = CHOICES["plan"](load_dataset("mini-ntu"), 2, names, base=base)
    short = {(one.ablation, f"{prefix}{one.recipe}", one.train.seed): one for one in planned}
    tried = [one for one in long if one.recipe != base]
    assert len(tried) == 2 * (2 * len(CHOICES["TRIES"]) + len(CHOICES["READINGS"]))
    for one in tried:
        before = flat(short[one.ablation, one.recipe, one.train.seed].to_json())
        after = flat(one.to_json())
        differing = {place for place in after if after[place] != before[place]}
        assert differing == {("recipe",), ("train", "epochs")}
        assert one.train.epochs == times * before["train", "epochs"]


def test_on_the_base_without_mirrored_copies_a_try_changes_what_its_name_says_and_no_more(planned):
    names = CHOICES["tries_of"]("no-mirror")
    assert names[0] == "no-mirror" and len(set(names)) == len(names)
    found = CHOICES["plan"](load_dataset("mini-ntu"), 2, names, base="no-mirror")
    short = {(one.ablation, f"no-mirror-{one.recipe}", one.train.seed): one for one in planned}
    for one in found:
        assert one.data.mirror == 0 and base_of(one.recipe) == (
            "short" if one.recipe == "no-mirror" else "no-mirror"
        )
        if one.recipe != "no-mirror":
            before = flat(short[one.ablation, one.recipe, one.train.seed].to_json())
            after = flat(one.to_json())
            differing = {place for place in after if after[place] != before[place]}
            assert differing == {("recipe",), ("data", "mirror")}


def test_a_longer_try_beside_the_long_base_is_refused(monkeypatch, capsys):
    command = "choices.py nw-ucla --base five-times-as-long --tries twice-as-long"
    monkeypatch.setattr(sys, "argv", command.split())
    with pytest.raises(SystemExit):
        CHOICES["main"]()
    assert "no try 'twice-as-long' of five-times-as-long; there are" in capsys.readouterr().err


def test_each_one_is_held_out_in_turn(planned):
    found = CHOICES["plan"](load_dataset("mini-ntu"), 2, NAMES, held_out=(1, 2))
    assert len(found) == 2 * len(planned)
    assert {one.held_out for one in found} == {1, 2}
    assert {replace(one, held_out=None) for one in found} == set(planned)
    folders = {run_folder(one, "runs", validate=True) for one in found}
    assert len(folders) == len(found)
