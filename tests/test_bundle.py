"""The archive for a room without network: its manifest, its installer, and a real installation."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from packaging.utils import parse_wheel_filename

from eesgn_lite.course.bundle import archive, wheels
from eesgn_lite.course.bundle.archive import build_bundle, write_archive
from eesgn_lite.course.bundle.wheels import SYSTEMS, Wheel, list_wheels

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
LINKS = os.environ.get("PIP_FIND_LINKS", "").split()
UNREACHABLE = re.compile("error sending request|failed to fetch|offline|dns|connect", re.I)
TAGS = {
    "linux": r"manylinux.*x86_64",
    "windows": r"win_amd64",
    "macos": r"macosx_.*(arm64|universal2)",
}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with two wheels that are none."""
    home = tmp_path_factory.mktemp("bundle")
    folder = home / "wheels"
    folder.mkdir()
    needed = {}
    for system, name in (("linux", "a-1-py3-none-any.whl"), ("windows", "b-1-py3-none-any.whl")):
        (folder / name).write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        needed[system] = [Wheel(package=name[0], version="1", file=name, sha256=digest)]
    return write_archive(home / "out", folder, needed, python=RUNNING)


@pytest.fixture
def made_up(packed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The archive, and where it was unpacked."""
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "room")
    (place,) = (tmp_path / "room").iterdir()
    return packed, place


def manifest_of(place: Path) -> dict:
    return json.loads((place / archive.MANIFEST).read_text(encoding="utf-8"))


@pytest.fixture
def installer(made_up: tuple[Path, Path]) -> ModuleType:
    """The installer of the unpacked archive, on a Linux machine."""
    spec = spec_from_file_location("installer", made_up[1] / "install.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.SYSTEM = "linux"
    return module


def test_the_manifest_names_every_file_with_its_digest(made_up):
    _, place = made_up
    manifest = manifest_of(place)
    there = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert set(manifest["files"]) == there - {archive.MANIFEST}
    for name, known in manifest["files"].items():
        content = (place / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == known["sha256"]
        assert len(content) == known["bytes"]
    assert manifest["systems"] == {
        "linux": ["a-1-py3-none-any.whl"],
        "windows": ["b-1-py3-none-any.whl"],
    }


def test_it_holds_notebooks_samples_checkpoints_and_no_leftovers(made_up):
    names = set(manifest_of(made_up[1])["files"])
    for name in (
        "notebooks/00_start_here.ipynb",
        "checkpoints/mini-ntu/esgn.safetensors",
        "checkpoints/SHA256SUMS",
        "eesgn_lite/__init__.py",
        "constraints.txt",
        "install.py",
        "notebooks/teaching/offline_install.md",
    ):
        assert name in names, name
    assert any(name.startswith("data_samples/") for name in names)
    assert not any("__pycache__" in name for name in names)


def test_the_same_files_make_the_same_archive(made_up, tmp_path):
    path, _ = made_up
    needed = {
        system: [Wheel(package="x", version="1", file=file, sha256="")]
        for system, (file,) in manifest_of(made_up[1])["systems"].items()
    }
    folder = made_up[1] / "wheels"
    again = write_archive(tmp_path / "again", folder, needed, python=RUNNING)
    assert again.read_bytes() == path.read_bytes()


def test_the_installer_finds_nothing_wrong(made_up, installer):
    manifest = manifest_of(made_up[1])
    assert installer.find_problem(manifest) == ""
    (made_up[1] / "wheels/b-1-py3-none-any.whl").unlink()
    (made_up[1] / "notebooks/00_start_here.ipynb").write_text("worked on", encoding="utf-8")
    assert installer.find_problem(manifest) == "", (
        "other systems' wheels, and notebooks, may differ"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda place, m: m.update(python="3.1"), "This archive is for Python 3.1; this is"),
        (lambda place, m: m["systems"].pop("linux"), "This archive is for windows, not for"),
        (lambda place, m: (place / "constraints.txt").unlink(), "constraints.txt is missing"),
        (
            lambda place, m: (place / "wheels/a-1-py3-none-any.whl").write_bytes(b"evil"),
            "a-1-py3-none-any.whl is damaged or was changed",
        ),
    ],
)
def test_the_installer_says_what_is_wrong(made_up, installer, change, said):
    manifest = manifest_of(made_up[1])
    change(made_up[1], manifest)
    assert said in installer.find_problem(manifest)


def test_wheels_that_are_there_are_not_fetched_again(tmp_path, monkeypatch):
    content = b"wheel"
    wheel = Wheel(
        package="a", version="1", file="a.whl", sha256=hashlib.sha256(content).hexdigest()
    )
    fetched = []

    def fetch(wanted, folder, **options):
        fetched.extend(wanted)
        (folder / "a.whl").write_bytes(content)

    (tmp_path / "wheels").mkdir()
    monkeypatch.setattr(archive, "list_wheels", lambda *a, **b: [wheel])
    monkeypatch.setattr(archive, "fetch_wheels", fetch)
    for _ in range(2):
        build_bundle(tmp_path, tmp_path / "wheels", systems=["linux"], python="3.12")
    assert fetched == [wheel]


def listed(system: str, links: list[str]) -> list[Wheel]:
    """Ask the registry, or skip where it does not answer."""
    try:
        return list_wheels(system, RUNNING, find_links=links)
    except ValueError as problem:
        if UNREACHABLE.search(str(problem)):
            pytest.skip("The package registry does not answer, so wheels cannot be listed.")
        raise


@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_wheel_exists_for_every_system(system):
    found = listed(system, LINKS if system == "linux" else [])
    assert {"torch", "numpy", "jupyterlab", "setuptools"} <= {one.package for one in found}
    for one in found:
        assert re.fullmatch("[0-9a-f]{64}", one.sha256)
        platforms = {tag.platform for tag in parse_wheel_filename(one.file)[3]}
        assert platforms == {"any"} or any(re.match(TAGS[system], p) for p in platforms), one.file


def test_an_answer_that_is_none_is_told(monkeypatch):
    monkeypatch.setattr(wheels, "_BUILDS", "no-such-package-of-ours==0.0.1")
    monkeypatch.setattr(wheels, "_linked", lambda places: ["--offline"])
    with pytest.raises(ValueError, match="The wheels for linux cannot be listed"):
        list_wheels("linux", RUNNING)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the archive is tried on Linux")
def test_it_installs_with_the_network_unreachable(tmp_path, repository):
    linux = listed("linux", LINKS)
    if any(one.package.startswith("nvidia") for one in linux):
        pytest.skip("PIP_FIND_LINKS names no PyTorch for processors; CUDA takes gigabytes.")
    shut = [shutil.which("unshare") or "unshare", "--user", "--map-root-user", "--net", "--"]
    if subprocess.run([*shut, "true"], capture_output=True, check=False).returncode:
        pytest.skip("This system does not let us take the network away.")
    kept = repository / "build/wheels"
    path = build_bundle(tmp_path, kept, systems=["linux"], python=RUNNING, find_links=LINKS)
    with zipfile.ZipFile(path) as file:
        file.extractall(tmp_path / "room")
    (place,) = (tmp_path / "room").iterdir()
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [*shut, sys.executable, "install.py"],
        cwd=place,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")
    code = (
        "import eesgn_lite as ee, jupyterlab\n"
        "clip = ee.load_dataset('mini-ntu').test[144]\n"
        "print(ee.__file__, ee.predict(ee.load_checkpoint('mini-ntu/esgn'), clip)[0].name)"
    )
    said = subprocess.run(
        [*shut, place / ".venv/bin/python", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8")
    assert said.startswith(str(place)), "the package of the archive, not of this checkout"
