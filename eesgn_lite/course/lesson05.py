"""Exercises of notebook 05, Semantic-Pooling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

# Five joints, six features; the last joint holds none.
_FEATURES = np.array(
    [
        [0.5, 2.0, 1.0, 0.0, 0.2, 0.1],
        [3.0, 0.0, 1.5, 0.5, 0.9, 0.3],
        [1.0, 1.0, 4.0, 0.2, 0.1, 0.8],
        [0.0, 0.5, 1.0, 0.9, 0.3, 0.2],
        [2.0, 0.3, 0.0, 0.1, 0.4, 0.6],
    ]
)
_SCORES = np.array([2.0, -1.0, 0.5, 4.0])


def held(x: np.ndarray) -> np.ndarray:
    """Return for each joint the share of features it is largest in; x is (joints, features)."""
    holder = x.argmax(axis=0)
    return np.bincount(holder, minlength=len(x)) / x.shape[1]


def _try_held(function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Look at five joints."""
    return function(_FEATURES.copy())


def joint_weights(scores: np.ndarray, width: int) -> np.ndarray:
    """Return softmax(scores / sqrt(width)); scores is (V,), the weights add up to 1."""
    powers = np.exp(scores / np.sqrt(width))
    return powers / powers.sum()


def _sigmoid(scores: np.ndarray, width: int) -> np.ndarray:
    """Judge each joint for itself."""
    return 1 / (1 + np.exp(-scores / np.sqrt(width)))


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Weigh without scaling."""
    return np.exp(scores) / np.exp(scores).sum()


def _try_weights(function: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    """Weigh four joints."""
    return function(_SCORES.copy(), 16)


EXERCISES = (
    Exercise(
        number="05-1",
        name="held",
        answer=held,
        try_out=_try_held,
        reason="Each feature has its own holder, so many joints can take part in a maximum.",
        mistakes=(
            Mistake(
                answer=lambda x: np.bincount(x.argmax(axis=0), minlength=len(x)),
                reason="These are counts. Divide by the number of features.",
            ),
            Mistake(
                answer=lambda x: np.bincount(x.argmax(axis=0)) / x.shape[1],
                reason="A joint that holds nothing is missing at the end. minlength keeps it.",
            ),
            Mistake(
                answer=lambda x: np.bincount(x.argmax(axis=0), minlength=len(x)) / len(x),
                reason="You divided by the number of joints. It is a share of the features.",
            ),
            Mistake(
                answer=lambda x: x.argmax(axis=0),
                reason="This names the holder of each feature. Now count for each joint.",
            ),
            Mistake(
                answer=lambda x: np.bincount(x.argmax(axis=1), minlength=len(x)) / x.shape[1],
                reason="You asked each joint for its largest feature. Ask each feature for its "
                "joint: the joints are axis 0.",
            ),
            Mistake(
                answer=lambda x: (np.arange(len(x)) == x.max(axis=1).argmax()).astype(float),
                reason="This is the joint with the largest number of all. The maximum is taken "
                "for each feature apart.",
            ),
            Mistake(
                answer=lambda x: x.sum(axis=1) / x.sum(),
                reason="This is each joint's share of the sum. A maximum keeps nothing of those "
                "who come second.",
            ),
        ),
        hints=(
            "x.argmax(axis=0) gives for each feature the joint that holds it.",
            "np.bincount counts how often each joint is named; minlength keeps joints with none.",
            "Divide by the number of features, x.shape[1].",
        ),
    ),
    Exercise(
        number="05-2",
        name="joint_weights",
        answer=joint_weights,
        try_out=_try_weights,
        reason="All weights share a budget of 1, and the root keeps the softmax soft.",
        mistakes=(
            Mistake(
                answer=lambda scores, width: _softmax(scores),
                reason="The scores were not divided by the root of the width.",
            ),
            Mistake(
                answer=lambda scores, width: _softmax(scores / width),
                reason="You divided by the width. It is its root.",
            ),
            Mistake(
                answer=lambda scores, width: _softmax(scores) / np.sqrt(width),
                reason="You divided the weights. Divide the scores, before the exponential.",
            ),
            Mistake(
                answer=lambda scores, width: np.exp(scores / np.sqrt(width)),
                reason="Nearly. Divide by their sum, so that they add up to 1.",
            ),
            Mistake(
                answer=lambda scores, width: scores / scores.sum(),
                reason="Scores can be negative, weights cannot. Take the exponential first.",
            ),
            Mistake(
                answer=_sigmoid,
                reason="Each joint is judged for itself here. The weights must add up to 1.",
            ),
        ),
        hints=(
            "Divide the scores by np.sqrt(width) first.",
            "np.exp makes all of them positive.",
            "Divide by their sum.",
        ),
    ),
    Exercise(
        number="05-3",
        name="choice",
        answer="b",
        reason="The joint code lets a feature answer to one limb alone, before any pooling.",
        mistakes=(
            Mistake(
                answer="a",
                reason="Luck names one limb in four. Compare this with the rows printed above.",
            ),
            Mistake(
                answer="c",
                reason="Mostly it moves farthest, but not in every clip, and a maximum alone "
                "does not know whose motion it was.",
            ),
            Mistake(
                answer="d",
                reason="A maximum has no order: it is the same after any shuffle of the joints.",
            ),
        ),
        hints=(
            "What does a feature know when it reaches the pooling? See notebook 03, section 2.",
            "Could a feature be large for a beating left arm, and zero for everything else?",
        ),
    ),
)
