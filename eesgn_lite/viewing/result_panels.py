"""Panels of figures of results: one a setting, in rows, with its title and its words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.summary import Setting
from eesgn_lite.viewing.paper import new_sheet

_WIDTH, _ROOM = 840, 0.12  # pixels, inches
_SETS = {
    "mini-ntu": "mini-ntu (synthetic)",
    "nw-ucla": "NW-UCLA, views 1, 2 to 3",
    "msr-action3d-all": "MSR-Action3D, 20 actions",
    "msr-action3d-as1": "MSR-Action3D, set AS1",
    "msr-action3d-as2": "MSR-Action3D, set AS2",
    "msr-action3d-as3": "MSR-Action3D, set AS3",
}
_ABREAST = 4  # panels side by side

Runs = Mapping[Setting, Mapping[str, Sequence[Row]]]


def result_sheet(height: float) -> Figure:
    """Begin a figure as wide as all figures of results, that many pixels high."""
    return new_sheet(_WIDTH, height, layout=ConstrainedLayoutEngine(w_pad=_ROOM, h_pad=_ROOM))


def title_of(setting: Setting) -> str:
    """Name a data set and the recipe its runs share."""
    return f"{_SETS.get(setting.dataset, setting.dataset)}, recipe {setting.recipe}"


def several(runs: Runs) -> Runs:
    """Leave out settings with one combination only, which compare nothing."""
    return {setting: named for setting, named in runs.items() if len(named) > 1}


def shape_of(panels: int) -> tuple[int, int]:
    """Divide panels into rows as even as can be; count rows and columns."""
    rows = max(1, math.ceil(panels / _ABREAST))
    return rows, math.ceil(panels / rows)


def place_panels(sheet: Figure | SubFigure, panels: int, *, shared: bool = False) -> list[Axes]:
    """Place panels in rows; what is over in the last row stays empty."""
    places = sheet.subplots(*shape_of(panels), squeeze=False, sharex=shared, sharey=shared)
    found = list(places.flat)
    for axes in found[panels:]:
        axes.set_axis_off()
    return found[:panels]


def in_lines(setting: Setting) -> str:
    """Break the title, so that panels side by side have room for it."""
    return title_of(setting).replace(", recipe", "\nrecipe").replace(", ", "\n", 1)


def say_summary(summary: tuple[float, float, int], sign: str = "") -> str:
    """Write a mean with its spread, where there is one."""
    mean, spread, _ = summary
    return f"{mean:{sign}.1f}" + ("" if math.isnan(spread) else f" ± {spread:.1f}")
