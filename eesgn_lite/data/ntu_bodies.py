"""Turn the joint lines of a ``.skeleton`` file into one table of numbers for each body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.skeletons import NTU25

# x y z | depth x y | colour x y | orientation w x y z | tracking state
JOINT_VALUES = 12
MAKE_WHOLE = "repair the line or download the file again"
_POSITION = (0, 1, 2)
_ALL = tuple(range(JOINT_VALUES))
_COLOUR = slice(5, 7)
_STATE = 11
_ENOUGH = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Body:
    """Hold what the sensor wrote about one body, under one tracking id.

    Parameters
    ----------
    tracking_id
        The sensor's 64-bit number of the body, exact.
    frames
        int64 (N,), ascending: the frames of the file that hold the body, counted from 0.
    joints
        float32 (N, 25, 3), metres, camera coordinates.
    tracking
        int8 (N, 25), state of each joint (0 not tracked, 1 inferred, 2 tracked), or None when
        not asked for.
    colour
        float32 (N, 25, 2), pixels of the colour image, NaN where the sensor could not tell, or
        None when not asked for.
    """

    tracking_id: int
    frames: np.ndarray
    joints: np.ndarray
    tracking: np.ndarray | None = None
    colour: np.ndarray | None = None


def shown(value: bytes) -> str:
    """Quote a value of the file, shortened, for a message."""
    text = value.decode("ascii", errors="replace")
    return repr(text if len(text) <= 24 else text[:20] + "...")


class BodyTable:
    """Collect the bodies frame by frame, converting text to numbers many lines at a time."""

    def __init__(self, path: Path, *, full: bool) -> None:
        self._path = path
        self._full = full
        self._ids: list[int] = []
        self._frames: list[int] = []
        self._lines: list[int] = []
        self._waiting: list[list[bytes]] = []
        self._converted: list[np.ndarray] = []

    def __len__(self) -> int:
        """Count the bodies added, frame by frame."""
        return len(self._ids)

    def add(self, tracking_id: int, frame: int, line: int, rows: list[list[bytes]]) -> None:
        """Add one body in one frame; its joints, 25 rows of 12 values, begin in `line`."""
        self._ids.append(tracking_id)
        self._frames.append(frame)
        self._lines.append(line)
        self._waiting += rows
        if len(self._waiting) >= _ENOUGH * NTU25.num_joints:
            self._convert()

    def bodies(self) -> list[Body]:
        """Gather what belongs to one tracking id, in order of first appearance."""
        self._convert()
        values = np.concatenate(self._converted).reshape(len(self), NTU25.num_joints, -1)
        self._converted = []
        places: dict[int, list[int]] = {}
        for place, tracking_id in enumerate(self._ids):
            places.setdefault(tracking_id, []).append(place)
        return [self._body(number, where, values) for number, where in places.items()]

    def _body(self, tracking_id: int, places: list[int], values: np.ndarray) -> Body:
        """Take one body's rows out of the table."""
        frames = np.array([self._frames[place] for place in places], dtype=np.int64)
        if (twice := np.flatnonzero(np.diff(frames) == 0)).size:
            problem = f"tracking id {tracking_id} stands twice in frame {frames[twice[0]] + 1}"
            line = self._lines[places[twice[0] + 1]] - 2
            raise SkeletonFileError(self._path, line, problem, MAKE_WHOLE)
        own = values[places]
        if not self._full:
            return Body(tracking_id=tracking_id, frames=frames, joints=own)
        colour = np.where(np.isfinite(own[..., _COLOUR]), own[..., _COLOUR], np.float32(np.nan))
        return Body(
            tracking_id=tracking_id,
            frames=frames,
            joints=own[..., _POSITION].copy(),
            tracking=own[..., _STATE].astype(np.int8),
            colour=colour,
        )

    def _convert(self) -> None:
        """Turn the waiting rows into float32 (rows, 3), or (rows, 12) when all is asked for."""
        if not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        first = len(self) - len(rows) // NTU25.num_joints
        needed = _ALL if self._full else _POSITION
        columns = list(zip(*rows, strict=True))
        try:
            numbers = [np.fromiter(map(float, columns[c]), float, len(rows)) for c in needed]
        except ValueError:
            raise self._bad_text(rows, first, needed) from None
        with np.errstate(over="ignore"):
            values = np.stack(numbers, axis=1).astype(np.float32)
        self._check(values, rows, first)
        self._converted.append(values)

    def _check(self, values: np.ndarray, rows: list[list[bytes]], first: int) -> None:
        """Refuse coordinates that are no place and states that the sensor does not have."""
        finite = np.isfinite(values[:, _POSITION])
        if not finite.all():
            row, column = np.argwhere(~finite)[0].tolist()
            raise self._error(first, row, rows[row][column], "is no coordinate")
        if self._full and not (known := np.isin(values[:, _STATE], (0, 1, 2))).all():
            row = int(known.argmin())
            raise self._error(first, row, rows[row][_STATE], "is no tracking state (0, 1 or 2)")

    def _bad_text(
        self, rows: list[list[bytes]], first: int, needed: Sequence[int]
    ) -> SkeletonFileError:
        """Find the first value that is no number."""
        for row, values in enumerate(rows):
            for column in needed:
                try:
                    float(values[column])
                except ValueError:
                    return self._error(first, row, values[column], "is no number")
        raise AssertionError("only called when a value is no number")

    def _error(self, first: int, row: int, value: bytes, what: str) -> SkeletonFileError:
        """Blame a value in a waiting row; `first` is the entry of row 0."""
        entry, joint = divmod(row, NTU25.num_joints)
        line = self._lines[first + entry] + joint
        return SkeletonFileError(self._path, line, f"{shown(value)} {what}", MAKE_WHOLE)
