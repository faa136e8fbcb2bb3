"""Model cards: what a shipped checkpoint is, what it reaches, and what it is for."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from eesgn_lite.analysis.cells import (
    best_text,
    mean_text,
    seeds_of,
    seeds_text,
    spread_text,
    table_text,
    whole_text,
)
from eesgn_lite.analysis.evidence import combination_of, conditions_of, group_runs
from eesgn_lite.analysis.results import Row, load_results, read_row
from eesgn_lite.analysis.summary import parts_of
from eesgn_lite.data.cards import ORIGINS, make_card
from eesgn_lite.data.splits import get_protocol
from eesgn_lite.training.checkpoint import Checkpoint

SUMS = "SHA256SUMS"
_SYNTHETIC = "mini-ntu"

_CARD = """# Model card: {name}

{model}, trained on the training side of `{dataset}`. Written by `eesgn ship`.

{about_data}

## What it reaches

<!-- table: checkpoint {name} -->
<!-- /table -->

It is the run of seed 1, not the best one, as it was after the last epoch, stored in float16.
Nothing was chosen on the test side. The first figures are those of this very file:
`eesgn evaluate {name} {dataset} --json` gives them again. `checkpoints/{sums}` holds its checksum,
which is compared at each loading.

## Data

{title}. {source} {citation}

{split} The run was trained on train and val together, with everything fixed beforehand.

Input: {frames} frames of the {joints} joints of layout `{layout}`, metres, sampled, centred and
turned as `DataConfig` in the file's header says. `ee.predict` does that.

## What it is for

Teaching, and comparing methods under the same protocol. {scope}

## Limits

- It knows no "something else" and no "nothing": every clip gets one of its names.
- {shift}
- Its probabilities are not accuracies; the table says how far apart they are.
- It was not tested on people of other ages, bodies, dress or abilities, nor on other sensors.

## People

{people}

## Licence

{licence}

## How to make it again

