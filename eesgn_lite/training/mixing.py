"""Two clips added up as one, with both answers (Zhang et al., 2018, "mixup")."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from eesgn_lite.data.sampling import Batch


class Mixed(NamedTuple):
    """A batch whose clips each hold a share of a second clip.

    Attributes
    ----------
    batch
        Joints of both; the labels are those of the first clips.
    partners
        Labels of the second clips, int64 (B,).
    share
        Of the first clips, in [0, 1]; 1 where nothing is mixed.
    """

    batch: Batch
    partners: Tensor
    share: float


def mix_clips(batch: Batch, strength: float) -> Mixed:
    """Add a share of another clip of the batch to each, by torch's random numbers.

    Parameters
    ----------
    batch
        B clips.
    strength
        Both parameters of the Beta distribution of the share; 0 mixes nothing.

    Notes
    -----
    A frame is seen where it is seen in either clip; the other clip gives zeros there.
    """
    if not strength:
        return Mixed(batch, batch.labels, 1.0)
    share = torch.distributions.Beta(strength, strength).sample().item()
    order = torch.randperm(len(batch.labels))
    mixed = replace(
        batch,
        joints=share * batch.joints + (1 - share) * batch.joints[order],
        valid=batch.valid | batch.valid[order],
    )
    return Mixed(mixed, batch.labels[order], share)
