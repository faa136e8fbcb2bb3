"""Name the action of one clip, and hand a model on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from eesgn_lite.data.catalog import Dataset, as_clip
from eesgn_lite.data.clips import Clip, reduce_clip
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.sampling import Batch
from eesgn_lite.data.store import pack
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import class_probabilities
from eesgn_lite.training.runs import load_checkpoint


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """Hold one answer: the data set's action number, its name, its probability (0 to 1)."""

    action: int
    name: str
    probability: float


def fit_clip(checkpoint: Checkpoint, clip: Clip) -> Clip:
    """Reduce a clip to the layout that the model reads.

    Raises
    ------
    ValueError
        If the clip's layout lacks a joint that the model reads.
    """
    skeleton = checkpoint.experiment.model.layout
    if clip.skeleton == skeleton:
        return clip
    try:
        return reduce_clip(clip, skeleton)
    except ValueError as error:
        problem = str(error).rstrip(".").replace("Skeleton", "skeleton", 1)
        raise ValueError(
            f"{clip.recording.name}: the clip has layout {clip.skeleton.name!r}, the model "
            f"reads {skeleton.name!r}, and {problem}; take a checkpoint for that layout."
        ) from None


def clip_batches(checkpoint: Checkpoint, clip: Clip) -> list[Batch]:
    """Sample a clip as the checkpoint was trained; one batch of one clip for each test crop.

    Raises
    ------
    ValueError
        If the clip's layout lacks a joint that the model reads.
    """
    clip, config = fit_clip(checkpoint, clip), checkpoint.experiment.data
    single = Dataset(
        name="clip",
        split="clip",
        store=pack([clip]),
        rows=np.zeros(1, dtype=np.int64),
        labels=np.zeros(1, dtype=np.int64),
        classes=checkpoint.classes,
    )
    sampler = Sampler(single, config, training=False)
    return [sampler.batch(np.zeros(1, int), crop=crop) for crop in range(config.test_crops)]


def predict(
    checkpoint: Checkpoint | str | Path, clip: Clip | str | Path, *, top: int = 5
) -> list[Prediction]:
    """Name the most probable actions of one clip.

    Parameters
    ----------
    checkpoint
        A checkpoint, or what `load_checkpoint` takes.
    clip
        A clip, or a file that `read_clip` takes.
    top
        How many answers, at least 1.

    Returns
    -------
    At most `top` predictions, the most probable first.

    Raises
    ------
    TypeError
        If the clip is neither a clip nor a path, or no checkpoint is named.
    ValueError
        If `top` is below 1, the checkpoint or the file cannot be read, or the layouts differ.
    """
    if top < 1:
        raise ValueError(f"top must be at least 1, found {top}.")
    if not isinstance(checkpoint, Checkpoint):
        checkpoint = load_checkpoint(checkpoint)
    clip = as_clip(clip)
    with torch.inference_mode():
        crops = [
            class_probabilities(checkpoint.model, batch)[0]
            for batch in clip_batches(checkpoint, clip)
        ]
    probabilities = torch.stack(crops).mean(dim=0)
    order = probabilities.argsort(descending=True)[:top].tolist()
    return [
        Prediction(
            action=checkpoint.actions[k],
            name=checkpoint.classes[k],
            probability=probabilities[k].item(),
        )
        for k in order
    ]
