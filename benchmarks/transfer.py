"""Measure whether a model that saw only made-up bodies names real actions.

Trains ESGN on the training side of mini-ntu, reduced to the 20 joints that NW-UCLA has, and
names the NW-UCLA clips of views 1 and 2 that show an action of both sets. View 3, the test
view of NW-UCLA, stays closed. Writes ``results/measurements/transfer.json``.

Run it with ``python benchmarks/transfer.py`` where EESGN_DATA leads to NW-UCLA.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.clips import reduce_clip
from eesgn_lite.data.packed import pack
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.runs import provenance

# NW-UCLA's number of an action and mini-ntu's number of the same.
SHARED = {5: 8, 6: 9, 11: 7, 4: 59}
SEEDS = (1, 2)


def reduced(dataset: Dataset) -> Dataset:
    """Keep the joints that NW-UCLA has."""
    clips = [reduce_clip(dataset[i], "kinect20") for i in range(len(dataset))]
    return replace(dataset, store=pack(clips), rows=np.arange(len(clips)))


def real_clips(actions: tuple[int, ...], classes: tuple[str, ...]) -> Dataset:
    """Take NW-UCLA's clips of the shared actions, labelled as in mini-ntu."""
    side = load_dataset("nw-ucla").training_side
    found = side.store.action[side.rows]
    rows = side.rows[np.isin(found, list(SHARED))]
    labels = np.array([actions.index(SHARED[int(a)]) for a in side.store.action[rows]])
    return replace(side, rows=rows, labels=labels, classes=classes)


def measure(experiment: Experiment, made_up: Dataset, real: Dataset) -> dict[str, float]:
    """Train once; return accuracies in percent, over the four actions and for each of them.

    `all_names` lets the model choose among its 16 names, `four_names` among the four of both
    sets; both are means over the four actions.
    """
    model = train_model(experiment, made_up)
    found = evaluate(model, real, experiment.data)
    four = np.unique(real.labels)
    among_four = four[found.probabilities[:, four].argmax(axis=1)]
    figures = {}
    for label in four:
        clips, name = real.labels == label, real.classes[label].replace(" ", "_")
        figures[f"{name}_all_names"] = 100 * float((found.predictions == label)[clips].mean())
        figures[f"{name}_four_names"] = 100 * float((among_four == label)[clips].mean())
    for choice in ("all_names", "four_names"):
        figures[choice] = float(np.mean([v for k, v in figures.items() if k.endswith(choice)]))
    return figures


def main() -> None:
    """Train with each seed and write the row."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    splits = load_dataset("mini-ntu")
    made_up = reduced(splits.training_side)
    real = real_clips(splits.actions, splits.classes)
    base = make_experiment(splits)
    found = []
    for seed in SEEDS:
        experiment = replace(
            base,
            model=replace(base.model, skeleton="kinect20"),
            train=replace(base.train, seed=seed),
        )
        found.append(measure(experiment, made_up, real))
        print(f"seed {seed}: {found[-1]}")
    values = {"clips": len(real), "chance_all_names": 100 / 16, "chance_four_names": 100 / 4}
    for name in found[0]:
        figures = [row[name] for row in found]
        values |= {
            f"{name}_mean": float(np.mean(figures)),
            f"{name}_std": float(np.std(figures, ddof=1)),
        }
    row = Row(
        kind="measurement",
        name="transfer",
        dataset="nw-ucla",
        config={
            "experiment": base.to_json(),
            "shared_actions": {str(k): v for k, v in SHARED.items()},
            "seeds": list(SEEDS),
        },
        values=values,
        seed=None,
        command="python benchmarks/transfer.py",
        note="Accuracy, percent; mean and spread over the seeds; trained on mini-ntu only.",
        **provenance(),
    )
    write_measurement(row)
    print(values)


if __name__ == "__main__":
    main()
