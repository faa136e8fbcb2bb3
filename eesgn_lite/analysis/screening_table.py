"""The table of what many steps, tried at once on held-out clips, are worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eesgn_lite.analysis.cells import interval_text, points, table_text
from eesgn_lite.analysis.results import Row, read_row
from eesgn_lite.data.cards import ORIGINS
from eesgn_lite.data.splits import get_protocol

_HEAD = ("what is switched on", "points gained, 95 %")


def screening_table(datasets: Sequence[str], root: Path) -> str:
    """List the steps of `benchmarks/screening.py`, the most helpful first.

    Parameters
    ----------
    datasets
        Data sets; all that were screened where none is named.
    root
        Folder of the checkout, whose `results/` is read.

    Returns
    -------
    str
        Markdown: for each data set what was trained, then each enhancement and step.
    """
    folder = root / "results" / "measurements"
    names = list(datasets) or [
        path.stem.removeprefix("screening-") for path in sorted(folder.glob("screening-*.json"))
    ]
    parts = []
    for name in names:
        row = read_row(folder / f"screening-{name}.json")
        title = ORIGINS[get_protocol(name).source].title
        parts += [f"**`{name}`** ({title})", _caption(name, row), table_text(_HEAD, _lines(row))]
    return "\n\n".join(parts)


def _caption(name: str, row: Row) -> str:
    """Say what was trained."""
    values, folds = row.values, ", ".join(map(str, row.config["held_out"]))
    return (
        f"{values['settings']:.0f} of {values['settings_planned']:.0f} settings, "
        f"{values['runs']:.0f} runs of {values['epochs']:.0f} epochs; held out one after the "
        f"other: {get_protocol(name).field} {folds}; top-1 in the mean {values['mean_top1']:.1f} %."
    )


def _lines(row: Row) -> list[list[str]]:
    """Write each enhancement and step with its effect."""
    steps: dict[str, Any] = row.config["steps"]
    words = {name: f"**{name}** (enhancement)" for name in row.config["enhancements"]}
    words |= {name: _words(fields) for name, fields in steps.items()}
    gains = {name: float(row.values[f"{name}_points"] or 0) for name in words}
    return [
        [words[name], f"{points(gains[name])} ({_interval(row, name)})"]
        for name in sorted(words, key=lambda name: -gains[name])
    ]


def _interval(row: Row, name: str) -> str:
    """Write the interval of one effect."""
    low, high = (float(row.values[f"{name}_{end}"] or 0) for end in ("low", "high"))
    return interval_text(low, high)


def _words(fields: dict[str, dict[str, Any]]) -> str:
    """Name the fields that a step changes, and their new values."""
    changed = {field: value for part in fields.values() for field, value in part.items()}
    return ", ".join(
        f"{field.replace('_', ' ')} → {tuple(value) if isinstance(value, list) else value}"
        for field, value in changed.items()
    )
