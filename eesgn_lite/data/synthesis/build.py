"""The sample set as a whole: made from its seed, written once, checked at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np

from eesgn_lite.data.actions import MINI_NTU_ACTIONS
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu import read_skeleton, write_skeleton
from eesgn_lite.data.store import Store, open_store, pack, write_store
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.recording import perform, record
from eesgn_lite.data.synthesis.sensor import CAMERA_ANGLES

__all__ = ["check_samples", "make_clips", "make_samples", "perform", "write_samples"]

SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
SET_NAME, TEXT_FOLDER = "mini-ntu", "skeletons"
# The store rounds to its step, the text to six decimals.
TEXT_STEP = 1e-3
# Written as text files too: performers of the test side, every camera, one and two persons.
TEXT_FILES = (
    "S001C001P003R001A007",
    "S001C001P007R002A008",
    "S001C002P006R001A009",
    "S001C003P007R001A023",
    "S001C002P010R001A024",
    "S001C003P003R002A027",
    "S001C002P010R001A055",
    "S001C003P003R001A058",
)


def make_clips(config: SynthesisConfig) -> Iterator[Clip]:
    """Yield the clips of the set with tracking states and colour positions."""
    order = product(
        range(1, config.performers + 1), range(1, config.replications + 1), MINI_NTU_ACTIONS
    )
    for performer, replication, action in order:
        yield from record(config, action, performer, replication, tuple(CAMERA_ANGLES))


def make_samples(config: SynthesisConfig | None = None) -> Store:
    """Make the whole set in memory, clips in the order of their names.

    Parameters
    ----------
    config
        Settings; by default those of `data_samples/mini-ntu`.

    Examples
    --------
    >>> len(make_samples(SynthesisConfig(performers=1, replications=1)))
    48
    """
    config = config or SynthesisConfig()
    clips = sorted(make_clips(config), key=lambda clip: clip.recording.name)
    notes = {"synthetic": True, "licence": "CC BY 4.0", "settings": asdict(config)}
    return pack(clips, scale=config.scale, notes=notes)


def write_samples(folder: str | Path = SAMPLES, config: SynthesisConfig | None = None) -> None:
    """Write the store and the text files below `folder`, in place of those there."""
    folder, config = Path(folder), config or SynthesisConfig()
    made = make_samples(config)
    write_store(folder / SET_NAME, made)
    (folder / TEXT_FOLDER).mkdir(parents=True, exist_ok=True)
    for name in _text_rows(made):
        write_skeleton(folder / TEXT_FOLDER / f"{name}.skeleton", _make_one(config, name))


def _text_rows(made: Store) -> dict[str, int]:
    """Return the row of each clip that is also a text file."""
    rows = {name: row for row, name in enumerate(made.name.tolist())}
    return {name: rows[name] for name in TEXT_FILES if name in rows}


def _make_one(config: SynthesisConfig, name: str) -> Clip:
    """Make the clip of one name, with tracking states and colour positions."""
    camera, performer, replication, action = (int(name[i : i + 3]) for i in (5, 9, 13, 17))
    return record(config, action, performer, replication, (camera,))[0]


def check_samples(folder: str | Path = SAMPLES, config: SynthesisConfig | None = None) -> list[str]:
    """Make the set again from its seed and compare it with the files.

    Parameters
    ----------
    folder
        Where `mini-ntu` and `skeletons` lie.
    config
        Settings it was made with; by default those of `data_samples`.

    Returns
    -------
    list of str
        What differs, one sentence each; empty when all is as its seed makes it, within one
        quantisation step.
    """
    folder = Path(folder)
    try:
        found = open_store(folder / SET_NAME)
    except SkeletonFileError as error:
        return [str(error)]
    made = make_samples(config)
    problems = _compare_stores(found, made)
    for name, row in _text_rows(made).items():
        problems += _compare_text(folder / TEXT_FOLDER / f"{name}.skeleton", made[row])
    return problems


def _compare_stores(found: Store, made: Store) -> list[str]:
    """List the clips of a store that differ from those made anew."""
    if found.name.tolist() != made.name.tolist():
        return [
            f"The store holds other clips: {len(found)} instead of {len(made)}, or other names."
        ]
    if found.scale != made.scale:
        return [f"The store's scale is {found.scale:g}, not {made.scale:g}."]
    problems = []
    for row, name in enumerate(made.name.tolist()):
        if not _same(found[row], made[row], 1.5 * made.scale):
            problems.append(f"Clip {name} is not what its seed makes.")
    return problems


def _compare_text(path: Path, made: Clip) -> list[str]:
    """Read a text file and compare it with the clip of the store."""
    try:
        found = read_skeleton(path)
    except SkeletonFileError as error:
        return [str(error)]
    if _same(found, made, TEXT_STEP):
        return []
    return [f"{path.name} differs from its clip in the store by more than {TEXT_STEP:g} m."]


def _same(found: Clip, made: Clip, step: float) -> bool:
    """Compare two clips up to `step` metres."""
    if found.joints.shape != made.joints.shape or (found.valid != made.valid).any():
        return False
    gap = np.abs(found.joints[made.valid] - made.joints[made.valid])
    return bool(gap.max() <= step)
