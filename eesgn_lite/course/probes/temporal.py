"""Probe of the multi-scale CNN: one gesture at three speeds, in clips of one length."""

from __future__ import annotations

import numpy as np

from eesgn_lite.course.probes.standing import begin_take, face_camera
from eesgn_lite.data.clips import Clip, reduce_clip
from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.data.synthesis.performance import RATE
from eesgn_lite.data.synthesis.take import LEFT, RIGHT
from eesgn_lite.data.synthesis.timing import drift

CLASSES = ("two knocks, fast", "two knocks, medium", "two knocks, slow")

FRAMES = 48
# From one knock to the next. A network that takes 16 of the 48 frames sees a third of them.
GAPS = (8.0, 14.0, 20.0)  # frames
UNEVEN = 0.5  # frames
STROKE = 6.0  # frames, up and down, alike at every speed

# Trunk, head and arms are enough, and train in less than half the time of 25 joints.
UPPER10 = Skeleton(
    name="upper10",
    joints=(
        *("hip_centre", "spine", "shoulder_centre", "head"),
        *("left_shoulder", "left_elbow", "left_wrist"),
        *("right_shoulder", "right_elbow", "right_wrist"),
    ),
    parents=(0, 0, 1, 2, 2, 4, 5, 2, 7, 8),
    pairs=((4, 7), (5, 8), (6, 9)),
    parts=(("torso", (0, 1, 2, 3)), ("left arm", (4, 5, 6)), ("right arm", (7, 8, 9))),
)


def make_clip(label: int, performer: int, random: np.random.Generator) -> Clip:
    """Knock twice with the right hand; the label sets the time between both knocks alone.

    Parameters
    ----------
    label
        Place in `CLASSES`.
    performer
        Number of the person.
    random
        Source of everything else.
    """
    take = begin_take(performer, FRAMES, random)
    take.arm(RIGHT, -100.0, 1.0, take.point((0.1, -0.3, 0.5), 0.04), (0.6, -0.8, -0.2))
    take.nudge[:, RIGHT, 1] += random.uniform(0.35, 0.5) * _knocks(label, random, take.time)
    take.trunk.add(0.03 * drift(random, take.time, 3, 0.1, 0.6))
    take.idle((LEFT,), 0.0)
    clip = face_camera(take.perform(), random)
    return reduce_clip(clip, UPPER10)


def _knocks(label: int, random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """Return two equal strokes that begin anywhere in the clip, (T,), each from 0 to 1 and back."""
    gap = GAPS[label] + random.uniform(-UNEVEN, UNEVEN)
    onset = random.uniform(1.0, FRAMES - 2.0 - gap - STROKE)
    frame = time * RATE
    starts = np.array([onset, onset + gap])
    done = np.clip((frame[:, None] - starts) / STROKE, 0.0, 1.0)
    return np.asarray(np.sin(np.pi * done).sum(axis=1))
