"""Three plain networks to compare with: a CNN over time, a GRU and a small ST-GCN."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from eesgn_lite.model.baseline_config import BaselineConfig
from eesgn_lite.model.layers import FeatureNorm
from eesgn_lite.model.skeleton_graph import GraphBlock, skeleton_graphs
from eesgn_lite.model.streams import velocity


class Baseline(nn.Module, ABC):
    """Score the actions from one vector a person, the mean over the persons present.

    Parameters
    ----------
    config
        All choices.
    features
        Length F of a person's vector.

    Notes
    -----
    Each network reads the two signals that SGN reads: joints, and the steps between sampled
    frames, batch-normalised as one vector a frame.
    """

    def __init__(self, config: BaselineConfig, features: int) -> None:
        super().__init__()
        self.config = config
        layout = config.layout
        self.norm = FeatureNorm(2 * layout.dimensions * layout.num_joints)
        self.classifier = nn.Linear(features, config.num_classes)

    def forward(
        self,
        joints: Float[Tensor, "B M T V C"],
        valid: Bool[Tensor, "B M T"] | None = None,
    ) -> Float[Tensor, "B K"]:
        """Score the actions.

        Parameters
        ----------
        joints
            Centred positions in metres, finite everywhere.
        valid
            Frames in which a person is seen; every clip needs at least one. None: all.

        Returns
        -------
        Logits (B, K).
        """
        if valid is None:
            valid = torch.ones(joints.shape[:3], dtype=torch.bool, device=joints.device)
        present = valid.any(dim=2)
        seen = valid[present]
        x = joints[present] * seen[..., None, None]
        signal = torch.cat([x, velocity(x, seen)], dim=-1)
        normal = self.norm(signal[seen].flatten(1)).view(-1, *signal.shape[2:])
        signal = torch.zeros_like(signal, dtype=normal.dtype).index_put((seen,), normal)
        vectors = self.read(signal, seen)
        persons = vectors.new_zeros(*present.shape, vectors.shape[-1])
        persons[present] = vectors
        return self.classifier(persons.sum(dim=1) / present.sum(dim=1, keepdim=True))

    @abstractmethod
    def read(
        self, signal: Float[Tensor, "N T V S"], seen: Bool[Tensor, "N T"]
    ) -> Float[Tensor, "N F"]:
        """Turn the signals of N persons into one vector each; zeros stand where unseen."""


def _largest(x: Float[Tensor, "N T F"], seen: Bool[Tensor, "N T"]) -> Float[Tensor, "N F"]:
    """Take the largest value of each feature over the seen frames."""
    return x.masked_fill(~seen[..., None], -torch.inf).amax(dim=1)


class CNN(Baseline):
    """Three convolutions over 3 frames each, then the largest value over time.

    Every frame is one vector of all joints; nothing is known of the skeleton.
    """

    def __init__(self, config: BaselineConfig, features: int = 256) -> None:
        super().__init__(config, features)
        inputs = self.norm.num_features
        self.layers = nn.Sequential()
        for width in (inputs, features, features):
            self.layers.append(nn.Conv1d(width, features, 3, padding=1))
            self.layers.append(nn.BatchNorm1d(features))
            self.layers.append(nn.ReLU())
            self.layers.append(nn.Dropout1d(0.2))

    def read(
        self, signal: Float[Tensor, "N T V S"], seen: Bool[Tensor, "N T"]
    ) -> Float[Tensor, "N F"]:
        """Convolve over time."""
        return _largest(self.layers(signal.flatten(2).transpose(1, 2)).transpose(1, 2), seen)


class GRU(Baseline):
    """Two layers of gated recurrent units in both directions, then the largest value over time.

    References
    ----------
    Cho et al., EMNLP 2014.
    """

    def __init__(self, config: BaselineConfig, features: int = 256) -> None:
        super().__init__(config, features)
        self.layers = nn.GRU(
            self.norm.num_features,
            features // 2,
            num_layers=2,
            batch_first=True,
            dropout=0.2,
            bidirectional=True,
        )

    def read(
        self, signal: Float[Tensor, "N T V S"], seen: Bool[Tensor, "N T"]
    ) -> Float[Tensor, "N F"]:
        """Read the frames forwards and backwards."""
        return _largest(self.layers(signal.flatten(2))[0], seen)


class STGCN(Baseline):
    """Five blocks over the fixed graph of the skeleton, then the mean over joints and time.

    Notes
    -----
    As published, but narrower and shallower (five blocks instead of nine, at most 256
    channels) and with kernels of 5 frames instead of 9, for clips of 20 frames.

    References
    ----------
    Yan et al., AAAI 2018.
    """

    WIDTHS = ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2))
    """Channels of each block, and the steps in time that it takes."""

    def __init__(self, config: BaselineConfig) -> None:
        super().__init__(config, self.WIDTHS[-1][0])
        graphs = skeleton_graphs(config.layout)
        self.blocks = nn.ModuleList()
        width = 2 * config.layout.dimensions
        for wider, stride in self.WIDTHS:
            self.blocks.append(GraphBlock(graphs, width, wider, stride))
            width = wider

    def read(
        self, signal: Float[Tensor, "N T V S"], seen: Bool[Tensor, "N T"]
    ) -> Float[Tensor, "N F"]:
        """Convolve over the graph and over time in turns."""
        x, mask = signal.permute(0, 3, 1, 2), seen[:, None].float()
        for block in self.blocks:
            assert isinstance(block, GraphBlock)
            mask = F.max_pool1d(mask, block.stride, ceil_mode=True)
            x = block(x) * mask[..., None]
        return x.mean(dim=3).sum(dim=2) / mask.sum(dim=2)
