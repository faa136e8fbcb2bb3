"""Made-up rows of results for tests."""

from __future__ import annotations

from eesgn_lite.analysis.results import Row


def made_up_row(
    ablation: str,
    seed: int,
    top1: float | None,
    *,
    dataset: str = "mini-ntu",
    recipe: str = "ours",
    parameters: int = 700_000,
) -> Row:
    """Make the row of a run."""
    return Row(
        kind="run",
        name=f"{ablation}-{recipe}-seed{seed}",
        dataset=dataset,
        config={"ablation": ablation, "recipe": recipe},
        values={"test_top1": top1, "parameters": parameters},
        seed=seed,
        commit=None,
        machine={"cores": 2},
        versions={"python": "3.11"},
        date="2026-01-31",
        command="eesgn train",
    )
