"""Drop streams from a trained model, and name a clip without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from eesgn_lite.analysis.sampled import as_checkpoint, evaluating
from eesgn_lite.data.catalog import as_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.predict import clip_batches


@contextmanager
def drop_stream(model: Checkpoint | ESGN, name: str) -> Iterator[None]:
    """Let one stream say the same at every joint and frame, while the context lasts.

    Parameters
    ----------
    model
        A checkpoint or a bare model; several contexts may be open at once.
    name
        "joint", "bone", "joint_velocity" or "bone_velocity", if the model has it.

    Raises
    ------
    ValueError
        If the model has no such stream.

    Notes
    -----
    The output of the stream's embedding is replaced by its mean over the person's joints and
    seen frames. Its level stays in the sum of its group and what it tells about joints and
    moments is gone; with zeros instead, the sum would have a level the model never met.

    Examples
    --------
    ``with drop_stream(checkpoint, "bone"): ee.predict(checkpoint, clip)``
    """
    network = model.esgn if isinstance(model, Checkpoint) else model
    if name not in network.streams.embeddings:
        has = ", ".join(network.streams.embeddings)
        raise ValueError(f"The model has no stream {name!r} to drop; it has {has}.")
    rows: list[Tensor] = []

    def note_persons(_: nn.Module, inputs: tuple[Tensor, Tensor | None]) -> None:
        joints, seen = inputs
        everyone = torch.ones(joints.shape[:2], dtype=torch.bool, device=joints.device)
        rows[:] = [(everyone if seen is None else seen).nonzero()[:, 0]]

    def level(_: nn.Module, __: object, output: Tensor) -> Tensor:
        return _mean_by_person(output, rows[0])

    hooks = (
        network.streams.register_forward_pre_hook(note_persons),
        network.streams.embeddings[name].register_forward_hook(level),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _mean_by_person(output: Tensor, person: Tensor) -> Tensor:
    """Replace rows (R, V, F) by the mean over all joints and rows of the same person (R,)."""
    if not len(person):
        return output
    sums = output.new_zeros(int(person.max()) + 1, output.shape[-1])
    sums = sums.index_add(0, person, output.mean(dim=1))
    counts = torch.bincount(person, minlength=len(sums)).clamp_min(1).to(output.dtype)
    return (sums / counts[:, None])[person][:, None].expand_as(output)


def class_probabilities_of(
    model: Checkpoint | ESGN | str | Path, clip: Clip | str | Path, drop: Sequence[str] = ()
) -> np.ndarray:
    """Give the probability of every class for one clip, as `predict` computes it.

    Parameters
    ----------
    model
        A checkpoint, or what `load_checkpoint` takes; or a bare model, which is left in the
        mode it came in.
    clip
        Any clip whose layout holds the model's joints, or a file that `read_clip` takes.
    drop
        Names of streams to drop, as in `drop_stream`.

    Returns
    -------
    float32 (K,), adding up to 1.

    Raises
    ------
    ValueError
        If the checkpoint or the file cannot be read, the layouts differ, or the model has no
        such stream.
    """
    checkpoint = as_checkpoint(model)
    crops = clip_batches(checkpoint, as_clip(clip))
    joints = torch.cat([crop.joints for crop in crops])
    valid = torch.cat([crop.valid for crop in crops])
    with ExitStack() as stack:
        device = stack.enter_context(evaluating(checkpoint.esgn))
        for name in dict.fromkeys(drop):
            stack.enter_context(drop_stream(checkpoint, name))
        stack.enter_context(torch.inference_mode())
        logits = checkpoint.esgn(joints.to(device), valid.to(device))
        return torch.softmax(logits.float(), dim=-1).mean(dim=0).cpu().numpy()
