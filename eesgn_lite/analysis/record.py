"""Turn finished runs into rows of `results/` and into checkpoints that ship."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from eesgn_lite.analysis.results import Row, results_folder, write_row
from eesgn_lite.training.runs import SHIPPED, load_checkpoint, save_checkpoint, write_atomically

_FIGURES = (
    "test_top1", "best_test_top1", "val_top1", "top5", "mean_class", "calibration_error",
    "scored", "parameters", "seconds",
)  # fmt: skip


def record_run(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write the row of a finished run to `results/DATASET/`; return its path.

    Raises
    ------
    ValueError
        If the folder holds no finished run.
    """
    folder = Path(folder)
    if not (folder / "run.json").is_file():
        raise ValueError(f"{folder}: there is no finished run here; resume it first.")
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    result: dict[str, Any] = about["result"]
    options = "" if result["ablation"] == "esgn" else f" --ablation {result['ablation']}"
    options += "" if result["recipe"] == "ours" else f" --recipe {result['recipe']}"
    options += " --validate" if result["test_top1"] is None else ""
    row = Row(
        kind="run",
        name=folder.name,
        dataset=result["dataset"],
        config=config,
        values={name: result[name] for name in _FIGURES} | {"epochs": config["train"]["epochs"]},
        seed=result["seed"],
        commit=about["commit"],
        machine=about["machine"],
        versions=about["versions"],
        date=about["date"],
        command=f"eesgn train {result['dataset']}{options} --seed {result['seed']}",
        note=f"Computed in {result['precision']}.",
    )
    path = Path(out or results_folder()) / result["dataset"] / f"{folder.name}.json"
    write_row(row, path)
    return path


def ship_run(folder: str | Path, name: str, out: str | Path = SHIPPED) -> Path:
    """Write a run's weights as the shipped checkpoint `name`, in float16, with its checksum.

    Raises
    ------
    ValueError
        If the folder holds no checkpoint.
    """
    out = Path(out)
    path = out / f"{name}.safetensors"
    save_checkpoint(path, load_checkpoint(folder), half=True)
    sums = out / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    kept = [line for line in lines if not line.endswith(f"  {path.relative_to(out).as_posix()}")]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept.append(f"{digest}  {path.relative_to(out).as_posix()}")
    write_atomically(sums, ("\n".join(sorted(kept)) + "\n").encode("utf-8"))
    return path
