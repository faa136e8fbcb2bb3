"""Exercises of notebook 08, training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_STEPS = (0, 10, 20, 60, 95)
_PARTS = ((0.5, 2.0), (0.05, 10.0), (0.9, 10.0), (1.0, 4.0))


def one_cycle(step: int, steps: int) -> float:
    """Return the learning rate of a step as a share of the largest one; see the formula."""
    done = step / steps
    if done < 0.2:
        return 0.04 + 0.96 * done / 0.2
    return 0.5 * (1 + np.cos(np.pi * (done - 0.2) / 0.8))


def _without_rise(step: int, steps: int) -> float:
    """Fall along a cosine from the first step."""
    return 0.5 * (1 + np.cos(np.pi * step / steps))


def _cosine_from_zero(step: int, steps: int) -> float:
    """Rise, then go on with the cosine as if it had begun at 0."""
    return one_cycle(step, steps) if step / steps < 0.2 else _without_rise(step, steps)


def _straight(step: int, steps: int) -> float:
    """Rise, then fall along a straight line."""
    done = step / steps
    return one_cycle(step, steps) if done < 0.2 else (1 - done) / 0.8


def _from_nothing(step: int, steps: int) -> float:
    """Rise from 0."""
    done = step / steps
    return done / 0.2 if done < 0.2 else one_cycle(step, steps)


def _slow_rise(step: int, steps: int) -> float:
    """Rise as if it took the whole training."""
    done = step / steps
    return 0.04 + 0.96 * done if done < 0.2 else one_cycle(step, steps)


def _rise_too_high(step: int, steps: int) -> float:
    """Rise by 1 from 0.04."""
    done = step / steps
    return 0.04 + done / 0.2 if done < 0.2 else one_cycle(step, steps)


def _try_cycle(function: Callable[[int, int], float]) -> list[float]:
    """Ask for five steps of a hundred."""
    return [function(step, 100) for step in _STEPS]


def speed_up(share: float, factor: float) -> float:
    """Return how many times faster all gets when a part, `share` of the time, gets `factor`."""
    time_after = (1 - share) + share / factor
    return 1 / time_after


def _try_speed_up(function: Callable[[float, float], float]) -> list[float]:
    """Shorten parts of four trainings."""
    return [function(share, factor) for share, factor in _PARTS]


EXERCISES = (
    Exercise(
        number="08-1",
        name="one_cycle",
        answer=one_cycle,
        try_out=_try_cycle,
        reason="Small steps first, while the statistics of the norms settle; small ones last, "
        "to come to rest.",
        mistakes=(
            Mistake(
                answer=_without_rise,
                reason="The rate begins at its largest. Let it rise over the first fifth.",
            ),
            Mistake(
                answer=_cosine_from_zero,
                reason="At the end of the rise the rate jumps. The cosine must begin there, at "
                "done = 0.2, not at 0.",
            ),
            Mistake(
                answer=_straight,
                reason="The rate falls along a straight line. Take the cosine.",
            ),
            Mistake(
                answer=_from_nothing,
                reason="The first step has a rate of 0 and is lost. Begin at 0.04.",
            ),
            Mistake(
                answer=_slow_rise,
                reason="The rise does not reach 1 at done = 0.2. How much of it is over by then? "
                "done / 0.2.",
            ),
            Mistake(
                answer=_rise_too_high,
                reason="The rise ends above 1. From 0.04 up to 1 it is only 0.96.",
            ),
        ),
        hints=(
            "First compute done = step / steps, a number from 0 to 1.",
            "If done < 0.2, a straight line: at done = 0 it is 0.04, at done = 0.2 it is 1.",
            "Afterwards (done - 0.2) / 0.8 runs from 0 to 1. Multiply it by np.pi, take np.cos, "
            "add 1 and halve.",
        ),
    ),
    Exercise(
        number="08-2",
        name="speed_up",
        answer=speed_up,
        try_out=_try_speed_up,
        reason="What you do not shorten sets the limit: never more than 1 / (1 - share).",
        mistakes=(
            Mistake(
                answer=lambda share, factor: (1 - share) + share / factor,
                reason="This is the time that is left. How many times does it fit into the old?",
            ),
            Mistake(
                answer=lambda share, factor: 1 + share * (factor - 1),
                reason="You averaged speeds. Add up times instead: the rest, and the part.",
            ),
            Mistake(
                answer=lambda share, factor: factor,
                reason="So much faster is the part. The rest takes as long as before.",
            ),
            Mistake(
                answer=lambda share, factor: 1 / (1 - share / factor),
                reason="You took the new time of the part away. What goes away is the old time "
                "of the part, and the new one is added.",
            ),
            Mistake(
                answer=lambda share, factor: 1 / (share + (1 - share) / factor),
                reason="You made the rest faster. `share` is the part that gets faster.",
            ),
        ),
        hints=(
            "Call the old time 1. How long is the rest, which stays?",
            "The part took `share`. It now takes share / factor.",
            "Old time over new time: 1 / ((1 - share) + ...).",
        ),
    ),
    Exercise(
        number="08-3",
        name="choice",
        answer="c",
        reason="The counter belongs to the chip and to everything that ran on it.",
        mistakes=(
            Mistake(
                answer="a",
                reason="The chip takes some power at rest, and your other programs take some. "
                "Measure the rest as well.",
            ),
            Mistake(
                answer="b",
                reason="Screen, memory, disk and power supply are not in this counter. A meter "
                "at the socket would see them.",
            ),
            Mistake(
                answer="d",
                reason="Power is energy a second. Twice as fast at twice the power is the same "
                "energy.",
            ),
        ),
        hints=(
            "Where does the counter sit?",
            "What else drew power from there in that minute?",
        ),
    ),
)
