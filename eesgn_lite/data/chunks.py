"""Read many files in several processes, some at a time, and keep what is finished."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from tqdm.auto import tqdm

from eesgn_lite import __version__
from eesgn_lite.data.catalog import read_clip
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.files import write_json
from eesgn_lite.data.packed import Store, pack
from eesgn_lite.data.store import open_store, write_store

# Each chunk is two open files while they are joined, and macOS allows a process 256.
_MOST = 64
_SMALLEST = 64


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Hold some files, and say where their clips are kept until all are read.

    Parameters
    ----------
    files
        Files to read.
    key
        Digits that change when a name, size or time of a file does, or this package.
    folder
        Folder of the small store. Beside it, `KEY.json` says how many clips it has and which
        files were skipped; it is written last, so it stands for a finished chunk.
    """

    files: tuple[Path, ...]
    key: str
    folder: Path

    @property
    def listing(self) -> Path:
        """File that is there once the chunk is finished."""
        return self.folder.with_suffix(".json")

    def skipped(self) -> list[tuple[str, str]]:
        """Return (file, reason) of what could not be read; the chunk must be finished."""
        content = json.loads(self.listing.read_text(encoding="utf-8"))
        return [(file, reason) for file, reason in content["skipped"]]

    def open(self) -> Store | None:
        """Open the clips of a finished chunk; None if none of its files could be read.

        Raises
        ------
        ValueError
            If the chunk is not finished, or is damaged.
        """
        try:
            clips = json.loads(self.listing.read_text(encoding="utf-8"))["clips"]
        except (OSError, KeyError, TypeError) as error:
            raise ValueError(f"Chunk {self.key} is not finished.") from error
        if not clips:
            return None
        store = open_store(self.folder)
        if len(store) != clips:
            raise ValueError(f"Chunk {self.key} has {len(store)} clips, not {clips}.")
        return store

    def is_finished(self) -> bool:
        """Say whether the chunk is there and whole."""
        try:
            self.open()
        except ValueError:
            return False
        return True


def cut(files: Sequence[Path], partial: Path) -> list[Chunk]:
    """Cut files into at most 64 chunks, kept in the folder `partial`."""
    size = max(_SMALLEST, -(-len(files) // _MOST))
    chunks = []
    for start in range(0, len(files), size):
        part = tuple(files[start : start + size])
        stats = [(path.name, path.stat()) for path in part]
        marks = (f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
        key = digest(__version__, *marks)
        chunks.append(Chunk(files=part, key=key, folder=partial / key))
    return chunks


def digest(*texts: str) -> str:
    """Return 16 hexadecimal digits that stand for the texts."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def read_chunks(chunks: Sequence[Chunk], workers: int, progress: bool) -> None:
    """Read the chunks that are not finished yet.

    Raises
    ------
    RuntimeError
        If a reading process was ended from outside.
    """
    waiting = [chunk for chunk in chunks if not chunk.is_finished()]
    total = sum(len(chunk.files) for chunk in chunks)
    done = total - sum(len(chunk.files) for chunk in waiting)
    with tqdm(total=total, initial=done, unit="clip", disable=not progress) as bar:
        for count in _work(waiting, min(workers, len(waiting))):
            bar.update(count)


def _work(chunks: Sequence[Chunk], workers: int) -> Iterator[int]:
    """Read chunks here or in several processes; yield the number of files of each."""
    if workers <= 1:
        yield from map(_read_chunk, chunks)
        return
    # spawn is what Windows and macOS have, so it is what we use and test everywhere.
    context = multiprocessing.get_context("spawn")
    # Windows cannot wait for more than 61 processes. With its default action, Ctrl-C ends a
    # worker at once and without a traceback of its own.
    with ProcessPoolExecutor(
        min(workers, 61),
        mp_context=context,
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_DFL),
    ) as pool:
        futures = [pool.submit(_read_chunk, chunk) for chunk in chunks]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as error:
            raise RuntimeError(
                "A reading process was ended from outside; start again, what is read is kept."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _read_chunk(chunk: Chunk) -> int:
    """Read a chunk's files into its store; what cannot be read is listed."""
    clips, skipped = [], []
    for path in chunk.files:
        try:
            clips.append(read_clip(path))
        except SkeletonFileError as error:
            line = "" if error.line is None else f" in line {error.line}"
            skipped.append((path.name, f"{error.problem}{line}"))
    if clips:
        write_store(chunk.folder, pack(clips))
    write_json(chunk.listing, {"clips": len(clips), "skipped": skipped})
    return len(chunk.files)
