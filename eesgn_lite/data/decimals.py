"""Read many decimal numbers out of text at once: Python's ``float``, a column at a time."""

from __future__ import annotations

import re

import numpy as np

NUMBER = re.compile(rb"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?(nan|inf|infinity)", re.IGNORECASE)
# Whole numbers of 15 digits are exact in float64.
_EXACT_DIGITS = 15
_LONGEST = _EXACT_DIGITS + 2
_POWERS = 10.0 ** np.arange(_EXACT_DIGITS + 1)
_ZERO, _MINUS, _POINT = np.frombuffer(b"0-.", dtype=np.uint8)


def parse_decimals(
    text: np.ndarray, start: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Convert pieces of a text to numbers, to the last bit as ``float`` does.

    Parameters
    ----------
    text
        uint8 (L,), the text.
    start, length
        int64 (N,), where each piece begins and how long it is, at least 1.

    Returns
    -------
    values
        float64 (N,).
    is_number
        bool (N,); where it is False, the value is NaN.

    Notes
    -----
    A plain decimal such as ``-0.1725972`` is the whole number 1725972 divided by a power of ten.
    Both are exact in float64, and one division rounds once: that is the correctly rounded value.
    Exponents, longer numbers and words (``nan``) go to ``float`` one by one.

    Examples
    --------
    >>> text = np.frombuffer(b"-0.5 12 1e1 x", dtype=np.uint8)
    >>> parse_decimals(text, np.array([0, 5, 8, 12]), np.array([4, 2, 3, 1]))[0]
    array([-0.5, 12. , 10. ,  nan])
    """
    width = min(int(length.max(initial=1)), _LONGEST)
    # Row k holds the character k places before the end; the pieces are padded with zeros.
    back = np.arange(width, 0, -1)[:, None]
    characters = text.take(start + length - back, mode="clip")
    characters[back > length] = _ZERO
    digits = characters - _ZERO
    is_digit = digits < 10
    is_point = characters == _POINT
    negative = text[start] == _MINUS
    points = is_point.sum(axis=0)
    count = length - negative - points
    plain = (is_digit.sum(axis=0) + points + negative == width) & (points <= 1)
    plain &= (count >= 1) & (count <= _EXACT_DIGITS)

    whole = np.zeros(len(start))
    for digit, is_one in zip(digits, is_digit, strict=True):
        whole = np.where(is_one, whole * 10 + digit, whole)
    places = np.where(points == 1, width - 1 - is_point.argmax(axis=0), 0)
    values = whole / _POWERS[np.minimum(places, _EXACT_DIGITS)]
    values[negative] *= -1
    for piece in np.flatnonzero(~plain):
        word = text[start[piece] : start[piece] + length[piece]].tobytes()
        plain[piece] = is_number = NUMBER.fullmatch(word) is not None
        values[piece] = float(word) if is_number else np.nan
    return values, plain
