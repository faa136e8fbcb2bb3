"""What the player shows: clips placed on a floor, with all that is drawn on them, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.player_edges import Edges, strongest_edges
from eesgn_lite.viewing.player_overlays import Overlays, marked_frames, trail_joints
from eesgn_lite.viewing.views import describe, in_space

HEAVIEST = 3
USUAL_PERCENT, FAR_ABOVE = 98, 1.25


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
        float (1 or M, 1 or T, V), NaN where there is none; or None.
    edges
        The strongest edges of a learned graph, or None.
    """

    clip: Clip
    title: str
    points: np.ndarray
    weights: np.ndarray | None
    edges: Edges | None

    def heaviest(self) -> list[str]:
        """Name the joints with the largest weight on average, the largest first."""
        if self.weights is None or not np.isfinite(self.weights).any():
            return []
        rows = self.weights.reshape(-1, self.weights.shape[-1])
        seen = np.isfinite(rows)
        means = np.where(seen, rows, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        order = np.argsort(-means, kind="stable")[:HEAVIEST]
        return [self.clip.skeleton.joints[joint].replace("_", " ") for joint in order]


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
        Weights where the scale of colours and sizes begins and ends.
    top
        Largest weight; above the scale's end where a few weights are far above all others.
    weights_name
        What the weights are; empty without weights.
    pixels
        Height of the picture.
    overlays
        What is drawn besides the bodies.
    """

    actors: tuple[Placed, ...]
    fps: float
    radius: float
    height: float
    bounds: tuple[float, float]
    top: float
    weights_name: str
    pixels: int
    overlays: Overlays

    @property
    def label(self) -> str:
        """All that is shown, in words."""
        words = [self.text_of(actor) for actor in self.actors]
        if self.weights_name:
            words.append(f"Size and colour of the joints show {self.weights_name}.")
        if self.exceeded:
            words.append(f"The scale ends at {self.bounds[1]:.2g}; a few are up to {self.top:.2g}.")
        if any(actor.edges for actor in self.actors):
            words.append("Curved arrows show the strongest learned edges.")
        return " ".join([*words, *(f"{note.capitalize()}." for note in self.notes)])

    @property
    def exceeded(self) -> bool:
        """Whether a few weights are beyond the end of the scale."""
        return self.top > self.bounds[1]

    def shares(self, weights: np.ndarray) -> np.ndarray:
        """Return where weights lie on the scale, 0..1; its end for larger ones, NaN for NaN."""
        low, high = self.bounds
        return np.minimum((weights - low) / (high - low), 1.0)

    @property
    def notes(self) -> list[str]:
        """What is drawn besides the bodies, for the legend."""
        return self.overlays.words([actor.clip.skeleton for actor in self.actors])

    def text_of(self, actor: Placed) -> str:
        """Say what a clip is and which of its joints are highlighted."""
        words = describe(actor.clip, fps=self.fps)
        heaviest = actor.heaviest()
        if not heaviest:
            return words
        return f"{words} Largest {self.weights_name} on average: {', '.join(heaviest)}."


def build_scene(
    clips: Sequence[Clip],
    *,
    fps: float,
    titles: Sequence[str] | None,
    weights: Sequence[np.ndarray | None] | None,
    weights_name: str,
    pixels: int,
    graph: Sequence[np.ndarray | None] | None = None,
    trails: Sequence[str | int] = (),
    ghosts: int = 0,
    arrows: str | None = None,
    marks: Sequence[Sequence[int] | None] | None = None,
) -> Scene:
    """Place clips side by side.

    Parameters
    ----------
    clips, fps, titles, weights, weights_name, pixels, graph, trails, ghosts, arrows, marks
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
    if not _is_number(fps) or not fps > 0:
        raise ValueError(f"fps must be a number above 0, found {fps!r}.")
    if not _is_number(pixels) or not pixels >= 80:
        raise ValueError(f"height must be at least 80 pixels, found {pixels!r}.")
    titles = [clip.recording.name for clip in clips] if titles is None else titles
    titles = _one_each("titles", titles, len(clips))
    weights = _one_each("weights", weights, len(clips))
    graph = _one_each("graph", graph, len(clips))
    marks = _one_each("marks", marks, len(clips))
    actors = tuple(
        Placed(
            clip=clip,
            title=title,
            points=place_on_floor(clip),
            weights=_check_weights(clip, values),
            edges=strongest_edges(clip, matrix),
        )
        for clip, title, values, matrix in zip(clips, titles, weights, graph, strict=True)
    )
    room = np.array([reach(actor.points) for actor in actors]).max(axis=0)
    given = [actor.weights for actor in actors if actor.weights is not None]
    low, high, top = _scale(given)
    return Scene(
        actors=actors,
        fps=float(fps),
        radius=float(room[0]),
        height=float(room[1]),
        bounds=(low, high),
        top=top,
        weights_name=weights_name if given else "",
        pixels=pixels,
        overlays=Overlays(
            trails=tuple(trail_joints(clip, trails) for clip in clips),
            ghosts=ghosts,
            arrows=arrows,
            marks=tuple(map(marked_frames, clips, marks)),
        ),
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


def _is_number(value: object) -> bool:
    """Tell a number from all else, True and False included."""
    return isinstance(value, Real) and not isinstance(value, bool)


def _one_each(name: str, given: Any, clips: int) -> Any:
    """Return a list with one entry for each clip, or say what is given instead."""
    if given is None:
        return [None] * clips
    listed = isinstance(given, Sequence) and not isinstance(given, str)
    if listed or (isinstance(given, np.ndarray) and given.ndim):
        found = f"{len(given)}"
        if isinstance(given, np.ndarray):
            found = f"an array of shape {given.shape}"
        if len(given) == clips:
            return given
    else:
        found = f"{type(given).__name__}"
    many = "1 clip" if clips == 1 else f"{clips} clips"
    raise ValueError(f"{name} must be a list with one entry for each of {many}, found {found}.")


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
    if np.isinf(values).any():
        raise ValueError("Weights must be finite, or NaN where there is none.")
    return values


def _scale(given: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """Return where the scale of weights begins, at most at 0, where it ends, and the largest.

    A few weights far above all others would leave the others pale: the scale ends below them.
    """
    numbers = np.concatenate([np.zeros(1), *(values[np.isfinite(values)] for values in given)])
    low, top = float(numbers.min()), float(numbers.max())
    usual = numbers[1:] if numbers.size > 1 else numbers
    high = float(np.percentile(usual, USUAL_PERCENT, method="higher"))
    if not low < high < top / FAR_ABOVE:
        high = top
    return low, high if high > low else low + 1.0, top
