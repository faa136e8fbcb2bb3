"""Rows of `results/`: one JSON file a run or measurement, checked whenever it is read."""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from eesgn_lite.analysis.run_details import check_run
from eesgn_lite.data.files import write_text

KINDS = ("run", "measurement")
PUBLISHED = "published.json"
_COMMIT = re.compile(r"[0-9a-f]{7,40}(-dirty|\+changes)?")


@dataclass(frozen=True, kw_only=True)
class Row:
    """Hold one result and all that is needed to reach it again.

    Parameters
    ----------
    kind
        "run" (a model was trained) or "measurement" (something else was measured).
    name
        What was run or measured.
    dataset
        Name of the data set, or None where none was read.
    config
        The whole configuration, as JSON values.
    values
        Figures by name; a figure that does not apply is None. Names end in their unit where
        they have one; accuracies are percent.
    seed
        Seed of the run, or None where nothing was drawn.
    commit
        Commit of the code, marked ``-dirty`` or ``+changes`` if files had been changed; None
        outside git.
    machine
        Processor, cores, memory, accelerator.
    versions
        Python and package versions.
    date
        When it was finished, ISO 8601.
    command
        The command that makes it again.
    note
        What a reader should know; may be empty.
    details
        What is no single figure: of a run its class names, every scored clip and the loss of
        each epoch (`docs/results.md`); may be empty.

    Raises
    ------
    ValueError
        If a field has the wrong type, or a value that the schema in ``docs/results.md``
        does not allow.
    """

    kind: str
    name: str
    dataset: str | None
    config: dict[str, Any]
    values: dict[str, float | None]
    seed: int | None
    commit: str | None
    machine: dict[str, Any]
    versions: dict[str, str]
    date: str
    command: str
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check every field, so that no reader of rows has to."""
        for name, (is_right, expected) in _RULES.items():
            if not is_right(getattr(self, name)):
                raise ValueError(f"field {name!r} must be {expected}")
        if self.kind == "run" and (self.seed is None or self.dataset is None):
            raise ValueError("fields 'seed' and 'dataset' must be given for a run")
        if self.kind == "run":
            check_run(self.values, self.details)


class Summary(NamedTuple):
    """Mean, standard deviation (n - 1 in the denominator; NaN for one row) and number of rows."""

    mean: float
    standard_deviation: float
    rows: int


def _is_text(value: object) -> bool:
    """Tell whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def _is_seed(value: object) -> bool:
    """Tell whether a value is a whole number from 0, or None."""
    return value is None or (type(value) is int and value >= 0)


def _is_figure(value: object) -> bool:
    """Tell whether a value is a finite number or None; True and False are no numbers."""
    if value is None or isinstance(value, bool):
        return value is None
    return isinstance(value, int | float) and math.isfinite(value)


