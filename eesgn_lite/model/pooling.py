"""Method 2, Semantic-Pooling: from the joints of a frame to one vector."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from eesgn_lite.model.config import Pooling


class MaxPooling(nn.Module):
    """Take the largest value of each feature over the joints (SGN)."""

    def forward(self, x: Float[Tensor, "R V F"]) -> tuple[Float[Tensor, "R F"], None]:
        """Return the pooled features; max pooling has no joint weights."""
        return x.amax(dim=1), None


class SemanticPooling(nn.Module):
    """Let the pooled frame ask which joints matter, and add what they say.

    The largest value over the joints is the query, the joints are the keys:
    a = softmax_v(q(max x) . k(x_v) / sqrt(d)); the result is max x + sum_v a_v x_v.

    Notes
    -----
    The slides call it a self-attention block based on pooling that finds the most important
    joints; the equations are not public. The reading here is ours: pooling makes the query,
    attention weighs the joints, and SGN's maximum is kept beside the weighted sum.

    References
    ----------
    ESGN slides, "Method 2 - Semantic-Pooling layer".
    """

    def __init__(self, features: int = 256, width: int = 64) -> None:
        super().__init__()
        self.query = nn.Linear(features, width)
        self.key = nn.Linear(features, width, bias=False)

    def forward(
        self, x: Float[Tensor, "R V F"]
    ) -> tuple[Float[Tensor, "R F"], Float[Tensor, "R V"]]:
        """Return the pooled features and the joint weights, which add up to 1."""
        strongest = x.amax(dim=1)
        query = self.query(strongest).unsqueeze(-1)
        score = (self.key(x) @ query).squeeze(-1) / query.shape[1] ** 0.5
        weights = torch.softmax(score, dim=-1)
        return strongest + (weights.unsqueeze(1) @ x).squeeze(1), weights


def build_pooling(pooling: Pooling) -> nn.Module:
    """Choose the layer once."""
    return SemanticPooling() if pooling == "semantic" else MaxPooling()
