"""A still picture of a scene, for pages that run no script."""

from __future__ import annotations

from base64 import b64encode

import numpy as np

from eesgn_lite.viewing.scene import Placed, Scene
from eesgn_lite.viewing.views import RIGHT, View, project, sides

SIDE_COLOURS = ("#68737f", "#005594", "#de7000")
DARK_SIDE_COLOURS = ("#c2cad3", "#3a8fd2", "#eb9c38")
PAPERS = ("#ffffff", "#14181e")
HEAVY_COLOURS = ("#a40058", "#ff80bc")
HEAD_METRES = 0.085
_DOTS = (12, 20, 30)
_FINE = 2


def draw_poster(scene: Scene, view: str | View, size: int = 260) -> str:
    """Draw a still picture as an SVG data address, for pages that run no script.

    Parameters
    ----------
    scene
        The scene.
    view
        As for `get_view`.
    size
        Width and height of each clip's picture in pixels.

    Returns
    -------
    str
        ``data:image/svg+xml;base64,...``. It follows the reader's light or dark theme. Dots
        stand on joints from a quarter of the scale of weights on, the larger the heavier.
    """
    width = size * len(scene.actors)
    paths = [
        path
        for place, actor in enumerate(scene.actors)
        for path in _draw_still(actor, scene, view, (_FINE * size * (place + 0.5), _FINE * size))
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{size}" '
        f'viewBox="0 0 {_FINE * width} {_FINE * size}">'
        f"<style>{_style(0)}@media(prefers-color-scheme:dark){{{_style(1)}}}</style>"
        f'<rect width="{_FINE * width}" height="{_FINE * size}" rx="16"/>'
        f'<g fill="none" stroke-width="8" stroke-linecap="round">{"".join(paths)}</g></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode("ascii")).decode("ascii")


def _style(dark: int) -> str:
    """Write the colours of one theme; class s0 is the middle, s1 left, s2 right, w a weight."""
    colours = (SIDE_COLOURS, DARK_SIDE_COLOURS)[dark]
    lines = [f".s{side}{{stroke:{colour}}}" for side, colour in enumerate(colours)]
    return f"rect{{fill:{PAPERS[dark]}}}.w{{stroke:{HEAVY_COLOURS[dark]}}}" + "".join(lines)


def _draw_still(
    actor: Placed, scene: Scene, view: str | View, place: tuple[float, int]
) -> list[str]:
    """Draw the seen frame nearest to the middle as SVG paths; the right side is dashed."""
    times = np.flatnonzero(actor.clip.valid.any(axis=0))
    time = times[np.abs(times - actor.clip.num_frames // 2).argmin()]
    scale = 0.84 * place[1] / max(2 * scene.radius, scene.height)
    middle = np.array([0.0, scene.height / 2, 0.0])
    side_of = sides(actor.clip.skeleton)
    paths = []
    for person in np.flatnonzero(actor.clip.valid[:, time]):
        flat = project(actor.points[person, time] - middle, view)[:, :2] * scale
        flat = flat * (1, -1) + (place[0], place[1] / 2)
        for side in sorted(set(side_of)):
            bones = [bone for bone in actor.clip.skeleton.bones if side_of[bone[0]] == side]
            lines = "".join(f"M{_point(flat[p])}L{_point(flat[c])}" for c, p in bones)
            dashes = ' stroke-dasharray="10 12"' if side == RIGHT else ""
            paths.append(f'<path class="s{side}" d="{lines}"{dashes}/>')
        paths += _draw_head(actor, flat, scale)
        paths += _draw_weights(actor, scene, flat, (int(person), int(time)))
    return paths


def _draw_head(actor: Placed, flat: np.ndarray, scale: float) -> list[str]:
    """Draw the head, where the layout has one, as a line of no length with round ends."""
    joints = actor.clip.skeleton.joints
    if "head" not in joints:
        return []
    width = 2 * HEAD_METRES * scale
    place = _point(flat[joints.index("head")])
    return [f'<path class="s0" d="M{place}h0" stroke-width="{width:.0f}"/>']


def _draw_weights(
    actor: Placed, scene: Scene, flat: np.ndarray, moment: tuple[int, int]
) -> list[str]:
    """Draw the heavier joints as dots of three sizes: lines of no length with round ends."""
    if actor.weights is None:
        return []
    persons, frames = actor.weights.shape[:2]
    row = actor.weights[moment[0] % persons, moment[1] % frames]
    quarter = np.nan_to_num(4 * scene.shares(row)).astype(int)
    paths = []
    for step, width in enumerate(_DOTS, start=1):
        joints = np.flatnonzero(np.minimum(quarter, len(_DOTS)) == step)
        dots = "".join(f"M{_point(flat[joint])}h0" for joint in joints)
        if dots:
            paths.append(f'<path class="w" d="{dots}" stroke-width="{width}"/>')
    return paths


def _point(place: np.ndarray) -> str:
    """Write a place on the picture in whole steps, `_FINE` of them a pixel."""
    return f"{place[0]:.0f} {place[1]:.0f}"
