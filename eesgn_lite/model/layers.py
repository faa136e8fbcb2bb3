"""Small layers that several stages share."""

from __future__ import annotations

from jaxtyping import Bool, Float
from torch import Tensor, nn


class FeatureNorm(nn.BatchNorm1d):
    """Batch-normalise the last axis, whatever stands before it."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise x (..., C) over all axes but the last."""
        return super().forward(x.flatten(0, -2)).view_as(x)


def two_layers(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Build Linear-ReLU-Linear-ReLU, the embedding SGN uses for every code."""
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs), nn.ReLU()
    )


def take_frames(x: Float[Tensor, "N T ..."], seen: Bool[Tensor, "N T"] | None) -> Tensor:
    """Keep the R frames in which a person is seen: (N, T, ...) to (R, ...)."""
    return x.flatten(0, 1) if seen is None else x[seen]


def put_frames(
    rows: Float[Tensor, "R ..."], seen: Bool[Tensor, "N T"] | None, persons: int
) -> Tensor:
    """Put R frames back in their places, zeros elsewhere: (R, ...) to (N, T, ...)."""
    if seen is None:
        return rows.unflatten(0, (persons, -1))
    frames = rows.new_zeros(*seen.shape, *rows.shape[1:])
    frames[seen] = rows
    return frames
