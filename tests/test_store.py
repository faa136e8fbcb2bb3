"""Stores: what goes in comes out, and a damaged folder is named in one sentence."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from eesgn_lite.data import store as store_module
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.skeletons import KINECT20, MSR20
from eesgn_lite.data.store import Store, check_target, open_store, pack, write_store, write_stores


def make_clip(name="one", persons=1, frames=3, skeleton=KINECT20, **numbers) -> Clip:
    """Count up through the coordinates, so that every value is known; millimetres."""
    size = persons * frames * skeleton.num_joints * 3
    joints = np.arange(size, dtype=np.float32).reshape(persons, frames, -1, 3) / 1000
    valid = np.ones((persons, frames), dtype=bool)
    return Clip(
        joints=joints, valid=valid, skeleton=skeleton, recording=Recording(name=name, **numbers)
    )


def hide(clip: Clip, person: int, frame: int) -> Clip:
    """Return the clip with one person absent in one frame."""
    valid = clip.valid.copy()
    valid[person, frame] = False
    return Clip(joints=clip.joints, valid=valid, skeleton=clip.skeleton, recording=clip.recording)


@pytest.fixture
def clips() -> list[Clip]:
    first = make_clip("first", persons=2, frames=2, action=7, performer=3)
    second = make_clip("zweite-ü", frames=3, camera=2, replication=0, setup=32)
    return [hide(first, 1, 0), second]


def same(clip: Clip, other: Clip, tolerance: float = 0.0) -> None:
    """Compare two clips whole."""
    np.testing.assert_allclose(clip.joints, other.joints, rtol=0, atol=tolerance)
    np.testing.assert_array_equal(clip.valid, other.valid)
    assert (clip.recording, clip.skeleton) == (other.recording, other.skeleton)


def test_rows_follow_person_by_person(clips):
    store = pack(clips)
    assert store.offset.tolist() == [0, 4]
    assert store.persons.tolist() == [2, 1]
    assert store.frames.tolist() == [2, 3]
    assert store.valid.tolist() == [True, True, False, True, True, True, True]
    assert store.joints.shape == (7, 20, 3)
    np.testing.assert_array_equal(store.joints[3], clips[0].joints[1, 1])
    assert store.action.tolist() == [7, -1] and store.setup.tolist() == [-1, 32]


def test_clips_come_back_exactly(tmp_path, clips):
    for store in (pack(clips), open_store(write_store(tmp_path / "kept", pack(clips)))):
        assert len(store) == 2
        for clip, original in zip(store, clips, strict=True):
            same(clip, original)
    same(store[-1], clips[1])


def test_int16_comes_back_within_half_a_step(tmp_path, clips):
    store = open_store(write_store(tmp_path / "kept", pack(clips, scale=0.004)))
    assert store.joints.dtype == np.int16 and store.scale == 0.004
    for clip, original in zip(store, clips, strict=True):
        same(clip, original, tolerance=0.002 + 1e-6)
    assert np.isnan(store[0].joints[1, 0]).all()


def test_the_disk_is_mapped_and_cannot_be_changed(tmp_path, clips):
    store = open_store(write_store(tmp_path / "kept", pack(clips)))
    assert isinstance(store.joints, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        store.joints[0] = 1
    store[0].joints[:] = 5
    same(store[0], clips[0])


def test_writing_again_gives_the_same_bytes_and_nothing_else(tmp_path, clips):
    def read() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}

    write_store(tmp_path / "kept", pack(clips, notes={"seed": 3}))
    first = read()
    write_store(tmp_path / "kept", pack(clips, notes={"seed": 3}))
    assert read() == first and set(first) == {"joints.npy", "valid.npy", "index.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert open_store(tmp_path / "kept").notes == {"seed": 3}


def test_plain_numpy_and_json_can_read_it(tmp_path, clips):
    folder = write_store(tmp_path / "kept", pack(clips))
    joints = np.load(folder / "joints.npy", allow_pickle=False)
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    np.testing.assert_array_equal(joints[4:], clips[1].joints[0])
    assert index["skeleton"]["joints"][0] == "hip_centre"
    assert index["columns"]["name"] == ["first", "zweite-ü"]


def test_parts_are_joined_in_order(tmp_path, clips):
    parts = [
        open_store(write_store(tmp_path / clip.recording.name, pack([clip]))) for clip in clips
    ]
    joined = open_store(write_stores(tmp_path / "whole", parts, {"source": "two"}))
    assert joined.offset.tolist() == [0, 4]
    for clip, original in zip(joined, clips, strict=True):
        same(clip, original)


def test_parts_that_differ_are_not_joined(tmp_path, clips):
    with pytest.raises(ValueError, match="one layout, dtype and scale"):
        write_stores(tmp_path / "whole", [pack(clips), pack(clips, scale=0.01)], {})


def test_a_failed_write_leaves_the_old_store(tmp_path, clips, monkeypatch):
    write_store(tmp_path / "kept", pack(clips[:1]))

    def full_disk(stores, notes):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_module, "_to_index", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_store(tmp_path / "kept", pack(clips))
    assert len(open_store(tmp_path / "kept")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def refuse_renaming(monkeypatch, when) -> None:
    """Let os.replace fail, as Windows does for a folder with an open memory map."""
    real = os.replace

    def replace(source, target):
        if when(str(source), str(target)):
            raise PermissionError(13, "Access is denied")
        real(source, target)

    monkeypatch.setattr(store_module.os, "replace", replace)


def test_a_store_in_use_is_kept_and_named(tmp_path, clips, monkeypatch):
    folder = write_store(tmp_path / "kept", pack(clips[:1]))
    refuse_renaming(monkeypatch, lambda source, target: source == str(folder))
    with pytest.raises(SkeletonFileError, match="kept: another program has this store open"):
        write_store(folder, pack(clips))
    assert len(open_store(folder)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_the_old_store_returns_if_the_new_one_cannot_be_placed(tmp_path, clips, monkeypatch):
    folder = write_store(tmp_path / "kept", pack(clips[:1]))
    refuse_renaming(
        monkeypatch, lambda source, target: target == str(folder) and ".old." not in source
    )
    with pytest.raises(PermissionError):
        write_store(folder, pack(clips))
    assert len(open_store(folder)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_of_something_else_is_never_replaced(tmp_path, clips):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.txt").write_text("cat", encoding="utf-8")
    with pytest.raises(SkeletonFileError, match="photos: this holds something else than a store"):
        write_store(tmp_path / "photos", pack(clips))
    assert (tmp_path / "photos" / "cat.txt").is_file()
    with pytest.raises(SkeletonFileError, match="something else"):
        check_target(tmp_path / "photos" / "cat.txt")
    (tmp_path / "empty").mkdir()
    assert len(open_store(write_store(tmp_path / "empty", pack(clips)))) == 2


def test_pack_refuses_what_does_not_fit(clips):
    with pytest.raises(ValueError, match="There is no clip to pack"):
        pack([])
    with pytest.raises(ValueError, match="'other' has layout 'msr20'; a store holds one layout"):
        pack([*clips, make_clip("other", skeleton=MSR20)])
    with pytest.raises(ValueError, match=r"'first' reaches 0.24 m.*larger scale"):
        pack(clips, scale=1e-6)
    with pytest.raises(ValueError, match="The scale must be a number above 0, found 0"):
        pack(clips, scale=0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"joints": np.zeros((7, 20, 3))}, "joints are float64"),
        ({"joints": np.zeros((6, 20, 3), np.float32)}, r"joints have shape \(6, 20, 3\)"),
        ({"valid": np.ones(7)}, "valid is float64"),
        ({"scale": -1.0}, "the scale is -1.0"),
        ({"action": np.array([1])}, "column 'action' does not fit 2 clips"),
        ({"name": np.array([1, 2])}, "column 'name' does not fit"),
        ({"frames": np.array([2, 0])}, "no person or no frame"),
        ({"frames": np.array([2, 2])}, "fill 6 rows, but there are 7"),
        ({"offset": np.array([0, 3])}, "the clips fill"),
    ],
)
def test_a_store_checks_itself(clips, change, message):
    store = pack(clips)
    with pytest.raises(ValueError, match=message):
        Store(**{**vars(store), **change})


def test_an_empty_store_is_refused(clips):
    store = pack(clips)
    columns = ("name", "action", "performer", "camera", "replication", "setup")
    none = {column: getattr(store, column)[:0] for column in (*columns, "persons", "frames")}
    with pytest.raises(ValueError, match="there is no clip"):
        Store(**{**vars(store), **none, "offset": store.offset[:0]})


def test_an_index_out_of_range_says_so(clips):
    with pytest.raises(IndexError):
        pack(clips)[2]


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-10])


def edit_index(**values):
    def edit(path):
        index = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**index, **values}), encoding="utf-8")

    return edit


def rename_column(path):
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"frames":', '"times":'), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "damage", "message"),
    [
        ("index.json", os.remove, "kept: there is no index.json; make the store anew"),
        ("index.json", cut_short, "index.json: this is not whole JSON"),
        ("index.json", edit_index(format="x"), "not the index of a store"),
        ("index.json", edit_index(version=2), "the store has version 2, this code reads 1"),
        ("index.json", edit_index(rows=8), "it holds 7 rows of float32, the index says 8"),
        ("index.json", edit_index(dtype="int16"), "float32, the index says 7 of int16"),
        ("index.json", edit_index(columns={}), r"index does not fit its arrays \('name'\)"),
        ("index.json", edit_index(columns=3), "index does not fit its arrays"),
        ("index.json", edit_index(scale="x"), "index does not fit its arrays"),
        ("index.json", rename_column, r"index does not fit its arrays \('frames'\)"),
        ("joints.npy", os.remove, "joints.npy: there is no such file"),
        ("joints.npy", cut_short, "joints.npy: the array is damaged or cut short"),
        ("valid.npy", cut_short, "valid.npy: the array is damaged or cut short"),
        ("valid.npy", lambda path: path.write_bytes(b""), "damaged or cut short"),
    ],
)
def test_damage_is_one_sentence(tmp_path, clips, file, damage, message):
    folder = write_store(tmp_path / "kept", pack(clips))
    damage(folder / file)
    with pytest.raises(SkeletonFileError, match=message):
        open_store(folder)


def test_an_array_of_python_objects_is_never_unpickled(tmp_path, clips):
    folder = write_store(tmp_path / "kept", pack(clips))
    np.save(folder / "joints.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(SkeletonFileError, match=r"joints.npy: the array is damaged"):
        open_store(folder)


def test_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(SkeletonFileError, match=r"nowhere: there is no index.json"):
        open_store(tmp_path / "nowhere")


def test_many_clips_open_at_once(tmp_path, clips):
    store = pack([make_clip(f"S001C001P001R001A{i:06}", frames=1) for i in range(5000)])
    opened = open_store(write_store(tmp_path / "many", store))
    assert len(opened) == 5000 and opened.recording(4999).name.endswith("4999")
