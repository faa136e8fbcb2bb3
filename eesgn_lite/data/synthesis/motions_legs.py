"""The actions of the whole body: sitting, standing up, kicking, hopping, jumping."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.synthesis.take import LEFT, RIGHT, Point, Take
from eesgn_lite.data.synthesis.timing import bump, ease, swell


def sit_down(take: Take) -> None:
    """Lower the body onto a seat behind it."""
    _seat(take, down=True)


def stand_up(take: Take) -> None:
    """Rise from a seat."""
    _seat(take, down=False)


def _seat(take: Take, down: bool) -> None:
    """Move between standing and sitting; the trunk leans forward on the way."""
    performer = take.performer
    seat = np.array(
        [0.0, take.vary(0.47, 0.60) - performer.hip_height, -take.vary(0.85, 1.05) * 0.40]
    )
    duration = take.seconds(0.8, 1.5)
    onset = take.slot(duration + 0.3)
    lean, bow = take.size(0.3, 0.55), take.size(0.1, 0.4)
    settle = np.array([take.vary(-0.1, 0.2), 0.0, 0.0])
    hands = (take.point((0.02, -0.72, 0.42), 0.05), (0.6, -0.4, -0.8))
    helped = take.chance(0.7)
    first, last = (0.0, 1.0) if down else (1.0, 0.0)
    for track, goal in ((take.pelvis, seat), (take.balance, np.zeros(1))):
        rest = track.goal
        track.move(-100.0, 1.0, rest + first * (goal - rest))
        track.move(onset + 0.15 * duration, 0.85 * duration, rest + last * (goal - rest))
    for side in (LEFT, RIGHT):
        if helped:
            stand = take.rests[side]
            before, after = (stand, hands) if down else (hands, stand)
            take.arm(side, -100.0, 1.0, *before)
            take.arm(side, onset + take.vary(0.1, 0.5), 0.8 * duration, *after)
    take.tilt.add((lean * bump((take.time - onset) / (1.25 * duration)))[:, None])
    bend = bow * bump((take.time - onset) / (1.2 * duration))
    take.trunk.add(np.stack([bend, 0 * bend, 0 * bend], axis=-1))
    rest = take.trunk.goal
    take.trunk.move(-100.0, 1.0, rest + first * settle)
    take.trunk.move(onset, duration, rest + last * settle)
    take.neck.add(np.stack([-0.5 * bend, 0 * bend, 0 * bend], axis=-1))


def kick(take: Take) -> None:
    """Shift the weight, swing one leg back and forward, and put it down again."""
    back, swing, calm = take.seconds(0.35, 0.55), take.seconds(0.25, 0.4), take.seconds(0.45, 0.7)
    length = back + swing + calm + 0.2
    onset = take.slot(length + 0.3)
    for _ in range(2 if take.stop - onset > 2 * length and take.chance(0.6) else 1):
        shift = 0.6 * back
        take.load.move(onset, shift, 0.97)
        begin = onset + 0.8 * shift
        height, far = take.size(0.10, 0.50), take.size(0.35, 0.65)
        aside = take.vary(-0.25, 0.15)
        _swing_foot(take, begin, back, swing, calm, (aside, height, far))
        take.load.move(begin + back + swing + 0.6 * calm, 0.6 * calm, 0.5)
        lean = take.size(0.05, 0.25) * bump((take.time - begin) / (back + swing + calm))
        take.trunk.add(np.stack([-lean, 0.8 * lean, 0 * lean], axis=-1))
        take.nudge[:, LEFT] += lean[:, None] * np.array([0.4, 0.8, 1.4])
        take.nudge[:, RIGHT] += lean[:, None] * np.array([0.6, 0.5, -1.2])
        onset = begin + length


def _swing_foot(
    take: Take, begin: float, back: float, swing: float, calm: float, goal: Point
) -> None:
    """Swing the right foot back, to `goal` (left, up, forward, metres) and home."""
    time = take.time
    ways = ((begin, back, (0.0, 0.12, -0.22)), (begin + back - 0.05, swing, goal))
    home = (begin + back + swing + 0.02, calm, (0.0, 0.0, 0.0))
    last = np.zeros(3)
    for onset, duration, place in (*ways, home):
        take.foot[:, RIGHT] += ease((time - onset) / duration)[:, None] * (np.array(place) - last)
        last = np.array(place)
    take.toes[:, RIGHT] += 0.4 * bump((time - begin) / (back + swing))


def hop(take: Take) -> None:
    """Hop on one leg, on the spot or onward."""
    rate, height = take.vary(1.7, 2.6) * take.performer.tempo**0.5, take.size(0.04, 0.12)
    lift = take.seconds(0.3, 0.5)
    onset, stop = take.span(2.0 * lift + 0.8)
    side = take.vary(0.12, 0.35)
    raised = swell(take.time, onset, stop, lift)
    take.load.add((0.47 * raised)[:, None])
    take.foot[:, RIGHT, 1] += side * raised
    take.foot[:, RIGHT, 2] -= take.vary(-0.15, 0.25) * raised
    first, count = onset + lift, int((stop - onset - 2 * lift) * rate)
    stride = take.vary(0.0, 0.22) if take.chance(0.5) else 0.0
    air = 2.0 * np.sqrt(2.0 * height / 9.81)
    for index in range(max(count, 2)):
        begin = first + index / rate
        rise = _jump(take, begin, air, height, crouch=0.06)
        onward = stride * ease((take.time - begin) / air)
        take.pelvis.values[:, 2] += onward
        take.foot[:, :, 2] += onward[:, None]
        take.nudge[:, :, 1] += (take.size(0.3, 1.2) * rise)[:, None]
    arms = take.vary(0.0, 0.5)
    for index in (LEFT, RIGHT):
        take.nudge[:, index] += raised[:, None] * np.array([arms, 0.6 * arms, 0.2 * arms])


def _jump(take: Take, begin: float, air: float, height: float, crouch: float) -> np.ndarray:
    """Lift body and feet along a throw's parabola and return the rise (T,) in metres.

    The body is pressed down before and after, so that its speed does not leap.
    """
    time = take.time
    flight = np.clip((time - begin) / air, 0.0, 1.0)
    rise = 4.0 * height * flight * (1.0 - flight)
    speed, press = 4.0 * height / air, 0.9 * air
    dip = np.zeros_like(time)
    for away in ((begin - time) / press, (time - begin - air) / press):
        inside = np.clip(away, 0.0, 1.0)
        dip -= speed * press * inside * (1.0 - inside) ** 3
        dip -= crouch * bump(inside)
    take.pelvis.values[:, 1] += rise + dip
    take.foot[:, :, 1] += rise[:, None]
    take.toes[:] += 0.7 * bump(flight)[:, None]
    return rise


def jump_up(take: Take) -> None:
    """Crouch, jump with both feet, land softly."""
    height = take.size(0.10, 0.34)
    air = 2.0 * np.sqrt(2.0 * height / 9.81)
    length = 0.9 + air + 0.5
    onset = take.slot(length + 0.2)
    swings = take.size(0.0, 1.0)
    for _ in range(2 if take.stop - onset > 2 * length and take.chance(0.5) else 1):
        begin = onset + take.vary(0.6, 0.75)
        _jump(take, begin, air, height, crouch=take.vary(0.04, 0.2))
        crouch = bump((take.time - begin + 0.5) / 0.6) + 0.8 * bump((take.time - begin - air) / 0.6)
        take.tilt.add((0.35 * crouch)[:, None])
        back = bump((take.time - begin + 0.55) / 0.55)
        up = bump((take.time - begin + 0.15) / (air + 0.4))
        for side in (LEFT, RIGHT):
            take.nudge[:, side] += swings * back[:, None] * np.array([0.1, 0.15, -0.45])
            take.nudge[:, side] += swings * up[:, None] * np.array([0.15, 0.75, 0.65])
        onset = begin + air + 0.6
