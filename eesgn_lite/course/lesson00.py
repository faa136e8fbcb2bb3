"""Exercises of notebook 00, start here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_WEIGHTS = np.array(
    [[0.1, 0.2, 0.3, 0.4], [0.5, 0.1, 0.1, 0.3], [0.2, 0.2, 0.5, 0.1], [0.3, 0.3, 0.2, 0.2]]
)
_PART = np.array([1, 3])


def part_weight(weights: np.ndarray, part: np.ndarray) -> float:
    """Return a part's total weight, averaged over frames; weights is (frames, joints)."""
    return float(weights[:, part].sum(axis=1).mean())


def _try_part_weight(function: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """Weigh two of four joints over three frames."""
    return function(_WEIGHTS.copy(), _PART.copy())


EXERCISES = (
    Exercise(
        number="00-1",
        name="choice",
        answer="b",
        reason="The model sees joint positions over time and nothing else: no face, no room.",
        mistakes=(
            Mistake(answer="a", reason="No picture enters. The sensor keeps only the joints."),
            Mistake(
                answer="c",
                reason="One pose is not enough: sitting down and standing up share every pose.",
            ),
            Mistake(answer="d", reason="The name is what the model must find. It is not given."),
        ),
        hints=(
            "Look at what ee.play drew. All that moved is all there is.",
            "Print clip.joints.shape: persons, frames, joints, coordinates.",
        ),
    ),
    Exercise(
        number="00-2",
        name="choice",
        answer="c",
        reason="Softmax spreads 1 over the known classes. There is no 'none of these' among them.",
        mistakes=(
            Mistake(answer="a", reason="No class is called 'unknown', so it cannot be named."),
            Mistake(
                answer="b",
                reason="Equal shares would be honest, but nothing in training asks for them.",
            ),
            Mistake(
                answer="d", reason="The input has the right shape, so nothing stops the model."
            ),
        ),
        hints=(
            "Add up the probabilities of all classes. What must come out?",
            "The classes are fixed when the model is built. Which of them could be 'eating'?",
        ),
    ),
    Exercise(
        number="00-3",
        name="part_weight",
        answer=part_weight,
        try_out=_try_part_weight,
        reason="Weights add up over joints, and the frames are averaged.",
        mistakes=(
            Mistake(
                answer=lambda weights, part: weights[:, part].sum(),
                reason="You added the frames up too. Average them, or long clips weigh more.",
            ),
            Mistake(
                answer=lambda weights, part: weights[:, part].mean(),
                reason="You averaged over the joints. A part's weight is the sum of its joints'.",
            ),
            Mistake(
                answer=lambda weights, part: weights[part].sum(axis=1).mean(),
                reason="This is the weight of all joints, and that is always 1. Take those of the "
                "part: joints are the second axis.",
            ),
            Mistake(
                answer=lambda weights, part: weights[:, part].sum(axis=0).mean(),
                reason="The axes are exchanged: add over the joints, average over the frames.",
            ),
        ),
        hints=(
            "weights[:, part] keeps the joints of the part, in every frame.",
            "Add over axis 1, the joints. One number for each frame remains.",
            "Then take the mean over frames, and turn it into a float.",
        ),
    ),
)
