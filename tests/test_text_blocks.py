"""Lines and values of a text block, told apart as `bytes.split` does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eesgn_lite.data.text_blocks import TextBlock, shown

TEXTS = st.text(alphabet="17.- \t\r\n", max_size=80).map(lambda text: text.encode())


@given(TEXTS)
def test_values_are_those_of_split(text):
    block = TextBlock(text)
    rows = [line.split() for line in text.removesuffix(b"\n").split(b"\n")] if text else []
    assert block.counts == [len(row) for row in rows] and len(block) == len(rows)
    for line, row in enumerate(rows):
        assert [block.value(line, column) for column in range(len(row))] == row
        if row:
            assert block.first_value(line) == row[0]


@given(TEXTS, st.integers(0, 10))
def test_the_rest_of_a_text_begins_at_a_line(text, line):
    block = TextBlock(text)
    line = min(line, len(block))
    rest = b"\n".join(text.split(b"\n")[line:])
    assert block.text_from(line).rstrip(b"\n") == rest.rstrip(b"\n")
    assert TextBlock(block.text_from(line)).counts == block.counts[line:]


def test_columns_become_numbers():
    numbers, fault = TextBlock(b"1 2 3\n9\n4 5 -6.5\n").numbers(np.array([0, 2]), (0, 2))
    assert numbers.tolist() == [[1, 3], [4, -6.5]] and fault is None


def test_the_first_fault_is_found():
    block = TextBlock(b"1 2 3\n4 5 6.5.1\n1.. 2 3")
    assert block.numbers(np.array([0, 1, 2]), (0, 2))[1] == (1, 1)
    assert block.numbers(np.array([0, 1, 2]), (1,))[1] is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"1 -2.5e3\r\n4", None),
        (b"1 NaN\n-inf", None),
        (b"1\t2\n", None),
        (b"1\n2 x7\n", (1, b"x7")),
        (b"1,5", (0, b"1,5")),
        (b"1\x002", (0, b"1\x002")),
        ("1 ٣".encode(), (0, "٣".encode())),
    ],
)
def test_foreign_text_is_found(text, found):
    assert TextBlock(text).find_foreign() == found


def test_a_value_is_shown_short():
    assert shown(b"1" * 24) == repr("1" * 24)
    assert shown(b"1" * 25) == repr("1" * 20 + "...")
    assert shown(b"\xff\x00") == repr("\ufffd\x00")
