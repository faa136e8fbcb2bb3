"""Exercises of notebook 02, from clip to tensor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

# Two persons, three frames, four joints.
_JOINTS = np.arange(72, dtype=np.float64).reshape(2, 3, 4, 3) ** 1.5
_HIPS = (np.array([-0.1, 0.9, 3.1]), np.array([0.2, 0.9, 3.2]))


def centre(joints: np.ndarray, joint: int) -> np.ndarray:
    """Move joints (M, T, V, 3) so that `joint` of person 0 in frame 0 is the origin."""
    return joints - joints[0, 0, joint]


def _try_centre(function: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    """Centre two persons at their second joint."""
    return function(_JOINTS.copy(), 1)


def segment_of(frame: int, length: int, segments: int) -> int:
    """Return the segment, counted from 0, that a frame of a clip of that length lies in."""
    return frame * segments // length


def _try_segment(function: Callable[[int, int, int], int]) -> list[int]:
    """Ask for the last frame of an awkward length, and for frames between."""
    return [function(frame, 39, 20) for frame in (0, 1, 10, 25, 38)]


def facing_angle(left_hip: np.ndarray, right_hip: np.ndarray) -> float:
    """Return the angle, in radians, for which `turn` brings the line of the hips along x."""
    line = right_hip - left_hip
    return float(np.arctan2(line[2], line[0]))


def _try_facing(function: Callable[[np.ndarray, np.ndarray], float]) -> list[float]:
    """Turn a body whose right hip is farther away than its left hip, then one seen from behind."""
    return [function(left.copy(), right.copy()) for left, right in (_HIPS, _HIPS[::-1])]


EXERCISES = (
    Exercise(
        number="02-1",
        name="centre",
        answer=centre,
        try_out=_try_centre,
        reason="One shift for all, so the path of the body and the space between persons stay.",
        mistakes=(
            Mistake(
                answer=lambda joints, joint: joints - joints[:, :, joint : joint + 1],
                reason="Each frame got a shift of its own. A jump would vanish.",
            ),
            Mistake(
                answer=lambda joints, joint: joints - joints[:, :1, joint : joint + 1],
                reason="Each person got a shift of their own. Two who hug would stand apart.",
            ),
            Mistake(
                answer=lambda joints, joint: joints - joints[:1, :, joint : joint + 1],
                reason="All persons got the same shift, but another one in each frame.",
            ),
            Mistake(
                answer=lambda joints, joint: joints - joints[0, 0, 0],
                reason="You took joint 0. The argument says which joint.",
            ),
            Mistake(
                answer=lambda joints, joint: joints - joints[0, :, joint].mean(axis=0),
                reason="You took the mean over all frames. Take the first frame only.",
            ),
        ),
        hints=(
            "Which three numbers shall become zero? Person 0, frame 0, that joint.",
            "joints[0, 0, joint] has shape (3,). numpy subtracts it from every joint.",
        ),
    ),
    Exercise(
        number="02-2",
        name="segment_of",
        answer=segment_of,
        try_out=_try_segment,
        reason="The segments are equally long, so none of the clip is lost.",
        mistakes=(
            Mistake(
                answer=lambda frame, length, segments: frame // (length // segments),
                reason="You rounded the segment length down. The last frames fall off the end.",
            ),
            Mistake(
                answer=lambda frame, length, segments: round(frame * segments / length),
                reason="You rounded to the nearest. A segment begins where its number begins.",
            ),
            Mistake(
                answer=lambda frame, length, segments: frame // segments,
                reason="A segment has length / segments frames, not `segments` frames.",
            ),
            Mistake(
                answer=lambda frame, length, segments: frame * segments / length,
                reason="This says how far into the segments the frame lies. Take the whole part.",
            ),
            Mistake(
                answer=lambda frame, length, segments: frame * segments // length + 1,
                reason="You counted from 1. The first segment is number 0.",
            ),
            Mistake(
                answer=lambda frame, length, segments: frame % segments,
                reason="This deals frames out like cards. A segment holds neighbours.",
            ),
        ),
        hints=(
            "Segment i begins at i * length / segments. Turn this around.",
            "i is the whole part of frame * segments / length.",
            "Python's // gives the whole part.",
        ),
    ),
    Exercise(
        number="02-3",
        name="facing_angle",
        answer=facing_angle,
        try_out=_try_facing,
        reason="After this turn both hips are equally far from the camera.",
        mistakes=(
            Mistake(
                answer=lambda left, right: -np.arctan2(*(right - left)[[2, 0]]),
                reason="The sign is wrong: this turns the body away twice as far.",
            ),
            Mistake(
                answer=lambda left, right: np.arctan2(*(right - left)[[0, 2]]),
                reason="You exchanged z and x. This is the angle from the z axis.",
            ),
            Mistake(
                answer=lambda left, right: np.arctan(np.divide(*(right - left)[[2, 0]])),
                reason="A body seen from behind gets the angle of one seen from the front.",
            ),
            Mistake(
                answer=lambda left, right: np.degrees(np.arctan2(*(right - left)[[2, 0]])),
                reason="These are degrees. numpy's sin and cos take radians.",
            ),
            Mistake(
                answer=lambda left, right: np.arctan2(*(left - right)[[2, 0]]),
                reason="You went from right to left. The body would show its back.",
            ),
        ),
        hints=(
            "Only x and z matter. Draw the line from the left to the right hip from above.",
            "Its angle from the x axis is np.arctan2(z, x).",
            "turn takes this angle away, so it is the answer, sign included.",
        ),
    ),
    Exercise(
        number="02-4",
        name="choice",
        answer="b",
        reason="Without the body's own path, a jump is only a bending of the knees.",
        mistakes=(
            Mistake(answer="a", reason="One shift for the whole clip keeps the way up and down."),
            Mistake(answer="c", reason="A turn about the vertical leaves every height as it is."),
            Mistake(
                answer="d",
                reason="A jump lasts longer than one segment, so some frame shows the flight.",
            ),
        ),
        hints=(
            "What tells a jump from a squat?",
            "The height of the whole body. Which step removes it in every frame?",
        ),
    ),
)
