"""How far a model's confidence can be trusted: answer only where it is sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eesgn_lite.training.evaluation import Evaluation


def accuracy_by_coverage(found: Evaluation, coverages: Sequence[int]) -> dict[int, float]:
    """Score only the clips of whose answers the model is surest.

    Parameters
    ----------
    found
        What the model gave to every clip.
    coverages
        Shares of the clips that are answered, percent, above 0 and at most 100.

    Returns
    -------
    dict
        Coverage -> top-1 accuracy over the clips answered, percent. Clips of one confidence
        keep their order in the data set.

    Raises
    ------
    ValueError
        If a coverage lies outside its range.

    References
    ----------
    Geifman and El-Yaniv, NeurIPS 2017 (selective classification).
    """
    if not all(0 < coverage <= 100 for coverage in coverages):
        raise ValueError(f"A coverage must lie above 0 and up to 100 %, found {list(coverages)}.")
    surest = np.argsort(-found.probabilities.max(axis=1), kind="stable")
    right = (found.predictions == found.labels)[surest]
    answered = {coverage: max(1, round(coverage / 100 * len(right))) for coverage in coverages}
    return {coverage: 100 * float(right[:count].mean()) for coverage, count in answered.items()}


def calibration_figures(found: Evaluation, coverages: Sequence[int]) -> dict[str, float | None]:
    """Give all that is said of one model's confidence, by name, percent.

    Parameters
    ----------
    found
        What the model gave to every clip.
    coverages
        As in `accuracy_by_coverage`.

    Returns
    -------
    dict
        "calibration_error", "accuracy_at_COVERAGE", and for each bin of `reliability` its
        "bin_NUMBER_clips", "bin_NUMBER_confidence" and "bin_NUMBER_accuracy", the last two
        None where the bin is empty.
    """
    figures: dict[str, float | None] = {"calibration_error": found.calibration_error}
    for coverage, accuracy in accuracy_by_coverage(found, coverages).items():
        figures[f"accuracy_at_{coverage}"] = accuracy
    for number, (clips, confidence, accuracy) in enumerate(found.reliability.tolist()):
        figures[f"bin_{number}_clips"] = clips
        figures[f"bin_{number}_confidence"] = 100 * confidence if clips else None
        figures[f"bin_{number}_accuracy"] = 100 * accuracy if clips else None
    return figures


def over_runs(runs: Sequence[dict[str, float | None]]) -> dict[str, float | None]:
    """Give mean and spread of each figure over several runs.

    Parameters
    ----------
    runs
        Figures by name of each run, the same names in all.

    Returns
    -------
    dict
        "NAME_mean" and "NAME_std" (n - 1 in the denominator) over the runs in which the figure
        is a number; None where there are too few.
    """
    found: dict[str, float | None] = {}
    for name in runs[0]:
        figures = (run[name] for run in runs)
        numbers = [figure for figure in figures if figure is not None]
        found[f"{name}_mean"] = float(np.mean(numbers)) if numbers else None
        found[f"{name}_std"] = float(np.std(numbers, ddof=1)) if len(numbers) > 1 else None
    return found
