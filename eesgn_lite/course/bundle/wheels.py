"""Which wheels a system needs, and fetching them: uv resolves, pip downloads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parents[3]
# The build of the workbook itself needs it, and a room without network cannot fetch it.
_BUILDS = "setuptools>=77"
_MAC = "14.0"  # what PyTorch's wheels need
# A pin may depend on the last digit of Python's version: the room's may be the first or a late one.
_PATCHES = (0, 99)


@dataclass(frozen=True, kw_only=True)
class System:
    """A system that the workbook supports.

    Attributes
    ----------
    uv
        What uv calls it.
    tags
        What pip calls it, newest first.
    """

    uv: str
    tags: tuple[str, ...]


SYSTEMS: Mapping[str, System] = {
    "linux": System(
        uv="x86_64-manylinux_2_28",
        tags=(
            *(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)),
            *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
        ),
    ),
    "windows": System(uv="x86_64-pc-windows-msvc", tags=("win_amd64",)),
    "macos": System(
        uv="aarch64-apple-darwin",
        tags=tuple(
            f"macosx_{major}_0_{chip}"
            for major in (14, 13, 12, 11)
            for chip in ("arm64", "universal2")
        )
        + tuple(f"macosx_10_{minor}_universal2" for minor in (15, 13, 12, 9)),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """A wheel as the registry offers it.

    Attributes
    ----------
    package, version
        What is in it.
    file
        Its file name.
    sha256
        Its digest.
    """

    package: str
    version: str
    file: str
    sha256: str


def list_wheels(system: str, python: str, *, find_links: Sequence[str] = ()) -> list[Wheel]:
    """List the wheels that a student needs on a system, from the registry.

    Parameters
    ----------
    system
        A name in `SYSTEMS`.
    python
        Version, as "3.12".
    find_links
        Folders or pages with more wheels, as PyTorch's builds for processors.

    Raises
    ------
    ValueError
        If there is no wheel for a package, or the registry does not answer.
    """
    order = _order_of_tags(system, python)
    found = {}
    for patch in _PATCHES:
        for package in _resolve(system, f"{python}.{patch}", find_links):
            wheel = _wheel(package, order)
            found[wheel.file] = wheel
    return list(found.values())


def _resolve(system: str, python: str, find_links: Sequence[str]) -> list[Mapping]:
    """Let uv choose the packages for one system and Python, and read its lock file."""
    from uv import find_uv_bin

    command = [find_uv_bin(), "pip", "compile", "pyproject.toml", "-", "--quiet"]
    command += ["-c", "constraints.txt", "--only-binary", ":all:", "--format", "pylock.toml"]
    command += ["--python-platform", SYSTEMS[system].uv, "--python-version", python]
    command += ["--python", sys.executable, *_linked(find_links)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=_BUILDS.encode(),
        capture_output=True,
        check=False,
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": _MAC},
    )
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace").strip()
        raise ValueError(f"The wheels for {system} cannot be listed: {problem}")
    return tomllib.loads(done.stdout.decode("utf-8"))["packages"]


def fetch_wheels(
    wheels: Sequence[Wheel],
    folder: Path,
    *,
    system: str,
    python: str,
    find_links: Sequence[str] = (),
) -> None:
    """Download wheels into a folder; pip compares each with its digest.

    Raises
    ------
    ValueError
        If pip cannot fetch one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # pip takes one version of a package at a time.
    rounds: list[dict[str, Wheel]] = []
    for wheel in wheels:
        fitting = next((one for one in rounds if wheel.package not in one), None)
        if fitting is None:
            rounds.append(fitting := {})
        fitting[wheel.package] = wheel
    for one in rounds:
        _download(list(one.values()), folder, system, python, find_links)


def _download(
    wheels: Sequence[Wheel], folder: Path, system: str, python: str, find_links: Sequence[str]
) -> None:
    """Let pip fetch wheels, at most one of each package."""
    pins = folder / f".{system}.txt"
    lines = [f"{one.package}=={one.version} --hash=sha256:{one.sha256}\n" for one in wheels]
    pins.write_text("".join(lines), encoding="utf-8")
    digits = python.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", "--dest", str(folder), "-r", str(pins)]
    command += ["--implementation=cp", f"--python-version={python}.{max(_PATCHES)}"]
    command += [f"--abi={abi}" for abi in (f"cp{digits}", "abi3", "none")]
    command += [f"--platform={tag}" for tag in SYSTEMS[system].tags]
    done = subprocess.run([*command, *_linked(find_links)], capture_output=True, check=False)
    pins.unlink()
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace")
        raise ValueError(f"The wheels for {system} cannot be fetched: {_last_error(problem)}")


def _order_of_tags(system: str, python: str) -> dict[Tag, int]:
    """Rank the tags that a system takes, the best first, as pip does."""
    major, minor = map(int, python.split("."))
    version, platforms = (major, minor), list(SYSTEMS[system].tags)
    tags = [*cpython_tags(version, platforms=platforms)]
    tags += compatible_tags(version, f"cp{major}{minor}", platforms)
    return {tag: rank for rank, tag in reversed(list(enumerate(tags)))}


def _wheel(package: Mapping, order: Mapping[Tag, int]) -> Wheel:
    """Read one package of a lock file, and of its wheels the one that fits best."""

    def rank(wheel: Wheel) -> int:
        tags = parse_wheel_filename(wheel.file)[3]
        return min((order[tag] for tag in tags if tag in order), default=len(order))

    offered = [
        Wheel(
            package=package["name"],
            version=package["version"],
            file=unquote(Path(urlsplit(one["url"]).path).name),
            sha256=one["hashes"]["sha256"],
        )
        for one in package["wheels"]
    ]
    return min(offered, key=rank)


def _linked(places: Sequence[str]) -> list[str]:
    """Write the option for further places of wheels."""
    return [text for place in places for text in ("--find-links", place)]


def _last_error(text: str) -> str:
    """Take pip's last error line."""
    errors = re.findall(r"^ERROR: (.+)$", text, flags=re.M)
    return errors[-1] if errors else text.strip()[-300:]
