"""What a reader changes about a clip."""

from __future__ import annotations

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.analysis.edits import change_speed, freeze, reverse, swap_sides
from eesgn_lite.viewing.changes import Change


def test_nothing_chosen_changes_nothing() -> None:
    clip = wander()
    assert Change().apply(clip) is clip
    assert Change(drop=("bone",)).apply(clip) is clip
    assert Change().describe() == "nothing changed"


@pytest.mark.parametrize(
    ("change", "edit"),
    [
        (Change(freeze="left arm"), lambda clip: freeze(clip, "left arm")),
        (Change(swap=True), swap_sides),
        (Change(reverse=True), reverse),
        (Change(speed=0.5), lambda clip: change_speed(clip, 0.5)),
    ],
)
def test_each_choice_is_the_edit_of_that_name(change: Change, edit: object) -> None:
    clip = wander()
    changed = change.apply(clip).joints
    np.testing.assert_array_equal(changed, edit(clip).joints)
    assert changed.shape != clip.joints.shape or not np.array_equal(changed, clip.joints)


def test_an_arm_is_frozen_before_time_is_turned() -> None:
    clip = wander()
    both = Change(freeze="left arm", reverse=True).apply(clip)
    np.testing.assert_array_equal(both.joints, reverse(freeze(clip, "left arm")).joints)


def test_noise_is_the_same_each_time_and_as_large_as_asked() -> None:
    clip = wander(frames=200)
    noisy = Change(noise=0.05).apply(clip).joints
    np.testing.assert_array_equal(noisy, Change(noise=0.05).apply(clip).joints)
    assert (noisy - clip.joints).std() == pytest.approx(0.05, rel=0.05)


def test_the_words_name_every_choice() -> None:
    change = Change(
        freeze="left leg", swap=True, reverse=True, speed=1.5, noise=0.01, drop=("bone_velocity",)
    )
    assert change.describe() == (
        "left leg frozen, left and right swapped, backwards, speed 1.5, 1.0 cm of noise, "
        "without bone velocity"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(freeze="torso"), "torso frozen"),
        (Change(swap=True), "left and right swapped"),
        (Change(reverse=True), "backwards"),
        (Change(speed=0.5), "speed 0.5"),
        (Change(noise=0.035), "3.5 cm of noise"),
        (Change(drop=("joint", "bone")), "without joint, bone"),
    ],
)
def test_the_words_name_the_only_choice(change: Change, words: str) -> None:
    assert change.describe() == words


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no part 'tail'"):
        Change(freeze="tail").apply(wander())
