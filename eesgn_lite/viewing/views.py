"""Where a skeleton is looked at from, which side a joint is on, and a clip in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import Skeleton

View = Mapping[str, float]

VIEWS: Mapping[str, View] = {
    "front": {"azimuth": 0.0, "elevation": 8.0, "zoom": 1.0},
    "side": {"azimuth": 90.0, "elevation": 8.0, "zoom": 1.0},
    "top": {"azimuth": 0.0, "elevation": 90.0, "zoom": 1.0},
}
MIDDLE, LEFT, RIGHT = range(3)


def get_view(view: str | View) -> dict[str, float]:
    """Return a view by name, or complete one: what is left out is as from the front.

    Parameters
    ----------
    view
        "front", "side" or "top", or values for any of "azimuth" (degrees around the vertical),
        "elevation" (degrees above the horizon, -90 to 90) and "zoom" (above 0).

    Raises
    ------
    ValueError
        If no view has that name, a key is unknown or a value is out of range.

    Examples
    --------
    >>> get_view({"azimuth": 30.0})
    {'azimuth': 30.0, 'elevation': 8.0, 'zoom': 1.0}
    """
    if isinstance(view, str):
        if view not in VIEWS:
            raise ValueError(f"No view {view!r}; there are {', '.join(VIEWS)}.")
        return dict(VIEWS[view])
    unknown = [key for key in view if key not in VIEWS["front"]]
    if unknown:
        raise ValueError(f"A view has azimuth, elevation and zoom, not {', '.join(unknown)}.")
    whole = {key: float(value) for key, value in {**VIEWS["front"], **view}.items()}
    if not np.isfinite(list(whole.values())).all():
        raise ValueError("The values of a view must be finite.")
    if not -90 <= whole["elevation"] <= 90 or whole["zoom"] <= 0:
        raise ValueError("A view's elevation lies in -90 to 90 degrees and its zoom above 0.")
    return whole


def project(points: np.ndarray, view: str | View = "front") -> np.ndarray:
    """Turn points so that they can be drawn flat: (..., 3) to (..., 3).

    Parameters
    ----------
    points
        float (..., 3), sensor coordinates: x to the sensor's left, y up, z away from it.
    view
        As for `get_view`; the zoom is not used.

    Returns
    -------
    np.ndarray
        float (..., 3): to the right, up, and towards the viewer. From the front a person is
        seen as the sensor sees it, not as in a mirror.
    """
    angles = get_view(view)
    azimuth, elevation = np.radians(angles["azimuth"]), np.radians(angles["elevation"])
    x, y, z = np.moveaxis(points, -1, 0)
    right = -x * np.cos(azimuth) - z * np.sin(azimuth)
    near = x * np.sin(azimuth) - z * np.cos(azimuth)
    up = y * np.cos(elevation) - near * np.sin(elevation)
    depth = y * np.sin(elevation) + near * np.cos(elevation)
    return np.stack([right, up, depth], axis=-1)


def in_space(clip: Clip) -> np.ndarray:
    """Return the joints with three coordinates, float32 (M, T, V, 3); a missing z is 0."""
    missing = 3 - clip.skeleton.dimensions
    return np.pad(clip.joints, [(0, 0), (0, 0), (0, 0), (0, missing)])


def sides(skeleton: Skeleton) -> tuple[int, ...]:
    """Tell for each joint whether it is in the middle, on the left or on the right (V,)."""
    side = [MIDDLE] * skeleton.num_joints
    for left, right in skeleton.pairs:
        side[left], side[right] = LEFT, RIGHT
    return tuple(side)


def describe(clip: Clip, *, fps: float = 30.0) -> str:
    """Say in one sentence what a clip is, for a reader who cannot see it.

    Parameters
    ----------
    clip
        The clip.
    fps
        Frames per second of the recording.

    Returns
    -------
    str
        Name, persons, joints and length.
    """
    persons = "1 person" if clip.num_persons == 1 else f"{clip.num_persons} persons"
    return (
        f"Moving skeleton of {persons} with {clip.skeleton.num_joints} joints, "
        f"{clip.num_frames} frames, {clip.num_frames / fps:.1f} s, "
        f"recording {clip.recording.name}."
    )
