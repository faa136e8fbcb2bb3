"""A store on disk: a folder with `joints.npy`, `valid.npy` and `index.json`, memory-mapped."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.packed import COLUMNS, Store, pack
from eesgn_lite.data.skeletons import Skeleton

__all__ = [
    "Store",
    "check_target",
    "move_store",
    "open_store",
    "pack",
    "write_store",
    "write_stores",
]

FORMAT = "eesgn-lite store"
VERSION = 1
INDEX = "index.json"
_REMEDY = "make the store anew with `eesgn prepare`"


def write_store(path: str | Path, store: Store) -> Path:
    """Write a store to the folder `path`, whole or not at all; return the folder.

    Raises
    ------
    SkeletonFileError
        If the folder holds something else than a store, or another program has it open.
    """
    return write_stores(path, [store], store.notes)


def write_stores(path: str | Path, stores: Sequence[Store], notes: Mapping[str, Any]) -> Path:
    """Write stores of one layout, dtype and scale as one, row block after row block.

    Only one block at a time is in memory, so memory-mapped parts of any size can be joined.

    Raises
    ------
    SkeletonFileError
        As in `write_store`.
    ValueError
        If the stores differ in layout, dtype or scale.
    """
    path, first = Path(path), stores[0]
    for store in stores:
        kind = (store.skeleton, store.joints.dtype, store.scale)
        if kind != (first.skeleton, first.joints.dtype, first.scale):
            raise ValueError("Only stores of one layout, dtype and scale can be joined.")
    check_target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        _write_blocks(fresh / "joints.npy", [store.joints for store in stores])
        _write_blocks(fresh / "valid.npy", [store.valid for store in stores])
        index = json.dumps(_to_index(stores, notes), ensure_ascii=False)
        (fresh / INDEX).write_text(index, encoding="utf-8")
        fresh.chmod(0o755)
        move_store(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return path


def check_target(path: Path) -> None:
    """Refuse a folder that holds something else than a store: it is not ours to remove.

    Raises
    ------
    SkeletonFileError
        If there is such a folder, or a file.
    """
    if not path.exists() or (path / INDEX).is_file():
        return
    if not path.is_dir() or any(path.iterdir()):
        problem = "this holds something else than a store"
        raise SkeletonFileError(path, None, problem, "choose another folder to write to")


def _write_blocks(path: Path, blocks: Sequence[np.ndarray]) -> None:
    """Write arrays that follow each other along axis 0 as one .npy file."""
    shape = (sum(len(block) for block in blocks), *blocks[0].shape[1:])
    header = {"descr": blocks[0].dtype.str, "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for block in blocks:
            file.write(np.ascontiguousarray(block).data)


def _to_index(stores: Sequence[Store], notes: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything but the big arrays as JSON values; the offsets follow from the sizes."""
    columns = {
        column: [value for store in stores for value in getattr(store, column).tolist()]
        for column in COLUMNS
        if column != "offset"
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        "skeleton": stores[0].skeleton.to_json(),
        "dtype": stores[0].joints.dtype.name,
        "scale": stores[0].scale,
        "rows": sum(len(store.valid) for store in stores),
        "notes": dict(notes),
        "columns": columns,
    }


def move_store(source: Path, path: Path) -> None:
    """Rename a whole store to `path`; an older one there is set aside first, then removed.

    Raises
    ------
    SkeletonFileError
        If another program has the older one open (Windows refuses the renaming then).
    """
    if not path.exists():
        os.replace(source, path)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
    try:
        os.replace(path, aside / path.name)
    except OSError as error:
        aside.rmdir()
        raise SkeletonFileError(
            path, None, "another program has this store open", "close it and start again"
        ) from error
    try:
        os.replace(source, path)
    except OSError:
        os.replace(aside / path.name, path)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def open_store(path: str | Path) -> Store:
    """Open a store's folder: read-only, memory-mapped, checked once.

    Raises
    ------
    SkeletonFileError
        If a file is missing, damaged or of another version, or the index does not fit the arrays.
    """
    path = Path(path)
    index = _read_index(path / INDEX)
    try:
        columns = {column: np.array(index["columns"][column]) for column in COLUMNS[:-1]}
        sizes = columns["persons"] * columns["frames"]
        store = Store(
            joints=_map_array(path / "joints.npy", index["dtype"], index["rows"]),
            valid=_map_array(path / "valid.npy", "bool", index["rows"]),
            skeleton=Skeleton.from_json(index["skeleton"]),
            offset=np.cumsum(sizes) - sizes,
            scale=float(index["scale"]),
            notes=index["notes"],
            **columns,
        )
    except SkeletonFileError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        problem = f"the index does not fit its arrays ({str(error).rstrip('.')})"
        raise SkeletonFileError(path / INDEX, None, problem, _REMEDY) from error
    return store


def _read_index(path: Path) -> dict[str, Any]:
    """Read index.json and check that this code knows its format."""
    if not path.is_file():
        raise SkeletonFileError(path.parent, None, f"there is no {INDEX}", _REMEDY)
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise SkeletonFileError(path, None, "this is not whole JSON", _REMEDY) from error
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise SkeletonFileError(path, None, problem, "check its permissions") from error
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise SkeletonFileError(path, None, "this is not the index of a store", _REMEDY)
    if index.get("version") != VERSION:
        problem = f"the store has version {index.get('version')}, this code reads {VERSION}"
        raise SkeletonFileError(path, None, problem, _REMEDY)
    return index


def _map_array(path: Path, dtype: str, rows: int) -> np.ndarray:
    """Map one array read-only; a file that is too short for its header is refused."""
    if not path.is_file():
        raise SkeletonFileError(path, None, "there is no such file", _REMEDY)
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise SkeletonFileError(path, None, "the array is damaged or cut short", _REMEDY) from error
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise SkeletonFileError(path, None, problem, "check its permissions") from error
    if array.dtype != np.dtype(dtype) or len(array) != rows:
        problem = f"it holds {len(array)} rows of {array.dtype}, the index says {rows} of {dtype}"
        raise SkeletonFileError(path, None, problem, _REMEDY)
    return array
