"""From a name to a data set: folders, roots, downloads and stores."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from eesgn_lite.data import catalog
from eesgn_lite.data.catalog import dataset_root, find_datasets, load_dataset, read_clip
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.splits import PROTOCOLS
from eesgn_lite.data.store import pack, write_store


def write_ucla(folder, action, performer, view, height=1.0):
    """Write a still clip of two frames as NW-UCLA does."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"a{action:02}_s{performer:02}_e00_v{view:02}.json"
    frames = [[[joint / 10, height, 2.0] for joint in range(20)]] * 2
    path.write_text(json.dumps({"skeletons": frames}), encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path):
    """Make a root with a tiny NW-UCLA download: two actions, three views."""
    for action in (2, 12):
        for view in (1, 2, 3):
            write_ucla(tmp_path / "root" / "nw-ucla" / "all_sqe", action, 1, view)
    return tmp_path / "root"


def ntu_store(*names: str):
    """Pack still NTU clips under the given names."""
    joints, valid = np.ones((1, 1, 25, 3), np.float32), np.ones((1, 1), bool)
    recordings = [catalog.parse_ntu_name(name) for name in names]
    return pack(
        Clip(joints=joints, valid=valid, skeleton=NTU25, recording=recording)
        for recording in recordings
    )


def test_a_download_is_divided(root):
    splits = load_dataset("nw-ucla", root)
    assert [len(part) for part in (splits.train, splits.val, splits.test)] == [2, 2, 2]
    assert [splits.test[i].recording.name for i in range(2)] == [
        "a02_s01_e00_v03",
        "a12_s01_e00_v03",
    ]
    assert splits.test.labels.tolist() == [1, 9] and splits.test.labels.dtype == np.int64
    assert splits.classes[1] == "pick up with two hands" and splits.classes[9] == "carry"
    assert splits.actions[9] == 12 and splits.skeleton.name == "kinect20"
    assert splits.training_side.rows.tolist() == sorted(
        [*splits.train.rows.tolist(), *splits.val.rows.tolist()]
    )
    assert splits.training_side.split == "training_side" and splits.name == "nw-ucla"


def test_only_clips_that_take_part_are_read(root):
    folder = root / "nw-ucla" / "all_sqe"
    (folder / "a07_s01_e00_v01.json").write_text(
        "broken, but no action of the set", encoding="utf-8"
    )
    assert len(load_dataset("nw-ucla", root).training_side) == 4


