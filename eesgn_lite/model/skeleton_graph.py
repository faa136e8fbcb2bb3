"""The skeleton as a fixed graph, and the block of ST-GCN that convolves over it."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from eesgn_lite.data.skeletons import Skeleton


def skeleton_graphs(skeleton: Skeleton) -> Float[Tensor, "3 V V"]:
    """Say which joints each joint hears: itself, its parent, its children; rows are means.

    References
    ----------
    Yan et al., AAAI 2018, "spatial configuration partitioning".

    Examples
    --------
    >>> from eesgn_lite.data.skeletons import NTU25
    >>> skeleton_graphs(NTU25).sum(dim=2)[:2, 3]
    tensor([1., 1.])
    """
    graphs = torch.zeros(3, skeleton.num_joints, skeleton.num_joints)
    graphs[0] = torch.eye(skeleton.num_joints)
    for child, parent in skeleton.bones:
        graphs[1, child, parent] = 1
        graphs[2, parent, child] = 1
    return graphs / graphs.sum(dim=2, keepdim=True).clamp_min(1)


class GraphBlock(nn.Module):
    """One block of ST-GCN: graph convolution, then convolution over time, and a way around.

    Parameters
    ----------
    graphs
        Fixed graphs (P, V, V); training finds how much each edge counts.
    inputs, outputs
        Channels.
    stride
        Frames from one output to the next.
    """

    graphs: Tensor

    def __init__(self, graphs: Tensor, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.register_buffer("graphs", graphs, persistent=False)
        self.importance = nn.Parameter(torch.ones_like(graphs))
        self.spatial = nn.Conv2d(inputs, outputs * len(graphs), 1)
        self.temporal = nn.Sequential(
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, (5, 1), (stride, 1), (2, 0)),
            nn.BatchNorm2d(outputs),
            nn.Dropout(0.2),
        )
        self.around: nn.Module = nn.Identity()
        if inputs != outputs:
            self.around = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, (stride, 1)), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Float[Tensor, "N F T V"]) -> Float[Tensor, "N G S V"]:
        """Mix the joints, then the frames."""
        parts = self.spatial(x).unflatten(1, (len(self.graphs), -1))
        mixed = torch.einsum("npgtv,pwv->ngtw", parts, self.graphs * self.importance)
        return torch.relu(self.temporal(mixed) + self.around(x))
