"""A small clip and its scene for the tests of the viewing room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import get_skeleton
from eesgn_lite.viewing.scene import Scene, build_scene


def wander(
    *, layout: str = "ntu25", persons: int = 1, frames: int = 6, name: str = "wander"
) -> Clip:
    """Make a clip of joints at random places that drift; person 2 is absent in frame 0."""
    rng = np.random.default_rng(0)
    skeleton = get_skeleton(layout)
    still = rng.uniform([-0.5, -1, 2.5], [0.5, 0.8, 3.5], (persons, 1, skeleton.num_joints, 3))
    drift = 0.05 * np.arange(frames)[None, :, None, None]
    valid = np.ones((persons, frames), bool)
    valid[1:, 0] = False
    return Clip(
        joints=(still + drift).astype(np.float32),
        valid=valid,
        skeleton=skeleton,
        recording=Recording(name=name),
    )


def scene_of(
    *clips: Clip,
    fps: float = 30.0,
    titles: Sequence[str] | None = None,
    weights: Sequence[np.ndarray | None] | None = None,
    graph: Sequence[np.ndarray | None] | None = None,
    trails: Sequence[str | int] = (),
    ghosts: int = 0,
    arrows: str | None = None,
    marks: Sequence[Sequence[int]] | None = None,
    pixels: int = 340,
) -> Scene:
    """Build a scene with the usual settings."""
    return build_scene(
        clips,
        fps=fps,
        titles=titles,
        weights=weights,
        weights_name="attention",
        pixels=pixels,
        graph=graph,
        trails=trails,
        ghosts=ghosts,
        arrows=arrows,
        marks=marks,
    )
