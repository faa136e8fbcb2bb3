"""Figures for print."""

from __future__ import annotations

import io

import pytest
from viewing_clips import wander

from eesgn_lite.viewing.figures import key_frames


def test_moments_stand_in_a_row_at_one_scale() -> None:
    figure = key_frames(wander(frames=30), frames=3)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["frame 5", "frame 15", "frame 25"]
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    assert {axes.get_aspect() for axes in figure.axes} == {1.0}


def test_the_right_side_is_dashed_and_square() -> None:
    (axes,) = key_frames(wander(), frames=1).axes
    bones, joints = axes.lines[:24], axes.lines[24:]
    assert sum(line.get_linestyle() == "--" for line in bones) == 10
    assert [line.get_marker() for line in joints].count("s") == 10
    assert len(joints) == 25


def test_frames_without_a_person_are_passed_over() -> None:
    clip = wander(persons=2, frames=4)
    first = key_frames(clip, frames=4).axes[0]
    assert len(first.lines) == 24 + 25


def test_it_can_be_written_as_vectors() -> None:
    file = io.BytesIO()
    key_frames(wander(), view="side").savefig(file, format="svg")
    assert b"<svg" in file.getvalue()


def test_no_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, found 0"):
        key_frames(wander(), frames=0)
