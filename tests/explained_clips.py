"""Clips and models, small and made up, for the tests of explanations and edits."""

import numpy as np
import torch

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN

STICK = Skeleton(
    name="stick",
    joints=("hip", "chest", "left_hand", "right_hand"),
    parents=(0, 0, 1, 1),
    pairs=((2, 3),),
    parts=(("torso", (0, 1)), ("left arm", (2,)), ("right arm", (3,))),
)


def make_clip(frames=30, persons=1, skeleton=STICK, absent=(), seed=0):
    """Let every joint wander; `absent` lists (person, frame) pairs."""
    random = np.random.default_rng(seed)
    shape = (persons, frames, skeleton.num_joints, skeleton.dimensions)
    joints = random.normal(size=shape).cumsum(axis=1) * 0.1
    valid = np.ones((persons, frames), dtype=bool)
    for person, frame in absent:
        valid[person, frame] = False
    return Clip(
        joints=joints.astype(np.float32),
        valid=valid,
        skeleton=skeleton,
        recording=Recording(name="made up"),
    )


def make_model(skeleton=STICK, seed=0, **choices):
    """Build an untrained model whose graph layers do gather."""
    torch.manual_seed(seed)
    model = ESGN(ModelConfig(num_classes=3, skeleton=skeleton, **choices))
    for layer in model.spatial.layers:
        torch.nn.init.normal_(layer.gather.weight, std=0.1)
    return model.eval()
