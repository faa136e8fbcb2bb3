"""One experiment as a frozen value: data set, model, sampling, training."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from eesgn_lite.data.catalog import DataSplits
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.data.splits import PROTOCOLS
from eesgn_lite.data.subsets import Subset
from eesgn_lite.model.baseline_config import BaselineConfig
from eesgn_lite.model.config import ENHANCEMENTS, ModelConfig, fields_off
from eesgn_lite.model.networks import read_config
from eesgn_lite.training.train_config import TrainConfig


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Hold everything that decides a result, as one value.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.
    model, data, train
        The three configs.
    recipe, ablation
        Names under which the result is filed; the configs alone decide the run.
    subset
        The part of the training side that trains, or None for all of it.
    held_out
        Performer, camera or setup of the training side that is held out when choosing; None
        holds out those that the protocol names. For `train(validate=True)` only.

    Raises
    ------
    ValueError
        If the model knows fewer frames than the data give.
    """

    dataset: str
    model: ModelConfig | BaselineConfig
    data: DataConfig = field(default_factory=DataConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    recipe: str = "custom"
    ablation: str = "custom"
    subset: Subset | None = None
    held_out: int | None = None

    def __post_init__(self) -> None:
        """Check what the configs must agree on."""
        needed = self.data.frames
        if self.model.frames < needed:
            raise ValueError(f"The model knows {self.model.frames} frames, the data give {needed}.")

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        values = {**asdict(self), "model": self.model.to_json()}
        for name in ("subset", "held_out"):
            if values[name] is None:
                del values[name]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Experiment:
        """Build an experiment from `to_json` values.

        Raises
        ------
        ValueError
            If a field is missing, unknown or out of range.
        """
        try:
            return cls(
                dataset=values["dataset"],
                model=read_config(values["model"]),
                data=DataConfig(**values["data"]),
                train=TrainConfig(**values["train"]),
                recipe=values["recipe"],
                ablation=values["ablation"],
                subset=Subset(**values["subset"]) if "subset" in values else None,
                held_out=values.get("held_out"),
            )
        except KeyError as error:
            raise ValueError(f"The experiment lacks the field {error}.") from None
        except TypeError as error:
            raise ValueError(f"The experiment does not fit this version: {error}.") from None


def _ablations() -> dict[str, dict[str, Any]]:
    """Name all sixteen combinations by what is switched on, and list what that switches off."""
    named = {}
    for bits in range(2 ** len(ENHANCEMENTS)):
        on = [name for i, name in enumerate(ENHANCEMENTS) if bits >> i & 1]
        off = [name for name in ENHANCEMENTS if name not in on]
        named["+".join(on) or "sgn"] = fields_off(off)
    named["esgn"] = named.pop("+".join(ENHANCEMENTS))
    return named


ABLATIONS: Mapping[str, Mapping[str, Any]] = _ablations()
"""Name of each of the sixteen combinations -> what it changes in `ModelConfig`."""


def ablate(experiment: Experiment, name: str) -> Experiment:
    """Switch to one of the sixteen combinations.

    Parameters
    ----------
    experiment
        Its model has all four enhancements, which is the default of `ModelConfig`.
    name
        "sgn", "esgn", or what is on joined by "+": "streams+pooling".

    Raises
    ------
    ValueError
        If there is no such combination, or the model is a baseline, which has none.

    Examples
    --------
    >>> sorted(ABLATIONS["streams+pooling"].items())
    [('regulariser', 'none'), ('temporal', 'single')]
    """
    if name not in ABLATIONS:
        raise ValueError(f"No ablation {name!r}; there are {', '.join(ABLATIONS)}.")
    if not isinstance(experiment.model, ModelConfig):
        raise ValueError(f"The baseline {experiment.model.kind!r} has nothing to switch on or off.")
    return replace(experiment, model=replace(experiment.model, **ABLATIONS[name]), ablation=name)


# The slides: Adam, 1e-3, a tenth at epochs 60, 90 and 110 of 120, decay 1e-4, batch 64.
_SLIDES = (DataConfig(), TrainConfig())

# Ours, chosen on held-out views and performers of the training side (docs/differences.md).
_OURS = (
    DataConfig(
        view="aligned",
        rotation=(0.1, 0.5, 0.1),
        scale=0.1,
        window=0.7,
        mirror=0.5,
        test_crops=3,
    ),
    TrainConfig(
        epochs=200,
        batch_size=32,
        optimiser="adamw",
        learning_rate=2e-3,
        weight_decay=0.2,
        schedule="one_cycle",
        kept_epochs=3,
    ),
)
# Ours in at most five minutes a run, for grids of many runs.
_SHORT = (_OURS[0], replace(_OURS[1], epochs=12, kept_epochs=1))
RECIPES: Mapping[str, tuple[DataConfig, TrainConfig]] = {
    "ours": _OURS,
    "short": _SHORT,
    "slides": _SLIDES,
}

# What the recipes change for a data set: mini-ntu has to be learnt within two minutes, and an
# epoch of MSR-Action3D is less than a third of one of NW-UCLA.
_TRAIN_CHANGES: Mapping[tuple[str, str | None], Mapping[str, Any]] = {
    ("ours", "mini-ntu"): {"epochs": 8, "kept_epochs": 1, "weight_decay": 0.05},
    ("short", "mini-ntu"): {"weight_decay": 0.05},
    ("short", "msr-action3d"): {"epochs": 40},
}
# What all our recipes change: in most actions of MSR-Action3D every training clip moves the right
# hand or foot more than the left (`benchmarks/sides.py`), and test crops as long as those of
# training are in the mean name more of its held-out clips (`benchmarks/samplings.py`).
_DATA_CHANGES: Mapping[str | None, Mapping[str, Any]] = {
    "msr-action3d": {"mirror": 0.0, "test_crops": 5, "test_window": 0.85}
}

REAL_READINGS: Mapping[str, Any] = {
    "fusion": "score",
    "bone_floor": 0.1,
    "pooling": "semantic_gated",
    "temporal": "multi_scale_tied",
}
"""Readings of ESGN for the small real sets, chosen on held-out clips (docs/differences.md)."""
# To fuse scores takes twice the time; mini-ntu has none to spare, and nothing was chosen on NTU.
_READINGS: Mapping[str | None, Mapping[str, Any]] = {
    "nw-ucla": REAL_READINGS,
    "msr-action3d": REAL_READINGS,
}


def grid_recipe(dataset: str) -> str:
    """Name the recipe of a grid of runs: "short", or "ours" where that is short already."""
    return "ours" if dataset == "mini-ntu" else "short"


def recipe_configs(recipe: str, dataset: str) -> tuple[DataConfig, TrainConfig]:
    """Return sampling and training of a recipe, with what it changes for a data set.

    Raises
    ------
    ValueError
        If there is no such recipe.
    """
    if recipe not in RECIPES:
        raise ValueError(f"No recipe {recipe!r}; there are {', '.join(RECIPES)}.")
    data, train = RECIPES[recipe]
    source = _source_of(dataset)
    if recipe != "slides":
        data = replace(data, **_DATA_CHANGES.get(source, {}))
    return data, replace(train, **_TRAIN_CHANGES.get((recipe, source), {}))


def _source_of(dataset: str) -> str | None:
    """Name the recordings that a data set is a part of; None for one's own."""
    return PROTOCOLS[dataset].source if dataset in PROTOCOLS else None


def make_experiment(
    splits: DataSplits, *, ablation: str = "esgn", recipe: str = "ours", seed: int = 1
) -> Experiment:
    """Build the experiment a data set, a combination and a recipe stand for.

    Raises
    ------
    ValueError
        If there is no such ablation or recipe.
    """
    data, train = recipe_configs(recipe, splits.name)
    model = ModelConfig(
        num_classes=len(splits.classes),
        skeleton=splits.skeleton,
        frames=data.frames,
        **_READINGS.get(_source_of(splits.name), {}),
    )
    experiment = Experiment(
        dataset=splits.name,
        model=model,
        data=data,
        train=replace(train, seed=seed),
        recipe=recipe,
    )
    return ablate(experiment, ablation)


def read_experiment(path: str | Path, *, dataset: str) -> Experiment:
    """Read an experiment from a JSON file, as a run keeps it in ``config.json``.

    Raises
    ------
    ValueError
        If the file is no experiment, or is one for another data set.
    """
    path = Path(path)
    try:
        experiment = Experiment.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError, TypeError) as error:
        problem = str(error).rstrip(".")
        raise ValueError(
            f"{path}: {problem}; take the config.json of a run as a pattern."
        ) from None
    if experiment.dataset != dataset:
        raise ValueError(f"{path}: this experiment is for {experiment.dataset}, not {dataset}.")
    return experiment
