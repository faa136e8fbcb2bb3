"""Compare two combinations run by run and clip by clip; only rows that are alike in all else."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from eesgn_lite.analysis.answers import Pairs, labels_of, share_right, with_answers
from eesgn_lite.analysis.faithfulness import paired_interval
from eesgn_lite.analysis.results import Row, Summary
from eesgn_lite.analysis.summary import Setting, spread_of
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.training.experiment import ABLATIONS, grid_recipe
from eesgn_lite.training.train_config import TrainConfig

# What may differ between two rows of one setting: it changes no weight, or it is the seed.
FREE = ("seed", "kept_epochs", "workers")
_SURE = 0.95


class Metric(NamedTuple):
    """A figure of a run by which combinations are compared."""

    title: str
    field: str  # name in a row's values, percent
    lower_is_better: bool = False


METRICS: Mapping[str, Metric] = {
    "top1": Metric("Top-1 accuracy", "test_top1"),
    "mean_class": Metric("Mean class accuracy", "mean_class"),
    "top5": Metric("Top-5 accuracy", "top5"),
    "calibration_error": Metric("Calibration error", "calibration_error", True),
}


class Difference(NamedTuple):
    """Second less first, percentage points, with a 95 % interval; `compared` seeds or clips."""

    mean: float
    low: float
    high: float
    compared: int


class EpochLoss(NamedTuple):
    """Classification loss of one epoch over seeds."""

    mean: float
    low: float
    high: float


def pair_by_seed(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pair the rows of two combinations that have the same seed.

    Parameters
    ----------
    first, second
        Rows of one combination each.

    Returns
    -------
    list of (Row, Row)
        In the order of seeds; empty where they share none.

    Raises
    ------
    ValueError
        If rows differ in data set, recipe, training or scored clips, or two of one combination
        have the same seed: such rows do not compare.

    Notes
    -----
    Of a row without details it is not known which clips were scored; it is taken as alike.
    """
    _check_alike([*first, *second])
    one, other = _by_seed(first), _by_seed(second)
    return [(one[seed], other[seed]) for seed in sorted(one.keys() & other.keys())]


def _by_seed(rows: Sequence[Row]) -> dict[int, Row]:
    """Find rows by their seed; refuse two with the same one."""
    found: dict[int, Row] = {}
    for row in rows:
        if found.setdefault(int(row.seed or 0), row) is not row:
            raise ValueError(
                f"Two runs {row.name} have seed {row.seed}, so it is open which one counts; "
                "move one of them away."
            )
    return found


def _check_alike(rows: Sequence[Row]) -> None:
    """Refuse rows that differ in more than the combination and the seed."""
    known: dict[str, tuple[object, Row]] = {}
    for row in rows:
        for name, value in _conditions(row).items():
            expected, other = known.setdefault(name, (value, row))
            if value != expected:
                raise ValueError(
                    f"The runs {row.name} and {other.name} differ in {name}, so they do not "
                    "compare; train one of them anew."
                )


def _conditions(row: Row) -> dict[str, object]:
    """Name what all rows of one setting must have alike, as far as a row knows it."""
    conditions = {"data set": row.dataset, "recipe": row.config.get("recipe"), **schedule_of(row)}
    return conditions | ({"scored clips": row.details["clips"]} if row.details else {})


def schedule_of(row: Row) -> dict[str, dict[str, Any]]:
    """Collect how a run sampled and trained, but for what is free to differ.

    Fields that are younger than the row stand at their defaults, which change nothing.
    """
    return {
        "sampling": asdict(DataConfig()) | row.config.get("data", {}),
        "training": {
            name: value
            for name, value in (asdict(TrainConfig()) | row.config.get("train", {})).items()
            if name not in FREE
        },
    }


def with_figure(rows: Sequence[Row], metric: Metric) -> list[Row]:
    """Keep the rows that hold a metric; older rows may not hold each."""
    return [row for row in rows if row.values.get(metric.field) is not None]


def figure_of(row: Row, metric: Metric) -> float:
    """Read a run's figure, percent.

    Raises
    ------
    ValueError
        If the row has none.
    """
    found = row.values.get(metric.field)
    if found is None:
        raise ValueError(f"The run {row.name} has no {metric.field}; record it anew.")
    return found


