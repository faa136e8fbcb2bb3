"""Train plain networks under the recipe of SGN and ESGN, and try a nearest neighbour.

Every run becomes a row in ``results/DATASET/`` as it ends; the nearest neighbour under dynamic
time warping draws nothing and becomes ``results/measurements/nearest-DATASET.json``. It needs
``pip install -e ".[bench]"``.

Run it with ``python benchmarks/baselines.py nw-ucla --seeds 3``; ``--resume`` keeps the rows
that are there and takes up what was cut off.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.nearest import nearest_neighbour
from eesgn_lite.analysis.results import Row, results_folder, write_row
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.model.baseline_config import BASELINES
from eesgn_lite.training.baselines import make_baseline
from eesgn_lite.training.experiment import RECIPES, grid_recipe, recipe_configs
from eesgn_lite.training.runs import provenance

NEAREST = "nearest"


def measure_nearest(splits: DataSplits, recipe: str, folder: Path) -> Path:
    """Score the nearest neighbour on the test side and write its row."""
    data, _ = recipe_configs(recipe, splits.name)
    start = time.perf_counter()
    found = nearest_neighbour(splits.training_side, splits.test, data)
    about = provenance()
    about["versions"]["dtaidistance"] = version("dtaidistance")
    row = Row(
        kind="measurement",
        name=f"{NEAREST}-{splits.name}",
        dataset=splits.name,
        config={"data": asdict(data), "distance": "dynamic time warping, Euclidean by frame"},
        values={
            "test_top1": found.top1,
            "top5": found.top5,
            "mean_class": found.mean_class,
            "scored": found.scored,
            "training_clips": len(splits.training_side),
            "seconds": round(time.perf_counter() - start, 1),
        },
        seed=None,
        command=f"python benchmarks/baselines.py {splits.name} --models {NEAREST}",
        note="Percent. The nearest clip of the whole training side names the action.",
        **about,
    )
    path = folder / "measurements" / f"{row.name}.json"
    write_row(row, path)
    return path


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    models = (*BASELINES, NEAREST)
    parser.add_argument("--models", nargs="+", choices=models, default=models)
    parser.add_argument("--seeds", type=int, default=3, help="seeds 1 to this (default: 3)")
    parser.add_argument("--recipe", choices=tuple(RECIPES), help="default: one short schedule")
    parser.add_argument("--resume", action="store_true", help="keep the rows that are there")
    parser.add_argument("--jobs", type=int, default=1, help="runs at once (default: 1)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    parser.add_argument("--results", type=Path, default=results_folder(), help="folder of rows")
    return parser.parse_args()


def main() -> None:
    """Score the nearest neighbour, then train the networks, one seed after the other."""
    arguments = read_arguments()
    splits = load_dataset(arguments.dataset)
    recipe = arguments.recipe or grid_recipe(arguments.dataset)
    if NEAREST in arguments.models:
        print(measure_nearest(splits, recipe, arguments.results))
    run_experiments(
        [
            make_baseline(splits, kind, recipe=recipe, seed=seed)
            for seed in range(1, arguments.seeds + 1)
            for kind in BASELINES
            if kind in arguments.models
        ],
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.results,
        device=arguments.device,
    )


if __name__ == "__main__":
    main()
