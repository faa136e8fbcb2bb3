"""Natural timing: minimum-jerk movements that may overlap, and slow idle drift."""

from __future__ import annotations

import numpy as np


def ease(progress: np.ndarray) -> np.ndarray:
    """Return the minimum-jerk way from 0 to 1, flat outside progress 0..1.

    Notes
    -----
    Hand paths of people minimise the jerk: 10 u^3 - 15 u^4 + 6 u^5.

    References
    ----------
    T. Flash and N. Hogan, "The coordination of arm movements", J. Neurosci. 5, 1985.
    """
    u = np.clip(progress, 0.0, 1.0)
    return u * u * u * (10.0 + u * (6.0 * u - 15.0))


def bump(progress: np.ndarray) -> np.ndarray:
    """Return a smooth rise to 1 at progress 0.5 and back to 0, zero outside 0..1."""
    u = np.clip(progress, 0.0, 1.0)
    return 64.0 * (u * (1.0 - u)) ** 3


def swell(time: np.ndarray, start: float, stop: float, ramp: float) -> np.ndarray:
    """Return a window that eases in at `start` and out at `stop`, each within `ramp` seconds."""
    return ease((time - start) / ramp) * (1.0 - ease((time - stop + ramp) / ramp))


def blur(values: np.ndarray, width: int) -> np.ndarray:
    """Smooth values (T,) by two running means over `width` frames, an odd number."""
    for _ in range(2):
        padded = np.pad(values, width // 2, mode="edge")
        values = np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
    return values


def drift(
    rng: np.random.Generator, time: np.ndarray, size: int, slowest: float, fastest: float
) -> np.ndarray:
    """Return `size` slow random curves (T, size) of about unit strength.

    Parameters
    ----------
    rng
        Source of frequencies and phases.
    time
        Seconds, (T,).
    size
        Number of independent curves.
    slowest, fastest
        Range of frequencies in hertz.
    """
    rates = 2.0 * np.pi * rng.uniform(slowest, fastest, (4, size))
    phases = rng.uniform(0.0, 2.0 * np.pi, (4, size))
    return np.sin(time[:, None, None] * rates + phases).sum(axis=1) / np.sqrt(2.0)


class Track:
    """One quantity over time, built from movements that add up.

    A movement that starts before the last one has ended blends with it, so that a via point is
    passed without a stop.

    Parameters
    ----------
    time
        Seconds, (T,).
    rest
        Value before the first movement, (D,).
    """

    def __init__(self, time: np.ndarray, rest: np.ndarray) -> None:
        """Start at rest."""
        self.time = time
        self.goal = np.asarray(rest, dtype=np.float64)
        self.values = np.tile(self.goal, (len(time), 1))

    def move(self, onset: float, duration: float, goal: np.ndarray | float) -> None:
        """Add a movement to `goal` that starts at `onset` and takes `duration` seconds."""
        goal = np.broadcast_to(np.asarray(goal, dtype=np.float64), self.goal.shape)
        progress = ease((self.time - onset) / duration)
        self.values += progress[:, None] * (goal - self.goal)
        self.goal = goal

    def travel(self, onset: float, duration: float, goal: np.ndarray) -> None:
        """Go to `goal` at an even pace, easing in and out: a row of overlapping movements."""
        start = self.goal
        count = max(int(duration / 0.2), 1)
        for index in range(1, count + 1):
            begin = onset + (index - 1) * duration / (count + 1)
            self.move(begin, 2.0 * duration / (count + 1), start + (goal - start) * index / count)

    def add(self, values: np.ndarray) -> None:
        """Lay an oscillation or a drift (T, D) over the movements."""
        self.values += values
