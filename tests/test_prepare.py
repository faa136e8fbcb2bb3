"""Prepare: from a download to a store, resumable, idempotent, and nothing lost in silence."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from eesgn_lite.data import chunks as chunks_module
from eesgn_lite.data import prepare as prepare_module
from eesgn_lite.data.catalog import load_dataset, read_clip
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.prepare import prepare
from eesgn_lite.data.report import Skipped
from eesgn_lite.data.store import open_store

SIDES = ((2, 1), (2, 2), (2, 3), (12, 1), (12, 2), (12, 3))


def write_ucla(folder: Path, name: str, frames: int = 2, height: float = 1.0) -> Path:
    """Write a still clip as NW-UCLA does."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    points = [[[joint / 10, height, 2.0] for joint in range(20)]] * frames
    path.write_text(json.dumps({"skeletons": points}), encoding="utf-8")
    return path


@pytest.fixture
def raw(tmp_path) -> Path:
    """Make a tiny NW-UCLA download of two actions and three views."""
    folder = tmp_path / "raw" / "all_sqe"
    for number, (action, view) in enumerate(SIDES):
        write_ucla(folder, f"a{action:02}_s01_e00_v{view:02}", frames=number + 1)
    return tmp_path / "raw"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def run(raw: Path, tmp_path: Path, **options):
    """Prepare in this process, without a bar, unless told otherwise."""
    return prepare("nw-ucla", raw, tmp_path / "out", **{"workers": 1, "progress": False, **options})


def small_chunks(monkeypatch, size=2) -> None:
    monkeypatch.setattr(chunks_module, "_SMALLEST", size)
    monkeypatch.setattr(chunks_module, "_MOST", 1000)


def test_a_store_lies_where_load_dataset_finds_it(raw, tmp_path):
    report = run(raw, tmp_path)
    assert report.clips == 6 and report.skipped == () and not report.up_to_date
    splits = load_dataset("nw-ucla", tmp_path / "out")
    assert [len(part) for part in (splits.train, splits.val, splits.test)] == [2, 2, 2]
    assert open_store(report.folder).frames.tolist() == [1, 2, 3, 4, 5, 6]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["nw-ucla"]


def test_ten_times_over_is_the_same_to_the_byte(raw, tmp_path, monkeypatch):
    small_chunks(monkeypatch)
    run(raw, tmp_path)
    first = contents(tmp_path / "out" / "nw-ucla")
    with monkeypatch.context() as patch:
        read = stop_at(patch, "nothing")
        assert all(run(raw, tmp_path).up_to_date for _ in range(9))
        assert not read
    shutil.rmtree(tmp_path / "out")
    run(raw, tmp_path)
    assert contents(tmp_path / "out" / "nw-ucla") == first


def test_spawned_workers_give_the_same_bytes(raw, tmp_path, monkeypatch):
    small_chunks(monkeypatch)
    run(raw, tmp_path)
    first = contents(tmp_path / "out" / "nw-ucla")
    shutil.rmtree(tmp_path / "out")
    report = run(raw, tmp_path, workers=2)
    assert not report.up_to_date and contents(tmp_path / "out" / "nw-ucla") == first


def stop_at(monkeypatch, name: str) -> list[str]:
    """Interrupt the reading at one file; return the list of those read until then."""
    read = []

    def reader(path):
        if path.stem == name:
            raise KeyboardInterrupt
        read.append(path.stem)
        return read_clip(path)

    monkeypatch.setattr(chunks_module, "read_clip", reader)
    return read


def test_a_stopped_run_goes_on_where_it_was(raw, tmp_path, monkeypatch):
    small_chunks(monkeypatch)
    stop_at(monkeypatch, "a12_s01_e00_v02")
    with pytest.raises(KeyboardInterrupt):
        run(raw, tmp_path)
    assert not (tmp_path / "out" / "nw-ucla").exists()
    read = stop_at(monkeypatch, "nothing")
    assert run(raw, tmp_path).clips == 6
    assert read == ["a12_s01_e00_v02", "a12_s01_e00_v03"]
    resumed = contents(tmp_path / "out" / "nw-ucla")
    shutil.rmtree(tmp_path / "out")
    run(raw, tmp_path)
    assert contents(tmp_path / "out" / "nw-ucla") == resumed


