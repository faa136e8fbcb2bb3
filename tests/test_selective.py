"""Accuracy where only sure answers are given, and figures over several runs."""

from __future__ import annotations

import numpy as np
import pytest

from eesgn_lite.analysis.selective import accuracy_by_coverage, calibration_figures, over_runs
from eesgn_lite.training.evaluation import Evaluation

# Confidence 0.9 (right), 0.8 (right), 0.7 (wrong), 0.6 (wrong).
FOUND = Evaluation(
    probabilities=np.array([[0.9, 0.1], [0.3, 0.7], [0.2, 0.8], [0.6, 0.4]], np.float32),
    labels=np.array([0, 0, 1, 1]),
    names=("a", "b", "c", "d"),
    classes=("sit", "stand"),
)


def test_the_surest_answers_are_scored_first() -> None:
    found = accuracy_by_coverage(FOUND, [1, 25, 50, 75, 100])
    assert found == pytest.approx({1: 100, 25: 100, 50: 100, 75: 200 / 3, 100: 50})
    for wrong in (0, 101):
        with pytest.raises(ValueError, match="A coverage must lie above 0 and up to 100"):
            accuracy_by_coverage(FOUND, [wrong])


def test_all_clips_give_the_accuracy_and_the_error_is_that_of_the_evaluation() -> None:
    figures = calibration_figures(FOUND, [100])
    assert figures["accuracy_at_100"] == FOUND.top1
    # Alone in their bins: |0.9 - 1|, |0.7 - 0|, |0.8 - 1|, |0.6 - 0|, a quarter each.
    assert figures["calibration_error"] == pytest.approx(100 * (0.1 + 0.7 + 0.2 + 0.6) / 4)
    assert figures["bin_13_clips"] == 1 and figures["bin_13_accuracy"] == 100
    assert figures["bin_13_confidence"] == pytest.approx(90)
    assert figures["bin_0_clips"] == 0 and figures["bin_0_accuracy"] is None


def test_figures_over_runs_leave_out_what_is_missing() -> None:
    runs = [{"a": 1.0, "b": None, "c": None}, {"a": 3.0, "b": 5.0, "c": None}]
    assert over_runs(runs) == {
        "a_mean": 2,
        "a_std": pytest.approx(2**0.5),
        "b_mean": 5,
        "b_std": None,
        "c_mean": None,
        "c_std": None,
    }
