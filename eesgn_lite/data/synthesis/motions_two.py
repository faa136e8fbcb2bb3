"""The actions of two persons. Each person's scene has its own origin and faces the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.data.synthesis.take import LEFT, RIGHT, Take
from eesgn_lite.data.synthesis.timing import bump, swell

FRONT = (0.5, -0.9, -0.3)


def punch(one: Take, two: Take, distance: float) -> None:
    """Let the first strike at the second, who flinches."""
    wind, blow, calm = one.seconds(0.25, 0.5), one.seconds(0.18, 0.3), one.seconds(0.35, 0.7)
    length = wind + blow + calm
    onset = one.slot(length + 0.2)
    near = max(distance - 0.68, 0.0)
    one.path.move(onset - 0.3, 0.6, np.array([0.0, near]))
    high = one.vary(-0.35, 0.4)
    for _ in range(3 if one.stop - onset > 3 * length else 2 if one.chance(0.5) else 1):
        back = one.point((0.25, -0.25, 0.0), 0.1)
        one.arm(RIGHT, onset, wind, back, (0.6, -0.3, -1.0))
        one.arm(RIGHT, onset + wind, blow, one.point((-0.2, high, 0.92), 0.06), FRONT)
        one.arm(LEFT, onset, wind, one.point((-0.1, -0.15, 0.5), 0.12), FRONT)
        twist = one.size(0.2, 0.55)
        one.trunk.move(onset, wind, np.array([0.0, -0.6 * twist, 0.0]))
        hit = onset + wind + 0.6 * blow
        one.trunk.move(onset + wind - 0.05, blow, np.array([0.2, twist, 0.0]))
        _flinch(two, hit)
        onset += length
    one.trunk.move(onset - calm + 0.1, calm, np.array([one.performer.slouch, 0.0, 0.0]))
    for side in (LEFT, RIGHT):
        one.relax(side, onset - calm + 0.1, calm)


def _flinch(take: Take, hit: float) -> None:
    """Bend away from a blow, perhaps with a hand up or a step back."""
    jolt = take.size(0.1, 0.4) * bump((take.time - hit + 0.1) / 0.9)
    take.trunk.add(np.stack([-jolt, 0.5 * jolt, 0.3 * jolt], axis=-1))
    take.neck.add(np.stack([-0.5 * jolt, 0.6 * jolt, 0 * jolt], axis=-1))
    if take.chance(0.35):
        take.path.move(hit, 0.7, take.path.goal - np.array([0.0, take.vary(0.1, 0.3)]))
    if take.chance(0.4):
        side = int(take.rng.integers(2))
        take.arm(side, hit - 0.05, 0.35, take.point((-0.2, 0.1, 0.45), 0.1), FRONT)
        take.relax(side, hit + 0.6, 0.7)


def hug(one: Take, two: Take, distance: float) -> None:
    """Step together, lay the arms around each other, hold, and part."""
    meet = distance - one.vary(0.26, 0.34)
    share = one.vary(0.3, 0.7)
    close, lift = one.seconds(1.0, 1.4), one.seconds(0.5, 0.8)
    onset = one.start
    part = max(one.stop - 0.9, onset + close + 0.8)
    parting = one.chance(0.7)
    level = one.vary(-0.25, 0.05)
    for take, way, side in ((one, share, 1.0), (two, 1.0 - share, -1.0)):
        take.path.move(onset, close, np.array([0.0, meet * way]))
        begin = onset + 0.5 * close
        for arm in (LEFT, RIGHT):
            high = level + (0.18 if arm == RIGHT else -0.32) + take.vary(-0.05, 0.05)
            around = take.point((-0.32, high, 0.72), 0.04)
            take.arm(arm, begin, lift, take.point((0.25, high, 0.65), 0.05), (1.0, -0.4, 0.0))
            take.arm(arm, begin + 0.6 * lift, lift, around, (1.0, -0.3, 0.1))
            if parting:
                away = part + take.vary(0.0, 0.15)
                take.arm(arm, away, 0.5, (0.4, high - 0.2, 0.55), (1.0, -0.5, -0.2))
                take.relax(arm, away + 0.3, 0.7)
        held = swell(take.time, begin, part + 0.4 if parting else 99.0, 0.6)
        lean = take.size(0.05, 0.16) * held
        take.trunk.add(np.stack([lean, 0 * lean, 0.6 * side * lean], axis=-1))
        take.neck.add(np.stack([0 * lean, 0 * lean, side * lean], axis=-1))
        if parting:
            take.path.move(part + 0.2, close, np.array([0.0, meet * way - take.vary(0.1, 0.3)]))


def shake_hands(one: Take, two: Take, distance: float) -> None:
    """Reach out, clasp right hands, pump a few times, and let go."""
    onset, rise = one.span(1.9)[0], one.seconds(0.55, 0.9)
    fall = max(one.stop - 0.7, onset + rise + 0.8)
    apart = min(distance, 0.92)
    height = 0.56 * 0.5 * (one.performer.height + two.performer.height) + one.vary(-0.05, 0.12)
    rate, pump = one.vary(1.2, 2.6), one.size(0.01, 0.06)
    beat = np.sin(2.0 * np.pi * rate * (one.time - onset)) * swell(
        one.time, onset + 0.8 * rise, fall, 0.3
    )
    bows = one.chance(0.3)
    middle = 0.5 * (distance - apart)
    for take in (one, two):
        take.mirrored = False
        take.path.move(onset - 0.2, 0.8, np.array([0.0, middle]))
        late = take.vary(0.0, 0.15)
        window = swell(take.time, onset + late, fall + 0.6, rise)
        place = np.array([-0.02, height, middle + 0.5 * apart - 0.035])
        take.grip[:, RIGHT] = place + beat[:, None] * np.array([0.0, pump, 0.0])
        take.hold[:, RIGHT] = window
        take.arm(RIGHT, onset + late, rise, (-0.1, -0.5, 0.6), (0.5, -1.0, -0.3))
        take.relax(RIGHT, fall, 0.8)
        bow = take.size(0.1, 0.35) * window if bows else 0.08 * window
        take.trunk.add(np.stack([bow, 0.8 * bow, 0 * bow], axis=-1))


def walk_towards(one: Take, two: Take, distance: float) -> None:
    """Walk up to the other, who waits or comes too."""
    share = float(one.rng.choice((1.0, 0.5)))
    stop = one.vary(0.5, 0.9)
    for take, part in ((one, share), (two, 1.0 - share)):
        way = part * (distance - stop)
        duration = max(way / min(take.vary(0.65, 1.0) * take.performer.tempo, 0.95), 0.8)
        begin = take.start + 0.6 * take.rng.random() * max(take.stop - take.start - duration, 0.0)
        bend = take.vary(-0.5, 0.5) * way
        take.path.travel(begin, duration, np.array([0.0, way]))
        if part > 0.0:
            gone = take.path.values[:, 1] / way
            take.path.values[:, 0] += bend * gone * (1.0 - gone)
            aim = np.arctan2(bend, way)
            take.heading.move(begin - 0.2, 0.6, aim)
            take.heading.move(begin + 0.3 * duration, 0.5 * duration, -aim)
            take.heading.move(begin + 0.9 * duration, 0.6, 0.0)


Duet = Callable[[Take, Take, float], None]

# Action number: the motion, range of the distance at the start in metres, arms left free.
DUETS: dict[int, tuple[Duet, tuple[float, float], tuple[int, ...]]] = {
    50: (punch, (0.75, 1.05), ()),
    55: (hug, (0.8, 1.3), ()),
    58: (shake_hands, (0.8, 1.1), (LEFT,)),
    59: (walk_towards, (1.6, 2.9), (LEFT, RIGHT)),
}
