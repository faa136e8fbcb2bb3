"""Try many steps of the recipe, and the four enhancements, all at once on held-out clips.

`choices.py` changes one thing at a time, and one run moves by as much as most steps are worth.
Here each setting switches half of all steps on, in a two-level design in which every pair of
steps is balanced (a Hadamard matrix and its negative); so every run counts for every step. The
effect of a step is the mean accuracy of the settings with it less that of those without it.

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
from choices import TRIES
from scipy.linalg import hadamard
from scipy.stats import t as student

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import Row, read_row, write_measurement
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.runs import provenance

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
    "large-decay": {"train": {"weight_decay": 0.2}},
}
"""Steps of the recipe: part of the experiment -> the fields that a step changes in `ours`."""
FACTORS = (*ENHANCEMENTS, *STEPS)
EPOCHS: Mapping[str, int] = {"nw-ucla": 60, "msr-action3d-all": 100}
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
        ablation = "+".join(name for name in ENHANCEMENTS if name in on) or "sgn"
        if all(name in on for name in ENHANCEMENTS):
            ablation = "esgn"
        whole = make_experiment(splits, ablation=ablation, seed=number + 1)
        whole = replace(
            whole,
            recipe=f"screening-{number}",
            train=replace(whole.train, epochs=epochs, kept_epochs=1),
        )
        for name in on:
            whole = _switched_on(whole, name)
        found += [replace(whole, held_out=one) for one in held_out]
    return found


def _switched_on(whole: Experiment, name: str) -> Experiment:
    """Take one step of the recipe; the enhancements are on already."""
    changes = STEPS.get(name, {})
    if name == "mirror-changed":
        changes = {"data": {"mirror": 0.0 if whole.data.mirror else 0.5}}
    parts: dict[str, Any] = {
        part: replace(getattr(whole, part), **fields) for part, fields in changes.items()
    }
    return replace(whole, **parts)


def effects(table: np.ndarray, top1: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit one effect a factor, and tell how far it is known.

    Parameters
    ----------
    table
        Which factors are on, bool (N, F).
    top1
        Accuracy of each setting, percent, (N,).

    Returns
    -------
    Points that each factor gains, (F,), and the half-width of their 95 % intervals (Student's,
    from what the effects leave unexplained, interactions included).
    """
    columns = np.concatenate([np.ones((len(table), 1)), np.where(table, 0.5, -0.5)], axis=1)
    found, *_ = np.linalg.lstsq(columns, top1, rcond=None)
    free = len(table) - columns.shape[1]
    variance = ((top1 - columns @ found) ** 2).sum() / free
    spread = np.sqrt(variance * np.linalg.inv(columns.T @ columns)[1, 1])
    return found[1:], float(student.ppf(0.975, free) * spread)


def put_together(paths: Sequence[Path]) -> dict[int, float]:
    """Count the held-out clips of all folds of a setting together: setting -> top-1, percent."""
    clips: dict[int, list[float]] = {}
    right: dict[int, list[float]] = {}
    for path in paths:
        row = read_row(path)
        number = int(row.config["recipe"].removeprefix("screening-"))
        scored = float(row.values["scored"] or 0)
        clips.setdefault(number, []).append(scored)
        right.setdefault(number, []).append(scored * float(row.values["val_top1"] or 0))
    return {number: sum(right[number]) / sum(clips[number]) for number in clips}


def main() -> None:
    """Read the command line, train what has no row yet, and put the rows together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET", choices=tuple(EPOCHS))
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--resume", action="store_true", help="keep the runs that are there")
    arguments = parser.parse_args()
    name, epochs = arguments.dataset, EPOCHS[arguments.dataset]
    splits, held_out = load_dataset(name), get_protocol(name).training_side
    experiments = plan(splits, range(2 * HALF), held_out, epochs)
    paths = run_experiments(
        experiments,
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.out / "rows",
        device=arguments.device,
        validate=True,
    )
    print(write_measurement(_row(name, epochs, held_out, experiments, paths)))


def _row(
    name: str,
    epochs: int,
    held_out: Sequence[int],
    experiments: Sequence[Experiment],
    paths: Sequence[Path],
) -> Row:
    """Make the measurement of all runs."""
    found = put_together(paths)
    numbers, table = sorted(found), design(len(FACTORS))
    top1 = np.array([found[number] for number in numbers])
    points, reach = effects(table[numbers], top1)
    base = make_experiment(load_dataset(name))
    values: dict[str, float | None] = {"settings": len(numbers), "runs": len(paths)}
    values |= {"epochs": epochs, "mean_top1": float(top1.mean()), "reach": reach}
    values |= {f"{one}_points": float(p) for one, p in zip(FACTORS, points, strict=True)}
    about = {key: value for key, value in provenance().items() if key != "date"}
    last = read_row(paths[-1])
    return Row(
        kind="measurement",
        name=f"screening-{name}",
        dataset=name,
        config={
            "base": base.to_json(),
            "steps": {one: _fields(base, one) for one in STEPS},
            "held_out": list(held_out),
        },
        values=values,
        seed=None,
        command=f"python benchmarks/screening.py {name}",
        note=(
            "Top-1 on held-out clips of the training side, percent; points with a step less "
            "those without it, over settings that switch half of all steps on. Each setting has "
            "a seed of its own. `reach` is half the width of each 95 % interval."
        ),
        details={
            "settings": {
                str(number): {
                    "on": [one for one, on in zip(FACTORS, table[number], strict=True) if on],
                    "top1": found[number],
                }
                for number in numbers
            }
        },
        **about | {"date": last.date, "commit": last.commit, "machine": last.machine},
    )


def _fields(base: Experiment, name: str) -> dict[str, Any]:
    """List what a step changes: field -> [before, after]."""
    after = _switched_on(base, name).to_json()
    before = base.to_json()
    return {
        f"{part}.{field}": [before[part][field], value]
        for part in ("data", "train", "model")
        for field, value in after[part].items()
        if value != before[part][field]
    }


if __name__ == "__main__":
    main()
