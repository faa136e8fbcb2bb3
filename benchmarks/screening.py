"""Try many steps of the recipe, and the four enhancements, all at once on held-out clips.

`choices.py` changes one thing at a time, and one run moves by as much as most steps are worth.
Here each setting switches half of all steps on, in a two-level design in which every pair of
steps is balanced (a Hadamard matrix and its negative); so every run counts for every step. The
effect of a step is fitted by least squares; with the whole design it is the mean accuracy of the
settings with it less that of those without it.

Each setting holds out each view or performer of the training side in turn; the test side is never
opened. Run folders and rows of the single runs go to ``--out``, which ``--resume`` takes up again;
``results/measurements/screening-DATASET.json`` puts them together.

Run it with ``python benchmarks/screening.py nw-ucla``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from choices import BEGUN, TRIES
from scipy.linalg import hadamard
from scipy.stats import t as student

from eesgn_lite.analysis.folds import crops_of, made_by, top1_of_folds, whole_turns
from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import Row, read_row, write_measurement
from eesgn_lite.analysis.summary import parts_of
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import ABLATIONS, Experiment, make_experiment, recipe_configs

STEPS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    **{
        name: TRIES[name]
        for name in (
            *("frames-32", "aligned-clip", "bone-length", "large-turns", "shorter-crops"),
            *("joint-dropout", "limb-dropout", "no-smoothing", "dropout-40", "mixing"),
            *("averaging", "slow-rate"),
        )
    },
    "mirror-changed": {},  # On where the recipe of the data set has it off, and the reverse.
    "larger-scale": {"data": {"scale": 0.25}},
    "joint-noise-2cm": {"data": {"noise": 0.02}},
    "large-decay": TRIES["large-decay"],
}
"""Steps of the recipe: part of the experiment -> the fields that a step changes."""
FACTORS = (*ENHANCEMENTS, *STEPS)
EPOCHS: Mapping[str, int] = {"nw-ucla": 60, "msr-action3d-all": 100}
_NAME = "screening-"
HALF = 32  # settings; as many again have everything the other way round


def design(factors: int) -> np.ndarray:
    """Say which factors are on in each setting: bool (2 * HALF, factors).

    Every factor is on in half of the settings, and in half of those in which another is on or
    off. With the second half, no effect of one factor is mixed up with those of two together.

    Raises
    ------
    ValueError
        If there are more factors than the design has room for.
    """
    if factors >= HALF:
        raise ValueError(f"The design has room for {HALF - 1} factors, found {factors}.")
    signs = hadamard(HALF)[:, 1 : 1 + factors]
    return np.concatenate([signs, -signs]) > 0


def plan(
    splits: DataSplits, settings: Sequence[int], held_out: Sequence[int], epochs: int
) -> list[Experiment]:
    """List the experiments, one setting after the other; `held_out` is as in `Experiment`."""
    table = design(len(FACTORS))
    found = []
    for number in settings:
        on = [name for name, one in zip(FACTORS, table[number], strict=True) if one]
        parts = {name for name in ENHANCEMENTS if name in on}
        ablation = next(name for name in ABLATIONS if parts_of(name) == parts)
        whole = make_experiment(splits, ablation=ablation, seed=number + 1)
        whole = replace(
            whole,
            recipe=f"{_NAME}{number}",
            train=replace(whole.train, epochs=epochs, kept_epochs=1, **BEGUN),
        )
        for name in on:
            whole = _switched_on(whole, name)
        found += [replace(whole, held_out=one) for one in held_out]
    return found


def _switched_on(whole: Experiment, name: str) -> Experiment:
    """Take one step of the recipe; the enhancements are on already."""
    fields = fields_of(name, whole.data.mirror) if name in STEPS else {}
    parts: dict[str, Any] = {
        part: replace(getattr(whole, part), **changed) for part, changed in fields.items()
    }
    return replace(whole, **parts)


def fields_of(step: str, mirror: float) -> Mapping[str, Mapping[str, Any]]:
    """List what a step changes: part of the experiment -> its fields."""
    return STEPS[step] or {"data": {"mirror": 0.0 if mirror else 0.5}}


def effects(table: np.ndarray, top1: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit one effect a factor, and tell how far each is known.

    Parameters
    ----------
    table
        Which factors are on, bool (N, F), with N > F + 1.
    top1
        Accuracy of each setting, percent, (N,).

    Returns
    -------
    Points that each factor gains, and the half-width of their 95 % intervals (Student's, from
    what the effects leave unexplained, interactions included), both (F,).

    Raises
    ------
    ValueError
        If so few settings are there that two factors cannot be told apart.
    """
    columns = np.concatenate([np.ones((len(table), 1)), np.where(table, 0.5, -0.5)], axis=1)
    free = len(table) - columns.shape[1]
    if free < 1 or np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise ValueError(f"{len(table)} settings do not tell the factors apart; train more.")
    found, *_ = np.linalg.lstsq(columns, top1, rcond=None)
    variance = ((top1 - columns @ found) ** 2).sum() / free
    spread = np.sqrt(variance * np.linalg.inv(columns.T @ columns).diagonal())
    return found[1:], student.ppf(0.975, free) * spread[1:]


