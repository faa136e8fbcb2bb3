"""What each enhancement is worth: added to SGN, taken from ESGN; never from runs that differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from eesgn_lite.analysis.comparison import (
    METRICS,
    Difference,
    difference_by_clip,
    difference_by_seed,
    over_seeds,
    pair_by_seed,
    schedule_of,
)
from eesgn_lite.analysis.grid import combination_names
from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.scored_clips import performances
from eesgn_lite.analysis.summary import ALL_FOUR, worth_of_enhancements
from eesgn_lite.model.config import ENHANCEMENTS, ModelConfig
from eesgn_lite.training.experiment import ABLATIONS

# Its test side shows each performance from three cameras, and its clips are always at hand.
_SEVERAL_VIEWS = "mini-ntu"
_NAMED = ("dataset", "recipe", "ablation", "data", "train", "model")
_SEED = re.compile(r"-seed\d+(-validate)?$")


class Conditions(NamedTuple):
    """What runs must have alike to stand side by side, beside their combination and seed."""

    dataset: str
    recipe: str
    rest: str  # what else decides a result, as JSON


Groups = Mapping[Conditions, Mapping[str, Sequence[Row]]]
"""Conditions -> combination -> its rows, one a seed."""


class Compared(NamedTuple):
    """A difference in top-1 over seeds, and over clips where rows hold the answers."""

    by_seed: Difference
    by_clip: Difference | None
    seeds: tuple[int, ...]


class Evidence(NamedTuple):
    """What an enhancement is worth, points of top-1; None where there is no pair of runs.

    `added` is SGN with it less SGN, `taken` is ESGN less ESGN without it, `whole` is the mean over
    all eight pairs of combinations that differ in it alone, of seeds that have all sixteen.
    """

    name: str
    added: Compared | None
    taken: Compared | None
    whole: Compared | None


def combination_of(row: Row) -> str:
    """Name what was trained: what stands before the recipe and the seed in a run's name."""
    return _SEED.sub("", row.name).removesuffix(f"-{row.config.get('recipe')}")


def conditions_of(row: Row) -> Conditions:
    """Collect what a run must share with those it is compared with."""
    config = row.config
    switched = ABLATIONS["sgn"].keys()
    rest = {
        **schedule_of(row),
        "model": {k: v for k, v in config.get("model", {}).items() if k not in switched},
        "clips": row.details.get("clips"),
        "other": {k: v for k, v in config.items() if k not in _NAMED},
    }
    return Conditions(
        dataset=str(row.dataset),
        recipe=str(config.get("recipe")),
        rest=json.dumps(rest, sort_keys=True),
    )


def group_runs(rows: Iterable[Row]) -> dict[Conditions, dict[str, list[Row]]]:
    """Sort runs so that what stands together is alike in all but combination and seed.

    Parameters
    ----------
    rows
        Rows of any kind; only runs that were scored on the test side are taken.

    Returns
    -------
    dict
        Conditions, by data set, recipe and date -> combination, in the order of `ABLATIONS`,
        others after them -> its rows, by seed.

    Raises
    ------
    ValueError
        If two runs of one name had different models.

    Examples
    --------
    >>> from eesgn_lite.analysis.results import load_results
    >>> [setting.dataset for setting in group_runs(load_results())]  # doctest: +SKIP
    ['mini-ntu', 'nw-ucla']
    """
    tested = (r for r in rows if r.kind == "run" and r.values.get("test_top1") is not None)
    runs = sorted(tested, key=lambda row: row.date)
    groups: dict[Conditions, dict[str, list[Row]]] = {}
    for row in runs:
        groups.setdefault(conditions_of(row), {}).setdefault(combination_of(row), []).append(row)
    order = {name: place for place, name in enumerate(ABLATIONS)}
    for conditions, found in groups.items():
        named = sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
        groups[conditions] = {name: _checked(alike) for name, alike in named}
        _refuse_two_readings([rows[0] for rows in groups[conditions].values()])
    # Sorting is stable: within a data set and recipe the older runs come first.
    return dict(sorted(groups.items(), key=lambda item: item[0][:2]))


def _checked(rows: list[Row]) -> list[Row]:
    """Sort rows of one name by seed; refuse those that had different models."""
    for row in rows[1:]:
        if _model_of(row) != _model_of(rows[0]):
            raise ValueError(
                f"The runs {rows[0].name} and {row.name} bear one name and had different models; "
                "train one of them anew"
            )
    return sorted(rows, key=lambda row: int(row.seed or 0))


def _refuse_two_readings(rows: Sequence[Row]) -> None:
    """Refuse runs in which one enhancement, where it is on, is read in two ways."""
    for field, off in ABLATIONS["sgn"].items():
        read = {json.dumps(model[field]) for model in map(_model_of, rows) if field in model}
        if len(read - {json.dumps(off)}) > 1:
            names = ", ".join(row.name for row in rows)
            raise ValueError(
                f"The runs {names} read {field} in more than one way, {', '.join(sorted(read))}; "
                "train those of one reading anew"
            )


def _model_of(row: Row) -> dict[str, Any]:
    """Take the model's config; a field that is younger than the row stands at its default."""
    model: dict[str, Any] = row.config.get("model", {})
    return model if "kind" in model else ModelConfig().to_json() | model  # "kind": a baseline


def evidence_of(runs: Mapping[str, Sequence[Row]]) -> list[Evidence]:
    """Say what each enhancement is worth, and all four together.

    Parameters
    ----------
    runs
        Rows of one group by combination, as `group_runs` gives them.

    Returns
    -------
    list of Evidence
        In the order of the enhancements, then "all four", which has `added` only.

    Examples
    --------
    >>> [one.name for one in evidence_of({})]
    ['streams', 'pooling', 'temporal', 'loss', 'all four']
    """
    without = dict(zip(ENHANCEMENTS, combination_names("one-off")[1:], strict=True))
    whole = _over_grid(runs)
    found = [
        Evidence(
            name,
            _compare(runs, "sgn", name),
            _compare(runs, without[name], "esgn"),
            whole.get(name),
        )
        for name in ENHANCEMENTS
    ]
    return [*found, Evidence(ALL_FOUR, _compare(runs, "sgn", "esgn"), None, None)]


def _over_grid(runs: Mapping[str, Sequence[Row]]) -> dict[str, Compared]:
    """Average the eight pairs that differ in one enhancement, over seeds that have all sixteen."""
    by_name = [{int(row.seed or 0) for row in runs.get(name, ())} for name in ABLATIONS]
    seeds = tuple(sorted(set.intersection(*by_name)))
    if not seeds:
        return {}
    return {
        one.name: Compared(over_seeds(one.change), None, seeds)
        for one in worth_of_enhancements(runs)
    }


def _compare(runs: Mapping[str, Sequence[Row]], first: str, second: str) -> Compared | None:
    """Compare two combinations over the seeds that both have."""
    pairs = pair_by_seed(runs.get(first, ()), runs.get(second, ()))
    if not pairs:
        return None
    metric = METRICS["top1"]
    groups = _performances(pairs[0][0])
    return Compared(
        difference_by_seed(pairs, metric),
        difference_by_clip(pairs, metric, groups),
        tuple(int(row.seed or 0) for row, _ in pairs),
    )


def _performances(row: Row) -> np.ndarray | None:
    """Say which scored clips show one performance, where cameras filmed it together."""
    if row.dataset != _SEVERAL_VIEWS or not row.details:
        return None
    return performances(_SEVERAL_VIEWS, row.details["clips"])
