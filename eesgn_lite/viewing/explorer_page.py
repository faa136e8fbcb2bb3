"""What the explorer says about two combinations, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from eesgn_lite.analysis.answers import ClassChange, Pairs, class_changes
from eesgn_lite.analysis.comparison import (
    METRICS,
    difference_by_clip,
    difference_by_seed,
    figure_of,
    loss_by_epoch,
    pair_by_seed,
    with_figure,
)
from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.summary import Setting
from eesgn_lite.viewing.explorer_charts import Series, draw_differences, draw_losses, draw_scores
from eesgn_lite.viewing.explorer_table import Runs, draw_command, figure_cells, table_head
from eesgn_lite.viewing.explorer_words import (
    NO_LOSSES,
    OVER_CLIPS,
    OVER_SEEDS,
    describe,
    interval,
    mark,
    points,
    say_answers_left_out,
    say_shared_seeds,
    setting_name,
    title_of,
)

_FOLDER = Path(__file__).parent
STYLE = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8") for name in ("theme.css", "explorer.css")
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is compared: two combinations of one setting by one metric.

    Parameters
    ----------
    setting
        Data set and recipe.
    metric
        A key of `METRICS`.
    first, second
        Names of combinations; differences are second less first.
    """

    setting: Setting
    metric: str = "top1"
    first: str = "sgn"
    second: str = "esgn"


def draw_page(choice: Choice, runs: Runs, groups: np.ndarray | None = None) -> str:
    """Compare two combinations.

    Parameters
    ----------
    choice
        What is compared.
    runs
        Rows of its setting by combination.
    groups
        Which clips show one performance, as for `difference_by_clip`.

    Raises
    ------
    ValueError
        If rows of the two differ in more than the combination and the seed.
    """
    first, second = runs.get(choice.first, ()), runs.get(choice.second, ())
    head = (
        f"<h3>{title_of(choice.second)} against {title_of(choice.first)}</h3>"
        f'<p class="eesgn-note">{escape(setting_name(choice.setting))}, '
        f"{METRICS[choice.metric].title.lower()}</p>"
    )
    body = _missing_side(choice, runs)
    if not body and choice.first == choice.second:
        body = "<p>Both sides are the same combination. Move a switch to compare.</p>"
    pairs = pair_by_seed(first, second)
    parts = [_figures(choice, first, second)] if first or second else []
    if first and second and choice.first != choice.second:
        parts += _compared(choice, pairs, len(first) + len(second), groups)
    parts.append(_losses(choice, first, second) if first or second else "")
    return f'<div class="eesgn-panel eesgn-explorer">{head}{body}{"".join(parts)}</div>'


def _missing_side(choice: Choice, runs: Runs) -> str:
    """Say which of the two has no run yet."""
    lacking = dict.fromkeys(name for name in (choice.first, choice.second) if not runs.get(name))
    return "".join(
        f'<p class="eesgn-missing">No run of {title_of(name)} is recorded here yet.</p>'
        for name in lacking
    ) + (draw_command(choice.setting, runs) if lacking else "")


def _figures(choice: Choice, first: Sequence[Row], second: Sequence[Row]) -> str:
    """Show both scores with their spread, parameters and operations."""
    metric = METRICS[choice.metric]
    named = {choice.first: (first, "before"), choice.second: (second, "after")}
    series = [
        Series(title_of(name), [figure_of(row, metric) for row in holding], look)
        for name, (rows, look) in named.items()
        if (holding := with_figure(rows, metric))
    ]
    lines = "".join(
        f'<tr><th scope="row">{title_of(name)}</th>{figure_cells(rows, [metric])}</tr>'
        for name, (rows, _) in named.items()
        if rows
    )
    words = "; ".join(
        f"{one.name}: {', '.join(f'{value:.1f}' for value in one.values)} %" for one in series
    )
    better = "lower is better" if metric.lower_is_better else "higher is better"
    return (
        f"<section><h4>{metric.title} of each run, % ({better})</h4>"
        f"{draw_scores(series, words) if series else ''}"
        f"<table>{table_head([metric])}<tbody>{lines}</tbody></table></section>"
    )


