"""The adaptive joint graph and the three graph layers of SGN."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from eesgn_lite.model.layers import FeatureNorm


class AdaptiveGraph(nn.Module):
    """Learn for each frame how much every joint listens to every other.

    G = softmax(theta(x) phi(x)^T) over the last axis: row i holds the weights with which
    joint i gathers from all joints j; they add up to 1.

    Notes
    -----
    The product is not scaled by the root of the width, as in the published code.

    References
    ----------
    SGN, section 3.2, equation 3.
    """

    def __init__(self, features: int, width: int = 256) -> None:
        super().__init__()
        self.theta = nn.Linear(features, width)
        self.phi = nn.Linear(features, width)

    def forward(self, x: Float[Tensor, "R V F"]) -> Float[Tensor, "R V V"]:
        """Return one graph a frame."""
        return torch.softmax(self.theta(x) @ self.phi(x).transpose(1, 2), dim=-1)


class GraphLayer(nn.Module):
    """Gather over the graph: ReLU(BN(W G x + W1 x)).

    Notes
    -----
    W has no bias and starts at zero, so at first every joint sees only itself.

    References
    ----------
    SGN, section 3.2, equation 4.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.gather = nn.Linear(inputs, outputs, bias=False)
        self.own = nn.Linear(inputs, outputs)
        self.norm = FeatureNorm(outputs)

    def forward(
        self, x: Float[Tensor, "R V F"], graph: Float[Tensor, "R V V"]
    ) -> Float[Tensor, "R V G"]:
        """Mix the joints of each frame."""
        return torch.relu(self.norm(self.gather(graph @ x) + self.own(x)))


class GraphNetwork(nn.Module):
    """Three graph layers, 128 -> 128 -> 256 -> 256, that share one graph."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = AdaptiveGraph(128)
        self.layers = nn.ModuleList(
            [GraphLayer(128, 128), GraphLayer(128, 256), GraphLayer(256, 256)]
        )

    def forward(
        self, x: Float[Tensor, "R V 128"]
    ) -> tuple[Float[Tensor, "R V 256"], Float[Tensor, "R V V"]]:
        """Return the joints' features and the graph."""
        graph = self.graph(x)
        for layer in self.layers:
            x = layer(x, graph)
        return x, graph
