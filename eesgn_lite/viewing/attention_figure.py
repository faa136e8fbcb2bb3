"""For print: circles around the joints that weigh most and least, as on the ESGN slides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.figures import choose_moments, key_frames
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.picture import ShownFigure
from eesgn_lite.viewing.scene import place_on_floor
from eesgn_lite.viewing.views import View, project

MOST, LEAST = "#c1121f", "#1d4ed8"
_OVER_ALL = 1000


def circle_joints(
    clip: Clip,
    weights: np.ndarray,
    *,
    frames: int | Sequence[int] = 3,
    circles: int = 4,
    view: str | View = "front",
) -> ShownFigure:
    """Circle the joints that weigh most and least in a few moments of a clip.

    Parameters
    ----------
    clip
        The clip.
    weights
        Weight of each joint: float (V,), (T, V) or (M, T, V). A person whose weights are NaN
        gets no circle.
    frames
        How many moments, or the numbers of the frames, as for `key_frames`.
    circles
        How many joints get a circle of each kind, for each person and moment.
    view
        As for `play`; the zoom is not used.

    Returns
    -------
    ShownFigure
        A matplotlib figure that a notebook shows by itself. Red, solid circles: the joints that
        weigh most, wider where they weigh more. Blue, dashed circles: those that weigh least.
        Where all joints weigh the same there is no circle. Joints whose weight would earn both
        colours get none.

    Raises
    ------
    ValueError
        If the weights do not fit the clip or none is finite, `circles` is not in 1..V/2, or
        there are more than 12 moments or a frame that the clip does not have.

    References
    ----------
    ESGN slides, "Method 2 - Semantic-Pooling layer": the throwing action.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> figure = ee.circle_joints(clip, weights)  # doctest: +SKIP
    >>> figure.savefig("throw.pdf")  # doctest: +SKIP
    >>> figure  # the last line of a cell shows it  # doctest: +SKIP
    """
    joints = clip.skeleton.num_joints
    if not 1 <= circles <= joints // 2:
        raise ValueError(f"circles must lie in 1..{joints // 2}, found {circles}.")
    try:
        whole = np.broadcast_to(weights, clip.joints.shape[:3])
    except ValueError:
        raise ValueError(
            f"Weights must be (V,), (T, V) or (M, T, V) with (M, T, V) = "
            f"{clip.joints.shape[:3]}, found {np.shape(weights)}."
        ) from None
    if not np.isfinite(whole).any():
        raise ValueError("No weight is finite; give circle_joints weights from ee.explain.")
    figure = key_frames(clip, frames=frames, view=view, weights=np.nan_to_num(whole))
    flat = project(place_on_floor(clip), view)[..., :2]
    drawn = 0
    for axes, time in zip(figure.axes, choose_moments(clip, frames), strict=False):
        for person in np.flatnonzero(clip.valid[:, time]):
            if np.isfinite(whole[person, time]).all():
                drawn += _draw_circles(axes, flat[person, time], whole[person, time], circles)
    words = "red, solid: weighs most   blue, dashed: weighs least"
    if not drawn:
        words = "no circles: no joint weighs more than another"
    figure.words += f" Circles: {words.replace('   ', '; ').removeprefix('no circles: ')}."
    figure.supxlabel(f"{words}\nleft: solid, round   right: dashed, square", fontsize="small")
    return figure


def _draw_circles(axes: Axes, flat: np.ndarray, weights: np.ndarray, circles: int) -> int:
    """Circle the heaviest joints by their share of the heaviest, and the lightest alike.

    Returns how many circles were drawn.
    """
    order = weights.argsort(kind="stable")
    heavy, light = order[-circles:], order[:circles]
    # Weights that differ by rounding only weigh the same.
    close = 1e-6 * max(float(np.abs(weights).max()), 1e-12)
    if np.ptp(weights) <= close:
        return 0
    # Joints that tie across the middle are neither.
    middle = (float(weights[light[-1]]), float(weights[heavy[0]]))
    if middle[1] - middle[0] <= close:
        heavy = heavy[weights[heavy] > middle[1] + close]
        light = light[weights[light] < middle[0] - close]
    largest = max(float(weights[order[-1]]), 1e-12)
    unit = 0.024 * float(np.ptp(axes.get_ylim()))
    for joint in heavy:
        _draw_ring(axes, flat[joint], unit * (1 + max(float(weights[joint]), 0) / largest), MOST)
    for joint in light:
        _draw_ring(axes, flat[joint], unit, LEAST)
    return len(heavy) + len(light)


def _draw_ring(axes: Axes, centre: np.ndarray, radius: float, colour: str) -> None:
    """Draw one circle: solid where the colour says most, dashed where it says least."""
    angles = np.linspace(0, 2 * np.pi, 49)
    ring = centre + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    dash = "solid" if colour == MOST else (0, (3, 1.5))
    axes.plot(*ring.T, color=LIGHT.paper, linewidth=3.4, zorder=_OVER_ALL)
    axes.plot(*ring.T, color=colour, linestyle=dash, linewidth=1.8, zorder=_OVER_ALL)
