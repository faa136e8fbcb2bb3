"""Exercises of notebook 06, the multi-scale CNN."""

from __future__ import annotations

import math
from collections.abc import Callable

from eesgn_lite.course.exercises import Exercise, Mistake

_RATE = 30.0  # frames a second of the sensor


def frames_apart(seconds: float, clip_seconds: float, frames: int) -> float:
    """Return the distance in sampled frames; `frames` are taken evenly from a whole clip."""
    return frames * seconds / clip_seconds


def _try_apart(function: Callable[[float, float, int], float]) -> list[float]:
    """Ask for two events of three clips; the last distance is not whole."""
    return [function(0.5, 2.0, 16), function(0.7, 3.5, 20), function(0.5, 4.0, 20)]


def receptive_field(kernels: tuple[int, ...]) -> int:
    """Return the frames that one output sees through convolutions, one behind the other."""
    return 1 + sum(kernel - 1 for kernel in kernels)


def _try_field(function: Callable[[tuple[int, ...]], int]) -> list[int]:
    """Ask for four stacks."""
    return [function((3, 5, 1)), function((3, 3, 3)), function((7, 5)), function((5,))]


EXERCISES = (
    Exercise(
        number="06-1",
        name="frames_apart",
        answer=frames_apart,
        try_out=_try_apart,
        reason="The share of the clip decides, so the same pause is fewer frames in a longer clip.",
        mistakes=(
            Mistake(
                answer=lambda seconds, clip_seconds, frames: _RATE * seconds,
                reason="This counts frames of the sensor. The network gets the sampled ones.",
            ),
            Mistake(
                answer=lambda seconds, clip_seconds, frames: seconds / clip_seconds,
                reason="This is the share of the clip. How many sampled frames fall into it?",
            ),
            Mistake(
                answer=lambda seconds, clip_seconds, frames: frames * seconds,
                reason="You left out how long the clip is. All frames share it.",
            ),
            Mistake(
                answer=lambda seconds, clip_seconds, frames: seconds * clip_seconds / frames,
                reason="Turn it over: clip_seconds / frames is how long one segment lasts.",
            ),
            Mistake(
                answer=lambda seconds, clip_seconds, frames: round(frames * seconds / clip_seconds),
                reason="Do not round: the distance need not be a whole number of frames.",
            ),
        ),
        hints=(
            "How many seconds does one segment last?",
            "clip_seconds / frames. How often does it fit into the pause?",
        ),
    ),
    Exercise(
        number="06-2",
        name="receptive_field",
        answer=receptive_field,
        try_out=_try_field,
        reason="Each layer adds its kernel less the one frame it stands on.",
        mistakes=(
            Mistake(
                answer=lambda kernels: sum(kernels),
                reason="Every layer counts the frame in its middle again. It is one and the same.",
            ),
            Mistake(
                answer=lambda kernels: max(kernels),
                reason="This would hold side by side. Behind each other, views add up.",
            ),
            Mistake(
                answer=lambda kernels: math.prod(kernels),
                reason="Views add up, they do not multiply: neighbouring views overlap.",
            ),
            Mistake(
                answer=lambda kernels: sum(kernel - 1 for kernel in kernels),
                reason="You forgot the frame that all stand on.",
            ),
            Mistake(
                answer=lambda kernels: 1 + sum(kernel // 2 for kernel in kernels),
                reason="This looks to one side only. A kernel reaches as far to the other side.",
            ),
            Mistake(
                answer=lambda kernels: 1 + 2 * len(kernels),
                reason="You took every kernel for one of 3 frames.",
            ),
        ),
        hints=(
            "Try spread(3), spread(3, 3) and spread(3, 3, 3). How much does each layer add?",
            "A kernel of k frames adds k - 1. With no layer at all, one frame is seen.",
        ),
    ),
    Exercise(
        number="06-3",
        name="choice",
        answer="b",
        reason="The longest branch sets the view; 7 frames in every channel cost more weights.",
        mistakes=(
            Mistake(
                answer="a",
                reason="It can: weights of zero at both ends make a short kernel of a long one.",
            ),
            Mistake(
                answer="c",
                reason="The longest branch has 7 frames as well, so both see equally far.",
            ),
            Mistake(
                answer="d",
                reason="It trains like any other. It has more to learn from the same clips.",
            ),
        ),
        hints=(
            "Which frames reach an output of the longest branch?",
            "A convolution has inputs x outputs x kernel weights. Count both networks.",
        ),
    ),
)
