"""Figures of measurements: worse clips, less training data, and how far to trust an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eesgn_lite.analysis.results import Row
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style
from eesgn_lite.viewing.result_panels import result_sheet

_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "sgn": {"marker": "o", "color": LIGHT.left, "linestyle": "-"},
    "esgn": {"marker": "s", "color": LIGHT.right, "linestyle": (0, (4, 2))},
}
_SIZES = {"performers": "training performers", "clips_a_class": "training clips of each action"}
_TITLES = {
    "robustness": "Accuracy of SGN and ESGN on test clips made worse in six respects:",
    "training_size": "Accuracy of SGN and ESGN trained on fewer performers and on fewer clips:",
    "calibration": "How often answers of SGN and ESGN are right, by how sure they are:",
}
_SPREAD = "Bars: standard deviation over seeds."
_BINS = 15


class Curve(NamedTuple):
    """Points of one model: where, how high, with what spread (None for a single run)."""

    model: str
    places: Sequence[float]
    means: Sequence[float]
    spreads: Sequence[float | None]


class Panel(NamedTuple):
    """Curves over one axis; `ticks` names the places, which may have no order to join."""

    label: str
    ticks: Mapping[float, str]
    curves: Sequence[Curve]
    joined: bool = True


def _curve(row: Row, model: str, places: Mapping[float, str]) -> Curve:
    """Read one curve from a row: place -> name of the figure."""
    means = {x: row.values.get(f"{model}_{name}_mean") for x, name in places.items()}
    known = {x: mean for x, mean in means.items() if mean is not None}
    spreads = [row.values.get(f"{model}_{places[x]}_std") for x in known]
    return Curve(model, list(known), list(known.values()), spreads)


def robustness_panels(row: Row) -> list[Panel]:
    """Read what `robustness_figure` draws from the row of a measurement."""
    panels = []
    for name, one in row.config["worsenings"].items():
        levels = one["levels"]
        # Levels are steps of very different size: they stand side by side, each with its name.
        places = {float(i): f"{name}_{level}".replace(" ", "_") for i, level in enumerate(levels)}
        ticks = {i: str(level) for i, level in zip(places, levels, strict=True)}
        label = f"{one['words']}, {one['unit']}" if one["unit"] else one["words"]
        curves = [_curve(row, model, places) for model in row.config["models"]]
        panels.append(Panel(label, ticks, curves, joined=bool(one["unit"])))
    return panels


def training_size_panels(row: Row) -> list[Panel]:
    """Read what `training_size_figure` draws from the row of a measurement."""
    panels = []
    for kind, numbers in row.config["sizes"].items():
        whole = row.config["whole"][kind]
        names = [f"{kind}_{number}" for number in numbers] + ["whole"]
        places = {float(i): name for i, name in enumerate(names)}
        ticks = dict(zip(places, [*map(str, numbers), f"all {whole}"], strict=True))
        curves = [_curve(row, model, places) for model in row.config["models"]]
        panels.append(Panel(_SIZES[kind], ticks, curves))
    return panels


def calibration_panels(row: Row) -> list[Panel]:
    """Read what `calibration_figure` draws: reliability, then accuracy against coverage."""
    coverages = {float(one): f"accuracy_at_{one}" for one in row.config["coverages"]}
    reliability, selective = [], []
    for model in row.config["models"]:
        bins = {float(i): f"bin_{i}_accuracy" for i in range(_BINS)}
        curve = _curve(row, model, bins)
        places = [row.values[f"{model}_bin_{i:.0f}_confidence_mean"] or 0.0 for i in curve.places]
        reliability.append(curve._replace(places=places))
        selective.append(_curve(row, model, coverages))
    fifths = {float(one): str(one) for one in range(0, 101, 20)}
    return [
        Panel("probability of the answer, %", fifths, reliability),
        Panel("clips answered, the surest first, %", fifths, selective),
    ]


def robustness_figure(row: Row) -> Figure:
    """Draw top-1 accuracy on worse test clips, one panel for each respect.

    Parameters
    ----------
    row
        Measurement "robustness-DATASET".

    Returns
    -------
    matplotlib.figure.Figure
        Error bars are standard deviations over seeds.
    """
    return _draw(robustness_panels(row), columns=3, shared=True, words=_SPREAD)


def training_size_figure(row: Row) -> Figure:
    """Draw top-1 accuracy after training on parts of the training side.

    Parameters
    ----------
    row
        Measurement "training_size-DATASET".

    Returns
    -------
    matplotlib.figure.Figure
        Error bars are standard deviations over seeds.
    """
    panels = training_size_panels(row)
    one = all(
        spread is None for panel in panels for curve in panel.curves for spread in curve.spreads
    )
    return _draw(panels, columns=2, shared=True, words="One seed." if one else _SPREAD)


def calibration_figure(row: Row) -> Figure:
    """Draw accuracy against confidence, and accuracy where only sure answers are given.

    Parameters
    ----------
    row
        Measurement "calibration-DATASET".

    Returns
    -------
    matplotlib.figure.Figure
        Error bars are standard deviations over seeds; the grey line is perfect calibration.
    """
    words = f"Grey: an answer is as often right as its probability says. {_SPREAD}"
    figure = _draw(calibration_panels(row), columns=2, shared=False, words=words)
    figure.axes[0].plot([0, 100], [0, 100], color=LIGHT.low, linewidth=1.2, zorder=1)
    figure.axes[0].set(xlim=(-3, 103), ylim=(-3, 103))
    return figure


def _draw(panels: Sequence[Panel], *, columns: int, shared: bool, words: str) -> Figure:
    """Draw panels in rows of so many; `shared` gives all the same axis of accuracy."""
    lines = -(-len(panels) // columns)
    with house_style():
        figure = result_sheet(95 + 235 * lines)
        grid = figure.subplots(lines, columns, squeeze=False, sharey=shared).flat
        for axes, panel in zip(grid, panels, strict=False):
            _draw_panel(axes, panel)
        for place in range(0, len(panels), columns):
            figure.axes[place].set_ylabel("top-1 accuracy, %")
        lines_of_models = figure.axes[0].get_legend_handles_labels()
        figure.legend(*lines_of_models, frameon=False, loc="outside upper center", ncols=2)
        figure.supxlabel(words, fontsize=8, color=LIGHT.muted)
    return figure


def _draw_panel(axes: Axes, panel: Panel) -> None:
    """Draw the curves of one panel."""
    for side, curve in zip((-0.1, 0.1), panel.curves, strict=False):
        spreads = [0.0 if one is None else one for one in curve.spreads]
        look = _LOOKS[curve.model] if panel.joined else {**_LOOKS[curve.model], "linestyle": ""}
        axes.errorbar(
            [place + (0 if panel.joined else side) for place in curve.places],
            curve.means,
            yerr=spreads if any(spreads) else None,
            label=curve.model.upper(),
            markersize=5,
            capsize=2.5,
            linewidth=1.4,
            elinewidth=1,
            **look,
        )
    axes.set_xlabel(panel.label)
    slanted = max(map(len, panel.ticks.values())) > 7
    axes.set_xticks(
        list(panel.ticks),
        list(panel.ticks.values()),
        rotation=35 if slanted else 0,
        ha="right" if slanted else "center",
        rotation_mode="anchor",
    )


def title_of_kind(kind: str, dataset: str) -> str:
    """Say in one line what a figure of a kind shows; no figure stands in it."""
    return f"{_TITLES[kind]} {dataset}."


def describe_panels(panels: Sequence[Panel]) -> str:
    """Say in words what a figure draws, a line for each panel and model."""
    lines = []
    for panel in panels:
        for curve in panel.curves:
            points = ", ".join(
                f"{panel.ticks.get(place, f'{place:.0f}')}: {mean:.1f}"
                + ("" if spread is None else f" ± {spread:.1f}")
                for place, mean, spread in zip(
                    curve.places, curve.means, curve.spreads, strict=True
                )
            )
            lines.append(f"{curve.model.upper()}, {panel.label}: {points}.")
    return "\n".join(lines)
