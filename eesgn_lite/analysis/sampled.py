"""One clip as the model sees it, and the way back to the clip's own frames and persons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from eesgn_lite.data.clips import Clip
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.predict import clip_batches
from eesgn_lite.training.runs import load_checkpoint


@dataclass(frozen=True, kw_only=True, eq=False)
class SampledClip:
    """Hold one clip, sampled once, in the middle of its segments.

    Attributes
    ----------
    joints
        float32 (1, N, S, V, C), what the model takes; N sequences of S frames.
    valid
        bool (1, N, S).
    frames
        int64 (S,), the clip's frame that each sampled frame stands for.
    person_of
        int64 (N, S), the clip's person that stands in each place; -1 for nobody.
    num_persons
        Number of persons M of the clip.
    """

    joints: Tensor
    valid: Tensor
    frames: np.ndarray
    person_of: np.ndarray
    num_persons: int

    def by_person(self, values: Tensor) -> np.ndarray:
        """Sort values of the model (N, S, ...) by the clip's persons, (M, S, ...).

        NaN where a person is not in a sampled frame.
        """
        found = values.detach().cpu().numpy()
        sorted_values = np.full((self.num_persons, *found.shape[1:]), np.nan, dtype=np.float32)
        sequence, step = np.nonzero(self.person_of >= 0)
        sorted_values[self.person_of[sequence, step], step] = found[sequence, step]
        return sorted_values


def sample_clip(checkpoint: Checkpoint, clip: Clip) -> SampledClip:
    """Sample a clip as the checkpoint was trained, in the middle of its segments.

    Raises
    ------
    ValueError
        If the clip's layout lacks a joint that the model reads.

    Notes
    -----
    A second clip whose coordinates are its own frame and person numbers goes the same way, so
    that `frames` and `person_of` are what the sampler really took.
    """
    data = checkpoint.experiment.data.once()
    (batch,) = clip_batches(_sampled_as(checkpoint, data), clip)
    numbers = np.zeros_like(clip.joints)
    numbers[..., 0] = np.arange(clip.num_frames)[:, None]
    numbers[..., 1] = np.arange(clip.num_persons)[:, None, None]
    clock = replace(clip, joints=numbers)
    (told,) = clip_batches(_sampled_as(checkpoint, replace(data, view="camera")), clock)
    found = told.joints[0, :, :, 0, :2].numpy() + clock.origin[:2]
    seen = told.valid[0].numpy()
    moments = found[seen.argmax(axis=0), np.arange(seen.shape[1]), 0]
    return SampledClip(
        joints=batch.joints,
        valid=batch.valid,
        frames=np.floor(moments + 0.5).astype(np.int64),
        person_of=np.where(seen, np.rint(found[..., 1]), -1).astype(np.int64),
        num_persons=clip.num_persons,
    )


def _sampled_as(checkpoint: Checkpoint, data: DataConfig) -> Checkpoint:
    """Return the checkpoint with another way of sampling."""
    return replace(checkpoint, experiment=replace(checkpoint.experiment, data=data))


def as_checkpoint(model: Checkpoint | ESGN | str | Path) -> Checkpoint:
    """Load a checkpoint, or wrap a bare model.

    With a bare model clips are sampled the plain way, and its classes have no names.

    Raises
    ------
    TypeError
        If it is none of them.
    ValueError
        If the checkpoint cannot be read.
    """
    if isinstance(model, Checkpoint):
        return model
    if not isinstance(model, ESGN):
        return load_checkpoint(model)
    config = model.config
    return Checkpoint(
        model=model,
        experiment=Experiment(
            dataset="unknown", model=config, data=DataConfig(frames=config.frames)
        ),
        classes=tuple(f"class {k}" for k in range(config.num_classes)),
        actions=tuple(range(config.num_classes)),
    )


@contextmanager
def evaluating(model: ESGN) -> Iterator[torch.device]:
    """Keep a model in evaluation mode for a while; give the device it is on."""
    was_training = model.training
    model.eval()
    try:
        yield model.joint_code.device
    finally:
        model.train(was_training)
