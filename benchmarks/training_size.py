"""Measure what SGN and ESGN lose with fewer training performers, or fewer clips of each class.

Every run becomes a row in ``results/DATASET/`` as it ends, so that it can be cut off and taken
up again with ``--resume``. At the end ``results/measurements/training_size-DATASET.json`` puts
them together, beside the runs of the whole training side under the same recipe. All runs take
as many steps as with the whole side, so they have more epochs the fewer clips there are.

Run it with ``python benchmarks/training_size.py nw-ucla --seeds 3``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.results import Row, read_row, results_folder, write_row
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.subsets import Subset
from eesgn_lite.training.experiment import Experiment, grid_recipe, make_experiment
from eesgn_lite.training.runs import provenance

MODELS = ("sgn", "esgn")
PERFORMERS = (2, 4, 6, 8)
CLIPS_A_CLASS = (5, 10, 20, 40)


def sizes(splits: DataSplits) -> dict[str, tuple[int, ...]]:
    """Say which sizes are smaller than the whole training side."""
    side = splits.training_side
    performers = len(np.unique(side.store.performer[side.rows]))
    most = int(np.bincount(side.labels).max())
    return {
        "performers": tuple(n for n in PERFORMERS if n < performers),
        "clips_a_class": tuple(n for n in CLIPS_A_CLASS if n < most),
    }


def shrink(whole: Experiment, splits: DataSplits, subset: Subset) -> Experiment:
    """Train on a part of the training side, in as many steps."""
    side, size = splits.training_side, whole.train.batch_size
    clips = len(subset.take(side))
    steps = whole.train.epochs * max(1, len(side) // size)
    train = replace(
        whole.train,
        epochs=max(1, round(steps / max(1, clips // size))),
        kept_epochs=1,
    )
    return replace(whole, train=train, subset=subset, ablation=f"{whole.ablation}-{subset}")


def plan(
    splits: DataSplits, seeds: int, recipe: str
) -> dict[tuple[str, str, int | None], list[Experiment]]:
    """List the experiments of each model, kind of part and size; None is the whole side."""
    found: dict[tuple[str, str, int | None], list[Experiment]] = {}
    for seed in range(1, seeds + 1):
        for model in MODELS:
            whole = make_experiment(splits, ablation=model, recipe=recipe, seed=seed)
            found.setdefault((model, "whole", None), []).append(whole)
            for kind, numbers in sizes(splits).items():
                for number in numbers:
                    subset = Subset(**{kind: number, "seed": seed})
                    part = shrink(whole, splits, subset)
                    found.setdefault((model, kind, number), []).append(part)
    return found


def put_together(
    planned: dict[tuple[str, str, int | None], list[Path]],
) -> dict[str, float | None]:
    """Read the rows back; give mean and spread over seeds of each size."""
    values: dict[str, float | None] = {}
    for (model, kind, number), paths in planned.items():
        name = f"{model}_{kind}" + ("" if number is None else f"_{number}")
        runs = [{name: read_row(path).values["test_top1"]} for path in paths]
        values |= over_runs(runs)
        values[f"{name}_runs"] = len(runs)
    return values


def train_all(
    planned: dict[tuple[str, str, int | None], list[Experiment]], arguments: argparse.Namespace
) -> dict[tuple[str, str, int | None], list[Path]]:
    """Train what has no row yet, one seed after the other; return the rows' files."""
    seeds = zip(*planned.values(), strict=True)
    ordered = [one for runs in seeds for one in runs]
    # Rows of the whole side are those of the grid, and are kept if they are there.
    whole = [one for one in ordered if one.subset is None]
    parts = [one for one in ordered if one.subset is not None]
    rows: dict[int, Path] = {}
    for experiments, resume in ((whole, True), (parts, arguments.resume)):
        paths = run_experiments(
            experiments,
            resume=resume,
            jobs=arguments.jobs,
            out=arguments.out,
            results=arguments.results,
            device=arguments.device,
        )
        rows |= dict(zip(map(id, experiments), paths, strict=True))
    return {key: [rows[id(one)] for one in runs] for key, runs in planned.items()}


def read_arguments(names: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 1 to this (default: 3)")
    parser.add_argument("--recipe", help="default: one short schedule")
    parser.add_argument("--resume", action="store_true", help="keep the rows that are there")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--results", type=Path, default=results_folder(), help="folder of rows")
    return parser.parse_args(names)


def main() -> None:
    """Train all sizes and put their rows together."""
    arguments = read_arguments()
    splits = load_dataset(arguments.dataset)
    recipe = arguments.recipe or grid_recipe(arguments.dataset)
    rows = train_all(plan(splits, arguments.seeds, recipe), arguments)
    side = splits.training_side
    row = Row(
        kind="measurement",
        name=f"training_size-{splits.name}",
        dataset=splits.name,
        config={
            "models": list(MODELS),
            "recipe": recipe,
            "seeds": list(range(1, arguments.seeds + 1)),
            "sizes": {kind: list(numbers) for kind, numbers in sizes(splits).items()},
            "whole": {
                "performers": len(np.unique(side.store.performer[side.rows])),
                "clips_a_class": round(len(side) / len(splits.classes)),
            },
        },
        values={"clips": len(splits.test), **put_together(rows)},
        seed=None,
        command=f"python benchmarks/training_size.py {splits.name} --seeds {arguments.seeds} "
        f"--recipe {recipe}",
        note=(
            "Top-1 on the test side, percent, after training on a part of the training side; "
            "mean and spread over seeds, each of which chooses other performers and clips."
        ),
        **provenance(),
    )
    path = arguments.results / "measurements" / f"{row.name}.json"
    write_row(row, path)
    print(path)


if __name__ == "__main__":
    main()
