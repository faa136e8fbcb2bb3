"""Figures and tables in pages: each stands between two markers that name what it comes from.

``<!-- result: FILE#FIELD FORMAT -->12.3<!-- /result -->``, as ``docs/results.md`` explains, and
``<!-- table: NAME WHAT -->``, the table in lines of its own, ``<!-- /table -->``.
"""

from __future__ import annotations

import json
import math
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

from eesgn_lite.analysis.evidence import combination_of, conditions_of
from eesgn_lite.analysis.results import Row, field_of, read_row, results_folder, summarise
from eesgn_lite.analysis.tables import write_table
from eesgn_lite.data.files import write_text

_MARKED = re.compile(
    r"(?P<code>^```.*?^```)"
    r"|(?P<opening><!-- result: (?P<source>[^#\s]+)#(?P<field>\S+) (?P<format>\S+) -->)"
    r"(?P<text>(?:(?!<!--).)*?)(?P<closing><!-- /result -->)"
    r"|(?P<head><!-- table: (?P<table>[\w-]+)(?P<arguments>(?: [\w/-]+)*) -->\n)"
    r"(?P<body>(?:(?!<!--).)*?)(?P<foot><!-- /table -->)",
    flags=re.DOTALL | re.MULTILINE,
)
_ANY_MARKER = re.compile(r"<!-- /?(?:result|table)")
# A share with decimals is a measurement: it must come from somewhere.
_TYPED = re.compile(r"\d+\.\d+(?:\*\*)? ?%")
_STATISTIC = re.compile(r"(?P<name>mean|std|count)\((?P<field>[^()]+)\)")
_FOLDERS = (
    "docs",
    "data_samples",
    "checkpoints",
    "results",
    "notebooks/source",
    "notebooks/teaching",
)
_PLACES = ("*.md", *(f"{folder}/**/*.md" for folder in _FOLDERS))


def figure_text(source: str, field: str, form: str, root: Path) -> str:
    """Write the figure that a marker names.

    Parameters
    ----------
    source
        Path of a JSON file from the root of the checkout; may hold ``*`` when `field` is a
        statistic.
    field
        Dotted field of the file, or ``mean(field)``, ``std(field)`` or ``count(field)`` over
        the rows that `source` matches.
    form
        Python format, such as ``.1f`` or ``,d``.
    root
        Folder of the checkout.

    Raises
    ------
    ValueError
        If no file matches, several match a plain field, the field is missing or null, the
        spread of one row is asked for, the rows differ in more than their seed, or the format
        does not fit.
    """
    paths = sorted(root.glob(source))
    if not paths:
        raise ValueError(f"there is no file {source}")
    statistic = _STATISTIC.fullmatch(field)
    if statistic:
        summary = summarise(_alike([read_row(path) for path in paths]), statistic["field"])
        columns = dict(zip(("mean", "std", "count"), summary, strict=True))
        return _format(columns[statistic["name"]], form, source)
    if len(paths) > 1:
        raise ValueError(f"{source} matches {len(paths)} files; use mean({field}) or std({field})")
    return _format(field_of(_read_json(paths[0]), field), form, source)


def _alike(rows: list[Row]) -> list[Row]:
    """Refuse a statistic over runs that differ in more than their seed."""
    kinds = {conditions_of(row) for row in rows}
    if len(kinds) > 1 or len({combination_of(row) for row in rows}) > 1:
        raise ValueError(
            f"the runs {rows[0].name} to {rows[-1].name} differ in more than their seed, such as "
            "recipe or configuration, so they have no mean; train them alike"
        )
    return rows


def _read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def _format(value: Any, form: str, source: str) -> str:
    """Write a value; null and NaN are no figures."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        raise ValueError(f"{source} holds no number there, or too few rows")
    try:
        return format(value, form)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the format {form!r} does not fit {value!r}") from error


def _review(path: Path, root: Path) -> tuple[str, list[str], list[str]]:
    """Return a page filled in, what is outdated in it, and what no filling repairs."""
    page = path.read_text(encoding="utf-8")
    outdated: list[str] = []
    broken: list[str] = []

    def where(position: int) -> str:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        return f"{name}, line {page.count(chr(10), 0, position) + 1}"

    def fill(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        try:
            before, text, after = _filled(match, root)
        except ValueError as error:
            broken.append(f"{where(match.start())}: {error}; correct the marker.")
            return match[0]
        if before + text + after != match[0]:
            outdated.append(f"{where(match.start())}: {_difference(match, text)}")
        return before + text + after

    filled = _MARKED.sub(fill, page)
    # What is left of the page once whole markers are blanked out keeps its line numbers.
    rest = _MARKED.sub(lambda match: re.sub(r"\S", " ", match[0]), page)
    broken += [
        f"{where(match.start())}: a result marker is not whole; write it as docs/results.md says."
        for match in _ANY_MARKER.finditer(rest)
    ]
    broken += [
        f"{where(match.start())}: {match[0]!r} is typed in; take it from a row with a marker."
        for match in _TYPED.finditer(rest)
    ]
    return filled, outdated, broken


def _filled(match: re.Match[str], root: Path) -> tuple[str, str, str]:
    """Return the opening marker, what belongs between the markers, and the closing one."""
    if match["table"] is None:
        text = figure_text(match["source"], match["field"], match["format"], root)
        return match["opening"], text, match["closing"]
    text = write_table(match["table"], match["arguments"].split(), root) + "\n"
    return match["head"], text, match["foot"]


def _difference(match: re.Match[str], text: str) -> str:
    """Say what the page has, and what belongs there: the first line of a table that differs."""
    if match["table"] is None:
        says, source, gives = match["text"], match["source"], text
    else:
        lines = zip_longest(match["body"].splitlines(), text.splitlines(), fillvalue="")
        says, gives = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
        source = f"the table {match['table']!r}"
    return f"the page says {says!r}, {source} gives {gives!r}; run eesgn results --write."


def check_document(path: str | Path, root: str | Path | None = None) -> list[str]:
    """Compare every marked figure and table of a Markdown page with what it comes from.

    Parameters
    ----------
    path
        The page.
    root
        Folder of the checkout, from which markers name their files; found by itself if None.

    Returns
    -------
    list of str
        One sentence a problem, with page and line; empty when all is well.
    """
    _, outdated, broken = _review(Path(path), _checkout(root))
    return outdated + broken


def fill_document(path: str | Path, root: str | Path | None = None) -> list[str]:
    """Write figures and tables into a Markdown page; return what that does not repair."""
    path = Path(path)
    filled, outdated, broken = _review(path, _checkout(root))
    if outdated:
        write_text(path, filled)
    return broken


def check_documents(root: str | Path | None = None) -> list[str]:
    """Check every Markdown page of the checkout; return one sentence a problem."""
    folder = _checkout(root)
    return [problem for path in _pages(folder) for problem in check_document(path, folder)]


def fill_documents(root: str | Path | None = None) -> list[str]:
    """Fill every Markdown page of the checkout; return one sentence a broken marker."""
    folder = _checkout(root)
    return [problem for path in _pages(folder) for problem in fill_document(path, folder)]


def _checkout(root: str | Path | None) -> Path:
    """Return the folder from which markers name their files."""
    return results_folder().resolve().parent if root is None else Path(root).resolve()


def _pages(root: Path) -> list[Path]:
    """List the pages whose figures are checked."""
    return sorted({path for place in _PLACES for path in root.glob(place)})
