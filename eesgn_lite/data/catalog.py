"""From a name to a data set: find the folder, read it, divide it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eesgn_lite.data.cards import ORIGINS
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.datasets import Dataset, DataSplits, divide
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu import parse_ntu_name, read_skeleton
from eesgn_lite.data.packed import Store, pack
from eesgn_lite.data.small import parse_small_name, read_msr, read_nw_ucla
from eesgn_lite.data.splits import PROTOCOLS, Protocol, get_protocol
from eesgn_lite.data.store import INDEX, open_store

__all__ = [
    "RAW_FORMATS",
    "DataSplits",
    "Dataset",
    "FoundDataset",
    "RawFormat",
    "as_clip",
    "dataset_root",
    "find_datasets",
    "load_dataset",
    "read_clip",
]

ROOT_VARIABLE = "EESGN_DATA"
_SAMPLES = Path(__file__).resolve().parents[2] / "data_samples"
_READERS: Mapping[str, Callable[[str | Path], Clip]] = {
    ".skeleton": read_skeleton,
    ".json": read_nw_ucla,
    ".txt": read_msr,
}


@dataclass(frozen=True, kw_only=True)
class RawFormat:
    """Say how a download looks: which files, and what their names mean.

    Parameters
    ----------
    pattern
        Files that hold clips.
    example
        A file name, for messages.
    parse
        Reads a file name without its ending.
    """

    pattern: str
    example: str
    parse: Callable[[str], Recording]


_NTU_FORMAT = RawFormat(
    pattern="*.skeleton", example="S001C001P001R001A001.skeleton", parse=parse_ntu_name
)
RAW_FORMATS: Mapping[str, RawFormat] = {
    "nw-ucla": RawFormat(pattern="*.json", example="a01_s01_e00_v01.json", parse=parse_small_name),
    "msr-action3d": RawFormat(
        pattern="*_skeleton3D.txt", example="a01_s01_e01_skeleton3D.txt", parse=parse_small_name
    ),
    "ntu60": _NTU_FORMAT,
    "ntu120": _NTU_FORMAT,
}
# Reading these from the download takes seconds, so they need no store.
_SMALL = ("nw-ucla", "msr-action3d")


@dataclass(frozen=True, kw_only=True)
class FoundDataset:
    """Say where a data set was found, or how to get it.

    Parameters
    ----------
    source
        Name of its folder under a root.
    names
        Names that `load_dataset` takes.
    folder
        Where it was found, or None.
    kind
        "store", "raw" (a download that is read directly), or None.
    how_to_get
        What to do where it is missing.
    """

    source: str
    names: tuple[str, ...]
    folder: Path | None
    kind: Literal["store", "raw"] | None
    how_to_get: str


def load_dataset(
    name: str, root: str | Path | None = None, *, held_out: int | None = None
) -> DataSplits:
    """Load a data set by name, divided by its protocol.

    Parameters
    ----------
    name
        One of `mini-ntu`, `nw-ucla`, `msr-action3d-as1|as2|as3|all`, `ntu60-cs|cv`,
        `ntu120-csub|cset`.
    root
        Folder that holds the data sets' folders; by default those that the environment
        variable EESGN_DATA lists, separated as in PATH. It is never written to.
    held_out
        Performer, camera or setup of the training side that becomes `val`; None takes those
        that the protocol names.

    Raises
    ------
    ValueError
        If there is no data set of that name, a clip belongs to neither side, or `held_out` is
        not of the training side.
    FileNotFoundError
        If no root holds it; the message says how to get it.
    SkeletonFileError
        If a file cannot be read, or a split is empty.

    Examples
    --------
    >>> splits = load_dataset("mini-ntu")
    >>> splits.skeleton.num_joints, len(splits.classes)
    (25, 16)
    """
    protocol = get_protocol(name)
    if held_out is not None:
        protocol = protocol.hold_out(held_out)
    folder = dataset_root(protocol.source, root)
    store = open_store(folder) if _kind(protocol.source, folder) == "store" else None
    return divide(protocol, store or _read_raw(protocol, folder), folder)


def dataset_root(source: str, root: str | Path | None = None) -> Path:
    """Return the folder of a data set: the first that holds a store or a readable download.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says how to get it.
    """
    folders = _candidates(source, root)
    for folder in folders:
        if _kind(source, folder):
            return folder
    empty = [folder for folder in folders if folder.is_dir()]
    if empty and source in _SMALL:
        problem = f"{empty[0]} holds no {RAW_FORMATS[source].example} or other such file"
    elif empty:
        problem = f"{empty[0]} holds no store"
    elif folders:
        problem = f"{source} is not in {', '.join(str(folder.parent) for folder in folders)}"
    else:
        problem = f"{source} was not found, because {ROOT_VARIABLE} names no folder"
    remedy = f"{ORIGINS[source].how_to_get}, and let {ROOT_VARIABLE} name the folder above it"
    raise FileNotFoundError(f"{problem}; {remedy}.")


def find_datasets(root: str | Path | None = None) -> tuple[FoundDataset, ...]:
    """Look for every data set; nothing is read."""
    found = []
    for source, origin in ORIGINS.items():
        kinds = [(folder, _kind(source, folder)) for folder in _candidates(source, root)]
        folder, kind = next(((f, k) for f, k in kinds if k), (None, None))
        names = tuple(name for name, protocol in PROTOCOLS.items() if protocol.source == source)
        found.append(
            FoundDataset(
                source=source,
                names=names,
                folder=folder,
                kind=kind,
                how_to_get=origin.how_to_get,
            )
        )
    return tuple(found)


def read_clip(path: str | Path) -> Clip:
    """Read one file of any of the data sets; its ending picks the reader.

    Raises
    ------
    SkeletonFileError
        If the ending is not .skeleton, .json or .txt, or the file cannot be read.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        problem = f"no reader for {path.suffix or 'a file without an ending'}"
        if path.is_dir():
            problem = "this is a folder"
        raise SkeletonFileError(path, None, problem, f"give {', '.join(_READERS)}")
    return reader(path)


