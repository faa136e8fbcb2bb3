"""Read skeleton files: equal to the published preparation, exact, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skeleton_text import ID, file_text, one_body_text, standing_body

from eesgn_lite.data.clips import Clip, centre_clip
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu import parse_ntu_name, read_bodies, read_skeleton

CASES = Path(__file__).parent / "ntu_cases"
CASE_NAMES = sorted(path.stem for path in CASES.glob("*.skeleton"))
REAL_NAMES = ("S001C001P001R001A001", "S001C003P008R002A058", "S002C001P003R001A003")


def published_layout(clip: Clip) -> np.ndarray:
    """Return (T, M * 75), absent persons as zeros."""
    joints = np.where(clip.valid[..., None, None], clip.joints, np.float32(0))
    return joints.swapaxes(0, 1).reshape(clip.num_frames, -1)


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("ascii"))
    return path


def test_there_are_twelve_cases():
    assert len(CASE_NAMES) == 12


@pytest.mark.parametrize("name", CASE_NAMES)
def test_a_case_equals_the_published_preparation(name):
    clip = read_skeleton(CASES / f"{name}.skeleton")
    with np.load(CASES / "ntu_cases_reference.npz") as reference:
        np.testing.assert_array_equal(published_layout(clip), reference[f"{name}/denoised"])
        centred = published_layout(centre_clip(clip))
        np.testing.assert_array_equal(centred, reference[f"{name}/translated"])


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_real_file_equals_the_published_preparation(name, data_root, fixtures_root):
    clip = read_skeleton(data_root / "ntu-rgbd-samples" / f"{name}.skeleton")
    with np.load(fixtures_root / "ntu_preprocessing_reference.npz") as reference:
        np.testing.assert_array_equal(published_layout(clip), reference[f"{name}/denoised"])
        centred = published_layout(centre_clip(clip))
        np.testing.assert_array_equal(centred, reference[f"{name}/translated"])


@pytest.mark.parametrize("name", CASE_NAMES)
def test_line_endings_do_not_matter(name, tmp_path):
    raw = (CASES / f"{name}.skeleton").read_bytes()
    assert b"\r\n" in raw
    (tmp_path / f"{name}.skeleton").write_bytes(raw.replace(b"\r\n", b"\n").rstrip())
    unix, windows = (read_skeleton(d / f"{name}.skeleton") for d in (tmp_path, CASES))
    np.testing.assert_array_equal(unix.joints, windows.joints)


def test_values_are_those_of_the_file(tmp_path):
    joints = standing_body(3)
    text = file_text([[(ID, frame)] for frame in joints])
    clip = read_skeleton(write(tmp_path / "a.skeleton", text))
    np.testing.assert_array_equal(clip.joints[0], joints)
    assert clip.valid.all() and clip.tracking is None and clip.colour is None


def test_everything_is_read_on_request(tmp_path):
    text = one_body_text().replace("960.25 540.75", "NaN -Infinity", 1)
    text = text.replace("-0.4 2\r\n", "-0.4 1\r\n", 1)
    clip = read_skeleton(write(tmp_path / "a.skeleton", text), full=True)
    assert clip.tracking is not None and clip.colour is not None
    assert clip.tracking.dtype == np.int8 and clip.colour.dtype == np.float32
    assert clip.tracking[0, 0, 0] == 1 and (clip.tracking[0, 1:] == 2).all()
    assert np.isnan(clip.colour[0, 0, 0]).all()
    assert (clip.colour[0, 0, 1:] == [960.25, 540.75]).all()


def test_everything_of_an_absent_person_is_marked(tmp_path):
    near, far = standing_body(14, spread=2), standing_body(14, seed=1)
    frames = [[(1, near[t])] + ([(2, far[t])] if t >= 2 else []) for t in range(14)]
    clip = read_skeleton(write(tmp_path / "a.skeleton", file_text(frames)), full=True)
    assert clip.tracking is not None and clip.colour is not None
    assert (clip.tracking[1, :2] == -1).all() and (clip.tracking[1, 2:] == 2).all()
    assert np.isnan(clip.colour[1, :2]).all() and np.isfinite(clip.colour[1, 2:]).all()


@pytest.mark.parametrize("name", CASE_NAMES)
def test_asking_for_everything_changes_nothing_else(name):
    path = CASES / f"{name}.skeleton"
    np.testing.assert_array_equal(read_skeleton(path).joints, read_skeleton(path, full=True).joints)


def test_tracking_ids_that_a_float_cannot_tell_apart(tmp_path):
    ids = (2**56 + 1, 2**56 + 2, 2**64 - 1)
    assert len({float(number) for number in ids}) == 2
    text = file_text([[(number, standing_body(1)[0]) for number in ids]])
    bodies = read_bodies(write(tmp_path / "a.skeleton", text))
    assert tuple(body.tracking_id for body in bodies) == ids


def test_bodies_keep_their_frames_in_order_of_appearance(tmp_path):
    pose = standing_body(1)[0]
    frames = [[], [(9, pose)], [(3, pose + 1), (9, pose + 2)], [], [(9, pose + 3)]]
    bodies = read_bodies(write(tmp_path / "a.skeleton", file_text(frames)), full=True)
    assert [(b.tracking_id, b.frames.tolist()) for b in bodies] == [(9, [1, 2, 4]), (3, [2])]
    np.testing.assert_array_equal(bodies[0].joints, np.stack([pose, pose + 2, pose + 3]))
    assert bodies[1].joints.shape == (1, 25, 3) and bodies[1].tracking.shape == (1, 25)
    assert bodies[1].colour.shape == (1, 25, 2) and bodies[1].joints.dtype == np.float32


def test_all_bodies_are_persons_on_request(tmp_path):
    pose = standing_body(1)[0]
    frames = [[], [(9, pose)], [(3, pose + 1), (9, pose + 2)], [(5, pose)], []]
    clip = read_skeleton(write(tmp_path / "a.skeleton", file_text(frames)), actors="all")
    expected = [[0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 1, 1, 0, 0]]
    np.testing.assert_array_equal(clip.valid, np.array(expected, dtype=bool))
    np.testing.assert_array_equal(clip.joints[0, 2], pose + 1)


def test_gaps_are_kept_on_request():
    path = CASES / "S001C002P002R001A055.skeleton"
    published, kept = read_skeleton(path), read_skeleton(path, actors="keep_gaps")
    body = next(b for b in read_bodies(path) if (np.diff(b.frames) > 1).any())
    person = int(np.flatnonzero((~kept.valid).any(axis=1))[0])
    np.testing.assert_array_equal(np.flatnonzero(kept.valid[person]), body.frames)
    np.testing.assert_array_equal(kept.joints[person, body.frames], body.joints)
    closed = np.flatnonzero(published.valid[person])
    np.testing.assert_array_equal(closed, body.frames[0] + np.arange(len(body.frames)))


def test_actors_must_be_a_known_word():
    with pytest.raises(ValueError, match="actors must be 'published', 'keep_gaps' or 'all'"):
        read_skeleton(CASES / f"{CASE_NAMES[0]}.skeleton", actors="best")  # type: ignore[arg-type]


def test_a_body_of_zeros_is_absent(tmp_path):
    joints = standing_body(3)
    joints[1] = 0
    text = file_text([[(ID, frame)] for frame in joints])
    clip = read_skeleton(write(tmp_path / "a.skeleton", text))
    assert clip.valid.tolist() == [[True, False, True]]


def test_nothing_but_zeros_is_no_body(tmp_path):
    path = write(tmp_path / "a.skeleton", file_text([[(ID, np.zeros((25, 3)))]]))
    with pytest.raises(SkeletonFileError, match="no body in any frame, only zeros"):
        read_skeleton(path)


@pytest.mark.parametrize("persons", [1, 2, 3])
def test_one_frame_is_a_clip(tmp_path, persons):
    text = file_text([[(ID + p, standing_body(1, seed=p)[0]) for p in range(persons)]])
    clip = read_skeleton(write(tmp_path / "a.skeleton", text))
    assert clip.valid[0, 0] and clip.num_frames == 1 and clip.num_persons == min(persons, 2)


def test_the_name_gives_the_recording():
    recording = read_skeleton(CASES / "S001C002P003R001A056.skeleton").recording
    assert recording == parse_ntu_name("S001C002P003R001A056")
    numbers = (recording.setup, recording.camera, recording.performer, recording.replication)
    assert (*numbers, recording.action) == (1, 2, 3, 1, 56)


def test_another_name_gives_no_numbers(tmp_path):
    recording = read_skeleton(write(tmp_path / "my walk.skeleton", one_body_text())).recording
    assert recording.name == "my walk" and recording.action is None and recording.setup is None


@pytest.mark.parametrize(
    "name",
    [
        *("", "walk", "S001C001P001R001A01", "S001C001P001R001A0011", "s001c001p001r001a001"),
        *("S001C001P001R001A000", "S000C001P001R001A001", "xS001C001P001R001A001"),
        "S\u0660\u0660\u0661C001P001R001A001",
    ],
)
def test_other_names_do_not_parse(name):
    with pytest.raises(ValueError, match="is not an NTU RGB\\+D name; it must look like"):
        parse_ntu_name(name)
