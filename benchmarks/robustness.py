"""Measure what SGN and ESGN lose on worse clips, and how far their confidence can be trusted.

Scores the test side of a data set, whole and made worse (``eesgn_lite.analysis.worsening``),
with runs of several seeds. Writes ``results/measurements/robustness-DATASET.json`` and
``results/measurements/calibration-DATASET.json``.

Run it with ``python benchmarks/robustness.py nw-ucla``; it reads the run folders
``runs/nw-ucla/MODEL-RECIPE-seedN``, or where there are none the shipped checkpoint. Other
checkpoints: ``--sgn RUN RUN --esgn RUN RUN``.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from eesgn_lite.analysis.results import Row, results_folder, write_row
from eesgn_lite.analysis.selective import calibration_figures, over_runs
from eesgn_lite.analysis.worsening import WORSENINGS, worsen
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import Evaluation, evaluate
from eesgn_lite.training.runs import load_checkpoint, provenance

MODELS = ("sgn", "esgn")
COVERAGES = tuple(range(10, 101, 10))

Models = Mapping[str, Sequence[Checkpoint]]
Values = dict[str, float | None]


def find_checkpoints(dataset: str, model: str, recipe: str, runs: Path) -> list[str]:
    """Name the finished runs of a model, or else its shipped checkpoint."""
    found = sorted((runs / dataset).glob(f"{model}-{recipe}-seed*/run.json"))
    finished = [path.parent for path in found if not path.parent.name.endswith("-validate")]
    return [path.as_posix() for path in finished] or [f"{dataset}/{model}"]


def score(models: Models, dataset: Dataset) -> dict[str, list[Evaluation]]:
    """Score a data set with every run of every model."""
    return {name: [evaluate(one, dataset) for one in runs] for name, runs in models.items()}


def measure_robustness(
    models: Models, test: Dataset, whole: Mapping[str, list[Evaluation]]
) -> Values:
    """Score every worse version of the test side; return means and spreads over runs."""
    runs: dict[str, list[Values]] = {name: [{} for _ in one] for name, one in models.items()}
    tasks = [(name, level) for name, one in WORSENINGS.items() for level in one.levels]
    for name, level in tqdm(tasks, unit="level"):
        worse = worsen(test, name, level)
        found = whole if worse is test else score(models, worse)
        for model, evaluations in found.items():
            for figures, evaluation in zip(runs[model], evaluations, strict=True):
                figures[f"{name}_{str(level).replace(' ', '_')}"] = evaluation.top1
    return _by_model(runs)


def measure_calibration(whole: Mapping[str, list[Evaluation]]) -> Values:
    """Read confidence off the scores of the test side; return means and spreads over runs."""
    return _by_model(
        {name: [calibration_figures(one, COVERAGES) for one in ev] for name, ev in whole.items()}
    )


def _by_model(runs: Mapping[str, list[Values]]) -> Values:
    """Put the model before each name, and count its runs."""
    values: Values = {}
    for model, figures in runs.items():
        values[f"{model}_runs"] = len(figures)
        values |= {f"{model}_{name}": figure for name, figure in over_runs(figures).items()}
    return values


def describe(names: Mapping[str, Sequence[str]], models: Models) -> dict:
    """Say what was measured: which checkpoints, trained how, on which levels."""
    return {
        "models": list(models),
        "checkpoints": {
            model: ["/".join(Path(name).parts[-2:]) for name in found]
            for model, found in names.items()
        },
        "seeds": {
            model: [one.experiment.train.seed for one in runs] for model, runs in models.items()
        },
        "recipe": next(iter(models.values()))[0].experiment.recipe,
    }


def command_of(arguments: argparse.Namespace) -> str:
    """Give the command without the folders, which are another machine's."""
    words = ["python", "benchmarks/robustness.py", arguments.dataset]
    words += [] if arguments.recipe == "ours" else ["--recipe", arguments.recipe]
    for name in MODELS:
        words += [f"--{name}", *given] if (given := getattr(arguments, name)) else []
    return shlex.join(words + (["--clips", str(arguments.clips)] if arguments.clips else []))


def write(
    kind: str, values: Values, config: dict, test: Dataset, note: str, arguments: argparse.Namespace
) -> None:
    """Write one row."""
    row = Row(
        kind="measurement",
        name=f"{kind}-{test.name}",
        dataset=test.name,
        config=config,
        values={"clips": len(test), **values},
        seed=None,
        command=command_of(arguments),
        note=note,
        **provenance(),
    )
    write_row(row, arguments.out / f"{row.name}.json")
    print(arguments.out / f"{row.name}.json")


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    parser.add_argument("--recipe", default="ours", help="of the run folders (default: ours)")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="run folders (runs/)")
    for name in MODELS:
        parser.add_argument(f"--{name}", nargs="+", metavar="RUN", help="checkpoints instead")
    parser.add_argument("--clips", type=int, help="so many clips only, to try it out")
    out = results_folder() / "measurements"
    parser.add_argument("--out", type=Path, default=out, help="folder of the rows")
    return parser.parse_args()


def main() -> None:
    """Score every run on every version of the test side and write the rows."""
    arguments = read_arguments()
    test = load_dataset(arguments.dataset).test
    if arguments.clips:
        some = np.linspace(0, len(test) - 1, arguments.clips).astype(int)
        test = replace(test, rows=test.rows[some], labels=test.labels[some])
    names = {
        model: getattr(arguments, model)
        or find_checkpoints(arguments.dataset, model, arguments.recipe, arguments.runs)
        for model in MODELS
    }
    models = {model: [load_checkpoint(name) for name in found] for model, found in names.items()}
    config = describe(names, models)
    whole = score(models, test)
    write(
        "calibration",
        measure_calibration(whole),
        {**config, "coverages": list(COVERAGES)},
        test,
        "Percent. accuracy_at_N: top-1 over the N % of the clips of which a model is surest. "
        "bin_N: clips by their largest probability, in equal steps. Spread over seeds.",
        arguments,
    )
    levels = {
        name: {"words": one.words, "unit": one.unit, "levels": list(one.levels)}
        for name, one in WORSENINGS.items()
    }
    write(
        "robustness",
        measure_robustness(models, test, whole),
        {**config, "worsenings": levels},
        test,
        "Top-1, percent, on the test side made worse; mean and spread over seeds. A missing "
        "joint reads as zero after centring; in a dropped frame nobody is seen.",
        arguments,
    )


if __name__ == "__main__":
    main()
