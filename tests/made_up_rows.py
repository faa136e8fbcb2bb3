"""Made-up rows for tests: few classes, few clips, figures that can be checked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.run_details import pack_bytes

LABELS = (0, 0, 1, 1)


def make_row(
    ablation: str = "sgn",
    seed: int = 1,
    *,
    answers: Sequence[int] = LABELS,
    labels: Sequence[int] = LABELS,
    confidence: Sequence[int] | None = None,
    top1: float | None = None,
    loss: Sequence[float] = (2.0, 1.0),
    dataset: str = "mini-ntu",
    recipe: str = "ours",
    epochs: int = 8,
    clips: str = "0" * 64,
) -> Row:
    """Write the row of a run that gave these answers."""
    right = 100 * float(np.mean(np.array(answers) == labels))
    values = {"test_top1": right if top1 is None else top1, "mean_class": right, "top5": 100.0}
    values |= {"calibration_error": 5.0, "parameters": 1234.0, "operations": 5678901.0}
    return Row(
        kind="run",
        name=f"{ablation}-{recipe}-seed{seed}",
        dataset=dataset,
        config={
            "ablation": ablation,
            "recipe": recipe,
            "data": {"frames": 20},
            "train": {"epochs": epochs, "seed": seed, "kept_epochs": seed, "workers": 0},
        },
        values=values,
        seed=seed,
        commit=None,
        machine={"processor": "none"},
        versions={"python": "3.13"},
        date="2026-01-31",
        command="eesgn train",
        details={
            "classes": ["sit", "stand", "<b>hop"],
            "clips": clips,
            "labels": pack_bytes(np.array(labels)),
            "answers": pack_bytes(np.array(answers)),
            "confidence": pack_bytes(np.array(confidence or [200] * len(labels))),
            "loss": list(loss),
        },
    )
