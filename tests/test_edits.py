"""Edits: what moves, what stays, and values that can be computed by hand."""

from dataclasses import replace

import numpy as np
import pytest
from explained_clips import STICK, make_clip

from eesgn_lite.analysis.edits import add_noise, change_speed, freeze, reverse, swap_sides
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import SKELETONS, Skeleton

EDITS = {
    "freeze": lambda clip: freeze(clip, "left arm"),
    "reverse": reverse,
    "swap_sides": swap_sides,
    "change_speed": lambda clip: change_speed(clip, 0.5),
    "add_noise": lambda clip: add_noise(clip, 0.01),
}


def with_everything(**choices):
    """Make a clip that also has tracking states and pixels."""
    clip = make_clip(**choices)
    random = np.random.default_rng(1)
    tracking = random.integers(0, 3, clip.joints.shape[:3]).astype(np.int8)
    colour = random.normal(size=(*clip.joints.shape[:3], 2)).astype(np.float32)
    return replace(clip, tracking=tracking, colour=colour)


def line(frames, absent=()):
    """Let every joint of one person move 0.1 m a frame along each axis."""
    clip = make_clip(frames=frames, absent=absent)
    steps = np.arange(frames, dtype=np.float32)[None, :, None, None] / 10
    return replace(clip, joints=np.broadcast_to(steps, clip.joints.shape).copy())


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("frames", [1, 2, 30])
def test_an_edit_gives_a_new_clip_and_leaves_the_old(name, frames):
    clip = with_everything(frames=frames, persons=2, absent=[(1, frames - 1)])
    before = clip.joints.copy()
    edited = EDITS[name](clip)
    assert isinstance(edited, Clip) and edited is not clip
    assert not np.shares_memory(edited.joints, clip.joints)
    np.testing.assert_array_equal(clip.joints, before)
    assert edited.recording == clip.recording and edited.valid.sum() > 0


def test_a_frozen_arm_is_carried_by_the_shoulder():
    clip = make_clip()
    frozen = freeze(clip, "left arm")
    np.testing.assert_array_equal(frozen.joints[:, :, [0, 1, 3]], clip.joints[:, :, [0, 1, 3]])
    offset = frozen.joints[0, :, 2] - frozen.joints[0, :, 1]
    first = clip.joints[0, 0, 2] - clip.joints[0, 0, 1]
    np.testing.assert_allclose(offset, np.tile(first, (30, 1)), atol=1e-6)
    assert abs(frozen.joints - clip.joints).max() > 0.1


def test_a_frozen_torso_keeps_its_shape_and_walks_on():
    clip = make_clip()
    frozen = freeze(clip, "torso")
    np.testing.assert_array_equal(frozen.joints[:, :, [0, 2, 3]], clip.joints[:, :, [0, 2, 3]])
    shape = frozen.joints[0, :, 1] - frozen.joints[0, :, 0]
    np.testing.assert_allclose(shape, np.tile(shape[0], (30, 1)), atol=1e-6)


def test_each_person_is_frozen_in_the_first_pose_seen():
    clip = make_clip(persons=2, absent=[(1, 0), (1, 1)])
    frozen = freeze(clip, "right arm")
    for person, first in ((0, 0), (1, 2)):
        offset = frozen.joints[person, 20, 3] - frozen.joints[person, 20, 1]
        expected = clip.joints[person, first, 3] - clip.joints[person, first, 1]
        np.testing.assert_allclose(offset, expected, atol=1e-6)
    np.testing.assert_array_equal(np.isnan(frozen.joints), np.isnan(clip.joints))


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=lambda one: one.name)
def test_every_part_of_every_layout_can_be_frozen(skeleton):
    clip = make_clip(skeleton=skeleton)
    for part, members in skeleton.parts:
        moved = (freeze(clip, part).joints != clip.joints).any(axis=(0, 1, 3))
        assert set(np.flatnonzero(moved)) == set(members) - {skeleton.root}


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="'stick' has no part 'tail'; it has torso, left arm, "):
        freeze(make_clip(), "tail")
    bare = Skeleton(name="bare", joints=("a", "b"), parents=(0, 0))
    with pytest.raises(ValueError, match="'bare' has no part 'torso'; it has none"):
        freeze(make_clip(skeleton=bare), "torso")


