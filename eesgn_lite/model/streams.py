"""Method 1, enhanced semantics: up to four signals, embedded and fused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.config import Fusion, Stream
from eesgn_lite.model.layers import FeatureNorm, take_frames, two_layers

EMBEDDING = 64


def bones(joints: Float[Tensor, "N T V C"], parents: Tensor) -> Float[Tensor, "N T V C"]:
    """Subtract each joint's parent from it; the root's bone is zero."""
    return joints - joints[:, :, parents]


def velocity(
    signal: Float[Tensor, "N T V C"], seen: Bool[Tensor, "N T"] | None = None
) -> Float[Tensor, "N T V C"]:
    """Subtract the frame before; zero where there is none.

    Parameters
    ----------
    signal
        Positions or bones, metres.
    seen
        Frames in which the person is seen; a step from or to an unseen frame is zero.

    Returns
    -------
    Metres per sampled frame, v_t = x_t - x_(t-1), v_0 = 0.

    Notes
    -----
    SGN's definition. CTR-GCN takes x_(t+1) - x_t; the two differ by one frame.
    """
    step = signal[:, 1:] - signal[:, :-1]
    if seen is not None:
        step = step * (seen[:, 1:] & seen[:, :-1])[..., None, None]
    return torch.cat([torch.zeros_like(signal[:, :1]), step], dim=1)


class StreamEmbedding(nn.Module):
    """Embed one signal: BatchNorm over all V*C numbers of a frame, then C -> 64 -> 64.

    Parameters
    ----------
    skeleton
        Layout of the signal.
    floor
        Metres added in squares to the standard deviations that BatchNorm divides by.

    References
    ----------
    SGN, section 3.1, equation 1 (dynamics representation).
    """

    def __init__(self, skeleton: Skeleton, floor: float = 0.0) -> None:
        super().__init__()
        numbers = skeleton.num_joints * skeleton.dimensions
        self.norm = FeatureNorm(numbers, eps=1e-5 + floor**2)
        self.layers = two_layers(skeleton.dimensions, EMBEDDING, EMBEDDING)

    def forward(self, signal: Float[Tensor, "R V C"]) -> Float[Tensor, "R V 64"]:
        """Embed R frames."""
        return self.layers(self.norm(signal.flatten(1)).view_as(signal))


class Streams(nn.Module):
    """Compute the chosen signals from the joints, embed each, and add those that belong together.

    Parameters
    ----------
    streams
        Signals to embed.
    skeleton
        Layout of the joints.
    fusion
        "embedding" adds all of them. "score" adds a signal and its velocity only: joints and
        bones leave as two groups, which the network keeps apart until its scores.
    bone_floor
        Floor of the bones' embedding, metres; their velocity has a third of it.

    Attributes
    ----------
    groups
        Names of the streams that are added up, group by group; G of them.

    Notes
    -----
    The slides say that one stream becomes four fused ones for less than 0.1 M parameters;
    they do not name the four, nor the fusion. We take joint, bone and their velocities (the
    four of 2s-AGCN and its followers). The sum of embeddings is SGN's own fusion; averaged scores
    are that of 2s-AGCN, which however trains a network for each stream.

    References
    ----------
    ESGN slides, "Method 1 - Enhanced Semantic". SGN, section 3.1.
    """

    parents: Tensor

    def __init__(
        self,
        streams: Sequence[Stream],
        skeleton: Skeleton,
        fusion: Fusion = "embedding",
        bone_floor: float = 0.0,
    ) -> None:
        super().__init__()
        floors = {"bone": bone_floor, "bone_velocity": bone_floor / 3}
        bones_of = [name for name in streams if name.startswith("bone")]
        joints_of = [name for name in streams if name not in bones_of]
        apart = [group for group in (joints_of, bones_of) if group]
        self.groups = apart if fusion == "score" else [list(streams)]
        self.embeddings = nn.ModuleDict(
            {name: StreamEmbedding(skeleton, floors.get(name, 0.0)) for name in streams}
        )
        self.register_buffer("parents", torch.tensor(skeleton.parents), persistent=False)

    def signals(
        self, joints: Float[Tensor, "N T V C"], seen: Bool[Tensor, "N T"] | None
    ) -> dict[str, Float[Tensor, "N T V C"]]:
        """Compute the signals of the chosen streams by name."""
        signals = {}
        for name in self.embeddings:
            signal = bones(joints, self.parents) if name.startswith("bone") else joints
            signals[name] = velocity(signal, seen) if name.endswith("velocity") else signal
        return signals

    def forward(
        self, joints: Float[Tensor, "N T V C"], seen: Bool[Tensor, "N T"] | None = None
    ) -> Float[Tensor, "GR V 64"]:
        """Embed the R seen frames of N persons, one group of streams after the other."""
        signals = self.signals(joints, seen)
        embedded = {
            name: layer(take_frames(signals[name], seen)) for name, layer in self.embeddings.items()
        }
        sums = [reduce(torch.add, [embedded[name] for name in group]) for group in self.groups]
        return torch.cat(sums) if len(sums) > 1 else sums[0]  # cat would copy
