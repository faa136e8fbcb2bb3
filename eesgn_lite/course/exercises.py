"""What an exercise is, and where the exercises are found."""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def _answer_itself(answer: Any) -> Any:
    """Try an answer that is a plain value."""
    return answer


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Catalogue one wrong answer.

    Parameters
    ----------
    answer
        A value or function of the same kind as the right answer.
    reason
        What went wrong, for a student who gave this answer.
    """

    answer: Any
    reason: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Hold one exercise, its only source for the notebook, the check and the answer key.

    Parameters
    ----------
    number
        Notebook and place in it, as "01-2".
    name
        What the student's answer is called in the notebook.
    answer
        The right answer: a value, or a function called `name`.
    reason
        Why it is right; printed with a pass.
    mistakes
        Wrong answers that are expected.
    hints
        Steps towards the answer, from the first idea to nearly all.
    try_out
        Turns an answer into the value that is compared: for a function, what it returns for a
        chosen input. It must not depend on anything but the answer.
    """

    number: str
    name: str
    answer: Any
    reason: str
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    try_out: Callable[[Any], Any] = _answer_itself

    @property
    def stub(self) -> str:
        """Code that the student completes."""
        if not callable(self.answer):
            return f"{self.name} = ..."
        head, docstring = self._head_and_docstring()
        return f'{head}\n    """{docstring}"""\n    return ...'

    @property
    def solution(self) -> str:
        """Code that answers the exercise."""
        if not callable(self.answer):
            return f"{self.name} = {json.dumps(self.answer)}"
        return textwrap.dedent(inspect.getsource(self.answer)).rstrip()

    @property
    def choices(self) -> dict[str, str]:
        """Sentence for every choice of a quiz; empty for an exercise that is none."""
        if not (isinstance(self.answer, str) and re.fullmatch("[a-z]", self.answer)):
            return {}
        wrong = {mistake.answer: mistake.reason for mistake in self.mistakes}
        return dict(sorted({**wrong, self.answer: self.reason}.items()))

    def _head_and_docstring(self) -> tuple[str, str]:
        """Split the first lines off the right function."""
        head = f"def {self.name}{inspect.signature(self.answer)}:".replace("'", "")
        return head, inspect.cleandoc(self.answer.__doc__)


def lessons() -> list[str]:
    """List the numbers of the notebooks that have exercises, as "01"."""
    folder = str(Path(__file__).parent)
    names = [module.name for module in pkgutil.iter_modules([folder])]
    return sorted(name[-2:] for name in names if re.fullmatch(r"lesson\d\d", name))


def exercises_of(notebook: str) -> tuple[Exercise, ...]:
    """Return the exercises of a notebook, in order.

    Parameters
    ----------
    notebook
        Two digits, as "01". A notebook that does not exist has no exercises.
    """
    module = f"{__package__}.lesson{notebook}"
    if not re.fullmatch(r"\d\d", notebook) or find_spec(module) is None:
        return ()
    return tuple(import_module(module).EXERCISES)


def find_exercise(number: str) -> Exercise | None:
    """Return an exercise by its number, or None if there is no such exercise."""
    notebook = str(number).partition("-")[0]
    return next((one for one in exercises_of(notebook) if one.number == number), None)