def test_a_name_without_numbers_is_refused(root):
    (root / "nw-ucla" / "notes.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SkeletonFileError, match=r"notes.json: the name gives no action number; na"):
        load_dataset("nw-ucla", root)


def test_a_broken_file_is_named(root):
    path = root / "nw-ucla" / "all_sqe" / "a02_s01_e00_v01.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SkeletonFileError, match=r"a02_s01_e00_v01.json, line 1"):
        load_dataset("nw-ucla", root)


def test_an_empty_split_is_refused(root):
    for path in (root / "nw-ucla").rglob("*_v03.json"):
        path.unlink()
    with pytest.raises(SkeletonFileError, match="nw-ucla has no clip for test; check that the do"):
        load_dataset("nw-ucla", root)


def test_no_file_that_takes_part(tmp_path):
    write_ucla(tmp_path / "nw-ucla", 7, 1, 1)
    with pytest.raises(SkeletonFileError, match="no file takes part in nw-ucla; follow the link"):
        load_dataset("nw-ucla", tmp_path)


def test_a_store_is_preferred_and_gives_the_same(root, tmp_path):
    raw = load_dataset("nw-ucla", root)
    write_store(tmp_path / "stores" / "nw-ucla", raw.test.store)
    kept = load_dataset("nw-ucla", tmp_path / "stores")
    for split in ("train", "val", "test"):
        assert getattr(kept, split).labels.tolist() == getattr(raw, split).labels.tolist()
    np.testing.assert_array_equal(kept.test[1].joints, raw.test[1].joints)
    assert isinstance(kept.test.store.joints, np.memmap)


def test_ntu_names_take_their_store(tmp_path):
    names = [f"S{s:03}C{c:03}P{p:03}R001A{a:03}" for s, c, p, a in (
        (1, 1, 1, 1), (2, 2, 8, 60), (8, 3, 3, 2), (4, 2, 3, 1),
    )]  # fmt: skip
    write_store(tmp_path / "ntu60", ntu_store(*names))
    splits = load_dataset("ntu60-cs", tmp_path)
    assert splits.train.rows.tolist() == [0] and splits.val.rows.tolist() == [1]
    assert splits.test.rows.tolist() == [2, 3] and splits.val.labels.tolist() == [59]
    splits = load_dataset("ntu60-cv", tmp_path)
    assert splits.train.rows.tolist() == [1, 3] and splits.test.rows.tolist() == [0]
    write_store(tmp_path / "ntu120", ntu_store(*names))
    splits = load_dataset("ntu120-cset", tmp_path)
    assert splits.val.rows.tolist() == [2] and splits.test.rows.tolist() == [0]
    assert len(splits.classes) == 120


def test_the_sample_set_comes_with_the_project(tmp_path, monkeypatch):
    monkeypatch.delenv("EESGN_DATA", raising=False)
    splits = load_dataset("mini-ntu")
    assert [len(part) for part in (splits.train, splits.val, splits.test)] == [384, 192, 384]
    assert set(splits.val.store.performer[splits.val.rows]) == {8, 9}
    assert splits.classes[14] == "shake hands" and splits.actions[14] == 58
    assert splits.card.title.startswith("Synthetic")
    write_store(tmp_path / "mini-ntu", splits.test.store)
    assert dataset_root("mini-ntu", tmp_path) == tmp_path / "mini-ntu"


def test_several_roots_are_searched_in_order(root, tmp_path, monkeypatch):
    (tmp_path / "first" / "nw-ucla").mkdir(parents=True)
    monkeypatch.setenv("EESGN_DATA", os.pathsep.join([str(tmp_path / "first"), "", str(root)]))
    assert dataset_root("nw-ucla") == root / "nw-ucla"
    assert len(load_dataset("nw-ucla").test) == 2
    write_ucla(tmp_path / "first" / "nw-ucla", 1, 1, 1)
    assert dataset_root("nw-ucla") == tmp_path / "first" / "nw-ucla"


def test_a_root_is_never_written_to(root, monkeypatch):
    def listing():
        return sorted((str(p), p.stat().st_mtime_ns) for p in [root, *root.rglob("*")])

    before = listing()
    load_dataset("nw-ucla", root)
    find_datasets(root)
    assert listing() == before


def test_what_is_missing_is_said_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.delenv("EESGN_DATA", raising=False)
    with pytest.raises(FileNotFoundError, match="EESGN_DATA names no folder; follow the link"):
        load_dataset("nw-ucla")
    with pytest.raises(FileNotFoundError, match=r"ntu60 is not in .*eesgn prepare ntu60 --raw"):
        load_dataset("ntu60-cs", tmp_path)
    (tmp_path / "nw-ucla").mkdir()
    with pytest.raises(FileNotFoundError, match=r"nw-ucla holds no a01_s01_e00_v01.json or other"):
        load_dataset("nw-ucla", tmp_path)
    (tmp_path / "ntu120").mkdir()
    with pytest.raises(FileNotFoundError, match=r"ntu120 holds no store; .*prepare ntu120"):
        load_dataset("ntu120-csub", tmp_path)
    with pytest.raises(ValueError, match="No data set 'nw_ucla'; there are mini-ntu"):
        load_dataset("nw_ucla", tmp_path)


def test_find_datasets_lists_all(root, tmp_path, monkeypatch):
    write_store(root / "ntu60", ntu_store("S001C001P001R001A001"))
    found = {entry.source: entry for entry in find_datasets(root)}
    assert list(found) == ["mini-ntu", "nw-ucla", "msr-action3d", "ntu60", "ntu120"]
    assert (found["nw-ucla"].folder, found["nw-ucla"].kind) == (root / "nw-ucla", "raw")
    assert (found["ntu60"].kind, found["ntu60"].names) == ("store", ("ntu60-cs", "ntu60-cv"))
    assert found["ntu120"].folder is None and "prepare ntu120" in found["ntu120"].how_to_get
    assert [name for entry in found.values() for name in entry.names] == list(PROTOCOLS)


def test_read_clip_picks_the_reader(root, fixtures_root, tmp_path):
    assert read_clip(root / "nw-ucla" / "all_sqe" / "a02_s01_e00_v01.json").num_frames == 2
    case = sorted((fixtures_root / "ntu_cases").glob("*.skeleton"))[0]
    assert read_clip(str(case)).skeleton.name == "ntu25"
    text = tmp_path / "a01_s02_e03_skeleton3D.TXT"
    text.write_text("1 2 3 1\n" * 20, encoding="utf-8")
    assert read_clip(text).skeleton.name == "msr20"
    with pytest.raises(SkeletonFileError, match=r"x.csv: no reader for .csv; give .skeleton, .js"):
        read_clip("x.csv")
    with pytest.raises(SkeletonFileError, match="no reader for a file without an ending"):
        read_clip("x")


@pytest.mark.parametrize(
    ("name", "train", "val", "test"),
    [
        ("nw-ucla", 516, 504, 464),
        ("msr-action3d-as1", 93, 21, 105),
        ("msr-action3d-as2", 92, 24, 112),
        ("msr-action3d-as3", 87, 24, 111),
        ("msr-action3d-all", 227, 57, 273),
    ],
)
def test_real_counts_and_sides(data_root, name, train, val, test):
    splits, protocol = load_dataset(name, data_root), PROTOCOLS[name]
    assert [len(splits.train), len(splits.val), len(splits.test)] == [train, val, test]
    if protocol.published:
        assert (len(splits.training_side), len(splits.test)) == protocol.published
    sides = [
        {getattr(part.store, protocol.field)[row] for row in part.rows}
        for part in (splits.train, splits.val, splits.test)
    ]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]
    assert set(splits.training_side.labels) == set(range(len(splits.classes)))
    clip, label = splits.test[5], splits.test.labels[5]
    assert clip.recording.action == splits.actions[label]


def test_a_recording_is_known_without_reading_joints(root):
    assert load_dataset("nw-ucla", root).test.store.recording(0) == Recording(
        name="a02_s01_e00_v01", action=2, performer=1, replication=0, camera=1
    )