def as_clip(clip: Clip | str | Path) -> Clip:
    """Return a clip, read from its file where a path is given.

    Raises
    ------
    SkeletonFileError
        If the file cannot be read.
    TypeError
        If it is neither a clip nor a path.
    """
    if isinstance(clip, Clip):
        return clip
    if isinstance(clip, str | Path):
        return read_clip(clip)
    raise TypeError(
        f"A clip or the path of its file is asked for, found {type(clip).__name__}; "
        "notebook 12 makes clips of joints of your own."
    )


def _candidates(source: str, root: str | Path | None) -> list[Path]:
    """Return the folders in which a data set may lie, the preferred one first."""
    if root is not None:
        roots = [Path(root)]
    else:
        listed = os.environ.get(ROOT_VARIABLE, "").split(os.pathsep)
        roots = [Path(text) for text in listed if text]
    if source == "mini-ntu":
        roots.append(_SAMPLES)
    return [folder / source for folder in roots]


def _kind(source: str, folder: Path) -> Literal["store", "raw"] | None:
    """Say what a folder holds."""
    if (folder / INDEX).is_file():
        return "store"
    if source in _SMALL and any(folder.rglob(RAW_FORMATS[source].pattern)):
        return "raw"
    return None


def _read_raw(protocol: Protocol, folder: Path) -> Store:
    """Read those files of a download that take part, in the order of their names."""
    raw = RAW_FORMATS[protocol.source]
    clips = []
    for path in sorted(folder.rglob(raw.pattern), key=lambda path: path.name):
        recording = raw.parse(path.stem)
        if recording.action is None:
            problem = "the name gives no action number"
            raise SkeletonFileError(path, None, problem, f"name it like {raw.example}")
        if protocol.includes(recording):
            clips.append(read_clip(path))
    if not clips:
        problem = f"no file takes part in {protocol.name}"
        raise SkeletonFileError(folder, None, problem, ORIGINS[protocol.source].how_to_get)
    return pack(clips, notes={"source": protocol.source})