def pooled(rows: Sequence[Row], folds: int) -> dict[int, float]:
    """Count the clips of all folds of a setting together: setting -> top-1, percent."""
    named = ((int(row.config["recipe"].removeprefix(_NAME)), row) for row in rows)
    return {number: top1_of_folds(own) for number, own in whole_turns(named, folds).items()}


def main() -> None:
    """Read the command line, train what has no row yet, and put the rows together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET", choices=tuple(EPOCHS))
    add_run_options(parser)
    parser.add_argument("--collect", action="store_true", help="train nothing, use what is there")
    arguments = parser.parse_args()
    name = arguments.dataset
    held_out = get_protocol(name).training_side
    if not arguments.collect:
        # Each setting beside the one that has all the other way round: wherever it is cut off,
        # no effect of one factor is mixed up with those of two together.
        order = [number for half in range(HALF) for number in (half, half + HALF)]
        train_held_out(plan(load_dataset(name), order, held_out, EPOCHS[name]), arguments)
    print(write_measurement(row_of(name, rows_there(arguments, _NAME))))


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Let the command line say how runs are trained and where they go."""
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--resume", action="store_true", help="keep the runs that are there")


def train_held_out(experiments: Sequence[Experiment], arguments: argparse.Namespace) -> None:
    """Train what has no row yet; rows of single runs go beside the run folders."""
    run_experiments(
        experiments,
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.out / "rows",
        device=arguments.device,
        validate=True,
    )


def rows_there(arguments: argparse.Namespace, beginning: str) -> list[Row]:
    """Read the rows of a data set whose recipes have a common beginning."""
    folder = arguments.out / "rows" / arguments.dataset
    return [read_row(path) for path in sorted(folder.glob(f"*-{beginning}*.json"))]


def row_of(name: str, rows: Sequence[Row]) -> Row:
    """Make the measurement of all runs that are there."""
    held_out, mirror = get_protocol(name).training_side, recipe_configs("ours", name)[0].mirror
    found = pooled(rows, len(held_out))
    table = design(len(FACTORS))[list(found)]
    top1 = np.array(list(found.values()))
    points, reach = effects(table, top1)
    values: dict[str, float | None] = {
        "settings": len(found),
        "settings_planned": 2 * HALF,
        "runs": len(found) * len(held_out),
        "epochs": rows[0].config["train"]["epochs"],
        "mean_top1": float(top1.mean()),
    }
    for one, mean, half in zip(FACTORS, points, reach, strict=True):
        values |= {f"{one}_points": mean, f"{one}_low": mean - half, f"{one}_high": mean + half}
    return Row(
        kind="measurement",
        name=f"screening-{name}",
        dataset=name,
        config={
            "enhancements": list(ENHANCEMENTS),
            "steps": {one: fields_of(one, mirror) for one in STEPS},
            "begun": BEGUN,
            "held_out": list(held_out),
        },
        values=values,
        seed=None,
        command=f"python benchmarks/screening.py {name}",
        note=(
            "Top-1 on held-out clips of the training side, percent: points that a step gains, by "
            "least squares over settings that switch half of all steps on, and 95 % intervals. "
            f"Each setting has a seed of its own; {crops_of(rows[0].config['data'])}."
        ),
        details={
            "settings": {
                str(number): {
                    "on": [one for one, on in zip(FACTORS, switched, strict=True) if on],
                    "top1": round(found[number], 2),
                }
                for number, switched in zip(found, table, strict=True)
            }
        },
        **made_by(rows),
    )


if __name__ == "__main__":
    main()
