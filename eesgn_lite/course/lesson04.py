"""Exercises of notebook 04, streams."""

from __future__ import annotations

from collections.abc import Callable

import torch

from eesgn_lite.course.exercises import Exercise, Mistake

# Two clips, three frames, four joints; the second joint is the root, its own parent.
_JOINTS = torch.arange(72, dtype=torch.float64).reshape(2, 3, 4, 3) ** 1.5
_PARENTS = torch.tensor([1, 1, 0, 2])


def bone_velocity(joints: torch.Tensor, parents: torch.Tensor) -> torch.Tensor:
    """Return the step of each bone since the frame before; joints is (B, T, V, C)."""
    bones = joints - joints[:, :, parents]
    step = bones[:, 1:] - bones[:, :-1]
    return torch.cat([torch.zeros_like(bones[:, :1]), step], dim=1)


def _step(signal: torch.Tensor) -> torch.Tensor:
    """Subtract the frame before; zero in the first frame."""
    return torch.cat([torch.zeros_like(signal[:, :1]), signal.diff(dim=1)], dim=1)


def _try_velocity(
    function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
) -> torch.Tensor:
    """Difference two clips."""
    return function(_JOINTS.clone(), _PARENTS.clone())


def stream_parameters(joints: int, coordinates: int) -> int:
    """Count BatchNorm over joints x coordinates, then linear to 64, then linear to 64."""
    norm = 2 * joints * coordinates
    first = coordinates * 64 + 64
    second = 64 * 64 + 64
    return norm + first + second


def _try_parameters(function: Callable[[int, int], int]) -> list[int]:
    """Count for two layouts."""
    return [function(25, 3), function(15, 2)]


EXERCISES = (
    Exercise(
        number="04-1",
        name="bone_velocity",
        answer=bone_velocity,
        try_out=_try_velocity,
        reason="Subtracting in space and subtracting in time may also be done the other way round.",
        mistakes=(
            Mistake(
                answer=lambda joints, parents: _step(joints),
                reason="This is the velocity of the joints. First make bones of them.",
            ),
            Mistake(
                answer=lambda joints, parents: joints - joints[:, :, parents],
                reason="These are the bones themselves. What is their step in time?",
            ),
            Mistake(
                answer=lambda joints, parents: _step(joints[:, :, parents] - joints),
                reason="The sign is wrong. A bone is joint minus parent, and a step is a frame "
                "minus the one before.",
            ),
            Mistake(
                answer=lambda joints, parents: (joints - joints[:, :, parents]).diff(
                    dim=1, prepend=torch.zeros_like(joints[:, :1])
                ),
                reason="Your first frame holds the bones themselves. It must be zero.",
            ),
            Mistake(
                answer=lambda joints, parents: (joints - joints[:, :, parents]).diff(dim=1),
                reason="One frame is missing. The first frame has no frame before it: put zeros "
                "there.",
            ),
            Mistake(
                answer=lambda joints, parents: torch.roll(
                    _step(joints - joints[:, :, parents]), -1, dims=1
                ),
                reason="The zeros stand in the last frame. SGN looks back, so they belong in the "
                "first.",
            ),
        ),
        hints=(
            "joints[:, :, parents] holds the parent of every joint.",
            "bones = joints - joints[:, :, parents]",
            "bones[:, 1:] - bones[:, :-1] is the step. torch.cat puts a frame of zeros before it.",
        ),
    ),
    Exercise(
        number="04-2",
        name="choice",
        answer="d",
        reason="Nothing turns, so no bone changes, and a change of nothing is zero.",
        mistakes=(
            Mistake(
                answer="a",
                reason="The joints rise with the stairs, so their positions change.",
            ),
            Mistake(
                answer="b",
                reason="The bones stay as they are, but a bone has a length and a direction: it "
                "is not zero.",
            ),
            Mistake(
                answer="c",
                reason="Every joint moves by the same step in each frame. The same is not zero.",
            ),
        ),
        hints=(
            "Which streams notice that the whole body moves?",
            "Two streams do not. One of them still says something about a body that stands still.",
        ),
    ),
    Exercise(
        number="04-3",
        name="stream_parameters",
        answer=stream_parameters,
        try_out=_try_parameters,
        reason="Nearly all of it is the second layer, which does not depend on the skeleton.",
        mistakes=(
            Mistake(
                answer=lambda joints, coordinates: coordinates * 64 + 64 + 64 * 64 + 64,
                reason="BatchNorm learns a scale and a shift for each of its inputs.",
            ),
            Mistake(
                answer=lambda joints, coordinates: (
                    2 * joints * coordinates + coordinates * 64 + 64 * 64
                ),
                reason="Each linear layer has a bias of 64 numbers as well.",
            ),
            Mistake(
                answer=lambda joints, coordinates: (
                    2 * coordinates + coordinates * 64 + 64 + 64 * 64 + 64
                ),
                reason="BatchNorm counts every coordinate of every joint, not the coordinates "
                "alone.",
            ),
            Mistake(
                answer=lambda joints, coordinates: (
                    2 * joints * coordinates + joints * coordinates * 64 + 64 + 64 * 64 + 64
                ),
                reason="All joints share the linear layers: their input is one joint's "
                "coordinates.",
            ),
            Mistake(
                answer=lambda joints, coordinates: (
                    joints * coordinates + coordinates * 64 + 64 + 64 * 64 + 64
                ),
                reason="BatchNorm learns two numbers for each input, a scale and a shift.",
            ),
            Mistake(
                answer=lambda joints, coordinates: (
                    4 * joints * coordinates + coordinates * 64 + 64 + 64 * 64 + 64
                ),
                reason="Running mean and variance are counted, but no gradient changes them.",
            ),
            Mistake(
                answer=lambda joints, coordinates: 2 * joints * coordinates + coordinates * 64 + 64,
                reason="There is a second linear layer, from 64 to 64.",
            ),
        ),
        hints=(
            "Count three stations: BatchNorm, 3 to 64, 64 to 64.",
            "A linear layer from a to b has a * b weights and b biases.",
            "BatchNorm sees joints * coordinates numbers and learns two for each.",
        ),
    ),
)
