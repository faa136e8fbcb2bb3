"""Read the text of one NTU RGB+D ``.skeleton`` file, checking every line of it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, NoReturn

from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu_bodies import JOINT_VALUES, MAKE_WHOLE, Body, BodyTable
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.text_blocks import TextBlock, shown

_BODY_VALUES = 10
_BLOCK = 1 << 19
_LONGEST_LINE = 1 << 16
_DIGITS_OF_64_BITS = 20
_DOWNLOAD = "download the file again"
_JOINT_LINES = [JOINT_VALUES] * NTU25.num_joints


def parse_file(path: Path, *, full: bool) -> tuple[int, list[Body]]:
    """Return the number of frames and the bodies in order of appearance.

    Raises
    ------
    SkeletonFileError
        If the file cannot be opened, or anything in it is not as the sensor writes it.
    """
    try:
        if path.is_dir():
            what = "a folder, not a file" if any(path.iterdir()) else "an empty folder"
            raise SkeletonFileError(path, None, what, "name one .skeleton file")
        if path.exists() and not path.is_file():
            raise SkeletonFileError(path, None, "not a regular file", "name one .skeleton file")
        with path.open("rb") as file:
            return _parse(_Lines(file, path), BodyTable(path, full=full))
    except FileNotFoundError:
        raise SkeletonFileError(path, None, "no such file", "check the path") from None
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror or error})"
        raise SkeletonFileError(path, None, problem, "check its permissions") from error


def _parse(lines: _Lines, table: BodyTable) -> tuple[int, list[Body]]:
    """Walk through the frames, then sort what was found by body."""
    num_frames = lines.take_count("frame")
    if num_frames == 0:
        raise lines.error("the file has zero frames", "leave it out")
    for frame in range(num_frames):
        lines.where = f"in frame {frame + 1} of {num_frames}"
        for _ in range(lines.take_count("body")):
            tracking_id = lines.take_tracking_id()
            if (joints := lines.take_count("joint")) != NTU25.num_joints:
                problem = f"{joints} joints where NTU RGB+D has {NTU25.num_joints}"
                raise lines.error(problem, "convert the file or " + _DOWNLOAD)
            first = lines.line + 1
            table.add(tracking_id, frame, first, *lines.take_joints())
    lines.expect_end()
    if not len(table):
        raise SkeletonFileError(lines.path, None, "no body in any frame", "leave the file out")
    return num_frames, table.bodies()


class _Lines:
    """Hand out the lines of a file, a block of text at a time.

    So a recording of any length needs little memory, and nothing is ever allocated because the
    file says so.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self.line = 0
        self.where = "before the first frame"
        self._file = file
        self._block = TextBlock(b"")
        self._next = 0

    def error(self, problem: str, remedy: str) -> SkeletonFileError:
        """Blame the line taken last."""
        return SkeletonFileError(self.path, self.line, problem, remedy)

    def take_count(self, what: str) -> int:
        """Return the next line as a count."""
        return self._take_whole(1, f"the {what} count")

    def take_tracking_id(self) -> int:
        """Return the tracking id from the line that opens a body."""
        return self._take_whole(_BODY_VALUES, "the tracking id")

    def take_joints(self) -> tuple[TextBlock, int]:
        """Return the block that holds the 25 lines of a body's joints, and the first of them."""
        first = self._take(NTU25.num_joints)
        block = self._block
        counts = block.counts[first : first + NTU25.num_joints]
        if counts != _JOINT_LINES:
            wrong = next(i for i, count in enumerate(counts) if count != JOINT_VALUES)
            if wrong == NTU25.num_joints - 1 and not self._more_lines():
                self._fail_at_end()
            self.line += wrong + 1 - NTU25.num_joints
            problem = f"{_counted(counts[wrong])} where a joint's line has {JOINT_VALUES}"
            raise self.error(problem, MAKE_WHOLE)
        return block, first

    def expect_end(self) -> None:
        """Make sure that nothing but blank lines is left."""
        while self._more_lines():
            if self._block.counts[self._take(1)]:
                problem = "there is more text after the last frame"
                raise self.error(problem, "correct the frame count in line 1 or " + _DOWNLOAD)

    def _take(self, count: int) -> int:
        """Make sure that so many lines lie in one block; return the first of them."""
        while len(self._block) - self._next < count:
            if not self._read_block():
                self._fail_at_end()
        first = self._next
        self._next += count
        self.line += count
        return first

    def _take_whole(self, values: int, what: str) -> int:
        """Return the first value of the next line, a whole number that is not negative."""
        row = self._take(1)
        if (count := self._block.counts[row]) != values:
            if not self._more_lines() and count < values:
                self._fail_at_end()
            problem = f"{_counted(count)} where the line of {what} has {values}"
            raise self.error(problem, MAKE_WHOLE)
        value = self._block.first_value(row)
        if value.isdigit() and len(value) <= _DIGITS_OF_64_BITS:
            return int(value)
        negative = value[:1] == b"-" and value[1:].isdigit()
        fault = "negative" if negative else "no whole number of 64 bits"
        raise self.error(f"{what} {shown(value)} is {fault}", MAKE_WHOLE)

    def _more_lines(self) -> bool:
        """Tell whether there is another line."""
        return self._next < len(self._block) or self._read_block()

    def _read_block(self) -> bool:
        """Read some more lines behind those not yet taken; False at the end of the file."""
        text = self._file.read(_BLOCK)
        if not text:
            return False
        rest = self._file.readline(_LONGEST_LINE)
        if len(rest) == _LONGEST_LINE:
            self.line += 1
            raise self.error("a line without an end", "this is no .skeleton file, " + _DOWNLOAD)
        block = TextBlock(self._block.text_from(self._next) + text + rest)
        if found := block.find_foreign():
            row, value = found
            self.line += row + 1
            raise self.error(f"{shown(value)} stands where a number belongs", MAKE_WHOLE)
        self._block, self._next = block, 0
        return True

    def _fail_at_end(self) -> NoReturn:
        """Say that the file is too short, or has nothing in it."""
        self.line += len(self._block) - self._next
        if not self.line:
            raise SkeletonFileError(self.path, None, "the file is empty", _DOWNLOAD)
        raise self.error(f"the file ends {self.where}", "it was cut short, " + _DOWNLOAD)


def _counted(count: int) -> str:
    """Say how many values there are."""
    return "1 value" if count == 1 else f"{count} values"
