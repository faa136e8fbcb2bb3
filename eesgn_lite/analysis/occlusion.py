"""Hide joints or frames of a sampled clip, and see how the probabilities change."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from eesgn_lite.model.esgn import ESGN

_AT_ONCE = 16


def hide_joints(
    joints: Float[Tensor, "1 M S V C"],
    valid: Bool[Tensor, "1 M S"],
    hidden: Bool[Tensor, "N V"],
) -> Float[Tensor, "N M S V C"]:
    """Let the hidden joints stand still at their mean place, in each person of the clip.

    Parameters
    ----------
    joints, valid
        One sampled clip.
    hidden
        Which joints to hide, in N versions of the clip.

    Notes
    -----
    The place is the mean over the sampled frames in which the person is seen. A hidden joint
    keeps its place in the mean pose and loses all motion. A stiff joint on a moving body is
    unlike the bodies of the training; part of a drop in probability may come from that.
    """
    weight = valid[..., None, None].to(joints.dtype)
    place = (joints * weight).sum(dim=2, keepdim=True) / weight.sum(dim=2, keepdim=True).clamp_min(
        1
    )
    still = torch.where(hidden[:, None, None, :, None], place, joints)
    return still * weight


def hide_frames(valid: Bool[Tensor, "1 M S"], hidden: Bool[Tensor, "N S"]) -> Bool[Tensor, "N M S"]:
    """Tell the model that nobody is seen in the hidden frames, in N versions of the clip."""
    return valid & ~hidden[:, None]


def probabilities_of(
    model: ESGN, joints: Float[Tensor, "_ M S V C"], valid: Bool[Tensor, "_ M S"]
) -> Float[Tensor, "N K"]:
    """Return the probabilities of N versions of a clip, a few at a time.

    Joints or valid may be given once for all versions.
    """
    versions = max(len(joints), len(valid))
    joints = joints.expand(versions, -1, -1, -1, -1)
    valid = valid.expand(versions, -1, -1)
    with torch.inference_mode():
        parts = [
            torch.softmax(model(some, seen).float(), dim=-1)
            for some, seen in zip(joints.split(_AT_ONCE), valid.split(_AT_ONCE), strict=True)
        ]
    return torch.cat(parts)
