"""Run a student's code apart: in a process with limits of time and memory, without network."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil

_CHILD = "eesgn_lite.course.grading.child"
_PACKAGE_HOME = Path(__file__).resolve().parents[3]
_LOOK_EVERY = 0.1  # seconds
_MOST_OUTPUT = 2**24  # bytes


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one notebook may take.

    Parameters
    ----------
    seconds
        Time on the clock.
    gibibytes
        Memory of the process and all that it starts.

    Raises
    ------
    ValueError
        If one is not positive.
    """

    seconds: float = 120.0
    gibibytes: float = 2.0

    def __post_init__(self) -> None:
        """Refuse limits that nothing could keep."""
        if self.seconds <= 0 or self.gibibytes <= 0:
            raise ValueError("A limit of time or memory must be above 0.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came back.

    Attributes
    ----------
    report
        What the child wrote, by exercise; empty where it wrote none.
    problem
        Why there is none, or "".
    seconds
        How long it took.
    """

    report: dict[str, Any]
    problem: str
    seconds: float


def run_apart(cells: tuple[str, ...], limits: Limits) -> Outcome:
    """Run a student's cells in a process of their own, in an empty folder.

    Notes
    -----
    The process may read what you may read. It has no network where the system can take it away
    (see `network_is_shut`), writes to a folder that is thrown away unless it names another, and
    is ended with all its children when a limit is passed.
    """
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eesgn-grade-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "cells").write_text(json.dumps(cells), encoding="utf-8")
        with (place / "cells").open("rb") as source, (place / "report").open("wb") as target:
            process = subprocess.Popen(
                [*_without_network(), sys.executable, "-s", "-P", "-m", _CHILD],
                stdin=source,
                stdout=target,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            problem = _watch(process, place / "report", limits)
        seconds = time.monotonic() - begin
        if problem:
            return Outcome(report={}, problem=problem, seconds=seconds)
        return _read(place / "report", process.returncode, seconds)


@cache
def network_is_shut() -> bool:
    """Tell whether the system can run a process without network; on Linux `unshare` does it."""
    return bool(_without_network())


@cache
def _without_network() -> tuple[str, ...]:
    """Return the words before a command that take the network from it, if the system lets us."""
    program = shutil.which("unshare") if sys.platform == "linux" else None
    if program is None:
        return ()
    command = (program, "--user", "--map-root-user", "--net", "--")
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if tried.returncode == 0 else ()


def _environment(folder: str) -> dict[str, str]:
    """Give the child what Python needs, and nothing that may hold a secret."""
    needed = ("PATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    paths = [str(_PACKAGE_HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {name: folder for name in ("HOME", "USERPROFILE", "TMP", "TEMP", "TMPDIR")}
    own |= {"MPLCONFIGDIR": folder, "MPLBACKEND": "Agg", "IPYTHONDIR": folder}
    own |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}
    return {**kept, **own, "OMP_NUM_THREADS": "1", "EESGN_PROGRESS": ""}


def _watch(process: subprocess.Popen[bytes], report: Path, limits: Limits) -> str:
    """Wait for the end; end it when a limit is passed, and say which."""
    begin = time.monotonic()
    problem = ""
    while process.poll() is None and not problem:
        time.sleep(_LOOK_EVERY)
        if time.monotonic() - begin > limits.seconds:
            problem = f"ended after {limits.seconds:g} seconds"
        elif _memory(process.pid) > limits.gibibytes * 2**30:
            problem = f"ended when it took more than {limits.gibibytes:g} GiB"
        elif report.stat().st_size > _MOST_OUTPUT:
            problem = "ended because it wrote too much"
    _end(process)
    return problem


def _family(pid: int) -> list[psutil.Process]:
    """List a process and all that it started."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(pid: int) -> int:
    """Add up the memory of a process and its children, in bytes."""
    total = 0
    for one in _family(pid):
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it left running."""
    for one in reversed(_family(process.pid)):
        try:
            one.kill()
        except psutil.Error:
            continue
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(report: Path, code: int, seconds: float) -> Outcome:
    """Read the last line that the child wrote."""
    lines = report.read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        found = json.loads(lines[-1])
        if isinstance(found, dict):
            return Outcome(report=found, problem="", seconds=seconds)
    except (IndexError, ValueError, RecursionError):
        pass
    return Outcome(report={}, problem=f"stopped with exit code {code}", seconds=seconds)
