"""Grading: what is read, what is run, what ends it, and what the table says."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from eesgn_lite.course.editions import write_editions
from eesgn_lite.course.exercises import exercises_of, lessons
from eesgn_lite.course.grading import process
from eesgn_lite.course.grading.cells import calls_check, read_submission
from eesgn_lite.course.grading.child import run_cells
from eesgn_lite.course.grading.marks import (
    Mark,
    grade_folder,
    grade_notebook,
    marks_as_csv,
    points_by_file,
)
from eesgn_lite.course.grading.process import Limits, network_is_shut, run_apart

SOON = Limits(seconds=120, gibibytes=2)


def write_notebook(path: Path, *cells: str, number: int | None = 0) -> Path:
    """Write a student's notebook."""
    about = {} if number is None else {"eesgn": {"number": number}}
    found = {
        "cells": [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells],
        "metadata": about,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def test_exercises_and_definitions_are_read_and_nothing_else(tmp_path):
    path = write_notebook(
        tmp_path / "a.ipynb",
        "import numpy as np\nprint('slow')\nx = 1\ndef half(x):\n    return x / 2",
        "%matplotlib inline\nchoice = 'b'\nee.check('00-1', choice)",
        "broken (",
        "!rm -r folder",
    )
    found = read_submission(path)
    assert found.notebook == "00"
    assert found.cells == (
        "import numpy as np\ndef half(x):\n    return x / 2",
        "\nchoice = 'b'\nee.check('00-1', choice)",
    )
    assert len(read_submission(path, all_cells=True).cells) == 4


def test_the_number_may_stand_in_the_name(tmp_path):
    assert read_submission(write_notebook(tmp_path / "03_ann.ipynb", number=None)).notebook == "03"


ENDLESS = '{"metadata": {"eesgn": {"number": Infinity}}, "cells": []}'


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"cells": 3}', '{"cells": [{}]}', ENDLESS, "[" * 100_000],
    ids=range(7),
)
def test_what_is_no_notebook_is_refused(tmp_path, text):
    path = tmp_path / "00_a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="this is no notebook of the course"):
        read_submission(path)
    (mark,) = grade_notebook(path, name="a", limits=SOON)
    assert (mark.points, mark.message) == (0, "this is no notebook of the course")


def test_a_notebook_without_exercises_is_in_the_table(tmp_path):
    path = write_notebook(tmp_path / "template.ipynb", number=99)
    (mark,) = grade_notebook(path, name="a", limits=SOON)
    assert (mark.notebook, mark.points, mark.message) == ("99", 0, "this notebook has no exercises")


def test_a_cell_nested_without_end_stops_nothing(tmp_path):
    path = write_notebook(tmp_path / "00_a.ipynb", "x = " + "-" * 200_000 + "1", "import os")
    assert read_submission(path).cells == ("import os",)


@pytest.mark.parametrize(
    ("code", "hands_in"),
    [("ee.check('00-1', a)", True), ("check ('00-1', a)", True), ("recheck(a)", False)],
)
def test_a_cell_that_hands_in_is_known_by_its_call(code, hands_in):
    assert calls_check(code) == hands_in


def test_a_child_reports_values_and_goes_on_after_an_error(monkeypatch):
    import eesgn_lite as ee

    monkeypatch.setattr(ee, "check", ee.check)
    cells = [
        "import eesgn_lite as ee",
        "1 / 0\nee.check('00-2', 'c')",
        "ee.check('00-1', 'a')\nee.check('00-1', 'b')",
        "ee.check('00-3', lambda weights, part: weights[:, part].sum(axis=1).mean())",
        "ee.check('01-1', ...)\nee.check('01-2', 3)\nee.check('99-9', 3)",
        "raise SystemExit",
    ]
    report = run_cells(cells)
    assert report["00-1"] == {"value": "b"}, "the last answer counts"
    assert report["00-2"] == {"error": "ZeroDivisionError: division by zero"}
    assert report["00-3"] == {"value": pytest.approx(0.45)}
    assert report["01-1"] == {"missing": True}
    assert "kind" in report["01-2"]["error"] and "no such" in report["99-9"]["error"]


@pytest.fixture
def answers(monkeypatch):
    """Grade without a process: what would be handed in is given."""

    def hand_in(**report: object) -> None:
        found = {name.replace("_", "-").removeprefix("e"): value for name, value in report.items()}
        outcome = process.Outcome(report=found, problem="", seconds=1.0)
        monkeypatch.setattr(
            "eesgn_lite.course.grading.marks.run_apart", lambda cells, limits: outcome
        )

    return hand_in


def test_marks_are_computed_from_values(tmp_path, answers):
    answers(e00_1={"value": "b"}, e00_2={"value": "a"}, e00_3={"error": "NameError: x"})
    path = write_notebook(tmp_path / "a.ipynb", "pass")
    marks = list(grade_notebook(path, name="a", limits=SOON))
    assert [mark.points for mark in marks] == [1, 0, 0]
    assert marks[0].message.startswith("right.")
    assert exercises_of("00")[1].mistakes[0].reason in marks[1].message
    assert marks[2].message == "stops with NameError: x"


