"""Split a block of text into lines and values without making an object of each value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eesgn_lite.data.decimals import NUMBER, parse_decimals

_NUMBER_CHARACTERS = b"0123456789+-.eE \r\n"
_SPACE, _NEWLINE = 32, 10


def shown(value: bytes) -> str:
    """Quote a value of a file, shortened, for a message.

    Examples
    --------
    >>> shown(b"72057594037944738")
    "'72057594037944738'"
    """
    text = value.decode("ascii", errors="replace")
    return repr(text if len(text) <= 24 else text[:20] + "...")


class TextBlock:
    r"""Know where each line and each value of a text begins and ends.

    Parameters
    ----------
    text
        Whole lines of numbers, separated by white space. The last line may lack its end.

    Attributes
    ----------
    counts
        Number of values of each line.

    Examples
    --------
    >>> block = TextBlock(b"2 0.5\n\n7\n")
    >>> block.counts, block.first_value(2)
    ([2, 0, 1], b'7')
    """

    def __init__(self, text: bytes) -> None:
        if text and not text.endswith(b"\n"):
            text += b"\n"
        self._text = text
        self._characters = np.frombuffer(text, dtype=np.uint8)
        gaps = np.flatnonzero(self._characters <= _SPACE)
        lengths = np.diff(gaps, prepend=-1) - 1
        ends_value = lengths > 0
        ends_line = self._characters[gaps] == _NEWLINE
        self._lengths = lengths[ends_value]
        self._starts = gaps[ends_value] - self._lengths
        values_so_far = np.cumsum(ends_value)[ends_line]
        counts = np.diff(values_so_far, prepend=0)
        self._first = values_so_far - counts
        # Read one by one, a list is far faster than an array.
        self._line_ends: list[int] = gaps[ends_line].tolist()
        self._line_starts = [0, *(end + 1 for end in self._line_ends)]
        self.counts: list[int] = counts.tolist()

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.counts)

    def first_value(self, line: int) -> bytes:
        """Return the first value of a line that has one."""
        return self._text[self._line_starts[line] : self._line_ends[line]].split(None, 1)[0]

    def value(self, line: int, column: int) -> bytes:
        """Return one value as it stands."""
        place = self._first[line] + column
        start = self._starts[place]
        return self._text[start : start + self._lengths[place]]

    def text_from(self, line: int) -> bytes:
        """Return the text of this and all later lines."""
        return self._text[self._line_starts[line] :]

    def find_foreign(self) -> tuple[int, bytes] | None:
        """Return the line and text of the first value that is neither a number nor a NaN.

        Notes
        -----
        A value made of the characters of a number only, such as ``1.2.3``, is not found here
        but where it is converted.
        """
        if not self._text.translate(None, _NUMBER_CHARACTERS):
            return None
        for line, text in enumerate(self._text.split(b"\n")):
            for value in text.split():
                if not NUMBER.fullmatch(value):
                    return line, value
        return None

    def numbers(
        self, lines: np.ndarray, columns: Sequence[int]
    ) -> tuple[np.ndarray, tuple[int, int] | None]:
        """Convert some columns of some lines.

        Parameters
        ----------
        lines
            int64 (L,), lines that have these columns.
        columns
            The C columns wanted.

        Returns
        -------
        numbers
            float64 (L, C).
        fault
            Row and column of `numbers` whose text is no number, or None.
        """
        places = (self._first[lines][:, None] + np.asarray(columns)).ravel()
        values, is_number = parse_decimals(
            self._characters, self._starts[places], self._lengths[places]
        )
        fault = None
        if not is_number.all():
            row, column = divmod(int(is_number.argmin()), len(columns))
            fault = (row, column)
        return values.reshape(len(lines), len(columns)), fault
