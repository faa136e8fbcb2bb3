"""Write a model as a program that runs without this package."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import torch
from torch.export import Dim, ExportedProgram

from eesgn_lite.data.clips import Clip
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.predict import clip_batches

_TOLERANCE = 1e-4


def export_checkpoint(checkpoint: Checkpoint, clip: Clip, out: str | Path) -> float:
    """Export with ``torch.export`` and compare the program with the model on a clip.

    Parameters
    ----------
    checkpoint
        The model to export.
    clip
        A clip of the model's layout; its number of persons M is that of the program, which
        takes any batch size B.
    out
        File to write, by custom ``.pt2``.

    Returns
    -------
    Largest difference of a logit between the program read back and the model.

    Raises
    ------
    ValueError
        If the difference exceeds 1e-4; then nothing is written.

    Notes
    -----
    The program takes ``joints`` (B, M, T, V, C), sampled and centred as `clip_batches`
    gives them, with every person seen in every frame, and returns logits (B, K).
    """
    out = Path(out)
    joints = clip_batches(checkpoint, clip)[0].joints
    # Two copies: a batch of one would be taken for the constant 1.
    program = torch.export.export(
        checkpoint.model, (joints.repeat(2, 1, 1, 1, 1),), dynamic_shapes=({0: Dim("clips")},)
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        partial = Path(folder) / "program.pt2"
        torch.export.save(program, partial)
        difference = _difference(torch.export.load(partial), checkpoint, joints)
        if difference > _TOLERANCE:
            raise ValueError(f"{out}: the exported program differs by {difference:.1e}; not kept.")
        os.replace(partial, out)
    return difference


def _difference(program: ExportedProgram, checkpoint: Checkpoint, joints: torch.Tensor) -> float:
    """Compare logits on one clip and on a batch of three."""
    run = program.module()
    with torch.inference_mode():
        return max(
            (run(batch) - checkpoint.model(batch)).abs().max().item()
            for batch in (joints, joints.repeat(3, 1, 1, 1, 1))
        )
