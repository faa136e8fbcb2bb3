"""Turn the joint lines of a ``.skeleton`` file into one table of numbers for each body."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.text_blocks import TextBlock, shown

# x y z | depth x y | colour x y | orientation w x y z | tracking state
JOINT_VALUES = 12
MAKE_WHOLE = "repair the line or download the file again"
_POSITION = (0, 1, 2)
_ALL = tuple(range(JOINT_VALUES))
_COLOUR = slice(5, 7)
_STATE = 11
_JOINTS = np.arange(NTU25.num_joints)


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


class BodyTable:
    """Collect the bodies frame by frame, converting text to numbers many lines at a time."""

    def __init__(self, path: Path, *, full: bool) -> None:
        self._path = path
        self._full = full
        self._ids: list[int] = []
        self._frames: list[int] = []
        self._lines: list[int] = []
        self._block = TextBlock(b"")
        self._waiting: list[int] = []
        self._converted: list[np.ndarray] = []

    def __len__(self) -> int:
        """Count the bodies added, frame by frame."""
        return len(self._ids)

    def add(self, tracking_id: int, frame: int, line: int, block: TextBlock, row: int) -> None:
        """Add one body in one frame.

        Its joints begin in `line` of the file, which is `row` of the block; there are 25 lines
        of 12 values.
        """
        if block is not self._block:
            self._convert()
            self._block = block
        self._ids.append(tracking_id)
        self._frames.append(frame)
        self._lines.append(line)
        self._waiting.append(row)

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
        """Turn the bodies waiting in a block into float32 (joints, 3), or (joints, 12)."""
        if not self._waiting:
            return
        rows = np.add.outer(np.array(self._waiting), _JOINTS).ravel()
        columns = _ALL if self._full else _POSITION
        numbers, fault = self._block.numbers(rows, columns)
        if fault is not None:
            raise self._error(rows, *fault, "is no number")
        with np.errstate(over="ignore"):
            values = numbers.astype(np.float32)
        self._check(values, rows)
        self._converted.append(values)
        self._waiting = []

    def _check(self, values: np.ndarray, rows: np.ndarray) -> None:
        """Refuse coordinates that are no place and states that the sensor does not have."""
        finite = np.isfinite(values[:, :3])
        if not finite.all():
            row, column = divmod(int(finite.argmin()), 3)
            raise self._error(rows, row, column, "is no finite coordinate")
        if self._full and not (known := np.isin(values[:, _STATE], (0, 1, 2))).all():
            raise self._error(rows, int(known.argmin()), _STATE, "is no tracking state (0, 1, 2)")

    def _error(self, rows: np.ndarray, row: int, column: int, what: str) -> SkeletonFileError:
        """Blame one of the waiting values."""
        waiting, joint = divmod(row, NTU25.num_joints)
        line = self._lines[len(self) - len(self._waiting) + waiting] + joint
        value = shown(self._block.value(int(rows[row]), column))
        return SkeletonFileError(self._path, line, f"{value} {what}", MAKE_WHOLE)
