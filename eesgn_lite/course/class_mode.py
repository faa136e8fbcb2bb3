"""Class mode: the runs of many students, gathered in one folder, become one picture."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eesgn_lite.data.files import REPLACED
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style, new_sheet
from eesgn_lite.viewing.picture import ShownFigure

_SIDES = {"test_top1": "test side", "val_top1": "held-out part of the training side"}
_ROW, _MARGIN, _WIDTH = 34, 120, 720  # pixels
_LEAST = 260


@dataclass(frozen=True, kw_only=True, order=True)
class ClassRun:
    """One student's run, as far as it is drawn.

    Attributes
    ----------
    dataset, recipe, side
        What runs must share to be drawn in one panel.
    combination
        Which enhancements were on.
    seed
        Its seed.
    top1
        Accuracy in percent.
    """

    dataset: str
    recipe: str
    side: str
    combination: str
    seed: int
    top1: float


def read_class(folder: str | Path) -> list[ClassRun]:
    """Read the runs of a class.

    Parameters
    ----------
    folder
        Holds students' ``run.json`` files under any names, in any folders within it. Other
        JSON files are passed over; a run that was handed in twice counts once, and one that a
        later run of its student replaced counts not at all.

    Raises
    ------
    ValueError
        If there is no finished run.
    """
    folder = Path(folder)
    paths = [path for path in sorted(folder.rglob("*.json")) if REPLACED not in path.parent.name]
    found = {run for path in paths if (run := _read(path)) is not None}
    if not found:
        raise ValueError(
            f"{folder}: there is no finished run here; collect the run.json of each student's run."
        )
    return sorted(found)


def class_plot(folder: str | Path) -> ShownFigure:
    """Draw the runs of a class, a dot for each, with mean and spread of every combination.

    Parameters
    ----------
    folder
        Holds students' ``run.json`` files under any names, in any folders within it.

    Returns
    -------
    ShownFigure
        A panel for each data set, recipe and side that was scored: those are never mixed. The
        last line of a cell shows it.

    Raises
    ------
    ValueError
        If there is no finished run.
    """
    panels = _by_panel(read_class(folder))
    rows = [len(combinations) for combinations in panels.values()]
    height = sum(rows) * _ROW + len(rows) * _MARGIN
    with house_style():
        figure = new_sheet(
            _WIDTH, max(height, _LEAST), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.15)
        )
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=rows)[:, 0]
        for place, ((dataset, recipe, side), combinations) in zip(
            axes, panels.items(), strict=True
        ):
            _draw(place, combinations)
            place.set_title(f"{dataset}, recipe {recipe}: {_SIDES[side]}", parse_math=False)
            place.set_xlabel("top-1 accuracy, %")
        caption = "Dots: runs. Line and bar: their mean and standard deviation."
        figure.supxlabel(caption, fontsize=8, color=LIGHT.muted)
    figure.words = _describe(panels)
    return figure


Panels = Mapping[tuple[str, str, str], Mapping[str, Sequence[float]]]


def _read(path: Path) -> ClassRun | None:
    """Read one file; None where it is no finished run."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        result = found["result"]
        side = next(side for side in _SIDES if result.get(side) is not None)
        top1 = float(result[side])
        if not 0 <= top1 <= 100:
            return None
        return ClassRun(
            dataset=str(result["dataset"]),
            recipe=str(result["recipe"]),
            side=side,
            combination=str(result["ablation"]),
            seed=int(result["seed"]),
            top1=top1,
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration):
        return None
    except (OverflowError, RecursionError):  # an endless number, brackets without end
        return None


def _by_panel(runs: Sequence[ClassRun]) -> Panels:
    """Sort accuracies by what may be compared, then by combination."""
    panels: dict[tuple[str, str, str], dict[str, list[float]]] = {}
    for run in runs:
        panel = panels.setdefault((run.dataset, run.recipe, run.side), {})
        panel.setdefault(run.combination, []).append(run.top1)
    return panels


def _draw(axes: Axes, combinations: Mapping[str, Sequence[float]]) -> None:
    """Draw a row of dots for each combination, its mean as a line and its spread as a bar."""
    for row, values in enumerate(combinations.values()):
        # Equal values would hide each other: they are set apart, the same way each time.
        height = row + np.linspace(-0.22, 0.22, len(values)) if len(values) > 1 else [row]
        axes.plot(values, height, "o", color=LIGHT.left, alpha=0.65, markersize=6)
        mean = statistics.fmean(values)
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        axes.errorbar(mean, row, xerr=spread or None, fmt="|", color=LIGHT.right, markersize=20,
                      markeredgewidth=2.5, capsize=4)  # fmt: skip
    names = [f"{name} ({len(values)})" for name, values in combinations.items()]
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.margins(x=0.08)


def _count(values: Sequence[float]) -> str:
    """Write a number of runs."""
    return "1 run" if len(values) == 1 else f"{len(values)} runs"


def _describe(panels: Panels) -> str:
    """Say what is drawn."""
    lines = []
    for (dataset, recipe, side), combinations in panels.items():
        said = "; ".join(
            f"{name} {statistics.fmean(values):.1f} percent in {_count(values)}"
            + (f", spread {statistics.stdev(values):.1f}" if len(values) > 1 else "")
            for name, values in combinations.items()
        )
        lines.append(f"{dataset}, recipe {recipe}, {_SIDES[side]}: {said}.")
    return "\n".join(lines)
