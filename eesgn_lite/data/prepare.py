"""From a download to a store: resumable, and written whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eesgn_lite.data.catalog import RAW_FORMATS
from eesgn_lite.data.chunks import Chunk, cut, digest, read_chunks
from eesgn_lite.data.clips import Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.packed import Store
from eesgn_lite.data.report import PrepareReport, Skipped, count_splits
from eesgn_lite.data.splits import PROTOCOLS
from eesgn_lite.data.store import check_target, move_store, open_store, write_stores

_NAME = re.compile(r"S\d{3}C\d{3}P\d{3}R\d{3}A\d{3}|a\d+_s\d+_e\d+(?:_v\d+)?")


def prepare(
    name: str,
    raw: str | Path,
    out: str | Path,
    missing: str | Path | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> PrepareReport:
    """Pack a download into the store `out/name`, where `load_dataset` finds it.

    Parameters
    ----------
    name
        `ntu60`, `ntu120`, `nw-ucla` or `msr-action3d`.
    raw
        Folder of the download; files are found in its subfolders too.
    out
        Folder to write to: a root, as EESGN_DATA names it.
    missing
        Text file of names to leave out, one a line; lines without a name are passed over.
    workers
        Processes that read; None takes one for each core, 1 reads in this process.
    progress
        Show a progress bar.

    Returns
    -------
    PrepareReport
        What was written and what was skipped; printed, it is the final table.

    Raises
    ------
    ValueError
        If there is no such data set, or `workers` is below 1.
    SkeletonFileError
        If the folder holds no such file, none of the files could be used, the list of missing
        names holds none, or `out/name` holds something else than a store.
    RuntimeError
        If a reading process was ended from outside.

    Notes
    -----
    Finished chunks lie in ``out/.name.partial`` until the store is whole. They are named after
    the names, sizes and times of their files, so a later start takes up those that still hold,
    and no others. A file that cannot be read is listed, and the rest goes on.

    A script that calls this with several workers needs the usual
    ``if __name__ == "__main__":``, because each of them imports the script.
    """
    if name not in RAW_FORMATS:
        raise ValueError(f"No data set {name!r} to prepare; there are {', '.join(RAW_FORMATS)}.")
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, found {workers}.")
    raw, out = Path(raw).resolve(), Path(out).resolve()
    folder, partial = out / name, out / f".{name}.partial"
    check_target(folder)
    files, skipped = _choose(name, _find(name, raw, folder), _read_missing(missing))
    chunks = cut(files, partial)
    fingerprint = digest(name, *(chunk.key for chunk in chunks), *map(str, skipped))
    store = _open_finished(folder, fingerprint)
    up_to_date = store is not None
    if store is None:
        partial.mkdir(parents=True, exist_ok=True)
        read_chunks(chunks, workers or os.cpu_count() or 1, progress)
        skipped += [Skipped(*entry) for chunk in chunks for entry in chunk.skipped()]
        notes = {"source": name, "fingerprint": fingerprint, "skipped": sorted(skipped)}
        _join(raw, chunks, partial / "whole", notes)
        move_store(partial / "whole", folder)
        shutil.rmtree(partial, ignore_errors=True)
        store = open_store(folder)
    return PrepareReport(
        name=name,
        folder=folder,
        clips=len(store),
        counts=count_splits(name, store),
        skipped=tuple(Skipped(*entry) for entry in store.notes["skipped"]),
        up_to_date=up_to_date,
    )


def _find(name: str, raw: Path, folder: Path) -> Iterator[Path]:
    """Find a download's files, sorted by name; hidden ones and our own store are not part of it."""
    pattern = RAW_FORMATS[name].pattern
    found = []
    for path in raw.rglob(pattern):
        hidden = any(part.startswith(".") for part in path.relative_to(raw).parts)
        if not hidden and not path.is_relative_to(folder):
            found.append(path)
    if not found:
        problem = f"no {pattern} in it" if raw.is_dir() else "this is no folder"
        raise SkeletonFileError(raw, None, problem, "give the download's folder")
    return iter(sorted(found, key=lambda path: (path.name, str(path))))


def _read_missing(path: str | Path | None) -> frozenset[str]:
    """Read the names on the list of clips to leave out."""
    if path is None:
        return frozenset()
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise SkeletonFileError(path, None, problem, "check the path") from error
    names = frozenset(_NAME.findall(text))
    if not names:
        remedy = "give a text file with one name a line"
        raise SkeletonFileError(path, None, "there is no name of a clip in it", remedy)
    return names


def _choose(
    name: str, found: Iterator[Path], missing: frozenset[str]
) -> tuple[list[Path], list[Skipped]]:
    """Say which files are read, and why others are not."""
    files: dict[str, Path] = {}
    skipped = []
    for path in found:
        recording = _parse(name, path)
        # NTU RGB+D 120 contains NTU RGB+D, so its other actions are no fault of the download.
        if name == "ntu60" and (recording.action or 0) > 60:
            continue
        reason = _refuse(name, recording)
        if recording.name in missing:
            reason = "on the list of missing skeletons"
        elif recording.name in files:
            reason = "another file has this name"
        if reason:
            skipped.append(Skipped(path.name, reason))
        else:
            files[recording.name] = path
    return list(files.values()), skipped


def _parse(name: str, path: Path) -> Recording:
    """Read a file's name; one that does not parse gives no action."""
    try:
        return RAW_FORMATS[name].parse(path.stem)
    except ValueError:
        return Recording(name=path.stem)


def _refuse(name: str, recording: Recording) -> str | None:
    """Say why a recording can have no label or no side, if so."""
    if recording.action is None:
        return f"the name is not like {RAW_FORMATS[name].example}"
    protocols = [protocol for protocol in PROTOCOLS.values() if protocol.source == name]
    if not any(recording.action in protocol.actions for protocol in protocols):
        return f"{name} has no action {recording.action}"
    for protocol in protocols:
        value = getattr(recording, protocol.field)
        if value not in protocol.training_side + protocol.test:
            return f"{protocol.name} has no {protocol.field} {value}"
    return None


def _open_finished(folder: Path, fingerprint: str) -> Store | None:
    """Open the store if it was made from these very files."""
    try:
        store = open_store(folder)
    except SkeletonFileError:
        return None
    return store if store.notes.get("fingerprint") == fingerprint else None


def _join(raw: Path, chunks: Sequence[Chunk], target: Path, notes: Mapping[str, object]) -> None:
    """Write the clips of all chunks as one store; the chunks are closed when this returns."""
    parts = [store for chunk in chunks if (store := chunk.open()) is not None]
    if not parts:
        problem = "none of its files could be used"
        raise SkeletonFileError(raw, None, problem, "check the download and the missing list")
    write_stores(target, parts, notes)
