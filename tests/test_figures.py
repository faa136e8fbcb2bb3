"""Moments of a clip, for print."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.patches import Circle
from viewing_clips import wander

from eesgn_lite.viewing.figures import choose_moments, key_frames
from eesgn_lite.viewing.palette import LIGHT


def lines_of(axes, *, marked: bool):
    """List the lines that are joints, or those that are bones in a colour of a side."""
    sides = (LIGHT.middle, LIGHT.left, LIGHT.right)
    return [
        line
        for line in axes.lines
        if (line.get_marker() != "None") == marked and line.get_color() in sides
    ]


def test_moments_stand_in_a_row_at_one_scale() -> None:
    figure = key_frames(wander(frames=30), frames=3)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["frame 5", "frame 15", "frame 25"]
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    assert {axes.get_aspect() for axes in figure.axes} == {1.0}


def test_the_right_side_is_dashed_and_square() -> None:
    (axes,) = key_frames(wander(), frames=1).axes
    bones, joints = lines_of(axes, marked=False), lines_of(axes, marked=True)
    assert len(bones) == 24
    assert sum(bone.get_linestyle() == "--" for bone in bones) == 10
    assert all((b.get_linestyle() == "--") == (b.get_color() == LIGHT.right) for b in bones)
    assert [joint.get_marker() for joint in joints].count("s") == 10
    # The head is a ball and not a dot.
    assert len(joints) == 24
    assert sum(isinstance(patch, Circle) for patch in axes.patches) == 1


def test_weights_set_size_and_colour_of_the_joints() -> None:
    weights = np.zeros(25)
    weights[11] = 2.0
    axes, bar = key_frames(wander(), frames=[0], weights=weights, weights_name="share").axes
    joints = [line for line in axes.lines if line.get_marker() != "None"]
    assert [line.get_color() for line in joints].count(LIGHT.high) == 1
    assert joints[11].get_color() == LIGHT.high
    assert joints[11].get_markersize() == pytest.approx(2.9 / 0.7 * joints[0].get_markersize())
    assert bar.get_ylabel() == "share" and bar.get_ylim() == (0, 2)


def test_weights_beyond_the_scale_point_out_of_it() -> None:
    weights = np.full((6, 25), 0.1)
    weights[2, 11] = 0.7
    axes, bar = key_frames(wander(), frames=[2], weights=weights, weights_name="share").axes
    joints = [line for line in axes.lines if line.get_marker() != "None"]
    assert joints[11].get_markersize() == joints[12].get_markersize()
    assert bar.get_ylabel() == "share (some more, up to 0.7)"
    assert bar.get_ylim() == (0, 0.1)


def test_nearer_parts_lie_over_farther_ones() -> None:
    (axes,) = key_frames(wander(), frames=[0]).axes
    joints = lines_of(axes, marked=True)
    depth = -wander().joints[0, 0, :, 2]
    order = [joint.get_zorder() for joint in joints]
    assert np.corrcoef(order, np.delete(depth, 3))[0, 1] > 0.8


def test_there_is_a_floor_under_the_feet() -> None:
    (axes,) = key_frames(wander(), frames=[0], view={"elevation": 0.0}).axes
    floor = [line for line in axes.lines if line.get_color() == LIGHT.grid]
    assert len(floor) >= 6
    assert all(np.allclose(line.get_ydata(), 0, atol=1e-6) for line in floor)


def test_frames_without_a_person_are_passed_over() -> None:
    assert choose_moments(wander(persons=2, frames=4), 4) == [0, 1, 2, 3]
    first = key_frames(wander(persons=2, frames=4), frames=[0]).axes[0]
    assert len(lines_of(first, marked=False)) == 24


def test_it_can_be_written_as_vectors() -> None:
    for kind, start in (("svg", b"<?xml"), ("pdf", b"%PDF")):
        file = io.BytesIO()
        key_frames(wander(), view="side").savefig(file, format=kind)
        assert file.getvalue().startswith(start)
        assert b"<image" not in file.getvalue()


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (0, "^A row holds 1 to 12 moments, found 0.$"),
        (50, "1 to 12 moments, found 50"),
        (range(13), "1 to 12 moments, found 13"),
        ([], "found 0"),
        ([2, 6], r"frames 0\.\.5, not 6"),
        ([-1], "not -1"),
    ],
)
def test_moments_that_are_none_are_refused(frames, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        key_frames(wander(), frames=frames)


def test_its_words_name_the_frames_and_the_clip() -> None:
    words = key_frames(wander(frames=30), frames=[3, 9])._repr_mimebundle_()["text/plain"]
    assert words.startswith("Frames 3, 9. Moving skeleton of 1 person with 25 joints")
    assert key_frames(wander(), frames=[2]).words.startswith("Frame 2. Moving")


def test_weights_of_another_layout_are_refused() -> None:
    with pytest.raises(ValueError, match="Weights must be"):
        key_frames(wander(), weights=np.ones(20))
