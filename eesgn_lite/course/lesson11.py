"""Exercises of notebook 11, real recordings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_WAVE = np.random.default_rng(0).normal(scale=0.3, size=(6, 4, 3))
_STEP = np.array([0.5, 0.0, 2.0])
_WALK = _WAVE + np.linspace(0, 1, 6)[:, None, None] * _STEP
_OTHER_END = np.concatenate([_WAVE[:3], _WAVE[:3]])
# The same pose changes, by a body whose limbs have other lengths.
_OTHER_BODY = _WAVE + np.linspace(0, 0.1, 4)[:, None]
# The same clip, moved, walking, ending otherwise, cut, rounded in a file, by another body.
_PAIRS = (
    (_WAVE, _WAVE),
    (_WAVE, _WAVE + _STEP),
    (_WAVE, _WALK),
    (_WAVE, _OTHER_END),
    (_WAVE, _WAVE[:5]),
    (_WAVE, _WAVE + _STEP + 2e-4),
    (_WAVE, _OTHER_BODY),
)
_VAL = np.array([60.0, 72.0, 80.0, 76.0, 80.0, 74.0])
_TEST = np.array([58.0, 70.0, 71.0, 79.0, 77.0, 75.0])
# Reported, and number of test clips.
_REPORTED = ((90.0, 10), (95.0, 10), (92.5, 464), (94.6, 464), (96.5, 464), (66.7, 3))

_Pair = Callable[[np.ndarray, np.ndarray], bool]


def moved_copy(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two clips (T, V, 3) agree to 1 mm, but for where in the room they begin."""
    if one.shape != other.shape:
        return False
    apart = (one - one[0].mean(axis=0)) - (other - other[0].mean(axis=0))
    return bool(abs(apart).max() < 1e-3)


def _centre_each_frame(one: np.ndarray, other: np.ndarray) -> bool:
    """Take away where the body is in every frame."""
    if one.shape != other.shape:
        return False
    apart = (one - one.mean(axis=1, keepdims=True)) - (other - other.mean(axis=1, keepdims=True))
    return bool(abs(apart).max() < 1e-3)


def _compare_shorter(one: np.ndarray, other: np.ndarray) -> bool:
    """Compare as many frames as both have."""
    frames = min(len(one), len(other))
    return moved_copy(one[:frames], other[:frames])


def _compare_first_frame(one: np.ndarray, other: np.ndarray) -> bool:
    """Compare the poses with which clips of one length begin."""
    return one.shape == other.shape and moved_copy(one[:1], other[:1])


def _start_each_joint(one: np.ndarray, other: np.ndarray) -> bool:
    """Take away where each joint begins."""
    return one.shape == other.shape and bool(abs((one - one[0]) - (other - other[0])).max() < 1e-3)


def _try_copies(function: _Pair) -> list[bool]:
    """Compare a clip with seven others."""
    return [function(one.copy(), other.copy()) for one, other in _PAIRS]


def report(val: np.ndarray, test: np.ndarray) -> float:
    """Return the test score of the epoch that is best on val, the earliest if several are."""
    return float(test[np.argmax(val)])


