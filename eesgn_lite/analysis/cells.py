"""How tables write figures: changes, intervals, seeds, means with their spread."""

from __future__ import annotations

import math
from collections.abc import Sequence

from eesgn_lite.analysis.results import Row, summarise


def points(change: float) -> str:
    """Write a change in points with its sign; what rounds to 0 has none.

    Examples
    --------
    >>> points(1.25), points(-0.04)
    ('+1.2', '0.0')
    """
    text = f"{change:+.1f}"
    return "0.0" if text[1:] == "0.0" else text


def interval_text(low: float, high: float) -> str:
    """Write an interval; nothing where there is none.

    Examples
    --------
    >>> interval_text(-0.5, 2), interval_text(math.nan, math.nan)
    ('-0.5 to +2.0', '')
    """
    return "" if math.isnan(low) else f"{points(low)} to {points(high)}"


def seeds_text(seeds: Sequence[int]) -> str:
    """Write seeds; a run of them by its ends.

    Examples
    --------
    >>> seeds_text([1, 2, 3]), seeds_text([1, 3]), seeds_text([2]), seeds_text([])
    ('1-3', '1, 3', '2', '')
    """
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}-{seeds[-1]}"
    return ", ".join(map(str, seeds))


def seeds_of(rows: Sequence[Row]) -> list[int]:
    """Take the seeds of runs."""
    return [int(row.seed or 0) for row in rows]


def mean_text(rows: Sequence[Row], field: str) -> str:
    """Write the mean of one of the `values`; nothing where there is no run."""
    return f"{summarise(rows, f'values.{field}').mean:.1f}" if rows else ""


def spread_text(rows: Sequence[Row], field: str) -> str:
    """Write the standard deviation over seeds; nothing for fewer than two runs."""
    if len(rows) < 2:
        return ""
    return f"{summarise(rows, f'values.{field}').standard_deviation:.1f}"


def mean_and_spread_text(rows: Sequence[Row], field: str) -> str:
    """Write mean and standard deviation in one cell."""
    spread = spread_text(rows, field)
    return mean_text(rows, field) + (f" ± {spread}" if spread else "")


def best_text(rows: Sequence[Row]) -> str:
    """Write the mean of the best kept epoch; nothing where only the last epoch was kept."""
    several = all(
        row.values.get("best_test_top1") is not None
        and row.config.get("train", {}).get("kept_epochs", 1) > 1
        for row in rows
    )
    return mean_text(rows, "best_test_top1") if several else ""


def whole_text(number: float | None) -> str:
    """Write a whole number with its thousands apart; nothing where there is none.

    Examples
    --------
    >>> whole_text(805226), whole_text(None)
    ('805,226', '')
    """
    return "" if number is None else f"{number:,.0f}"


def table_text(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table without a line end.

    Examples
    --------
    >>> print(table_text(["a", "b"], [["1", ""]]))
    | a | b |
    |---|---|
    | 1 | |
    """
    rule = "|" + "---|" * len(head)
    return "\n".join([_line(head), rule, *map(_line, lines)])


def _line(cells: Sequence[str]) -> str:
    """Write one line of a table."""
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
