"""What is left to do when the epochs are over: score, write down, read back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from eesgn_lite.data.catalog import DataSplits
from eesgn_lite.data.files import write_json
from eesgn_lite.model.networks import build_network
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.runs import (
    Run,
    load_checkpoint,
    provenance,
    read_tensors,
    save_checkpoint,
    save_predictions,
)
from eesgn_lite.training.state import TrainingState


def score_run(
    training: TrainingState,
    experiment: Experiment,
    splits: DataSplits,
    folder: Path,
    *,
    validate: bool,
) -> dict[str, Any]:
    """Score the last epoch; after a final run the kept epochs too, for the record only."""
    model = training.scored
    device = next(model.parameters()).device
    side = splits.val if validate else splits.test
    last = evaluate(model, side, experiment.data, device=device)
    save_predictions(folder / "predictions.npz", last)
    best = last.top1
    if not validate:
        earlier = build_network(experiment.model).to(device)
        for path in sorted((folder / "kept").glob("*.safetensors"))[:-1]:
            earlier.load_state_dict(read_tensors(path)[0])
            best = max(best, evaluate(earlier, side, experiment.data, device=device).top1)
    return {
        "test_top1": None if validate else last.top1,
        "best_test_top1": None if validate else best,
        "val_top1": last.top1 if validate else None,
        "top5": last.top5,
        "mean_class": last.mean_class,
        "calibration_error": last.calibration_error,
        "scored": last.scored,
    }


def write_run(
    training: TrainingState,
    experiment: Experiment,
    splits: DataSplits,
    folder: Path,
    result: dict[str, Any],
) -> Run:
    """Write what the run leaves behind; ``run.json`` last, for it says that all is there."""
    checkpoint = Checkpoint(
        model=training.scored.cpu().eval(),
        experiment=experiment,
        classes=tuple(splits.classes),
        actions=tuple(splits.actions),
    )
    save_checkpoint(folder / "weights.safetensors", checkpoint)
    write_json(folder / "config.json", experiment.to_json())
    write_json(folder / "history.json", training.history)
    write_json(folder / "run.json", {"result": result, **provenance()})
    shutil.rmtree(folder / "kept", ignore_errors=True)
    (folder / "state.safetensors").unlink(missing_ok=True)
    return Run(folder=folder, checkpoint=checkpoint, history=training.history, result=result)


def load_run(folder: str | Path) -> Run:
    """Read a finished run back from its folder.

    Raises
    ------
    ValueError
        If the folder holds no finished run.
    """
    folder = Path(folder)
    if not (folder / "run.json").exists():
        raise ValueError(f"{folder}: there is no finished run here; resume it first.")
    return Run(
        folder=folder,
        checkpoint=load_checkpoint(folder),
        history=json.loads((folder / "history.json").read_text(encoding="utf-8")),
        result=json.loads((folder / "run.json").read_text(encoding="utf-8"))["result"],
    )
