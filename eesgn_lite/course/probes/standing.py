"""What the bodies of all probes have alike: how a performance begins, how it becomes a clip."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.performance import RATE, make_performer
from eesgn_lite.data.synthesis.take import Take

PLACE = (0.0, -0.9, 3.0)  # metres in camera coordinates
TURN = 0.3  # radians, standard deviation


def begin_take(performer: int, frames: int, random: np.random.Generator) -> Take:
    """Let a performer, who is never mirrored, stand ready for so many frames."""
    person = make_performer(SynthesisConfig(left_handed=()), performer)
    take = Take(random, person, np.arange(frames) / RATE, 0.0, frames / RATE)
    take.mirrored = False
    return take


def as_clip(joints: np.ndarray) -> Clip:
    """Make a clip of one person, seen in every frame, of joints (T, V, 3) in metres."""
    return Clip(
        joints=joints[None].astype(np.float32),
        valid=np.ones((1, len(joints)), dtype=bool),
        skeleton=NTU25,
        recording=Recording(name="probe"),
    )


def face_camera(joints: np.ndarray, random: np.random.Generator) -> Clip:
    """Turn a body to the camera, off by a random angle, and make a clip of it.

    Parameters
    ----------
    joints
        Metres, (T, V, 3), as `Take.perform` returns them.
    random
        Source of the angle.
    """
    angle = np.pi + random.normal(0.0, TURN)
    cosine, sine = np.cos(angle), np.sin(angle)
    rotation = np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])
    return as_clip(joints @ rotation.T + PLACE)
