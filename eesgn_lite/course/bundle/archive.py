"""Put wheels, notebooks, samples and checkpoints into one archive with a manifest."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eesgn_lite import __version__
from eesgn_lite.course.bundle.wheels import ROOT, Wheel, fetch_wheels, list_wheels

MANIFEST = "MANIFEST.json"
INSTALLER = "install.py"
_FOLDERS = ("eesgn_lite", "notebooks", "data_samples", "checkpoints", "results", "docs", "figures")
_FILES = (
    *("pyproject.toml", "constraints.txt", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"),
    *("CITATION.cff", "LICENSE", "LICENSE-TEXT"),
)
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", "runs"}
# The same bytes each time; the format knows no earlier date.
_DATE = (1980, 1, 1, 0, 0, 0)


def build_bundle(
    out: Path,
    wheels_folder: Path,
    *,
    systems: Sequence[str],
    python: str,
    find_links: Sequence[str] = (),
) -> Path:
    """Fetch the wheels and write the archive.

    Parameters
    ----------
    out
        Folder of the archive.
    wheels_folder
        Folder of the wheels; what is there already is not fetched again.
    systems
        Names in `SYSTEMS`.
    python
        Version of Python in the room, as "3.12".
    find_links
        Folders or pages with more wheels.

    Returns
    -------
    pathlib.Path
        The archive.

    Raises
    ------
    ValueError
        If a wheel cannot be found or fetched.
    """
    needed = {system: list_wheels(system, python, find_links=find_links) for system in systems}
    for system, wheels in needed.items():
        missing = [one for one in wheels if not _is_there(one, wheels_folder)]
        if missing:
            fetch_wheels(
                missing, wheels_folder, system=system, python=python, find_links=find_links
            )
    return write_archive(out, wheels_folder, needed, python=python)


def write_archive(
    out: Path, wheels_folder: Path, needed: Mapping[str, Sequence[Wheel]], *, python: str
) -> Path:
    """Write the archive of what is there; its manifest names every file and digest."""
    files = dict(_package_files())
    for wheels in needed.values():
        files |= {f"wheels/{one.file}": wheels_folder / one.file for one in wheels}
    manifest = {
        "version": __version__,
        "python": python,
        "systems": {
            system: sorted(one.file for one in wheels) for system, wheels in needed.items()
        },
        "files": {name: _describe(path) for name, path in sorted(files.items())},
    }
    path = out / f"eesgn_lite-{__version__}-python{python}.zip"
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in sorted(files.items()):
            _add(archive, name, file.read_bytes())
        _add(archive, MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    return path


def _package_files() -> Iterator[tuple[str, Path]]:
    """Give every file of the workbook, and the two that stand at the top of the archive."""
    for name in _FILES:
        yield name, ROOT / name
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and _LEFT_OUT.isdisjoint(path.parts):
                yield path.relative_to(ROOT).as_posix(), path
    yield INSTALLER, Path(__file__).with_name(INSTALLER)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add one file; wheels are compressed already."""
    info = zipfile.ZipInfo(f"eesgn_lite-{__version__}/{name}", _DATE)
    info.external_attr = 0o644 << 16
    packed = name.endswith((".whl", ".png", ".gif", ".npz"))
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _describe(path: Path) -> dict[str, object]:
    """Give digest and size of a file."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _is_there(wheel: Wheel, folder: Path) -> bool:
    """Tell whether a wheel was fetched before, whole."""
    path = folder / wheel.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wheel.sha256
