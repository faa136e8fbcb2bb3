"""Charts of the explorer: HTML and SVG that grow with the page, each with words beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from eesgn_lite.analysis.comparison import Difference, EpochLoss

_STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50)


class Series(NamedTuple):
    """One named set of values; `look` is "before" or "after"."""

    name: str
    values: Sequence[float]
    look: str


class Axis(NamedTuple):
    """A scale from `low` to `high` with round ticks."""

    low: float
    high: float
    step: float

    def place(self, value: float) -> float:
        """Give the place of a value along the axis, percent of its length."""
        return 100 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """Round values from end to end."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def axis_around(values: Sequence[float], *, symmetric: bool = False) -> Axis:
    """Choose an axis that holds all values, with at most six steps.

    Parameters
    ----------
    values
        Finite numbers, at least one.
    symmetric
        Whether 0 stands in the middle.

    Examples
    --------
    >>> axis_around([83.2, 87.9])
    Axis(low=83, high=88, step=1)
    """
    low, high = min(values), max(values)
    if symmetric:
        high = max(abs(low), abs(high), 0.5)
        low = -high
    for step in _STEPS:
        bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
        top = top if top > bottom else bottom + step
        if (top - bottom) / step <= 6:
            return Axis(bottom, top, step)
    return Axis(bottom, top, (top - bottom) / 4)


def draw_scores(series: Sequence[Series], words: str) -> str:
    """Draw each run as a mark on a line, and the mean of each series as a bar.

    Parameters
    ----------
    series
        Values in percent, at least one in each.
    words
        What the chart shows, for readers who do not see it.
    """
    axis = axis_around([value for one in series for value in one.values])
    lines = "".join(_score_line(one, axis) for one in series)
    return (
        f'<div class="eesgn-chart" role="img" aria-label="{escape(words)}">{lines}'
        f"{_tick_line(axis)}</div>"
    )


def _score_line(series: Series, axis: Axis) -> str:
    """Draw one series."""
    mean = sum(series.values) / len(series.values)
    marks = "".join(
        f'<i class="eesgn-mark" style="left:{axis.place(value):.2f}%"></i>'
        for value in series.values
    )
    return (
        f'<div class="eesgn-line eesgn-{series.look}"><span>{escape(series.name)}</span><div>'
        f'{marks}<i class="eesgn-mean" style="left:{axis.place(mean):.2f}%"></i></div></div>'
    )


def _tick_line(axis: Axis, sign: str = "") -> str:
    """Write the numbers of an axis below the lines."""
    ticks = "".join(
        f'<b style="left:{axis.place(tick):.2f}%">{tick:{sign if tick else ""}g}</b>'
        for tick in axis.ticks
    )
    return f'<div class="eesgn-line eesgn-ticks"><span></span><div>{ticks}</div></div>'


def draw_differences(
    named: Sequence[tuple[str, Difference]], words: str, ends: tuple[str, str]
) -> str:
    """Draw differences with their intervals around a line at 0.

    Parameters
    ----------
    named
        Name and difference; an interval that is NaN is not drawn.
    words
        What the chart shows, for readers who do not see it.
    ends
        What it means to lie on the left and on the right of 0.
    """
    drawn = [value for _, one in named for value in (one.low, one.mean, one.high)]
    axis = axis_around([value for value in drawn if math.isfinite(value)], symmetric=True)
    lines = "".join(_difference_line(name, one, axis) for name, one in named)
    return (
        f'<div class="eesgn-chart" role="img" aria-label="{escape(words)}">{lines}'
        f"{_tick_line(axis, '+')}"
        f'<div class="eesgn-line eesgn-ends"><span></span><div><span>← {escape(ends[0])}</span>'
        f"<span>{escape(ends[1])} →</span></div></div></div>"
    )


def _difference_line(name: str, difference: Difference, axis: Axis) -> str:
    """Draw one difference."""
    bar = ""
    if math.isfinite(difference.low):
        left, right = axis.place(difference.low), axis.place(difference.high)
        bar = f'<i class="eesgn-reach" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
    return (
        f'<div class="eesgn-line eesgn-after"><span>{escape(name)}</span><div>'
        f'<i class="eesgn-zero" style="left:{axis.place(0):.2f}%"></i>{bar}'
        f'<i class="eesgn-mean" style="left:{axis.place(difference.mean):.2f}%"></i></div></div>'
    )


def draw_losses(curves: Sequence[tuple[str, str, Sequence[EpochLoss]]], words: str) -> str:
    """Draw the loss over epochs, with the range over seeds behind the mean.

    Parameters
    ----------
    curves
        Name, look ("before" or "after") and losses of each; one of them has an epoch.
    words
        What the chart shows, for readers who do not see it.
    """
    epochs = max(len(losses) for _, _, losses in curves)
    axis = axis_around([0.0, *(epoch.high for _, _, losses in curves for epoch in losses)])
    drawn = "".join(_curve(look, losses, epochs, axis) for _, look, losses in curves)
    marks = "".join(
        f'<b style="bottom:{axis.place(tick):.1f}%">{tick:g}</b>' for tick in axis.ticks
    )
    names = "".join(
        f'<span class="eesgn-{look}"><i></i>{escape(name)}</span>' for name, look, _ in curves
    )
    return (
        f'<div class="eesgn-curves" role="img" aria-label="{escape(words)}">'
        f'<div class="eesgn-scale">{marks}</div><svg viewBox="0 0 100 100" '
        f'preserveAspectRatio="none" aria-hidden="true">{drawn}</svg></div>'
        f'<div class="eesgn-epochs"><span>epoch 1</span><span>epoch {epochs}</span></div>'
        f'<div class="eesgn-names">{names}</div>'
    )


def _curve(look: str, losses: Sequence[EpochLoss], epochs: int, axis: Axis) -> str:
    """Draw one mean and its range."""

    def path(values: Sequence[float]) -> list[str]:
        """Place values from the first epoch to the last."""
        width = 100 / max(1, epochs - 1)
        return [f"{i * width:.2f},{100 - axis.place(v):.2f}" for i, v in enumerate(values)]

    high = path([epoch.high for epoch in losses])
    low = path([epoch.low for epoch in losses])
    mean = path([epoch.mean for epoch in losses])
    dot = " eesgn-dot" if len(mean) == 1 else ""
    return (
        f'<polygon class="eesgn-{look}" points="{" ".join([*high, *reversed(low)])}"/>'
        f'<polyline class="eesgn-{look}{dot}" points="{" ".join(mean + mean[:1] * bool(dot))}"/>'
    )