@pytest.mark.parametrize(
    "forged",
    [
        None,
        3,
        [],
        {"value": None},
        {"value": {"a": 1}},
        {"value": [[]]},
        {"points": 1},
        {"value": 10**400},
    ],
)
def test_a_forged_report_gives_no_point_and_no_error(tmp_path, answers, forged):
    answers(e00_1=forged, e00_2=forged, e00_3=forged)
    path = write_notebook(tmp_path / "a.ipynb", "pass")
    assert sum(mark.points for mark in grade_notebook(path, name="a", limits=SOON)) == 0


def test_the_table_is_safe_to_open():
    mark = Mark(
        file="=HYPERLINK(1).ipynb", notebook="00", exercise="00-1", points=1, message="+1, \"so\"",
        seconds=1.0,
    )  # fmt: skip
    (row,) = csv.DictReader(marks_as_csv([mark]).splitlines())
    assert row["file"] == "'=HYPERLINK(1).ipynb" and row["message"] == '\'+1, "so"'
    assert points_by_file([mark]) == {"=HYPERLINK(1).ipynb": "1 of 1"}


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(ValueError, match="there is no notebook here"):
        grade_folder(tmp_path, tmp_path / "grades.csv", limits=SOON)


@pytest.mark.parametrize("limits", [{"seconds": 0}, {"gibibytes": -1}])
def test_a_limit_must_be_above_0(limits):
    with pytest.raises(ValueError, match="must be above 0"):
        Limits(**limits)


@pytest.mark.slow
def test_a_folder_is_graded_apart(tmp_path):
    folder = tmp_path / "class"
    (good,) = [one for one in exercises_of("00") if one.name == "part_weight"]
    write_notebook(
        folder / "ann/00.ipynb",
        "import eesgn_lite as ee\nimport numpy as np",
        "choice = 'b'\nee.check('00-1', choice)",
        f"{good.solution}\nee.check('00-3', part_weight)",
    )
    write_notebook(folder / "bob/00.ipynb", "import eesgn_lite as ee\nee.check('00-1', ...)")
    (folder / "bob/.ipynb_checkpoints").mkdir()
    (folder / "bob/.ipynb_checkpoints/00.ipynb").write_text("{}", encoding="utf-8")
    marks = grade_folder(folder, tmp_path / "grades.csv", limits=SOON)
    assert points_by_file(marks) == {"ann/00.ipynb": "2 of 3", "bob/00.ipynb": "0 of 3"}
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["points"] for row in rows] == ["1", "0", "1", "0", "0", "0"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "limits", "problem"),
    [
        ("while True: check = 0\ncheck()", Limits(seconds=8), "ended after 8 seconds"),
        (
            "a = [bytes(2**28) for _ in range(40)]\nwhile True: check(a)",
            Limits(seconds=120, gibibytes=0.5),
            "ended when it took more than 0.5 GiB",
        ),
        ("import os\nos._exit(3)\ncheck()", SOON, "stopped with exit code 3"),
    ],
)
def test_limits_are_kept(cell, limits, problem):
    cell = cell.replace("bytes(2**28)", "b'x' * 2**28")
    outcome = run_apart((cell,), limits)
    assert outcome.problem == problem
    assert outcome.report == {}


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.slow
def test_a_child_starts_nothing_that_outlives_it(tmp_path):
    pid = tmp_path / "pid"
    cell = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\nwhile True: check = 1\ncheck()"
    )
    assert run_apart((cell,), Limits(seconds=10)).problem == "ended after 10 seconds"
    number, last = int(pid.read_text(encoding="utf-8")), time.monotonic() + 10
    while _runs(number) and time.monotonic() < last:  # the system ends it in its own time
        time.sleep(0.1)
    assert not _runs(number)


@pytest.mark.slow
def test_a_child_sees_no_secret_and_no_network(monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "hunter2")
    cell = (
        "import os, socket\nimport eesgn_lite as ee\n"
        "cards = [name for _, name in socket.if_nameindex()]\n"
        "ee.check('00-1', f'{sorted(os.environ)} {os.getcwd()} cards {cards}')"
    )
    outcome = run_apart((cell,), SOON)
    said = outcome.report["00-1"]["value"]
    assert "MY_TOKEN" not in said
    assert "eesgn-grade-" in said and os.getcwd() not in said
    if network_is_shut():
        assert said.endswith("cards ['lo']"), "nothing is left to send through"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can take the network away")
def test_the_network_is_shut_by_unshare_where_it_is_there(monkeypatch):
    process._without_network.cache_clear()
    monkeypatch.setattr(process.shutil, "which", lambda name: None)
    try:
        assert process._without_network() == ()
    finally:
        process._without_network.cache_clear()


@pytest.mark.slow
def test_solved_notebooks_get_every_point_and_student_editions_none(tmp_path):
    write_editions(tmp_path / "class/solved", solved=True)
    write_editions(tmp_path / "class/student", solved=False)
    marks = grade_folder(tmp_path / "class", tmp_path / "grades.csv", limits=SOON)
    asked = [mark for mark in marks if mark.exercise]
    assert set(lessons()) == {mark.notebook for mark in asked}
    assert {mark.file for mark in marks if not mark.exercise} == {
        f"{edition}/template_own_data.ipynb" for edition in ("solved", "student")
    }
    for mark in asked:
        assert mark.points == mark.file.startswith("solved"), f"{mark.exercise}: {mark.message}"
