"""Figures of results: accuracy against parameters, and what each enhancement is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.summary import (
    ALL_FOUR,
    CHANGES,
    Published,
    Setting,
    Worth,
    mean_and_spread,
    method_title,
    worth_of_enhancements,
)
from eesgn_lite.viewing.labels import place_labels
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style, new_sheet

_WIDTH, _ROOM = 840, 0.12  # pixels, inches
_PROTOCOLS = {"ntu60-cs": "NTU RGB+D 60, cross-subject", "ntu60-cv": "NTU RGB+D 60, cross-view"}
_SETS = {
    "mini-ntu": "mini-ntu (synthetic)",
    "nw-ucla": "NW-UCLA, views 1, 2 to 3",
    "msr-action3d-all": "MSR-Action3D, 20 actions",
    "msr-action3d-as1": "MSR-Action3D, set AS1",
    "msr-action3d-as2": "MSR-Action3D, set AS2",
    "msr-action3d-as3": "MSR-Action3D, set AS3",
}
_ABREAST, _HEIGHT = 4, 280  # panels of ours side by side; pixels of their rows
_CAPTION = "Grey: below a million parameters. Bars: deviation over seeds, how many in brackets."
_OTHERS = " Diamonds: other combinations."
_LIGHTWEIGHT = 1.0  # million parameters, the slides' limit

Tables = Mapping[str, Sequence[Published]]
Runs = Mapping[Setting, Mapping[str, Sequence[Row]]]


def title_of(setting: Setting) -> str:
    """Name a data set and the recipe its runs share."""
    return f"{_SETS.get(setting.dataset, setting.dataset)}, recipe {setting.recipe}"


def _several(runs: Runs) -> Runs:
    """Leave out settings with one combination only, which compare nothing."""
    return {setting: named for setting, named in runs.items() if len(named) > 1}


def _shape_of(panels: int) -> tuple[int, int]:
    """Divide panels into rows as even as can be; count rows and columns."""
    rows = max(1, math.ceil(panels / _ABREAST))
    return rows, math.ceil(panels / rows)


def _place(sheet: Figure | SubFigure, panels: int, *, shared: bool = False) -> list[Axes]:
    """Place panels in rows; what is over in the last row stays empty."""
    places = sheet.subplots(*_shape_of(panels), squeeze=False, sharex=shared, sharey=shared)
    found = list(places.flat)
    for axes in found[panels:]:
        axes.set_axis_off()
    return found[:panels]


def _in_lines(setting: Setting) -> str:
    """Break the title, so that panels side by side have room for it."""
    return title_of(setting).replace(", recipe", "\nrecipe").replace(", ", "\n", 1)


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
    runs = _several(runs)
    lines, columns = _shape_of(len(runs))
    with house_style():
        layout = ConstrainedLayoutEngine(w_pad=_ROOM, h_pad=_ROOM)
        figure = new_sheet(_WIDTH, 340 + lines * _HEIGHT, layout=layout)
        rows = figure.add_gridspec(2, 1, height_ratios=(320, lines * _HEIGHT))
        above, below = figure.add_subfigure(rows[0]), figure.add_subfigure(rows[1])
        panels = above.subplots(1, len(published), squeeze=False)[0]
        for axes, (protocol, figures) in zip(panels, published.items(), strict=True):
            _draw_published(axes, _PROTOCOLS.get(protocol, protocol), figures, esgn_parameters)
        panels[0].set_ylabel("top-1 accuracy, %")
        own = _place(below, len(runs))
        for axes, (setting, combinations) in zip(own, runs.items(), strict=True):
            _draw_own(axes, _in_lines(setting), combinations)
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
    found = {setting: worth_of_enhancements(named) for setting, named in _several(runs).items()}
    with house_style():
        layout = ConstrainedLayoutEngine(w_pad=_ROOM, h_pad=_ROOM)
        figure = new_sheet(_WIDTH, 40 + 240 * _shape_of(len(found))[0], layout=layout)
        panels = _place(figure, len(found), shared=True)
        for axes, (setting, worths) in zip(panels, found.items(), strict=True):
            _draw_worths(axes, _in_lines(setting), worths)
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


def describe_accuracy(published: Tables, runs: Runs) -> str:
    """Say in words what `accuracy_figure` draws."""
    lines = []
    for protocol, figures in published.items():
        points = ", ".join(
            f"{method_title(one.method)} {one.top1} % with {one.parameters_millions} million"
            for one in figures
        )
        lines.append(f"{_PROTOCOLS.get(protocol, protocol)}, published: {points}.")
    for setting, combinations in _several(runs).items():
        points = ", ".join(
            f"{name} {_say(mean_and_spread(rows))} % with {_thousands(rows):.0f} thousand"
            for name, rows in combinations.items()
        )
        lines.append(f"{title_of(setting)}, measured: {points}.")
    return "\n".join(lines)


def describe_enhancements(runs: Runs) -> str:
    """Say in words what `enhancement_figure` draws."""
    lines = []
    for setting, combinations in _several(runs).items():
        points = ", ".join(
            f"{worth.name} {_say(worth.change, '+')} points in {_count(worth.pairs)}"
            for worth in worth_of_enhancements(combinations)
        )
        lines.append(f"{title_of(setting)}: {points}.")
    return "\n".join(lines)


def _count(pairs: int) -> str:
    """Write a number of pairs."""
    return "1 pair" if pairs == 1 else f"{pairs} pairs"


def _say(summary: tuple[float, float, int], sign: str = "") -> str:
    """Write a mean with its spread, where there is one."""
    mean, spread, _ = summary
    return f"{mean:{sign}.1f}" + ("" if math.isnan(spread) else f" ± {spread:.1f}")
