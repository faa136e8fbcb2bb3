"""Runs put together: every combination under one recipe, and what each enhancement is worth."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from eesgn_lite.analysis.results import (
    PUBLISHED,
    Row,
    Summary,
    field_of,
    results_folder,
    summarise,
)
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import ABLATIONS

METRIC = "values.test_top1"
ALL_FOUR = "all four"
CHANGES = (*ENHANCEMENTS, ALL_FOUR)


class Setting(NamedTuple):
    """What runs must share to be compared."""

    dataset: str
    recipe: str


class Published(NamedTuple):
    """A figure of others, read in the source it names."""

    method: str
    parameters_millions: float
    top1: float


_METHODS = {"2s-agcn": "2s-AGCN", "va-fusion": "VA-fusion", "4s-shift-gcn": "4s-Shift-GCN"}


def method_title(method: str) -> str:
    """Write the name of a published method as its authors do.

    Examples
    --------
    >>> method_title("st-gcn"), method_title("2s-agcn")
    ('ST-GCN', '2s-AGCN')
    """
    return _METHODS.get(method, method.upper())


class Worth(NamedTuple):
    """What switching something on changes, in points of top-1; `pairs` runs are compared."""

    name: str
    change: Summary
    pairs: int


def runs_by_setting(rows: Sequence[Row]) -> dict[Setting, dict[str, list[Row]]]:
    """Sort the scored runs by data set and recipe, then by combination.

    Parameters
    ----------
    rows
        Rows of any kind; only runs of a named combination with a test score are taken.

    Returns
    -------
    dict
        Setting -> name of the combination, in the order of `ABLATIONS` -> its rows.
    """
    sorted_runs: dict[Setting, dict[str, list[Row]]] = {}
    scored = [row for row in rows if row.kind == "run" and row.values.get("test_top1") is not None]
    for name in ABLATIONS:
        for row in scored:
            if row.config.get("ablation") == name:
                setting = Setting(str(row.dataset), str(row.config.get("recipe")))
                sorted_runs.setdefault(setting, {}).setdefault(name, []).append(row)
    return dict(sorted(sorted_runs.items()))


def parts_of(combination: str) -> frozenset[str]:
    """Name the enhancements that a combination switches on.

    Examples
    --------
    >>> sorted(parts_of("streams+pooling"))
    ['pooling', 'streams']
    """
    if combination in ("sgn", "esgn"):
        return frozenset(ENHANCEMENTS if combination == "esgn" else ())
    return frozenset(combination.split("+"))


def worth_of_enhancements(runs: Mapping[str, Sequence[Row]]) -> list[Worth]:
    """Compare runs that differ in one enhancement and in nothing else.

    Parameters
    ----------
    runs
        Rows of one setting by combination, as `runs_by_setting` gives them.

    Returns
    -------
    list of Worth
        One for each enhancement with at least one pair of runs of one seed, and one named
        "all four" for ESGN against SGN. The spread is that of the seeds' means.

    Notes
    -----
    While a grid is not complete, a seed with fewer pairs than the fullest one is left out: its
    mean would be one over other combinations.
    """
    scores = {
        (parts_of(name), row.seed): float(field_of(row, METRIC))
        for name, rows in runs.items()
        for row in rows
    }
    changes = {name: frozenset({name}) for name in ENHANCEMENTS}
    changes[ALL_FOUR] = frozenset(ENHANCEMENTS)
    found = []
    for name, added in changes.items():
        by_seed: dict[int | None, list[float]] = {}
        for (parts, seed), score in scores.items():
            if not parts & added and (parts | added, seed) in scores:
                by_seed.setdefault(seed, []).append(scores[parts | added, seed] - score)
        if by_seed:
            most = max(map(len, by_seed.values()))
            whole = [one for one in by_seed.values() if len(one) == most]
            means = [statistics.fmean(differences) for differences in whole]
            found.append(Worth(name, spread_of(means), most * len(whole)))
    return found


def spread_of(means: Sequence[float]) -> Summary:
    """Give mean and standard deviation (n - 1 in the denominator) of at least one number."""
    deviation = statistics.stdev(means) if len(means) > 1 else float("nan")
    return Summary(statistics.fmean(means), deviation, len(means))


def mean_and_spread(rows: Sequence[Row]) -> Summary:
    """Summarise the top-1 accuracy of one combination over its seeds."""
    return summarise(rows, METRIC)


def read_published(dataset: str, root: str | Path | None = None) -> list[Published]:
    """Read the figures of others on a data set that were checked and have parameters.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.
    root
        The results folder; by default that of the checkout.

    Returns
    -------
    list of Published
        Figures from memory and figures without a number of parameters are left out.
    """
    folder = results_folder() if root is None else Path(root)
    return list(_published(json.loads((folder / PUBLISHED).read_text(encoding="utf-8")), dataset))


def _published(content: Mapping[str, Mapping], dataset: str) -> Iterator[Published]:
    """Give the checked figures of one data set."""
    for method, sets in content["figures"].items():
        figure = sets.get(dataset)
        if figure and figure["status"] == "checked" and figure["parameters_millions"] is not None:
            yield Published(method, figure["parameters_millions"], figure["top1"])
