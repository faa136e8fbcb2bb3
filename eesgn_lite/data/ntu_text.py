"""Read the text of one NTU RGB+D ``.skeleton`` file, checking every line of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NoReturn

from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu_bodies import JOINT_VALUES, MAKE_WHOLE, Body, BodyTable, shown
from eesgn_lite.data.skeletons import NTU25

BODY_VALUES = 10
_BLOCK = 1 << 20
_DIGITS_OF_64_BITS = 20
_NUMBER_CHARACTERS = b"0123456789+-.eE \r\n"
_NUMBER = re.compile(rb"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?(nan|inf|infinity)", re.IGNORECASE)
_DOWNLOAD = "download the file again"


def parse_file(path: Path, *, full: bool) -> tuple[int, list[Body]]:
    """Return the number of frames and the bodies in order of appearance.

    Raises
    ------
    SkeletonFileError
        If the file cannot be opened, or anything in it is not as the sensor writes it.
    """
    if path.is_dir():
        what = "a folder, not a file" if any(path.iterdir()) else "an empty folder, not a file"
        raise SkeletonFileError(path, None, what, "name one .skeleton file")
    if path.exists() and not path.is_file():
        raise SkeletonFileError(path, None, "not a regular file", "name one .skeleton file")
    try:
        with path.open("rb") as file:
            return _parse(_Rows(file, path), BodyTable(path, full=full))
    except FileNotFoundError:
        raise SkeletonFileError(path, None, "no such file", "check the path") from None
    except OSError as error:
        reason = error.strerror or str(error)
        problem = f"the file cannot be read ({reason})"
        raise SkeletonFileError(path, None, problem, "check its permissions") from error


def _parse(rows: _Rows, table: BodyTable) -> tuple[int, list[Body]]:
    """Walk through the frames, then sort what was found by body."""
    num_frames = rows.take_count("frame")
    if num_frames == 0:
        raise rows.error("the file has zero frames", "leave the clip out")
    rows.where = f"of {num_frames} frames"
    for frame in range(num_frames):
        rows.where = f"in frame {frame + 1} of {num_frames}"
        for _ in range(rows.take_count("body")):
            tracking_id = rows.take_tracking_id()
            if (joints := rows.take_count("joint")) != NTU25.num_joints:
                problem = f"{joints} joints where NTU RGB+D has {NTU25.num_joints}"
                raise rows.error(problem, "convert the file or " + _DOWNLOAD)
            table.add(tracking_id, frame, rows.line + 1, rows.take_joints())
    rows.expect_end()
    if not len(table):
        problem = "no body in any frame"
        raise SkeletonFileError(rows.path, None, problem, "leave the clip out")
    return num_frames, table.bodies()


class _Rows:
    """Hand out the lines of a file, split into values, a block at a time.

    A block at a time keeps a recording of any length in little memory, and nothing is ever
    allocated because the file says so.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self.line = 0
        self.where = "before the first frame"
        self._file = file
        self._rows: list[list[bytes]] = []
        self._next = 0

    def error(self, problem: str, remedy: str) -> SkeletonFileError:
        """Blame the line taken last."""
        return SkeletonFileError(self.path, self.line, problem, remedy)

    def take(self, count: int) -> list[list[bytes]]:
        """Return the next lines, each a list of values."""
        while len(self._rows) - self._next < count:
            if not self._read_block():
                self._fail_at_end()
        taken = self._rows[self._next : self._next + count]
        self._next += count
        self.line += count
        return taken

    def take_count(self, what: str) -> int:
        """Return the next line as a count."""
        values = self.take(1)[0]
        if len(values) != 1:
            problem = f"{len(values)} values where the {what} count belongs"
            raise self.error(problem, MAKE_WHOLE)
        return self._whole(values[0], f"the {what} count")

    def take_tracking_id(self) -> int:
        """Return the tracking id from the line that opens a body."""
        values = self.take(1)[0]
        if len(values) != BODY_VALUES:
            problem = f"{len(values)} values where a body's line has {BODY_VALUES}"
            raise self.error(problem, MAKE_WHOLE)
        return self._whole(values[0], "the tracking id")

    def take_joints(self) -> list[list[bytes]]:
        """Return the 25 lines of a body's joints."""
        taken = self.take(NTU25.num_joints)
        if set(map(len, taken)) != {JOINT_VALUES}:
            wrong = next(i for i, values in enumerate(taken) if len(values) != JOINT_VALUES)
            if wrong == len(taken) - 1 and not self._more_text():
                self._fail_at_end()
            self.line += wrong + 1 - len(taken)
            problem = f"{len(taken[wrong])} values where a joint's line has {JOINT_VALUES}"
            raise self.error(problem, MAKE_WHOLE)
        return taken

    def expect_end(self) -> None:
        """Make sure that nothing but blank lines is left."""
        while self._more_text():
            if self.take(1)[0]:
                problem = "there is more text after the last frame"
                raise self.error(problem, "correct the frame count in line 1 or " + _DOWNLOAD)

    def _more_text(self) -> bool:
        """Tell whether there is another line."""
        return self._next < len(self._rows) or self._read_block()

    def _read_block(self) -> bool:
        """Read and split some more lines; False at the end of the file."""
        text = self._file.read(_BLOCK)
        if not text:
            return False
        text += self._file.readline()
        lines = text.removesuffix(b"\n").split(b"\n")
        if text.translate(None, _NUMBER_CHARACTERS):
            self._check_numbers(lines, self.line + len(self._rows) - self._next + 1)
        self._rows = self._rows[self._next :] + list(map(bytes.split, lines))
        self._next = 0
        return True

    def _check_numbers(self, lines: Iterable[bytes], first: int) -> None:
        """Find the text that stands where a number belongs, if it is not merely a NaN."""
        for line, text in enumerate(lines, start=first):
            for value in text.split():
                if not _NUMBER.fullmatch(value):
                    problem = f"{shown(value)} stands where a number belongs"
                    raise SkeletonFileError(self.path, line, problem, MAKE_WHOLE)

    def _whole(self, value: bytes, what: str) -> int:
        """Return a value that must be a whole number, not negative."""
        if value.isdigit() and len(value) <= _DIGITS_OF_64_BITS:
            return int(value)
        adjective = "negative" if re.fullmatch(rb"-\d+", value) else "no whole number of 64 bits"
        raise self.error(f"{what} {shown(value)} is {adjective}", MAKE_WHOLE)

    def _fail_at_end(self) -> NoReturn:
        """Say that the file is too short, or has nothing in it."""
        self.line = self.line + len(self._rows) - self._next
        if not self.line:
            raise SkeletonFileError(self.path, None, "the file is empty", _DOWNLOAD)
        raise self.error(f"the file ends {self.where}", "it was cut short, " + _DOWNLOAD)
