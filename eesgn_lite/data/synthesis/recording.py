"""What three cameras make of one performance: clips named as NTU RGB+D names them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.performance import stage
from eesgn_lite.data.synthesis.sensor import (
    CAMERA_ANGLES,
    colour_pixels,
    draw_camera,
    observe,
    project,
)


def perform(
    action: int,
    performer: int,
    *,
    seed: int = 2021,
    camera: int = 2,
    replication: int = 1,
    config: SynthesisConfig | None = None,
) -> Clip:
    """Return a clean performance, without noise, occlusion or losses.

    Parameters
    ----------
    action
        NTU number, one of `MINI_NTU_ACTIONS`.
    performer
        Number of the performer, from 1.
    seed
        Another seed gives another performance by another person.
    camera
        1, 2 or 3.
    replication
        From 1.
    config
        Further settings; its seed is replaced by `seed`.

    Raises
    ------
    ValueError
        If there is no such action or camera.

    Examples
    --------
    >>> perform(23, 1).joints.shape[2:]
    (25, 3)
    """
    return record(_seeded(config, seed), action, performer, replication, (camera,), clean=True)[0]


def _seeded(config: SynthesisConfig | None, seed: int) -> SynthesisConfig:
    """Return the settings with another seed."""
    return replace(config or SynthesisConfig(), seed=seed)


def record(
    config: SynthesisConfig,
    action: int,
    performer: int,
    replication: int,
    cameras: tuple[int, ...],
    *,
    clean: bool = False,
) -> list[Clip]:
    """Perform an action once and record it with several cameras.

    Parameters
    ----------
    config
        The settings of the set.
    action, performer, replication
        Which performance.
    cameras
        Numbers of the cameras, each 1, 2 or 3.
    clean
        Leave out noise, occlusion and losses.

    Returns
    -------
    list of Clip
        One for each camera, of the same performance.

    Raises
    ------
    ValueError
        If there is no such action or camera.
    """
    bodies, _ = stage(config, action, performer, replication)
    clips = []
    for number in cameras:
        if number not in CAMERA_ANGLES:
            raise ValueError(f"No camera {number}; there are 1, 2 and 3.")
        rng = np.random.default_rng([config.seed, 3, action, performer, replication, number])
        seen = project(bodies, draw_camera(rng, number))
        tracking = None
        valid = np.ones(seen.shape[:2], dtype=bool)
        if not clean:
            seen, valid, tracking = observe(rng, config, seen)
        name = f"S001C{number:03d}P{performer:03d}R{replication:03d}A{action:03d}"
        recording = Recording(
            name=name,
            action=action,
            performer=performer,
            camera=number,
            replication=replication,
            setup=1,
        )
        clips.append(_to_clip(config, rng, recording, seen, valid, tracking))
    return clips


def _to_clip(
    config: SynthesisConfig,
    rng: np.random.Generator,
    recording: Recording,
    joints: np.ndarray,
    valid: np.ndarray,
    tracking: np.ndarray | None,
) -> Clip:
    """Order the persons by how much they move, as the published preparation does."""
    if tracking is not None and len(joints) > 1 and rng.random() < config.lost_partner:
        joints, valid, tracking = joints[:1], valid[:1], tracking[:1]
    spread = [
        body[seen].reshape(-1, 3).var(axis=0).sum()
        for body, seen in zip(joints, valid, strict=True)
    ]
    order = np.argsort(-np.asarray(spread), kind="stable")
    frames = valid.any(axis=0)
    pick = np.ix_(order, np.flatnonzero(frames))
    joints, valid = joints[pick].astype(np.float32), valid[pick]
    return Clip(
        joints=joints,
        valid=valid,
        skeleton=NTU25,
        recording=recording,
        tracking=None if tracking is None else tracking[pick],
        colour=None if tracking is None else colour_pixels(joints).astype(np.float32),
    )
