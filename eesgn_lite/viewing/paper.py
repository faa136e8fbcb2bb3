"""A sheet measured in pixels, and files that are the same whenever they are drawn again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import LayoutEngine
from matplotlib.patches import FancyBboxPatch
from matplotlib.textpath import TextPath

from eesgn_lite.viewing.palette import DARK, LIGHT
from eesgn_lite.viewing.picture import ShownFigure

PIXELS_PER_INCH = 96
_CORNER = 10 / PIXELS_PER_INCH  # inches
_HINTED = 1.06  # a screen's letters are a little wider than their outlines
_FONT = "DejaVu Sans of matplotlib"
_FONT_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_SETTINGS: dict[Any, Any] = {
    "font.family": _FONT,
    "font.size": 8.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "eesgn_lite",
    "text.color": LIGHT.ink,
    "axes.edgecolor": LIGHT.muted,
    "axes.labelcolor": LIGHT.ink,
    "axes.titlesize": "medium",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LIGHT.grid,
    "grid.linewidth": 0.7,
    "xtick.color": LIGHT.muted,
    "ytick.color": LIGHT.muted,
    "xtick.labelcolor": LIGHT.ink,
    "ytick.labelcolor": LIGHT.ink,
}


@cache
def _add_font() -> None:
    """Name the font that comes with matplotlib; the system's may be another version of it."""
    for name in _FONT_FILES:
        path = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
        entry = font_manager.ttfFontProperty(font_manager.get_font(path))
        font_manager.fontManager.ttflist.append(replace(entry, name=_FONT))


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with matplotlib's own defaults and ours on top, whatever the reader has set."""
    _add_font()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def new_sheet(width: float, height: float, *, layout: LayoutEngine | None = None) -> ShownFigure:
    """Make a figure of so many pixels on a card with round corners.

    Parameters
    ----------
    width, height
        Pixels on a page.
    layout
        What arranges the axes; None leaves it to the caller.

    Returns
    -------
    ShownFigure
        Its `words` are for the caller to write.
    """
    size = (width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
    figure = ShownFigure(figsize=size, dpi=PIXELS_PER_INCH, layout=layout, facecolor="none")
    card = FancyBboxPatch(
        (_CORNER, _CORNER),
        size[0] - 2 * _CORNER,
        size[1] - 2 * _CORNER,
        boxstyle=f"round,pad={_CORNER}",
        facecolor=LIGHT.paper,
        edgecolor="none",
        zorder=-10,
        transform=figure.dpi_scale_trans,  # measured in inches
    )
    card.set_in_layout(False)
    figure.add_artist(card)
    return figure


def pixel_axes(figure: Figure) -> Axes:
    """Cover a figure with axes whose units are pixels, counted from the upper left corner."""
    width, height = figure.get_size_inches() * PIXELS_PER_INCH
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return axes


@cache
def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Measure a text in pixels."""
    _add_font()
    font = FontProperties(family=_FONT, weight="bold" if bold else "normal")
    # The outlines leave out what a space at the end takes.
    whole = TextPath((0, 0), text + "|", size=points, prop=font).get_extents().x1
    return _HINTED * float(whole) * PIXELS_PER_INCH / 72


def wrap(text: str, width: float, points: float) -> list[str]:
    """Break a text into lines of at most so many pixels; a longer word stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, points) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def to_svg(figure: Figure) -> bytes:
    """Write a figure as SVG that turns dark where the reader prefers dark.

    Parameters
    ----------
    figure
        A figure drawn with the colours of `LIGHT` only.

    Returns
    -------
    bytes
        The same whenever the same figure is drawn by the same matplotlib.
    """
    file = io.StringIO()
    with house_style():
        figure.savefig(file, format="svg", metadata={"Date": None})
    text = "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
    rules = "".join(
        f'[style*="{use}: {light}"]{{{use}:{dark}!important}}'
        for light, dark in LIGHT.changes_to(DARK).items()
        for use in ("fill", "stroke")
        if re.search(f"{use}: {light}", text)
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>\n</svg>\n"
    return text.removesuffix("</svg>\n").encode() + style.encode()
