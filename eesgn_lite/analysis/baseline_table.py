"""The table of plain networks beside SGN and ESGN, written from rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eesgn_lite.analysis.cells import (
    mean_and_spread_text,
    seeds_of,
    seeds_text,
    table_text,
    whole_text,
)
from eesgn_lite.analysis.comparison import schedule_of
from eesgn_lite.analysis.results import Row, load_results
from eesgn_lite.data.cards import ORIGINS
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.model.baseline_config import BASELINES

_HEAD = ("model", "parameters", "multiply-adds, millions", "top-1, last epoch, %", "seeds")
_TITLES = {
    "cnn": "CNN over time",
    "gru": "GRU",
    "st-gcn": "ST-GCN, small",
    "sgn": "SGN",
    "esgn": "ESGN",
}
_NEAREST = "nearest neighbour, dynamic time warping"


def baselines_table(datasets: Sequence[str], root: Path) -> str:
    """Put plain networks, SGN and ESGN side by side, by data set and recipe.

    Parameters
    ----------
    datasets
        Data sets; all that have runs of baselines where none is named.
    root
        Folder of the checkout, whose `results/` is read.

    Returns
    -------
    str
        Markdown. Runs of a table are alike in sampling, training and scored clips.

    Raises
    ------
    ValueError
        If there is no such data set.
    """
    rows = load_results(root / "results")
    trained = [row for row in rows if row.kind == "run" and is_baseline(row)]
    parts = []
    for name in datasets or list(dict.fromkeys(str(row.dataset) for row in trained)):
        parts.append(f"**`{name}`** ({ORIGINS[get_protocol(name).source].title})")
        own = [row for row in trained if row.dataset == name and _is_tested(row)]
        recipes = list(dict.fromkeys(str(row.config.get("recipe")) for row in own))
        for recipe in recipes:
            first = next(row for row in own if row.config.get("recipe") == recipe)
            parts += [_caption(first), table_text(_HEAD, _lines(rows, first))]
        if not recipes:
            parts.append("No run of a baseline is there yet.")
    return "\n\n".join(parts)


def is_baseline(row: Row) -> bool:
    """Tell whether a run trained one of the baselines."""
    return row.config.get("ablation") in BASELINES


def _is_tested(row: Row) -> bool:
    """Tell whether a run was scored on the test side."""
    return row.values.get("test_top1") is not None


def _schedule(row: Row) -> tuple[object, ...]:
    """Collect what the runs of a table have alike."""
    return row.dataset, row.config.get("recipe"), schedule_of(row), row.details.get("clips")


def _caption(row: Row) -> str:
    """Say under which schedule the runs of a table were made."""
    train = row.config.get("train", {})
    size = f"batches of {train.get('batch_size')} clips"
    return f"Recipe `{row.config.get('recipe')}`: {train.get('epochs')} epochs, {size}."


def _lines(rows: Sequence[Row], like: Row) -> list[list[str]]:
    """Write the nearest neighbour, then each network, those that have runs."""
    nearest = [row for row in rows if row.name == f"nearest-{like.dataset}"]
    lines = []
    if nearest:
        lines.append([_NEAREST, "", "", mean_and_spread_text(nearest, "test_top1"), ""])
    alike = [row for row in rows if row.kind == "run" and _schedule(row) == _schedule(like)]
    for name, title in _TITLES.items():
        own = [row for row in alike if row.config.get("ablation") == name]
        if not own:
            continue
        own.sort(key=lambda row: int(row.seed or 0))
        lines.append(
            [
                title,
                whole_text(own[0].values.get("parameters")),
                _millions(own[0].values.get("operations")),
                mean_and_spread_text(own, "test_top1"),
                seeds_text(seeds_of(own)),
            ]
        )
    return lines


def _millions(number: float | None) -> str:
    """Write a number in millions; nothing where there is none."""
    return "" if number is None else f"{number / 1e6:.0f}"
