"""Pictures for print: moments of a clip in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.patches import Circle
from matplotlib.ticker import MaxNLocator

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style
from eesgn_lite.viewing.picture import ShownFigure
from eesgn_lite.viewing.scene import Scene, build_scene
from eesgn_lite.viewing.views import RIGHT, View, project, sides

LIMB, HEAD = 0.05, 0.085  # metres, as in the player
WEIGHT_COLOURS = LinearSegmentedColormap.from_list("weights", [LIGHT.low, LIGHT.high])
_SIDES = (LIGHT.middle, LIGHT.left, LIGHT.right)
_TALL = 3.4  # inches
MOST_MOMENTS = 12
_KEY = "left: solid, round   right: dashed, square"


def key_frames(
    clip: Clip,
    *,
    frames: int | Sequence[int] = 3,
    view: str | View = "front",
    weights: np.ndarray | None = None,
    weights_name: str = "weight",
) -> ShownFigure:
    """Draw a few moments of a clip in a row, for print.

    Parameters
    ----------
    clip
        The clip.
    frames
        How many moments, 1 to 12, evenly spread over the frames in which somebody is seen; or
        the numbers of the frames, counted from 0.
    view
        As for `play`; the zoom is not used.
    weights, weights_name
        As for `play`.

    Returns
    -------
    ShownFigure
        A matplotlib figure: one scale in all moments; the right side dashed with square joints.

    Raises
    ------
    ValueError
        If there is no moment or more than 12, a frame that the clip does not have, or no such
        view, or if the weights do not fit the clip.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> figure = key_frames(ee.read_skeleton("clip.skeleton"))  # doctest: +SKIP
    >>> figure.savefig("throw.pdf")  # doctest: +SKIP
    """
    times = choose_moments(clip, frames)
    scene = stage(clip, weights, weights_name)
    floor = [project(line, view)[:, :2] for line in floor_lines(scene)]
    points = project(scene.actors[0].points, view)
    bodies = np.nanpercentile(points[..., :2], [0.5, 99.5], axis=(0, 1, 2))
    corners = np.concatenate([bodies, *floor])
    low, high = corners.min(axis=0) - HEAD, corners.max(axis=0) + HEAD
    wide, tall = high - low
    with house_style():
        size = (len(times) * max(1.3, (_TALL - 0.6) * wide / tall), _TALL)
        figure = ShownFigure(figsize=size, layout="compressed")
        figure.words = f"{say_moments(times)}{scene.label}"
        figure.supxlabel(_KEY, fontsize="medium", color=LIGHT.ink)
        for place, time in enumerate(times):
            axes = figure.add_subplot(1, len(times), place + 1, aspect="equal")
            axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), title=f"frame {time}")
            axes.set_axis_off()
            for line in floor:
                axes.plot(*line.T, color=LIGHT.grid, linewidth=0.7, zorder=0)
            for person in np.flatnonzero(clip.valid[:, time]):
                row = weights_at(scene, int(person), time)
                shares = None if row is None else np.nan_to_num(scene.shares(row))
                _draw_body(axes, points[person, time], clip, shares, 72 * (_TALL - 0.6) / tall)
        if weights is not None:
            scale = ScalarMappable(Normalize(*scene.bounds), WEIGHT_COLOURS)
            beyond = "max" if scene.exceeded else "neither"
            words = scale_words(scene)
            figure.colorbar(scale, ax=figure.axes, label=words, shrink=0.6, extend=beyond)
    return figure


def say_moments(times: Sequence[int]) -> str:
    """Name the frames drawn, as the beginning of a picture's words."""
    return f"Frame{'s' if len(times) > 1 else ''} {', '.join(map(str, times))}. "


