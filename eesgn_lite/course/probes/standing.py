"""A made-up body as a clip: turned a little, before the camera."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import NTU25

PLACE = (0.0, -0.9, 3.0)  # metres in camera coordinates
TURN = 0.3  # radians, standard deviation


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
    return Clip(
        joints=(joints @ rotation.T + PLACE).astype(np.float32)[None],
        valid=np.ones((1, len(joints)), dtype=bool),
        skeleton=NTU25,
        recording=Recording(name="probe"),
    )
