"""From a finished run to a checkpoint that ships: small, checksummed, evaluated, described."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from eesgn_lite.analysis.documents import fill_document
from eesgn_lite.analysis.model_cards import SUMS, measurement_file, write_card
from eesgn_lite.analysis.record import record_run
from eesgn_lite.analysis.results import Row, read_row, results_folder, write_row
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.files import write_atomically, write_text
from eesgn_lite.model.esgn import count_parameters
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.runs import load_checkpoint, provenance, save_checkpoint

LARGEST = 2_000_000
"""Bytes that a shipped checkpoint may have."""
_SEED = 1


class Shipped(NamedTuple):
    """A checkpoint that ships: its name, its file, its card, and its figures."""

    name: str
    weights: Path
    card: Path
    values: dict[str, float | None]


def ship(
    source: str | Path, *, checkout: str | Path | None = None, root: str | Path | None = None
) -> Shipped:
    """Ship a finished run of seed 1, or evaluate and describe a shipped checkpoint anew.

    Parameters
    ----------
    source
        A run folder; or the name of a shipped checkpoint, which is then left as it is.
    checkout
        Folder that holds `checkpoints/` and `results/`; by default that of this package.
    root
        Where the data set is; see `load_dataset`.

    Returns
    -------
    Shipped
        The run's row, the weights in float16, their checksum, their own figures and the card
        are written.

    Raises
    ------
    ValueError
        If the folder holds no finished run, it is no final run of seed 1, or the file would be
        larger than `LARGEST`.
    FileNotFoundError
        If the data set is not there.

    Notes
    -----
    It is always seed 1: the best of several seeds would be a choice made on the test side.
    """
    home = results_folder().resolve().parent if checkout is None else Path(checkout)
    folder = Path(source)
    name = _export(folder, home) if folder.is_dir() else str(source)
    weights = home / "checkpoints" / f"{name}.safetensors"
    checkpoint = load_checkpoint(weights)
    experiment = checkpoint.experiment
    run = f"{experiment.ablation}-{experiment.recipe}-seed{experiment.train.seed}"
    file = f"results/{experiment.dataset}/{run}.json"
    row = _measure(name, checkpoint, weights, file, root)
    write_row(row, home / measurement_file(name))
    card = weights.with_suffix(".md")
    write_text(card, write_card(name, checkpoint, read_row(home / file)))
    if problems := fill_document(card, home):
        raise ValueError(" ".join(problems))
    return Shipped(name, weights, card, row.values)


def _export(folder: Path, home: Path) -> str:
    """Write the row and the weights of a run; return the checkpoint's name."""
    checkpoint = load_checkpoint(folder)
    name = _name_of(folder)
    with tempfile.TemporaryDirectory() as scratch:
        partial = Path(scratch) / "weights.safetensors"
        save_checkpoint(partial, checkpoint, half=True)
        content = partial.read_bytes()
    if len(content) > LARGEST:
        raise ValueError(
            f"{folder}: in float16 the weights take {len(content):,} bytes, and at most "
            f"{LARGEST:,} may ship; train a smaller model."
        )
    record_run(folder, home / "results")
    write_atomically(home / "checkpoints" / f"{name}.safetensors", content)
    _note_checksum(home / "checkpoints", f"{name}.safetensors", content)
    return name


def _name_of(folder: Path) -> str:
    """Name the checkpoint of a run; refuse a run that must not ship."""
    path = folder / "run.json"
    if not path.is_file():
        raise ValueError(f"{folder}: there is no finished run here; resume it first.")
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["result"]
    if result["test_top1"] is None:
        raise ValueError(f"{folder}: this run only chose; ship a final one, without --validate.")
    if result["seed"] != _SEED:
        raise ValueError(
            f"{folder}: this is seed {result['seed']}; seed {_SEED} ships, never the best one."
        )
    return f"{result['dataset']}/{result['ablation']}"


def _note_checksum(folder: Path, file: str, content: bytes) -> None:
    """Write a file's SHA-256 into the list, in the place of an older one."""
    sums = folder / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    kept = [line for line in lines if not line.endswith(f"  {file}")]
    kept.append(f"{hashlib.sha256(content).hexdigest()}  {file}")
    write_text(sums, "\n".join(sorted(kept, key=lambda line: line.split()[1])) + "\n")


def _measure(
    name: str, checkpoint: Checkpoint, weights: Path, run: str, root: str | Path | None
) -> Row:
    """Score the file that ships, every clip of the test side once."""
    dataset = checkpoint.experiment.dataset
    found = evaluate(checkpoint, load_dataset(dataset, root).test)
    content = weights.read_bytes()
    values: dict[str, float | None] = {
        "test_top1": found.top1,
        "top5": found.top5,
        "mean_class": found.mean_class,
        "calibration_error": found.calibration_error,
        "scored": found.scored,
        "parameters": count_parameters(checkpoint.model),
        "bytes": len(content),
    }
    digest = hashlib.sha256(content).hexdigest()
    return Row(
        kind="measurement",
        name=f"checkpoint-{name.replace('/', '-')}",
        dataset=dataset,
        config={"checkpoint": name, "sha256": digest, "run": run},
        values=values,
        seed=None,
        command=f"eesgn ship {name}",
        note="The shipped file, evaluated; float16 rounding may change an answer of its run.",
        **provenance(),
    )
