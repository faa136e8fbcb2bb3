"""Exercises of notebook 07, regularised loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from eesgn_lite.course.exercises import Exercise, Mistake

_LABELS = torch.tensor([2, 0, 3])
_LOGITS = torch.tensor([[2.0, 0.5, -1.0, 0.0], [0.3, 0.2, 0.1, 4.0]], dtype=torch.float64)
# Six clips in three bins, which hold one, two and three of them.
_CONFIDENCE = np.array([0.35, 0.55, 0.65, 0.92, 0.95, 0.98])
_RIGHT = np.array([True, False, True, True, False, True])
_BIN = np.array([0, 1, 1, 2, 2, 2])


def smooth_targets(labels: torch.Tensor, classes: int, share: float) -> torch.Tensor:
    """Return the targets (N, K) for labels (N,): `share` is spread over all K classes."""
    one_hot = torch.eye(classes)[labels]
    return (1 - share) * one_hot + share / classes


def _try_targets(function: Callable[[torch.Tensor, int, float], torch.Tensor]) -> torch.Tensor:
    """Smooth three labels of four classes."""
    return function(_LABELS.clone(), 4, 0.2)


def confidence_penalty(logits: torch.Tensor) -> torch.Tensor:
    """Return the mean of log K - H(p) over the clips; logits is (B, K), H the entropy."""
    p = logits.softmax(dim=-1)
    entropy = -(p * p.log()).sum(dim=-1)
    return (np.log(logits.shape[-1]) - entropy).mean()


def _entropy(logits: torch.Tensor) -> torch.Tensor:
    """Entropy of each row, (B,)."""
    p = logits.softmax(dim=-1)
    return -(p * p.log()).sum(dim=-1)


def _try_penalty(function: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Penalise two predictions over four classes."""
    return function(_LOGITS.clone())


def calibration_error(confidence: np.ndarray, right: np.ndarray, bin_of: np.ndarray) -> float:
    """Return the mean gap between confidence and accuracy of the bins, weighted by clips."""
    error = 0.0
    for number in np.unique(bin_of):
        inside = bin_of == number
        gap = abs(confidence[inside].mean() - right[inside].mean())
        error += inside.mean() * gap
    return error


def _gaps(confidence: np.ndarray, right: np.ndarray, bin_of: np.ndarray) -> np.ndarray:
    """Confidence less accuracy of each bin."""
    inside = [bin_of == number for number in np.unique(bin_of)]
    return np.array([confidence[one].mean() - right[one].mean() for one in inside])


def _try_error(function: Callable[[np.ndarray, np.ndarray, np.ndarray], float]) -> float:
    """Measure six clips."""
    return function(_CONFIDENCE.copy(), _RIGHT.copy(), _BIN.copy())


