"""What the player may draw besides bodies: trails, ghosts, arrows, marks; checked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import Skeleton

ARROWS = ("bone", "joint_velocity", "bone_velocity")
MOST_GHOSTS = 8
GHOST_SECONDS = 0.15
TRAIL_SECONDS = 1.0
ARROW_SECONDS = 0.1
_ARROW_WORDS = {
    "bone": "arrows: bones, from parent to child",
    "joint_velocity": f"arrows: way of a joint in {ARROW_SECONDS} s",
    "bone_velocity": f"arrows: change of a bone in {ARROW_SECONDS} s",
}


@dataclass(frozen=True, kw_only=True)
class Overlays:
    """Say what is drawn besides the bodies.

    Parameters
    ----------
    trails
        Joints that leave a trail, for each clip.
    ghosts
        Earlier moments drawn pale.
    arrows
        One of `ARROWS`, or None.
    marks
        Frames marked on the time line, in order, for each clip.

    Raises
    ------
    ValueError
        If `ghosts` is out of range or there are no such arrows.
    """

    trails: tuple[tuple[int, ...], ...]
    ghosts: int
    arrows: str | None
    marks: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Check what does not depend on a clip."""
        if not is_whole(self.ghosts) or not 0 <= self.ghosts <= MOST_GHOSTS:
            raise ValueError(
                f"ghosts must be a whole number in 0..{MOST_GHOSTS}, found {self.ghosts!r}."
            )
        if self.arrows is not None and self.arrows not in ARROWS:
            raise ValueError(f"No arrows {self.arrows!r}; there are {', '.join(ARROWS)}.")

    def words(self, skeletons: Sequence[Skeleton]) -> list[str]:
        """Name each thing that is drawn, for the legend and for readers who cannot see it."""
        joints = {
            skeleton.joints[joint].replace("_", " "): None
            for skeleton, trail in zip(skeletons, self.trails, strict=True)
            for joint in trail
        }
        words = [f"trail of {', '.join(joints)}: last {TRAIL_SECONDS:g} s"] if joints else []
        if self.ghosts:
            words.append(f"pale: {self.ghosts} earlier moments, {GHOST_SECONDS} s apart")
        if self.arrows:
            words.append(_ARROW_WORDS[self.arrows])
        if any(self.marks):
            words.append("ticks on the time line: marked frames")
        return words


def is_whole(value: object) -> bool:
    """Tell whether a value is a whole number; True and False are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def trail_joints(clip: Clip, trails: Sequence[str | int]) -> tuple[int, ...]:
    """Return the numbers of joints given by name or number.

    Parameters
    ----------
    clip
        The clip.
    trails
        Joint names or numbers.

    Raises
    ------
    ValueError
        If the clip has no such joint, or a joint is neither name nor whole number.
    """
    if isinstance(trails, str):
        trails = [trails]
    if not isinstance(trails, Iterable):
        raise ValueError(f"trails must be a list of joint names or numbers, found {trails!r}.")
    names = clip.skeleton.joints
    found = []
    for joint in trails:
        number = names.index(joint) if joint in names else joint
        if not isinstance(joint, str) and not is_whole(joint):
            raise ValueError(f"trails takes joint names or whole numbers, found {joint!r}.")
        if isinstance(number, str) or not 0 <= number < len(names):
            raise ValueError(
                f"Skeleton {clip.skeleton.name!r} has no joint {joint!r}; "
                f"it has {', '.join(names)}."
            )
        found.append(int(number))
    return tuple(found)


def marked_frames(clip: Clip, marks: Sequence[int] | np.ndarray | None) -> tuple[int, ...]:
    """Return the marked frames in order, each once.

    Parameters
    ----------
    clip
        The clip.
    marks
        Frame numbers from 0, or None.

    Raises
    ------
    ValueError
        If the clip has no such frame or a mark is no whole number.
    """
    if marks is None:
        return ()
    frames = np.unique(np.asarray(marks))
    last = clip.num_frames - 1
    whole = np.issubdtype(frames.dtype, np.integer)
    if frames.size and (not whole or frames[0] < 0 or frames[-1] > last):
        raise ValueError(
            f"Marks must be whole numbers in 0..{last}, found {np.asarray(marks).tolist()}."
        )
    return tuple(int(frame) for frame in frames)
