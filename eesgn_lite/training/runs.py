"""What a run leaves behind: weights, configs, history, and where and how it was made."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from eesgn_lite.data.files import write_atomically
from eesgn_lite.model.networks import build_network
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import Evaluation
from eesgn_lite.training.experiment import Experiment

SHIPPED = Path(__file__).parents[2] / "checkpoints"


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """Hold a finished run.

    Attributes
    ----------
    folder
        Where its files are: ``run.json``, ``history.json``, ``weights.safetensors`` and
        ``predictions.npz``.
    checkpoint
        The model of the last epoch.
    history
        One dict an epoch: epoch, loss, classification, regularisation, learning_rate, seconds.
    result
        What ``eesgn train --json`` prints.
    """

    folder: Path
    checkpoint: Checkpoint
    history: list[dict[str, float]]
    result: dict[str, Any]


def save_tensors(path: Path, tensors: Mapping[str, Tensor], about: Mapping[str, Any]) -> None:
    """Write tensors with a JSON description in the header, atomically."""
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_atomically(path, save(plain, metadata={"eesgn": json.dumps(about)}))


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read what `save_tensors` wrote.

    Raises
    ------
    ValueError
        If the file is missing, damaged, or not of ours.
    """
    if not path.is_file():
        raise ValueError(
            f"{path}: there is no such checkpoint; name a file, a run folder, or one of the "
            f"shipped ones: {', '.join(shipped_names()) or 'none is there'}."
        )
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["eesgn"])
            return {name: file.get_tensor(name) for name in file.keys()}, about  # noqa: SIM118
    except (SafetensorError, KeyError, ValueError, RecursionError) as error:
        raise ValueError(
            f"{path}: this is no eesgn checkpoint, or it is damaged ({error}); train it again."
        ) from None


def save_checkpoint(path: Path, checkpoint: Checkpoint, *, half: bool = False) -> None:
    """Write a checkpoint as one safetensors file; `half` stores float16 for shipping."""
    tensors = checkpoint.model.state_dict()
    if half:
        tensors = {n: t.half() if t.is_floating_point() else t for n, t in tensors.items()}
    about = {
        "experiment": checkpoint.experiment.to_json(),
        "classes": list(checkpoint.classes),
        "actions": list(checkpoint.actions),
    }
    save_tensors(path, tensors, about)


def load_checkpoint(name: str | Path) -> Checkpoint:
    """Load a shipped checkpoint by name, or any by its file or run folder.

    Parameters
    ----------
    name
        ``"mini-ntu/esgn"``, a ``.safetensors`` file, or a run folder.

    Raises
    ------
    TypeError
        If a network is given instead of a name.
    ValueError
        If there is none, if it is damaged, or if a shipped one does not have its checksum.
    """
    if not isinstance(name, str | Path):
        raise TypeError(
            f"A checkpoint is named by a text or a path, found {type(name).__name__}; a network "
            "alone does not know its preparation and classes: name the folder of its run."
        )
    path = _find(name)
    tensors, about = read_tensors(path)
    broken = [name for name, tensor in tensors.items() if not tensor.isfinite().all()]
    if broken:
        raise ValueError(f"{path}: {broken[0]} holds numbers that are not finite; train it again.")
    try:
        experiment = Experiment.from_json(about["experiment"])
        classes, actions = tuple(about["classes"]), tuple(about["actions"])
        scored = experiment.model.num_classes
        if not len(classes) == len(actions) == scored:
            raise ValueError(f"{len(classes)} classes are named and {scored} scored")
        model = build_network(experiment.model)
        model.load_state_dict(
            {n: t.float() if t.is_floating_point() else t for n, t in tensors.items()}
        )
    except (KeyError, TypeError, AttributeError, ValueError, RuntimeError) as error:
        problem = str(error).rstrip(".")
        raise ValueError(
            f"{path}: the weights do not fit their description ({problem}); train it again."
        ) from None
    return Checkpoint(model=model.eval(), experiment=experiment, classes=classes, actions=actions)


def shipped_names() -> list[str]:
    """Name the checkpoints that are part of the workbook."""
    return [
        p.relative_to(SHIPPED).with_suffix("").as_posix()
        for p in sorted(SHIPPED.glob("*/*.safetensors"))
    ]


def _find(name: str | Path) -> Path:
    """Turn a checkpoint's name into a file; shipped ones are compared with their checksum."""
    path = Path(name)
    if path.is_dir():
        return path / "weights.safetensors"
    shipped = SHIPPED / f"{name}.safetensors"
    if path.exists() or not shipped.is_file():
        return path
    sums = (SHIPPED / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
    digest = hashlib.sha256(shipped.read_bytes()).hexdigest()
    if f"{digest}  {name}.safetensors" not in sums:
        raise ValueError(f"{shipped}: the file is damaged (wrong checksum); get it again.")
    return shipped


@cache
def code_digest() -> str:
    """Identify the program that trains: the sources of the rooms data, model and training.

    Notes
    -----
    Commits that touch other rooms leave it as it is, so runs of one long grid stay comparable.
    It is read once a process, and `train` asks before it begins: files that are edited while
    a run is under way are not those that it runs.
    """
    package, digest = Path(__file__).parents[1], hashlib.sha256()
    for room in ("data", "model", "training"):
        for path in sorted((package / room).rglob("*.py")):
            # Line ends differ between systems, the program does not.
            text = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(package).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:12]


def provenance() -> dict[str, Any]:
    """Say with what, where and when: commit, machine, versions, date."""
    packages = ("eesgn-lite", "torch", "numpy")
    return {
        "commit": _commit(),
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "accelerator": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        },
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in packages},
            "code": code_digest(),
        },
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


@cache
def _commit() -> str | None:
    """Commit of the source, with a mark when files differ from it; None outside a checkout."""
    folder = Path(__file__).parent
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--abbrev=12", "--dirty=+changes"],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()


def save_predictions(path: Path, evaluation: Evaluation) -> None:
    """Write every clip's probabilities (float16), label and name; no pickle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}")
    np.savez_compressed(
        partial.with_suffix(".npz"),
        probabilities=evaluation.probabilities.astype(np.float16),
        labels=evaluation.labels,
        names=np.array(evaluation.names),
        classes=np.array(evaluation.classes),
    )
    os.replace(partial.with_suffix(".npz"), path)
