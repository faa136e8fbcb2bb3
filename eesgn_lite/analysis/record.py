"""Turn finished runs into rows of `results/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from eesgn_lite.analysis.results import Row, results_folder, write_row
from eesgn_lite.analysis.run_details import pack_bytes
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.baseline_config import BASELINES, BaselineConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.networks import build_network, read_config
from eesgn_lite.training.experiment import REAL_READINGS, RECIPES, recipe_configs
from eesgn_lite.training.recipes import BASES, base_of, default_recipe

# What a run's result holds beside its figures.
_LABELS = ("dataset", "ablation", "recipe", "seed", "precision", "run")


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
    about, config, history = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("run", "config", "history")
    )
    result: dict[str, Any] = about["result"]
    figures = {name: value for name, value in result.items() if name not in _LABELS}
    operations = count_operations(read_config(config["model"]), config["data"]["frames"])
    row = Row(
        kind="run",
        name=folder.name,
        dataset=result["dataset"],
        config=config,
        values=figures | {"epochs": config["train"]["epochs"], "operations": operations},
        seed=result["seed"],
        commit=about["commit"],
        machine=about["machine"],
        versions=about["versions"],
        date=about["date"],
        command=_command(result, config),
        note=f"Computed in {result['precision']}.",
        details=_clips(folder / "predictions.npz") | {"loss": _losses(history)},
    )
    path = Path(out or results_folder()) / result["dataset"] / f"{folder.name}.json"
    write_row(row, path)
    return path


def _command(result: dict[str, Any], config: dict[str, Any]) -> str:
    """Write the command that makes a run again."""
    if "subset" in config:
        script = "python benchmarks/training_size.py"
        return f"{script} {result['dataset']} --seeds {result['seed']} --recipe {result['recipe']}"
    if result["test_top1"] is None and (
        "held_out" in config
        or result["recipe"] not in RECIPES
        or (result["recipe"] in BASES and _begins_tries(config))
    ):
        base = base_of(result["recipe"])
        options = f" --base {base}" if BASES[base] else ""
        options += f" --tries {result['recipe'].removeprefix(BASES[base])}"
        script = f"python benchmarks/choices.py {result['dataset']}{options}"
        options = " --hold-out-each" if "held_out" in config else ""
        return f"{script} --seeds {result['seed']}{options}"
    option = "baseline" if result["ablation"] in BASELINES else "ablation"
    options = "" if result["ablation"] == "esgn" else f" --{option} {result['ablation']}"
    options += (
        ""
        if result["recipe"] == default_recipe(result["dataset"])
        else f" --recipe {result['recipe']}"
    )
    options += " --validate" if result["test_top1"] is None else ""
    return f"eesgn train {result['dataset']}{options} --seed {result['seed']}"


def _begins_tries(config: dict[str, Any]) -> bool:
    """Tell whether a run is what tries begin with: without what was chosen for its data set."""
    data, _ = recipe_configs(config["recipe"], config["dataset"])
    if DataConfig(**config["data"]) != data:
        return True
    model, begun = config["model"], ModelConfig().to_json()
    return config["ablation"] == "esgn" and all(
        model.get(field, begun[field]) == begun[field] for field in REAL_READINGS
    )


def _losses(history: list[dict[str, float]]) -> list[float]:
    """Take the classification loss of each epoch, which all combinations have alike."""
    return [round(epoch["classification"], 4) for epoch in history]


def _clips(path: Path) -> dict[str, Any]:
    """Pack label, answer and its probability of every scored clip, a byte each."""
    with np.load(path) as found:
        probabilities = found["probabilities"].astype(float)
        answers, labels = probabilities.argmax(axis=1), found["labels"]
        names = "\n".join(found["names"])
        classes = [str(name) for name in found["classes"]]
    return {
        "classes": classes,
        "clips": hashlib.sha256(names.encode("utf-8")).hexdigest(),
        "labels": pack_bytes(labels),
        "answers": pack_bytes(answers),
        "confidence": pack_bytes(np.rint(255 * probabilities.max(axis=1))),
    }


def count_operations(config: ModelConfig | BaselineConfig, frames: int) -> int:
    """Count the multiplications of one forward pass for one clip of one person.

    Notes
    -----
    PyTorch counts those of matrix products and convolutions, each with its addition; a half of
    its figure is the multiply-adds that papers call FLOPs.
    """
    layout = config.layout
    joints = torch.zeros(1, 1, frames, layout.num_joints, layout.dimensions)
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        build_network(config).eval()(joints)
    return counter.get_total_flops() // 2
