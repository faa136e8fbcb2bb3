"""Experiments as values: sixteen names, JSON, and no field that nobody reads."""

import ast
import json
from dataclasses import fields, replace

import pytest

from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.config import ALL_STREAMS, SGN_STREAMS, ModelConfig
from eesgn_lite.model.esgn import sgn_config
from eesgn_lite.training.experiment import (
    ABLATIONS,
    REAL_READINGS,
    RECIPES,
    Experiment,
    ablate,
    make_experiment,
    read_experiment,
    recipe_configs,
)
from eesgn_lite.training.train_config import TrainConfig

WHOLE = Experiment(dataset="mini-ntu", model=ModelConfig(num_classes=16))


def test_sixteen_names_stand_for_sixteen_models():
    models = {name: ablate(WHOLE, name).model for name in ABLATIONS}
    assert len(models) == len({json.dumps(m.to_json()) for m in models.values()}) == 16
    assert models["esgn"] == WHOLE.model
    sgn = models["sgn"]
    assert (sgn.streams, sgn.pooling, sgn.temporal, sgn.regulariser) == (
        SGN_STREAMS, "max", "single", "none",
    )  # fmt: skip


def test_a_name_says_what_is_on():
    two = ablate(WHOLE, "streams+pooling").model
    assert (two.streams, two.pooling) == (ALL_STREAMS, "semantic")
    assert (two.temporal, two.regulariser) == ("single", "none")
    assert ablate(WHOLE, "pooling+temporal+loss").model.streams == SGN_STREAMS


def test_without_its_streams_a_model_has_nothing_to_fuse():
    whole = replace(WHOLE, model=replace(WHOLE.model, fusion="score", bone_floor=0.1))
    assert ablate(whole, "streams").model.fusion == "score"
    without = ablate(whole, "pooling+temporal+loss").model
    assert (without.fusion, without.bone_floor) == ("embedding", 0.0)
    assert sgn_config(whole.model) == ablate(whole, "sgn").model


@pytest.mark.parametrize(
    ("dataset", "readings"),
    [
        ("nw-ucla", REAL_READINGS),
        ("msr-action3d-as2", REAL_READINGS),
        ("mini-ntu", {}),
        ("ntu60-cs", {}),
    ],
)
def test_each_data_set_has_its_readings(dataset, readings):
    splits = replace(load_dataset("mini-ntu"), name=dataset)
    for recipe in ("ours", "short"):
        model = make_experiment(splits, recipe=recipe).model
        assert model == ModelConfig(num_classes=16, **readings)
        assert make_experiment(splits, ablation="sgn", recipe=recipe).model == sgn_config(model)


def test_what_was_chosen_on_recordings_leaves_mini_ntu_and_the_slides_as_they_are():
    crops = {}
    for dataset in ("mini-ntu", "nw-ucla", "msr-action3d-all", "msr-action3d-as2"):
        for recipe in ("ours", "short", "slides"):
            data, train = recipe_configs(recipe, dataset)
            crops[dataset, recipe] = (data.test_crops, data.test_window)
            if recipe == "slides":
                assert (data, train) == RECIPES["slides"]
    msr = [found for (name, recipe), found in crops.items() if "msr" in name and recipe != "slides"]
    assert msr == [(5, 0.85)] * 4
    assert crops["nw-ucla", "ours"] == crops["mini-ntu", "ours"] == (3, 1.0)
    for recipe in ("ours", "short"):
        decay = {name: recipe_configs(recipe, name)[1].weight_decay for name, _ in crops}
        assert decay.pop("mini-ntu") == 0.05 and set(decay.values()) == {0.2}


def test_only_msr_action3d_is_trained_without_mirrored_copies():
    mini = load_dataset("mini-ntu")
    for dataset in ("nw-ucla", "msr-action3d-all", "msr-action3d-as3"):
        splits = replace(mini, name=dataset)
        for recipe in ("ours", "short"):
            for ablation in ("sgn", "esgn"):
                data = make_experiment(splits, recipe=recipe, ablation=ablation).data
                assert data.mirror == (0.0 if dataset.startswith("msr") else 0.5)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"No ablation 'pooling\+streams'; there are sgn, streams"):
        ablate(WHOLE, "pooling+streams")


def test_json_and_back():
    experiment = replace(ablate(WHOLE, "temporal"), train=TrainConfig(seed=7))
    assert Experiment.from_json(json.loads(json.dumps(experiment.to_json()))) == experiment


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
        ({"kept_epochs": 0}, "kept_epochs must be at least 1"),
        ({"learning_rate": 0.0}, "learning_rate must be positive"),
        ({"weight_decay": -1.0}, "weight_decay and workers at least 0"),
        ({"workers": -1}, "weight_decay and workers at least 0"),
        ({"optimiser": "sgd"}, "optimiser has no choice 'sgd'"),
        ({"schedule": "flat"}, "schedule has no choice 'flat'"),
        ({"precision": "float8"}, "precision has no choice 'float8'"),
    ],
)
def test_bad_training_choices_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        TrainConfig(**change)


def test_model_and_data_must_agree_on_frames():
    with pytest.raises(ValueError, match="knows 20 frames, the data give 32"):
        replace(WHOLE, data=DataConfig(frames=32))


def test_a_file_that_is_no_experiment_is_refused(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(WHOLE.to_json()), encoding="utf-8")
    assert read_experiment(path, dataset="mini-ntu") == WHOLE
    with pytest.raises(ValueError, match="is for mini-ntu, not nw-ucla"):
        read_experiment(path, dataset="nw-ucla")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"take the config\.json of a run as a pattern"):
        read_experiment(path, dataset="mini-ntu")
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks the field 'dataset'"):
        read_experiment(path, dataset="mini-ntu")


def test_every_field_is_read_somewhere(repository):
    read = set()
    for path in (repository / "eesgn_lite").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for owner in ast.walk(tree):
            # A field's own checks do not count as reading it.
            if isinstance(owner, ast.FunctionDef) and owner.name != "__post_init__":
                read |= {n.attr for n in ast.walk(owner) if isinstance(n, ast.Attribute)}
    for config in (ModelConfig, DataConfig, TrainConfig, Experiment):
        unread = {field.name for field in fields(config)} - read
        assert not unread, f"{config.__name__}: {unread}"
