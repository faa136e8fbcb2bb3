"""Test clips made worse in one respect, always in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from eesgn_lite.analysis.edits import add_noise
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.datasets import Dataset
from eesgn_lite.data.packed import pack
from eesgn_lite.data.sampling import rotation_matrices

Level = int | str


class Worsening(NamedTuple):
    """One respect in which a clip is made worse.

    Attributes
    ----------
    words
        What is changed, for a figure.
    unit
        Of the levels; empty where they are names.
    levels
        How far it goes; the first leaves the clip as it is.
    apply
        Takes a clip, a level and the start of its random numbers; gives the changed clip.
    """

    words: str
    unit: str
    levels: tuple[Level, ...]
    apply: Callable[[Clip, Level, int], Clip]


def lose_joints(clip: Clip, joints: Sequence[int]) -> Clip:
    """Let joints read as zero in the whole clip, as a network sees a joint that was not found.

    Parameters
    ----------
    clip
        Any clip.
    joints
        Indices of the joints.

    Notes
    -----
    Zero after centring is the place of the centre joint in the first seen frame.
    """
    moved = clip.joints.copy()
    moved[:, :, list(joints)] = clip.origin
    return replace(clip, joints=moved, colour=None)


def drop_frames(clip: Clip, frames: Sequence[int]) -> Clip:
    """Let nobody be seen in some frames.

    Raises
    ------
    ValueError
        If nobody is left in the clip.
    """
    valid = clip.valid.copy()
    valid[:, list(frames)] = False
    return replace(clip, valid=valid)


def keep_every(clip: Clip, step: int) -> Clip:
    """Keep one frame in so many, the first in which somebody is seen among them.

    Raises
    ------
    ValueError
        If the step is below 1.
    """
    if step < 1:
        raise ValueError(f"step must be at least 1, found {step}.")
    kept = slice(int(clip.valid.any(axis=0).argmax()) % step, None, step)
    return replace(
        clip, joints=clip.joints[:, kept], valid=clip.valid[:, kept], tracking=None, colour=None
    )


def turn(clip: Clip, degrees: float) -> Clip:
    """Turn everybody about the vertical through the sensor.

    Raises
    ------
    ValueError
        If the layout is flat.
    """
    if clip.skeleton.dimensions != 3:
        raise ValueError(f"Layout {clip.skeleton.name!r} is flat and cannot be turned.")
    matrix = rotation_matrices(np.array([[0, np.deg2rad(degrees), 0]]))[0].astype(np.float32)
    return replace(clip, joints=clip.joints @ matrix.T, colour=None)


def _noise(clip: Clip, level: Level, seed: int) -> Clip:
    """Shake every joint by so many millimetres."""
    return add_noise(clip, int(level) / 1000, seed)


def _missing_joints(clip: Clip, level: Level, seed: int) -> Clip:
    """Lose so many percent of the joints, chosen at random for each clip."""
    order = np.random.default_rng(seed).permutation(clip.skeleton.num_joints)
    return lose_joints(clip, order[: round(int(level) / 100 * len(order))].tolist())


def _missing_limb(clip: Clip, level: Level, seed: int) -> Clip:
    """Lose the joints of one limb, or of both arms or legs."""
    parts = dict(clip.skeleton.parts)
    if str(level).startswith("both"):
        kind = str(level).removeprefix("both ").removesuffix("s")
        return lose_joints(clip, parts[f"left {kind}"] + parts[f"right {kind}"])
    return lose_joints(clip, parts[str(level)])


def _dropped_frames(clip: Clip, level: Level, seed: int) -> Clip:
    """Drop so many percent of the frames in which somebody is seen; one stays."""
    seen = np.random.default_rng(seed).permutation(np.flatnonzero(clip.valid.any(axis=0)))
    count = min(round(int(level) / 100 * len(seen)), len(seen) - 1)
    return drop_frames(clip, seen[:count].tolist())


WORSENINGS: Mapping[str, Worsening] = {
    "joint_noise": Worsening("joint noise", "mm", (0, 5, 10, 20, 50, 100), _noise),
    "missing_joints": Worsening("missing joints", "%", (0, 10, 20, 30, 50), _missing_joints),
    "missing_limb": Worsening(
        "missing limbs",
        "",
        ("none", "left arm", "right arm", "left leg", "right leg", "both arms", "both legs"),
        _missing_limb,
    ),
    "dropped_frames": Worsening("dropped frames", "%", (0, 25, 50, 75, 90), _dropped_frames),
    "frame_rate": Worsening(
        "frame rate",
        "frames for one kept",
        (1, 2, 4, 8, 16),
        lambda clip, level, seed: keep_every(clip, int(level)),
    ),
    "rotation": Worsening(
        "rotation about the vertical",
        "degrees",
        (0, 30, 60, 90, 135, 180),
        lambda clip, level, seed: turn(clip, int(level)),
    ),
}
"""What is measured, by name."""


def worsen(dataset: Dataset, name: str, level: Level) -> Dataset:
    """Make every clip of a data set worse, in the same way whenever it is called.

    Parameters
    ----------
    dataset
        One split.
    name
        One of `WORSENINGS`.
    level
        One of its levels. A worse level adds to a better one: the same joints are lost and
        more, the noise is the same and larger.

    Returns
    -------
    Dataset
        The same clips in the same order, with their labels; the data set itself where the
        level changes nothing.

    Raises
    ------
    ValueError
        If there is no such worsening, or it has no such level.
    """
    if name not in WORSENINGS:
        raise ValueError(f"No worsening {name!r}; there are {', '.join(WORSENINGS)}.")
    one = WORSENINGS[name]
    if level not in one.levels:
        levels = ", ".join(map(str, one.levels))
        raise ValueError(f"The worsening {name!r} has no level {level!r}; it has {levels}.")
    if level == one.levels[0]:
        return dataset
    clips = [one.apply(dataset[item], level, item) for item in range(len(dataset))]
    return replace(dataset, store=pack(clips), rows=np.arange(len(clips)))
