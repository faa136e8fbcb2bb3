"""The answer key: each question, its answer, and what a student reads after a mistake."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import FunctionType

import jupytext

from eesgn_lite.course.exercises import Exercise, find_exercise

_OPENING = """# Answer key

For teachers. Made by `make editions`; change the lessons in `eesgn_lite/course/`, not this file.
"""


def build_answer_key(sources: Sequence[Path]) -> str:
    """Write the answer key of all notebooks.

    Parameters
    ----------
    sources
        Files of `notebooks/source/`, in order.

    Returns
    -------
    str
        Markdown, the same for the same sources and lessons.

    Raises
    ------
    ValueError
        If an exercise cell names no exercise.
    """
    parts = [_OPENING]
    for source in sources:
        cells = jupytext.read(source).cells
        entries = [
            _entry(cell.metadata["exercise"], question_in(before.source, cell.metadata["exercise"]))
            for before, cell in pairwise(cells)
            if cell.cell_type == "code" and "exercise" in cell.metadata
        ]
        if entries:
            title = cells[0].source.splitlines()[0]
            parts += [f"\n#{title}\n", *entries]
    return "".join(parts)


def question_in(text: str, number: str) -> str:
    """Return what a Markdown cell asks, from the exercise's number on."""
    _, _, rest = text.partition(f"**Exercise {number}.**")
    return (rest or text).strip()


def _entry(number: str, question: str) -> str:
    """Write one exercise."""
    exercise = find_exercise(number)
    if exercise is None:
        raise ValueError(f"No exercise {number!r} in eesgn_lite/course/lesson{number[:2]}.py.")
    hints = "\n".join(f"{place}. {hint}" for place, hint in enumerate(exercise.hints, start=1))
    return (
        f"\n### {number}\n\n{question}\n\n```python\n{exercise.solution}\n```\n\n"
        f"Why: {exercise.reason}\n\n{_mistakes(exercise)}\nHints:\n\n{hints}\n"
    )


def _mistakes(exercise: Exercise) -> str:
    """Write a table of the wrong answers that are expected."""
    rows = "".join(
        f"| {_in_a_cell(_short(mistake.answer))} | {_in_a_cell(mistake.reason)} |\n"
        for mistake in exercise.mistakes
    )
    return f"| wrong answer | what the student reads |\n|---|---|\n{rows}"


def _in_a_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def _short(answer: object) -> str:
    """Show a wrong answer: a value or a lambda as it is written, a function by what it does."""
    if not isinstance(answer, FunctionType):
        return f"`{getattr(answer, '__name__', answer)}`"
    if answer.__name__ == "<lambda>":
        return f"`{_written(answer)}`"
    return str(answer.__doc__).splitlines()[0]


def _written(function: FunctionType) -> str:
    """Find a lambda in its file."""
    code = function.__code__
    tree = _parse(Path(code.co_filename))
    return next(
        ast.unparse(node)
        for node in ast.walk(tree)  # Breadth first: the outer one before those in it.
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno
    )


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
