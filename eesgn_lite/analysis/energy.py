"""The energy counters that a machine may have: RAPL of the processor, NVML of NVIDIA's GPUs."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import torch

_POWERCAP = Path("/sys/class/powercap")


class Counter(NamedTuple):
    """One energy counter of the machine.

    Attributes
    ----------
    name
        What it counts.
    read
        Returns joules since some moment in the past.
    range
        Joules after which it begins again at 0; infinite for one that never does.
    """

    name: str
    read: Callable[[], float]
    range: float = math.inf


class Energy(NamedTuple):
    """What a piece of work took.

    Attributes
    ----------
    joules
        By name of the counter; empty where this machine has none that may be read. Counters
        may contain one another, so they are not to be added up.
    seconds
        How long it took.
    problem
        One sentence that says why there is no figure, or nothing.
    """

    joules: dict[str, float]
    seconds: float
    problem: str = ""


def measure_energy(work: Callable[[], object] | None = None, *, seconds: float = 1.0) -> Energy:
    """Read the machine's energy counters before and after some work.

    Parameters
    ----------
    work
        A function without arguments. None lets the machine rest for `seconds`: what it takes
        then has to be known before what training takes means anything.
    seconds
        How long to rest; not read where there is work.

    Returns
    -------
    Energy
        With a sentence in `problem` where there is no counter.

    Notes
    -----
    A counter belongs to the whole processor or board: it includes every other program, and
    leaves out memory, disk, screen and power supply unless its name says so. It is renewed
    some times a second at best, so work of less than a second gives no figure worth having.

    Examples
    --------
    >>> round(measure_energy(seconds=0.1).seconds, 1)
    0.1
    """
    counters, problem = find_counters()
    before = [counter.read() for counter in counters]
    start = time.perf_counter()
    if work is None:
        time.sleep(seconds)
    else:
        work()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    took = time.perf_counter() - start
    spent = {
        counter.name: _difference(counter, first, counter.read())
        for counter, first in zip(counters, before, strict=True)
    }
    return Energy(spent, took, problem)


def find_counters(powercap: Path = _POWERCAP) -> tuple[list[Counter], str]:
    """List the counters that may be read, and say in a sentence why there are none."""
    processor, processor_problem = _rapl(powercap)
    boards, board_problem = _nvml()
    counters = processor + boards
    return counters, "" if counters else (board_problem or processor_problem)


def _difference(counter: Counter, first: float, last: float) -> float:
    """Subtract two readings of a counter that may have begun again in between."""
    return last - first if last >= first else last - first + counter.range


def _rapl(powercap: Path) -> tuple[list[Counter], str]:
    """Find the counters of the processor's packages, which Linux shows as files."""
    # intel-rapl:0 is a package (AMD's too); intel-rapl:0:1 is a part of it.
    zones = [zone for zone in sorted(powercap.glob("intel-rapl:*")) if zone.name.count(":") == 1]
    if not zones:
        system = platform.system()
        why = {
            "Linux": "a virtual machine has none, and some processors show none",
            "Darwin": "on macOS only the administrator's powermetrics reads one",
            "Windows": "Windows shows none without a driver of its own",
        }.get(system, f"{system} shows none")
        return [], f"No energy counter can be read here: {why}."
    try:
        return [_package(zone) for zone in zones], ""
    except OSError:
        return [], (
            "The processor has an energy counter that only the administrator may read, because "
            "it can betray what other programs compute."
        )


def _package(zone: Path) -> Counter:
    """Read one zone once, to see that it may be read."""
    name = (zone / "name").read_text(encoding="utf-8").strip()

    def joules() -> float:
        """Read the counter, which is in millionths of a joule."""
        return int((zone / "energy_uj").read_text(encoding="utf-8")) / 1e6

    joules()
    most = int((zone / "max_energy_range_uj").read_text(encoding="utf-8")) / 1e6
    return Counter(f"processor, {name}", joules, most)


def _nvml() -> tuple[list[Counter], str]:
    """Find the counters of the GPUs, through the library of their maker."""
    if not torch.cuda.is_available():
        return [], ""
    try:
        library = import_module("pynvml")
        library.nvmlInit()
        boards = range(library.nvmlDeviceGetCount())
        return [_board(library, number) for number in boards], ""
    except ImportError:
        return [], 'The GPU has an energy counter; pip install -e ".[energy]" reads it.'
    except Exception as problem:  # NVMLError, whose class is known only after the import
        return [], f"The GPU shows no energy counter ({problem})."


def _board(library: Any, number: int) -> Counter:
    """Read one GPU once, to see that it counts; boards before Volta do not."""
    handle = library.nvmlDeviceGetHandleByIndex(number)

    def joules() -> float:
        """Read the counter, which is in thousandths of a joule."""
        return float(library.nvmlDeviceGetTotalEnergyConsumption(handle)) / 1e3

    joules()
    return Counter(f"GPU {number}", joules)
