"""Tables of combinations with their figures, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from eesgn_lite.analysis.comparison import (
    METRICS,
    Metric,
    filling_command,
    largest_seed,
    missing_runs,
    with_figure,
)
from eesgn_lite.analysis.results import Row, summarise
from eesgn_lite.analysis.summary import Setting
from eesgn_lite.training.experiment import ABLATIONS
from eesgn_lite.viewing.explorer_words import (
    NOT_RECORDED,
    has_recipe,
    say,
    setting_name,
    title_of,
    whole,
)

Runs = Mapping[str, Sequence[Row]]
"""Rows of one setting by combination."""


def draw_table(setting: Setting, runs: Runs) -> str:
    """List all combinations of a setting with every metric; those without a run say so.

    Parameters
    ----------
    setting
        Data set and recipe.
    runs
        Its rows by combination.
    """
    metrics = list(METRICS.values())
    empty = f'<td>0</td><td class="eesgn-none" colspan="{len(metrics) + 2}">no run yet</td>'
    lines = "".join(
        f'<tr><th scope="row">{title_of(name)}</th>'
        f"{figure_cells(runs[name], metrics) if runs.get(name) else empty}</tr>"
        for name in ABLATIONS
    )
    caption = f"{escape(setting_name(setting))}: mean ± spread over runs; {which_is_better()}"
    return (
        f'<div class="eesgn-panel eesgn-explorer"><div class="eesgn-wide"><table><caption>{caption}'
        f"</caption>{table_head(metrics)}<tbody>{lines}</tbody></table></div>"
        f"{draw_gaps(setting, runs)}</div>"
    )


def table_head(metrics: Sequence[Metric]) -> str:
    """Write the head of a table of combinations."""
    titles = ["combination", "runs", *(f"{metric.title}, %" for metric in metrics)]
    titles += ["parameters", "operations a clip"]
    return "<thead><tr>" + "".join(f'<th scope="col">{t}</th>' for t in titles) + "</tr></thead>"


def which_is_better() -> str:
    """Say of all metrics which way they are better."""
    lower = (metric.title.lower() for metric in METRICS.values() if metric.lower_is_better)
    return f"higher is better, but for {' and '.join(lower)} lower is better"


def figure_cells(rows: Sequence[Row], metrics: Sequence[Metric]) -> str:
    """Write the cells of one combination: runs, metrics, parameters, operations."""
    cells = [str(len(rows)), *(mean_of(rows, metric) for metric in metrics)]
    cells += [whole(rows[0].values.get(name)) for name in ("parameters", "operations")]
    return "".join(f"<td>{cell}</td>" for cell in cells)


def mean_of(rows: Sequence[Row], metric: Metric) -> str:
    """Write mean and spread of a metric over the rows that hold it."""
    holding = with_figure(rows, metric)
    if not holding:
        return NOT_RECORDED
    text = say(summarise(holding, f"values.{metric.field}"))
    return text if len(holding) == len(rows) else f"{text} ({len(holding)} of {len(rows)})"


def draw_gaps(setting: Setting, runs: Runs) -> str:
    """Say how many runs a whole grid would add, and which command trains them."""
    gaps = missing_runs(runs)
    if not gaps:
        return ""
    names = ", ".join(f"{title_of(name)} (seed {seed})" for name, seed in gaps)
    return (
        f'<details class="eesgn-gaps"><summary>{len(gaps)} runs of the whole grid are missing'
        f"</summary><p>{names}</p></details>{draw_command(setting, runs)}"
    )


def draw_command(setting: Setting, runs: Runs) -> str:
    """Write the command that fills the grid; rows without a recipe have none."""
    if not has_recipe(setting):
        return ""
    command = filling_command(setting, largest_seed(runs))
    return f"<p>This trains what is missing: <code>{escape(command)}</code></p>"
