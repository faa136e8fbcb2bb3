"""What is written is read again to the last bit; what cannot be written is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skeleton_text import standing_body

from eesgn_lite.data import ntu_writer
from eesgn_lite.data.clips import Clip, Recording, reduce_clip
from eesgn_lite.data.ntu import read_bodies, read_skeleton, write_skeleton
from eesgn_lite.data.skeletons import NTU25

CASES = Path(__file__).parent / "ntu_cases"


def clip_of(joints: np.ndarray, valid: np.ndarray | None = None) -> Clip:
    """Make a clip of (M, T, 25, 3)."""
    seen = np.ones(joints.shape[:2], dtype=bool) if valid is None else valid
    return Clip(joints=joints, valid=seen, skeleton=NTU25, recording=Recording(name="clip"))


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    """Draw clips in which every person is seen at least once."""
    persons, frames = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    valid = draw(arrays.arrays(bool, (persons, frames)))
    valid[:, draw(st.integers(0, frames - 1))] = True
    numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)
    joints = draw(arrays.arrays(np.float32, (persons, frames, 25, 3), elements=numbers))
    joints[..., 0, 1] = draw(st.floats(np.float32(0.5), 2, width=32))
    return clip_of(joints, valid)


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(clip=clips(), full=st.booleans(), data=st.data())
def test_what_is_written_is_read_again(tmp_path, clip, full, data):
    if full:
        shape = clip.joints.shape[:3]
        states = data.draw(arrays.arrays(np.int8, shape, elements=st.integers(0, 2)))
        colour = data.draw(
            arrays.arrays(np.float32, (*shape, 2), elements=st.floats(0, 1920, width=32))
        )
        seen = clip.valid[..., None]
        clip = replace(
            clip,
            tracking=np.where(seen, states, -1).astype(np.int8),
            colour=np.where(seen[..., None], colour, np.float32(np.nan)),
        )
    path = tmp_path / "clip.skeleton"
    write_skeleton(path, clip)
    again = read_skeleton(path, actors="all", full=full)
    np.testing.assert_array_equal(again.joints, clip.joints)
    np.testing.assert_array_equal(again.valid, clip.valid)
    if full:
        np.testing.assert_array_equal(again.tracking, clip.tracking)
        np.testing.assert_array_equal(again.colour, clip.colour)
    assert again.recording == clip.recording


@pytest.mark.parametrize("path", sorted(CASES.glob("*.skeleton")), ids=lambda path: path.stem)
def test_a_read_file_is_written_as_it_was(path, tmp_path):
    clip = read_skeleton(path, full=True, actors="all")
    ids = sorted(body.tracking_id for body in read_bodies(path))
    write_skeleton(tmp_path / path.name, clip, tracking_ids=ids)
    again = read_skeleton(tmp_path / path.name, full=True)
    published = read_skeleton(path, full=True)
    np.testing.assert_array_equal(again.joints, published.joints)
    np.testing.assert_array_equal(again.tracking, published.tracking)
    np.testing.assert_array_equal(again.colour, published.colour)


def test_the_text_is_the_sensors(tmp_path):
    joints = np.stack([standing_body(2), standing_body(2, seed=1)])
    valid = np.array([[True, False], [True, False]])
    write_skeleton(tmp_path / "a.skeleton", clip_of(joints, valid))
    lines = (tmp_path / "a.skeleton").read_bytes().decode("ascii").split("\r\n")
    assert lines[:2] == ["2", "2"] and lines[-2:] == ["0", ""] and len(lines) == 2 + 2 * 27 + 2
    ids = [int(lines[line].split()[0]) for line in (2, 29)]
    assert ids == [2**56 + 1, 2**56 + 2] and len(lines[2].split()) == 10
    assert lines[3] == "25" and all(len(line.split()) == 12 for line in lines[4:29])
    assert lines[4].split()[:3] == [str(value) for value in joints[0, 0, 0]]


def test_a_point_straight_ahead_lies_in_the_middle_of_both_images(tmp_path):
    joints = standing_body(1)[None]
    joints[0, 0, :2] = [[0, 0, 2.5], [0.5, 0.5, 2.5]]
    joints[0, 0, 2, 2] = -1
    write_skeleton(tmp_path / "a.skeleton", clip_of(joints))
    clip = read_skeleton(tmp_path / "a.skeleton", full=True)
    assert clip.colour is not None
    # 1050 * 0.5 / 2.5 = 210 pixels to the side, and up, where y is smaller.
    assert clip.colour[0, 0, :2].tolist() == [[976, 555], [976 + 210, 555 - 210]]
    assert np.isnan(clip.colour[0, 0, 2]).all()


def test_nothing_is_left_of_a_failed_writing(tmp_path, monkeypatch):
    path = tmp_path / "a.skeleton"
    path.write_text("old", encoding="ascii")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(ntu_writer, "_joint_lines", fail)
    with pytest.raises(OSError, match="disk full"):
        write_skeleton(path, clip_of(standing_body(2)[None]))
    assert path.read_text(encoding="ascii") == "old" and list(tmp_path.iterdir()) == [path]


def test_an_older_file_is_replaced(tmp_path):
    path = tmp_path / "a.skeleton"
    for frames in (3, 2):
        write_skeleton(path, clip_of(standing_body(frames)[None]))
    assert read_skeleton(path).num_frames == 2 and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ids", [[1], [1, 1], [1, 2, 3]])
def test_ids_must_fit_the_persons(ids, tmp_path):
    with pytest.raises(ValueError, match="'clip' needs 2 different tracking ids, found"):
        write_skeleton(tmp_path / "a", clip_of(np.stack([standing_body(1)] * 2)), tracking_ids=ids)


@pytest.mark.parametrize("number", [-1, 2**64])
def test_ids_have_64_bits(number, tmp_path):
    with pytest.raises(ValueError, match=r"Tracking ids must lie in 0\.\.2\*\*64 - 1, found"):
        write_skeleton(tmp_path / "a", clip_of(standing_body(1)[None]), tracking_ids=[number])


def test_another_layout_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"layout 'kinect20'; a \.skeleton file needs 'ntu25'"):
        write_skeleton(tmp_path / "a", reduce_clip(clip_of(standing_body(1)[None]), "kinect20"))


def test_a_body_of_zeros_is_refused(tmp_path):
    with pytest.raises(ValueError, match="all joints at zero reads as absent"):
        write_skeleton(tmp_path / "a", clip_of(standing_body(1)[None] * 0))


def test_unknown_states_are_refused(tmp_path):
    clip = clip_of(standing_body(1)[None])
    with pytest.raises(ValueError, match="tracking states of valid bodies must be 0, 1 or 2"):
        write_skeleton(
            tmp_path / "a", replace(clip, tracking=np.full((1, 1, 25), 3, dtype=np.int8))
        )
