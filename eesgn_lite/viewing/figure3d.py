"""Still pictures of a clip, seen as in the player: to turn on a page, or for print."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from eesgn_lite.data.catalog import as_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.figures import (
    choose_moments,
    floor_lines,
    key_frames,
    scale_words,
    stage,
    weights_at,
)
from eesgn_lite.viewing.palette import EITHER
from eesgn_lite.viewing.picture import ShownFigure
from eesgn_lite.viewing.scene import Scene
from eesgn_lite.viewing.views import LEFT, MIDDLE, RIGHT, View, get_view, sides

_NAMES = {MIDDLE: "middle", LEFT: "left", RIGHT: "right"}
_COLOURS = {MIDDLE: EITHER.middle, LEFT: EITHER.left, RIGHT: EITHER.right}
_ONE_PIXELS, _ROW_PIXELS = 320, 250
_MARGIN, _BAR_MARGIN = 28, 90
_FILL = 1.75  # plotly's length of an axis that fills the picture
_JOINT, _HEAD = 4, 17
_CLEAR = "rgba(0,0,0,0)"
_BAR = {
    **{"orientation": "h", "y": 0, "yanchor": "top", "ypad": 22},
    **{"lenmode": "pixels", "len": 260, "thickness": 10},
}
_CONFIG = {"responsive": True, "displaylogo": False}


class TurningFigure(go.Figure):
    """A plotly figure that leaves a still picture on a page where plotly's script does not run."""

    _draw_still: Callable[[], ShownFigure] | None = None
    # plotly's own way of showing itself asks the network for its script.
    _ipython_display_ = None

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Give a notebook the figure that turns, and a page the still one with its words."""
        still = self._draw_still()._repr_mimebundle_() if self._draw_still else {}
        figure = json.loads(self.to_json())
        return {**still, "application/vnd.plotly.v1+json": {**figure, "config": _CONFIG}}


def figure3d(
    clip: Clip | str | Path,
    frame: int | Sequence[int] | None = None,
    *,
    library: Literal["plotly", "matplotlib"] = "plotly",
    view: str | View = "front",
    weights: np.ndarray | None = None,
    weights_name: str = "weight",
) -> TurningFigure | ShownFigure:
    """Draw moments of a clip as the player shows them.

    Parameters
    ----------
    clip
        The clip, or the path of its file.
    frame
        Number of a frame, counted from 0, or several for as many moments: below each other with
        plotly, in a row for print. None: three moments, evenly spread over the frames in which
        somebody is seen.
    library
        "plotly" for a figure that turns on a page, "matplotlib" for print
        (``savefig("clip.pdf")`` writes vectors).
    view
        As for `play`.
    weights, weights_name
        As for `play`: size and colour of the joints.

    Returns
    -------
    TurningFigure or ShownFigure
        A figure of plotly or matplotlib that a notebook shows by itself. One scale along all
        axes and in all moments. Left limbs are solid with round joints, right limbs dashed with
        square ones.

    Raises
    ------
    TypeError
        If `clip` is neither a clip nor a path.
    ValueError
        If there is no such library, view or frame, more than 12 frames, or the weights do not
        fit the clip.

    Notes
    -----
    plotly draws without perspective and with colours that read on light and dark pages. On a
    page that nbconvert writes stands the picture for print, as plotly's script is not there.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> clip = ee.read_skeleton("clip.skeleton")  # doctest: +SKIP
    >>> ee.figure3d(clip, 20, view="side")  # doctest: +SKIP
    >>> figure = ee.figure3d(clip, library="matplotlib")  # doctest: +SKIP
    >>> figure.savefig("clip.pdf")  # doctest: +SKIP
    >>> figure  # the last line of a cell shows it  # doctest: +SKIP
    """
    if library not in ("plotly", "matplotlib"):
        raise ValueError(f"library is plotly or matplotlib, not {library!r}.")
    clip = as_clip(clip)
    frames = 3 if frame is None else [frame] if isinstance(frame, int) else list(frame)
    draw_still = partial(
        key_frames, clip, frames=frames, view=view, weights=weights, weights_name=weights_name
    )
    if library == "matplotlib":
        return draw_still()
    times = choose_moments(clip, frames)
    scene = stage(clip, weights, weights_name)
    layout = _layout(scene, times, get_view(view))
    figure = TurningFigure(
        data=[
            trace
            for place, time in enumerate(times)
            for trace in _draw_moment(scene, time, _scene_name(place))
        ],
        layout=layout,
    )
    figure._draw_still = draw_still
    return figure


def _turn(points: np.ndarray) -> np.ndarray:
    """Turn sensor coordinates (..., 3) into plotly's: to the right, away, up."""
    return points[..., [0, 2, 1]] * (-1, 1, 1)


def _draw_moment(scene: Scene, time: int, name: str) -> list[go.Scatter3d]:
    """Draw the floor and everybody who is seen."""
    clip = scene.actors[0].clip
    floor = [part for line in floor_lines(scene) for part in (*_turn(line), [np.nan] * 3)]
    traces = []
    if floor:
        line = {"color": EITHER.grid, "width": 1}
        looks = {"mode": "lines", "line": line, "opacity": 0.5, "hoverinfo": "skip"}
        traces.append(_trace(np.array(floor), name, looks))
    for person in np.flatnonzero(clip.valid[:, time]):
        row = weights_at(scene, int(person), time)
        points = _turn(scene.actors[0].points[person, time])
        for side in _NAMES:
            traces += _draw_side(scene, points, row, side, name)
    return traces


