"""What the player is given: clips placed on a floor, packed small, with their words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.views import VIEWS, View, describe, in_space, sides

ABSENT = -32768
HELP = "Drag or use the arrow keys to turn, the wheel to zoom, space to play, j to name joints."


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """A clip standing on the floor in the middle of the scene.

    Parameters
    ----------
    clip
        The clip.
    title
        Written over it; may be empty.
    points
        float32 (M, T, V, 3), metres from the middle of the floor; NaN where nobody is seen.
    weights
        float (1 or M, 1 or T, V), or None.
    """

    clip: Clip
    title: str
    points: np.ndarray
    weights: np.ndarray | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """Clips side by side, drawn to one scale.

    Parameters
    ----------
    actors
        The placed clips.
    fps
        Frames per second.
    radius, height
        Metres (or the clip's own unit) that a picture must hold around and above the floor.
    bounds
        Smallest and largest weight.
    weights_name
        What the weights are; empty without weights.
    pixels
        Height of the picture.
    """

    actors: tuple[Placed, ...]
    fps: float
    radius: float
    height: float
    bounds: tuple[float, float]
    weights_name: str
    pixels: int

    @property
    def label(self) -> str:
        """All that is shown, in words."""
        words = [describe(actor.clip, fps=self.fps) for actor in self.actors]
        if self.weights_name:
            words.append(f"Size and colour of the joints show {self.weights_name}.")
        return " ".join(words)

    def to_json(self, home: View) -> dict[str, Any]:
        """Return the values that travel to the page; `home` is the view "reset" returns to."""
        flat = all(actor.clip.skeleton.dimensions == 2 for actor in self.actors)
        square = _round_length(max(self.radius, self.height) / 2.5)
        return {
            "fps": self.fps,
            "frames": max(actor.clip.num_frames for actor in self.actors),
            "radius": self.radius,
            "height": self.height,
            "square": None if flat else square,
            "edge": 0.0 if flat else float(square * np.ceil(self.radius / square)),
            "pixels": self.pixels,
            "label": self.label,
            "help": HELP,
            "weighted": self.weights_name,
            "range": self.bounds,
            "views": {**VIEWS, "home": home},
            "clips": [_pack(actor, self) for actor in self.actors],
        }


def build_scene(
    clips: Sequence[Clip],
    *,
    fps: float,
    titles: Sequence[str] | None,
    weights: Sequence[np.ndarray | None] | None,
    weights_name: str,
    pixels: int,
) -> Scene:
    """Place clips side by side.

    Parameters
    ----------
    clips, fps, titles, weights, weights_name, pixels
        As for `play`, with lists of equal length.

    Returns
    -------
    Scene
        The clips, each on the floor, with the room that the largest of them needs.

    Raises
    ------
    ValueError
        If there is no clip, a count or shape does not fit, or a number is out of range.
    """
    if not clips:
        raise ValueError("There is no clip to play.")
    if not fps > 0 or not pixels >= 80:
        raise ValueError(f"fps must be above 0 and height at least 80, found {fps} and {pixels}.")
    titles = [clip.recording.name for clip in clips] if titles is None else titles
    weights = [None] * len(clips) if weights is None else weights
    if not len(clips) == len(titles) == len(weights):
        raise ValueError(f"{len(clips)} clips need as many titles and weights.")
    actors = tuple(
        Placed(
            clip=clip,
            title=title,
            points=place_on_floor(clip),
            weights=_check_weights(clip, values),
        )
        for clip, title, values in zip(clips, titles, weights, strict=True)
    )
    room = np.array([reach(actor.points) for actor in actors]).max(axis=0)
    given = [actor.weights for actor in actors if actor.weights is not None]
    return Scene(
        actors=actors,
        fps=float(fps),
        radius=float(room[0]),
        height=float(room[1]),
        bounds=_bounds(given),
        weights_name=weights_name if given else "",
        pixels=pixels,
    )


def place_on_floor(clip: Clip) -> np.ndarray:
    """Move a clip's lowest point to the floor and its middle to the origin.

    Parameters
    ----------
    clip
        The clip.

    Returns
    -------
    np.ndarray
        float32 (M, T, V, 3), metres; NaN where nobody is seen.
    """
    points = in_space(clip)
    # A joint that the sensor lost for a moment must not shrink the picture: percentiles.
    low, high = np.percentile(points[clip.valid].reshape(-1, 3), [0.5, 99.5], axis=0)
    middle = (low + high) / 2
    return (points - np.array([middle[0], low[1], middle[2]])).astype(np.float32)


def reach(points: np.ndarray) -> tuple[float, float]:
    """Return the radius around the middle and the height that hold nearly all points.

    Parameters
    ----------
    points
        float (..., 3), from `place_on_floor`.

    Returns
    -------
    tuple of float
        Radius and height, in metres.
    """
    seen = points[np.isfinite(points).all(axis=-1)]
    radius = np.percentile(np.hypot(seen[:, 0], seen[:, 2]), 99.5)
    height = np.percentile(seen[:, 1], 99.5)
    # The head is drawn as a ball above its joint.
    return max(float(radius), 0.25 * float(height), 1e-6), max(1.06 * float(height), 1e-6)


def _check_weights(clip: Clip, weights: np.ndarray | None) -> np.ndarray | None:
    """Give weights three axes, or say which shapes a clip takes."""
    if weights is None:
        return None
    values = np.asarray(weights, dtype=np.float64)
    whole = clip.joints.shape[:3]
    values = values.reshape((1,) * (3 - values.ndim) + values.shape) if values.ndim < 3 else values
    fits = values.ndim == 3 and all(
        have in (1, want) for have, want in zip(values.shape, whole, strict=True)
    )
    if not fits or values.shape[2] != whole[2]:
        raise ValueError(
            f"Weights must be (V,), (T, V) or (M, T, V) with (M, T, V) = {whole}, "
            f"found {np.shape(weights)}."
        )
    if not np.isfinite(values).all():
        raise ValueError("Weights must be finite.")
    return values


def _bounds(given: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return the smallest weight, at most 0, and the largest."""
    low = min((float(values.min()) for values in given), default=0.0)
    high = max((float(values.max()) for values in given), default=1.0)
    low = min(low, 0.0)
    return low, high if high > low else low + 1.0


def _round_length(length: float) -> float:
    """Round a length to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(length))
    step = max(step for step in (1, 2, 5) if step * power <= length * (1 + 1e-9))
    return float(f"{step * power:.3g}")


def _pack(actor: Placed, scene: Scene) -> dict[str, Any]:
    """Pack one clip: coordinates as int16 steps, weights as 0..255, both as base64."""
    persons, frames = actor.points.shape[:2]
    seen = actor.points[actor.clip.valid]
    low, high = seen.min(axis=(0, 1)), seen.max(axis=(0, 1))
    origin = (low + high) / 2
    scale = max(float((high - low).max()) / 65000, 1e-9)
    steps = np.nan_to_num((actor.points - origin) / scale, nan=ABSENT)
    return {
        "title": actor.title,
        "text": describe(actor.clip, fps=scene.fps),
        "persons": persons,
        "frames": frames,
        "flat": actor.clip.skeleton.dimensions == 2,
        "joints": list(actor.clip.skeleton.joints),
        "parents": list(actor.clip.skeleton.parents),
        "sides": list(sides(actor.clip.skeleton)),
        "scale": scale,
        "origin": [float(value) for value in origin],
        "data": _to_text(np.round(steps).astype("<i2")),
        "weights": _pack_weights(actor.weights, scene.bounds),
    }


def _pack_weights(weights: np.ndarray | None, bounds: tuple[float, float]) -> dict[str, Any] | None:
    """Pack weights as steps of 1/255 between the scene's bounds."""
    if weights is None:
        return None
    shares = (weights - bounds[0]) / (bounds[1] - bounds[0])
    data = _to_text(np.round(255 * shares).astype(np.uint8))
    return {"persons": weights.shape[0], "frames": weights.shape[1], "data": data}


def _to_text(values: np.ndarray) -> str:
    """Write an array's bytes as base64."""
    return b64encode(values.tobytes()).decode("ascii")
