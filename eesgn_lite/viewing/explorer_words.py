"""How the explorer writes names and numbers."""

from __future__ import annotations

import math

import numpy as np

from eesgn_lite.analysis.answers import Pairs, with_answers
from eesgn_lite.analysis.cells import points
from eesgn_lite.analysis.comparison import Difference, Metric
from eesgn_lite.analysis.results import Summary
from eesgn_lite.analysis.summary import Setting

OVER_SEEDS, OVER_CLIPS = "over seeds", "over clips"
NOT_RECORDED = "not recorded"
NO_ANSWERS = (
    "The rows of these runs do not hold the answer to each clip, so classes and clips cannot be "
    "compared; train the runs anew to record it."
)
NO_LOSSES = (
    '<p class="eesgn-missing">The rows of these runs do not hold their losses, so no curve can be '
    "drawn; train the runs anew to record them.</p>"
)


def title_of(combination: str) -> str:
    """Write a combination's name for a reader.

    Examples
    --------
    >>> title_of("streams+loss"), title_of("sgn")
    ('SGN + streams + regularised loss', 'SGN')
    """
    if combination in ("sgn", "esgn"):
        return combination.upper()
    words = ("regularised loss" if part == "loss" else part for part in combination.split("+"))
    return " + ".join(("SGN", *words))


def setting_name(setting: Setting) -> str:
    """Write a data set and a recipe for a reader."""
    return f"{setting.dataset}, recipe {setting.recipe if has_recipe(setting) else NOT_RECORDED}"


def has_recipe(setting: Setting) -> bool:
    """Tell whether the rows of a setting say by which recipe they were trained."""
    return setting.recipe != str(None)


def say_answers_left_out(pairs: Pairs) -> str:
    """Say which pairs of runs cannot be compared by class and by clip; nothing if all can."""
    left_out = len(pairs) - len(with_answers(pairs))
    if not left_out:
        return ""
    some = (
        f"Classes and clips leave out {left_out} of {len(pairs)} pairs of runs, whose rows do not "
        "hold the answer to each clip."
    )
    text = NO_ANSWERS if left_out == len(pairs) else some
    return f'<p class="eesgn-missing">{text}</p>'


def say_shared_seeds(pairs: Pairs, rows: int) -> str:
    """Say over which seeds two combinations are compared, and how many runs that leaves out.

    Parameters
    ----------
    pairs
        Their runs, paired by seed; at least one pair.
    rows
        How many runs the two have together.
    """
    seeds = [first.seed for first, _ in pairs]
    both = f"the {len(seeds)} seeds that both have" if len(seeds) > 1 else "the one seed both have"
    text = f"Compared over {both} ({', '.join(map(str, seeds))})"
    left_out = rows - 2 * len(pairs)
    if left_out:
        text += f"; {left_out} more {'run has' if left_out == 1 else 'runs have'} no partner"
    return f'<p class="eesgn-note">{text}.</p>'


def say(summary: Summary) -> str:
    """Write a mean with its spread, where there is one."""
    spread = summary.standard_deviation
    return f"{summary.mean:.1f}" + ("" if math.isnan(spread) else f" ± {spread:.1f}")


def whole(number: float | None) -> str:
    """Write a whole number with its thousands apart."""
    return NOT_RECORDED if number is None else f"{number:,.0f}".replace(",", "\u202f")


def verdict(change: float, metric: Metric) -> str:
    """Say whether a change of a metric is better or worse; what rounds to 0 is neither.

    Examples
    --------
    >>> verdict(3.9, Metric("Calibration error", "calibration_error", lower_is_better=True))
    'worse'
    """
    return "equal" if points(change) == "0.0" else _direction(change, metric)


def _direction(change: float, metric: Metric) -> str:
    """Say which way a change goes, however small it is."""
    return "better" if (change > 0) is not metric.lower_is_better else "worse"


def mark(word: str) -> str:
    """Write "better" or "worse" behind its mark: filled or hatched, as in the charts."""
    look = {"better": "gain", "worse": "loss"}.get(word)
    return f'<i class="eesgn-key eesgn-{look}"></i>{word}' if look else word


def interval(difference: Difference, metric: Metric) -> str:
    """Write a difference and its interval without markup."""
    text = f"{points(difference.mean)}, {verdict(difference.mean, metric)}"
    if math.isnan(difference.low):
        return text
    return f"{text}, 95 % interval {points(difference.low)} to {points(difference.high)}"


def describe(name: str, difference: Difference, metric: Metric, groups: np.ndarray | None) -> str:
    """Say in a sentence what a difference is, how its interval was found, what it shows.

    Parameters
    ----------
    name
        "over seeds" or "over clips".
    difference
        The difference.
    metric
        What it is a difference of.
    groups
        As for `difference_by_clip`.
    """
    start = f"<b>{name}</b> {points(difference.mean)}, {mark(verdict(difference.mean, metric))}"
    if math.isnan(difference.low):
        return f"{start}; one pair of runs gives no interval."
    how = f"t-interval, {difference.compared} seeds"
    if name == OVER_CLIPS:
        how = f"bootstrap, {difference.compared} clips"
        if groups is not None and len(np.unique(groups)) < len(groups):
            how += f" of {len(np.unique(groups))} performances"
    zero = difference.low <= 0 <= difference.high
    shown = f"It leaves out 0: {_direction(difference.mean, metric)} is shown."
    return (
        f"{start}; 95 % interval {points(difference.low)} to {points(difference.high)} ({how}). "
        f"{'It holds 0: neither better nor worse is shown.' if zero else shown}"
    )
