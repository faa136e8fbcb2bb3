"""Many clips in one flat array, checked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import Skeleton

NUMBERS = ("action", "performer", "camera", "replication", "setup")
COLUMNS = ("name", *NUMBERS, "persons", "frames", "offset")


@dataclass(frozen=True, kw_only=True, eq=False)
class Store:
    """Hold N clips packed in F rows, one row for each person and frame.

    Parameters
    ----------
    joints
        float32 or int16 (F, V, C); metres after multiplication by `scale`. Rows where `valid`
        is False hold NaN (float32) or 0 (int16): read `valid`, never the coordinates.
    valid
        bool (F,): is the person seen in that frame?
    skeleton
        The layout of all clips.
    scale
        Metres of one step: 1.0 for float32.
    name
        str (N,), file names without their ending.
    action, performer, camera, replication, setup
        int64 (N,); -1 where unknown.
    persons, frames
        int64 (N,): M and T of each clip.
    offset
        int64 (N,): first row of each clip. Its M*T rows follow person by person.
    notes
        JSON values that say where the clips come from.

    Raises
    ------
    ValueError
        If an array has the wrong dtype or shape, or the columns do not fit the rows.
    """

    joints: np.ndarray
    valid: np.ndarray
    skeleton: Skeleton
    name: np.ndarray
    action: np.ndarray
    performer: np.ndarray
    camera: np.ndarray
    replication: np.ndarray
    setup: np.ndarray
    persons: np.ndarray
    frames: np.ndarray
    offset: np.ndarray
    scale: float = 1.0
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that arrays and columns fit each other."""
        rows, layout = len(self.valid), (self.skeleton.num_joints, self.skeleton.dimensions)
        if self.joints.dtype not in (np.dtype(np.float32), np.dtype(np.int16)):
            raise ValueError(f"joints are {self.joints.dtype}, not float32 or int16")
        if self.joints.shape != (rows, *layout):
            raise ValueError(f"joints have shape {self.joints.shape}, not {(rows, *layout)}")
        if self.valid.dtype != np.bool_ or self.valid.ndim != 1:
            raise ValueError(f"valid is {self.valid.dtype} {self.valid.shape}, not bool (F,)")
        if not (np.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"the scale is {self.scale}, not a number above 0")
        for column in COLUMNS:
            kind, values = "U" if column == "name" else "i", getattr(self, column)
            if values.dtype.kind != kind or values.shape != self.name.shape:
                raise ValueError(f"column {column!r} does not fit {len(self.name)} clips")
        _check_layout(self.persons, self.frames, self.offset, rows)

    def __len__(self) -> int:
        """Return the number of clips N."""
        return len(self.name)

    def __getitem__(self, index: int) -> Clip:
        """Return one clip in metres; a copy, so that the store cannot be changed through it."""
        index = range(len(self))[index]
        persons, frames = int(self.persons[index]), int(self.frames[index])
        rows = slice(int(self.offset[index]), int(self.offset[index]) + persons * frames)
        joints = np.array(self.joints[rows], dtype=np.float32)
        if self.joints.dtype == np.int16:
            joints *= np.float32(self.scale)
        return Clip(
            joints=joints.reshape(persons, frames, *joints.shape[1:]),
            valid=np.array(self.valid[rows]).reshape(persons, frames),
            skeleton=self.skeleton,
            recording=self.recording(index),
        )

    def __iter__(self) -> Iterator[Clip]:
        """Yield the clips in order."""
        return (self[index] for index in range(len(self)))

    def recording(self, index: int) -> Recording:
        """Say where clip `index` comes from, without reading its joints."""
        action, performer, camera, replication, setup = (
            None if getattr(self, column)[index] < 0 else int(getattr(self, column)[index])
            for column in NUMBERS
        )
        return Recording(
            name=str(self.name[index]),
            action=action,
            performer=performer,
            camera=camera,
            replication=replication,
            setup=setup,
        )


def _check_layout(persons: np.ndarray, frames: np.ndarray, offset: np.ndarray, rows: int) -> None:
    """Check that the clips fill the rows one after the other, without gap or overlap."""
    if not len(persons):
        raise ValueError("there is no clip")
    sizes = persons * frames
    if persons.min() < 1 or frames.min() < 1:
        raise ValueError("a clip has no person or no frame")
    if offset[0] != 0 or (offset[1:] != np.cumsum(sizes)[:-1]).any() or sizes.sum() != rows:
        raise ValueError(f"the clips fill {int(sizes.sum())} rows, but there are {rows}")


def pack(
    clips: Iterable[Clip], scale: float | None = None, notes: Mapping[str, Any] | None = None
) -> Store:
    """Pack clips of one layout into a store in memory.

    Parameters
    ----------
    clips
        At least one clip.
    scale
        Metres of one int16 step; None keeps float32, exactly.
    notes
        JSON values that say where the clips come from.

    Raises
    ------
    ValueError
        If there is no clip, the layouts differ, or a coordinate does not fit int16 at `scale`.

    Examples
    --------
    >>> import numpy as np
    >>> from eesgn_lite.data.skeletons import NTU25
    >>> clip = Clip(joints=np.ones((1, 4, 25, 3), np.float32), valid=np.ones((1, 4), bool),
    ...             skeleton=NTU25, recording=Recording(name="one"))
    >>> pack([clip, clip]).offset.tolist()
    [0, 4]
    """
    clips = list(clips)
    if not clips:
        raise ValueError("There is no clip to pack.")
    skeleton = clips[0].skeleton
    for clip in clips:
        if clip.skeleton != skeleton:
            raise ValueError(
                f"Clip {clip.recording.name!r} has layout {clip.skeleton.name!r}; "
                f"a store holds one layout, here {skeleton.name!r}."
            )
    persons = np.array([clip.num_persons for clip in clips], dtype=np.int64)
    frames = np.array([clip.num_frames for clip in clips], dtype=np.int64)
    numbers = {column: _number_column(clips, column) for column in NUMBERS}
    return Store(
        joints=np.concatenate([_quantise(clip, scale) for clip in clips]),
        valid=np.concatenate([clip.valid.ravel() for clip in clips]),
        skeleton=skeleton,
        name=np.array([clip.recording.name for clip in clips], dtype=np.str_),
        action=numbers["action"],
        performer=numbers["performer"],
        camera=numbers["camera"],
        replication=numbers["replication"],
        setup=numbers["setup"],
        persons=persons,
        frames=frames,
        offset=np.cumsum(persons * frames) - persons * frames,
        scale=1.0 if scale is None else scale,
        notes=notes or {},
    )


def _number_column(clips: Sequence[Clip], column: str) -> np.ndarray:
    """Gather one number of every recording; unknown becomes -1."""
    values = (getattr(clip.recording, column) for clip in clips)
    return np.array([-1 if value is None else value for value in values], dtype=np.int64)


def _quantise(clip: Clip, scale: float | None) -> np.ndarray:
    """Return the clip's rows (M*T, V, C), rounded to int16 steps if there is a scale."""
    rows = clip.joints.reshape(-1, *clip.joints.shape[2:])
    if scale is None:
        return rows
    if not (np.isfinite(scale) and scale > 0):
        raise ValueError(f"The scale must be a number above 0, found {scale}.")
    steps = np.rint(np.nan_to_num(rows.astype(np.float64), nan=0.0) / scale)
    if np.abs(steps).max() > np.iinfo(np.int16).max:
        raise ValueError(
            f"Clip {clip.recording.name!r} reaches {np.nanmax(np.abs(rows)):.2f} m, which does "
            f"not fit int16 in steps of {scale:g} m; take a larger scale."
        )
    return steps.astype(np.int16)
