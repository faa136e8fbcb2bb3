"""Judge answers in words; nothing here ever stops a notebook with an error."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from eesgn_lite.course.exercises import Exercise, exercises_of, find_exercise
from eesgn_lite.course.progress import remember

_hints_given: Counter[str] = Counter()
_UNANSWERED = "not answered yet."
_NO_NUMBERS = (TypeError, ValueError, RuntimeError, OverflowError)


@dataclass(frozen=True)
class Verdict:
    """Say whether an answer is right; true or false in an `if` or `assert`.

    Attributes
    ----------
    passed
        Whether the answer is right.
    text
        What was printed.
    """

    passed: bool
    text: str

    def __bool__(self) -> bool:
        """Return `passed`."""
        return self.passed

    def _ipython_display_(self) -> None:
        """Show nothing: `check` has printed the text already."""


def check(number: str, answer: Any) -> Verdict:
    """Check the answer to an exercise and print what is right or wrong with it.

    Parameters
    ----------
    number
        Number of the exercise, as "01-2".
    answer
        A value or a function, as the exercise asks.

    Returns
    -------
    Verdict
        True in an `if` when the answer is right. No answer makes this raise.

    Examples
    --------
    >>> bool(check("00-1", ...))
    00-1: not answered yet. Put your answer where the three dots are.
    False
    """
    exercise = find_exercise(number)
    if exercise is None:
        verdict = Verdict(False, _no_such_exercise(number))
    else:
        passed, reason = _judge(exercise, answer)
        verdict = Verdict(passed, f"{number}: {reason}")
        if not reason.startswith(_UNANSWERED):
            remember(exercise.number, passed=passed)
    print(verdict.text)
    return verdict


def hint(number: str) -> None:
    """Print one more step towards the answer, each time it is called.

    Examples
    --------
    >>> hint("99-1")
    There is no exercise '99-1'.
    """
    exercise = find_exercise(number)
    if exercise is None:
        print(_no_such_exercise(number))
        return
    given, total = _hints_given[number], len(exercise.hints)
    if given == total:
        print(f'That was the last hint. ee.solution("{number}") shows one way.')
        return
    _hints_given[number] += 1
    print(f"Hint {given + 1} of {total}: {exercise.hints[given]}")


def solution(number: str) -> None:
    """Print one way to answer an exercise. Try the hints first.

    Examples
    --------
    >>> solution("99-1")
    There is no exercise '99-1'.
    """
    exercise = find_exercise(number)
    if exercise is None:
        print(_no_such_exercise(number))
        return
    print(f"{exercise.solution}\n\n# {exercise.reason}")
    for choice, sentence in exercise.choices.items():
        if choice != exercise.answer:
            print(f'# Not "{choice}": {sentence}')


def _no_such_exercise(number: str) -> str:
    """Name the exercises of that notebook, if it has any."""
    others = ", ".join(one.number for one in exercises_of(str(number).partition("-")[0]))
    return f"There is no exercise {number!r}" + (f"; there are {others}." if others else ".")


def _judge(exercise: Exercise, answer: Any) -> tuple[bool, str]:
    """Compare what an answer does with what the right and the catalogued answers do."""
    if is_missing(answer):
        return False, f"{_UNANSWERED} Put your answer where the three dots are."
    if callable(exercise.answer) and not callable(answer):
        return False, f"the answer is a function: give its name, {exercise.name}, without brackets."
    try:
        result = exercise.try_out(answer)
    except Exception as problem:
        return False, f"your code stops with {type(problem).__name__}: {problem}."
    if is_missing(result):
        return False, f"{_UNANSWERED} {exercise.name} must return a value."
    return judge_value(exercise, result)


def judge_value(exercise: Exercise, result: Any) -> tuple[bool, str]:
    """Compare the value that an answer gave with what right and catalogued answers give."""
    expected = exercise.try_out(exercise.answer)
    if same(result, expected):
        return True, f"right. {exercise.reason}"
    for mistake in exercise.mistakes:
        if same(result, exercise.try_out(mistake.answer)):
            return False, f"not yet. {mistake.reason}"
    if exercise.choices:
        letters = ", ".join(exercise.choices)
        return False, f"not yet. {str(result)!r} is not the answer; give one of {letters}."
    return False, f"not yet. {_difference(result, expected)}"


def is_missing(result: Any) -> bool:
    """Tell whether a stub still stands where a value should be."""
    values = result if isinstance(result, list) and result else [result]
    return any(value is None or value is ... for value in values)


def same(left: Any, right: Any) -> bool:
    """Tell whether two results agree: texts in any case, numbers and arrays to six digits."""
    if isinstance(left, str) or isinstance(right, str):
        return str(left).strip().casefold() == str(right).strip().casefold()
    try:
        one, other = as_array(left), as_array(right)
        return one.shape == other.shape and bool(
            np.allclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True)
        )
    except _NO_NUMBERS:
        return False


def as_array(value: Any) -> np.ndarray:
    """Turn a number, list, array or tensor into float64."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value, dtype=np.float64)


def _difference(result: Any, expected: Any) -> str:
    """Describe a wrong result that nobody foresaw, without telling the right one."""
    if isinstance(expected, str):
        return f"{str(result)!r} is not the answer."
    try:
        found, wanted = as_array(result), as_array(expected)
    except _NO_NUMBERS:
        return f"The answer must be a number or an array, found {_kind(result)}."
    if found.shape != wanted.shape:
        return f"The shape must be {wanted.shape}, found {found.shape}."
    if wanted.any() and same(found, 100 * wanted):
        return "It is 100 times as large as it should be: percent in place of a share?"
    if wanted.shape == ():
        return f"{found.item():g} is not the answer."
    wrong = ~np.isclose(found, wanted, rtol=1e-4, atol=1e-6, equal_nan=True)
    if isinstance(expected, list) and wanted.ndim == 1:
        results = "1 result is" if wrong.sum() == 1 else f"{wrong.sum()} results are"
        return f"It was tried on {wrong.size} inputs; {results} wrong."
    return f"The shape is right; {wrong.sum()} of {wrong.size} numbers are not."


def _kind(result: Any) -> str:
    """Name the type of a result, and of what a list begins with."""
    first = result
    while isinstance(first, list | tuple) and first:
        first = first[0]
    name = type(result).__name__
    return name if first is result else f"{name} with {type(first).__name__} in it"
