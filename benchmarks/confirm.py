"""Compare our recipe with a few changed ones in long runs, on held-out clips.

`screening.py` names the steps that may pay; here each is taken alone or with others, for ESGN and
for SGN, with several seeds, and each view or performer of the training side is held out in turn.
The test side is never opened. Run folders and rows of the single runs go to ``--out``, which
``--resume`` takes up again; ``results/measurements/confirm-DATASET.json`` puts them together.

Run it with ``python benchmarks/confirm.py nw-ucla``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from choices import BEGUN, MODELS, TRIES
from screening import STEPS, add_run_options, rows_there, train_held_out

from eesgn_lite.analysis.folds import crops_of, made_by, top1_of_folds, whole_turns
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.experiment import Experiment, make_experiment

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
_NAME = "confirm-"


def plan(
    splits: DataSplits,
    changes: Sequence[str],
    models: Sequence[str],
    seeds: int,
    epochs: int | None,
) -> list[Experiment]:
    """List the experiments, one seed after the other; without `epochs` as many as `ours` has."""
    held_out = get_protocol(splits.name).training_side
    found = []
    for seed, name, model in product(range(1, seeds + 1), changes, models):
        whole = make_experiment(splits, ablation=model, seed=seed)
        parts: dict[str, dict[str, Any]] = {"data": {}, "train": {"kept_epochs": 1, **BEGUN}}
        if epochs:
            parts["train"]["epochs"] = epochs
        for step in CHANGES[splits.name][name]:
            for part, fields in (STEPS.get(step) or TRIES[step]).items():
                parts[part] |= fields
        changed = {part: replace(getattr(whole, part), **f) for part, f in parts.items()}
        whole = replace(whole, recipe=f"{_NAME}{name}", **changed)
        found += [replace(whole, held_out=one) for one in held_out]
    return found


def put_together(rows: Sequence[Row], folds: int) -> dict[str, float | None]:
    """Give mean and spread over seeds of each model and change.

    The folds of a seed count together; a seed of which a fold is missing is left out.
    """
    named = (((_model_and_change(row), row.seed or 0), row) for row in rows)
    found: dict[str, list[dict[str, float | None]]] = {}
    for (name, _), own in whole_turns(named, folds).items():
        found.setdefault(name, []).append({name: top1_of_folds(own)})
    values: dict[str, float | None] = {}
    for name, runs in found.items():
        values |= {**over_runs(runs), f"{name}_runs": len(runs)}
    return values


def _model_and_change(row: Row) -> str:
    """Name what a run trained, as its figures are named."""
    change = row.config["recipe"].removeprefix(_NAME).replace("-", "_")
    return f"{row.config['ablation']}_{change}"


def main() -> None:
    """Read the command line, train what has no row yet, and put the rows together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET", choices=tuple(CHANGES))
    parser.add_argument("--changes", nargs="+", metavar="CHANGE", help="default: all")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL")
    parser.add_argument("--seeds", type=int, default=2, help="seeds 1 to this (default: 2)")
    parser.add_argument("--epochs", type=int, help="default: as many as the recipe has")
    add_run_options(parser)
    parser.add_argument("--collect", action="store_true", help="train nothing, use what is there")
    arguments = parser.parse_args()
    name = arguments.dataset
    if not arguments.collect:
        changes = arguments.changes or tuple(CHANGES[name])
        splits = load_dataset(name)
        train_held_out(
            plan(splits, changes, arguments.models, arguments.seeds, arguments.epochs), arguments
        )
    print(write_measurement(row_of(name, rows_there(arguments, _NAME))))


def row_of(name: str, rows: Sequence[Row]) -> Row:
    """Make the measurement of all runs that are there."""
    held_out = get_protocol(name).training_side
    unchanged = next(row for row in rows if row.config["recipe"] == f"{_NAME}unchanged")
    epochs = unchanged.config["train"]["epochs"]
    fold = {row.config["held_out"]: float(row.values["scored"] or 0) for row in rows}
    return Row(
        kind="measurement",
        name=f"confirm-{name}",
        dataset=name,
        config={
            "changes": {one: list(steps) for one, steps in CHANGES[name].items()},
            "data": unchanged.config["data"],
            "train": unchanged.config["train"],
            "held_out": list(held_out),
        },
        values={
            "clips": sum(fold.values()),
            "epochs": epochs,
            **put_together(rows, len(held_out)),
        },
        seed=None,
        command=f"python benchmarks/confirm.py {name} --epochs {epochs}",
        note=(
            "Top-1 on held-out clips of the training side, percent, mean and spread over seeds; "
            "each view or performer is held out in turn. "
            f"Scored with {crops_of(unchanged.config['data'])}."
        ),
        details={"runs": {row.name: round(float(row.values["val_top1"] or 0), 2) for row in rows}},
        **made_by(rows),
    )


if __name__ == "__main__":
    main()
