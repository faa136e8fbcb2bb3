"""Exercises of notebook 03, SGN from scratch."""

from __future__ import annotations

from collections.abc import Callable

import torch

from eesgn_lite.course.exercises import Exercise, Mistake

# Two clips, three frames, four joints; and one graph of four joints whose rows add up to 1.
_SIGNAL = torch.arange(72, dtype=torch.float64).reshape(2, 3, 4, 3) ** 1.5
_GRAPH = torch.softmax(torch.arange(16, dtype=torch.float64).reshape(1, 4, 4) ** 1.3 / 9, dim=-1)


def next_step(joints: torch.Tensor) -> torch.Tensor:
    """Return x_(t+1) - x_t for joints (B, T, V, C); the last frame is zero."""
    step = joints[:, 1:] - joints[:, :-1]
    return torch.cat([step, torch.zeros_like(joints[:, :1])], dim=1)


def _try_step(function: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Difference two clips."""
    return function(_SIGNAL.clone())


def listened_to(graph: torch.Tensor) -> torch.Tensor:
    """Return how many joints each joint listens to, (R, V): exp of the entropy of its row."""
    entropy = -(graph * torch.log(graph)).sum(dim=-1)
    return torch.exp(entropy)


def _try_listened(function: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Measure one graph."""
    return function(_GRAPH.clone())


def layer_parameters(inputs: int, outputs: int) -> int:
    """Return the number of parameters of ReLU(BN(W G x + W1 x)); W has no bias."""
    gather = inputs * outputs
    own = inputs * outputs + outputs
    norm = 2 * outputs
    return gather + own + norm


def _try_parameters(function: Callable[[int, int], int]) -> list[int]:
    """Count two layers."""
    return [function(128, 256), function(10, 3)]


EXERCISES = (
    Exercise(
        number="03-1",
        name="next_step",
        answer=next_step,
        try_out=_try_step,
        reason="CTR-GCN looks forward, SGN looks back; the two differ by one frame.",
        mistakes=(
            Mistake(
                answer=lambda x: torch.cat([torch.zeros_like(x[:, :1]), x.diff(dim=1)], dim=1),
                reason="This is SGN's velocity, with the zero first. Here the zero comes last.",
            ),
            Mistake(
                answer=lambda x: torch.cat([-x.diff(dim=1), torch.zeros_like(x[:, :1])], dim=1),
                reason="The sign is wrong: take the frame away from the one after it.",
            ),
            Mistake(
                answer=lambda x: torch.roll(x, -1, dims=1) - x,
                reason="In your last frame the first one comes next. Put zeros there.",
            ),
            Mistake(
                answer=lambda x: x.diff(dim=1),
                reason="One frame is missing. The result must have as many frames as the input.",
            ),
            Mistake(
                answer=lambda x: torch.cat([x.diff(dim=2), torch.zeros_like(x[:, :, :1])], dim=2),
                reason="You took differences between joints. Time is the second axis.",
            ),
        ),
        hints=(
            "joints[:, 1:] is every frame but the first, joints[:, :-1] every frame but the last.",
            "Their difference has T - 1 frames. One frame of zeros is missing.",
            "torch.cat([step, zeros], dim=1) puts the zeros at the end.",
        ),
    ),
    Exercise(
        number="03-2",
        name="listened_to",
        answer=listened_to,
        try_out=_try_listened,
        reason="It is 1 when a joint listens to one joint, and V when it listens to all alike.",
        mistakes=(
            Mistake(
                answer=lambda graph: -(graph * graph.log()).sum(-1),
                reason="This is the entropy itself. Its exponential counts joints.",
            ),
            Mistake(
                answer=lambda graph: torch.exp(-(graph * graph.log()).sum(-2)),
                reason="You added over columns. Row i holds what joint i listens to.",
            ),
            Mistake(
                answer=lambda graph: torch.exp((graph * graph.log()).sum(-1)),
                reason="The minus is missing: logarithms of numbers below 1 are negative.",
            ),
            Mistake(
                answer=lambda graph: torch.exp(-(graph * graph.log2()).sum(-1)),
                reason="You mixed base 2 with base e. Use torch.log with torch.exp.",
            ),
        ),
        hints=(
            "The entropy of a row g is minus the sum of g log g.",
            "Add over the last axis: it holds the joints that a joint listens to.",
            "torch.exp turns the entropy into a number of joints.",
        ),
    ),
    Exercise(
        number="03-3",
        name="layer_parameters",
        answer=layer_parameters,
        try_out=_try_parameters,
        reason="Two matrices, one bias, and two numbers a feature for the batch norm.",
        mistakes=(
            Mistake(
                answer=lambda i, o: 2 * (i * o + o) + 2 * o,
                reason="W has no bias. Only W1 adds one.",
            ),
            Mistake(
                answer=lambda i, o: i * o + i * o + o,
                reason="The batch norm learns too: a scale and a shift for each feature.",
            ),
            Mistake(
                answer=lambda i, o: i * o + i * o + o + 4 * o,
                reason="Running mean and variance are counted, but no gradient changes them.",
            ),
            Mistake(
                answer=lambda i, o: i * o + o + 2 * o,
                reason="There are two matrices: W for what is gathered, W1 for the joint itself.",
            ),
        ),
        hints=(
            "Count the numbers of W, of W1, of W1's bias and of the batch norm.",
            "A matrix from inputs to outputs has inputs * outputs numbers.",
            "BN has a scale and a shift for each output: 2 * outputs.",
        ),
    ),
    Exercise(
        number="03-4",
        name="choice",
        answer="c",
        reason="Every layer treats joints alike and the maximum has no order; only BN and the "
        "joint code tell joints apart.",
        mistakes=(
            Mistake(
                answer="a",
                reason="The graph is computed from the features, so it is shuffled with them.",
            ),
            Mistake(
                answer="b",
                reason="The maximum over joints does not ask which joint held it.",
            ),
            Mistake(
                answer="d",
                reason="The temporal convolution sees frames after the joints are pooled.",
            ),
        ),
        hints=(
            "Follow one joint through the network. Which step uses its number?",
            "The graph is made of dot products between features. Shuffle both sides.",
            "What remains is what knows joint numbers: the one-hot code and the input norm.",
        ),
    ),
)