def _draw_side(
    scene: Scene, points: np.ndarray, row: np.ndarray | None, side: int, name: str
) -> list[go.Scatter3d]:
    """Draw the bones and joints of one side of a body."""
    skeleton = scene.actors[0].clip.skeleton
    own = [joint for joint, where in enumerate(sides(skeleton)) if where == side]
    bones = [(joint, skeleton.parents[joint]) for joint in own]
    path = [part for bone in bones for part in (*points[list(bone)], [np.nan] * 3)]
    dash = "dash" if side == RIGHT else "solid"
    colour = EITHER.low if row is not None else _COLOURS[side]
    words = [skeleton.joints[joint].replace("_", " ") for joint in own]
    marker: dict[str, Any] = {
        "symbol": "square" if side == RIGHT else "circle",
        "size": [_HEAD if skeleton.joints[joint] == "head" else _JOINT for joint in own],
        "color": colour,
        "opacity": 1,
    }
    if row is not None:
        amounts = np.nan_to_num(row[own], nan=scene.bounds[0])
        words = [f"{word}: {amount:.2g}" for word, amount in zip(words, amounts, strict=True)]
        sizes = _JOINT * (0.7 + 2.2 * scene.shares(amounts))
        marker |= {"size": sizes.tolist(), "color": amounts.tolist(), "coloraxis": "coloraxis"}
    line = {"color": colour, "width": 6, "dash": dash}
    limbs = {"mode": "lines", "line": line, "hoverinfo": "skip"}
    dots = {"mode": "markers", "marker": marker, "text": words, "hoverinfo": "text"}
    return [
        _trace(np.array(path).reshape(-1, 3), name, limbs),
        _trace(points[own], name, dots),
    ]


def _trace(points: np.ndarray, scene: str, looks: Mapping[str, Any]) -> go.Scatter3d:
    """Make one trace; a NaN point breaks a line."""
    x, y, z = np.round(points.astype(float), 4).T
    return go.Scatter3d({"x": x, "y": y, "z": z, "scene": scene, "showlegend": False, **looks})


def _layout(scene: Scene, times: list[int], view: dict[str, float]) -> dict[str, Any]:
    """Give each moment its place below the one before, and its words."""
    stage_of_one = _stage_of_one(scene, view)
    below = _BAR_MARGIN if scene.weights_name else _MARGIN
    layout: dict[str, Any] = {
        "paper_bgcolor": _CLEAR,
        "font": {"color": EITHER.ink},
        "height": len(times) * (_ONE_PIXELS if len(times) == 1 else _ROW_PIXELS) + below,
        "autosize": True,
        "margin": {"l": 0, "r": 0, "t": 0, "b": below},
        "coloraxis": {
            "colorscale": [[0, EITHER.low], [1, EITHER.high]],
            "cmin": scene.bounds[0],
            "cmax": scene.bounds[1],
            "colorbar": {"title": {"text": scale_words(scene), "side": "top"}, **_BAR},
        },
        "annotations": [],
    }
    for place, time in enumerate(times):
        # plotly fits a scene to its height: side by side it would be cut off on a narrow page.
        top, bottom = 1 - place / len(times), 1 - (place + 1) / len(times)
        layout[_scene_name(place)] = {**stage_of_one, "domain": {"x": [0, 1], "y": [bottom, top]}}
        layout["annotations"].append(_note(f"frame {time}", top))
    layout["annotations"].append(_note("left: solid, round &nbsp; right: dashed, square", 0.0))
    return layout


def _stage_of_one(scene: Scene, view: dict[str, float]) -> dict[str, Any]:
    """Set up the player's camera and axes of one scale."""
    azimuth, elevation = np.radians(view["azimuth"]), np.radians(view["elevation"])
    around = np.array([-np.sin(azimuth), -np.cos(azimuth), 0])
    eye = np.cos(elevation) * around + (0, 0, np.sin(elevation))
    up = -np.sin(elevation) * around + (0, 0, np.cos(elevation))
    radius, middle = max(scene.radius, scene.height / 2), scene.height / 2
    hidden = {"visible": False, "showspikes": False}
    return {
        "xaxis": {**hidden, "range": [-radius, radius]},
        "yaxis": {**hidden, "range": [-radius, radius]},
        "zaxis": {**hidden, "range": [middle - radius, middle + radius]},
        "aspectmode": "manual",
        # The ranges are of equal length, so this is one scale.
        "aspectratio": dict.fromkeys("xyz", _FILL * view["zoom"]),
        "bgcolor": _CLEAR,
        "dragmode": "orbit",
        "camera": {
            "projection": {"type": "orthographic"},
            "eye": _vector(2 * eye),
            "up": _vector(up),
        },
    }


def _scene_name(place: int) -> str:
    """Name a scene as plotly counts them."""
    return f"scene{place + 1 if place else ''}"


def _vector(values: np.ndarray) -> dict[str, float]:
    """Write a direction as plotly wants it."""
    return dict(zip("xyz", values.round(6).tolist(), strict=True))


def _note(text: str, y: float) -> dict[str, Any]:
    """Write words in the middle, below a height of 0..1."""
    place = {"x": 0.5, "y": y, "xref": "paper", "yref": "paper", "xanchor": "center"}
    return {**place, "yanchor": "top", "text": text, "showarrow": False}
