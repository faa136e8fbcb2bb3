"""Exercises of notebook 10, what the model sees."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_SCORES = np.array([0.1, 0.5, 0.05, 0.3, 0.02])
_SHARES = np.array([0.0, 0.1, 0.4, 1.0])
_CURVE = np.array([0.9, 0.5, 0.3, 0.1])
_CHANCE = np.array([[0.9, 0.8, 0.6, 0.1], [0.9, 0.7, 0.7, 0.1]])
# Four frames of five joints; joints 3 and 4 hang on joint 1.
_JOINTS = np.arange(60, dtype=np.float64).reshape(4, 5, 3) ** 1.5
_MEMBERS = np.array([3, 4])


def hide_first(scores: np.ndarray, count: int) -> np.ndarray:
    """Return a mask (V,) that is True at the `count` joints with the largest scores (V,)."""
    hidden = np.zeros(len(scores), dtype=bool)
    hidden[np.argsort(-scores)[:count]] = True
    return hidden


def _try_hide(function: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    """Hide two of five joints."""
    return function(_SCORES.copy(), 2)


def gain(shares: np.ndarray, curve: np.ndarray, chance: np.ndarray) -> float:
    """Return how far a deletion curve (P,) lies below random orders (R, P), as an area."""
    below = chance.mean(axis=0) - curve
    return float(np.trapezoid(below, shares))


def _try_gain(function: Callable[[np.ndarray, np.ndarray, np.ndarray], float]) -> float:
    """Compare one curve with two random orders, in uneven steps."""
    return function(_SHARES.copy(), _CURVE.copy(), _CHANCE.copy())


def hold(joints: np.ndarray, members: np.ndarray, anchor: int) -> np.ndarray:
    """Return joints (T, V, 3) in which `members` keep the first frame's offsets from `anchor`."""
    held = joints.copy()
    offsets = joints[0, members] - joints[0, anchor]
    held[:, members] = joints[:, [anchor]] + offsets
    return held


def _hold_in_place(joints: np.ndarray, members: np.ndarray, anchor: int) -> np.ndarray:
    """Leave the members where they were in the room."""
    held = joints.copy()
    held[:, members] = joints[0, members]
    return held


def _hold_on_anchor(joints: np.ndarray, members: np.ndarray, anchor: int) -> np.ndarray:
    """Put all members on the anchor."""
    held = joints.copy()
    held[:, members] = joints[:, [anchor]]
    return held


def _hold_mean(joints: np.ndarray, members: np.ndarray, anchor: int) -> np.ndarray:
    """Keep the mean offset."""
    held = joints.copy()
    offsets = (joints[:, members] - joints[:, [anchor]]).mean(axis=0)
    held[:, members] = joints[:, [anchor]] + offsets
    return held


def _hold_all(joints: np.ndarray, members: np.ndarray, anchor: int) -> np.ndarray:
    """Hold the whole body, not the members."""
    return joints[:, [anchor]] + joints[0] - joints[0, anchor]


def _try_hold(function: Callable[[np.ndarray, np.ndarray, int], np.ndarray]) -> np.ndarray:
    """Hold two of five joints still."""
    return function(_JOINTS.copy(), _MEMBERS.copy(), 1)


EXERCISES = (
    Exercise(
        number="10-1",
        name="hide_first",
        answer=hide_first,
        try_out=_try_hide,
        reason="Sorting gives joint numbers in order of score; the first of them are hidden.",
        mistakes=(
            Mistake(
                answer=lambda scores, count: np.argsort(-scores) < count,
                reason="argsort gives joint numbers, not ranks. You compared numbers of joints "
                "with count.",
            ),
            Mistake(
                answer=lambda scores, count: scores <= np.sort(scores)[count - 1],
                reason="You hid the joints with the smallest scores.",
            ),
            Mistake(
                answer=lambda scores, count: np.arange(len(scores)) < count,
                reason="You hid the first joints of the skeleton. Look at their scores.",
            ),
            Mistake(
                answer=lambda scores, count: ~(scores >= np.sort(scores)[-count]),
                reason="The mask is upside down: True means hidden.",
            ),
        ),
        hints=(
            "np.argsort(-scores) lists the joints, the largest score first.",
            "Its first `count` entries are the joints to hide.",
            "Start from np.zeros(len(scores), dtype=bool) and set these to True.",
        ),
    ),
    Exercise(
        number="10-2",
        name="gain",
        answer=gain,
        try_out=_try_gain,
        reason="Above 0 the ranking finds what the answer hangs on sooner than chance does.",
        mistakes=(
            Mistake(
                answer=lambda shares, curve, chance: np.trapezoid(
                    curve - chance.mean(axis=0), shares
                ),
                reason="The sign is turned: in deletion the better curve is the lower one.",
            ),
            Mistake(
                answer=lambda shares, curve, chance: (chance.mean(axis=0) - curve).mean(),
                reason="The steps are not equally wide, so a plain mean is not the area.",
            ),
            Mistake(
                answer=lambda shares, curve, chance: np.trapezoid(chance[0] - curve, shares),
                reason="You took one random order. Average over all of them first.",
            ),
            Mistake(
                answer=lambda shares, curve, chance: np.trapezoid(chance.mean(axis=0) - curve),
                reason="The shares are missing: without them every step counts as wide as 1.",
            ),
        ),
        hints=(
            "First average the random orders: chance.mean(axis=0).",
            "How far is the curve below that, at each share?",
            "np.trapezoid(heights, places) gives the area.",
        ),
    ),
    Exercise(
        number="10-3",
        name="hold",
        answer=hold,
        try_out=_try_hold,
        reason="The arm is stiff, and the body still carries it along.",
        mistakes=(
            Mistake(
                answer=_hold_in_place,
                reason="The part stays behind in the room while the body moves. Keep its offset "
                "from the anchor.",
            ),
            Mistake(
                answer=_hold_on_anchor,
                reason="All joints of the part fell onto the anchor. Add their first offsets.",
            ),
            Mistake(
                answer=_hold_mean,
                reason="You kept the mean pose of the part. Keep that of the first frame.",
            ),
            Mistake(
                answer=_hold_all,
                reason="The whole body is stiff. Only the members are.",
            ),
        ),
        hints=(
            "Where are the members in frame 0, seen from the anchor? Subtract.",
            "joints[:, [anchor]] has shape (T, 1, 3): the anchor's path.",
            "In every frame a member stands at the anchor plus its offset of frame 0.",
        ),
    ),
    Exercise(
        number="10-4",
        name="choice",
        answer="b",
        reason="It tells what one layer computed in one clip. All else must be tested.",
        mistakes=(
            Mistake(
                answer="a",
                reason="The maximum carries features past the weights, so the answer may rest "
                "on others.",
            ),
            Mistake(
                answer="c",
                reason="One clip is no statement about all. Somebody chose this clip for the page.",
            ),
            Mistake(
                answer="d",
                reason="That is a counterfactual. Freeze the arm and look.",
            ),
        ),
        hints=(
            "What was computed, and on how many clips?",
            "Which of the four sentences needs no further experiment?",
        ),
    ),
)