EXERCISES = (
    Exercise(
        number="07-1",
        name="smooth_targets",
        answer=smooth_targets,
        try_out=_try_targets,
        reason="Each row still adds up to 1, and the right class keeps its own part of the share.",
        mistakes=(
            Mistake(
                answer=lambda labels, classes, share: torch.eye(classes)[labels],
                reason="These are the hard targets. Nothing was spread.",
            ),
            Mistake(
                answer=lambda labels, classes, share: torch.eye(classes)[labels] + share / classes,
                reason="Each row adds up to more than 1. What is spread must be taken from the "
                "right class.",
            ),
            Mistake(
                answer=lambda labels, classes, share: (
                    (1 - share - share / (classes - 1)) * torch.eye(classes)[labels]
                    + share / (classes - 1)
                ),
                reason="You spread over the other K - 1 classes, as the published SGN does. Here "
                "all K get a part.",
            ),
            Mistake(
                answer=lambda labels, classes, share: (1 - share) * torch.eye(classes)[labels],
                reason="Each row adds up to less than 1. Where did the share go?",
            ),
            Mistake(
                answer=lambda labels, classes, share: (
                    (1 - share) * torch.eye(classes)[labels] + share
                ),
                reason="Every class got the whole share. Divide it by the number of classes.",
            ),
            Mistake(
                answer=lambda labels, classes, share: (
                    (1 - share) * torch.eye(classes)[labels] + share / (classes - 1)
                ),
                reason="You divided by K - 1, but gave a part to all K. Divide by K.",
            ),
        ),
        hints=(
            "torch.eye(classes)[labels] makes hard targets: 1 at the label, 0 elsewhere.",
            "Take the share away: (1 - share) times the hard targets.",
            "Give every class share / classes.",
        ),
    ),
    Exercise(
        number="07-2",
        name="confidence_penalty",
        answer=confidence_penalty,
        try_out=_try_penalty,
        reason="It is zero for an undecided answer and log K for a certain one.",
        mistakes=(
            Mistake(
                answer=lambda logits: _entropy(logits).mean(),
                reason="This is the entropy. It is large when the network is unsure, so it would "
                "punish doubt.",
            ),
            Mistake(
                answer=lambda logits: -_entropy(logits).mean(),
                reason="The slope is right, but the zero is not: add log K, so that no answer is "
                "below 0.",
            ),
            Mistake(
                answer=lambda logits: (_entropy(logits) - np.log(logits.shape[-1])).mean(),
                reason="The sign is wrong: this rewards certainty.",
            ),
            Mistake(
                answer=lambda logits: (np.log(logits.shape[-1]) - _entropy(logits)).sum(),
                reason="You summed over the clips. With a mean, the batch size does not matter.",
            ),
            Mistake(
                answer=lambda logits: (
                    (np.log(logits.shape[-1]) - _entropy(logits)).mean() / np.log(2)
                ),
                reason="This is in bits. The loss uses the natural logarithm.",
            ),
            Mistake(
                answer=lambda logits: np.log(logits.shape[-1]) - _entropy(logits),
                reason="This is one number for each clip. Take their mean.",
            ),
            Mistake(
                answer=lambda logits: (
                    np.log(logits.shape[-1])
                    + (logits.softmax(dim=0) * logits.log_softmax(dim=0)).sum(dim=-1)
                ).mean(),
                reason="The probabilities of one clip must add up to 1: take softmax over the "
                "last axis.",
            ),
        ),
        hints=(
            "p = logits.softmax(dim=-1) gives the probabilities.",
            "The entropy of a row is -(p * p.log()).sum(dim=-1).",
            "Subtract it from np.log(logits.shape[-1]), then take the mean over the clips.",
        ),
    ),
    Exercise(
        number="07-3",
        name="calibration_error",
        answer=calibration_error,
        try_out=_try_error,
        reason="A bin with many clips counts more than a bin with few.",
        mistakes=(
            Mistake(
                answer=lambda confidence, right, bin_of: np.mean(
                    abs(_gaps(confidence, right, bin_of))
                ),
                reason="All bins weigh the same here. Weigh each by its share of the clips.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: np.mean(abs(confidence - right)),
                reason="You compared clip by clip. One clip is right or wrong: take the means of "
                "a bin first.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: confidence.mean() - right.mean(),
                reason="Too sure in one bin and too unsure in another cancel out here. Take the "
                "size of each bin's gap.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: np.max(
                    abs(_gaps(confidence, right, bin_of))
                ),
                reason="This is the largest gap. The calibration error is their weighted mean.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: np.sum(
                    abs(_gaps(confidence, right, bin_of))
                ),
                reason="You added up the gaps. Multiply each by its bin's share of clips.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: (
                    len(right) * calibration_error(confidence, right, bin_of)
                ),
                reason="You weighed each gap by a number of clips. Weigh it by a share of them.",
            ),
            Mistake(
                answer=lambda confidence, right, bin_of: np.nan,
                reason="A bin without clips has no mean. Go through np.unique(bin_of) only.",
            ),
        ),
        hints=(
            "inside = bin_of == number chooses the clips of one bin.",
            "The gap of a bin is abs(confidence[inside].mean() - right[inside].mean()).",
            "inside.mean() is the bin's share of the clips. Add up share times gap.",
        ),
    ),
)
