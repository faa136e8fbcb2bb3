"""Exercises of notebook 01, skeleton data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

# Three frames of a chain of four joints, the second of which is the root.
_JOINTS = np.array(
    [
        [[0.0, 0.0, 3.0], [0.0, 1.0, 3.0], [0.5, 1.0, 3.2], [0.7, 0.6, 3.5]],
        [[0.1, 0.0, 3.0], [0.0, 1.1, 3.1], [0.4, 1.3, 3.2], [0.9, 0.7, 3.1]],
        [[0.0, 0.2, 2.9], [0.1, 1.0, 3.0], [0.6, 0.9, 3.3], [0.8, 0.5, 3.4]],
    ]
)
_PARENTS = np.array([1, 1, 1, 2])
_ORDER = np.array([0, 1, 3, 2])


def lines_in_file(frames: int, persons: int) -> int:
    """Return the number of lines of a .skeleton file with that many persons in every frame."""
    lines_of_a_person = 1 + 1 + 25
    return 1 + frames * (1 + persons * lines_of_a_person)


def _try_lines(function: Callable[[int, int], int]) -> list[int]:
    """Count for two files."""
    return [function(1, 1), function(50, 2)]


def bone_lengths(joints: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """Return the length of every bone in every frame, (T, V), for joints (T, V, 3)."""
    bones = joints - joints[:, parents]
    return np.sqrt((bones**2).sum(axis=-1))


def _try_bones(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """Measure the chain."""
    return function(_JOINTS.copy(), _PARENTS.copy())


def mirror(joints: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the mirror image of joints (T, V, 3); order exchanges left and right joints."""
    flipped = joints * np.array([-1, 1, 1])
    return flipped[:, order]


def _try_mirror(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """Mirror the chain."""
    return function(_JOINTS.copy(), _ORDER.copy())


EXERCISES = (
    Exercise(
        number="01-1",
        name="lines_in_file",
        answer=lines_in_file,
        try_out=_try_lines,
        reason="One line for the file, one a frame, and 27 a person in a frame.",
        mistakes=(
            Mistake(
                answer=lambda frames, persons: frames * (1 + persons * 27),
                reason="The very first line, the number of frames, is missing.",
            ),
            Mistake(
                answer=lambda frames, persons: 1 + frames + persons * 27,
                reason="You counted every body once. It is written again in each frame.",
            ),
            Mistake(
                answer=lambda frames, persons: 1 + frames * persons * 27,
                reason="Each frame begins with a line of its own: the number of bodies.",
            ),
            Mistake(
                answer=lambda frames, persons: 1 + frames * (1 + persons * 26),
                reason="A body has two lines before its joints: its state and its joint count.",
            ),
            Mistake(
                answer=lambda frames, persons: 1 + frames * (1 + persons * 25),
                reason="You counted the joints of a body only, not the two lines before them.",
            ),
        ),
        hints=(
            "Count the lines of one body first: state, joint count, joints.",
            "A frame adds one line, the number of bodies. The file adds one line in all.",
            "1 + frames * (1 + persons * lines_of_a_person)",
        ),
    ),
    Exercise(
        number="01-2",
        name="bone_lengths",
        answer=bone_lengths,
        try_out=_try_bones,
        reason="Joint minus parent is the bone; the root of the sum of squares is its length.",
        mistakes=(
            Mistake(
                answer=lambda joints, parents: ((joints - joints[:, parents]) ** 2).sum(-1),
                reason="These are squared lengths. The square root is missing.",
            ),
            Mistake(
                answer=lambda joints, parents: np.abs(joints - joints[:, parents]).sum(-1),
                reason="You added x, y and z as if walking along the axes. Use Pythagoras.",
            ),
            Mistake(
                answer=lambda joints, parents: np.linalg.norm(joints, axis=-1),
                reason="This is each joint's distance from the camera, not from its parent.",
            ),
            Mistake(
                answer=lambda joints, parents: np.linalg.norm(
                    joints - joints[parents[:3]], axis=-1
                ),
                reason="You picked frames by the parents. Joints are the second axis.",
            ),
        ),
        hints=(
            "joints[:, parents] holds, at the place of each joint, the position of its parent.",
            "Subtract it from joints: (T, V, 3). The root becomes zero.",
            "Square, add over the last axis, take the square root.",
        ),
    ),
    Exercise(
        number="01-3",
        name="mirror",
        answer=mirror,
        try_out=_try_mirror,
        reason="A mirror changes the sign of x, and what was a left hand is now a right one.",
        mistakes=(
            Mistake(
                answer=lambda joints, order: joints * np.array([-1, 1, 1]),
                reason="The places are mirrored, the names are not: a left hand sits on the right.",
            ),
            Mistake(
                answer=lambda joints, order: joints[:, order],
                reason="You only renamed the joints. The body must be flipped too.",
            ),
            Mistake(
                answer=lambda joints, order: (joints * np.array([1, -1, 1]))[:, order],
                reason="You flipped y. This person stands on the head.",
            ),
            Mistake(
                answer=lambda joints, order: (joints * np.array([1, 1, -1]))[:, order],
                reason="You flipped z. This person stands behind the camera.",
            ),
        ),
        hints=(
            "Two things happen in a mirror: x changes its sign, and left becomes right.",
            "Multiply by np.array([-1, 1, 1]): it works on the last axis.",
            "Then put the joints in the other order: flipped[:, order].",
        ),
    ),
    Exercise(
        number="01-4",
        name="choice",
        answer="d",
        reason="Limb lengths and gait remain in all of these, and both can point to a person.",
        mistakes=(
            Mistake(
                answer="a",
                reason="The experiment above had no video either, and it still found persons.",
            ),
            Mistake(
                answer="b",
                reason="Without names one can still ask: is this the person of that other file?",
            ),
            Mistake(answer="c", reason="Centring moves the body. Its proportions stay the same."),
        ),
        hints=(
            "Which of these steps changes the length of a forearm?",
            "None of them does. What follows for the experiment above?",
        ),
    ),
)
