"""Figure of results: accuracy against parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.summary import (
    Published,
    mean_and_spread,
    method_title,
)
from eesgn_lite.viewing.labels import place_labels
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

_PROTOCOLS = {"ntu60-cs": "NTU RGB+D 60, cross-subject", "ntu60-cv": "NTU RGB+D 60, cross-view"}
_HEIGHT = 280  # pixels of a row of our panels
_CAPTION = "Grey: below a million parameters. Bars: deviation over seeds, how many in brackets."
_OTHERS = " Diamonds: other combinations."
_LIGHTWEIGHT = 1.0  # million parameters, the slides' limit

Tables = Mapping[str, Sequence[Published]]


def accuracy_figure(published: Tables, runs: Runs, *, esgn_parameters: int) -> Figure:
    """Draw accuracy against parameters, one panel for each data set.

    Parameters
    ----------
    published
        Protocol -> figures of others. Their panels stand above ours.
    runs
        Rows by setting and combination; a setting with one combination has no panel.
    esgn_parameters
        Parameters of ESGN for the published protocols, where its accuracy is not public.

    Returns
    -------
    matplotlib.figure.Figure
        Error bars are standard deviations over seeds.
    """
    runs = several(runs)
    lines, columns = shape_of(len(runs))
    with house_style():
        figure = result_sheet(340 + lines * _HEIGHT)
        rows = figure.add_gridspec(2, 1, height_ratios=(320, lines * _HEIGHT))
        above, below = figure.add_subfigure(rows[0]), figure.add_subfigure(rows[1])
        panels = above.subplots(1, len(published), squeeze=False)[0]
        for axes, (protocol, figures) in zip(panels, published.items(), strict=True):
            _draw_published(axes, _PROTOCOLS.get(protocol, protocol), figures, esgn_parameters)
        panels[0].set_ylabel("top-1 accuracy, %")
        own = place_panels(below, len(runs))
        for axes, (setting, combinations) in zip(own, runs.items(), strict=True):
            _draw_own(axes, in_lines(setting), combinations)
        for axes in own[::columns]:
            axes.set_ylabel("top-1 accuracy, %")
        _share_span(own)
        others = any(set(combinations) - {"sgn", "esgn"} for combinations in runs.values())
        words = _CAPTION + (_OTHERS if others else "")
        figure.supxlabel(words, fontsize=8, color=LIGHT.muted)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        for axes, figures in zip(panels, published.values(), strict=True):
            texts = [method_title(one.method) for one in figures]
            points = [(one.parameters_millions, one.top1) for one in figures]
            line = (esgn_parameters / 1e6, *axes.get_ylim())
            place_labels(axes, points, texts, colour=LIGHT.ink, bars=[line])
        for axes, combinations in zip(own, runs.values(), strict=True):
            _label_own(axes, combinations)
    return figure


def _draw_published(
    axes: Axes, title: str, figures: Sequence[Published], esgn_parameters: int
) -> None:
    """Draw the table of the slides."""
    axes.set(title=f"{title}: published", xscale="log", xlim=(0.45, 60))
    axes.set_xlabel("parameters, millions")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    axes.set_xticks([], minor=True)
    axes.axvspan(0.45, _LIGHTWEIGHT, color=LIGHT.panel, zorder=0)
    axes.axvline(esgn_parameters / 1e6, color=LIGHT.right, linestyle=(0, (4, 2)), linewidth=1.4)
    for one in figures:
        is_sgn = one.method == "sgn"
        colour = LIGHT.left if is_sgn else LIGHT.middle
        axes.plot(one.parameters_millions, one.top1, "o", color=colour, markersize=6)
    axes.margins(y=0.12)
    axes.text(
        esgn_parameters / 1e6 * 1.04,
        0.03,
        "ESGN: our parameters,\naccuracy not public",
        transform=axes.get_xaxis_transform(),
        rotation="vertical",
        fontsize=7.5,
    )


def _draw_own(axes: Axes, title: str, runs: Mapping[str, Sequence[Row]]) -> None:
    """Draw our combinations with their spread; SGN round, ESGN square, the others small."""
    axes.set(title=f"{title}: measured", xlabel="parameters, thousands")
    for name, rows in runs.items():
        marker, colour, size = _look(name)
        mean, spread, _ = mean_and_spread(rows)
        axes.errorbar(
            _thousands(rows),
            mean,
            yerr=None if math.isnan(spread) else spread,
            fmt=marker,
            color=colour,
            markersize=size,
            capsize=3 if size > 4 else 0,
            elinewidth=1.4 if size > 4 else 0.6,
        )
    axes.margins(x=1.3, y=0.2)  # room for labels at the sides


def _share_span(panels: Sequence[Axes]) -> None:
    """Give all panels as many points from bottom to top, so that bars can be compared."""
    limits = [axes.get_ylim() for axes in panels]
    half = max(high - low for low, high in limits) / 2
    for axes, (low, high) in zip(panels, limits, strict=True):
        axes.set_ylim((low + high) / 2 - half, (low + high) / 2 + half)


def _look(name: str) -> tuple[str, str, float]:
    """Return marker, colour and size of a combination."""
    looks = {"sgn": ("o", LIGHT.left, 8.0), "esgn": ("s", LIGHT.right, 8.0)}
    return looks.get(name, ("D", LIGHT.low, 4.0))


def _thousands(rows: Sequence[Row]) -> float:
    """Return the parameters of a combination in thousands."""
    return float(rows[0].values["parameters"] or 0) / 1000


def _label_own(axes: Axes, runs: Mapping[str, Sequence[Row]]) -> None:
    """Name SGN and ESGN with their numbers of runs."""
    points = [(_thousands(rows), mean_and_spread(rows).mean) for rows in runs.values()]
    texts = [
        f"{name.upper()} ({len(rows)})" if name in ("sgn", "esgn") else ""
        for name, rows in runs.items()
    ]
    bars = [(_thousands(rows), *_bar(rows)) for rows in runs.values()]
    place_labels(axes, points, texts, colour=LIGHT.ink, bars=bars)


def _bar(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the ends of a mean's error bar."""
    mean, spread, _ = mean_and_spread(rows)
    return mean - np.nan_to_num(spread), mean + np.nan_to_num(spread)


def describe_accuracy(published: Tables, runs: Runs) -> str:
    """Say in words what `accuracy_figure` draws."""
    lines = []
    for protocol, figures in published.items():
        points = ", ".join(
            f"{method_title(one.method)} {one.top1} % with {one.parameters_millions} million"
            for one in figures
        )
        lines.append(f"{_PROTOCOLS.get(protocol, protocol)}, published: {points}.")
    for setting, combinations in several(runs).items():
        points = ", ".join(
            f"{name} {say_summary(mean_and_spread(rows))} % with {_thousands(rows):.0f} thousand"
            for name, rows in combinations.items()
        )
        lines.append(f"{title_of(setting)}, measured: {points}.")
    return "\n".join(lines)
