"""Try steps of the recipe and readings of the slides on the held-out part of the training side.

Each try changes one thing of a base and is trained for SGN and for ESGN, so that a step that
helps one model only is seen. The base is the recipe "short", or with ``--base five-times-as-long``
(``twenty-times-as-long``) the same in so many times the epochs, where steps that regularise are
likelier to pay, or with ``--base no-mirror`` the same without mirrored copies. The test side is
never opened. Every run becomes a row ``results/DATASET/MODEL-TRY-seedN-validate.json`` as it ends;
`docs/differences.md` shows them.

Run it with ``python benchmarks/choices.py nw-ucla --seeds 3 --resume``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import results_folder
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.experiment import (
    REAL_READINGS,
    RECIPES,
    Experiment,
    ablate,
    make_experiment,
)
from eesgn_lite.training.recipes import BASES

MODELS = ("sgn", "esgn")
SHORT = "short"
# What the recipes had before tries with it changed them; every try still begins with it.
BEGUN: Mapping[str, Any] = {"weight_decay": 0.05}
# What a try changes: part of the experiment -> its fields.
TRIES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "as-recorded": {"data": {"view": "camera"}},
    "aligned-clip": {"data": {"view": "aligned_clip"}},
    "bone-length": {"data": {"bone_length": 0.2}},
    "one-size": {"data": {"bone_length": 0.2, "scale": 0.0}},
    "small-turns": {"data": {"rotation": (0.1, 0.2, 0.1)}},
    "large-turns": {"data": {"rotation": (0.3, 1.0, 0.3)}},
    "no-mirror": {"data": {"mirror": 0.0}},
    "no-scale": {"data": {"scale": 0.0}},
    "whole-clip": {"data": {"window": 1.0}},
    "shorter-crops": {"data": {"window": 0.4}},
    "joint-noise": {"data": {"noise": 0.01}},
    "one-crop": {"data": {"test_crops": 1}},
    "frames-32": {"data": {"frames": 32}, "model": {"frames": 32}},
    "no-smoothing": {"model": {"label_smoothing": 0.0}},
    "dropout-40": {"model": {"dropout": 0.4}},
    "batch-16": {"train": {"batch_size": 16}},
    "slow-rate": {"train": {"learning_rate": 1e-3}},
    "joint-dropout": {"data": {"joint_dropout": 0.1}},
    "limb-dropout": {"data": {"limb_dropout": 0.3}},
    "mixing": {"train": {"mixing": 0.3}},
    "averaging": {"train": {"averaging": 0.98}},
    "small-decay": {"train": {"weight_decay": 0.01}},
    "large-decay": {"train": {"weight_decay": 0.2}},
    "adam-steps": {
        "train": {
            "optimiser": "adam",
            "schedule": "steps",
            "learning_rate": 1e-3,
            "weight_decay": 1e-4,
        }
    },
}
# How many times as many epochs.
LONGER: Mapping[str, int] = {
    "twice-as-long": 2,
    "five-times-as-long": 5,
    "twenty-times-as-long": 20,
}
# Other readings of the slides; SGN has none of them.
READINGS: Mapping[str, Mapping[str, Any]] = {
    "bone-floor": {"bone_floor": 0.1},
    "fusion-score": {"fusion": "score"},
    "fusion-score-floor": {"fusion": "score", "bone_floor": 0.1},
    "all-readings": dict(REAL_READINGS),
    "all-readings-loss-none": {**REAL_READINGS, "regulariser": "none"},
    "pooling-heads": {"pooling": "semantic_heads"},
    "pooling-only": {"pooling": "semantic_only"},
    "pooling-gated": {"pooling": "semantic_gated"},
    "pooling-scaled": {"pooling": "semantic_scaled"},
    "temporal-tied": {"temporal": "multi_scale_tied"},
    "temporal-dilated": {"temporal": "multi_scale_dilated"},
    "loss-none": {"regulariser": "none"},
    "loss-weight-norm": {"regulariser": "weight_norm", "regulariser_weight": 1e-4},
    "loss-attention": {"regulariser": "attention_entropy"},
    "loss-graph": {"regulariser": "graph_sparsity"},
}


def tries_of(base: str) -> list[str]:
    """Name what can be tried beside a base, itself first; only the short one has longer ones."""
    longer = LONGER if base == SHORT else ()
    return [base, *(name for name in TRIES if name != base), *longer, *READINGS]


def plan(
    splits: DataSplits,
    seeds: int,
    tries: Sequence[str],
    models: Sequence[str] = MODELS,
    base: str = SHORT,
    held_out: Sequence[int | None] = (None,),
) -> list[Experiment]:
    """List the experiments, one seed after the other; `held_out` is as in `Experiment`."""
    found = []
    for seed in range(1, seeds + 1):
        for model, one in product(models, held_out):
            short = _plain(make_experiment(splits, ablation=model, recipe=SHORT, seed=seed))
            short = replace(short, held_out=one)
            whole = _base(short, base)
            for name in tries:
                filed = f"{BASES[base]}{name}"
                if name == base:
                    found.append(whole)
                elif name in TRIES:
                    found.append(_changed(whole, filed, TRIES[name]))
                elif name in LONGER:
                    found.append(_longer(short, name))
                elif name in READINGS and model == "esgn":
                    found.append(_changed(whole, filed, {"model": READINGS[name]}))
    return found


def _plain(experiment: Experiment) -> Experiment:
    """Take back what was chosen for one data set; each try changes one thing of what is left."""
    begun = ModelConfig()
    plain = {name: getattr(begun, name) for name in REAL_READINGS}
    model = replace(experiment.model, **plain)
    train = replace(experiment.train, **BEGUN)
    whole = replace(experiment, model=model, data=RECIPES[SHORT][0], train=train)
    return ablate(whole, experiment.ablation)


def _base(short: Experiment, name: str) -> Experiment:
    """Make the base from the recipe "short"."""
    if name == SHORT:
        return short
    return _changed(short, name, TRIES[name]) if name in TRIES else _longer(short, name)


def _longer(short: Experiment, name: str) -> Experiment:
    """Train for more epochs."""
    return _changed(short, name, {"train": {"epochs": LONGER[name] * short.train.epochs}})


def _changed(whole: Experiment, name: str, changes: Mapping[str, Mapping[str, Any]]) -> Experiment:
    """Change some fields, and file the result under the try's name."""
    parts: dict[str, Any] = {
        part: replace(getattr(whole, part), **fields) for part, fields in changes.items()
    }
    return replace(whole, recipe=name, **parts)


def main() -> None:
    """Read the command line and train what has no row yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--base", choices=tuple(BASES), default=SHORT, help="default: short")
    parser.add_argument("--tries", nargs="+", metavar="TRY", help="default: all of that base")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 1 to this (default: 3)")
    parser.add_argument(
        "--hold-out-each",
        action="store_true",
        help="hold out each performer or view of the training side in turn",
    )
    parser.add_argument("--resume", action="store_true", help="keep the rows that are there")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--results", type=Path, default=results_folder(), help="folder of rows")
    arguments = parser.parse_args()
    names = tries_of(arguments.base)
    if unknown := [name for name in arguments.tries or () if name not in names]:
        parser.error(f"no try {unknown[0]!r} of {arguments.base}; there are {', '.join(names)}")
    run_experiments(
        plan(
            load_dataset(arguments.dataset),
            arguments.seeds,
            arguments.tries or names,
            arguments.models,
            arguments.base,
            get_protocol(arguments.dataset).training_side if arguments.hold_out_each else (None,),
        ),
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.results,
        device=arguments.device,
        validate=True,
    )


if __name__ == "__main__":
    main()
