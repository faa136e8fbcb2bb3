"""The table of tries on held-out data, written from rows: what each changed, and what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eesgn_lite.analysis.cells import mean_and_spread_text, points, seeds_of, seeds_text, table_text
from eesgn_lite.analysis.comparison import FREE
from eesgn_lite.analysis.folds import top1_of_folds
from eesgn_lite.analysis.results import Row, load_results
from eesgn_lite.data.cards import ORIGINS
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.recipes import BASES, base_of

_HEAD = (
    "what is changed",
    *("SGN, %", "points over the base", "seeds"),
    *("ESGN, %", "points over the base", "seeds"),
)
_MODELS = ("sgn", "esgn")
_PARTS = ("data", "train", "model")


def choices_table(datasets: Sequence[str], root: Path) -> str:
    """List what was tried with a part of the training side held out.

    Parameters
    ----------
    datasets
        Data sets; all that have such runs where none is named.
    root
        Folder of the checkout, whose `results/` is read.

    Returns
    -------
    str
        Markdown: for each data set the base recipe, then each try beside it. Points are means
        of differences between runs of the same seed. Where performers are held out one after
        the other, the runs of one seed that hold out each of them count as one run.

    Raises
    ------
    ValueError
        If there is no such data set.
    """
    rows = [row for row in load_results(root / "results") if _is_try(row)]
    parts = []
    for name in datasets or list(dict.fromkeys(str(row.dataset) for row in rows)):
        own = [row for row in rows if row.dataset == name]
        parts.append(f"**`{name}`** ({ORIGINS[get_protocol(name).source].title})")
        usual = [row for row in own if "held_out" not in row.config]
        in_turn = [row for row in own if "held_out" in row.config]
        texts = [t for part in (usual, in_turn) for base in BASES for t in _one_base(part, base)]
        parts += texts or ["No try yet."]
    return "\n\n".join(parts)


def _one_base(rows: Sequence[Row], base: str) -> list[str]:
    """Write what was tried beside one base; nothing where there is no try."""
    names = dict.fromkeys(str(row.config["recipe"]) for row in rows)
    tries = [name for name in names if name != base and base_of(name) == base]
    own = [row for row in rows if row.config["recipe"] in {base, *tries}]
    lines = _lines(own, base, tries) if tries else []
    return [_caption(own, base), table_text(_HEAD, lines)] if lines else []


def _is_try(row: Row) -> bool:
    """Tell whether a row is of a run that was scored on the held-out part."""
    return row.kind == "run" and row.values.get("val_top1") is not None


def _caption(rows: Sequence[Row], base: str) -> str:
    """Say what all tries have alike."""
    names = dict.fromkeys([base, *(str(row.config["recipe"]) for row in rows)])
    first = next(run for name in names for model in _MODELS for run in _runs(rows, name, model))
    train, clips = first.config["train"], first.values["scored"]
    turns = ""
    if (folds := _folds(rows)) != [None]:
        field = get_protocol(str(first.dataset)).field
        turns = f", held out one after the other: {field} {', '.join(map(str, folds))}"
    return (
        f"Recipe `{first.config['recipe']}` is the base: {train['epochs']} epochs, batches of "
        f"{train['batch_size']} clips; top-1 over {clips:.0f} held-out clips{turns}, last epoch."
    )


def _lines(rows: Sequence[Row], base: str, tries: Sequence[str]) -> list[list[str]]:
    """Write the base, then each try the most helpful first."""
    runs = {name: [_runs(rows, name, model) for model in _MODELS] for name in (base, *tries)}
    gains = {
        name: [_gain(a, b) for a, b in zip(runs[name], runs[base], strict=True)] for name in tries
    }

    def order(name: str) -> float:
        return -max((gain for gain in gains[name] if gain is not None), default=0.0)

    lines = [_line(f"nothing (`{base}`)", runs[base], [None, None])] if any(runs[base]) else []
    for name in sorted((name for name in tries if any(runs[name])), key=order):
        lines.append(_line(_words(name, runs[name], runs[base]), runs[name], gains[name]))
    return lines


def _line(words: str, runs: Sequence[Sequence[Row]], gains: Sequence[float | None]) -> list[str]:
    """Write the cells of one try, model by model."""
    cells = [words]
    for found, gain in zip(runs, gains, strict=True):
        cells += [
            mean_and_spread_text(found, "val_top1"),
            "" if gain is None else points(gain),
            seeds_text(seeds_of(found)),
        ]
    return cells


def _runs(rows: Sequence[Row], name: str, model: str) -> list[Row]:
    """Take the runs of one try and model, in the order of their seeds; folds of a seed as one."""
    own = [r for r in rows if r.config["recipe"] == name and r.config["ablation"] == model]
    seeds = sorted({int(row.seed or 0) for row in own})
    found = [[row for row in own if int(row.seed or 0) == seed] for seed in seeds]
    return [_pooled(of_seed) for of_seed in found if _folds(of_seed) == _folds(rows)]


def _folds(rows: Sequence[Row]) -> list[int | None]:
    """List who is held out; None stands for those that the protocol names."""
    return sorted({row.config.get("held_out") for row in rows}, key=str)


def _pooled(rows: Sequence[Row]) -> Row:
    """Count the held-out clips of all folds of a seed together."""
    clips = sum(float(row.values["scored"] or 0) for row in rows)
    return replace(rows[0], values={"val_top1": top1_of_folds(rows), "scored": clips})


def _gain(runs: Sequence[Row], base: Sequence[Row]) -> float | None:
    """Average what the runs gained over the base's of the same seeds; None without any."""
    before = {row.seed: _top1(row) for row in base}
    gained = [_top1(row) - before[row.seed] for row in runs if row.seed in before]
    return sum(gained) / len(gained) if gained else None


def _top1(row: Row) -> float:
    """Top-1 of a try on the held-out part, percent."""
    return float(row.values["val_top1"] or 0)


def _words(name: str, runs: Sequence[Sequence[Row]], base: Sequence[Sequence[Row]]) -> str:
    """Name the fields that differ from the base's, as they stand in the configs."""
    for found, before in zip(runs, base, strict=True):
        if found and before:
            return ", ".join(_changes(before[0].config, found[0].config))
    return f"`{name}`"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """List changed fields with both values; fields that a row is older than have their default."""
    old, new = (Experiment.from_json(config).to_json() for config in (before, after))
    changes = [
        f"{field.replace('_', ' ')} {_value(old[part][field])} → {_value(value)}"
        for part in _PARTS
        for field, value in new[part].items()
        if field not in FREE and value != old[part][field]
    ]
    return list(dict.fromkeys(changes))  # data and model both name the frames


def _value(value: object) -> str:
    """Write a value of a config."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "(" + ", ".join(map(str, value)) + ")"
    return str(value)
