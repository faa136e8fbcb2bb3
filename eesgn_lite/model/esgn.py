"""The whole network: SGN, ESGN and the fourteen models between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.config import ENHANCEMENTS, ModelConfig, fields_off
from eesgn_lite.model.graph import GraphLayer, GraphNetwork
from eesgn_lite.model.layers import put_frames, take_frames, two_layers
from eesgn_lite.model.pooling import build_pooling
from eesgn_lite.model.streams import Streams
from eesgn_lite.model.temporal import TemporalNetwork


@dataclass(frozen=True)
class Intermediates:
    """Hold what the network computed on the way, for pictures and for the loss.

    Attributes
    ----------
    graph
        Adaptive graph, (B, M, T, V, V); rows add up to 1; zeros in unseen frames.
    joint_weights
        Weights of Semantic-Pooling, (B, M, T, V), adding up to 1 in each seen frame; None
        with max pooling.
    frame_features
        Features of each frame before the maximum over time, (B, M, T, 512).
    group_logits
        Scores of each group of streams by itself, (G, B, K); their mean is the answer.

    Notes
    -----
    With `fusion="score"` all but the last are means over the groups.
    """

    graph: Tensor
    joint_weights: Tensor | None
    frame_features: Tensor
    group_logits: Tensor


class ESGN(nn.Module):
    """Recognise an action from a skeleton sequence.

    Parameters
    ----------
    config
        All choices. No batch size, device or dtype is among them.

    Notes
    -----
    Only frames in which a person is seen are computed in the spatial part. Persons are
    pooled by the mean of their features over those present; the published code instead
    writes two persons as alternating rows of one sequence (`persons="interleaved"` of
    `DataConfig` offers that reading).

    References
    ----------
    SGN: Zhang et al., CVPR 2020. ESGN: Chen and Jing, MCSoC 2021.

    Examples
    --------
    >>> model = ESGN(ModelConfig(num_classes=16)).eval()
    >>> model(torch.zeros(2, 1, 20, 25, 3)).shape
    torch.Size([2, 16])
    """

    joint_code: Tensor
    frame_code: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        joints = config.layout.num_joints
        self.streams = Streams(config.streams, config.layout, config.fusion, config.bone_floor)
        self.register_buffer("joint_code", torch.eye(joints), persistent=False)
        self.joint_type = two_layers(joints, 64, 64)
        self.spatial = GraphNetwork()
        self.register_buffer("frame_code", torch.eye(config.frames), persistent=False)
        self.frame_index = two_layers(config.frames, 64, 256)
        self.pooling = build_pooling(config.pooling)
        self.temporal = TemporalNetwork(config.temporal, config.dropout)
        self.classifier = nn.Linear(512, config.num_classes)
        self._initialise()

    def _initialise(self) -> None:
        """Draw convolution-like layers from N(0, 2/fan_out) and silence the gathering weights."""
        for layer in (*self.spatial.modules(), *self.streams.modules(), *self.temporal.modules()):
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=(2 / layer.out_features) ** 0.5)
            elif isinstance(layer, nn.Conv1d):
                fan_out = layer.out_channels * layer.kernel_size[0]
                nn.init.normal_(layer.weight, std=(2 / fan_out) ** 0.5)
        for code in (self.joint_type, self.frame_index):
            for layer in code:
                if isinstance(layer, nn.Linear):
                    nn.init.normal_(layer.weight, std=(2 / layer.out_features) ** 0.5)
        for layer in self.spatial.layers:
            assert isinstance(layer, GraphLayer)
            nn.init.zeros_(layer.gather.weight)

    def forward(
        self,
        joints: Float[Tensor, "B M T V C"],
        valid: Bool[Tensor, "B M T"] | None = None,
        *,
        return_intermediates: bool = False,
    ) -> Float[Tensor, "B K"] | tuple[Float[Tensor, "B K"], Intermediates]:
        """Score the actions.

        Parameters
        ----------
        joints
            Centred positions in metres, finite everywhere; M persons, T <= config.frames.
        valid
            Frames in which a person is seen; every clip needs at least one. None: all.
        return_intermediates
            Return ``(logits, Intermediates)`` instead of the logits.

        Returns
        -------
        Logits (B, K).

        Raises
        ------
        ValueError
            If the shape does not fit the config.
        """
        self._check(joints)
        clips, persons, frames = joints.shape[:3]
        # Groups of streams pass through the network like further persons: rows (G, B, M).
        groups = len(self.streams.groups)
        rows = groups * clips * persons
        seen = None if valid is None else valid.flatten(0, 1)
        x = self.streams(joints.flatten(0, 1), seen)
        seen = None if seen is None else seen.repeat(groups, 1)
        code = self.frame_index(self.frame_code[:frames]).expand(rows, -1, -1)
        joint_type = self.joint_type(self.joint_code).expand(x.shape[0], -1, -1)
        x, graph = self.spatial(torch.cat([x, joint_type], dim=-1))
        x = x + take_frames(code, seen)[:, None]
        x, weights = self.pooling(x)
        x, frame_features = self.temporal(put_frames(x, seen, rows), seen)
        by_group = x.unflatten(0, (groups, clips, persons))
        group_logits = self.classifier(_mean_over_persons(by_group, valid))
        logits = group_logits.mean(dim=0)
        if not return_intermediates:
            return logits

        def by_clip(frame_rows: Tensor) -> Tensor:
            frames_of = put_frames(frame_rows, seen, rows)
            return frames_of.unflatten(0, (groups, clips, persons)).mean(dim=0)

        return logits, Intermediates(
            graph=by_clip(graph),
            joint_weights=None if weights is None else by_clip(weights),
            frame_features=frame_features.unflatten(0, (groups, clips, persons)).mean(dim=0),
            group_logits=group_logits,
        )

    def _check(self, joints: Tensor) -> None:
        """Refuse input of another layout, or longer than the frame code, in one sentence."""
        skeleton, frames = self.config.layout, self.config.frames
        if joints.ndim != 5 or joints.shape[3:] != (skeleton.num_joints, skeleton.dimensions):
            raise ValueError(
                f"The model takes joints (B, M, T, {skeleton.num_joints}, {skeleton.dimensions}) "
                f"of layout {skeleton.name!r}, found {tuple(joints.shape)}."
            )
        if joints.shape[2] > frames:
            raise ValueError(
                f"The model takes at most {frames} frames, found {joints.shape[2]}; "
                "sample the clip first."
            )


def _mean_over_persons(
    features: Float[Tensor, "G B M F"], valid: Bool[Tensor, "B M T"] | None
) -> Float[Tensor, "G B F"]:
    """Average the features of the persons present."""
    if valid is None:
        return features.mean(dim=2)
    present = valid.any(dim=2).to(features.dtype).unsqueeze(-1)
    return (features * present).sum(dim=2) / present.sum(dim=1).clamp_min(1)


def sgn_config(config: ModelConfig) -> ModelConfig:
    """Switch every enhancement off."""
    return replace(config, **fields_off(ENHANCEMENTS))


def SGN(
    config: ModelConfig | None = None,
    *,
    num_classes: int = 60,
    skeleton: Skeleton | str = "ntu25",
    frames: int = 20,
) -> ESGN:
    """Build SGN: the same network with every enhancement off.

    Parameters
    ----------
    config
        Its enhancements are switched off. None: one is made of the other three.
    num_classes, skeleton, frames
        As in `ModelConfig`; not read when a config is given.

    Examples
    --------
    >>> count_parameters(SGN())
    691048
    """
    base = config or ModelConfig(num_classes=num_classes, skeleton=skeleton, frames=frames)
    return ESGN(sgn_config(base))


def count_parameters(model: nn.Module) -> int:
    """Count the numbers that training may change."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
