"""From what students handed in to marks in a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from eesgn_lite.course.checking import judge_value
from eesgn_lite.course.exercises import Exercise, exercises_of
from eesgn_lite.course.grading.cells import read_submission
from eesgn_lite.course.grading.process import Limits, Outcome, run_apart
from eesgn_lite.data.files import write_text


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One exercise of one student's notebook; a row of the table.

    Attributes
    ----------
    file
        Notebook, seen from the folder that was graded.
    notebook, exercise
        Numbers, as "01" and "01-2"; exercise is "" where the whole notebook could not be read.
    points
        1 or 0.
    message
        What the student would read.
    seconds
        What the whole notebook took.
    """

    file: str
    notebook: str
    exercise: str
    points: int
    message: str
    seconds: float


def grade_folder(folder: Path, out: Path, *, limits: Limits, all_cells: bool = False) -> list[Mark]:
    """Grade every notebook of a folder and of the folders within it, and write the table.

    Parameters
    ----------
    folder
        A folder, for instance with a folder for each student.
    out
        The CSV file.
    limits
        For each notebook.
    all_cells
        Run every cell, not only exercises and definitions.

    Raises
    ------
    ValueError
        If there is no notebook.
    """
    paths = [
        path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts
    ]
    if not paths:
        raise ValueError(f"{folder}: there is no notebook here; name the folder that holds them.")
    marks = [
        mark
        for path in paths
        for mark in grade_notebook(
            path, name=path.relative_to(folder).as_posix(), limits=limits, all_cells=all_cells
        )
    ]
    write_text(out, marks_as_csv(marks))
    return marks


def grade_notebook(
    path: Path, *, name: str, limits: Limits, all_cells: bool = False
) -> Iterator[Mark]:
    """Grade one notebook; one that cannot be read or run gives 0 points and says why."""
    try:
        submission = read_submission(path, all_cells=all_cells)
    except ValueError:
        yield _unmarked(name, "", "this is no notebook of the course")
        return
    if not exercises_of(submission.notebook):
        yield _unmarked(name, submission.notebook, "this notebook has no exercises")
        return
    outcome = run_apart(submission.cells, limits)
    for exercise in exercises_of(submission.notebook):
        passed, message = _judge(exercise, outcome)
        yield Mark(
            file=name,
            notebook=submission.notebook,
            exercise=exercise.number,
            points=int(passed),
            message=message,
            seconds=round(outcome.seconds, 1),
        )


def _unmarked(name: str, notebook: str, message: str) -> Mark:
    """Make the row of a file without exercises, so that nobody is left out of the table."""
    return Mark(file=name, notebook=notebook, exercise="", points=0, message=message, seconds=0.0)


def _judge(exercise: Exercise, outcome: Outcome) -> tuple[bool, str]:
    """Compare what was handed in with the right answer, here and not where it ran."""
    if outcome.problem:
        return False, outcome.problem
    handed_in: Any = outcome.report.get(exercise.number)
    if not isinstance(handed_in, Mapping) or "missing" in handed_in:
        return False, "not answered"
    if "error" in handed_in:
        return False, f"stops with {handed_in['error']}"
    return judge_value(exercise, handed_in.get("value"))


def marks_as_csv(marks: Sequence[Mark]) -> str:
    """Write marks as CSV; a text that a spreadsheet would compute gets a quote before it."""
    file = io.StringIO()
    table = csv.DictWriter(file, [field.name for field in fields(Mark)], lineterminator="\n")
    table.writeheader()
    for mark in marks:
        row = {
            name: f"'{value}" if str(value).startswith(("=", "+", "-", "@")) else value
            for name, value in asdict(mark).items()
        }
        table.writerow(row)
    return file.getvalue()


def points_by_file(marks: Sequence[Mark]) -> dict[str, str]:
    """Say how many exercises of each notebook are solved."""
    files: dict[str, list[Mark]] = {}
    for mark in marks:
        files.setdefault(mark.file, []).append(mark)
    return {
        file: f"{sum(mark.points for mark in found)} of {sum(bool(m.exercise) for m in found)}"
        for file, found in files.items()
    }
