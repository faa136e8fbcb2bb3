"""Feet: steps that follow a path, each foot still on the floor between its swings."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.synthesis.body import OUTWARD, Performer
from eesgn_lite.data.synthesis.timing import Track, bump

STEP_LIFT = 0.10
# How far ahead of the body a foot lands at most, in leg lengths.
LONGEST_STEP = 0.48


def walk_feet(
    performer: Performer, time: np.ndarray, path: np.ndarray, heading: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plan ankle positions, foot directions and foot pitch for a path.

    Parameters
    ----------
    performer
        Whose feet; sets stance, step length and cadence.
    time
        Seconds, (T,).
    path, heading
        Place on the floor (T, 2) and direction (T,) of the body.

    Returns
    -------
    ankles, feet, toes
        Positions (T, 2, 3), directions (T, 2) and pitch (T, 2).

    Notes
    -----
    A foot swings only when its place has left it behind, so a standing body takes no steps. It
    lands where the body will be in the middle of its next stance.
    """
    period = 0.47 / np.sqrt(performer.tempo)
    swing = 0.80 * period
    homes = [_homes(performer, path, heading, side) for side in range(2)]
    tracks = [Track(time, home[0]) for home in homes]
    lift, toes = np.zeros((len(time), 2)), np.zeros((len(time), 2))
    side, onset, waited = 0, float(time[0]), 0
    while onset < time[-1]:
        goal = _landing(performer, time, homes[side], onset + swing, onset + period + 0.5 * swing)
        way = goal - tracks[side].goal
        length = float(np.hypot(way[0], way[1]) + 0.15 * abs(way[2]))
        waited = waited + 1 if length < 0.04 else 0
        if waited == 0:
            tracks[side].move(onset, swing, goal)
            progress = (time - onset) / swing
            lift[:, side] += STEP_LIFT * min(1.0, length / 0.4) * bump(progress)
            toes[:, side] += 0.5 * min(1.0, length / 0.6) * bump(1.3 * progress + 0.15)
        side, onset = 1 - side, onset + (0.1 if waited else period)
    flat = np.stack([track.values for track in tracks], axis=1)
    height = performer.ankle_height + lift
    return np.stack([flat[..., 0], height, flat[..., 1]], axis=-1), flat[..., 2], toes


def _landing(
    performer: Performer, time: np.ndarray, home: np.ndarray, land: float, middle: float
) -> np.ndarray:
    """Return where a foot that lands at `land` will be under the body, at most a step ahead."""
    now, later = (home[min(int(np.searchsorted(time, t)), len(time) - 1)] for t in (land, middle))
    way = later - now
    length = float(np.hypot(way[0], way[1]))
    return now + way * min(1.0, LONGEST_STEP * performer.leg / max(length, 1e-9))


def _homes(performer: Performer, path: np.ndarray, heading: np.ndarray, side: int) -> np.ndarray:
    """Return where a foot would stand under the body at each time: x, z and direction (T, 3)."""
    out = OUTWARD[side] * performer.stance * performer.bones["hip"]
    across = np.stack([np.cos(heading), -np.sin(heading)], axis=-1)
    direction = heading + OUTWARD[side] * 0.15
    return np.concatenate([path + out * across, direction[:, None]], axis=1)
