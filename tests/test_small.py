"""NW-UCLA and MSR-Action3D: values, absent frames, and every kind of bad file."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eesgn_lite.data.clips import Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.small import parse_small_name, read_msr, read_nw_ucla

FRAME = [[joint / 100, 1.0, 2.5] for joint in range(20)]


def write_json(folder, content, name="a02_s03_e04_v01.json"):
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def write_frames(folder, frames):
    return write_json(folder, {"file_name": "x", "skeletons": frames, "label": 2})


def msr_lines(frames=2, zero=()):
    lines = []
    for frame in range(frames):
        point = "0 0 0 0" if frame in zero else "{} 1.5 2.5 1"
        lines += [point.format(frame + joint / 100) for joint in range(20)]
    return lines


def write_msr(folder, lines, name="a07_s10_e03_skeleton3D.txt"):
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def test_names_give_numbers():
    assert parse_small_name("a12_s06_e04_v03") == Recording(
        name="a12_s06_e04_v03", action=12, performer=6, replication=4, camera=3
    )
    assert parse_small_name("a01_s10_e00_skeleton3D") == Recording(
        name="a01_s10_e00", action=1, performer=10, replication=0
    )
    assert parse_small_name("holiday") == Recording(name="holiday")
    assert parse_small_name("a01_s01_e01x") == Recording(name="a01_s01_e01x")


def test_nw_ucla_values(tmp_path):
    clip = read_nw_ucla(write_frames(tmp_path, [FRAME, FRAME, FRAME]))
    assert clip.joints.shape == (1, 3, 20, 3) and clip.skeleton.name == "kinect20"
    np.testing.assert_array_equal(clip.joints[0, 2, 7], np.float32([0.07, 1.0, 2.5]))
    assert clip.recording.action == 2 and clip.recording.camera == 1


def test_msr_values_and_absent_frames(tmp_path):
    lines = msr_lines(3, zero={1})
    for text in (lines, [*lines[:20], "", *lines[20:], ""]):
        clip = read_msr(write_msr(tmp_path, text))
        assert clip.valid.tolist() == [[True, False, True]]
        assert clip.joints.shape == (1, 3, 20, 3) and clip.skeleton.name == "msr20"
        np.testing.assert_array_equal(clip.joints[0, 2, 4], np.float32([2.04, 1.5, 2.5]))
        assert np.isnan(clip.joints[0, 1]).all()


def test_windows_line_endings_are_read(tmp_path):
    path = tmp_path / "a01_s01_e01_skeleton3D.txt"
    path.write_bytes("\r\n".join(msr_lines(1)).encode())
    assert read_msr(path).num_frames == 1


def test_one_zero_joint_is_not_an_absent_frame(tmp_path):
    frame = [[0, 0, 0], *FRAME[1:]]
    assert read_nw_ucla(write_frames(tmp_path, [frame])).valid.all()


def test_a_foreign_name_is_read_all_the_same(tmp_path):
    path = write_json(tmp_path, {"skeletons": [FRAME]}, "mine.json")
    assert read_nw_ucla(path).recording == Recording(name="mine")


def changed(joint, value):
    frame = [list(point) for point in FRAME]
    frame[joint] = value
    return {"skeletons": [FRAME, frame]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"v01.json, line 1: this is not whole JSON \(Expecting value\); download"),
        ('{"skeletons":\n [[[0.1, 0.2', "v01.json, line 2: this is not whole JSON"),
        ("[" * 100_000, "this JSON cannot be read"),
        ([], "there is no list 'skeletons'"),
        ({"joints": []}, "there is no list 'skeletons'"),
        ({"skeletons": []}, "there is no frame; leave the file out"),
        ({"skeletons": [FRAME, FRAME[:19]]}, "frame 2 has 19 joints, not 20"),
        ({"skeletons": [FRAME[:19], FRAME[:19]]}, "frame 1 has 19 joints, not 20"),
        ({"skeletons": [FRAME, 7]}, "frame 2 has no joints, not 20"),
        (changed(4, [1, 2]), "frame 2, joint 5 is not three numbers"),
        (changed(4, [1, "left", 2]), "frame 2, joint 5: 'left' is not a number"),
        (changed(4, [1, "1.5", 2]), "frame 2, joint 5: '1.5' is not a number"),
        (changed(4, [1, None, 2]), "frame 2, joint 5: None is not a number"),
        (changed(19, [1, float("nan"), 2]), "frame 2, joint 20: nan is not finite"),
        (changed(0, [float("-inf"), 1, 2]), "frame 2, joint 1: -inf is not finite"),
        (changed(0, [1e39, 1, 2]), r"frame 2, joint 1: 1e\+39 is not finite"),
        (changed(0, [10**400, 1, 2]), "frame 2, joint 1: 10+ is not finite"),
        ({"skeletons": [[[0, 0, 0]] * 20]}, "no person is seen in any frame; leave the file out"),
    ],
)
def test_bad_json_is_one_sentence(tmp_path, content, message):
    with pytest.raises(SkeletonFileError, match=message):
        read_nw_ucla(write_json(tmp_path, content))


def with_line(number, text):
    lines = msr_lines()
    lines[number - 1] = text
    return lines


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "skeleton3D.txt: the file is empty; download the file again"),
        ([" ", ""], "the file is empty"),
        (msr_lines()[:-3], "line 37: frame 2 has 17 joints, not 20"),
        (with_line(3, "1 2 3"), "line 3: 3 values, not the 4 of 'x y z confidence'"),
        (with_line(40, "1 2 3 4 5"), "line 40: 5 values"),
        (with_line(7, "1 left 3 4"), "line 7: 'left' is not a number"),
        (with_line(7, "1 2 nan 4"), "line 7: 'nan' is not finite"),
        (with_line(7, "1 2 -inf 4"), "line 7: '-inf' is not finite"),
        (with_line(7, "1 2 1e39 4"), "line 7: '1e39' is not finite"),
        (msr_lines(2, zero={0, 1}), "no person is seen in any frame; leave the file out"),
    ],
)
def test_bad_text_is_one_sentence(tmp_path, lines, message):
    with pytest.raises(SkeletonFileError, match=message):
        read_msr(write_msr(tmp_path, lines))


def test_two_wrong_lines_do_not_make_up_for_each_other(tmp_path):
    lines = with_line(3, "1 2 3")
    lines[4] = "1 2 3 4 5"
    with pytest.raises(SkeletonFileError, match="line 3: 3 values"):
        read_msr(write_msr(tmp_path, lines))


@pytest.mark.parametrize("read", [read_nw_ucla, read_msr])
def test_files_that_cannot_be_opened(tmp_path, read):
    with pytest.raises(SkeletonFileError, match="gone: there is no such file; check the path"):
        read(tmp_path / "gone")
    with pytest.raises(SkeletonFileError, match="the file cannot be read"):
        read(tmp_path)
    (tmp_path / "photo").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(SkeletonFileError, match="photo: this is not a text file"):
        read(tmp_path / "photo")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.eE-+ \nnaif", max_size=200))
def test_any_text_is_read_or_named(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "a01_s01_e01_skeleton3D.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SkeletonFileError):
        read_msr(path)


def test_every_real_nw_ucla_file_is_read(data_root):
    clips = [read_nw_ucla(path) for path in (data_root / "nw-ucla").rglob("*.json")]
    assert len(clips) == 1484
    assert sum(clip.num_frames < 20 for clip in clips) == 243
    assert (min(c.num_frames for c in clips), max(c.num_frames for c in clips)) == (1, 201)
    assert all(clip.valid.all() for clip in clips)
    head, foot = clips[0].skeleton.joints.index("head"), clips[0].skeleton.joints.index("left_foot")
    above = [
        clip.joints[0, :, head, 1].mean() > clip.joints[0, :, foot, 1].mean() for clip in clips
    ]
    assert np.mean(above) > 0.99


def test_every_real_msr_file_is_read_but_the_empty_one(data_root):
    folder = data_root / "msr-action3d"
    used = (folder / "files_used_in_cvpr12_paper.txt").read_text(encoding="utf-8").split()
    clips = [read_msr(folder / f"{name}_skeleton3D.txt") for name in used]
    assert len(clips) == 557
    absent = [int((~clip.valid).sum()) for clip in clips if not clip.valid.all()]
    assert len(absent) == 13 and (min(absent), max(absent)) == (9, 33)
    assert sum(clip.num_frames < 20 for clip in clips) == 9
    with pytest.raises(SkeletonFileError, match="no person is seen in any frame"):
        read_msr(folder / "a13_s09_e02_skeleton3D.txt")
