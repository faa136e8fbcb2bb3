"""Energy counters: a made-up processor, a made-up GPU, and machines that have none."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from eesgn_lite.analysis import energy
from eesgn_lite.analysis.energy import find_counters, measure_energy


def add_zone(folder: Path, number: str, name: str, microjoules: int, most: int = 10**9) -> Path:
    """Write one zone as Linux shows it."""
    zone = folder / f"intel-rapl:{number}"
    try:
        zone.mkdir(parents=True)
    except OSError:
        pytest.skip("This system has no file names with a colon.")
    values = {"name": name, "energy_uj": microjoules, "max_energy_range_uj": most}
    for file, value in values.items():
        (zone / file).write_text(f"{value}\n", encoding="utf-8")
    return zone / "energy_uj"


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.fixture
def one_gpu(monkeypatch):
    """A GPU whose maker's library is there; it has used 5 joules so far, then 3 more."""
    readings = [5000, 5000, 8000]
    library = SimpleNamespace(
        nvmlInit=lambda: None,
        nvmlDeviceGetCount=lambda: 1,
        nvmlDeviceGetHandleByIndex=lambda number: f"board {number}",
        nvmlDeviceGetTotalEnergyConsumption=lambda handle: readings.pop(0),
    )
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    monkeypatch.setitem(sys.modules, "pynvml", library)
    return library


@pytest.mark.usefixtures("no_gpu")
def test_packages_are_read_and_their_parts_left_out(tmp_path):
    add_zone(tmp_path, "0", "package-0", 2_500_000)
    add_zone(tmp_path, "0:0", "core", 1)
    counters, problem = find_counters(tmp_path)
    assert [(one.name, one.read(), one.range) for one in counters] == [
        ("processor, package-0", 2.5, 1000)
    ]
    assert problem == ""


@pytest.mark.usefixtures("no_gpu")
def test_work_is_the_difference_of_two_readings(tmp_path, monkeypatch):
    counter = add_zone(tmp_path, "0", "package-0", 2_000_000)
    monkeypatch.setattr(energy, "find_counters", lambda: find_counters(tmp_path))
    found = measure_energy(lambda: counter.write_text("5000000", encoding="utf-8"))
    assert found.joules == pytest.approx({"processor, package-0": 3})
    assert found.seconds > 0 and found.problem == ""


@pytest.mark.usefixtures("no_gpu")
def test_a_counter_that_begins_again_is_noticed(tmp_path, monkeypatch):
    counter = add_zone(tmp_path, "0", "package-0", 9_000_000, most=10_000_000)
    monkeypatch.setattr(energy, "find_counters", lambda: find_counters(tmp_path))
    found = measure_energy(lambda: counter.write_text("1000000", encoding="utf-8"))
    assert found.joules == pytest.approx({"processor, package-0": 2})


@pytest.mark.usefixtures("no_gpu")
def test_a_counter_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    add_zone(tmp_path, "0", "package-0", 1)
    usual = Path.read_text

    def refuse(path: Path, *options: str, **named: str) -> str:
        if path.name == "energy_uj":
            raise PermissionError(13, "Permission denied")
        return usual(path, *options, **named)

    monkeypatch.setattr(Path, "read_text", refuse)
    counters, problem = find_counters(tmp_path)
    assert counters == [] and "only the administrator may read" in problem


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("Linux", "a virtual machine has none"),
        ("Darwin", "powermetrics"),
        ("Windows", "driver"),
        ("Plan9", "Plan9 shows none"),
    ],
)
def test_a_machine_without_a_counter_says_why(tmp_path, monkeypatch, system, words):
    monkeypatch.setattr(energy.platform, "system", lambda: system)
    counters, problem = find_counters(tmp_path / os.devnull.strip("/\\"))
    assert counters == [] and words in problem
    assert problem.count(".") == 1 and problem.endswith(".")


def test_a_gpu_is_read_in_joules(one_gpu, tmp_path, monkeypatch):
    monkeypatch.setattr(energy, "find_counters", lambda: find_counters(tmp_path))
    found = measure_energy(lambda: None)
    assert found.joules == pytest.approx({"GPU 0": 3})
    assert found.problem == ""


def test_a_gpu_without_its_library_says_what_to_install(one_gpu, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert find_counters(tmp_path)[0] == []
    assert "[energy]" in find_counters(tmp_path)[1]


def test_an_old_gpu_says_that_it_does_not_count(one_gpu, tmp_path):
    def refuse(handle: str) -> float:
        raise RuntimeError("Not Supported")

    one_gpu.nvmlDeviceGetTotalEnergyConsumption = refuse
    assert find_counters(tmp_path) == ([], "The GPU shows no energy counter (Not Supported).")


@pytest.mark.usefixtures("no_gpu")
def test_rest_takes_as_long_as_asked():
    assert measure_energy(seconds=0.2).seconds == pytest.approx(0.2, abs=0.15)