def choose_moments(clip: Clip, frames: int | Sequence[int]) -> list[int]:
    """Spread so many moments over the frames with somebody, or check the given ones.

    Raises
    ------
    ValueError
        If there is no moment or more than a row holds, or a frame that the clip does not have.
    """
    count = frames if isinstance(frames, int) else len(frames)
    if not 1 <= count <= MOST_MOMENTS:
        raise ValueError(f"A row holds 1 to {MOST_MOMENTS} moments, found {count}.")
    if isinstance(frames, int):
        seen = np.flatnonzero(clip.valid.any(axis=0))
        return seen[((np.arange(frames) + 0.5) * len(seen) / frames).astype(int)].tolist()
    times = [int(frame) for frame in frames]
    outside = [time for time in times if not 0 <= time < clip.num_frames]
    if outside:
        raise ValueError(f"The clip has frames 0..{clip.num_frames - 1}, not {outside[0]}.")
    return times


def stage(clip: Clip, weights: np.ndarray | None, weights_name: str) -> Scene:
    """Put one clip on the floor as the player does, with its weights checked."""
    return build_scene(
        [clip], fps=30.0, titles=[""], weights=[weights], weights_name=weights_name, pixels=340
    )


def floor_lines(scene: Scene) -> list[np.ndarray]:
    """Return the lines of the floor, float (2, 3) each, in metres; none for image skeletons."""
    if scene.actors[0].clip.skeleton.dimensions == 2:
        return []
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(-scene.radius, scene.radius)
    places = np.asarray(ticks)
    ends = places[[0, -1]]
    across = [np.array([(end, 0.0, place) for end in ends]) for place in places]
    along = [np.array([(place, 0.0, end) for end in ends]) for place in places]
    return [*across, *along]


def scale_words(scene: Scene) -> str:
    """Name the weights, and how large they are where some are beyond the scale."""
    beyond = f" (some more, up to {scene.top:.2g})" if scene.exceeded else ""
    return scene.weights_name + beyond


def weights_at(scene: Scene, person: int, time: int) -> np.ndarray | None:
    """Return each joint's weight, float (V,), NaN where there is none; None without weights."""
    weights = scene.actors[0].weights
    if weights is None:
        return None
    return weights[min(person, len(weights) - 1), min(time, weights.shape[1] - 1)]


def _draw_body(
    axes: Axes, points: np.ndarray, clip: Clip, shares: np.ndarray | None, metre: float
) -> None:
    """Draw one person's bones and joints from far to near; `metre` is its length in points."""
    side, width = sides(clip.skeleton), max(1.6, 0.8 * LIMB * metre)
    order = {int(j): float(rank) for rank, j in enumerate(np.argsort(points[:, 2]), 1)}
    over = dict(order)  # a joint lies over the bones that meet in it
    for child, parent in clip.skeleton.bones:
        ends, near = points[[parent, child], :2], (order[parent] + order[child]) / 2
        colour = LIGHT.low if shares is not None else _SIDES[side[child]]
        dash = (0, (1.2, 0.5)) if side[child] == RIGHT else "solid"
        axes.plot(*ends.T, color=LIGHT.paper, linewidth=width + 1.6, zorder=near)
        line = axes.plot(*ends.T, color=colour, linestyle=dash, linewidth=width, zorder=near)
        line[0].set_solid_capstyle("round")
        for joint in (child, parent):
            over[joint] = max(over[joint], near)
    for joint, (x, y, _) in enumerate(points):
        if clip.skeleton.joints[joint] == "head":
            colour = LIGHT.low if shares is not None else LIGHT.middle
            axes.add_patch(Circle((x, y), HEAD, color=colour, zorder=over[joint]))
            if shares is None:
                continue
        colour, size = _SIDES[side[joint]], 1.2 * width
        if shares is not None:
            colour = to_hex(WEIGHT_COLOURS(float(shares[joint])))
            size = width * (0.7 + 2.2 * float(shares[joint]))
        marker = "s" if side[joint] == RIGHT else "o"
        (dot,) = axes.plot(x, y, marker, color=colour, markersize=size, zorder=over[joint] + 0.1)
        dot.set(markeredgecolor=LIGHT.paper, markeredgewidth=0.6)
