"""Probe of the regularised loss: four plain gestures, three performers, and wrong labels."""

from __future__ import annotations

import numpy as np

from eesgn_lite.course.probes.standing import as_clip, begin_take
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.synthesis.performance import RATE
from eesgn_lite.data.synthesis.take import LEFT, RIGHT

CLASSES = ("left hand up", "right hand up", "both hands up", "bow")

FRAMES = 36
STEP = 0.003  # metres, sensor noise
_ELBOW = (0.7, -1.0, 0.0)
_RAISED = {0: (LEFT,), 1: (RIGHT,), 2: (LEFT, RIGHT), 3: ()}


def make_clip(label: int, performer: int, random: np.random.Generator) -> Clip:
    """Raise one hand, the other or both, or bow.

    Parameters
    ----------
    label
        Place in `CLASSES`.
    performer
        Number of the person.
    random
        Source of everything else.
    """
    take, end = begin_take(performer, FRAMES, random), FRAMES / RATE
    onset, rise = random.uniform(0.0, 0.4 * end), random.uniform(0.3, 0.5) * end
    for side in _RAISED[label]:
        take.arm(side, onset, rise, take.point((0.3, 0.6, 0.35), 0.15), _ELBOW)
    if not _RAISED[label]:
        take.trunk.move(onset, rise, np.array([random.uniform(0.5, 0.9), 0.0, 0.0]))
    take.idle((), 0.0)
    joints = take.perform()
    return as_clip(joints + STEP * random.standard_normal(joints.shape))
