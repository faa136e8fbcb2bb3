"""The README's moving picture."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from viewing_clips import wander

from eesgn_lite.viewing.moving_picture import draw_moving_picture

SMALL = (120, 100)


def frames_of(gif: bytes) -> np.ndarray:
    """Read a GIF as RGB pictures, int16 (T, H, W, 3)."""
    with Image.open(io.BytesIO(gif)) as picture:
        pictures = []
        for frame in range(picture.n_frames):
            picture.seek(frame)
            pictures.append(np.asarray(picture.convert("RGB")))
    return np.stack(pictures).astype(np.int16)


def test_it_moves_at_the_recordings_pace() -> None:
    gif = draw_moving_picture(wander(persons=2, frames=12), size=SMALL)
    pictures = frames_of(gif)
    assert pictures.shape == (6, 100, 120, 3)
    assert all(np.abs(a - b).max() > 50 for a, b in pairwise(pictures))
    with Image.open(io.BytesIO(gif)) as picture:
        assert picture.info["duration"] == pytest.approx(2 / 30 * 1000, abs=5)


def test_the_same_clip_gives_the_same_bytes() -> None:
    first, second = (draw_moving_picture(wander(), size=SMALL) for _ in range(2))
    assert first == second
