"""The exercises: every right answer passes, every catalogued mistake gets its own sentence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

import eesgn_lite as ee
from eesgn_lite.course import checking
from eesgn_lite.course.checking import same
from eesgn_lite.course.exercises import Exercise, exercises_of, find_exercise, lessons

LESSONS = lessons()
EXERCISES = [exercise for lesson in LESSONS for exercise in exercises_of(lesson)]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]


def by_number(exercise: Exercise) -> str:
    return exercise.number


@pytest.fixture(autouse=True)
def no_hints_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_hints_given", checking.Counter())


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_notebook_has_two_to_four_exercises_numbered_in_order(lesson: str) -> None:
    numbers = [exercise.number for exercise in exercises_of(lesson)]
    assert 2 <= len(numbers) <= 4
    assert numbers == [f"{lesson}-{place}" for place in range(1, len(numbers) + 1)]


@pytest.mark.skipif(len(LESSONS) < 13, reason="Some notebooks are still to come.")
def test_the_whole_course_has_34_exercises_or_more() -> None:
    assert [f"{number:02d}" for number in range(13)] == LESSONS
    assert len(EXERCISES) >= 34


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_the_right_answer_passes_and_says_why(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ee.check(exercise.number, exercise.answer)
    assert exercise.reason in capsys.readouterr().out


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_the_solution_as_printed_passes(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    ee.solution(exercise.number)
    names = {"np": np, "torch": torch, "Tensor": torch.Tensor}
    exec(capsys.readouterr().out, names)
    assert ee.check(exercise.number, names[exercise.name])


@pytest.mark.parametrize(
    "exercise", [one for one in EXERCISES if isinstance(one.answer, str)], ids=by_number
)
def test_a_quiz_explains_every_choice(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(exercise.choices) == sorted(exercise.choices)
    assert len(set(exercise.choices.values())) == len(exercise.choices) >= 4
    ee.solution(exercise.number)
    said = capsys.readouterr().out
    for choice, sentence in exercise.choices.items():
        assert sentence in said
        assert sentence in ee.check(exercise.number, choice).text


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_the_empty_stub_is_not_answered_yet(exercise: Exercise) -> None:
    names = {"np": np, "torch": torch, "Tensor": torch.Tensor}
    exec(exercise.stub, names)
    verdict = ee.check(exercise.number, names[exercise.name])
    assert not verdict
    assert "not answered yet" in verdict.text


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_three_or_more_mistakes_each_with_its_own_sentence(exercise: Exercise) -> None:
    reasons = [mistake.reason for mistake in exercise.mistakes]
    assert len(set(reasons)) == len(reasons) >= 3
    assert len(exercise.hints) >= 2


@pytest.mark.parametrize(
    ("exercise", "mistake"), MISTAKES, ids=lambda value: getattr(value, "number", "")
)
def test_a_catalogued_mistake_fails_with_its_own_sentence(exercise: Exercise, mistake) -> None:
    verdict = ee.check(exercise.number, mistake.answer)
    assert not verdict
    assert mistake.reason in verdict.text


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_the_inputs_of_a_function_do_not_all_give_the_same(exercise: Exercise) -> None:
    tried = exercise.try_out(exercise.answer)
    if isinstance(tried, list):
        assert len({str(result) for result in tried}) > 1


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
def test_no_two_answers_of_an_exercise_look_alike(exercise: Exercise) -> None:
    answers = [exercise.answer, *(mistake.answer for mistake in exercise.mistakes)]
    results = [exercise.try_out(answer) for answer in answers]
    assert not any(same(one, other) for one, other in itertools.combinations(results, 2))


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_number)
@pytest.mark.parametrize(
    "answer",
    [3.5, "", [], object(), {"a": 1}, np.zeros((2, 2)), float("nan"), lambda: 1, int, print, type],
    ids=repr,
)
def test_check_never_raises_and_never_passes_nonsense(exercise: Exercise, answer: object) -> None:
    assert not ee.check(exercise.number, answer)


def fail(*arguments: object) -> None:
    """Stop like a student's function that is wrong."""
    raise KeyError("hip")


def test_check_tells_how_a_function_stopped() -> None:
    assert ee.check("01-2", fail).text == "01-2: your code stops with KeyError: 'hip'."


def test_check_asks_for_the_function_itself() -> None:
    assert "give its name, mirror, without brackets" in ee.check("01-3", np.zeros(3)).text


def test_check_describes_what_nobody_foresaw() -> None:
    assert "The shape must be (3, 4), found (2,)." in ee.check("01-2", lambda *_: [1, 2]).text
    zeros = np.zeros((3, 4))
    assert "9 of 12 numbers are not." in ee.check("01-2", lambda *_: zeros).text
    assert "7 is not the answer." in ee.check("00-3", lambda *_: 7).text
    for odd in ("z", 1, ["b"]):
        assert "is not the answer; give one of a, b, c, d." in ee.check("00-1", odd).text
    assert "must be a number or an array" in ee.check("00-3", lambda *_: 10**400).text
    assert "list with str in it" in ee.check("12-1", lambda _: [("left_eye", "right_eye")]).text
    assert "percent in place of a share?" in ee.check("12-2", lambda *_: 200 / 3).text
    assert (
        "4 inputs; 1 result is wrong"
        in ee.check(
            "06-2", lambda kernels: 0 if kernels == (5,) else 1 + sum(k - 1 for k in kernels)
        ).text
    )
    assert "found dict" in ee.check("01-2", lambda *_: {"a": 1}).text


def test_an_answer_may_be_a_tensor_or_a_capital_letter() -> None:
    right = find_exercise("01-2").answer
    assert ee.check("01-2", lambda *given: torch.from_numpy(right(*given)).requires_grad_())
    assert ee.check("00-1", " B ")


def test_the_student_cannot_spoil_the_input() -> None:
    def spoil(joints: np.ndarray, parents: np.ndarray) -> np.ndarray:
        joints *= 0
        return joints

    assert not ee.check("01-2", spoil)
    assert ee.check("01-2", find_exercise("01-2").answer)


@pytest.mark.parametrize("number", ["00-9", "77-1", "", "../1", None, 3])
def test_an_unknown_number_is_a_sentence(
    number: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not ee.check(number, 1)
    ee.hint(number)
    ee.solution(number)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"There is no exercise {number!r}") for line in lines)


def test_the_other_exercises_are_named() -> None:
    assert ee.check("00-9", 1).text.endswith("there are 00-1, 00-2, 00-3.")


def test_hints_come_one_at_a_time_and_end(capsys: pytest.CaptureFixture[str]) -> None:
    hints = find_exercise("01-2").hints
    for _ in range(len(hints) + 1):
        ee.hint("01-2")
    printed = capsys.readouterr().out.splitlines()
    assert printed[:-1] == [
        f"Hint {place} of {len(hints)}: {text}" for place, text in enumerate(hints, 1)
    ]
    assert 'ee.solution("01-2")' in printed[-1]


def test_the_verdict_is_shown_once_in_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = ee.check("00-1", "a")
    capsys.readouterr()
    verdict._ipython_display_()
    assert capsys.readouterr().out == ""


def test_all_text_prints_on_any_console() -> None:
    for exercise in EXERCISES:
        reasons = [mistake.reason for mistake in exercise.mistakes]
        text = "".join([exercise.stub, exercise.solution, exercise.reason, *reasons])
        assert (text + "".join(exercise.hints)).isascii()
