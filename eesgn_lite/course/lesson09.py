"""Exercises of notebook 09, ablations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_SCORES = np.array([84.0, 88.5, 85.0, 83.5])
_GAINS = np.array([-1.2, 0.4, 2.6, 1.0])
# Six clips of three performances, which have three, one and two views; the last is drawn twice.
_CHANGES = np.array([20.0, -40.0, 60.0, 10.0, -100.0, 30.0])
_GROUP = np.array([0, 0, 0, 1, 2, 2])
_DRAWN = np.array([2, 0, 2])


def mean_and_spread(scores: np.ndarray) -> np.ndarray:
    """Return mean and standard deviation over seeds, n - 1 in the denominator; scores is (n,)."""
    middle = scores.mean()
    squares = ((scores - middle) ** 2).sum()
    return np.array([middle, np.sqrt(squares / (len(scores) - 1))])


def _try_spread(function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Summarise four seeds."""
    return function(_SCORES.copy())


def t_interval(differences: np.ndarray, reach: float) -> np.ndarray:
    """Return both ends of the interval that reaches `reach` standard errors from the mean."""
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean() + np.array([-reach, reach]) * error


def _try_interval(function: Callable[[np.ndarray, float], np.ndarray]) -> np.ndarray:
    """Enclose the mean of four differences."""
    return function(_GAINS.copy(), 3.0)


def redraw(changes: np.ndarray, group: np.ndarray, drawn: np.ndarray) -> float:
    """Return the mean change over the clips of the drawn performances, repeats counted."""
    clips = [changes[group == number] for number in drawn]
    return float(np.concatenate(clips).mean())


def _try_redraw(function: Callable[[np.ndarray, np.ndarray, np.ndarray], float]) -> float:
    """Draw one performance twice and one not at all."""
    return function(_CHANGES.copy(), _GROUP.copy(), _DRAWN.copy())


EXERCISES = (
    Exercise(
        number="09-1",
        name="mean_and_spread",
        answer=mean_and_spread,
        try_out=_try_spread,
        reason="The mean was computed from the same scores, so one of n is spent: n - 1.",
        mistakes=(
            Mistake(
                answer=lambda scores: np.array([scores.mean(), scores.std()]),
                reason="You divided by n. The scores lie closer to their own mean than to the "
                "true one, so this is too small.",
            ),
            Mistake(
                answer=lambda scores: np.array(
                    [scores.mean(), scores.std(ddof=1) / np.sqrt(len(scores))]
                ),
                reason="This is the error of the mean. The spread says how far single runs lie "
                "apart.",
            ),
            Mistake(
                answer=lambda scores: np.array([scores.mean(), np.ptp(scores)]),
                reason="This is the range. It can only grow with further seeds.",
            ),
            Mistake(
                answer=lambda scores: np.array([scores.std(ddof=1), scores.mean()]),
                reason="Both are right. The mean comes first, then the spread.",
            ),
            Mistake(
                answer=lambda scores: np.array([scores.mean(), scores.var(ddof=1)]),
                reason="This is the variance, in squared points. Take its root.",
            ),
        ),
        hints=(
            "Subtract the mean, square, add up.",
            "Divide by len(scores) - 1, then take the root.",
            "numpy's std does it if you say ddof=1.",
        ),
    ),
    Exercise(
        number="09-2",
        name="t_interval",
        answer=t_interval,
        try_out=_try_interval,
        reason="More seeds make the error smaller and the reach shorter.",
        mistakes=(
            Mistake(
                answer=lambda differences, reach: (
                    differences.mean() + np.array([-reach, reach]) * differences.std(ddof=1)
                ),
                reason="You took the spread of single runs. The error of their mean is smaller "
                "by the root of n.",
            ),
            Mistake(
                answer=lambda differences, reach: (
                    differences.mean()
                    + np.array([-reach, reach]) * differences.std() / np.sqrt(len(differences))
                ),
                reason="Take the spread with n - 1 in the denominator: ddof=1.",
            ),
            Mistake(
                answer=lambda differences, reach: (
                    np.array([-reach, reach]) * differences.std(ddof=1) / np.sqrt(len(differences))
                ),
                reason="The interval lies around 0. It must lie around the mean.",
            ),
            Mistake(
                answer=lambda differences, reach: (
                    differences.mean()
                    + np.array([-reach, reach]) * differences.std(ddof=1) / len(differences)
                ),
                reason="The error falls with the root of n, not with n.",
            ),
            Mistake(
                answer=lambda differences, reach: (
                    differences.mean()
                    + np.array([-1, 1]) * differences.std(ddof=1) / np.sqrt(len(differences))
                ),
                reason="This reaches one standard error to each side. Go `reach` of them.",
            ),
            Mistake(
                answer=lambda differences, reach: t_interval(differences, reach)[::-1],
                reason="Both ends are right. The lower one comes first.",
            ),
        ),
        hints=(
            "The standard error of a mean is the spread over the root of n.",
            "differences.std(ddof=1) / np.sqrt(len(differences)) is one standard error.",
            "Go `reach` of them down from the mean, and `reach` up.",
        ),
    ),
    Exercise(
        number="09-3",
        name="redraw",
        answer=redraw,
        try_out=_try_redraw,
        reason="The views of one performance stay together, and a performance drawn twice "
        "counts twice.",
        mistakes=(
            Mistake(
                answer=lambda changes, group, drawn: changes[np.isin(group, drawn)].mean(),
                reason="A performance that was drawn twice counts once here.",
            ),
            Mistake(
                answer=lambda changes, group, drawn: changes[drawn].mean(),
                reason="You drew clips. `drawn` holds numbers of performances.",
            ),
            Mistake(
                answer=lambda changes, group, drawn: np.mean(
                    [changes[group == number].mean() for number in drawn]
                ),
                reason="Every performance weighs the same here. Let it weigh by its number of "
                "clips.",
            ),
            Mistake(
                answer=lambda changes, group, drawn: changes.mean(),
                reason="This is the mean of all clips. Nothing was drawn.",
            ),
        ),
        hints=(
            "changes[group == 4] holds the clips of performance 4.",
            "Collect these for each number in `drawn`, in a list.",
            "np.concatenate joins the list. Take the mean of all.",
        ),
    ),
    Exercise(
        number="09-4",
        name="choice",
        answer="d",
        reason="Nothing is known of another seed, and the epoch was chosen where it was scored.",
        mistakes=(
            Mistake(
                answer="a",
                reason="One run cannot tell the method from its luck.",
            ),
            Mistake(
                answer="b",
                reason="The same seed does not make two different networks equally lucky.",
            ),
            Mistake(
                answer="c",
                reason="The methods may well differ. This experiment does not say.",
            ),
        ),
        hints=(
            "How far apart are two runs of one and the same network in section 2?",
            "What was the test side used for, before it was used for the score?",
        ),
    ),
)
