"""Probe of the four streams: a bent hand on a gliding body, and a tremor on a reach."""

from __future__ import annotations

import numpy as np

from eesgn_lite.course.probes.standing import as_clip, begin_take
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.synthesis.performance import RATE
from eesgn_lite.data.synthesis.take import LEFT, RIGHT

CLASSES = ("hand up, steady", "hand up, trembling", "hand down, steady", "hand down, trembling")

FRAMES = 36
BEND = 1.0  # of the hand against the forearm
TREMOR = 0.1  # arm lengths
GLIDE = 3.0  # metres, largest way of the body along each axis of the floor
STEP = 0.0015  # metres, sensor noise


def make_clip(label: int, performer: int, random: np.random.Generator) -> Clip:
    """Reach with one arm while the whole body glides.

    Parameters
    ----------
    label
        Place in `CLASSES`: its half tells how the hand is bent, its parity the tremor.
    performer
        Number of the person.
    random
        Source of everything else.
    """
    down, trembling = divmod(label, 2)
    take = begin_take(performer, FRAMES, random)
    take.arm(RIGHT, -2.0, 1.0, _place(random), (0.6, -1.0, -0.2))
    take.arm(RIGHT, 0.0, FRAMES / RATE, _place(random), (0.6, -1.0, -0.2))
    take.hands[:, RIGHT, 1] = -BEND if down else BEND
    take.nudge[:, RIGHT] += trembling * _tremor(random, take.time)
    take.idle((LEFT,), 0.0)
    joints = take.perform() + _glide(random)[:, None]
    return as_clip(joints + STEP * random.standard_normal(joints.shape))


def _place(random: np.random.Generator) -> tuple[float, float, float]:
    """Draw where a reach begins or ends: before the body, from the hips to the head."""
    x, y, z = random.uniform((-0.3, -0.7, 0.4), (0.5, 0.5, 0.75))
    return float(x), float(y), float(z)


def _tremor(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """Return a quick shaking of the wrist, (T, 3) in arm lengths."""
    rate, phase = random.uniform(3.5, 6.0), random.uniform(0, 2 * np.pi, 3)
    return TREMOR * np.sin(2 * np.pi * rate * time[:, None] + phase)


def _glide(random: np.random.Generator) -> np.ndarray:
    """Return the way of a body that is carried over the floor at an even pace, (T, 3)."""
    x, z = GLIDE * random.uniform(-1, 1, 2)
    return np.linspace(0, 1, FRAMES)[:, None] * np.array([x, 0.0, z])
