"""One performance in the making: tracks that the motions move, and idle life under them."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.synthesis.body import Performer
from eesgn_lite.data.synthesis.pose import Plan, pose_body
from eesgn_lite.data.synthesis.steps import walk_feet
from eesgn_lite.data.synthesis.timing import Track, blur, drift

LEFT, RIGHT = 0, 1
LEAD = 45
Point = tuple[float, float, float]

# Wrist places from the shoulder (out, up, forward, arm lengths) and where the elbow points.
HANG: tuple[Point, Point] = ((0.14, -0.95, 0.08), (0.35, 0.0, -1.0))
RESTS: tuple[tuple[Point, Point], ...] = (
    HANG,
    ((0.18, -0.92, 0.16), (0.4, 0.0, -1.0)),
    ((-0.30, -0.66, 0.40), (0.8, -0.2, -0.6)),
    ((0.10, -0.62, 0.10), (1.0, -0.1, -0.5)),
    ((-0.08, -0.84, -0.26), (0.6, 0.0, -1.0)),
)
REST_CHANCES = (0.48, 0.24, 0.12, 0.08, 0.08)
FIDGETS: tuple[tuple[Point, Point], ...] = (
    ((-0.05, 0.42, 0.22), (0.9, -0.3, 0.1)),
    ((-0.30, 0.28, 0.40), (0.6, -1.0, 0.0)),
    ((-0.20, -0.12, 0.52), (0.8, -0.8, -0.2)),
    ((-0.38, -0.45, 0.45), (0.7, -0.6, -0.5)),
    ((0.10, -0.55, 0.55), (0.3, -0.8, -0.6)),
    ((0.30, 0.35, 0.30), (0.6, -0.9, -0.2)),
)


class Take:
    """Collect the movements of one person; motions are written for the right-handed.

    Parameters
    ----------
    rng
        Source of every choice.
    performer
        Who performs.
    time
        Seconds from 0 in even steps, (T,). The tracks begin `LEAD` frames before and end as many
        after, so that a step or a gesture that is under way when the recording begins is whole.
    start, stop
        When the action may begin and has to end; either may lie outside the recording.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        performer: Performer,
        time: np.ndarray,
        start: float,
        stop: float,
    ) -> None:
        """Stand at the origin, facing forward, at rest."""
        self.rng, self.performer, self.end = rng, performer, float(time[-1])
        self.recorded = slice(LEAD, LEAD + len(time))
        time = (np.arange(len(time) + 2 * LEAD) - LEAD) * (time[1] - time[0])
        self.time = time
        self.start, self.stop = start, stop
        self.mirrored = performer.left_handed != bool(rng.random() < 0.15)
        self.path = Track(time, np.zeros(2))
        self.heading = Track(time, np.zeros(1))
        self.pelvis = Track(time, np.zeros(3))
        self.tilt = Track(time, np.zeros(1))
        self.trunk = Track(time, np.array([performer.slouch, 0.0, 0.0]))
        self.neck = Track(time, np.array([-0.5 * performer.slouch, 0.0, 0.0]))
        self.load = Track(time, np.full(1, 0.5))
        self.balance = Track(time, np.ones(1))
        rests = [RESTS[int(rng.choice(len(RESTS), p=REST_CHANCES))]] * 2
        if rng.random() < 0.3:
            rests[LEFT] = HANG
        self.rests = rests
        self.arms = [Track(time, _polar(*rest)) for rest in rests]
        self.nudge = np.zeros((len(time), 2, 3))
        self.hands = np.zeros((len(time), 2, 3))
        self.grip = np.zeros((len(time), 2, 3))
        self.hold = np.zeros((len(time), 2))
        self.foot = np.zeros((len(time), 2, 3))
        self.toes = np.zeros((len(time), 2))

    def vary(self, low: float, high: float) -> float:
        """Draw a number from low..high."""
        return float(self.rng.uniform(low, high))

    def chance(self, probability: float) -> bool:
        """Draw yes or no."""
        return bool(self.rng.random() < probability)

    def seconds(self, low: float, high: float) -> float:
        """Draw a duration from low..high seconds at the performer's tempo."""
        return self.vary(low, high) / self.performer.tempo

    def size(self, low: float, high: float) -> float:
        """Draw an extent from low..high at the performer's amplitude."""
        return self.vary(low, high) * self.performer.amplitude

    def slot(self, duration: float) -> float:
        """Draw when a movement of `duration` seconds begins, so that it fits if it can."""
        return self.start + self.rng.random() * max(self.stop - self.start - duration, 0.0)

    def span(self, shortest: float) -> tuple[float, float]:
        """Draw when a repeated movement begins and ends, at least `shortest` seconds apart."""
        spare = max(self.stop - self.start - shortest, 0.0)
        before, after = np.sort(self.rng.random(2)) * spare
        return self.start + float(before), self.start + shortest + float(after)

    def point(self, place: Point, spread: float = 0.06) -> Point:
        """Return a place near `place`."""
        x, y, z = self.rng.normal(place, spread)
        return (float(x), float(y), float(z))

    def arm(self, side: int, onset: float, duration: float, place: Point, elbow: Point) -> None:
        """Move a wrist to `place` with the elbow towards `elbow`, a wide way round the front."""
        track, goal = self.arms[side], _polar(place, elbow)
        if float(track.goal[1:4] @ goal[1:4]) < 0.3:
            middle = 0.5 * (track.goal + goal)
            round_front = middle[1:4] + np.array([0.35, 0.0, 0.6])
            middle[1:4] = round_front / np.linalg.norm(round_front)
            track.move(onset, 0.65 * duration, middle)
            onset, duration = onset + 0.25 * duration, 0.75 * duration
        track.move(onset, duration, goal)

    def relax(self, side: int, onset: float, duration: float) -> None:
        """Move an arm back to where it rested."""
        self.arm(side, onset, duration, *self.rests[side])

    def idle(self, free: tuple[int, ...], fidget: float) -> None:
        """Lay sway, looks, weight shifts and, by chance, an idle gesture of a free arm on top."""
        rng, restless, time = self.rng, self.performer.restless, self.time
        self.trunk.add(restless * 0.025 * drift(rng, time, 3, 0.1, 0.6))
        self.neck.add(restless * 0.05 * drift(rng, time, 3, 0.1, 0.7))
        self.load.add(restless * 0.08 * drift(rng, time, 1, 0.08, 0.35))
        self.pelvis.add(restless * 0.006 * drift(rng, time, 3, 0.1, 0.5) - 0.006)
        nudges = drift(rng, time, 6, 0.1, 0.8).reshape(-1, 2, 3)
        self.nudge += restless * 0.03 * nudges
        if self.chance(0.35 * restless):
            self._look()
        if self.chance(0.25 * restless):
            self.load.move(self.vary(0.0, self.end), self.seconds(0.6, 1.2), self.vary(0.25, 0.75))
        if free and self.chance(fidget):
            self._fidget(free[int(rng.integers(len(free)))])

    def wander(self, chance: float) -> None:
        """By chance take a step somewhere or turn a little, before, during or after the action."""
        if self.chance(chance):
            onset = self.vary(-0.3, self.end - 0.4)
            way = np.array([self.vary(-0.35, 0.35), self.vary(-0.25, 0.55)])
            self.path.move(onset, 0.9, self.path.goal + way)
        if self.chance(chance):
            onset = self.vary(-0.3, self.end - 0.4)
            self.heading.move(onset, 0.9, self.heading.goal + self.vary(-0.8, 0.8))

    def _look(self) -> None:
        """Turn the head aside and back."""
        onset, angle = self.vary(-0.5, self.end - 0.5), self.vary(-0.8, 0.8)
        here = self.neck.goal
        self.neck.move(onset, 0.5, here + np.array([0.0, angle, 0.0]))
        self.neck.move(onset + self.seconds(0.7, 1.6), 0.6, here)

    def _fidget(self, side: int) -> None:
        """Move a hand somewhere that means nothing, and most often back."""
        duration = self.seconds(0.45, 0.8)
        onset = self.vary(-0.4, self.end - 0.8)
        place, elbow = FIDGETS[int(self.rng.integers(len(FIDGETS)))]
        rest = self.arms[side].goal
        self.arm(side, onset, duration, self.point(place, 0.08), elbow)
        if self.chance(0.75):
            back = onset + duration + self.seconds(0.2, 1.0)
            self.arm(side, back, duration, *_unpolar(rest))

    def plan(self) -> Plan:
        """Return everything that was moved as one plan; the arms swing with the steps."""
        path, heading = self.path.values, self.heading.values[:, 0]
        ankles, feet, toes = walk_feet(self.performer, self.time, path, heading)
        forward = np.stack([np.sin(heading), np.cos(heading)], axis=-1)
        ahead = np.einsum("tsc,tc->ts", ankles[..., [0, 2]] - path[:, None], forward)
        swing = 0.35 * self.performer.amplitude * (ahead[:, RIGHT] - ahead[:, LEFT])
        nudge = self.nudge.copy()
        nudge[..., 2] += np.stack([swing, -swing], axis=-1)
        trunk = self.trunk.values.copy()
        trunk[:, 1] -= 0.25 * swing
        arms = np.stack([arm.values for arm in self.arms], axis=1)
        direction = arms[..., 1:4] / np.linalg.norm(arms[..., 1:4], axis=-1, keepdims=True)
        return Plan(
            path=path,
            heading=heading,
            pelvis=self.pelvis.values,
            tilt=self.tilt.values[:, 0],
            trunk=trunk,
            neck=self.neck.values,
            wrists=arms[..., :1] * direction + nudge,
            elbows=arms[..., 4:],
            hands=self.hands,
            grip=self.grip,
            hold=self.hold,
            ankles=ankles + self._world(self.foot, heading),
            feet=feet,
            toes=toes + self.toes,
            load=np.clip(self.load.values[:, 0], 0.0, 1.0),
            balance=self.balance.values[:, 0] * self._still(ankles),
        )

    def _still(self, ankles: np.ndarray) -> np.ndarray:
        """Return 1 where nobody walks and 0 amid steps, (T,); a walking body does not balance."""
        ground = np.concatenate([self.path.values[:, None], ankles[..., [0, 2]]], axis=1)
        pace = np.abs(np.gradient(ground, self.time, axis=0)).max(axis=(1, 2))
        return 1.0 - blur(np.clip(pace / 0.3, 0.0, 1.0), 9)

    def perform(self) -> np.ndarray:
        """Return the joints (T, V, 3); a left-hander's are the mirror image."""
        joints = pose_body(self.performer, self.plan())[self.recorded]
        if self.mirrored:
            joints = joints[:, list(NTU25.mirror)] * np.array([-1.0, 1.0, 1.0])
        return joints

    @staticmethod
    def _world(offset: np.ndarray, heading: np.ndarray) -> np.ndarray:
        """Turn offsets (T, 2, 3) from body axes into scene axes."""
        cosine, sine = np.cos(heading)[:, None], np.sin(heading)[:, None]
        x = cosine * offset[..., 0] + sine * offset[..., 2]
        z = cosine * offset[..., 2] - sine * offset[..., 0]
        return np.stack([x, offset[..., 1], z], axis=-1)


def _polar(place: Point, elbow: Point) -> np.ndarray:
    """Split a wrist place into distance and direction, which move evenly around the shoulder."""
    distance = float(np.linalg.norm(place))
    return np.array([min(distance, 0.985), *(np.array(place) / distance), *elbow])


def _unpolar(values: np.ndarray) -> tuple[Point, Point]:
    """Return wrist place and elbow direction of a track's goal."""
    x, y, z = values[0] * values[1:4]
    return (float(x), float(y), float(z)), (float(values[4]), float(values[5]), float(values[6]))
