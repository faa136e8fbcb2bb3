"""Pictures for print: the key frames of a clip."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.poster import SIDE_COLOURS
from eesgn_lite.viewing.scene import place_on_floor
from eesgn_lite.viewing.views import RIGHT, View, project, sides


def key_frames(clip: Clip, *, frames: int = 3, view: str | View = "front") -> Figure:
    """Draw a few moments of a clip in a row, for print.

    Parameters
    ----------
    clip
        The clip.
    frames
        How many moments, evenly spread over the frames in which somebody is seen.
    view
        As for `play`; the zoom is not used.

    Returns
    -------
    matplotlib.figure.Figure
        One scale in all moments; the right side dashed with square joints.

    Raises
    ------
    ValueError
        If `frames` is below 1 or no such view exists.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> figure = key_frames(ee.read_skeleton("clip.skeleton"))  # doctest: +SKIP
    >>> figure.savefig("throw.pdf")  # doctest: +SKIP
    """
    if frames < 1:
        raise ValueError(f"frames must be at least 1, found {frames}.")
    points = place_on_floor(clip)
    flat = project(points, view)[..., :2]
    seen = np.flatnonzero(clip.valid.any(axis=0))
    times = seen[((np.arange(frames) + 0.5) * len(seen) / frames).astype(int)]
    low, high = np.nanpercentile(flat, [0.5, 99.5], axis=(0, 1, 2))
    margin = 0.06 * float((high - low).max())
    low, high = low - margin, high + margin
    wide, tall = high - low
    figure = Figure(figsize=(frames * max(1.3, 2.8 * wide / tall), 3.4), layout="constrained")
    figure.supxlabel("left: solid, round   right: dashed, square", fontsize="small")
    for place, time in enumerate(times):
        axes = figure.add_subplot(1, frames, place + 1, aspect="equal")
        for person in np.flatnonzero(clip.valid[:, time]):
            _draw_body(axes, flat[person, time], clip)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), title=f"frame {time}")
        axes.set_axis_off()
    return figure


def _draw_body(axes: Axes, flat: np.ndarray, clip: Clip) -> None:
    """Draw one person's bones and joints, told apart by colour, dash and marker."""
    side = sides(clip.skeleton)
    for child, parent in clip.skeleton.bones:
        dash = (0, (2, 1)) if side[child] == RIGHT else "solid"
        ends = flat[[parent, child]]
        axes.plot(*ends.T, color=SIDE_COLOURS[side[child]], linestyle=dash, linewidth=2)
    for joint, (x, y) in enumerate(flat):
        marker = "s" if side[joint] == RIGHT else "o"
        axes.plot(x, y, marker, color=SIDE_COLOURS[side[joint]], markersize=3)
