"""Write files so that a reader never meets half of one."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

# Stands in the name of what something newer has taken the place of.
REPLACED = ".replaced-"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text atomically, in UTF-8, its line ends as they are."""
    write_atomically(path, text.encode("utf-8"))


def write_json(path: Path, values: Any) -> None:
    """Write JSON atomically."""
    write_text(path, json.dumps(values, indent=1) + "\n")


def free_name(path: Path) -> Path:
    """Return STEM.replaced-1SUFFIX, or with the first number that nothing has yet."""
    number = 1
    while (free := path.with_name(f"{path.stem}{REPLACED}{number}{path.suffix}")).exists():
        number += 1
    return free


def move_aside(path: Path) -> Path | None:
    """Give what is at a path another name, so that something new can take its place.

    Returns
    -------
    The new name, as `free_name` gives it; None if nothing was there, or an empty folder.
    """
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return None
    return path.replace(free_name(path))
