"""A still picture of a scene, for pages that run no script."""

from __future__ import annotations

from base64 import b64encode

import numpy as np

from eesgn_lite.viewing.scene import Placed, Scene
from eesgn_lite.viewing.views import RIGHT, View, project, sides

SIDE_COLOURS = ("#59636f", "#0067a8", "#c65100")


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
        ``data:image/svg+xml;base64,...``.
    """
    width = size * len(scene.actors)
    lines = [
        line
        for place, actor in enumerate(scene.actors)
        for line in _draw_still(actor, scene, view, (size * (place + 0.5), size))
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{size}">'
        f'<rect width="{width}" height="{size}" rx="8" fill="#fff"/>'
        f'<g stroke-width="4" stroke-linecap="round">{"".join(lines)}</g></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode("ascii")).decode("ascii")


def _draw_still(
    actor: Placed, scene: Scene, view: str | View, place: tuple[float, int]
) -> list[str]:
    """Draw the seen frame nearest to the middle as SVG lines; the right side is dashed."""
    times = np.flatnonzero(actor.clip.valid.any(axis=0))
    time = times[np.abs(times - actor.clip.num_frames // 2).argmin()]
    scale = 0.84 * place[1] / max(2 * scene.radius, scene.height)
    middle = np.array([0.0, scene.height / 2, 0.0])
    lines = []
    for person in np.flatnonzero(actor.clip.valid[:, time]):
        flat = project(actor.points[person, time] - middle, view)[:, :2] * scale
        flat = flat * (1, -1) + (place[0], place[1] / 2)
        for child, parent in actor.clip.skeleton.bones:
            side = sides(actor.clip.skeleton)[child]
            dashes = ' stroke-dasharray="5 6"' if side == RIGHT else ""
            (x1, y1), (x2, y2) = flat[parent], flat[child]
            lines.append(
                f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"'
                f' stroke="{SIDE_COLOURS[side]}"{dashes}/>'
            )
    return lines
