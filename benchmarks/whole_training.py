"""Time a few epochs of our recipe on this machine, and tell what a whole training takes.

Run it from the checkout, on an otherwise idle machine::

    python benchmarks/whole_training.py nw-ucla

Nothing is scored. Writes ``results/measurements/whole_training-DATASET.json``.
"""

from __future__ import annotations

import argparse
import statistics

from choices import MODELS

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.training.devices import choose_device, choose_precision
from eesgn_lite.training.epoch import train_epoch
from eesgn_lite.training.experiment import make_experiment
from eesgn_lite.training.runs import provenance
from eesgn_lite.training.state import begin


def epoch_seconds(splits: DataSplits, model: str, epochs: int, device: str) -> tuple[float, int]:
    """Median seconds of an epoch after the first, and how many epochs the recipe has."""
    experiment, where = make_experiment(splits, ablation=model), choose_device(device)
    precision = choose_precision(experiment.train.precision, where)
    sampler = Sampler(splits.training_side, experiment.data, training=True)
    training = begin(experiment, where)
    rows = [train_epoch(training, sampler, experiment, precision, i) for i in range(epochs + 1)]
    return statistics.median(row["seconds"] for row in rows[1:]), experiment.train.epochs


def main() -> None:
    """Measure both models and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--epochs", type=int, default=5, help="measured epochs (default: 5)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    arguments = parser.parse_args()
    splits = load_dataset(arguments.dataset)
    values: dict[str, float | None] = {}
    for model in MODELS:
        seconds, epochs = epoch_seconds(splits, model, arguments.epochs, arguments.device)
        values |= {
            f"{model}_epoch_seconds": seconds,
            f"{model}_epochs": epochs,
            f"{model}_whole_minutes": epochs * seconds / 60,
        }
    device = choose_device(arguments.device)
    row = Row(
        kind="measurement",
        name=f"whole_training-{splits.name}",
        dataset=splits.name,
        config={
            "recipe": "ours",
            "epochs": arguments.epochs,
            "device": device.type,
            "precision": choose_precision("auto", device),
        },
        values=values,
        seed=None,
        command=f"python benchmarks/whole_training.py {splits.name} --epochs {arguments.epochs}",
        note="Medians of a few epochs; a whole training is as many as the recipe has, by product.",
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