def test_stale_and_damaged_chunks_are_read_again(raw, tmp_path, monkeypatch):
    small_chunks(monkeypatch)
    stop_at(monkeypatch, "a12_s01_e00_v03")
    with pytest.raises(KeyboardInterrupt):
        run(raw, tmp_path)
    partial = tmp_path / "out" / ".nw-ucla.partial"
    finished = sorted(partial.glob("*.json"))
    assert len(finished) == 2
    write_ucla(raw / "all_sqe", "a02_s01_e00_v01", frames=9)
    second = next(p for p in finished if "a02_s01_e00_v03" in index_names(p.with_suffix("")))
    (second.with_suffix("") / "joints.npy").write_bytes(b"")
    read = stop_at(monkeypatch, "nothing")
    assert run(raw, tmp_path).clips == 6 and len(read) == 6
    assert open_store(tmp_path / "out" / "nw-ucla").frames.tolist() == [9, 2, 3, 4, 5, 6]
    assert not partial.exists()


def index_names(folder: Path) -> list[str]:
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return index["columns"]["name"]


def test_a_changed_download_makes_a_new_store(raw, tmp_path):
    run(raw, tmp_path)
    write_ucla(raw / "all_sqe", "a01_s01_e00_v01")
    report = run(raw, tmp_path)
    assert report.clips == 7 and not report.up_to_date


def test_a_damaged_store_is_made_again(raw, tmp_path):
    folder = run(raw, tmp_path).folder
    (folder / "joints.npy").write_bytes(b"")
    assert not run(raw, tmp_path).up_to_date
    assert len(open_store(folder)) == 6


def test_what_cannot_be_used_is_listed_with_its_reason(raw, tmp_path):
    folder = raw / "all_sqe"
    (folder / "a01_s01_e00_v01.json").write_text('{"skeletons":\n [1', encoding="utf-8")
    write_ucla(folder, "a01_s02_e00_v01", height=0).write_text(
        json.dumps({"skeletons": [[[0, 0, 0]] * 20]}), encoding="utf-8"
    )
    write_ucla(folder, "holiday")
    write_ucla(folder, "a07_s01_e00_v01")
    write_ucla(folder, "a01_s01_e00_v04")
    write_ucla(raw / "copy", "a02_s01_e00_v01")
    (folder / "._a02_s01_e00_v01.json").write_bytes(b"left by macOS")
    listing = tmp_path / "missing.txt"
    listing.write_text("Samples with missing skeletons:\n\na12_s01_e00_v02\r\n", encoding="utf-8")
    report = run(raw, tmp_path, missing=listing)
    expected = {
        "a01_s01_e00_v01.json": "this is not whole JSON (Expecting ',' delimiter) in line 2",
        "a01_s02_e00_v01.json": "no person is seen in any frame",
        "holiday.json": "the name is not like a01_s01_e00_v01.json",
        "a07_s01_e00_v01.json": "nw-ucla has no action 7",
        "a01_s01_e00_v04.json": "nw-ucla has no camera 4",
        "a02_s01_e00_v01.json": "another file has this name",
        "a12_s01_e00_v02.json": "on the list of missing skeletons",
    }
    assert dict(report.skipped) == expected and report.clips == 5
    assert list(report.skipped) == sorted(report.skipped)
    assert run(raw, tmp_path, missing=listing).skipped == report.skipped
    for file, reason in expected.items():
        assert file in str(report) and reason in str(report)


def test_the_list_of_missing_names_belongs_to_the_state(raw, tmp_path):
    assert run(raw, tmp_path).clips == 6
    listing = tmp_path / "missing.txt"
    listing.write_text("a12_s01_e00_v02", encoding="utf-8")
    assert run(raw, tmp_path, missing=listing).clips == 5
    assert run(raw, tmp_path).clips == 6


def test_a_file_that_is_only_listed_belongs_to_the_state(raw, tmp_path):
    run(raw, tmp_path)
    write_ucla(raw / "all_sqe", "holiday")
    assert [entry.file for entry in run(raw, tmp_path).skipped] == ["holiday.json"]


def test_the_store_beside_the_download_is_not_read_as_part_of_it(raw, tmp_path):
    first = prepare("nw-ucla", raw, raw, workers=1, progress=False)
    assert first.folder == raw / "nw-ucla" and first.skipped == ()
    assert prepare("nw-ucla", raw, raw, workers=1, progress=False).up_to_date


def test_a_download_is_never_replaced_by_its_store(tmp_path):
    write_ucla(tmp_path / "root" / "nw-ucla", "a02_s01_e00_v01")
    with pytest.raises(SkeletonFileError, match="nw-ucla: this holds something else than a store"):
        prepare("nw-ucla", tmp_path / "root" / "nw-ucla", tmp_path / "root", progress=False)
    assert (tmp_path / "root" / "nw-ucla" / "a02_s01_e00_v01.json").is_file()