def _are_values(value: object) -> bool:
    """Tell whether a value is a non-empty table of figures."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(_is_text(name) and _is_figure(figure) for name, figure in value.items())
    )


def _are_versions(value: object) -> bool:
    """Tell whether a value is a non-empty table of texts."""
    return isinstance(value, dict) and bool(value) and all(_is_text(v) for v in value.values())


def _is_date(value: object) -> bool:
    """Tell whether a value is an ISO 8601 date, with or without the time."""
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


_RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "kind": (lambda value: value in KINDS, f"one of {', '.join(KINDS)}"),
    "name": (_is_text, "a text that is not empty"),
    "dataset": (lambda value: value is None or _is_text(value), "the name of a data set, or null"),
    "config": (lambda value: isinstance(value, dict), "an object"),
    "values": (_are_values, "an object of finite numbers or nulls that is not empty"),
    "seed": (_is_seed, "a whole number from 0, or null"),
    "commit": (
        lambda value: value is None or (isinstance(value, str) and bool(_COMMIT.fullmatch(value))),
        "a commit in 7 to 40 hexadecimal digits, with or without -dirty or +changes, or null",
    ),
    "machine": (lambda value: isinstance(value, dict) and bool(value), "an object, not empty"),
    "versions": (_are_versions, "an object of texts that is not empty"),
    "date": (_is_date, "a date in ISO 8601, such as 2026-01-31T12:00:00+00:00"),
    "command": (_is_text, "a text that is not empty"),
    "note": (lambda value: isinstance(value, str), "a text"),
    "details": (lambda value: isinstance(value, dict), "an object"),
}


def results_folder() -> Path:
    """Return `results/` of the checkout that holds this package, or of the working folder."""
    beside_package = Path(__file__).resolve().parents[2] / "results"
    return beside_package if beside_package.is_dir() else Path("results")


def read_row(path: str | Path) -> Row:
    """Read one row and check it.

    Raises
    ------
    ValueError
        If the file is not JSON, or a field is missing, unknown or wrong; the message names
        the file and the field.
    """
    path = Path(path)
    try:
        return _row_from(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(
            f"{path}: {error}; correct it as docs/results.md says, or write the row anew."
        ) from error


def _row_from(content: object) -> Row:
    """Build a row from JSON values; say which field is missing or unknown."""
    if not isinstance(content, dict):
        raise ValueError("a row must be one JSON object")
    known = [one.name for one in fields(Row)]
    for name in known:
        if name not in content:
            raise ValueError(f"field {name!r} is missing")
    for name in content:
        if name not in known:
            raise ValueError(f"field {name!r} is unknown")
    return Row(**content)


def load_results(root: str | Path | None = None) -> list[Row]:
    """Read and check every row of a results folder, in the order of their paths.

    Parameters
    ----------
    root
        The folder; by default `results/` of the checkout. ``published.json`` in it holds
        figures of others and is no row.

    Raises
    ------
    FileNotFoundError
        If the folder does not exist.
    ValueError
        If a row is not as ``docs/results.md`` says.

    Examples
    --------
    >>> all(row.kind in ("run", "measurement") for row in load_results())
    True
    """
    folder = results_folder() if root is None else Path(root)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder; give the folder that holds the rows.")
    paths = sorted(path for path in folder.rglob("*.json") if path.name != PUBLISHED)
    return [read_row(path) for path in paths]


def write_row(row: Row, path: str | Path) -> None:
    """Write one row, whole or not at all; an older row of that name is replaced."""
    text = json.dumps(asdict(row), indent=2, ensure_ascii=False, allow_nan=False)
    write_text(Path(path), text + "\n")


def write_measurement(row: Row, results: str | Path | None = None) -> Path:
    """Write a measurement under its own name; `results` is by default that of the checkout."""
    path = Path(results or results_folder()) / "measurements" / f"{row.name}.json"
    write_row(row, path)
    return path


def field_of(values: object, field: str) -> Any:
    """Follow a dotted field such as ``values.test_top1`` through attributes and keys.

    Raises
    ------
    ValueError
        If a part of the field does not exist.
    """
    for part in field.split("."):
        table = values if isinstance(values, Mapping) else getattr(values, "__dict__", {})
        if part not in table:
            raise ValueError(f"there is no field {part!r} of {field!r}")
        values = table[part]
    return values


def summarise(rows: Sequence[Row], field: str) -> Summary:
    """Give mean and spread of one figure over rows, for example over seeds.

    Parameters
    ----------
    rows
        One or more rows.
    field
        Dotted field, such as ``values.test_top1``.

    Raises
    ------
    ValueError
        If there is no row, a row lacks the field, or its value is not a number.
    """
    figures = [field_of(row, field) for row in rows]
    if not figures:
        raise ValueError("there is no row to summarise")
    if any(figure is None or not _is_figure(figure) for figure in figures):
        raise ValueError(f"field {field!r} is not a number in every row")
    spread = statistics.stdev(figures) if len(figures) > 1 else math.nan
    return Summary(statistics.fmean(figures), spread, len(figures))
