"""Two answers as bars and numbers."""

from __future__ import annotations

import re

import pytest

from eesgn_lite.viewing.bars import compare_answers

CLASSES = ["sit", "stand", "<b>", "hop"]


def rows(html: str) -> list[str]:
    """List the class names in the order of the table."""
    return re.findall(r'<th scope="row"><div[^>]*>(.*?)</div></th>', html)


def test_the_first_answers_order_stays_and_new_classes_follow() -> None:
    html = compare_answers([0.5, 0.3, 0.2, 0], [0, 0.1, 0.2, 0.7], CLASSES, caption="", top=2)
    assert rows(html) == ["sit", "stand", "hop", "&lt;b&gt;"]
    html = compare_answers([0.5, 0.3, 0.2, 0], [0, 0, 0.2, 0.8], CLASSES, caption="", top=1)
    assert rows(html) == ["sit", "hop"]
    html = compare_answers([0.1, 0.2, 0.3, 0.4], [0, 0, 0.2, 0.8], CLASSES, caption="", top=1)
    assert rows(html) == ["hop", "&lt;b&gt;"], "the next one fills the place"


def test_bars_and_numbers_say_the_same() -> None:
    html = compare_answers([0.755, 0.245, 0, 0], [0, 1, 0, 0], CLASSES, caption="x", top=1)
    assert re.findall(r"width:([\d.]+)%", html) == ["75.5", "0.0", "24.5", "100.0"]
    assert re.findall(r">([\d.]+ %)<", html) == ["75.5 %", "0.0 %", "24.5 %", "100.0 %"]


def test_the_top_class_of_each_answer_is_bold() -> None:
    html = compare_answers([0.9, 0.1, 0, 0], [0.2, 0.8, 0, 0], CLASSES, caption="", top=1)
    assert re.findall(r'eesgn-top">([\d.]+)', html) == ["90.0", "80.0"]


def test_words_of_others_stay_words() -> None:
    html = compare_answers([1, 0, 0, 0], [1, 0, 0, 0], CLASSES, caption="<i>", note="<u>")
    assert "<i>" not in html
    assert "<u>" not in html
    assert "<b>" not in html


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match=r"4 classes need .* found \(2,\) and \(4,\)"):
        compare_answers([1, 0], [1, 0, 0, 0], CLASSES, caption="")
