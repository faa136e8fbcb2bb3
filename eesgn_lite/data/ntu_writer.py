"""Write a clip in the text format of the sensor that recorded NTU RGB+D."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import NTU25

# The sensor counts its bodies from 2**56; a float64 no longer tells such numbers apart.
FIRST_TRACKING_ID = 2**56 + 1
_LARGEST_TRACKING_ID = 2**64 - 1
_END = "\r\n"
_BODY_LINE = "{} 0 1 1 1 1 0 0 0 2"
_ORIENTATION = " 0 0 0 0 "
_TRACKED = 2
# Nominal focal length and principal point, in pixels, of the depth and the colour camera.
_DEPTH_CAMERA = (365.0, 257.0, 210.0)
_COLOUR_CAMERA = (1050.0, 976.0, 555.0)


def write_skeleton(
    path: str | Path, clip: Clip, *, tracking_ids: Sequence[int] | None = None
) -> None:
    """Write a clip as an NTU RGB+D ``.skeleton`` file, whole or not at all.

    Parameters
    ----------
    path
        File to write, replaced if it exists.
    clip
        Clip in the layout ``ntu25``. Its `tracking` and `colour` are written where it has them;
        else every joint is tracked and its colour position is projected by a nominal camera.
    tracking_ids
        One whole number for each person, all different, 0 to 2**64 - 1; by default ascending
        from `FIRST_TRACKING_ID`.

    Raises
    ------
    ValueError
        If the layout is another, the tracking ids do not fit the persons, a valid body has all
        its joints at zero (which reads as absent), or a joint of a valid body has no tracking
        state.

    Notes
    -----
    ``read_skeleton(path, actors="all")`` gives the same clip back, to the last bit, when the
    tracking ids ascend. A person who is never seen leaves no trace in a file.
    """
    path = Path(path)
    numbers = _checked_ids(clip, tracking_ids)
    _check_bodies(clip)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="ascii", newline="") as file:
            file.writelines(line + _END for line in _lines(clip, numbers))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _checked_ids(clip: Clip, tracking_ids: Sequence[int] | None) -> list[int]:
    """Return one tracking id a person."""
    if tracking_ids is None:
        return [FIRST_TRACKING_ID + person for person in range(clip.num_persons)]
    numbers = [int(number) for number in tracking_ids]
    if len(numbers) != clip.num_persons or len(set(numbers)) != len(numbers):
        raise ValueError(
            f"Clip {clip.recording.name!r} needs {clip.num_persons} different tracking ids, "
            f"found {numbers}."
        )
    if not all(0 <= number <= _LARGEST_TRACKING_ID for number in numbers):
        raise ValueError(f"Tracking ids must lie in 0..2**64 - 1, found {numbers}.")
    return numbers


def _check_bodies(clip: Clip) -> None:
    """Refuse what the format cannot say."""
    name = clip.recording.name
    if clip.skeleton != NTU25:
        raise ValueError(
            f"Clip {name!r} has layout {clip.skeleton.name!r}; a .skeleton file needs 'ntu25'."
        )
    if not clip.joints[clip.valid].any(axis=(1, 2)).all():
        raise ValueError(f"Clip {name!r}: a valid body with all joints at zero reads as absent.")
    if clip.tracking is not None and not np.isin(clip.tracking[clip.valid], (0, 1, 2)).all():
        raise ValueError(f"Clip {name!r}: tracking states of valid bodies must be 0, 1 or 2.")


def _lines(clip: Clip, numbers: list[int]) -> Iterator[str]:
    """Yield the lines of the file, frame by frame."""
    yield str(clip.num_frames)
    for frame in range(clip.num_frames):
        persons = np.flatnonzero(clip.valid[:, frame]).tolist()
        yield str(len(persons))
        for person in persons:
            yield _BODY_LINE.format(numbers[person])
            yield str(NTU25.num_joints)
            yield from _joint_lines(clip, person, frame)


def _joint_lines(clip: Clip, person: int, frame: int) -> Iterator[str]:
    """Yield the 25 lines of one body; numbers are as short as they can be and stay exact."""
    joints = clip.joints[person, frame]
    depth = _project(joints, _DEPTH_CAMERA)
    if clip.colour is None:
        colour = _project(joints, _COLOUR_CAMERA)
    else:
        colour = clip.colour[person, frame].astype(np.float32)
    states = np.full(len(joints), _TRACKED)
    if clip.tracking is not None:
        states = clip.tracking[person, frame]
    for numbers, state in zip(np.hstack([joints, depth, colour]), states, strict=True):
        yield " ".join(map(str, numbers)) + _ORIENTATION + str(state)


def _project(joints: np.ndarray, camera: tuple[float, float, float]) -> np.ndarray:
    """Project (V, 3) metres to (V, 2) pixels, y down; NaN where the camera cannot see it."""
    focal, centre_x, centre_y = camera
    x, y, z = joints.T.astype(np.float64)
    z = np.where(z > 0, z, np.nan)
    with np.errstate(over="ignore"):
        pixels = np.stack([centre_x + focal * x / z, centre_y - focal * y / z], axis=1)
        pixels = pixels.astype(np.float32)
    return np.where(np.isfinite(pixels), pixels, np.float32(np.nan))