def difference_by_seed(pairs: Pairs, metric: Metric) -> Difference:
    """Compare run by run: a paired t-interval over seeds.

    Parameters
    ----------
    pairs
        As `pair_by_seed` gives them.
    metric
        What is compared.

    Returns
    -------
    Difference
        With fewer than two pairs there is no interval: its ends are NaN.

    Raises
    ------
    ValueError
        If there is no pair.

    Notes
    -----
    It tells whether another draw of weights and batches would show the difference again. The
    clips are taken as given.
    """
    if not pairs:
        raise ValueError("There is no pair of runs with one seed; train them first.")
    changes = [figure_of(second, metric) - figure_of(first, metric) for first, second in pairs]
    return over_seeds(spread_of(changes))


def over_seeds(changes: Summary) -> Difference:
    """Give Student's 95 % interval for what each seed gained; NaN ends from one seed."""
    mean, spread, seeds = changes
    if seeds < 2:
        return Difference(mean, math.nan, math.nan, seeds)
    reach = float(stdtrit(seeds - 1, (1 + _SURE) / 2)) * spread / math.sqrt(seeds)
    return Difference(mean, mean - reach, mean + reach, seeds)


def difference_by_clip(
    pairs: Pairs, metric: Metric, groups: np.ndarray | None = None
) -> Difference | None:
    """Compare clip by clip: a bootstrap over the clips of the test side.

    Parameters
    ----------
    pairs
        As `pair_by_seed` gives them.
    metric
        What is compared.
    groups
        (N,), equal for clips that are views of one performance; they are drawn together. By
        default each clip is drawn alone.

    Returns
    -------
    Difference or None
        None for a metric that a row does not hold clip by clip, and where no pair holds
        answers; see `with_answers`.

    Raises
    ------
    ValueError
        If there is no pair.

    Notes
    -----
    It tells whether other clips of the same kind would show the difference again. The seeds are
    taken as given: each clip counts by the share of seeds that got it right.
    """
    if not pairs:
        raise ValueError("There is no pair of runs with one seed; train them first.")
    pairs = with_answers(pairs)
    if not pairs or metric.field not in ("test_top1", "mean_class"):
        return None
    labels = labels_of(pairs[0][0])
    changes = 100 * (share_right([p[1] for p in pairs]) - share_right([p[0] for p in pairs]))
    if metric.field == "mean_class":
        clips = np.bincount(labels)
        changes = changes * len(labels) / (np.count_nonzero(clips) * clips[labels])
    together = np.arange(len(labels)) if groups is None else groups
    mean, low, high = paired_interval(changes, together)
    return Difference(mean, low, high, len(labels))


def loss_by_epoch(rows: Sequence[Row]) -> list[EpochLoss]:
    """Give the classification loss of each epoch: mean, smallest and largest over rows.

    Rows without details hold no losses; where there is no other the list is empty.
    """
    losses = zip(*(row.details["loss"] for row in rows if row.details), strict=True)
    return [EpochLoss(statistics.fmean(epoch), min(epoch), max(epoch)) for epoch in losses]


def missing_runs(runs: Mapping[str, Sequence[Row]]) -> list[tuple[str, int]]:
    """Name combination and seed of each run that a whole grid would have.

    Parameters
    ----------
    runs
        Rows of one setting by combination. The grid reaches to the largest seed among them.
    """
    seeds = {name: {row.seed for row in rows} for name, rows in runs.items()}
    return [
        (name, seed)
        for seed in range(1, largest_seed(runs) + 1)
        for name in ABLATIONS
        if seed not in seeds.get(name, set())
    ]


def largest_seed(runs: Mapping[str, Sequence[Row]]) -> int:
    """Find the largest seed of a setting."""
    return max((int(row.seed or 0) for rows in runs.values() for row in rows), default=0)


def filling_command(setting: Setting, seeds: int) -> str:
    """Write the command that trains what is missing in a grid."""
    recipe = "" if setting.recipe == grid_recipe(setting.dataset) else f" --recipe {setting.recipe}"
    return f"eesgn ablate {setting.dataset} --seeds {seeds}{recipe} --resume"
