"""Change a clip in one respect, to see whether the answer changes with it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import Skeleton

_LONGEST = 100_000


def freeze(clip: Clip, part: str) -> Clip:
    """Let a part of the body keep its first pose; the body carries it along.

    Parameters
    ----------
    clip
        Any clip.
    part
        A part of the clip's layout, such as "left arm".

    Raises
    ------
    ValueError
        If the layout has no such part.

    Notes
    -----
    The part keeps the offsets that it has in the person's first seen frame, from the joint it
    hangs from (a part with the root: from the root). It does not turn with the body.
    """
    members, anchor = _part(clip.skeleton, part)
    joints = clip.joints.copy()
    for person in np.flatnonzero(clip.valid.any(axis=1)):
        first = clip.joints[person, clip.valid[person].argmax()]
        joints[person][:, members] = joints[person][:, [anchor]] + (first[members] - first[anchor])
    return _moved(clip, joints)


def _part(skeleton: Skeleton, part: str) -> tuple[list[int], int]:
    """Return the joints of a part and the joint it hangs from."""
    parts = dict(skeleton.parts)
    if part not in parts:
        has = f"it has {', '.join(parts)}" if parts else "it has none"
        raise ValueError(f"Layout {skeleton.name!r} has no part {part!r}; {has}.")
    members = parts[part]
    if skeleton.root in members:
        return list(members), skeleton.root
    outside = [skeleton.parents[j] for j in members if skeleton.parents[j] not in members]
    return list(members), outside[0]


def reverse(clip: Clip) -> Clip:
    """Play a clip backwards."""
    return replace(
        clip,
        joints=clip.joints[:, ::-1].copy(),
        valid=clip.valid[:, ::-1].copy(),
        tracking=None if clip.tracking is None else clip.tracking[:, ::-1].copy(),
        colour=None if clip.colour is None else clip.colour[:, ::-1].copy(),
    )


def swap_sides(clip: Clip) -> Clip:
    """Mirror a clip: a left-handed throw becomes a right-handed one.

    Raises
    ------
    ValueError
        If the layout names no left and right joints.

    Notes
    -----
    Each left joint and its right partner change names, and x changes its sign about the mean x
    of the clip, so that nobody leaves the place. Pixel positions are dropped.
    """
    if not clip.skeleton.pairs:
        raise ValueError(f"Layout {clip.skeleton.name!r} pairs no left and right joints to swap.")
    order = list(clip.skeleton.mirror)
    joints = clip.joints[:, :, order]
    middle = np.nanmean(clip.joints[..., 0], dtype=np.float64)
    joints[..., 0] = 2 * middle - joints[..., 0]
    return replace(
        clip,
        joints=joints,
        tracking=None if clip.tracking is None else clip.tracking[:, :, order],
        colour=None,
    )


def change_speed(clip: Clip, factor: float) -> Clip:
    """Play a clip faster (factor above 1) or slower (below 1); positions are interpolated.

    Parameters
    ----------
    clip
        Any clip of T frames.
    factor
        Speed, above 0. The new clip has T / factor frames, rounded, at least 1.

    Raises
    ------
    ValueError
        If the factor is not a number above 0, or the new clip would be longer than 100,000
        frames or hold nobody.

    Notes
    -----
    A model that samples the same number of frames from clips of any length hardly notices.
    Between a frame in which a person is seen and one in which not, the earlier is kept.
    Tracking states and pixel positions are dropped.
    """
    if not (math.isfinite(factor) and factor > 0):
        raise ValueError(f"factor must be a number above 0, found {factor}.")
    length = clip.num_frames / factor
    if length > _LONGEST:
        raise ValueError(f"factor {factor} gives {length:,.0f} frames; take a larger one.")
    count = max(1, round(length))
    places = np.linspace(0, clip.num_frames - 1, count)
    before = np.floor(places).astype(np.int64)
    after = np.minimum(before + 1, clip.num_frames - 1)
    share = (places - before).astype(np.float32)[:, None, None]
    if not clip.valid[:, before].any():
        raise ValueError(f"factor {factor} leaves no frame with a person; take a smaller one.")
    # A step from or to a frame without the person is NaN, and becomes no step.
    step = np.nan_to_num(clip.joints[:, after] - clip.joints[:, before])
    return replace(
        clip,
        joints=clip.joints[:, before] + share * step,
        valid=clip.valid[:, before],
        tracking=None,
        colour=None,
    )


def add_noise(clip: Clip, metres: float, seed: int = 0) -> Clip:
    """Shake every joint at random, independently in each frame.

    Parameters
    ----------
    clip
        Any clip.
    metres
        Standard deviation along each axis, at least 0.
    seed
        Start of the random numbers, at least 0; the same seed shakes in the same way.

    Raises
    ------
    ValueError
        If metres is not a number of at least 0, or the seed is below 0.
    """
    if not (math.isfinite(metres) and metres >= 0):
        raise ValueError(f"metres must be a number of at least 0, found {metres}.")
    if seed < 0:
        raise ValueError(f"seed must be at least 0, found {seed}.")
    noise = np.random.default_rng(seed).standard_normal(clip.joints.shape, dtype=np.float32)
    return _moved(clip, clip.joints + np.float32(metres) * noise)


def _moved(clip: Clip, joints: np.ndarray) -> Clip:
    """Give a clip other positions; the pixels they were seen at no longer hold."""
    return replace(clip, joints=joints, colour=None)
