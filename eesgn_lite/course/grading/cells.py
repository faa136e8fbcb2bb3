"""What of a student's notebook is run to grade it: the exercises, and what they may need."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
# What nesting without end and endless numbers lead to.
_TOO_MUCH = (RecursionError, MemoryError, OverflowError)
# Lines that only Jupyter understands: %magic, !command, ?help and help?
_MAGIC = re.compile(r"^\s*[%!?].*$|^\s*[\w.]+\?{1,2}\s*$", re.M)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A student's notebook, read and not run.

    Attributes
    ----------
    notebook
        Two digits, as "01".
    cells
        Code, in order.
    """

    notebook: str
    cells: tuple[str, ...]


def read_submission(path: Path, *, all_cells: bool = False) -> Submission:
    """Read a student's notebook.

    Parameters
    ----------
    path
        A notebook file.
    all_cells
        Take every code cell; else those that call ``check``, and the imports, functions and
        classes of the others.

    Raises
    ------
    ValueError
        If it is no notebook of this course.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        number = found.get("metadata", {}).get("eesgn", {}).get("number")
        if number is None:
            number = int(re.match(r"\d\d", path.name)[0])  # type: ignore[index]
        notebook = f"{int(number):02d}"
        codes = ["".join(c["source"]) for c in found["cells"] if c["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, *_TOO_MUCH) as problem:
        raise ValueError(f"{path}: this is no notebook of the course.") from problem
    return Submission(notebook=notebook, cells=tuple(_chosen(codes, all_cells=all_cells)))


def _chosen(codes: list[str], *, all_cells: bool) -> Iterator[str]:
    """Take whole cells, or only what they define."""
    for code in codes:
        plain = _MAGIC.sub("", code)
        if all_cells or calls_check(plain):
            yield plain
        elif definitions := _definitions(plain):
            yield definitions


def calls_check(code: str) -> bool:
    """Tell whether a cell hands in an answer."""
    return re.search(r"\bcheck\s*\(", code) is not None


def _definitions(code: str) -> str:
    """Keep the imports, functions and classes of a cell; nothing of one that does not parse."""
    try:
        body = ast.parse(code).body
        return "\n".join(ast.unparse(part) for part in body if isinstance(part, _DEFINITIONS))
    except (SyntaxError, ValueError, *_TOO_MUCH):
        return ""