def _try_report(function: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """Report one of six epochs; two are equally good on val."""
    return function(_VAL.copy(), _TEST.copy())


def can_be(percent: float, clips: int) -> bool:
    """Say whether a whole number of right answers, of `clips`, rounds to `percent`, one decimal."""
    right = round(percent / 100 * clips)
    return abs(100 * right / clips - percent) <= 0.05 + 1e-9


def _within(percent: float, clips: int, right: float, reach: float) -> bool:
    """Compare a reported share with a number of right answers."""
    return abs(100 * right / clips - percent) <= reach


def _try_figures(function: Callable[[float, int], bool]) -> list[bool]:
    """Judge six reported figures."""
    return [function(percent, clips) for percent, clips in _REPORTED]


EXERCISES = (
    Exercise(
        number="11-1",
        name="moved_copy",
        answer=moved_copy,
        try_out=_try_copies,
        reason="One shift for the whole clip is allowed, a step on the way is not.",
        mistakes=(
            Mistake(
                answer=np.array_equal,
                reason="You asked for equal numbers. A copy that somebody centred passes unseen.",
            ),
            Mistake(
                answer=_centre_each_frame,
                reason="You centred every frame. A person who walks and one who stands look alike.",
            ),
            Mistake(
                answer=_compare_shorter,
                reason="You compared the frames that both have. Here the whole clip is asked for.",
            ),
            Mistake(
                answer=_compare_first_frame,
                reason="You compared the first frames. Many clips begin with the same pose.",
            ),
            Mistake(
                answer=_start_each_joint,
                reason="You let each joint begin where it likes, so a child and a grown-up look "
                "alike. One shift belongs to all joints: take the mean over them.",
            ),
        ),
        hints=(
            "Clips of different shape are no copies. Say so before you subtract.",
            "Where a clip begins is the mean of its first frame: one[0].mean(axis=0).",
            "Take each beginning away from its clip, then look at the largest difference.",
        ),
    ),
    Exercise(
        number="11-2",
        name="report",
        answer=report,
        try_out=_try_report,
        reason="The test clips had no part in the choice, so their score keeps its promise.",
        mistakes=(
            Mistake(
                answer=lambda val, test: test.max(),
                reason="You chose on the test side. This is the figure that flatters.",
            ),
            Mistake(
                answer=lambda val, test: test[-1],
                reason="This is the last epoch. It is an honest report too, but not the one asked "
                "for.",
            ),
            Mistake(
                answer=lambda val, test: val.max(),
                reason="This is the score that you chose by. The choice flatters it as well.",
            ),
            Mistake(
                answer=lambda val, test: test[len(val) - 1 - np.argmax(val[::-1])],
                reason="Two epochs are equally good on val. Take the earlier one.",
            ),
            Mistake(
                answer=lambda val, test: np.argmax(val),
                reason="This is the place of the epoch. Report its test score.",
            ),
        ),
        hints=(
            "First find an epoch by val alone.",
            "np.argmax(val) is the place of the largest value, the first one if there are two.",
            "Then look up the test score at that place.",
        ),
    ),
    Exercise(
        number="11-3",
        name="can_be",
        answer=can_be,
        try_out=_try_figures,
        reason="Answers are whole, so a small test side allows few figures. A mean over seeds is "
        "not bound to them.",
        mistakes=(
            Mistake(
                answer=lambda percent, clips: _within(percent, clips, percent / 100 * clips, 0.05),
                reason="You let a part of a clip be right. Round to a whole number of answers.",
            ),
            Mistake(
                answer=lambda percent, clips: 100 * round(percent / 100 * clips) / clips == percent,
                reason="Papers round to one decimal, so allow for half of one.",
            ),
            Mistake(
                answer=lambda percent, clips: _within(
                    percent, clips, int(percent / 100 * clips), 0.05 + 1e-9
                ),
                reason="You cut off the fraction. The next whole number may fit better.",
            ),
            Mistake(
                answer=lambda percent, clips: _within(
                    percent, clips, round(percent / 100 * clips), 0.1
                ),
                reason="A tenth is too much: rounding to one decimal moves a figure by half of one "
                "at most.",
            ),
        ),
        hints=(
            "How many answers would be right? percent / 100 * clips is seldom whole.",
            "Take the nearest whole number, and compute its percentage.",
            "It may differ from the report by 0.05 at most; allow a little more, as 1e-9.",
        ),
    ),
    Exercise(
        number="11-4",
        name="choice",
        answer="d",
        reason="Three things differ beside the method, and each of them can make the gap alone.",
        mistakes=(
            Mistake(
                answer="a",
                reason="Four networks against one, and the best look against the last: the method "
                "is one reason of several.",
            ),
            Mistake(
                answer="b",
                reason="The gap differs from training to training, and nobody measured it for A.",
            ),
            Mistake(
                answer="c",
                reason="A followed a wide custom and said so. A may well be better.",
            ),
        ),
        hints=(
            "Count what differs between the two lines, beside the method.",
            "Notebook 09: what must be alike, so that a difference belongs to the method?",
        ),
    ),
)
