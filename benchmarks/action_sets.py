"""Average the three action sets of MSR-Action3D, seed by seed: the figure most papers report.

Reads the rows of ``eesgn train msr-action3d-as1``, ``-as2`` and ``-as3`` from ``results/`` and
writes ``results/measurements/action-sets.json``. Nothing is trained or scored.

Run it with ``python benchmarks/action_sets.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from eesgn_lite.analysis.results import Row, load_results, results_folder, write_measurement
from eesgn_lite.analysis.selective import over_runs
from eesgn_lite.training.runs import provenance

SETS = tuple(f"msr-action3d-as{number}" for number in (1, 2, 3))
MODELS = ("sgn", "esgn")
FIGURES = ("test_top1", "best_test_top1")


def by_seed(rows: Sequence[Row], model: str, recipe: str) -> dict[int, dict[str, Row]]:
    """Sort the runs of a model: seed -> set -> row, only seeds that have all three sets."""
    found: dict[int, dict[str, Row]] = {}
    for row in rows:
        if row.dataset in SETS and row.name == f"{model}-{recipe}-seed{row.seed}":
            found.setdefault(int(row.seed or 0), {})[str(row.dataset)] = row
    return {seed: sets for seed, sets in sorted(found.items()) if len(sets) == len(SETS)}


def means_of(sets: Mapping[str, Row]) -> dict[str, float | None]:
    """Give each set's top-1 and the plain mean of the three, percent."""
    values: dict[str, float | None] = {}
    for figure in FIGURES:
        found = [sets[name].values.get(figure) for name in SETS]
        known = [one for one in found if one is not None]
        values[figure] = sum(known) / len(SETS) if len(known) == len(SETS) else None
    for name in SETS:
        values[name.rpartition("-")[2]] = sets[name].values["test_top1"]
    return values


def main() -> None:
    """Average what is there and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", default="ours", help="recipe of the runs (default: ours)")
    arguments = parser.parse_args()
    rows = load_results(results_folder())
    values: dict[str, float | None] = {}
    for model in MODELS:
        runs = by_seed(rows, model, arguments.recipe)
        if runs:
            means = over_runs([means_of(sets) for sets in runs.values()])
            values |= {f"{model}_{name}": figure for name, figure in means.items()}
            values[f"{model}_runs"] = len(runs)
    if not values:
        parser.error("there is no seed with runs of all three sets; train them first")
    row = Row(
        kind="measurement",
        name="action-sets",
        dataset=None,
        config={"recipe": arguments.recipe, "sets": list(SETS)},
        values=values,
        seed=None,
        command=f"python benchmarks/action_sets.py --recipe {arguments.recipe}",
        note=(
            "Top-1 in percent: each set by itself, and the plain mean of the three, by seed; mean "
            "and spread over seeds. best_test_top1 takes the best kept epoch of each set."
        ),
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