def test_what_cannot_start_says_why(raw, tmp_path):
    with pytest.raises(ValueError, match="No data set 'mini-ntu' to prepare; there are nw-ucla"):
        prepare("mini-ntu", raw, tmp_path)
    with pytest.raises(ValueError, match="workers must be 1 or more, found 0"):
        run(raw, tmp_path, workers=0)
    (tmp_path / "empty").mkdir()
    for folder, problem in (("empty", r"no \*.json in it"), ("nowhere", "this is no folder")):
        with pytest.raises(SkeletonFileError, match=rf"{folder}: {problem}; give the down"):
            run(tmp_path / folder, tmp_path)
    with pytest.raises(
        SkeletonFileError, match=r"list.txt: the file cannot be read.*check the path"
    ):
        run(raw, tmp_path, missing=tmp_path / "list.txt")
    (tmp_path / "list.txt").write_text("nothing here", encoding="utf-8")
    with pytest.raises(SkeletonFileError, match=r"list.txt: there is no name of a clip in it; gi"):
        run(raw, tmp_path, missing=tmp_path / "list.txt")
    for path in raw.rglob("*.json"):
        path.write_text("", encoding="utf-8")
    with pytest.raises(SkeletonFileError, match="raw: none of its files could be used; check the"):
        run(raw, tmp_path)


def test_ntu60_takes_its_sixty_actions_and_ntu120_all(fixtures_root, tmp_path):
    case = sorted((fixtures_root / "ntu_cases").glob("*.skeleton"))[0]
    for name in ("S001C001P001R001A001", "S001C002P003R001A060", "S018C001P008R001A061"):
        (tmp_path / "raw").mkdir(exist_ok=True)
        shutil.copy(case, tmp_path / "raw" / f"{name}.skeleton")
    shutil.copy(case, tmp_path / "raw" / "S001C001P041R001A001.skeleton")
    out = tmp_path / "out"
    small = prepare("ntu60", tmp_path / "raw", out, workers=1, progress=False)
    assert open_store(small.folder).action.tolist() == [1, 60]
    stranger = Skipped("S001C001P041R001A001.skeleton", "ntu60-cs has no performer 41")
    assert small.skipped == (stranger,)
    large = prepare("ntu120", tmp_path / "raw", out, workers=1, progress=False)
    assert open_store(large.folder).action.tolist() == [1, 1, 60, 61] and not large.skipped


def test_three_real_ntu_files_give_a_store_and_no_warning(data_root, tmp_path, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for time in range(10):
            report = prepare(
                "ntu60", data_root / "ntu-rgbd-samples", tmp_path, workers=1, progress=False
            )
            assert report.up_to_date == (time > 0)
    assert report.clips == 3 and report.skipped == ()
    found = {(count.protocol, count.side): count.found for count in report.counts}
    assert found["ntu60-cs", "training side"] == 2 and found["ntu60-cv", "test"] == 2
    assert open_store(report.folder).persons.tolist() == [1, 2, 1]
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_the_progress_bar_counts_files(raw, tmp_path, capfd):
    run(raw, tmp_path, progress=True)
    assert "6/6" in capfd.readouterr().err


def test_a_dead_worker_is_said_plainly(raw, tmp_path, monkeypatch):
    small_chunks(monkeypatch)

    class DeadPool:
        def __init__(self, workers, mp_context, initializer, initargs):
            assert mp_context.get_start_method() == "spawn"

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return False

        def submit(self, function, chunk):
            future = Future()
            future.set_exception(BrokenProcessPool("killed"))
            return future

        def shutdown(self, wait, cancel_futures):
            assert wait and cancel_futures

    monkeypatch.setattr(chunks_module, "ProcessPoolExecutor", DeadPool)
    with pytest.raises(RuntimeError, match="ended from outside; start again, what is read is kept"):
        run(raw, tmp_path, workers=2)


def test_real_msr_counts(data_root, tmp_path):
    report = prepare(
        "msr-action3d", data_root / "msr-action3d", tmp_path, progress=False, workers=1
    )
    whole = [count for count in report.counts if count.protocol == "msr-action3d-all"]
    assert [(count.found, count.published) for count in whole] == [(284, 284), (273, 273)]
    assert report.skipped == (
        Skipped("a13_s09_e02_skeleton3D.txt", "no person is seen in any frame"),
    )
    splits = load_dataset("msr-action3d-as1", tmp_path)
    assert (len(splits.training_side), len(splits.test)) == (114, 105)


def test_nothing_is_kept_open(raw, tmp_path):
    """On Windows an open memory map would refuse the renaming that this does."""
    folder = run(raw, tmp_path).folder
    os.rename(folder, folder.with_name("moved"))
    assert prepare_module.prepare("nw-ucla", raw, tmp_path / "out", workers=1, progress=False).clips
