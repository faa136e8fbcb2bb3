"""Explain one answer: which joints, frames, edges and streams it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from eesgn_lite.analysis.dropping import drop_stream
from eesgn_lite.analysis.methods import MAXIMUM_SHARES, METHODS, SEMANTIC_WEIGHTS, Method
from eesgn_lite.analysis.occlusion import hide_frames, hide_joints, probabilities_of
from eesgn_lite.analysis.sampled import as_checkpoint, evaluating, sample_clip
from eesgn_lite.data.catalog import as_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.model.layers import put_frames
from eesgn_lite.training.checkpoint import Checkpoint


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """Hold what an answer came from; M persons of the clip, S sampled frames, V joints.

    Attributes
    ----------
    frames
        int64 (S,), the clip's frame that each sampled frame stands for.
    classes, probabilities
        K names, and their probabilities float32 (K,) for this one sampling of the clip.
    target
        The class explained, 0..K-1.
    skeleton
        The model's layout, whose V joints are meant.
    joint_weights
        float32 (M, S, V); adds up to 1 over the joints. Weights of Semantic-Pooling; of a
        model with max pooling the share of the features in which a joint is the maximum.
    graph
        float32 (M, S, V, V): row i holds how much joint i takes from each joint; rows add up
        to 1.
    activation
        float32 (M, S, V), class activation, at least 0, in units of the class's score.
    frame_occlusion, joint_occlusion
        float32 (S,) and (V,), probability lost when the frame is hidden, or the joint stands
        still in all persons; below 0 where the answer becomes surer.
    frame_gradient
        float32 (S,), length of the slope of the class's score, summed over joints and
        persons, per metre.
    streams
        Stream -> probability lost when it is dropped (`drop_stream`).
    methods
        Field -> what it is, its source and its caveat.

    Notes
    -----
    Values by person are NaN in the frames in which the person is absent. Where groups of streams
    pass through the model one by one (`fusion="score"`), weights and graph are means over the
    passes, and the activation is what they say together.
    """

    frames: np.ndarray
    classes: tuple[str, ...]
    probabilities: np.ndarray
    target: int
    skeleton: Skeleton
    joint_weights: np.ndarray
    graph: np.ndarray
    activation: np.ndarray
    frame_occlusion: np.ndarray
    joint_occlusion: np.ndarray
    frame_gradient: np.ndarray
    streams: Mapping[str, float]
    methods: Mapping[str, Method]

    def over_clip(self, values: np.ndarray, num_frames: int) -> np.ndarray:
        """Spread sampled values over all frames of the clip.

        Parameters
        ----------
        values
            (M, S, ...), such as `joint_weights` or `graph`; or (S,), such as
            `frame_occlusion`.
        num_frames
            Number of frames T of the clip.

        Returns
        -------
        (M, T, ...), or (T,). Each frame takes the values of the nearest sampled frame in which
        the person is seen, of two equally near the earlier; NaN for a person never sampled.

        Raises
        ------
        ValueError
            If the values are not of the sampled frames, or the clip is too short for them.
        """
        sampled = len(self.frames)
        by_person = values[None] if values.ndim == 1 else values
        if by_person.shape[1] != sampled:
            raise ValueError(
                f"The values must hold {sampled} sampled frames, found shape {values.shape}."
            )
        if num_frames <= self.frames.max():
            raise ValueError(
                f"num_frames must be above the last sampled frame, {self.frames.max()}, "
                f"found {num_frames}; give the clip's own number of frames."
            )
        spread = np.stack([self._nearest(person, num_frames) for person in by_person])
        return spread[0] if values.ndim == 1 else spread

    def _nearest(self, values: np.ndarray, num_frames: int) -> np.ndarray:
        """Take for each of T frames the values (S, ...) of the nearest one that has any."""
        known = np.flatnonzero(~np.isnan(values.reshape(len(values), -1)).any(axis=1))
        if not len(known):
            return np.full((num_frames, *values.shape[1:]), np.nan, dtype=values.dtype)
        distance = abs(np.arange(num_frames)[:, None] - self.frames[known])
        return values[known[distance.argmin(axis=1)]]


class Reading(NamedTuple):
    """Hold what one pass forward and back gives; N sequences, S frames, V joints."""

    probabilities: Tensor
    target: int
    joint_weights: Tensor
    graph: Tensor
    activation: Tensor
    frame_gradient: Tensor


def explain(
    model: Checkpoint | ESGN | str | Path,
    clip: Clip | str | Path,
    *,
    target: str | int | None = None,
) -> Explanation:
    """Explain what a model answers for one clip.

    Parameters
    ----------
    model
        A checkpoint, or what `load_checkpoint` takes; or a bare model, for which clips are
        sampled the plain way. It is left in the mode it came in.
    clip
        Any clip whose layout holds the model's joints, or a file that `read_clip` takes.
    target
        The class to explain, by name or number; by default the most probable one.

    Raises
    ------
    ValueError
        If the checkpoint or the file cannot be read, there is no such class, or the clip's
        layout lacks a joint.

    Notes
    -----
    The clip is sampled once, in the middle of its segments, while `predict` averages the test
    samplings of the checkpoint; the probabilities may differ a little.

    Examples
    --------
    ``explain(checkpoint, clip).joint_weights`` shows at which joints the pooling looked.
    """
    checkpoint = as_checkpoint(model)
    network = checkpoint.esgn
    wanted = None if target is None else class_number(checkpoint.classes, target)
    sampled = sample_clip(checkpoint, as_clip(clip))
    with evaluating(network) as device:
        joints, valid = sampled.joints.to(device), sampled.valid.to(device)
        reading = read_model(network, joints, valid, wanted)
        frames, points = _losses_by_occlusion(network, joints, valid, reading)
        streams = _losses_by_stream(network, joints, valid, reading)
    return Explanation(
        frames=sampled.frames,
        classes=checkpoint.classes,
        probabilities=reading.probabilities.cpu().numpy(),
        target=reading.target,
        skeleton=network.config.layout,
        joint_weights=sampled.by_person(reading.joint_weights),
        graph=sampled.by_person(reading.graph),
        activation=sampled.by_person(reading.activation),
        frame_occlusion=frames.cpu().numpy(),
        joint_occlusion=points.cpu().numpy(),
        frame_gradient=reading.frame_gradient.cpu().numpy(),
        streams=streams,
        methods={"joint_weights": _weights_method(network), **METHODS},
    )


def class_number(classes: tuple[str, ...], target: str | int) -> int:
    """Find a class by its name or number.

    Raises
    ------
    ValueError
        If there is none.
    """
    if isinstance(target, str) and target in classes:
        return classes.index(target)
    if not isinstance(target, str) and 0 <= target < len(classes):
        return int(target)
    raise ValueError(
        f"There is no class {target!r}; give a number from 0 to {len(classes) - 1} or one of "
        f"{', '.join(classes)}."
    )


def read_model(model: ESGN, joints: Tensor, valid: Tensor, target: int | None) -> Reading:
    """Run one sampled clip forward and back, and read what the model made of it."""
    kept: list[Tensor] = []

    def keep(_: nn.Module, inputs: tuple[Tensor]) -> None:
        kept.append(inputs[0])

    hook = model.pooling.register_forward_pre_hook(keep)
    try:
        with torch.inference_mode(False), torch.enable_grad():
            positions = joints.clone().requires_grad_()
            logits, inner = model(positions, valid.clone(), return_intermediates=True)
            chosen = int(logits.argmax()) if target is None else target
            slopes = torch.autograd.grad(logits[0, chosen], [positions, *kept])
    finally:
        hook.remove()
    features = kept[0].detach()

    groups = len(model.streams.groups)

    def by_frame(rows: Tensor) -> Tensor:
        return put_frames(rows, valid[0], len(valid[0]))

    def by_group(rows: Tensor) -> Tensor:
        return rows.unflatten(0, (groups, -1))

    weights = inner.joint_weights
    if weights is None:
        shares = by_frame(by_group(shares_of_maximum(features)).mean(dim=0))
    else:
        shares = weights[0].detach()
    return Reading(
        probabilities=torch.softmax(logits.detach()[0].float(), dim=-1),
        target=chosen,
        joint_weights=shares,
        graph=inner.graph[0].detach(),
        activation=by_frame(torch.relu(by_group((features * slopes[1]).sum(dim=-1)).sum(dim=0))),
        frame_gradient=slopes[0][0].norm(dim=-1).sum(dim=(0, 2)),
    )


def shares_of_maximum(features: Tensor) -> Tensor:
    """Count in which share of the features (R, V, F) each joint is the largest, (R, V).

    Joints that are equally large share the feature.
    """
    largest = (features == features.amax(dim=1, keepdim=True)).to(features.dtype)
    return (largest / largest.sum(dim=1, keepdim=True)).mean(dim=-1)


def _weights_method(model: ESGN) -> Method:
    """Say what the joint weights of this model are."""
    return MAXIMUM_SHARES if model.config.pooling == "max" else SEMANTIC_WEIGHTS


def _losses_by_occlusion(
    model: ESGN, joints: Tensor, valid: Tensor, reading: Reading
) -> tuple[Tensor, Tensor]:
    """Hide each frame, then each joint; return the probabilities lost, (S,) and (V,)."""
    each_frame = torch.eye(joints.shape[2], dtype=torch.bool, device=joints.device)
    each_joint = torch.eye(joints.shape[3], dtype=torch.bool, device=joints.device)
    before = reading.probabilities[reading.target]
    without_frame = probabilities_of(model, joints, hide_frames(valid, each_frame))
    without_joint = probabilities_of(model, hide_joints(joints, valid, each_joint), valid)
    return before - without_frame[:, reading.target], before - without_joint[:, reading.target]


def _losses_by_stream(
    model: ESGN, joints: Tensor, valid: Tensor, reading: Reading
) -> dict[str, float]:
    """Drop each stream in turn; return the probabilities lost."""
    losses: dict[str, float] = {}
    for name in model.config.streams:
        with drop_stream(model, name):
            without = probabilities_of(model, joints, valid)
        losses[name] = float((reading.probabilities - without[0])[reading.target])
    return losses
