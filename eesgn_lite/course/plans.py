"""Minute plans: what the meetings leave for home, from the notebooks' own minutes.

``python -m eesgn_lite.course.plans`` fills the tables of ``notebooks/teaching/plan_*.md``;
``--check`` compares only. Needs the test extras.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eesgn_lite.course.editions import NOTEBOOKS, sources
from eesgn_lite.data.files import write_text

TEACHING = NOTEBOOKS / "teaching"
PARTS = ("reading", "exercises")
_HOME = re.compile(r"<!-- home -->\n.*?<!-- /home -->", re.DOTALL)
_ROW = re.compile(r"^\| (?P<minutes>\d+) \| (?:(?P<notebook>\d\d) (?P<part>\w+) )?\|", re.M)
_TABLE = re.compile(r"(?:^\|.*\n)+", re.M)


@dataclass(frozen=True)
class Step:
    """A row of a plan.

    Attributes
    ----------
    minutes
        How long it takes.
    notebook, part
        What is worked on, as "01" and "reading"; "" where it is no notebook.
    """

    minutes: int
    notebook: str = ""
    part: str = ""


def plans() -> list[Path]:
    """List the files of the plans."""
    return sorted(TEACHING.glob("plan_*.md"))


def read_meetings(text: str) -> list[list[Step]]:
    """Read the steps of each meeting of a plan; the tables for home are no meetings."""
    tables = _TABLE.findall(_HOME.sub("", text))
    meetings = [
        [
            Step(int(row["minutes"]), row["notebook"] or "", row["part"] or "")
            for row in _ROW.finditer(table)
        ]
        for table in tables
    ]
    return [steps for steps in meetings if steps]


def notebook_minutes(paths: Sequence[Path]) -> dict[str, dict[str, int]]:
    """Read the minutes of each notebook that belongs to the course's order."""
    found = {}
    for path in paths:
        if re.match(r"\d\d_", path.name):
            text = path.read_text(encoding="utf-8")
            found[path.name[:2]] = {
                part: int(re.search(rf"minutes_{part}: (\d+)", text)[1])  # type: ignore[index]
                for part in PARTS
            }
    return found


def minutes_at_home(
    meetings: Sequence[Sequence[Step]], minutes: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Subtract what the meetings use from what each notebook takes.

    Raises
    ------
    ValueError
        If a plan gives a part of a notebook more minutes than it takes.
    """
    left = {notebook: dict(parts) for notebook, parts in minutes.items()}
    for step in (step for steps in meetings for step in steps):
        if step.notebook not in left:
            continue
        left[step.notebook][step.part] -= step.minutes
        if left[step.notebook][step.part] < 0:
            raise ValueError(
                f"The plan gives {step.notebook} {step.part} more minutes than the notebook takes."
            )
    return left


def fill_plan(text: str, minutes: Mapping[str, Mapping[str, int]]) -> str:
    """Write the table for home into a plan."""
    left = minutes_at_home(read_meetings(text), minutes)
    rows = "".join(
        f"| {notebook} | {sum(minutes[notebook].values())} | {parts['reading']} "
        f"| {parts['exercises']} |\n"
        for notebook, parts in left.items()
    )
    total = sum(sum(parts.values()) for parts in left.values())
    table = (
        "| notebook | minutes in all | reading left | exercises left |\n|---|---|---|---|\n"
        f"{rows}\nLeft in all: {total} minutes.\n"
    )
    return _HOME.sub(f"<!-- home -->\n{table}<!-- /home -->", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if a plan is stale."""
    parser = argparse.ArgumentParser(prog="python -m eesgn_lite.course.plans")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    minutes, stale = notebook_minutes(sources()), []
    for path in plans():
        text = path.read_text(encoding="utf-8")
        filled = fill_plan(text, minutes)
        if filled != text:
            stale.append(path)
        if not options.check:
            write_text(path, filled)
    for path in stale if options.check else ():
        print(f"{path.name} is stale; run python -m eesgn_lite.course.plans.", file=sys.stderr)
    return int(bool(stale and options.check))


if __name__ == "__main__":
    sys.exit(main())
