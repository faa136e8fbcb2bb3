"""One performance: who acts, when, where, and how the true body moves in the scene."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.actions import MINI_NTU_ACTIONS
from eesgn_lite.data.synthesis.body import BONE_SHARES, Performer
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.motions import MOTIONS
from eesgn_lite.data.synthesis.motions_two import DUETS
from eesgn_lite.data.synthesis.take import Take

RATE = 30.0
# Second persons are people of their own, so that no test performer is seen in training.
PARTNERS = 100
WALKING = 59


def make_performer(config: SynthesisConfig, number: int) -> Performer:
    """Draw a person's build and manner; the same number is always the same person."""
    rng = np.random.default_rng([config.seed, 1, number])
    height = float(np.clip(rng.normal(1.68, 0.08), 1.50, 1.90))
    ratios = np.clip(rng.normal(1.0, 0.035, len(BONE_SHARES)), 0.92, 1.08)
    tempo, amplitude = np.exp(np.clip(rng.normal(0.0, config.style_spread, 2), -0.35, 0.35))
    return Performer(
        number=number,
        height=height,
        bones={
            name: float(height * share * ratio)
            for (name, share), ratio in zip(BONE_SHARES.items(), ratios, strict=True)
        },
        left_handed=number in config.left_handed,
        tempo=float(tempo),
        amplitude=float(amplitude),
        slouch=float(rng.uniform(-0.03, 0.14)),
        stance=float(rng.uniform(1.0, 1.9)),
        restless=float(rng.uniform(0.6, 1.4)),
    )


def stage(
    config: SynthesisConfig, action: int, performer: int, replication: int
) -> tuple[np.ndarray, np.random.Generator]:
    """Perform an action once and return the true joints (M, T, V, 3) in the scene.

    Returns
    -------
    bodies
        Metres; y = 0 is the floor; camera 2 looks along z.
    rng
        The performance's random stream, for what follows.

    Raises
    ------
    ValueError
        If the action is not among `MINI_NTU_ACTIONS`.
    """
    if action not in MINI_NTU_ACTIONS:
        raise ValueError(f"No action {action}; there are {', '.join(map(str, MINI_NTU_ACTIONS))}.")
    rng = np.random.default_rng([config.seed, 2, action, performer, replication])
    time = np.arange(int(rng.integers(config.frames[0], config.frames[1] + 1))) / RATE
    start, stop = rng.uniform(0.05, 0.35), time[-1] - rng.uniform(0.05, 0.45)
    late, early = rng.random(2) < config.cut
    start, stop = start - 0.6 * late, stop + 0.6 * early
    one = Take(rng, make_performer(config, performer), time, float(start), float(stop))
    if action in MOTIONS:
        motion, free, loose = MOTIONS[action]
        motion(one)
        one.wander(config.wander if loose else 0.0)
        one.idle(free, config.fidget)
        bodies = one.perform()[None]
    else:
        partner = make_performer(config, PARTNERS + performer + 10 * replication)
        two = Take(rng, partner, time, one.start, one.stop)
        bodies = _perform_duet(config, action, one, two)
        if action == WALKING and rng.random() < config.alone:
            bodies = bodies[:1]
    return _place(rng, config, bodies, paired=action in DUETS), rng


def _perform_duet(config: SynthesisConfig, action: int, one: Take, two: Take) -> np.ndarray:
    """Let two persons face each other and act; by chance the second begins."""
    duet, reach, free = DUETS[action]
    distance = one.vary(*reach)
    pair = (two, one) if action == 50 and one.chance(0.5) else (one, two)
    duet(*pair, distance)
    for take in (one, two):
        take.idle(free, config.fidget)
    other = two.perform() * np.array([-1.0, 1.0, -1.0]) + np.array([0.0, 0.0, distance])
    return np.stack([one.perform(), other])


def _place(
    rng: np.random.Generator, config: SynthesisConfig, bodies: np.ndarray, paired: bool
) -> np.ndarray:
    """Turn and move the performance to somewhere before the cameras."""
    heading = np.pi + rng.normal(0.0, config.heading_spread)
    if paired:
        heading += rng.choice((-0.5, 0.5)) * np.pi
    cosine, sine = np.cos(heading), np.sin(heading)
    rotation = np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])
    middle = bodies[:, :, 0].mean(axis=(0, 1)) * np.array([1.0, 0.0, 1.0])
    spot = np.array([rng.uniform(-0.5, 0.5), 0.0, rng.uniform(-0.4, 0.4)])
    return (bodies - middle) @ rotation.T + spot
