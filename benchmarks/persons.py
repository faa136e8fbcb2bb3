"""Compare two readings of two persons: each a sequence of its own, or alternating rows.

Trains ESGN on mini-ntu without its held-out performers under both values of
``DataConfig.persons`` and scores those performers; the test side stays closed. Writes
``results/measurements/persons.json``.

Run it with ``python benchmarks/persons.py``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.training.evaluation import Evaluation, evaluate
from eesgn_lite.training.experiment import make_experiment
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.runs import provenance

SEEDS = (1, 2)
# Actions of mini-ntu in which a second person takes part.
TWO_PERSONS = (50, 55, 58)


def figures(found: Evaluation, two_persons: np.ndarray) -> dict[str, float]:
    """Return the accuracy over all clips and over those of two-person actions, percent."""
    right = found.predictions == found.labels
    together = np.isin(found.labels, two_persons)
    return {"all": 100 * float(right.mean()), "two_persons": 100 * float(right[together].mean())}


def main() -> None:
    """Train both readings with each seed and write the row."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    splits = load_dataset("mini-ntu")
    two_persons = np.array([splits.actions.index(action) for action in TWO_PERSONS])
    base = make_experiment(splits)
    values: dict[str, float] = {"clips": len(splits.val), "seeds": len(SEEDS)}
    for persons in ("pooled", "interleaved"):
        rows = []
        for seed in SEEDS:
            experiment = replace(
                base,
                data=replace(base.data, persons=persons),
                train=replace(base.train, seed=seed),
            )
            model = train_model(experiment, splits.train)
            rows.append(figures(evaluate(model, splits.val, experiment.data), two_persons))
            print(persons, seed, rows[-1])
        for name in rows[0]:
            column = [row[name] for row in rows]
            values[f"{persons}_{name}_mean"] = float(np.mean(column))
            values[f"{persons}_{name}_std"] = float(np.std(column, ddof=1))
    row = Row(
        kind="measurement",
        name="persons",
        dataset="mini-ntu",
        config=base.to_json(),
        values=values,
        seed=None,
        command="python benchmarks/persons.py",
        note="Accuracy on the held-out training performers, percent; the test side was closed.",
        **provenance(),
    )
    write_measurement(row)


if __name__ == "__main__":
    main()
