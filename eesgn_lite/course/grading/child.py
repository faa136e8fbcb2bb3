"""The process that runs one student's notebook: it reports what `check` was given, no marks.

It is started by `eesgn_lite.course.grading.process` and by nothing else. What it reports comes
from a process that the student's code could have changed: the marks are computed elsewhere.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from types import SimpleNamespace
from typing import Any

from eesgn_lite.course import checking
from eesgn_lite.course.exercises import find_exercise

_LONGEST = 100_000  # numbers of one answer


def run_cells(cells: list[str]) -> dict[str, dict[str, Any]]:
    """Run cells one after the other, and return what was handed in, by exercise."""
    import eesgn_lite as ee

    handed_in: dict[str, dict[str, Any]] = {}

    def keep(number: str, answer: Any) -> SimpleNamespace:
        """Stand for `check`: keep what the answer gives."""
        handed_in[str(number)] = _value_of(str(number), answer)
        return SimpleNamespace(passed=False)

    ee.check = keep  # type: ignore[assignment]
    names: dict[str, Any] = {"__name__": "__main__"}
    for place, cell in enumerate(cells):
        # Like Jupyter: a cell that stops with an error does not stop the next one.
        try:
            exec(compile(cell, f"cell {place}", "exec"), names)
        except (Exception, SystemExit) as problem:
            for number in _numbers_in(cell):
                handed_in.setdefault(number, {"error": _say(problem)})
    return handed_in


def _value_of(number: str, answer: Any) -> dict[str, Any]:
    """Try an answer out as `check` does, and write what it gives as plain numbers or text."""
    exercise = find_exercise(number)
    if exercise is None:
        return {"error": "there is no such exercise"}
    if answer is None or answer is ...:
        return {"missing": True}
    if callable(exercise.answer) != callable(answer):
        return {"error": "the answer is not of the kind that is asked for"}
    try:
        value = exercise.try_out(answer)
        return {"missing": True} if checking.is_missing(value) else {"value": _plain(value)}
    except Exception as problem:
        return {"error": _say(problem)}


def _plain(value: Any) -> Any:
    """Write a value as JSON can hold it."""
    if isinstance(value, str):
        return value[:_LONGEST]
    array = checking.as_array(value)
    if array.size > _LONGEST:
        raise ValueError("the answer is too long")
    return array.tolist()


def _numbers_in(cell: str) -> list[str]:
    """Name the exercises that a cell hands in."""
    return re.findall(r"check\s*\(\s*[\"'](\d\d-\d+)[\"']", cell)


def _say(problem: BaseException) -> str:
    """Name an error in one line."""
    return f"{type(problem).__name__}: {' '.join(str(problem).split())[:200]}"


def main() -> None:
    """Read cells from standard input, and write the report to standard output's own channel."""
    cells = json.loads(sys.stdin.buffer.read())
    channel = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        report = run_cells(cells)
    channel.write(f"\n{json.dumps(report)}\n")
    channel.flush()


if __name__ == "__main__":
    main()
