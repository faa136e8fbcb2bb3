"""Overlays: trails, ghosts, arrows and marks are checked before anything is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.viewing.player_overlays import ARROWS, Overlays, marked_frames, trail_joints


def overlays(**settings: object) -> Overlays:
    """Make overlays of one clip without anything but the settings."""
    nothing = {"trails": ((),), "ghosts": 0, "arrows": None, "marks": ((),)}
    return Overlays(**{**nothing, **settings})


def test_a_joint_is_given_by_name_or_number() -> None:
    assert trail_joints(wander(), ["left_hand", 3, np.int64(0)]) == (7, 3, 0)
    assert trail_joints(wander(), "head") == (3,)
    assert trail_joints(wander(), ()) == ()


@pytest.mark.parametrize("joint", ["tail", 25, -1])
def test_a_joint_that_is_not_there_is_refused(joint: str | int) -> None:
    with pytest.raises(ValueError, match=rf"no joint '?{joint}'?; it has hip_centre, spine"):
        trail_joints(wander(), [joint])


def test_marks_come_in_order_and_once() -> None:
    assert marked_frames(wander(), [5, 0, 5, 2]) == (0, 2, 5)
    assert marked_frames(wander(), np.array([1, 3])) == (1, 3)
    assert marked_frames(wander(), None) == marked_frames(wander(), []) == ()


@pytest.mark.parametrize("marks", [[-1], [6], [0.5]])
def test_a_mark_that_is_no_frame_is_refused(marks: list[float]) -> None:
    with pytest.raises(ValueError, match=r"whole numbers in 0\.\.5"):
        marked_frames(wander(), marks)


@pytest.mark.parametrize("ghosts", [-1, 9])
def test_too_many_ghosts_are_refused(ghosts: int) -> None:
    with pytest.raises(ValueError, match=rf"0\.\.8, found {ghosts}"):
        overlays(ghosts=ghosts)


def test_unknown_arrows_are_refused() -> None:
    with pytest.raises(ValueError, match="there are bone, joint_velocity, bone_velocity"):
        overlays(arrows="velocity")


def test_each_kind_of_arrow_has_words_of_its_own() -> None:
    words = [overlays(arrows=kind).words([NTU25]) for kind in ARROWS]
    assert len({said for (said,) in words}) == len(ARROWS)


def test_a_joint_of_two_clips_is_named_once() -> None:
    both = Overlays(trails=((7,), (7, 11)), ghosts=0, arrows=None, marks=((), ()))
    assert both.words([NTU25, NTU25]) == ["trail of left hand, right hand: last 1 s"]
