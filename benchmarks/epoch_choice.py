"""Score every epoch of a training on validation and test clips, to show what a choice hides.

A figure of a paper is often that of the epoch which scored best on the test side. This trains
SGN on the part of the training side that is not held out, and scores each epoch twice: on the
held-out part and on the test side. It compares three reports of one and the same training: the
last epoch, the epoch that is best on the held-out part, the one that is best on the test side.
Nothing of the project is chosen by it. Writes ``results/measurements/epoch-choice-DATASET.json``.

Run it with ``python benchmarks/epoch_choice.py nw-ucla --epochs 12 --seeds 3``.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.training.epoch import train_epoch
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.runs import provenance
from eesgn_lite.training.state import begin
from eesgn_lite.training.train_config import TrainConfig

REPORTS = ("last", "val_choice", "test_choice")


def experiment_of(splits: DataSplits, epochs: int, seed: int) -> Experiment:
    """Take the sampling of our recipe and the optimiser of the slides, in fewer epochs."""
    experiment = make_experiment(splits, ablation="sgn", seed=seed)
    return replace(
        experiment,
        data=experiment.data.once(),
        train=TrainConfig(epochs=epochs, batch_size=32, precision="float32", seed=seed),
        recipe="epoch-choice",
    )


def curves_of(splits: DataSplits, experiment: Experiment) -> dict[str, list[float]]:
    """Train on the clips that are not held out; return top-1 of every epoch on both other sides."""
    training = begin(experiment, torch.device("cpu"))
    sampler = Sampler(splits.train, experiment.data, training=True, seed=experiment.train.seed)
    curves: dict[str, list[float]] = {"val": [], "test": []}
    for epoch in range(experiment.train.epochs):
        train_epoch(training, sampler, experiment, experiment.train.precision, epoch)
        for side, curve in curves.items():
            part = getattr(splits, side)
            curve.append(round(evaluate(training.model, part, experiment.data).top1, 4))
        print(
            experiment.train.seed, epoch + 1, *(curve[-1] for curve in curves.values()), flush=True
        )
    return curves


def reports_of(curves: dict[str, list[float]]) -> dict[str, float]:
    """Return the test score that each of the three reports would print."""
    val, test = curves["val"], curves["test"]
    return dict(zip(REPORTS, (test[-1], test[int(np.argmax(val))], max(test)), strict=True))


def summarise(runs: Sequence[dict[str, list[float]]], splits: DataSplits) -> dict[str, float]:
    """Write mean and spread of each report over the seeds."""
    values: dict[str, float] = {"runs": len(runs), "looks": len(runs[0]["test"])}
    values |= {f"{side}_clips": len(getattr(splits, side)) for side in ("train", "val", "test")}
    for name in REPORTS:
        found = [reports_of(curves)[name] for curves in runs]
        values[f"{name}_mean"] = statistics.fmean(found)
        if len(found) > 1:
            values[f"{name}_std"] = statistics.stdev(found)
    return values


def main() -> None:
    """Train, score and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    about = provenance()  # Notes commit and code now: files may be edited while it runs.
    splits = load_dataset(options.dataset)
    tried = [experiment_of(splits, options.epochs, seed + 1) for seed in range(options.seeds)]
    runs = [curves_of(splits, experiment) for experiment in tried]
    command = f"python benchmarks/epoch_choice.py {splits.name} --epochs {options.epochs}"
    row = Row(
        kind="measurement",
        name=f"epoch-choice-{splits.name}",
        dataset=splits.name,
        config=tried[0].to_json(),
        values=summarise(runs, splits),
        seed=None,
        command=f"{command} --seeds {options.seeds}",
        note=(
            "SGN trained on the part of the training side that is not held out; every epoch scored "
            "on the held-out part and on the test side. Top-1 in percent on the test side, of the "
            "last epoch, of the best one on the held-out part, of the best one on the test side."
        ),
        details={"curves": runs},
        **about,
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
