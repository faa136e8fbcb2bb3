"""Method 2, Semantic-Pooling: from the joints of a frame to one vector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from eesgn_lite.model.config import Pooling

Result = Literal["added", "alone", "gated", "scaled"]
_RESULTS: Mapping[str, Result] = {
    "semantic": "added",
    "semantic_only": "alone",
    "semantic_gated": "gated",
    "semantic_scaled": "scaled",
}


class MaxPooling(nn.Module):
    """Take the largest value of each feature over the joints (SGN)."""

    def forward(self, x: Float[Tensor, "R V F"]) -> tuple[Float[Tensor, "R F"], None]:
        """Return the pooled features; max pooling has no joint weights."""
        return x.amax(dim=1), None


class SemanticPooling(nn.Module):
    """Let the pooled frame ask which joints matter, and add what they say.

    The largest value over the joints is the query, the joints are the keys:
    a = softmax_v(q(max x) . k(x_v) / sqrt(d)); the result is max x + sum_v a_v x_v.

    Parameters
    ----------
    features, width
        Features of a joint, and of query and key together.
    heads
        Parts that the features are cut into; each part has weights of its own.
    result
        "added": max x + sum_v a_v x_v. "alone": the sum without the maximum. "gated":
        max x + g * sum_v a_v x_v, with one learned g a feature, 0 at first. "scaled":
        max_v (V a_v x_v), which is SGN's maximum where all V joints weigh alike.

    Notes
    -----
    The slides call it a self-attention block based on pooling that finds the most important
    joints; the equations are not public. The reading here is ours: pooling makes the query,
    attention weighs the joints, and SGN's maximum is kept beside the weighted sum.

    References
    ----------
    ESGN slides, "Method 2 - Semantic-Pooling layer".
    """

    def __init__(
        self, features: int = 256, width: int = 64, *, heads: int = 1, result: Result = "added"
    ) -> None:
        super().__init__()
        self.heads, self.result = heads, result
        self.query = nn.Linear(features, width)
        self.key = nn.Linear(features, width, bias=False)
        if result == "gated":
            self.gate = nn.Parameter(torch.zeros(features))

    def forward(
        self, x: Float[Tensor, "R V F"]
    ) -> tuple[Float[Tensor, "R F"], Float[Tensor, "R V"]]:
        """Return the pooled features and the joint weights, which add up to 1.

        The joint weights are the mean over the heads.
        """
        strongest = x.amax(dim=1)
        query = self.query(strongest).unflatten(-1, (self.heads, -1, 1))
        score = (self._by_head(self.key(x)) @ query).squeeze(-1) / query.shape[2] ** 0.5
        weights = torch.softmax(score, dim=-1)
        return self._combine(x, strongest, weights), weights.mean(dim=1)

    def _combine(
        self, x: Float[Tensor, "R V F"], strongest: Float[Tensor, "R F"], weights: Tensor
    ) -> Float[Tensor, "R F"]:
        """Make one vector of the joints and their weights (R, H, V)."""
        if self.result == "scaled":
            scaled = x.shape[1] * weights.unsqueeze(-1) * self._by_head(x)
            return scaled.amax(dim=2).flatten(1)
        weighed = (weights.unsqueeze(2) @ self._by_head(x)).flatten(1)
        if self.result == "alone":
            return weighed
        return strongest + (self.gate * weighed if self.result == "gated" else weighed)

    def _by_head(self, x: Float[Tensor, "R V F"]) -> Float[Tensor, "R H V F/H"]:
        """Cut the features into one part a head."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def build_pooling(pooling: Pooling) -> nn.Module:
    """Choose the layer once."""
    if pooling == "max":
        return MaxPooling()
    if pooling == "semantic_heads":
        return SemanticPooling(heads=4)
    return SemanticPooling(result=_RESULTS[pooling])
