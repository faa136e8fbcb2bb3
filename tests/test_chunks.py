"""Chunks: how files are grouped, named and known to be finished."""

from __future__ import annotations

import os

import pytest

from eesgn_lite.data.chunks import cut, digest, read_chunks


def write_clip(path, still=1.0):
    path.write_text(f"{still} 2 3 1\n" * 20, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    return [write_clip(tmp_path / f"a01_s01_e{i:03}_skeleton3D.txt") for i in range(130)]


def test_files_are_cut_in_order_into_at_most_64_chunks(files, tmp_path):
    chunks = cut(files, tmp_path / "partial")
    assert [len(chunk.files) for chunk in chunks] == [64, 64, 2]
    assert [path for chunk in chunks for path in chunk.files] == files
    many = cut(files * 100, tmp_path / "partial")
    assert len(many) <= 64 and sum(len(chunk.files) for chunk in many) == 13_000
    assert cut([], tmp_path) == []


def test_the_key_changes_with_name_size_and_time(files, tmp_path):
    def keys():
        return [chunk.key for chunk in cut(files, tmp_path)]

    before = keys()
    assert keys() == before and len(set(before)) == 3
    write_clip(files[70], still=1.25)
    assert [new == old for new, old in zip(keys(), before, strict=True)] == [True, False, True]
    before = keys()
    os.utime(files[0], ns=(1, 1))
    assert [new == old for new, old in zip(keys(), before, strict=True)] == [False, True, True]
    before = keys()
    files[-1] = files[-1].rename(files[-1].with_name("a09_s01_e01_skeleton3D.txt"))
    assert [new == old for new, old in zip(keys(), before, strict=True)] == [True, True, False]


def test_texts_do_not_run_together():
    assert digest("a", "bc") != digest("ab", "c") and len(digest("a")) == 16


def test_a_chunk_is_finished_once_it_is_read(files, tmp_path):
    (tmp_path / "partial").mkdir()
    chunk = cut(files[:3], tmp_path / "partial")[0]
    files[1].write_text("1 2 3\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is not finished"):
        chunk.open()
    assert not chunk.is_finished()
    read_chunks([chunk], workers=1, progress=False)
    assert chunk.is_finished() and len(chunk.open()) == 2
    reason = "3 values, not the 4 of 'x y z confidence' in line 1"
    assert chunk.skipped() == [(files[1].name, reason)]
    chunk.listing.write_text('{"clips": 3, "skipped": []}', encoding="utf-8")
    with pytest.raises(ValueError, match="has 2 clips, not 3"):
        chunk.open()
    chunk.listing.write_text("[", encoding="utf-8")
    assert not chunk.is_finished()


def test_a_chunk_of_bad_files_is_finished_and_empty(tmp_path):
    (tmp_path / "partial").mkdir()
    path = tmp_path / "a01_s01_e01_skeleton3D.txt"
    path.write_text("", encoding="utf-8")
    chunk = cut([path], tmp_path / "partial")[0]
    read_chunks([chunk], workers=1, progress=False)
    assert chunk.is_finished() and chunk.open() is None