```
{command}
eesgn ship {run}
```
"""
_PEOPLE_REAL = """The data show people in a laboratory. What they agreed to is for the data set's
authors to say; the recordings are not passed on here. A skeleton without a face is still personal
data: gait identifies a person. Do not use the model to watch, identify, rate or judge people, and
show it nobody who did not agree to it."""
_PEOPLE_SYNTHETIC = """Nobody was recorded: a program made the bodies. What reads skeletons can
still be turned on people. Gait identifies a person, so skeletons are personal data. Do not use
the model to watch, identify, rate or judge people, and show it nobody who did not agree to it."""
_LICENCE_REAL = """The weights were learnt from recordings under these terms: {terms} Keep to them
when you use the weights. The code is under the MIT licence."""
_SHIFT_REAL = "It saw one laboratory, one kind of sensor and few performers; elsewhere expect less."
_SHIFT_SYNTHETIC = "Made-up bodies move more alike than people do: on real clips expect far less."
_UNMIRRORED = "It saw no mirrored clips: whoever uses the other hand or foot may get a wrong name."


def measurement_file(name: str) -> str:
    """Say where the figures of a shipped checkpoint stand, from the root of the checkout.

    Examples
    --------
    >>> measurement_file("nw-ucla/esgn")
    'results/measurements/checkpoint-nw-ucla-esgn.json'
    """
    return f"results/measurements/checkpoint-{name.replace('/', '-')}.json"


def write_card(name: str, checkpoint: Checkpoint, row: Row) -> str:
    """Write the card of a shipped checkpoint, its table still empty.

    Parameters
    ----------
    name
        "DATASET/COMBINATION".
    checkpoint
        What is shipped.
    row
        The run it was made from.

    Returns
    -------
    str
        Markdown; `fill_document` writes the figures into it.
    """
    dataset, config = checkpoint.experiment.dataset, checkpoint.experiment.model
    protocol = get_protocol(dataset)
    origin, synthetic = ORIGINS[protocol.source], dataset == _SYNTHETIC
    licence = "CC BY 4.0, as the data." if synthetic else _LICENCE_REAL
    shift = _SHIFT_SYNTHETIC if synthetic else _SHIFT_REAL
    text = _CARD.format(
        name=name,
        dataset=dataset,
        sums=SUMS,
        model=_model_title(combination_of(row)),
        about_data="**The data are synthetic.**" if synthetic else "**The data are real.**",
        title=origin.title,
        source=origin.source,
        citation="" if synthetic else origin.citation,
        split=make_card(protocol, {}).split,
        frames=checkpoint.experiment.data.frames,
        joints=config.layout.num_joints,
        layout=config.layout.name,
        scope=checkpoint.scope,
        shift=shift if checkpoint.experiment.data.mirror else f"{shift}\n- {_UNMIRRORED}",
        people=_PEOPLE_SYNTHETIC if synthetic else _PEOPLE_REAL,
        licence=licence.format(terms=origin.licence),
        command=row.command,
        run=f"runs/{dataset}/{row.name}",
    )
    return "\n\n".join(map(_wrapped, text.split("\n\n")))


def _wrapped(part: str) -> str:
    """Break the lines of a paragraph; headings, lists, tables and code stay as they are."""
    if part.lstrip().startswith(("#", "-", "<!--", "```")):
        return part
    return textwrap.fill(" ".join(part.split()), 100, break_on_hyphens=False)


def _model_title(combination: str) -> str:
    """Say which network it is.

    Examples
    --------
    >>> _model_title("sgn"), _model_title("streams+loss")
    ('SGN, without any of the four enhancements', 'SGN with streams and loss')
    """
    if combination == "sgn":
        return "SGN, without any of the four enhancements"
    if combination == "esgn":
        return "ESGN, SGN with all four enhancements"
    return f"SGN with {' and '.join(sorted(parts_of(combination), reverse=True))}"


def checkpoint_table(arguments: Sequence[str], root: Path) -> str:
    """Write the figures of a shipped checkpoint: its own, its run's, and those over seeds.

    Raises
    ------
    ValueError
        If no one checkpoint is named, it was not evaluated, or was written anew since.
    """
    if len(arguments) != 1:
        raise ValueError("name one checkpoint, such as nw-ucla/esgn")
    name = arguments[0]
    measured = _read(root, measurement_file(name))
    _check_file(root, name, str(measured.config["sha256"]))
    run = _read(root, str(measured.config["run"]))
    rows = group_runs(load_results(root / "results"))[conditions_of(run)][combination_of(run)]
    own = [measured]
    lines = [
        ["parameters", whole_text(measured.values["parameters"])],
        ["size of the file, bytes", whole_text(measured.values["bytes"])],
        ["clips scored, the whole test side", whole_text(measured.values["scored"])],
        ["top-1 of this file, %", mean_text(own, "test_top1")],
        ["mean class accuracy of this file, %", mean_text(own, "mean_class")],
        ["calibration error of this file, points", mean_text(own, "calibration_error")],
        ["chance, %", f"{100 / len(run.details['classes']):.1f}"],
        [f"top-1 of its run, seed {run.seed}, last epoch, %", mean_text([run], "test_top1")],
        [f"mean top-1 over seeds {seeds_text(seeds_of(rows))}, %", mean_text(rows, "test_top1")],
        ["standard deviation over seeds, points", spread_text(rows, "test_top1")],
        ["mean of the best kept epoch, as papers report, %", best_text(rows)],
    ]
    return table_text(["figure", name], lines)


def _read(root: Path, file: str) -> Row:
    """Read a row that must be there."""
    if not (root / file).is_file():
        raise ValueError(f"there is no file {file}; run eesgn ship")
    return read_row(root / file)


def _check_file(root: Path, name: str, digest: str) -> None:
    """Make sure that the figures are those of the file that is there now."""
    path = root / "checkpoints" / SUMS
    sums = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    if f"{digest}  {name}.safetensors" not in sums:
        raise ValueError(f"{name} was written anew after it was evaluated; run eesgn ship {name}")
