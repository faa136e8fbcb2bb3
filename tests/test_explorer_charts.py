"""Axes, marks and words of the explorer's charts."""

from __future__ import annotations

import math
import re

import pytest

from eesgn_lite.analysis.comparison import Difference, EpochLoss
from eesgn_lite.viewing.explorer_charts import (
    Axis,
    Series,
    axis_around,
    draw_differences,
    draw_losses,
    draw_scores,
)


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([83.2, 87.9], Axis(83, 88, 1)),
        ([0.0, 100.0], Axis(0, 100, 20)),
        ([50.0], Axis(50, 50.5, 0.5)),
        ([0.0, 300.0], Axis(0, 300, 50)),
        ([0.0, 3000.0], Axis(0, 3000, 750)),
    ],
)
def test_an_axis_holds_its_values_with_few_round_steps(values: list[float], axis: Axis) -> None:
    assert axis_around(values) == axis
    assert axis.ticks[0] <= min(values) and axis.ticks[-1] >= max(values)
    assert len(axis.ticks) <= 7


def test_a_symmetric_axis_has_0_in_the_middle() -> None:
    axis = axis_around([-1.2, 0.3], symmetric=True)
    assert (axis.low, axis.high) == (-1.5, 1.5)
    assert axis.place(0) == 50
    assert axis_around([0.0], symmetric=True).place(0) == 50


def test_a_mark_stands_for_each_run_and_a_bar_for_the_mean() -> None:
    html = draw_scores([Series("<i>", [80.0, 85.0], "before")], 'the "words"')
    assert re.findall(r'mark" style="left:([\d.]+)%', html) == ["0.00", "100.00"]
    assert re.findall(r'mean" style="left:([\d.]+)%', html) == ["50.00"]
    assert "&lt;i&gt;" in html and 'aria-label="the &quot;words&quot;"' in html


def test_an_interval_is_drawn_where_there_is_one() -> None:
    one = Difference(1, math.nan, math.nan, 1)
    named = [("seeds", Difference(1.0, -1.0, 3.0, 5)), ("clips", one)]
    html = draw_differences(named, "words", ("worse", "better"))
    # The axis reaches from -3 to 3.
    assert re.findall(r'reach" style="left:([\d.]+)%;width:([\d.]+)%', html) == [("33.33", "66.67")]
    assert html.count("eesgn-zero") == html.count("eesgn-mean") == 2
    assert ">+2<" in html and ">0<" in html
    assert html.index("← worse") < html.index("better →")


def test_losses_run_from_the_first_epoch_to_the_last() -> None:
    losses = [EpochLoss(2.0, 1.0, 3.0), EpochLoss(1.5, 1.5, 1.5), EpochLoss(0.0, 0.0, 0.0)]
    html = draw_losses([("SGN", "before", losses), ("x", "after", losses[:1])], "words")
    assert 'class="eesgn-before" points="0.00,33.33 50.00,50.00 100.00,100.00"' in html
    # A line of one point would not be seen.
    assert 'class="eesgn-after eesgn-dot" points="0.00,33.33 0.00,33.33"' in html
    assert "epoch 3" in html
