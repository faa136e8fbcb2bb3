"""Score the same weights with several fixed samplings of the same held-out clips.

Trains the recipe `short` with each view or performer of the training side held out in turn, and
scores every run once a sampling; the test side is never opened. Run folders go to ``--out``, which
``--resume`` takes up again. Writes ``results/measurements/samplings-DATASET.json``.

Run it with ``python benchmarks/samplings.py msr-action3d-all --seeds 3``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import torch
from choices import MODELS
from screening import add_run_options, train_held_out

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.devices import choose_device
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.loop import run_folder
from eesgn_lite.training.runs import load_checkpoint, provenance

SAMPLINGS: Mapping[str, Mapping[str, Any]] = {
    "whole_1": {"test_crops": 1, "test_window": 1.0},
    "whole_3": {"test_crops": 3, "test_window": 1.0},
    "whole_10": {"test_crops": 10, "test_window": 1.0},
    "most_1": {"test_crops": 1, "test_window": 0.85},
    "most_3": {"test_crops": 3, "test_window": 0.85},
    "most_5": {"test_crops": 5, "test_window": 0.85},
    "less_5": {"test_crops": 5, "test_window": 0.7},
}
"""Name of a fixed sampling -> fields of `DataConfig`."""


def plan(splits: DataSplits, seeds: int) -> list[Experiment]:
    """List the experiments, one seed after the other."""
    held_out = get_protocol(splits.name).training_side
    return [
        replace(make_experiment(splits, ablation=model, recipe="short", seed=seed), held_out=one)
        for seed, model, one in product(range(1, seeds + 1), MODELS, held_out)
    ]


def score(folder: Path, experiment: Experiment, device: torch.device) -> dict[str, int]:
    """Count the held-out clips that a run names under each sampling, and all of them."""
    side = load_dataset(experiment.dataset, held_out=experiment.held_out).val
    model = load_checkpoint(folder).model.to(device)
    right = {"clips": len(side)}
    for name, fields in SAMPLINGS.items():
        found = evaluate(model, side, replace(experiment.data, **fields), device=device)
        right[name] = int((found.predictions == found.labels).sum())
    return right


def put_together(
    experiments: Sequence[Experiment], scores: Sequence[Mapping[str, int]]
) -> dict[str, float | None]:
    """Give mean and spread over seeds of each model, and of both; folds count together."""
    runs: dict[tuple[str, int], list[Mapping[str, int]]] = {}
    for one, found in zip(experiments, scores, strict=True):
        runs.setdefault((one.ablation, one.train.seed), []).append(found)
    values: dict[str, float | None] = {"runs": len(runs)}
    for model in (*MODELS, "both"):
        own = [folds for (name, _), folds in runs.items() if model in (name, "both")]
        values |= over_runs(
            [
                {
                    f"{model}_{sampling}": 100
                    * sum(fold[sampling] for fold in folds)
                    / sum(fold["clips"] for fold in folds)
                    for sampling in SAMPLINGS
                }
                for folds in own
            ]
        )
    return values


def main() -> None:
    """Read the command line, train what has no run yet, score all, and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 1 to this (default: 3)")
    add_run_options(parser)
    arguments = parser.parse_args()
    name, device = arguments.dataset, choose_device(arguments.device)
    experiments = plan(load_dataset(name), arguments.seeds)
    train_held_out(experiments, arguments)
    scores = [
        score(run_folder(one, arguments.out, validate=True), one, device) for one in experiments
    ]
    held_out = get_protocol(name).training_side
    row = Row(
        kind="measurement",
        name=f"samplings-{name}",
        dataset=name,
        config={
            "samplings": {one: dict(fields) for one, fields in SAMPLINGS.items()},
            "recipe": "short",
            "seeds": list(range(1, arguments.seeds + 1)),
            "held_out": list(held_out),
        },
        values={
            "clips": sum(fold["clips"] for fold in scores[: len(held_out)]),
            "epochs": experiments[0].train.epochs,
            **put_together(experiments, scores),
        },
        seed=None,
        command=f"python benchmarks/samplings.py {name} --seeds {arguments.seeds}",
        note=(
            "Top-1 on held-out clips of the training side, percent, mean and spread over seeds; "
            "all samplings of a run on the same weights. The last part of a name says how much "
            "of each clip a sampling covers (whole, 85 %, 70 %), and how many are averaged."
        ),
        details={"right": [dict(one) for one in scores]},
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
