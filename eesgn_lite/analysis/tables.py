"""Tables in pages, written from rows: what each enhancement is worth, all runs, published ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eesgn_lite.analysis.baseline_table import baselines_table, is_baseline
from eesgn_lite.analysis.cells import (
    best_text,
    interval_text,
    mean_and_spread_text,
    mean_text,
    points,
    seeds_of,
    seeds_text,
    spread_text,
    table_text,
    whole_text,
)
from eesgn_lite.analysis.choice_table import choices_table
from eesgn_lite.analysis.comparison import Difference
from eesgn_lite.analysis.evidence import (
    Compared,
    Conditions,
    Evidence,
    Groups,
    evidence_of,
    group_runs,
)
from eesgn_lite.analysis.model_cards import checkpoint_table
from eesgn_lite.analysis.results import PUBLISHED, Row, load_results
from eesgn_lite.analysis.screening_table import screening_table
from eesgn_lite.analysis.summary import method_title
from eesgn_lite.data.cards import ORIGINS
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.experiment import ABLATIONS

_WORTH_HEAD = (
    "enhancement",
    *("added to SGN: points gained, 95 % over seeds", "95 % over clips", "seeds"),
    *("taken from ESGN: points lost, 95 % over seeds", "95 % over clips", "seeds"),
)
_GRID_HEAD = ("mean of all eight pairs of the grid, 95 % over seeds", "seeds")
_VERDICTS_HEAD = (
    *("data set", "recipe", "ESGN less SGN: points, 95 % over seeds", "95 % over clips", "seeds"),
    "over seeds, ESGN is",
)
_RUNS_HEAD = (
    *("combination", "seeds", "top-1, last epoch, %", "spread"),
    *("best kept epoch on the test side, as papers report, %", "parameters"),
)
_FORMAT = re.compile(r"Computed in (\w+)\.")
_OPTIMISERS = {"adam": "Adam", "adamw": "AdamW"}
_SCHEDULES = {"steps": "in steps", "one_cycle": "in one cycle"}


def enhancements_table(datasets: Sequence[str], root: Path) -> str:
    """Say for each data set what each enhancement is worth, in each group of like runs."""
    return _by_dataset(datasets, root, _worth_parts)


def verdicts_table(datasets: Sequence[str], root: Path) -> str:
    """Say in each group of like runs whether ESGN is shown to be better than SGN."""
    lines, wanted = [], {get_protocol(name).name for name in datasets}
    for conditions, runs in group_runs(_own_runs(root)).items():
        all_four = evidence_of(runs)[-1].added
        if all_four and (not wanted or conditions.dataset in wanted):
            epochs = runs["esgn"][0].config["train"]["epochs"]
            about = [f"`{conditions.dataset}`", f"`{conditions.recipe}`, {epochs} epochs"]
            verdict = f"**{_verdict(all_four.by_seed)}**"
            lines.append([*about, *_compared_cells(all_four), verdict])
    return table_text(_VERDICTS_HEAD, lines) if lines else "SGN and ESGN have no runs alike yet."


def runs_table(datasets: Sequence[str], root: Path) -> str:
    """List what was trained, by data set, in each group of like runs."""
    return _by_dataset(datasets, root, _runs_parts)


def published_table(datasets: Sequence[str], root: Path) -> str:
    """Put figures of others beside ours; a cell of ours is empty until there is a run."""
    content = json.loads((root / "results" / PUBLISHED).read_text(encoding="utf-8"))
    columns = [_column(name) for name in datasets]
    head = ["method", "year", "parameters, millions", *columns]
    lines = []
    for method, sets in content["figures"].items():
        known = [sets.get(name) for name in datasets]
        if any(known):
            first = next(one for one in known if one)
            size = first["parameters_millions"]
            cells = [_published_cell(one) for one in known]
            lines.append(
                [
                    method_title(method),
                    str(first["year"]),
                    "" if size is None else f"{size}",
                    *cells,
                ]
            )
    groups = group_runs(_own_runs(root))
    for name in ("sgn", "esgn"):
        rows = [_newest(groups, dataset, name) for dataset in datasets]
        size = next((one[0].values["parameters"] for one in rows if one), None)
        millions = "" if size is None else f"{size / 1e6:.2f}"
        cells = [mean_and_spread_text(one, "test_top1") for one in rows]
        lines.append([f"**{name.upper()}, ours**", "", millions, *cells])
    return table_text(head, lines)


TABLES: Mapping[str, Callable[[Sequence[str], Path], str]] = {
    "enhancements": enhancements_table,
    "verdicts": verdicts_table,
    "runs": runs_table,
    "published": published_table,
    "baselines": baselines_table,
    "choices": choices_table,
    "screening": screening_table,
    "checkpoint": checkpoint_table,
}


def write_table(name: str, arguments: Sequence[str], root: Path) -> str:
    """Write the table that a marker names.

    Parameters
    ----------
    name
        One of `TABLES`.
    arguments
        Data sets; all but "published" take all that have runs where none is named.
        "checkpoint" takes the name of a shipped one.
    root
        Folder of the checkout, whose `results/` is read.

    Returns
    -------
    str
        Markdown, without a line end.

    Raises
    ------
    ValueError
        If there is no such table or data set, or rows contradict each other.
    """
    if name not in TABLES:
        raise ValueError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
    return TABLES[name](arguments, root)


def _own_runs(root: Path) -> list[Row]:
    """Read the runs of SGN, ESGN and what lies between, on the whole training side."""
    return [
        row
        for row in load_results(root / "results")
        if not is_baseline(row) and "subset" not in row.config
    ]


def _by_dataset(
    datasets: Sequence[str], root: Path, write: Callable[[Groups], Sequence[str]]
) -> str:
    """Write the tables of each data set below its title."""
    groups = group_runs(_own_runs(root))
    parts = []
    for name in datasets or list(dict.fromkeys(conditions.dataset for conditions in groups)):
        title = ORIGINS[get_protocol(name).source].title
        own = {c: runs for c, runs in groups.items() if c.dataset == name}
        parts += [f"**`{name}`** ({title})", *write(own)]
    return "\n\n".join(parts)


def _worth_parts(groups: Groups) -> list[str]:
    """Write a table for each group that compares anything."""
    parts = []
    for conditions, runs in groups.items():
        found = [one for one in evidence_of(runs) if one.added or one.taken]
        if found:
            parts += [_caption(conditions, runs), _worth_table(found)]
    return parts or ["No two runs are there yet that can be compared."]


def _worth_table(found: Sequence[Evidence]) -> str:
    """Write what each enhancement is worth."""
    lines = [[one.name, *_compared_cells(one.added), *_compared_cells(one.taken)] for one in found]
    if not any(one.whole for one in found):
        return table_text(_WORTH_HEAD, lines)
    for line, one in zip(lines, found, strict=True):
        points_cell, _, seeds = _compared_cells(one.whole)
        line += [points_cell, seeds]
    return table_text((*_WORTH_HEAD, *_GRID_HEAD), lines)


def _compared_cells(found: Compared | None) -> list[str]:
    """Write mean, both intervals and seeds; nothing where runs are missing."""
    if found is None:
        return ["", "", ""]
    seeds, clips = found.by_seed, found.by_clip
    reach = interval_text(seeds.low, seeds.high)
    return [
        points(seeds.mean) + (f" ({reach})" if reach else ""),
        interval_text(clips.low, clips.high) if clips else "",
        seeds_text(found.seeds),
    ]


def _verdict(gain: Difference) -> str:
    """Read an interval: better or worse where it leaves out 0; one seed has no interval."""
    if gain.low > 0:
        return "better"
    return "worse" if gain.high < 0 else "not shown to be either"


def _runs_parts(groups: Groups) -> list[str]:
    """Write a table for each group; that of a grid names all sixteen combinations."""
    parts = []
    for conditions, runs in groups.items():
        is_grid = runs.keys() & (ABLATIONS.keys() - {"sgn", "esgn"})
        names = list(dict.fromkeys([*ABLATIONS, *runs])) if is_grid else list(runs)
        lines = [_run_cells(name, runs.get(name, ())) for name in names]
        parts += [_caption(conditions, runs), table_text(_RUNS_HEAD, lines)]
    return parts or ["No run is there yet."]


def _run_cells(name: str, rows: Sequence[Row]) -> list[str]:
    """Write one combination; empty cells where it was not run."""
    return [
        name,
        seeds_text(seeds_of(rows)),
        mean_text(rows, "test_top1"),
        spread_text(rows, "test_top1"),
        best_text(rows),
        whole_text(rows[0].values.get("parameters")) if rows else "",
    ]


def _caption(conditions: Conditions, runs: Mapping[str, Sequence[Row]]) -> str:
    """Say under which recipe and schedule, and at which commits, the runs of a group were made."""
    row = next(iter(runs.values()))[0]
    train = row.config.get("train", {})
    words = [
        f"{train.get('epochs')} epochs",
        f"batches of {train.get('batch_size')} clips",
        _OPTIMISERS.get(train.get("optimiser"), str(train.get("optimiser"))),
        f"learning rate up to {train.get('learning_rate')} "
        f"{_SCHEDULES.get(train.get('schedule'), '')}".strip(),
    ]
    words += _precisions(runs)
    return f"Recipe `{conditions.recipe}`: {', '.join(words)}; {_commits(runs)}."


def _precisions(runs: Mapping[str, Sequence[Row]]) -> list[str]:
    """Say in which number formats, and on which GPU, runs were computed, if each row notes it."""
    rows = [row for found in runs.values() for row in found]
    notes = [_FORMAT.match(row.note) for row in rows]
    if not all(notes):
        return []
    formats = " and ".join(sorted({found[1] for found in notes if found}))
    devices = {str(row.machine.get("accelerator") or "CPUs") for row in rows}
    where = "" if devices == {"CPUs"} else f" on {' and '.join(sorted(devices))}"
    return [f"computed in {formats}{where}"]


def _commits(runs: Mapping[str, Sequence[Row]]) -> str:
    """Name the commits at which runs were made, the oldest first."""
    rows = sorted((row for found in runs.values() for row in found), key=lambda row: row.date)
    names = list(dict.fromkeys(row.commit or "unknown" for row in rows))
    return f"commit{'s' if len(names) > 1 else ''} " + ", ".join(f"`{name}`" for name in names)


def _column(dataset: str) -> str:
    """Head a column: the data set's name, and that the figures are percent."""
    return f"{get_protocol(dataset).name}, %"


def _published_cell(figure: Mapping[str, object] | None) -> str:
    """Write a figure of others; one from memory says so."""
    if figure is None:
        return ""
    return f"{figure['top1']}" + ("" if figure["status"] == "checked" else " (from memory)")


def _newest(groups: Groups, dataset: str, name: str) -> Sequence[Row]:
    """Take the runs of one combination in the newest group that has them."""
    found: Sequence[Row] = ()
    for conditions, runs in groups.items():
        if conditions.dataset == dataset:
            found = max(found, runs.get(name, ()), key=lambda rows: rows[0].date if rows else "")
    return found
