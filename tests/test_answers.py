"""Classes and clips of two combinations, by hand."""

from __future__ import annotations

from dataclasses import replace

from made_up_rows import make_row

from eesgn_lite.analysis.answers import (
    ChangedClip,
    ClassChange,
    changed_clips,
    class_changes,
    confidence_of,
    majority_answers,
    with_answers,
)


def test_classes_gain_and_lose() -> None:
    pairs = [
        (make_row(seed=1, answers=[0, 1, 1, 1]), make_row("esgn", 1, answers=[0, 0, 1, 0])),
        (make_row(seed=2, answers=[0, 1, 1, 0]), make_row("esgn", 2, answers=[0, 0, 0, 0])),
    ]
    assert class_changes(pairs) == [
        ClassChange("sit", 2, 50.0, 100.0),
        ClassChange("stand", 2, 75.0, 25.0),
    ]
    assert [one.change for one in class_changes(pairs)] == [50.0, -50.0]


def test_the_majority_answers() -> None:
    rows = [make_row(answers=[0, 0, 2, 1]), make_row(answers=[0, 1, 2, 1])]
    rows.append(make_row(answers=[1, 1, 1, 1]))
    assert majority_answers(rows).tolist() == [0, 1, 2, 1]


def test_confidence_is_read_as_a_probability() -> None:
    row = make_row(answers=[0] * 4, confidence=[0, 51, 102, 255])
    assert confidence_of(row).tolist() == [0.0, 0.2, 0.4, 1.0]


def test_the_surer_answer_breaks_a_tie_and_never_outvotes() -> None:
    unsure, sure = [1, 1, 1, 1], [255, 255, 255, 255]
    rows = [make_row(answers=[0] * 4, confidence=unsure)]
    rows.append(make_row(answers=[1] * 4, confidence=sure))
    assert majority_answers(rows).tolist() == [1, 1, 1, 1]
    rows.append(make_row(answers=[0] * 4, confidence=unsure))
    assert majority_answers(rows).tolist() == [0, 0, 0, 0]


def test_clips_that_changed_their_answer_are_listed() -> None:
    pairs = [(make_row(answers=[0, 1, 1, 0]), make_row("esgn", answers=[0, 0, 1, 2]))]
    assert changed_clips(pairs) == [ChangedClip(1, 0, 1, 0), ChangedClip(3, 1, 0, 2)]


def test_pairs_without_answers_are_left_out() -> None:
    pair = (make_row(seed=1, answers=[0, 1, 1, 1]), make_row("esgn", 1))
    old = (replace(make_row(seed=2), details={}), make_row("esgn", 2, answers=[1] * 4))
    assert with_answers([pair, old]) == [pair]
    assert class_changes([pair, old]) == class_changes([pair])
    assert changed_clips([old, pair]) == changed_clips([pair])
    assert changed_clips([old]) == [] == class_changes([old])


def test_without_pairs_there_is_nothing_to_compare() -> None:
    assert changed_clips([]) == [] == class_changes([])
