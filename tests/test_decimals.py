"""Numbers out of text: the same as `float`, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eesgn_lite.data.decimals import parse_decimals


def parse(words: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Parse words that stand in one text, a space between them."""
    length = np.array([len(word) for word in words])
    start = np.cumsum(length + 1) - length - 1
    return parse_decimals(np.frombuffer(b" ".join(words), dtype=np.uint8), start, length)


@pytest.mark.parametrize(
    "word",
    [
        *("0", "-0", "7", "-0.1725972", "+1.5", ".5", "-.5", "5.", "00012.50", "1e-05", "-2.5E+3"),
        *("123456789012345", "1234567890123456789", "0.1234567890123456789", "-0.00000000000001"),
        *("72057594037944738", "1e400", "0." + "0" * 40 + "1", "-123456789012.345"),
    ],
)
def test_a_number_is_what_float_says(word):
    for words in ([word], ["-1.25", word, "3"], [word, "0.333333333333"]):
        values, is_number = parse([text.encode() for text in words])
        assert is_number.all()
        expected = np.array([float(text) for text in words])
        np.testing.assert_array_equal(values, expected)
        np.testing.assert_array_equal(np.signbit(values), np.signbit(expected))


@pytest.mark.parametrize("word", ["-", ".", "-.", "1.2.3", "--1", "1-2", "1e", "e5", "x", "1_0"])
def test_what_is_no_number_is_marked(word):
    values, is_number = parse([b"1", word.encode(), b"-2.5"])
    assert is_number.tolist() == [True, False, True]
    np.testing.assert_array_equal(values, [1, np.nan, -2.5])


@pytest.mark.parametrize("word", ["nan", "NaN", "-inf", "Infinity"])
def test_words_for_numbers_are_numbers(word):
    values, is_number = parse([word.encode()])
    np.testing.assert_array_equal(values, [float(word)])
    assert is_number.all()


@given(
    st.lists(st.floats(allow_nan=False), min_size=1), st.sampled_from(["{!r}", "{:.7g}", "{:f}"])
)
def test_any_numbers_in_any_form(numbers, form):
    words = [form.format(number) for number in numbers]
    values, is_number = parse([word.encode() for word in words])
    assert is_number.all()
    np.testing.assert_array_equal(values, [float(word) for word in words])
