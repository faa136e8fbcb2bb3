"""Figures of measurements, read back from what is drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.results import Row, write_row
from eesgn_lite.viewing.figure_files import FIGURES, figures_of
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.robustness_figures import (
    calibration_figure,
    calibration_panels,
    describe_panels,
    robustness_figure,
    robustness_panels,
    training_size_figure,
    training_size_panels,
)


def measured(kind: str, values: dict[str, float | None], **config: object) -> Row:
    """The row of a measurement on both models; ESGN has two points more than SGN."""
    both = {f"sgn_{name}": figure for name, figure in values.items()}
    for name, figure in values.items():
        more = 2 if name.endswith(("accuracy_mean", "_mean")) and "confidence" not in name else 0
        both[f"esgn_{name}"] = None if figure is None else figure + more
    return replace(
        make_row(),
        kind="measurement",
        name=f"{kind}-mini-ntu",
        seed=None,
        details={},
        values=both,
        config={"models": ["sgn", "esgn"], **config},
    )


NOISE = {"words": "joint noise", "unit": "mm", "levels": [0, 50]}
LIMBS = {"words": "missing limbs", "unit": "", "levels": ["none", "left arm"]}
ROBUSTNESS = measured(
    "robustness",
    {
        **{"joint_noise_0_mean": 90.0, "joint_noise_0_std": 1.0},
        **{"joint_noise_50_mean": 60.0, "joint_noise_50_std": 3.0},
        **{"missing_limb_none_mean": 90.0, "missing_limb_none_std": None},
        **{"missing_limb_left_arm_mean": 70.0, "missing_limb_left_arm_std": None},
    },
    worsenings={"joint_noise": NOISE, "missing_limb": LIMBS},
)
SIZES = measured(
    "training_size",
    {"performers_2_mean": 50.0, "performers_2_std": 4.0, "whole_mean": 80.0, "whole_std": 1.0},
    sizes={"performers": [2]},
    whole={"performers": 6},
)
CALIBRATION = measured(
    "calibration",
    {
        **{"accuracy_at_50_mean": 95.0, "accuracy_at_50_std": 1.0},
        **{"accuracy_at_100_mean": 80.0, "accuracy_at_100_std": 2.0},
        **{f"bin_{i}_{name}_mean": None for i in range(14) for name in ("confidence", "accuracy")},
        **{"bin_14_confidence_mean": 97.0, "bin_14_accuracy_mean": 90.0},
    },
    coverages=[50, 100],
)


def points(axes) -> list[tuple[list[float], list[float]]]:
    """Places and heights of each curve."""
    drawn = [container.lines[0] for container in axes.containers]
    return [(line.get_xdata().tolist(), line.get_ydata().tolist()) for line in drawn]


def test_each_respect_has_a_panel_with_both_models() -> None:
    noise, limbs = robustness_figure(ROBUSTNESS).axes[:2]
    assert noise.get_xlabel() == "joint noise, mm" and limbs.get_xlabel() == "missing limbs"
    assert points(noise) == [([0, 1], [90, 60]), ([0, 1], [92, 62])]
    assert [text.get_text() for text in noise.get_xticklabels()] == ["0", "50"]
    (ends, _) = (c.lines[2][0].get_segments()[1][:, 1].tolist() for c in noise.containers)
    assert ends == [57, 63]
    assert [c.lines[0].get_color() for c in noise.containers] == [LIGHT.left, LIGHT.right]
    # Limbs have no order: their points are not joined, and stand side by side.
    assert {c.lines[0].get_linestyle() for c in limbs.containers} == {"None"}
    assert points(limbs)[0] == ([-0.1, 0.9], [90, 70])


def test_the_whole_training_side_stands_last() -> None:
    (axes,) = [a for a in training_size_figure(SIZES).axes if a.containers]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["2", "all 6"]
    assert points(axes)[1] == ([0, 1], [52, 82])


def test_empty_bins_are_left_out() -> None:
    reliability, selective = calibration_figure(CALIBRATION).axes
    assert points(reliability) == [([97], [90]), ([97], [92])]
    assert points(selective)[0] == ([50, 100], [95, 80])
    assert reliability.lines[-1].get_xdata()[-1] == 100  # the line of perfect calibration


def test_the_words_tell_every_point() -> None:
    words = describe_panels(robustness_panels(ROBUSTNESS))
    assert "SGN, joint noise, mm: 0: 90.0 ± 1.0, 50: 60.0 ± 3.0." in words
    assert "ESGN, missing limbs: none: 92.0, left arm: 72.0." in words
    assert "all 6: 80.0 ± 1.0" in describe_panels(training_size_panels(SIZES))
    assert "ESGN, probability of the answer, %: 97: 92.0." in describe_panels(
        calibration_panels(CALIBRATION)
    )


@pytest.mark.parametrize("row", [ROBUSTNESS, SIZES, CALIBRATION], ids=lambda row: row.name)
def test_a_measurement_is_drawn_where_its_file_is(row: Row, tmp_path: Path) -> None:
    assert figures_of(tmp_path).keys() == FIGURES.keys()
    write_row(row, tmp_path / "results" / "measurements" / f"{row.name}.json")
    (name,) = figures_of(tmp_path).keys() - FIGURES.keys()
    assert name == f"{row.name}.svg"
    drawn = figures_of(tmp_path)[name](tmp_path)
    assert drawn.content.startswith(b"<?xml") and drawn.words.splitlines()[0].endswith("mini-ntu.")
    assert drawn == figures_of(tmp_path)[name](tmp_path)
