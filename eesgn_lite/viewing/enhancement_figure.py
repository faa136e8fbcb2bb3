"""Figure of results: what each enhancement is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from eesgn_lite.analysis.summary import ALL_FOUR, CHANGES, Worth, worth_of_enhancements
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style
from eesgn_lite.viewing.result_panels import (
    Runs,
    in_lines,
    place_panels,
    result_sheet,
    say_summary,
    several,
    shape_of,
    title_of,
)


def enhancement_figure(runs: Runs) -> Figure:
    """Draw what each enhancement changes in top-1 accuracy, one panel for each setting.

    Parameters
    ----------
    runs
        Rows by setting and combination; a setting with one combination has no panel.

    Returns
    -------
    matplotlib.figure.Figure
        The mean over all pairs of runs that differ in one enhancement only, and its standard
        deviation over seeds.
    """
    found = {setting: worth_of_enhancements(named) for setting, named in several(runs).items()}
    with house_style():
        figure = result_sheet(40 + 240 * shape_of(len(found))[0])
        panels = place_panels(figure, len(found), shared=True)
        for axes, (setting, worths) in zip(panels, found.items(), strict=True):
            _draw_worths(axes, in_lines(setting), worths)
            axes.tick_params(labelbottom=True)
        reach = max(abs(bound) for bound in panels[0].get_xlim())
        panels[0].set_xlim(-reach, 2.2 * reach)  # room for the numbers of pairs
        panels[0].xaxis.set_major_locator(MaxNLocator(5))
        panels[0].set_yticks(range(len(CHANGES)), CHANGES)
        panels[0].set_ylim(len(CHANGES) - 0.5, -0.5)
        words = "Mean over pairs of runs alike in all else. Bars: standard deviation over seeds."
        figure.supxlabel(words, fontsize=8, color=LIGHT.muted)
    return figure


def _draw_worths(axes: Axes, title: str, worths: Sequence[Worth]) -> None:
    """Draw one line for each enhancement, and say where there is no run yet."""
    axes.set(title=title, xlabel="change in top-1, points")
    axes.axvline(0, color=LIGHT.muted, linewidth=1)
    axes.grid(axis="y", visible=False)
    by_name = {worth.name: worth for worth in worths}
    for row, name in enumerate(CHANGES):
        pairs = by_name[name].pairs if name in by_name else 0
        axes.text(
            0.99,
            row,
            _count(pairs) if pairs else "no runs yet",
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=7.5,
            color=LIGHT.muted,
        )
        if name in by_name:
            mean, spread, _ = by_name[name].change
            together = name == ALL_FOUR
            axes.errorbar(
                mean,
                row,
                xerr=None if math.isnan(spread) else spread,
                fmt="s" if together else "o",
                color=LIGHT.right if together else LIGHT.left,
                markersize=7,
                capsize=3,
            )


def describe_enhancements(runs: Runs) -> str:
    """Say in words what `enhancement_figure` draws."""
    lines = []
    for setting, combinations in several(runs).items():
        points = ", ".join(
            f"{worth.name} {say_summary(worth.change, '+')} points in {_count(worth.pairs)}"
            for worth in worth_of_enhancements(combinations)
        )
        lines.append(f"{title_of(setting)}: {points}.")
    return "\n".join(lines)


def _count(pairs: int) -> str:
    """Write a number of pairs."""
    return "1 pair" if pairs == 1 else f"{pairs} pairs"
