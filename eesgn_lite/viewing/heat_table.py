"""What a heat map is given: numbers in rows and columns, packed small, with their words."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import to_hex
from matplotlib.image import imsave

BLANK = 65535
STEPS = BLANK - 1
COLOURS = tuple(to_hex(colour) for colour in matplotlib.colormaps["cividis"](np.linspace(0, 1, 64)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Hold the numbers of a heat map and every word on it.

    Parameters
    ----------
    values
        float (L, R, C): layers, of which one is shown at a time, rows, columns. NaN: no value.
    rows, columns, layers
        Their names. A single layer needs none.
    name
        What the numbers are, for the legend.
    title, note
        Written over and under it; may be empty.
    axes
        What the rows and the columns are.
    sentence
        How a cell is said, with {row}, {column} and {value}.
    missing
        What NaN means.
    gaps
        Rows, and columns, before which a group begins.
    cell
        Largest width and height of a cell in pixels.
    frames, joints
        Frame of a clip that each column stands for and joint that each row stands for, or None.
        A heat map with a player needs both.

    Raises
    ------
    ValueError
        If the names do not fit the shape, no number is finite or one is infinite.
    """

    values: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]
    layers: Sequence[str]
    name: str
    title: str
    note: str
    axes: tuple[str, str]
    sentence: str
    missing: str
    gaps: tuple[Sequence[int], Sequence[int]]
    cell: tuple[int, int]
    frames: Sequence[int] | None
    joints: Sequence[int] | None

    def __post_init__(self) -> None:
        """Check that every row, column and layer has its name."""
        named = (len(self.layers), len(self.rows), len(self.columns))
        if self.values.shape != named:
            raise ValueError(
                f"Values {self.values.shape} need as many names of layers, rows and columns, "
                f"found {named}."
            )
        if np.isinf(self.values).any() or np.isnan(self.values).all():
            raise ValueError("A heat map needs a finite number and takes no infinite one.")
        for marks, want in ((self.frames, named[2]), (self.joints, named[1])):
            if marks is not None and len(marks) != want:
                raise ValueError(f"{want} columns or rows need as many marks, found {len(marks)}.")

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest number, at most 0, and largest one."""
        low = min(0.0, float(np.nanmin(self.values)))
        high = float(np.nanmax(self.values))
        return low, high if high > low else low + 1.0

    @property
    def label(self) -> str:
        """All that is shown, in words, for a reader who does not see it."""
        size = f"{len(self.rows)} rows ({self.axes[0]}) and {len(self.columns)} columns"
        flat = np.where(np.isnan(self.values), -np.inf, self.values).ravel()
        highest = [i for i in flat.argsort(kind="stable")[::-1][:3] if np.isfinite(flat[i])]
        said = "; ".join(self._say(*np.unravel_index(i, self.values.shape)) for i in highest)
        title = f"{self.title}. " if self.title else ""
        return (
            f"{title}Heat map of {self.name}, {size} ({self.axes[1]}). Highest: {said}. "
            "Arrow keys move from cell to cell."
        )

    def _say(self, layer: int, row: int, column: int) -> str:
        """Say one cell as the page does."""
        text = self.sentence.format(
            row=self.rows[row],
            column=self.columns[column],
            value=f"{self.values[layer, row, column]:.2g}",
        )
        return f"{self.layers[layer]}, {text}" if len(self.layers) > 1 else text

    def to_json(self) -> dict[str, Any]:
        """Return the values that travel to the page: numbers as 16-bit steps between the bounds."""
        low, high = self.bounds
        steps = np.round(STEPS * (self.values - low) / (high - low))
        data = np.where(np.isnan(steps), BLANK, steps).astype("<u2")
        return {
            "data": b64encode(data.tobytes()).decode("ascii"),
            "blank": BLANK,
            "bounds": self.bounds,
            "palette": COLOURS,
            "rows": list(self.rows),
            "columns": list(self.columns),
            "layers": list(self.layers),
            "name": self.name,
            "title": self.title,
            "note": self.note,
            "axes": self.axes,
            "sentence": self.sentence,
            "missing": self.missing,
            "rowGaps": [int(row) for row in self.gaps[0]],
            "columnGaps": [int(column) for column in self.gaps[1]],
            "cell": self.cell,
            "frames": None if self.frames is None else [int(frame) for frame in self.frames],
            "joints": None if self.joints is None else [int(joint) for joint in self.joints],
            "label": self.label,
            "hint": "Point at a cell, or use the arrow keys.",
        }


def draw_table(table: Table, layer: int = 0) -> str:
    """Draw one layer as an SVG data address, for pages that run no script.

    Parameters
    ----------
    table
        The numbers.
    layer
        Which layer.

    Returns
    -------
    str
        ``data:image/svg+xml;base64,...``, with row names and one pixel a cell inside.
    """
    low, high = table.bounds
    shares = np.ma.masked_invalid((table.values[layer] - low) / (high - low))
    pixels = matplotlib.colormaps["cividis"].with_extremes(bad="#ffffff")(shares)
    file = io.BytesIO()
    imsave(file, pixels, format="png")
    picture = b64encode(file.getvalue()).decode("ascii")
    tall = 14
    wide, left = len(table.columns) * 16, 8 + 7 * max(len(row) for row in table.rows)
    height = tall * len(table.rows)
    names = "".join(
        f'<text x="{left - 6}" y="{tall * row + 11}">{escape(name)}</text>'
        for row, name in enumerate(table.rows)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + wide}" height="{height}">'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<g font-family="sans-serif" font-size="11" text-anchor="end">{names}</g>'
        f'<image x="{left}" width="{wide}" height="{height}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{picture}"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode("utf-8")).decode("ascii")
