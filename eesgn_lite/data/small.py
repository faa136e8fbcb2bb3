"""Readers of the two small public sets: NW-UCLA (.json) and MSR-Action3D (.txt)."""

from __future__ import annotations

import json
import math
import re
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.skeletons import KINECT20, MSR20, Skeleton

_NAME = re.compile(r"(a(\d+)_s(\d+)_e(\d+)(?:_v(\d+))?)(?:_skeleton3D)?")
_AGAIN = "download the file again"
_LARGEST = float(np.finfo(np.float32).max)


def parse_small_name(name: str) -> Recording:
    """Read action, performer, replication and view from a name such as a01_s02_e03_v01.

    A name of another form gives a recording whose numbers are all None. The ending
    `_skeleton3D`, which MSR-Action3D adds, is not part of the recording's name.

    Examples
    --------
    >>> parse_small_name("a01_s02_e03_skeleton3D")
    Recording(name='a01_s02_e03', action=1, performer=2, camera=None, replication=3, setup=None)
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return Recording(name=name)
    stem, action, performer, replication, view = match.groups()
    return Recording(
        name=stem,
        action=int(action),
        performer=int(performer),
        camera=None if view is None else int(view),
        replication=int(replication),
    )


def read_nw_ucla(path: str | Path) -> Clip:
    """Read one NW-UCLA clip: JSON with `skeletons`, T x 20 x 3 numbers in metres.

    Returns
    -------
    Clip
        One person, layout `kinect20`; a frame in which all is zero is absent.

    Raises
    ------
    SkeletonFileError
        If the file is missing, unreadable, not whole JSON, holds no frame or no person, or if
        a joint is missing, is not a number or is not finite.
    """
    path = Path(path)
    text = _read_text(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        problem = f"this is not whole JSON ({error.msg})"
        raise SkeletonFileError(path, error.lineno, problem, _AGAIN) from error
    except (ValueError, RecursionError) as error:
        raise SkeletonFileError(path, None, "this JSON cannot be read", _AGAIN) from error
    frames = content.get("skeletons") if isinstance(content, dict) else None
    if not isinstance(frames, list):
        remedy = "give a file of NW-UCLA's all_sqe folder"
        raise SkeletonFileError(path, None, "there is no list 'skeletons'", remedy)
    if not frames:
        raise SkeletonFileError(path, None, "there is no frame", "leave the file out")
    values = _to_array(frames, KINECT20)
    if values is None:
        raise SkeletonFileError(path, None, _describe_bad_frame(frames, KINECT20), _AGAIN)
    return _to_clip(path, values, KINECT20)


def read_msr(path: str | Path) -> Clip:
    """Read one MSR-Action3D clip: a line "x y z confidence" a joint, 20 lines a frame.

    Returns
    -------
    Clip
        One person, layout `msr20`, metres; a frame in which all is zero is absent.

    Raises
    ------
    SkeletonFileError
        If the file is missing, unreadable or empty, ends within a frame, holds no person, or if
        a line has not four finite numbers.
    """
    path = Path(path)
    lines = _read_text(path).splitlines()
    rows = [line.split() for line in lines]
    rows = [row for row in rows if row]
    if not rows:
        raise SkeletonFileError(path, None, "the file is empty", _AGAIN)
    try:
        if any(len(row) != 4 for row in rows):
            raise ValueError
        values = np.fromiter(map(float, chain.from_iterable(rows)), np.float64, 4 * len(rows))
        if not (np.abs(values) <= _LARGEST).all():
            raise ValueError
    except ValueError:
        line, problem = _find_bad_line(lines)
        raise SkeletonFileError(path, line, problem, _AGAIN) from None
    frames, rest = divmod(len(rows), MSR20.num_joints)
    if rest:
        problem = f"frame {frames + 1} has {rest} joints, not {MSR20.num_joints}"
        raise SkeletonFileError(path, len(lines), problem, _AGAIN)
    return _to_clip(path, values.reshape(frames, MSR20.num_joints, 4)[..., :3], MSR20)


def _read_text(path: Path) -> str:
    """Read a text file; what goes wrong becomes one sentence."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SkeletonFileError(path, None, "there is no such file", "check the path") from error
    except UnicodeDecodeError as error:
        raise SkeletonFileError(path, None, "this is not a text file", _AGAIN) from error
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise SkeletonFileError(path, None, problem, "check its permissions") from error


def _to_array(frames: list[Any], skeleton: Skeleton) -> np.ndarray | None:
    """Return (T, V, 3) float64, or None if shape or a value does not fit."""
    try:
        values = np.array(frames)
    except ValueError:
        return None
    if values.dtype.kind not in "iuf" or values.shape[1:] != (skeleton.num_joints, 3):
        return None
    return values if (np.abs(values) <= _LARGEST).all() else None


def _describe_bad_frame(frames: list[Any], skeleton: Skeleton) -> str:
    """Name the first frame that does not fit, and why."""
    for number, frame in enumerate(frames, start=1):
        if not isinstance(frame, list) or len(frame) != skeleton.num_joints:
            found = len(frame) if isinstance(frame, list) else "no"
            return f"frame {number} has {found} joints, not {skeleton.num_joints}"
        for joint, point in enumerate(frame, start=1):
            if not isinstance(point, list) or len(point) != 3:
                return f"frame {number}, joint {joint} is not three numbers"
            for value in point:
                if type(value) not in (int, float):
                    return f"frame {number}, joint {joint}: {value!r} is not a number"
                if not abs(value) <= _LARGEST:
                    return f"frame {number}, joint {joint}: {value} is not finite"
    return "the frames differ in shape"


def _find_bad_line(lines: list[str]) -> tuple[int, str]:
    """Return number and fault of the first line that is not four finite numbers."""
    for number, line in enumerate(lines, start=1):
        row = line.split()
        if row and len(row) != 4:
            return number, f"{len(row)} values, not the 4 of 'x y z confidence'"
        for text in row:
            try:
                value = float(text)
            except ValueError:
                return number, f"{text[:20]!r} is not a number"
            if not (math.isfinite(value) and abs(value) <= _LARGEST):
                return number, f"{text[:20]!r} is not finite"
    return 1, "the numbers cannot be read"


def _to_clip(path: Path, values: np.ndarray, skeleton: Skeleton) -> Clip:
    """Build the clip from (T, V, 3); all-zero frames become absent."""
    valid = (values != 0).any(axis=(1, 2))
    if not valid.any():
        raise SkeletonFileError(path, None, "no person is seen in any frame", "leave the file out")
    return Clip(
        joints=values.astype(np.float32)[np.newaxis],
        valid=valid[np.newaxis],
        skeleton=skeleton,
        recording=parse_small_name(path.stem),
    )
