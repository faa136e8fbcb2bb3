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

    Parameters
    ----------
    features, width
        Features of a joint, and of query and key together.
    heads
        Parts that the features are cut into; each part has weights of its own.
    keep_maximum
        Whether the maximum is part of the result.

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
        self, features: int = 256, width: int = 64, *, heads: int = 1, keep_maximum: bool = True
    ) -> None:
        super().__init__()
        self.heads, self.keep_maximum = heads, keep_maximum
        self.query = nn.Linear(features, width)
        self.key = nn.Linear(features, width, bias=False)

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
        weighed = (weights.unsqueeze(2) @ self._by_head(x)).flatten(1)
        return strongest + weighed if self.keep_maximum else weighed, weights.mean(dim=1)

    def _by_head(self, x: Float[Tensor, "R V F"]) -> Float[Tensor, "R H V F/H"]:
        """Cut the features into one part a head."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def build_pooling(pooling: Pooling) -> nn.Module:
    """Choose the layer once."""
    if pooling == "max":
        return MaxPooling()
    return SemanticPooling(
        heads=4 if pooling == "semantic_heads" else 1, keep_maximum=pooling != "semantic_only"
    )
