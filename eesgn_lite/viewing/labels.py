"""Put a label beside each point where nothing is in the way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from eesgn_lite.viewing.paper import PIXELS_PER_INCH, text_width

_POINTS, _TALL, _AWAY = 7.5, 11.0, 6.0  # points, pixels, pixels
_ROUNDS = 4
_SPOTS = ((1, 0), (0, 1), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


def place_labels(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    colour: str,
    bars: Sequence[tuple[float, float, float]] = (),
) -> None:
    """Write a label beside each point, where it covers no point and no other label.

    Parameters
    ----------
    axes
        Finished axes: limits and layout must not change afterwards.
    points
        Where the points are, in the units of the axes.
    texts
        One label for each point; an empty one only keeps its place free.
    colour
        Colour of the letters.
    bars
        (x, low, high) of upright lines that labels keep off.

    Notes
    -----
    Each label takes the first of eight places around its point with the least overlap; a few
    rounds let labels give way to those that were placed after them.
    """
    scale = PIXELS_PER_INCH / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    places = axes.transData.transform(points) * scale
    frame = np.array(axes.bbox.extents) * scale
    fixed = [np.array([*(place - _AWAY / 2), *(place + _AWAY / 2)]) for place in places]
    for x, low, high in bars:
        (left, bottom), (right, top) = axes.transData.transform([(x, low), (x, high)]) * scale
        fixed.append(np.array([left - _AWAY / 2, bottom, right + _AWAY / 2, top]))
    labels: dict[int, np.ndarray] = {}
    for _ in range(_ROUNDS):
        for index, text in enumerate(texts):
            taken = [*fixed, *(box for other, box in labels.items() if other != index)]
            wide = text_width(text, _POINTS)
            boxes = [_box(places[index], spot, wide) for spot in _SPOTS if text]
            costs = [sum(_overlap(b, t) for t in taken) + _outside(b, frame) for b in boxes]
            if boxes:
                labels[index] = boxes[int(np.argmin(np.round(costs, 3)))]
    for index, box in labels.items():
        x, y = axes.transData.inverted().transform(box[:2] / scale + (1, 2))
        axes.text(x, y, texts[index], fontsize=_POINTS, color=colour, zorder=5)


def _box(place: np.ndarray, spot: tuple[int, int], wide: float) -> np.ndarray:
    """Return left, bottom, right and top of a label in one of the places around a point."""
    across, up = spot
    away = _AWAY if 0 in spot else 0.6 * _AWAY
    left = place[0] + across * away - {1: 0.0, 0: wide / 2, -1: wide}[across]
    bottom = place[1] + up * away - {1: 0.0, 0: _TALL / 2, -1: _TALL}[up]
    return np.array([left, bottom, left + wide, bottom + _TALL])


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Return the area that two boxes share."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    return float(np.prod(np.maximum(sides, 0)))


def _outside(box: np.ndarray, frame: np.ndarray) -> float:
    """Return the area of a box outside a frame."""
    return float(np.prod(box[2:] - box[:2])) - _overlap(box, frame)
