"""Probe of Semantic-Pooling: one active limb in a swaying body.

It does not separate both sides (`results/measurements/probe-pooling.json`). Nor did other designs,
tried with one seed each: the direction of the beat instead of the limb, the number of beating
limbs, the number of shaking joints, the sway itself under strong noise. The joint code and the
graph layers let the maximum find, and even count, what the weights would find.
"""

from __future__ import annotations

import numpy as np

from eesgn_lite.course.probes.standing import begin_take, face_camera
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.synthesis.take import LEFT, RIGHT, Take
from eesgn_lite.data.synthesis.timing import drift

# The class is a part of the skeleton, so that weights can be compared with the right limb.
CLASSES = ("left arm", "right arm", "left leg", "right leg")

FRAMES = 48
SWAY, TWIST, SWING = 0.06, 0.12, 0.06  # pelvis in metres, trunk in radians, wrists in arm lengths
BEAT = (0.09, 0.13)  # metres, the active limb to and fro
RATES = (1.2, 2.0)  # hertz
LIFT = 0.12  # metres, a foot that beats is off the floor


def make_clip(label: int, performer: int, random: np.random.Generator) -> Clip:
    """Sway as a whole, as far as one limb beats; the label names the limb.

    Parameters
    ----------
    label
        Place in `CLASSES`.
    performer
        Number of the person.
    random
        Source of everything else: the direction of the beat too.
    """
    take = begin_take(performer, FRAMES, random)
    _sway(take)
    _beat(take, label)
    return face_camera(take.perform(), random)


def _sway(take: Take) -> None:
    """Move pelvis, trunk and both hands about at the rate of a beat."""
    random, time = take.rng, take.time
    take.pelvis.add(SWAY * drift(random, time, 3, 0.4, 1.2) * np.array([1.0, 0.4, 1.0]))
    take.trunk.add(TWIST * drift(random, time, 3, 0.3, 1.0))
    take.nudge += SWING * drift(random, time, 6, 0.4, 1.2).reshape(-1, 2, 3)


def _beat(take: Take, limb: int) -> None:
    """Move one limb to and fro along one axis of the body; both feet swing a little anyway."""
    random, time = take.rng, take.time
    beat = random.uniform(*BEAT) * np.sin(
        2 * np.pi * random.uniform(*RATES) * time + random.uniform(0, 2 * np.pi)
    )
    axis, side = int(random.integers(3)), (LEFT, RIGHT)[limb % 2]
    if limb < 2:
        take.nudge[:, side, axis] += beat / take.performer.arm
    else:
        take.foot[:, side, 1] += LIFT
        take.foot[:, side, axis] += beat
