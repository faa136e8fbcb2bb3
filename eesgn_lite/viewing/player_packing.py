"""A scene as the values that travel to the page: small, and read by the scripts as they are."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np

from eesgn_lite.viewing.player_edges import Edges
from eesgn_lite.viewing.player_overlays import ARROW_SECONDS, GHOST_SECONDS, TRAIL_SECONDS
from eesgn_lite.viewing.scene import Placed, Scene
from eesgn_lite.viewing.views import VIEWS, View, sides

ABSENT = -32768
LEVELS = 254
EDGE_LEVELS = 65535
UNKNOWN = 255


def pack_scene(scene: Scene, home: View) -> dict[str, Any]:
    """Return the values that travel to the page.

    Parameters
    ----------
    scene
        The scene.
    home
        The view that "reset" returns to.

    Returns
    -------
    dict
        JSON values; arrays are base64 text.
    """
    flat = all(actor.clip.skeleton.dimensions == 2 for actor in scene.actors)
    square = _round_length(max(scene.radius, scene.height) / 2.5)
    top = _highest([actor.edges for actor in scene.actors if actor.edges])
    return {
        "fps": scene.fps,
        "frames": max(actor.clip.num_frames for actor in scene.actors),
        "radius": round(scene.radius, 6),
        "height": round(scene.height, 6),
        "square": None if flat else square,
        "edge": 0.0 if flat else float(square * np.ceil(scene.radius / square)),
        "pixels": scene.pixels,
        "label": scene.label,
        "notes": scene.notes,
        "weighted": scene.weights_name,
        "range": list(scene.bounds),
        "top": scene.top if scene.exceeded else None,
        "graph": _pack_scale(scene, top),
        "ghosts": [scene.overlays.ghosts, max(1, round(GHOST_SECONDS * scene.fps))],
        "trail": max(2, round(TRAIL_SECONDS * scene.fps)),
        "arrows": scene.overlays.arrows,
        "stretch": ARROW_SECONDS * scene.fps,
        "views": {**VIEWS, "home": dict(home)},
        "clips": [_pack(place, actor, scene, top) for place, actor in enumerate(scene.actors)],
    }


def _highest(given: list[Edges]) -> float:
    """Return the largest weight of any edge, 1 without edges."""
    return max((float(edges.weights.max()) for edges in given), default=0.0) or 1.0


def _pack_scale(scene: Scene, top: float) -> dict[str, float] | None:
    """Return the largest weight and how many edges a moment has at most, or None without edges."""
    kept = [actor.edges.pairs.shape[2] for actor in scene.actors if actor.edges]
    return {"high": top, "most": max(kept)} if kept else None


def _round_length(length: float) -> float:
    """Round a length to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(length))
    step = max(step for step in (1, 2, 5) if step * power <= length * (1 + 1e-9))
    return float(f"{step * power:.3g}")


def _pack(place: int, actor: Placed, scene: Scene, top: float) -> dict[str, Any]:
    """Pack one clip: coordinates and edges as 16-bit steps, weights as bytes, all as base64."""
    persons, frames = actor.points.shape[:2]
    seen = actor.points[actor.clip.valid]
    low, high = seen.min(axis=(0, 1)), seen.max(axis=(0, 1))
    origin = np.round((low + high).astype(float) / 2, 5)
    scale = max(float((high - low).max()) / 65000, 1e-9)
    steps = np.nan_to_num((actor.points - origin) / scale, nan=ABSENT)
    return {
        "title": actor.title,
        "text": scene.text_of(actor),
        "persons": persons,
        "frames": frames,
        "flat": actor.clip.skeleton.dimensions == 2,
        "joints": list(actor.clip.skeleton.joints),
        "parents": list(actor.clip.skeleton.parents),
        "sides": list(sides(actor.clip.skeleton)),
        "scale": scale,
        "origin": [float(value) for value in origin],
        "data": _to_text(np.round(steps).astype("<i2")),
        "weights": _pack_weights(actor.weights, scene),
        "edges": _pack_edges(actor.edges, top),
        "trails": list(scene.overlays.trails[place]),
        "marks": list(scene.overlays.marks[place]),
    }


def _pack_weights(weights: np.ndarray | None, scene: Scene) -> dict[str, Any] | None:
    """Pack weights as steps of the scene's scale; a missing one has a step of its own."""
    if weights is None:
        return None
    steps = np.nan_to_num(np.round(LEVELS * scene.shares(weights)), nan=UNKNOWN)
    data = _to_text(steps.astype(np.uint8))
    return {"persons": weights.shape[0], "frames": weights.shape[1], "data": data}


def _pack_edges(edges: Edges | None, top: float) -> dict[str, Any] | None:
    """Pack pairs of joints and their weights, as steps up to the largest, in two bytes each."""
    if edges is None:
        return None
    return {
        "persons": edges.pairs.shape[0],
        "starts": edges.starts.tolist(),
        "kept": edges.pairs.shape[2],
        "total": edges.total,
        "pairs": _to_text(edges.pairs.astype("<u2")),
        "data": _to_text(np.round(EDGE_LEVELS * edges.weights / top).astype("<u2")),
    }


def _to_text(values: np.ndarray) -> str:
    """Write an array's bytes as base64."""
    return b64encode(values.tobytes()).decode("ascii")
