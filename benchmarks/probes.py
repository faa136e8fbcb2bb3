"""Train a probe with and without its enhancement, several seeds, and record both.

A probe is a small made-up task that asks what one enhancement can see
(`eesgn_lite/course/probes/`). Both sides have the same clips, the same recipe and the same
seeds; each seed draws its own clips and performers. Everything trains on `train` and is scored
on `test`, once, with the right labels.

Run it with ``python benchmarks/probes.py streams --seeds 3``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from eesgn_lite.analysis.results import Row, results_folder, write_measurement
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.course.probes import PROBES, make_probe
from eesgn_lite.course.probes.training import probe_experiment
from eesgn_lite.data.catalog import DataSplits
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.runs import provenance

WANTED_TOP1, WANTED_GAIN = 90.0, 20.0  # percent, and points over the side without


def train_side(
    data: DataSplits, side: str, seed: int
) -> tuple[dict[str, float | None], np.ndarray]:
    """Train one side once; give its figures, percent and processor seconds, and its confusion."""
    experiment = probe_experiment(data, side, seed=seed)
    start = time.process_time()
    model = train_model(experiment, data.train, device="cpu")
    seconds = time.process_time() - start
    test = evaluate(model, data.test, experiment.data)
    figures: dict[str, float | None] = {
        "test_top1": test.top1,
        "val_top1": evaluate(model, data.val, experiment.data).top1,
        "train_top1": evaluate(model, data.train, experiment.data).top1,
        "calibration_error": test.calibration_error,
        "mean_confidence": 100 * float(test.probabilities.max(axis=1).mean()),
        "train_cpu_s": seconds,
    }
    return figures, test.confusion


class Side(NamedTuple):
    """What the seeds of one side gave."""

    runs: list[dict[str, float | None]]
    confusion: np.ndarray  # clips of all seeds: row the right class, column the answer


def train_all(name: str, seeds: Sequence[int]) -> dict[str, Side]:
    """Train every side with every seed."""
    classes = len(make_probe(name).classes)
    found = {side: Side([], np.zeros((classes, classes), int)) for side in PROBES[name].sides}
    for seed in seeds:
        data = make_probe(name, seed=seed)
        for side, (runs, confusion) in found.items():
            figures, counts = train_side(data, side, seed)
            runs.append(figures)
            confusion += counts
            print(f"{side:24s} seed {seed}: {figures['test_top1']:5.1f} %", flush=True)
    return found


def put_together(name: str, found: dict[str, Side]) -> dict[str, float | None]:
    """Give mean and spread of each side, and the verdict: 1 if the probe separates the sides."""
    probe = PROBES[name]
    values: dict[str, float | None] = {}
    for side, (runs, _) in found.items():
        values |= {f"{side}_{key}": value for key, value in over_runs(runs).items()}
    top1 = values[f"{probe.enhancement}_test_top1_mean"]
    less = values[f"{probe.without}_test_top1_mean"]
    assert top1 is not None and less is not None
    values["gain_test_top1"] = top1 - less
    values["separates"] = float(top1 >= WANTED_TOP1 and top1 - less >= WANTED_GAIN)
    return values


def make_row(name: str, found: dict[str, Side], seeds: list[int]) -> Row:
    """Write everything into one row; `details` holds each seed's figures and all confusions."""
    probe, data = PROBES[name], make_probe(name)
    experiment = probe_experiment(data, probe.without)
    return Row(
        kind="measurement",
        name=f"probe-{name}",
        dataset=None,
        config={
            "seeds": seeds,
            "with": probe.enhancement,
            "without": probe.without,
            "readings": {side: dict(changes) for side, changes in probe.readings.items()},
            "clips": {part: len(getattr(data, part)) for part in ("train", "val", "test")},
            "classes": list(data.classes),
            "noisy_labels": probe.noisy_labels,
            "experiment": experiment.to_json(),
        },
        values=put_together(name, found),
        seed=None,
        command=f"python benchmarks/probes.py {name} --seeds {len(seeds)}",
        note=(
            "Percent. Each seed draws its own clips, performers and first weights. `separates` "
            f"is 1 if the side with the enhancement reaches {WANTED_TOP1:.0f} and "
            f"{WANTED_GAIN:.0f} points more than the side without."
        ),
        details={
            "runs": {side: one.runs for side, one in found.items()},
            "confusion": {side: one.confusion.tolist() for side, one in found.items()},
        },
        **provenance(),
    )


def main(words: Sequence[str] | None = None) -> None:
    """Train, print, and leave a row in `results/`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=PROBES)
    parser.add_argument("--seeds", type=int, default=3, help="seeds 1 to this (default: 3)")
    parser.add_argument("--results", type=Path, default=results_folder(), help="folder of rows")
    arguments = parser.parse_args(words)
    seeds = list(range(1, arguments.seeds + 1))
    provenance()  # Notes commit and code now: files may be edited while a long run goes on.
    row = make_row(arguments.name, train_all(arguments.name, seeds), seeds)
    print(write_measurement(row, arguments.results))


if __name__ == "__main__":
    main()
