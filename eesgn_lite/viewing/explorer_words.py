"""How the explorer writes names and numbers."""

from __future__ import annotations

import math

import numpy as np

from eesgn_lite.analysis.comparison import Difference
from eesgn_lite.analysis.results import Summary

OVER_SEEDS, OVER_CLIPS = "over seeds", "over clips"


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


def say(summary: Summary) -> str:
    """Write a mean with its spread, where there is one."""
    spread = summary.standard_deviation
    return f"{summary.mean:.1f}" + ("" if math.isnan(spread) else f" ± {spread:.1f}")


def whole(number: float | None) -> str:
    """Write a whole number with its thousands apart."""
    return "not recorded" if number is None else f"{number:,.0f}".replace(",", "\u202f")


def points(change: float) -> str:
    """Write a change with its sign; what rounds to 0 has none.

    Examples
    --------
    >>> points(1.25), points(-0.04)
    ('+1.2', '0.0')
    """
    text = f"{change:+.1f}"
    return "0.0" if text[1:] == "0.0" else text


def interval(difference: Difference) -> str:
    """Write a difference and its interval."""
    text = points(difference.mean)
    if math.isnan(difference.low):
        return text
    return f"{text}, 95 % interval {points(difference.low)} to {points(difference.high)}"


def describe(name: str, difference: Difference, groups: np.ndarray | None) -> str:
    """Say in a sentence what a difference is, how its interval was found, what it shows.

    Parameters
    ----------
    name
        "over seeds" or "over clips".
    difference
        The difference.
    groups
        As for `difference_by_clip`.
    """
    how = f"t-interval, {difference.compared} pairs of runs with one seed"
    if name == OVER_CLIPS:
        how = f"bootstrap, {difference.compared} clips"
        if groups is not None and len(np.unique(groups)) < len(groups):
            how += f" of {len(np.unique(groups))} performances"
    if math.isnan(difference.low):
        return f"<b>{name}</b> {points(difference.mean)}; one pair of runs gives no interval."
    zero = difference.low <= 0 <= difference.high
    shown = "It holds 0: no difference is shown." if zero else "It leaves out 0."
    return f"<b>{name}</b> {interval(difference)} ({how}). {shown}"
