"""Run notebooks, and keep what they showed until something they depend on changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from eesgn_lite.course.progress import FILE_VARIABLE
from eesgn_lite.data.catalog import ROOT_VARIABLE
from eesgn_lite.data.files import write_text

ROOT = Path(__file__).resolve().parents[3]
_READ = ("eesgn_lite", "checkpoints", "data_samples", "results")
_CACHED = "__pycache__"
_SECONDS = 900  # for one cell, on a slow machine


def run_notebook(path: Path, kept: Path) -> NotebookNode:
    """Return a notebook with its outputs.

    Parameters
    ----------
    path
        A notebook; it is not changed, and runs in its own folder.
    kept
        Folder of what earlier calls showed. An unchanged notebook is not run again as long as
        the package, checkpoints, samples and results are unchanged too.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell stops with an error.
    """
    text = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{text}{_state_of(ROOT)}".encode()).hexdigest()[:16]
    store = kept / f"{path.stem}-{digest}.ipynb"
    if store.is_file():
        return nbformat.reads(store.read_text(encoding="utf-8"), as_version=4)
    notebook = nbformat.reads(text, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    # A page must not show what the person who makes it has solved, nor any real recording.
    environment = os.environ | {FILE_VARIABLE: "", ROOT_VARIABLE: ""}
    # A bar writes over itself; coalesced, only what it leaves at the end is kept.
    NotebookClient(
        notebook,
        timeout=_SECONDS,
        startup_timeout=_SECONDS,
        coalesce_streams=True,
        resources=place,
    ).execute(env=environment)
    for old in kept.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    write_text(store, nbformat.writes(notebook) + "\n")
    return notebook


@cache
def _state_of(root: Path) -> str:
    """Digest all files that a notebook may read."""
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterable[Path]:
    """List the files of the folders that notebooks read."""
    for name in _READ:
        for path in (root / name).rglob("*"):
            if path.is_file() and _CACHED not in path.parts:
                yield path
