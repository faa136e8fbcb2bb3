"""Red and blue circles for print."""

from __future__ import annotations

import re

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.viewing.attention_figure import LEAST, MOST, circle_joints
from eesgn_lite.viewing.scene import place_on_floor
from eesgn_lite.viewing.views import project


def circles(axes: object, colour: str) -> list[np.ndarray]:
    """List the outlines of one colour."""
    return [line.get_xydata() for line in axes.lines if line.get_color() == colour]


def test_the_heaviest_joints_are_red_and_the_lightest_blue() -> None:
    clip = wander()
    weights = np.ones(25)
    weights[[3, 7]], weights[[12, 20]] = (4, 2), (0.1, 0)
    axes = circle_joints(clip, weights, frames=1, circles=2).axes[0]
    time = int(axes.get_title().removeprefix("frame "))
    flat = project(place_on_floor(clip))[0, time, :, :2]
    for colour, joints in ((MOST, [7, 3]), (LEAST, [20, 12])):
        drawn = circles(axes, colour)
        assert len(drawn) == 2
        for ring, joint in zip(drawn, joints, strict=True):
            assert ring[:-1].mean(axis=0) == pytest.approx(flat[joint], abs=1e-6)


def test_a_red_circle_is_wider_where_the_weight_is_larger() -> None:
    axes = circle_joints(wander(), np.arange(25.0), frames=1, circles=3).axes[0]
    widths = [np.ptp(ring[:, 0]) for ring in circles(axes, MOST)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
    assert len({round(np.ptp(ring[:, 0]), 6) for ring in circles(axes, LEAST)}) == 1


def test_colour_is_not_the_only_sign() -> None:
    axes = circle_joints(wander(), np.arange(25.0), frames=1).axes[0]
    ours = [line for line in axes.lines if line.get_color() in (MOST, LEAST)]
    dashes = {line.get_color(): line.is_dashed() for line in ours}
    assert dashes == {MOST: False, LEAST: True}


def test_weights_of_each_frame_and_person_are_used() -> None:
    weights = np.zeros((2, 4, 25))
    weights[0, :, 5], weights[1, :, 6] = 1, 1
    figure = circle_joints(wander(persons=2, frames=4), weights, frames=4, circles=1)
    assert [len(circles(axes, MOST)) for axes in figure.axes[:4]] == [1, 2, 2, 2]


def test_a_person_without_weights_gets_no_circle() -> None:
    weights = np.broadcast_to(np.arange(25.0), (2, 4, 25)).copy()
    weights[1] = np.nan
    figure = circle_joints(wander(persons=2, frames=4), weights, frames=4, circles=1)
    assert [len(circles(axes, MOST)) for axes in figure.axes[:4]] == [1, 1, 1, 1]


def test_circles_lie_over_the_body() -> None:
    axes = circle_joints(wander(), np.arange(25.0), frames=1).axes[0]
    over = [line.get_zorder() for line in axes.lines if line.get_color() in (MOST, LEAST)]
    under = [line.get_zorder() for line in axes.lines if line.get_marker() != "None"]
    assert min(over) > max(under)


def test_frames_can_be_named() -> None:
    figure = circle_joints(wander(), np.arange(25.0), frames=[4, 1], circles=2)
    assert [axes.get_title() for axes in figure.axes[:2]] == ["frame 4", "frame 1"]
    assert [len(circles(axes, MOST)) for axes in figure.axes[:2]] == [2, 2]


def test_a_row_too_long_to_read_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="A row holds 1 to 12 moments, found 50"):
        circle_joints(wander(frames=60), np.arange(25.0), frames=50)


def test_equal_weights_get_no_circle_and_the_figure_says_so() -> None:
    figure = circle_joints(wander(), np.full(25, 0.04), frames=1)
    assert circles(figure.axes[0], MOST) == circles(figure.axes[0], LEAST) == []
    assert figure.get_supxlabel().startswith("no circles: no joint weighs more than another")


@pytest.mark.parametrize(("odd", "counts"), [(1.0, (1, 0)), (-1.0, (0, 1))])
def test_joints_that_tie_are_neither_most_nor_least(odd: float, counts: tuple[int, int]) -> None:
    weights = np.zeros(25)
    weights[7] = odd
    axes = circle_joints(wander(), weights, frames=1, circles=4).axes[0]
    assert (len(circles(axes, MOST)), len(circles(axes, LEAST))) == counts


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.arange(25.0), "Circles: red, solid: weighs most; blue, dashed: weighs least."),
        (np.ones(25), "Circles: no joint weighs more than another."),
    ],
)
def test_it_shows_itself_and_its_words_name_the_circles(weights: np.ndarray, words: str) -> None:
    bundle = circle_joints(wander(), weights)._repr_mimebundle_()
    assert bundle["text/plain"].endswith(words)
    assert bundle["text/html"].count("<img") == 2


@pytest.mark.parametrize(
    ("weights", "count", "message"),
    [
        (np.ones(24), 4, re.escape("(M, T, V) = (1, 6, 25), found (24,)")),
        (np.full(25, np.nan), 4, "^No weight is finite; give circle_joints weights"),
        (np.ones(25), 0, r"1\.\.12, found 0"),
        (np.ones(25), 13, r"1\.\.12, found 13"),
    ],
)
def test_what_does_not_fit_is_refused(weights: np.ndarray, count: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        circle_joints(wander(), weights, circles=count)
