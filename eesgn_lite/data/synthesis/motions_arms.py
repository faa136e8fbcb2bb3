"""The actions of arms and head. "Right" is the preferred hand."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.synthesis.take import LEFT, RIGHT, Point, Take
from eesgn_lite.data.synthesis.timing import bump, swell

FRONT: Point = (0.5, -0.9, -0.3)
ASIDE: Point = (0.8, -0.6, -0.3)


# Ways to throw: over the shoulder, from below, sideways, and from before the face like a dart.
# Each is where the wrist is drawn back to, with the elbow's direction, where it lets go, and
# where it ends.
THROWS: tuple[tuple[Point, Point, Point, Point], ...] = (
    ((0.35, 0.30, -0.25), (0.7, -0.8, 0.1), (-0.10, 0.35, 0.85), (-0.35, -0.55, 0.55)),
    ((0.25, -0.80, -0.50), (0.5, 0.2, -1.0), (-0.10, 0.05, 0.95), (-0.20, 0.45, 0.75)),
    ((0.65, -0.05, -0.45), (0.2, -1.0, -0.3), (-0.35, 0.00, 0.85), (-0.65, -0.20, 0.45)),
    ((0.20, 0.15, 0.35), (0.6, -1.0, -0.2), (-0.05, 0.15, 0.93), (-0.15, -0.40, 0.75)),
)
THROW_CHANCES = (0.4, 0.2, 0.15, 0.25)


def throw(take: Take) -> None:
    """Draw the arm back, perhaps aim, hurl it forward, follow through."""
    back, elbow, front, after = THROWS[int(take.rng.choice(len(THROWS), p=THROW_CHANCES))]
    wind, fling, calm = take.seconds(0.4, 0.8), take.seconds(0.26, 0.42), take.seconds(0.5, 0.9)
    spare = max(take.stop - take.start - wind - 2 * fling - 0.2, 0.0)
    aim = min(take.seconds(0.1, 0.8), spare) if take.chance(0.5) else 0.0
    onset = take.slot(wind + aim + 2 * fling + 0.5 * calm)
    release = onset + wind + aim
    twist, bend = take.size(0.15, 0.55), take.size(0.05, 0.35)
    _hold_ball(take)
    if take.chance(0.5):
        take.arm(LEFT, onset, wind, take.point((0.15, -0.35, 0.55), 0.12), FRONT)
    take.arm(RIGHT, onset, wind, take.point(back, 0.1), elbow)
    take.trunk.move(onset + 0.05, wind, take.trunk.goal + np.array([-0.1, -twist, 0.05]))
    take.trunk.move(release - 0.08, 1.6 * fling, np.array([bend, 0.7 * twist, 0.0]))
    take.arm(RIGHT, release, fling, take.point(front, 0.08), (0.8, -0.5, -0.2))
    take.arm(RIGHT, release + 0.6 * fling, 1.3 * fling, take.point(after, 0.1), FRONT)
    if take.chance(0.5):
        take.path.move(release - take.vary(-0.4, 0.5), 0.7, np.array([0.0, take.size(0.12, 0.4)]))
    take.trunk.move(release + 2 * fling, calm, np.array([take.performer.slouch, 0.0, 0.0]))
    for side in (LEFT, RIGHT):
        take.arm(side, release + 2 * fling + 0.1 * side, calm, *take.rests[side])


def _hold_ball(take: Take) -> None:
    """By chance begin with the throwing hand, or both, before the body."""
    held = take.vary(0.0, 1.0)
    for side in (RIGHT, LEFT) if held < 0.2 else (RIGHT,) if held < 0.55 else ():
        take.arm(side, -100.0, 1.0, take.point((-0.2, -0.45, 0.50), 0.08), FRONT)


def clap(take: Take) -> None:
    """Bring the hands together and apart a few times."""
    up, ahead = take.vary(-0.45, 0.25), take.vary(0.45, 0.65)
    middle = -take.performer.bones["shoulder"] / take.performer.arm
    rate, gap = take.vary(1.6, 3.4) * take.performer.tempo, take.size(0.12, 0.40)
    rise = take.seconds(0.4, 0.7)
    onset, fall = take.span(rise + 0.8)
    for side in (LEFT, RIGHT):
        place = take.point((middle + 0.5 * gap + 0.08, up, ahead), 0.02)
        take.arm(side, onset + take.vary(0.0, 0.08), rise, place, ASIDE)
        beat = _beat(take, onset + 0.7 * rise, fall, rate)
        take.nudge[:, side, 0] += 0.5 * gap * beat
        take.nudge[:, side, 1] += (0.1 if side else -0.1) * gap * beat * take.vary(0.0, 1.0)
        take.relax(side, fall, take.seconds(0.5, 0.8))


def _beat(take: Take, onset: float, stop: float, rate: float) -> np.ndarray:
    """Return an oscillation of `rate` hertz, eased in and out, (T,)."""
    phase = 2.0 * np.pi * rate * (take.time - onset)
    return np.sin(phase) * swell(take.time, onset, max(stop, onset + 0.6), 0.3)


def wave(take: Take) -> None:
    """Raise a hand and swing it from side to side."""
    high = take.vary(0.0, 1.0)
    place: Point = (0.15 + 0.35 * take.vary(0.0, 1.0), 0.20 + 0.55 * high, 0.40 - 0.2 * high)
    rate, width = take.vary(1.2, 2.8) * take.performer.tempo, take.size(0.08, 0.24)
    rise = take.seconds(0.45, 0.8)
    onset, fall = take.span(rise + 0.7)
    for side in (RIGHT, LEFT) if take.chance(0.12) else (RIGHT,):
        take.arm(side, onset, rise, take.point(place), (0.7, -1.0, 0.0))
        beat = _beat(take, onset + 0.6 * rise, fall, rate)
        take.nudge[:, side, 0] += width * beat
        take.hands[:, side, 0] += 2.0 * width * beat
        take.relax(side, fall, take.seconds(0.5, 0.8))


def point(take: Take) -> None:
    """Stretch an arm towards something and hold it there."""
    rise, hold = take.seconds(0.45, 0.8), take.seconds(0.4, 1.6)
    onset = take.slot(2 * rise + hold)
    for _ in range(2 if take.chance(0.2) else 1):
        aside, up = np.deg2rad(take.vary(-45.0, 85.0)), np.deg2rad(take.vary(-30.0, 45.0))
        flat = np.cos(up) * take.vary(0.82, 0.98)
        place = (float(flat * np.sin(aside)), float(np.sin(up)), float(flat * np.cos(aside)))
        take.arm(RIGHT, onset, rise, place, (0.6, -1.0, -0.2))
        look = np.array([-0.3 * up, -0.5 * aside, 0.0])
        take.neck.move(onset - 0.1, rise, take.neck.goal + look)
        take.neck.move(onset + rise + hold, rise, take.neck.goal - look)
        onset += rise + hold
    take.relax(RIGHT, onset, rise)


def nod(take: Take) -> None:
    """Bend the head forward and back, once or several times."""
    count, beat = int(take.rng.integers(1, 5)), take.seconds(0.5, 0.9)
    depth = take.size(0.25, 0.6)
    onset = take.slot(count * beat + 0.2)
    for index in range(count):
        dip = depth * bump((take.time - onset - index * beat) / (1.1 * beat))
        depth *= take.vary(0.7, 1.05)
        take.neck.add(np.stack([dip, 0 * dip, 0 * dip], axis=-1))
        take.trunk.add(np.stack([take.vary(0.0, 0.25) * dip, 0 * dip, 0 * dip], axis=-1))


def salute(take: Take) -> None:
    """Bring a hand to the temple, hold it, and take it down."""
    bones, arm = take.performer.bones, take.performer.arm
    temple = (bones["neck"] + 0.7 * bones["head"]) / arm
    across = (0.10 - bones["shoulder"]) / arm
    rise, hold = take.seconds(0.4, 0.75), take.seconds(0.4, 1.6)
    onset = take.slot(2 * rise + hold)
    place = take.point((across + 0.06, temple - 0.02, 0.28), 0.05)
    take.arm(RIGHT, onset, rise, place, take.point((1.0, -0.2, 0.2), 0.2))
    take.hands[:, RIGHT] += swell(take.time, onset, onset + 2 * rise + hold, rise)[
        :, None
    ] * np.array([-0.4, 0.3, 0.0])
    take.relax(RIGHT, onset + rise + hold, rise)
    if take.chance(0.4):
        take.arm(LEFT, onset, rise, (0.08, -0.97, 0.0), (0.3, 0.0, -1.0))


def cross_hands(take: Take) -> None:
    """Swing both forearms before the body until they cross, once or several times."""
    shoulder = take.performer.bones["shoulder"] / take.performer.arm
    up, ahead = take.vary(-0.6, 0.1), take.vary(0.42, 0.6)
    rise, hold = take.seconds(0.4, 0.7), take.seconds(0.2, 1.0)
    count = int(take.rng.integers(1, 4))
    onset = take.slot(count * (rise + hold) + rise)
    wide, over = take.size(0.0, 0.5), take.size(0.08, 0.22)
    for side in (LEFT, RIGHT):
        level = up + (0.07 if side else -0.07)
        crossed: Point = (-shoulder - over, level, ahead + (0.05 if side else -0.05))
        begin = onset + take.vary(0.0, 0.08)
        for _ in range(count):
            take.arm(side, begin, rise, take.point(crossed, 0.03), ASIDE)
            begin += rise + hold
            take.arm(side, begin, rise, take.point((wide, level, 0.6), 0.05), ASIDE)
            begin += 0.8 * rise
        take.relax(side, begin - 0.5 * rise, rise)
