"""Compare our recipe with a few changed ones at full length, on held-out clips.

`screening.py` names the steps that may pay; here each is taken alone or with others, for ESGN and
for SGN, with several seeds, and each view or performer of the training side is held out in turn.
Every run is scored with several fixed samplings of the same clips, so that those are compared on
the same weights. The test side is never opened. Run folders and rows of the single runs go to
``--out``, which ``--resume`` takes up again; ``results/measurements/confirm-DATASET.json`` puts
them together.

Run it with ``python benchmarks/confirm.py nw-ucla``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import torch
from choices import MODELS, TRIES
from screening import STEPS

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.devices import choose_device
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.loop import run_folder
from eesgn_lite.training.runs import load_checkpoint, provenance

CHANGES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "nw-ucla": {
        "unchanged": (),
        "decay": ("large-decay",),
        "decay-turns": ("large-decay", "large-turns"),
        "decay-turns-noise": ("large-decay", "large-turns", "joint-noise-2cm"),
    },
    "msr-action3d-all": {
        "unchanged": (),
        "decay": ("large-decay",),
        "small-turns": ("small-turns",),
        "small-turns-no-scale": ("small-turns", "no-scale"),
    },
}
"""Data set -> name of a changed recipe -> steps that it takes."""
SAMPLINGS: Mapping[str, Mapping[str, Any]] = {
    "whole_1": {"test_crops": 1, "test_window": 1.0},
    "whole_3": {"test_crops": 3, "test_window": 1.0},
    "whole_10": {"test_crops": 10, "test_window": 1.0},
    "most_1": {"test_crops": 1, "test_window": 0.85},
    "most_5": {"test_crops": 5, "test_window": 0.85},
    "less_5": {"test_crops": 5, "test_window": 0.7},
}
"""Name of a fixed sampling -> fields of `DataConfig`."""


def plan(
    dataset: str, changes: Sequence[str], models: Sequence[str], seeds: int, epochs: int | None
) -> list[Experiment]:
    """List the experiments, one seed after the other."""
    splits, held_out = load_dataset(dataset), get_protocol(dataset).training_side
    found = []
    for seed, name, model in product(range(1, seeds + 1), changes, models):
        whole = make_experiment(splits, ablation=model, seed=seed)
        parts: dict[str, dict[str, Any]] = {"data": {}, "train": {"kept_epochs": 1}}
        if epochs:
            parts["train"]["epochs"] = epochs
        for step in CHANGES[dataset][name]:
            for part, fields in (STEPS.get(step) or TRIES[step]).items():
                parts[part] |= fields
        changed = {part: replace(getattr(whole, part), **f) for part, f in parts.items()}
        whole = replace(whole, recipe=f"confirm-{name}", **changed)
        found += [replace(whole, held_out=one) for one in held_out]
    return found


def score(folder: Path, experiment: Experiment, device: torch.device) -> dict[str, int]:
    """Count the held-out clips that a run names under each fixed sampling, and all of them."""
    side = load_dataset(experiment.dataset, held_out=experiment.held_out).val
    model = load_checkpoint(folder).model.to(device)
    right = {"clips": len(side)}
    for name, fields in SAMPLINGS.items():
        config = replace(experiment.data, **fields)
        found = evaluate(model, side, config, device=device)
        right[name] = int((found.predictions == found.labels).sum())
    return right


def put_together(
    experiments: Sequence[Experiment], scores: Sequence[Mapping[str, int]]
) -> dict[str, float | None]:
    """Give mean and spread over seeds of each model, change and sampling; folds count together."""
    values: dict[str, float | None] = {}
    keys = list(dict.fromkeys((one.ablation, one.recipe) for one in experiments))
    for model, recipe in keys:
        by_seed: dict[int, list[Mapping[str, int]]] = {}
        for one, found in zip(experiments, scores, strict=True):
            if (one.ablation, one.recipe) == (model, recipe):
                by_seed.setdefault(one.train.seed, []).append(found)
        name = f"{model}_{recipe.removeprefix('confirm-').replace('-', '_')}"
        values |= over_runs(
            [
                {
                    f"{name}_{sampling}": 100
                    * sum(fold[sampling] for fold in folds)
                    / sum(fold["clips"] for fold in folds)
                    for sampling in SAMPLINGS
                }
                for folds in by_seed.values()
            ]
        )
        values[f"{name}_runs"] = len(by_seed)
    return values


def main() -> None:
    """Read the command line, train what has no row yet, score it, and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET", choices=tuple(CHANGES))
    parser.add_argument("--changes", nargs="+", metavar="CHANGE", help="default: all")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL")
    parser.add_argument("--seeds", type=int, default=2, help="seeds 1 to this (default: 2)")
    parser.add_argument("--epochs", type=int, help="default: as many as the recipe has")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--resume", action="store_true", help="keep the runs that are there")
    arguments = parser.parse_args()
    name = arguments.dataset
    changes = arguments.changes or tuple(CHANGES[name])
    experiments = plan(name, changes, arguments.models, arguments.seeds, arguments.epochs)
    run_experiments(
        experiments,
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.out / "rows",
        device=arguments.device,
        validate=True,
    )
    device = choose_device(arguments.device)
    folders = [run_folder(one, arguments.out, validate=True) for one in experiments]
    scores = [score(f, one, device) for f, one in zip(folders, experiments, strict=True)]
    row = Row(
        kind="measurement",
        name=f"confirm-{name}",
        dataset=name,
        config={
            "base": experiments[0].to_json(),
            "changes": {one: list(CHANGES[name][one]) for one in changes},
            "samplings": {one: dict(fields) for one, fields in SAMPLINGS.items()},
            "seeds": list(range(1, arguments.seeds + 1)),
        },
        values={
            "clips": sum(fold["clips"] for fold in scores[: len(get_protocol(name).training_side)]),
            "epochs": experiments[0].train.epochs,
            **put_together(experiments, scores),
        },
        seed=None,
        command=f"python benchmarks/confirm.py {name} --seeds {arguments.seeds}",
        note=(
            "Top-1 on held-out clips of the training side, percent, mean and spread over seeds; "
            "each view or performer is held out in turn. The last part of a name says how the "
            "clips were sampled: how much of each (whole, 85 %, 70 %), and how often."
        ),
        details={"right": [dict(one) for one in scores]},
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
