"""Count the test clips that stand on the training side too, and score runs without them.

The files of NW-UCLA as it is given out hold the same positions for views 2 and 3 of some
actions. Published figures count those clips; this says how much they add. It reads the answers
from the rows in ``results/DATASET/`` and writes ``results/measurements/repeats-DATASET.json``.

Run it with ``python benchmarks/repeats.py nw-ucla``.
"""

from __future__ import annotations

import argparse

import numpy as np

from eesgn_lite.analysis.answers import answers_of, labels_of
from eesgn_lite.analysis.results import Row, load_results, results_folder, write_measurement
from eesgn_lite.analysis.scored_clips import scored_clips
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.data.catalog import Dataset, DataSplits, load_dataset
from eesgn_lite.training.runs import provenance

MODELS = ("sgn", "esgn")


def find_repeats(splits: DataSplits) -> np.ndarray:
    """Say which test clips hold the very positions of a clip of the training side, bool (N,)."""
    side, test = splits.training_side, splits.test
    trained = {positions(side, item) for item in range(len(side))}
    return np.array([positions(test, item) in trained for item in range(len(test))])


def positions(side: Dataset, item: int) -> bytes:
    """Return the positions of a clip as bytes."""
    return side[item].joints.tobytes()


def runs_of(dataset: str, model: str, recipe: str) -> list[Row]:
    """Read the runs of a model whose answers to the test clips are there."""
    rows = load_results(results_folder())
    return [
        row
        for row in rows
        if row.kind == "run"
        and row.dataset == dataset
        and row.details
        and row.values["test_top1"] is not None
        and row.name == f"{model}-{recipe}-seed{row.seed}"
    ]


def scores(row: Row, repeated: np.ndarray) -> dict[str, float]:
    """Score a run over all clips, over those repeated and over the others, percent."""
    scored_clips(str(row.dataset), row.details["clips"])  # refuses answers to other clips
    right = answers_of(row) == labels_of(row)
    parts = {"all": right, "repeated": right[repeated], "new": right[~repeated]}
    return {name: 100 * float(part.mean()) for name, part in parts.items()}


def main() -> None:
    """Count, score and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--recipe", default="ours", help="recipe of the runs (default: ours)")
    arguments = parser.parse_args()
    splits = load_dataset(arguments.dataset)
    repeated = find_repeats(splits)
    if not repeated.any():
        print(f"No test clip of {splits.name} stands on the training side.")
        return
    values: dict[str, float | None] = {
        "clips": len(repeated),
        "repeated": int(repeated.sum()),
        "new": int((~repeated).sum()),
    }
    for model in MODELS:
        runs = [scores(row, repeated) for row in runs_of(splits.name, model, arguments.recipe)]
        if runs:
            values |= {f"{model}_{name}": figure for name, figure in over_runs(runs).items()}
            values[f"{model}_runs"] = len(runs)
    actions = sorted({splits.classes[label] for label in splits.test.labels[repeated]})
    row = Row(
        kind="measurement",
        name=f"repeats-{splits.name}",
        dataset=splits.name,
        config={"recipe": arguments.recipe, "actions": actions},
        values=values,
        seed=None,
        command=f"python benchmarks/repeats.py {splits.name} --recipe {arguments.recipe}",
        note=(
            "Test clips whose positions stand on the training side too. Top-1 in percent, last "
            "epoch, over all test clips, those repeated and the others; mean and spread over seeds."
        ),
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
