"""Progress: what is kept of the answers, and that keeping it never stops a notebook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import eesgn_lite as ee
from eesgn_lite.course.exercises import exercises_of, lessons
from eesgn_lite.course.progress import Progress, Record, progress_file, read_records, remember


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a student who has just begun."""
    path = tmp_path / "new folder" / "progress.json"
    monkeypatch.setenv("EESGN_PROGRESS", str(path))
    return path


def test_the_tests_keep_no_progress():
    assert progress_file() is None
    ee.check("00-1", "b")
    assert {record.state for record in ee.progress().records.values()} == {"open"}


def test_without_the_variable_it_lies_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("EESGN_PROGRESS")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert progress_file() == tmp_path / ".eesgn_lite" / "progress.json"


def test_check_notes_tries_and_the_first_right_answer(file):
    ee.check("00-1", ...)
    ee.check("99-1", "b")
    assert not file.exists(), "a stub is no answer"
    ee.check("00-1", "a")
    assert ee.progress().records["00-1"] == Record(1, None)
    ee.check("00-1", "b")
    first = ee.progress().records["00-1"]
    assert first.tries == 2 and re.fullmatch(r"\d{4}-\d\d-\d\d", first.solved)
    ee.check("00-1", "a")
    assert ee.progress().records["00-1"] == first, "solved stays solved"
    assert list(json.loads(file.read_text(encoding="utf-8"))["exercises"]) == ["00-1"]


def test_it_lists_every_exercise_of_the_course(file):
    numbers = [one.number for lesson in lessons() for one in exercises_of(lesson)]
    assert list(ee.progress().records) == numbers
    assert {"00", "01", "02", "03"} <= set(lessons())


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path, monkeypatch):
    (tmp_path / "no folder").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("EESGN_PROGRESS", str(tmp_path / "no folder" / "progress.json"))
    assert ee.check("00-1", "b")
    assert ee.progress().records["00-1"].state == "open"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"exercises": 3}',
        '{"exercises": {"00-1": 1}}',
        '{"exercises": {"00-1": {"tries": Infinity, "solved": null}}}',
        "\x00",
        "[" * 100_000,
    ],
    ids=range(8),
)
def test_a_damaged_file_has_no_records_and_is_replaced(file, text):
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert read_records(file) == {}
    remember("00-1", passed=True)
    assert read_records(file)["00-1"].state == "solved"


def test_words_and_picture_say_the_same():
    shown = Progress({"00-1": Record(2, "2026-01-01"), "00-2": Record(1), "01-1": Record()})
    assert shown.text.splitlines() == [
        "Solved: 1 of 3 exercises.",
        "00: 1 of 2. 00-1 solved, 00-2 1 try",
        "01: 0 of 1. 01-1 open",
    ]
    page = shown._repr_mimebundle_()["text/html"]
    assert 'role="img"' in page and "00-2 1 try" in page
    titles = re.findall("<title>(.*?)</title>", page)
    assert titles == ["00-1: solved", "00-2: 1 try", "01-1: open"]
    signs = re.findall("</title>(.*?)</g>", page)
    assert len(set(signs)) == 3, "each state has its own sign"