def test_time_runs_backwards():
    clip = with_everything(absent=[(0, 0)])
    back = reverse(clip)
    np.testing.assert_array_equal(back.joints[0, 0], clip.joints[0, -1])
    assert not back.valid[0, -1] and back.valid[0, 0]
    again = reverse(back)
    for name in ("joints", "valid", "tracking", "colour"):
        np.testing.assert_array_equal(getattr(again, name), getattr(clip, name))


def test_sides_are_swapped_about_the_middle():
    clip = with_everything(persons=2, absent=[(1, 3)])
    swapped = swap_sides(clip)
    mean = np.nanmean(clip.joints[..., 0])
    expected = 2 * mean - clip.joints[0, 5, 3, 0]
    assert swapped.joints[0, 5, 2, 0] == pytest.approx(expected, abs=1e-5)
    np.testing.assert_array_equal(swapped.joints[0, 5, 2, 1:], clip.joints[0, 5, 3, 1:])
    np.testing.assert_array_equal(swapped.tracking[..., 2], clip.tracking[..., 3])
    assert np.nanmean(swapped.joints[..., 0]) == pytest.approx(mean, abs=1e-5)
    np.testing.assert_allclose(swap_sides(swapped).joints, clip.joints, atol=1e-5)
    unpaired = Skeleton(name="bare", joints=("a", "b"), parents=(0, 0))
    with pytest.raises(ValueError, match="'bare' pairs no left and right joints to swap"):
        swap_sides(make_clip(skeleton=unpaired))


def test_speed_changes_the_number_of_frames():
    clip = line(31)
    fast, slow = change_speed(clip, 2), change_speed(clip, 0.5)
    assert (fast.num_frames, slow.num_frames) == (16, 62)
    np.testing.assert_allclose(fast.joints[0, :, 0, 0], np.arange(0, 31, 2) / 10, atol=1e-6)
    steps = np.diff(slow.joints[0, :, 0, 0])
    np.testing.assert_allclose(steps, 3.0 / 61, atol=1e-6)
    np.testing.assert_array_equal(change_speed(clip, 1).joints, clip.joints)
    assert change_speed(clip, 1000).num_frames == 1


def test_nobody_is_made_up_between_two_frames():
    clip = line(4, absent=[(0, 2)])
    slow = change_speed(clip, 4 / 7)
    assert slow.valid[0].tolist() == [True, True, True, True, False, False, True]
    np.testing.assert_allclose(slow.joints[0, :4, 0, 0], [0, 0.05, 0.1, 0.1], atol=1e-6)


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_refused(factor):
    with pytest.raises(ValueError, match=f"factor must be a number above 0, found {factor}"):
        change_speed(make_clip(), factor)


def test_a_speed_that_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match=r"0\.0001 gives 300,000 frames; take a larger"):
        change_speed(make_clip(), 0.0001)
    with pytest.raises(ValueError, match="gives inf frames; take a larger one"):
        change_speed(make_clip(), 1e-320)
    with pytest.raises(ValueError, match="30 leaves no frame with a person; take a smaller one"):
        change_speed(make_clip(absent=[(0, 0)]), 30)


def test_noise_has_the_size_asked_for_and_can_be_repeated():
    clip = make_clip(frames=2000, absent=[(0, 0)])
    noisy = add_noise(clip, 0.05, seed=3)
    difference = (noisy.joints - clip.joints)[clip.valid]
    assert difference.std() == pytest.approx(0.05, rel=0.02)
    assert abs(difference.mean()) < 0.002
    np.testing.assert_array_equal(add_noise(clip, 0.05, seed=3).joints, noisy.joints)
    assert not np.array_equal(add_noise(clip, 0.05, seed=4).joints[0, 1], noisy.joints[0, 1])
    np.testing.assert_array_equal(add_noise(clip, 0).joints, clip.joints)


def test_noise_that_is_none_is_refused():
    for metres in (-0.1, float("nan")):
        with pytest.raises(ValueError, match="metres must be a number of at least 0, found"):
            add_noise(make_clip(), metres)
    with pytest.raises(ValueError, match="seed must be at least 0, found -1"):
        add_noise(make_clip(), 0.1, seed=-1)


def test_pixels_do_not_outlive_the_positions():
    clip = with_everything()
    assert clip.skeleton == STICK and reverse(clip).colour is not None
    for name in ("freeze", "swap_sides", "change_speed", "add_noise"):
        assert EDITS[name](clip).colour is None
