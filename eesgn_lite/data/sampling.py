"""How clips become batches: the choices, the moments in time, the turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor

Persons = Literal["pooled", "interleaved"]
View = Literal["camera", "aligned", "aligned_clip"]


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    """Choose how clips become batches.

    Parameters
    ----------
    frames
        Number of frames T taken from a clip: one from each of T equal segments.
    persons
        "pooled": each person is a sequence of its own. "interleaved": the published SGN
        reading, in which a frame with two persons becomes two rows of one sequence.
    view
        "camera": as recorded. "aligned": turned about the vertical so that the line from
        the left to the right hips and shoulders of the first frame lies along x.
        "aligned_clip": the same by the mean of that line over the clip.
    bone_length
        Mean length of the bones, metres, to which every clip is resized by the first body seen
        in it; 0 leaves the sizes as recorded.
    rotation
        Largest random turn in training about x, y and z, radians.
    scale
        Largest random change of size in training, as a share: 0.1 is 0.9 to 1.1.
    window
        Shortest share of the clip that training may cut out, in (0, 1]; 1 takes it whole.
    mirror
        Probability in [0, 1] that training exchanges left and right.
    noise
        Standard deviation of random joint noise in training, metres.
    joint_dropout
        Probability in [0, 1) that training loses a joint, for a whole clip; it then reads as
        zero, the place of the centre joint.
    limb_dropout
        Probability in [0, 1] that training loses one part of the body, drawn at random.
    test_crops
        Number of deterministic samplings of a test clip whose probabilities are averaged.
    test_window
        Share of the clip that each of them covers, in (0, 1]. Below 1 they begin at evenly
        spread moments, the first at the start of the clip, the last reaching to its end; a
        single one lies in the middle. With 1 all cover the whole clip, each at another place
        in its segments.

    Raises
    ------
    ValueError
        If a value lies outside the ranges above.
    """

    frames: int = 20
    persons: Persons = "pooled"
    view: View = "camera"
    bone_length: float = 0.0
    rotation: tuple[float, float, float] = (0.3, 0.3, 0.3)
    scale: float = 0.0
    window: float = 1.0
    mirror: float = 0.0
    noise: float = 0.0
    joint_dropout: float = 0.0
    limb_dropout: float = 0.0
    test_crops: int = 1
    test_window: float = 1.0

    def __post_init__(self) -> None:
        """Refuse values that no batch can be made with."""
        object.__setattr__(self, "rotation", tuple(self.rotation))
        if self.frames < 1 or self.test_crops < 1:
            raise ValueError("frames and test_crops must be at least 1.")
        if self.persons not in get_args(Persons):
            raise ValueError(f"persons has no choice {self.persons!r}.")
        if self.view not in get_args(View):
            raise ValueError(f"view has no choice {self.view!r}.")
        if len(self.rotation) != 3 or min(self.rotation) < 0:
            raise ValueError("rotation needs three angles of at least 0.")
        for name in ("window", "test_window"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in (0, 1], found {getattr(self, name)}.")
        if not 0 <= self.scale < 1 or self.noise < 0:
            raise ValueError("scale must lie in [0, 1) and noise must be at least 0.")
        if not 0 <= self.bone_length < np.inf:
            raise ValueError(f"bone_length must be at least 0 metres, found {self.bone_length}.")
        if not 0 <= self.mirror <= 1:
            raise ValueError(f"mirror must lie in [0, 1], found {self.mirror}.")
        if not 0 <= self.joint_dropout < 1 or not 0 <= self.limb_dropout <= 1:
            raise ValueError("joint_dropout must lie in [0, 1) and limb_dropout in [0, 1].")

    def once(self) -> DataConfig:
        """Take one fixed sampling, which covers the whole clip; all else stays."""
        return replace(self, test_crops=1, test_window=1.0)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Hold B clips, ready for the model.

    Attributes
    ----------
    joints
        float32 (B, M, T, V, C), metres, centred; 0 where a person is not seen.
    valid
        bool (B, M, T).
    labels
        int64 (B,), 0..K-1.
    items
        int64 (B,), positions in the data set.
    """

    joints: Tensor
    valid: Tensor
    labels: Tensor
    items: Tensor

    def to(self, device: torch.device | str) -> Batch:
        """Move to a device."""
        return replace(
            self,
            joints=self.joints.to(device, non_blocking=True),
            valid=self.valid.to(device, non_blocking=True),
            labels=self.labels.to(device, non_blocking=True),
        )


def segment_positions(
    lengths: np.ndarray, frames: int, draws: np.ndarray | float = 0.5
) -> np.ndarray:
    """Choose one moment in each of T equal segments of every clip.

    Parameters
    ----------
    lengths
        Clip lengths L, int (B,).
    frames
        Number of segments T. Segment i reaches from i L / T to (i + 1) L / T.
    draws
        Where in its segment the moment lies, in [0, 1): float (B, T), or one number for all.

    Returns
    -------
    Moments in frames, float (B, T), in [0, L).

    Notes
    -----
    The published code cuts at whole multiples of L // T, so that a clip of 20 to 39 frames
    only ever shows its first 20, and pads shorter clips with zeros. Here the segments cover
    the whole clip and short clips are interpolated (`Sampler`).

    Examples
    --------
    >>> segment_positions(np.array([8]), 4)
    array([[1., 3., 5., 7.]])
    """
    return (np.arange(frames) + draws) * (np.asarray(lengths)[:, None] / frames)


def rotation_matrices(angles: np.ndarray) -> np.ndarray:
    """Turn about x, then y, then z.

    Parameters
    ----------
    angles
        Radians, (B, 3).

    Returns
    -------
    (B, 3, 3), for column vectors.

    Examples
    --------
    >>> rotation_matrices(np.array([[0, 0, np.pi / 2]])).round()[0, :, 0]
    array([0., 1., 0.])
    """
    sin, cos = np.sin(angles), np.cos(angles)
    turns = np.tile(np.eye(3), (3, len(angles), 1, 1))
    for axis in range(3):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        turns[axis, :, a, a] = turns[axis, :, b, b] = cos[:, axis]
        turns[axis, :, a, b], turns[axis, :, b, a] = -sin[:, axis], sin[:, axis]
    return turns[2] @ turns[1] @ turns[0]
