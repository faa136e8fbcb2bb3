"""Which exercises are solved, kept in one small file on the student's own machine."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Literal

from eesgn_lite.course.exercises import exercises_of, lessons
from eesgn_lite.data.files import write_json

FILE_VARIABLE = "EESGN_PROGRESS"
State = Literal["solved", "tried", "open"]
_ROW, _COLUMN, _LEFT = 24, 26, 44  # pixels
_FILLED = "#2a8cc9"  # reads on light and on dark ground
_SIGNS = {
    "solved": f'<circle r="8.5" fill="{_FILLED}"/><path d="M-4 0l3 3 5-6" stroke="#fff"/>',
    "tried": f'<circle r="7.5" stroke="{_FILLED}"/><circle r="3" fill="{_FILLED}"/>',
    "open": '<circle r="7.5" stroke="currentColor" stroke-opacity="0.55"/>',
}


@dataclass(frozen=True)
class Record:
    """Hold what is known of one exercise.

    Attributes
    ----------
    tries
        Answers given until the first right one.
    solved
        Day of the first right answer, as "2026-11-21", or None.
    """

    tries: int = 0
    solved: str | None = None

    @property
    def state(self) -> State:
        """Say it in one word."""
        return "solved" if self.solved else "tried" if self.tries else "open"


@dataclass(frozen=True)
class Progress:
    """Show which exercises are solved; made by `progress`.

    Attributes
    ----------
    records
        Exercise number -> record, for every exercise of the course, in order.
    """

    records: dict[str, Record]

    @property
    def text(self) -> str:
        """Say it in words, a line for each notebook."""
        lines = [f"Solved: {self._solved(list(self.records))} exercises."]
        for notebook, numbers in self._by_notebook().items():
            states = ", ".join(f"{number} {self._say(number)}" for number in numbers)
            lines.append(f"{notebook}: {self._solved(numbers)}. {states}")
        return "\n".join(lines)

    def _solved(self, numbers: list[str]) -> str:
        """Count the solved ones."""
        done = sum(self.records[number].state == "solved" for number in numbers)
        return f"{done} of {len(numbers)}"

    def _say(self, number: str) -> str:
        """Name the state of an exercise; tries show only where there is no answer yet."""
        record = self.records[number]
        if record.state != "tried":
            return record.state
        return "1 try" if record.tries == 1 else f"{record.tries} tries"

    def _by_notebook(self) -> dict[str, list[str]]:
        """Sort the numbers by notebook."""
        found: dict[str, list[str]] = {}
        for number in self.records:
            found.setdefault(number.partition("-")[0], []).append(number)
        return found

    def _picture(self) -> str:
        """Draw a row of signs for each notebook; full, dotted and empty differ without colour."""
        notebooks = self._by_notebook()
        signs = "".join(
            f'<text x="4" y="{_ROW * row + 17}" fill="currentColor">{notebook}</text>'
            + "".join(
                f'<g transform="translate({_LEFT + _COLUMN * place} {_ROW * row + 12})">'
                f"<title>{number}: {self._say(number)}</title>"
                f"{_SIGNS[self.records[number].state]}</g>"
                for place, number in enumerate(numbers)
            )
            for row, (notebook, numbers) in enumerate(notebooks.items())
        )
        width = _LEFT + _COLUMN * max(map(len, notebooks.values()))
        return (
            f'<svg role="img" aria-label="{escape(self.text, quote=True)}" width="{width}" '
            f'height="{_ROW * len(notebooks)}" font-size="13" font-family="sans-serif" '
            f'fill="none" stroke-width="2">{signs}</svg>'
        )

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        """Give the page the picture and a summary, and a console the words."""
        key = "Full: solved. Dot: tried. Empty: not answered yet."
        words = f"<p>Solved: {self._solved(list(self.records))} exercises. {key}</p>"
        return {"text/html": f"<div>{words}{self._picture()}</div>", "text/plain": self.text}


def progress() -> Progress:
    """Show which exercises of the course you have solved.

    Returns
    -------
    Progress
        The last line of a cell shows it.

    Notes
    -----
    `check` keeps it in ``.eesgn_lite/progress.json`` in your home folder, or in the file that
    the environment variable EESGN_PROGRESS names; set to nothing, no file is kept. Nothing
    leaves your machine.

    Examples
    --------
    >>> print(progress().text.splitlines()[0])
    Solved: ... of ... exercises.
    """
    known = read_records(progress_file())
    numbers = [one.number for lesson in lessons() for one in exercises_of(lesson)]
    return Progress({number: known.get(number, Record()) for number in numbers})


def progress_file() -> Path | None:
    """Return the file that keeps the progress, or None where none is kept."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    try:
        return Path.home() / ".eesgn_lite" / "progress.json"
    except RuntimeError:  # there is no home folder
        return None


def read_records(path: Path | None) -> dict[str, Record]:
    """Read the records of a file; a missing or damaged one has none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path else {}
        return {
            str(number): Record(int(one["tries"]), one["solved"] and str(one["solved"]))
            for number, one in found["exercises"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    except (OverflowError, RecursionError):  # an endless number, brackets without end
        return {}


def remember(number: str, *, passed: bool) -> None:
    """Note one answer. Where the file cannot be written, nothing happens."""
    path = progress_file()
    records = read_records(path)
    before = records.get(number, Record())
    if path is None or before.solved:
        return
    today = datetime.now(UTC).date().isoformat()
    records[number] = Record(before.tries + 1, today if passed else None)
    found = {key: {"tries": one.tries, "solved": one.solved} for key, one in records.items()}
    try:
        write_json(path, {"exercises": dict(sorted(found.items()))})
    except OSError:
        return