def _compared(choice: Choice, pairs: Pairs, rows: int, groups: np.ndarray | None) -> list[str]:
    """Show differences with intervals, and the classes; over the seeds that both have."""
    if not pairs:
        return ['<p class="eesgn-missing">The two share no seed, so their runs do not pair.</p>']
    names = title_of(choice.first), title_of(choice.second)
    changes = class_changes(pairs)
    classes = _classes(changes, names) if changes else ""
    shared = say_shared_seeds(pairs, rows)
    return [shared, _differences(choice, pairs, groups), say_answers_left_out(pairs), classes]


def _differences(choice: Choice, pairs: Pairs, groups: np.ndarray | None) -> str:
    """Show the differences over seeds and over clips."""
    metric = METRICS[choice.metric]
    holding = [pair for pair in pairs if len(with_figure(pair, metric)) == 2]
    if not holding:
        text = f"No two runs of one seed hold this metric ({metric.title.lower()})."
        return f'<p class="eesgn-missing">{text}</p>'
    named = [(OVER_SEEDS, difference_by_seed(holding, metric))]
    by_clip = difference_by_clip(holding, metric, groups)
    if by_clip is not None:
        named.append((OVER_CLIPS, by_clip))
    lines = "".join(f"<li>{describe(name, one, metric, groups)}</li>" for name, one in named)
    if by_clip is None:
        lines += "<li>The rows do not hold this metric clip by clip.</li>"
    words = "; ".join(f"{name}: {interval(one, metric)}" for name, one in named)
    ends = ("better", "worse") if metric.lower_is_better else ("worse", "better")
    return (
        f"<section><h4>Difference in points, {title_of(choice.second)} less "
        f"{title_of(choice.first)}</h4>{draw_differences(named, words, ends)}"
        f"<ul>{lines}</ul></section>"
    )


def _classes(changes: Sequence[ClassChange], names: tuple[str, str]) -> str:
    """List gains and losses by class, the largest gain first."""
    reach = max(1.0, *(abs(one.change) for one in changes))
    lines = "".join(_class_line(one, reach) for one in sorted(changes, key=lambda c: -c.change))
    return (
        "<section><h4>Gains and losses by class, top-1</h4>"
        f'<p class="eesgn-note">+ {mark("better")}, - {mark("worse")}</p><table><thead><tr>'
        '<th scope="col">action</th><th scope="col">clips</th>'
        f'<th scope="col">{names[0]}, %</th><th scope="col">{names[1]}, %</th>'
        '<th scope="col">points</th><th></th></tr></thead>'
        f"<tbody>{lines}</tbody></table></section>"
    )


def _class_line(one: ClassChange, reach: float) -> str:
    """Write one class with a bar to the left or to the right."""
    width = 50 * abs(one.change) / reach
    side = "right" if one.change < 0 else "left"
    look = "loss" if one.change < 0 else "gain"
    return (
        f'<tr><th scope="row">{escape(one.name)}</th><td>{one.clips}</td><td>{one.first:.1f}</td>'
        f'<td>{one.second:.1f}</td><td>{points(one.change)}</td><td aria-hidden="true" '
        f'class="eesgn-side"><i class="eesgn-{look}" style="{side}:50%;width:{width:.1f}%"></i>'
        "</td></tr>"
    )


def _losses(choice: Choice, first: Sequence[Row], second: Sequence[Row]) -> str:
    """Draw the learning curves."""
    named = {choice.first: (first, "before"), choice.second: (second, "after")}
    curves = [
        (title_of(name), look, losses)
        for name, (rows, look) in named.items()
        if (losses := loss_by_epoch(rows))
    ]
    words = "; ".join(
        f"{name}: {', '.join(f'{epoch.mean:.2f}' for epoch in losses)}"
        for name, _, losses in curves
    )
    return (
        "<section><h4>Classification loss while training, mean and range over seeds</h4>"
        f"{draw_losses(curves, words) if curves else NO_LOSSES}</section>"
    )
