"""Test clips made worse in one respect."""

from __future__ import annotations

import numpy as np
import pytest

from eesgn_lite.analysis.worsening import (
    WORSENINGS,
    drop_frames,
    keep_every,
    lose_joints,
    turn,
    worsen,
)
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.sampler import sample_batch
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.data.skeletons import KINECT20, Skeleton


def clip_of(frames: int = 8, absent: tuple[int, ...] = ()) -> Clip:
    """One person; joint j of frame t stands at (j, t, 1)."""
    joints = np.ones((1, frames, 20, 3), np.float32)
    joints[..., 0], joints[..., 1] = np.arange(20), np.arange(frames)[:, None]
    valid = np.ones((1, frames), bool)
    valid[0, list(absent)] = False
    return Clip(joints=joints, valid=valid, skeleton=KINECT20, recording=Recording(name="one"))


@pytest.fixture(scope="module")
def some() -> Dataset:
    """Six clips of the samples."""
    test = load_dataset("mini-ntu").test
    rows, labels = test.rows[::60][:6], test.labels[::60][:6]
    return Dataset(
        store=test.store, rows=rows, labels=labels, classes=test.classes, name="x", split="test"
    )


def test_a_lost_joint_reads_as_zero_after_centring() -> None:
    clip = lose_joints(clip_of(absent=(0,)), [3, 19])
    assert (clip.joints[0, 1:, [3, 19]] == (1, 1, 1)).all()  # the spine, joint 1, in frame 1
    assert (clip.joints[0, 1:, 4, 0] == 4).all() and np.isnan(clip.joints[0, 0]).all()


def test_in_a_dropped_frame_nobody_is_seen() -> None:
    clip = drop_frames(clip_of(), [0, 5])
    assert clip.valid[0].tolist() == [False, True, True, True, True, False, True, True]
    with pytest.raises(ValueError, match="no person is seen in any frame"):
        drop_frames(clip_of(2), [0, 1])


def test_one_frame_in_so_many_stays_and_the_first_with_somebody_among_them() -> None:
    assert keep_every(clip_of(), 3).joints[0, :, 0, 1].tolist() == [0, 3, 6]
    late = keep_every(clip_of(absent=(0,)), 3)
    assert late.joints[0, :, 0, 1].tolist() == [1, 4, 7]
    assert keep_every(clip_of(3, absent=(0, 1)), 16).valid.tolist() == [[True]]
    with pytest.raises(ValueError, match="step must be at least 1, found 0"):
        keep_every(clip_of(), 0)


def test_a_quarter_turn_brings_depth_to_the_side() -> None:
    clip = turn(clip_of(), 90)
    assert clip.joints[0, 2, 5] == pytest.approx([1, 2, -5], abs=1e-5)
    flat = Skeleton(name="flat", joints=("a",), parents=(0,), dimensions=2)
    joints = np.zeros((1, 1, 1, 2), np.float32)
    one = Clip(
        joints=joints, valid=np.ones((1, 1), bool), skeleton=flat, recording=Recording(name="x")
    )
    with pytest.raises(ValueError, match="'flat' is flat and cannot be turned"):
        turn(one, 10)


@pytest.mark.parametrize("name", WORSENINGS)
def test_every_level_but_the_first_changes_the_clips_and_always_alike(some, name) -> None:
    first, *others = WORSENINGS[name].levels
    assert worsen(some, name, first) is some
    level = others[-1]
    one, two = worsen(some, name, level), worsen(some, name, level)
    assert np.array_equal(one.store.joints, two.store.joints, equal_nan=True)
    assert np.array_equal(one.store.valid, two.store.valid)
    assert np.array_equal(one.labels, some.labels) and list(one.store.name) == [
        some.store.name[row] for row in some.rows
    ]
    joints = [sample_batch(x, range(6), DataConfig()).joints.numpy() for x in (some, one)]
    assert not np.allclose(*joints, atol=1e-3)


def moved(some: Dataset, name: str, level: int | str) -> set[int]:
    """Joints of the first clip that a level moves."""
    before, after = some[0], worsen(some, name, level)[0]
    seen = before.valid
    return set(np.flatnonzero((before.joints != after.joints)[seen].any(axis=(0, 2))).tolist())


def test_a_worse_level_adds_to_a_better_one(some) -> None:
    few, many = (moved(some, "missing_joints", level) for level in (10, 50))
    # A tenth and a half of 25 joints, rounded; the centre joint of the first frame stays.
    assert few < many and len(few) in (1, 2) and len(many) in (11, 12)
    noise = [worsen(some, "joint_noise", level)[0].joints - some[0].joints for level in (10, 100)]
    assert np.allclose(10 * noise[0], noise[1], atol=1e-4, equal_nan=True)
    assert np.nanstd(noise[1]) == pytest.approx(0.1, rel=0.05)


def test_limbs_are_those_of_the_layout(some) -> None:
    parts = dict(some.skeleton.parts)
    assert moved(some, "missing_limb", "left arm") == set(parts["left arm"])
    assert moved(some, "missing_limb", "both legs") == {*parts["left leg"], *parts["right leg"]}


def test_a_share_of_the_frames_is_dropped_and_one_stays(some) -> None:
    for item in range(6):
        before = some[item].valid.any(axis=0).sum()
        for level in (50, 90):
            after = worsen(some, "dropped_frames", level)[item].valid.any(axis=0).sum()
            assert after == before - min(round(level / 100 * before), before - 1) > 0


def test_wrong_names_are_refused(some) -> None:
    with pytest.raises(ValueError, match="No worsening 'rain'; there are joint_noise"):
        worsen(some, "rain", 1)
    with pytest.raises(ValueError, match="'rotation' has no level 7; it has 0, 30"):
        worsen(some, "rotation", 7)
