"""The README's moving picture."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from viewing_clips import wander

from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.viewing.moving_picture import write_moving_picture

SMALL = (120, 100)


def frames_of(path: Path, every: int = 1) -> np.ndarray:
    """Read a GIF as RGB pictures, int16 (T, H, W, 3)."""
    with Image.open(path) as picture:
        pictures = []
        for frame in range(0, picture.n_frames, every):
            picture.seek(frame)
            pictures.append(np.asarray(picture.convert("RGB")))
    return np.stack(pictures).astype(np.int16)


def test_it_moves_at_the_recordings_pace_and_has_words(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    write_moving_picture(path, wander(persons=2, frames=12), text="Two.", size=SMALL)
    pictures = frames_of(path)
    assert pictures.shape == (6, 100, 120, 3)
    assert all(np.abs(a - b).max() > 50 for a, b in pairwise(pictures))
    with Image.open(path) as picture:
        assert picture.info["duration"] == pytest.approx(2 / 30 * 1000, abs=5)
    assert path.with_suffix(".txt").read_text(encoding="utf-8") == "Two.\n"


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.gif", tmp_path / "b.gif"
    for path in (first, second):
        write_moving_picture(path, wander(), text="Once.", size=SMALL)
    assert first.read_bytes() == second.read_bytes()


def test_the_committed_picture_is_the_synthetic_throw(repository: Path, tmp_path: Path) -> None:
    committed = repository / "figures/moving_skeleton.gif"
    text = committed.with_suffix(".txt").read_text(encoding="utf-8")
    write_moving_picture(tmp_path / "again.gif", perform(7, 1), text=text, every=16)
    again = frames_of(tmp_path / "again.gif")
    assert np.abs(again - frames_of(committed, every=8)).mean() < 1
    assert committed.stat().st_size < 600_000
    assert "synthetic" in text
