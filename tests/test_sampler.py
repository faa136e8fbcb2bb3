"""Batches: centred, complete, and the same however they are asked for."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.clips import Clip, Recording, centre_clip
from eesgn_lite.data.packed import pack
from eesgn_lite.data.sampler import Sampler, sample_batch
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.data.skeletons import NTU25

PLAIN = DataConfig(rotation=(0, 0, 0))
BUSY = DataConfig(
    view="aligned",
    rotation=(0.3, 0.3, 0.3),
    scale=0.2,
    window=0.5,
    noise=0.01,
    joint_dropout=0.2,
    limb_dropout=0.5,
)


def make_clip(length, persons=1, start=0.0):
    """Every coordinate of frame t of person m is start + t + 100 m, plus the joint's number."""
    frames = start + np.arange(length)[None, :, None] + 100 * np.arange(persons)[:, None, None]
    joints = np.repeat((frames + np.arange(25))[..., None], 3, axis=-1).astype(np.float32)
    return Clip(
        joints=joints,
        valid=np.ones((persons, length), bool),
        skeleton=NTU25,
        recording=Recording(name=f"clip{length}"),
    )


def dataset_of(*clips):
    """A data set whose labels count the clips."""
    count = len(clips)
    return Dataset(
        store=pack(clips),
        rows=np.arange(count),
        labels=np.arange(count),
        classes=tuple("abcdefgh"[:count]),
        name="made-up",
        split="test",
    )


def without(clip, person, frames):
    """The clip with a person gone in some frames."""
    valid = clip.valid.copy()
    valid[person, frames] = False
    return replace(clip, valid=valid)


def test_a_long_clip_gives_the_middle_of_each_segment():
    clip = make_clip(40)
    batch = sample_batch(dataset_of(clip), [0], PLAIN)
    assert batch.joints.shape == (1, 1, 20, 25, 3)
    expected = centre_clip(clip).joints[:, 1::2]
    assert batch.joints[0].numpy() == pytest.approx(expected)


def test_a_short_clip_is_interpolated_over_its_whole_length():
    batch = sample_batch(dataset_of(make_clip(5)), [0], PLAIN)
    times = batch.joints[0, 0, :, 1, 0]  # joint 1 is the centre: frame number from 0
    assert times[0] == 0 and times[-1] == 4
    assert (times.diff() >= 0).all() and times.unique().numel() > 5


def test_one_frame_is_enough():
    batch = sample_batch(dataset_of(make_clip(1)), [0], PLAIN)
    assert batch.valid.all() and torch.isfinite(batch.joints).all()


def test_all_persons_keep_their_distance():
    batch = sample_batch(dataset_of(make_clip(40, persons=2)), [0], PLAIN)
    gap = batch.joints[0, 1] - batch.joints[0, 0]
    assert gap.numpy() == pytest.approx(100)


def test_a_batch_of_one_and_two_persons_marks_who_is_there():
    batch = sample_batch(dataset_of(make_clip(30), make_clip(30, persons=2)), [0, 1], PLAIN)
    assert batch.valid[:, :, 0].tolist() == [[True, False], [True, True]]
    assert not batch.joints[0, 1].any()


def test_frames_in_which_nobody_is_seen_are_passed_over():
    clip = without(make_clip(40), 0, slice(0, 20))
    batch = sample_batch(dataset_of(clip), [0], PLAIN)
    assert batch.valid.all()
    assert batch.joints[0, 0, :, 1, 0].tolist() == list(range(20))


def test_an_absent_person_is_not_interpolated_into_being():
    clip = without(make_clip(6, persons=2), 1, slice(3, 6))
    batch = sample_batch(dataset_of(clip), [0], PLAIN)
    assert torch.isfinite(batch.joints).all()
    assert not batch.joints[0, 1][~batch.valid[0, 1]].any()
    seen = batch.joints[0, 1, batch.valid[0, 1], 1, 0]
    assert seen.min() >= 100 and seen.max() <= 102


def test_interleaved_persons_alternate_in_one_sequence():
    config = replace(PLAIN, persons="interleaved")
    batch = sample_batch(dataset_of(make_clip(10, persons=2)), [0], config)
    assert batch.joints.shape == (1, 1, 20, 25, 3)
    first, second = batch.joints[0, 0, :4:2, 1, 0], batch.joints[0, 0, 1:4:2, 1, 0]
    assert first.tolist() == [0, 1] and second.tolist() == [100, 101]


def test_aligned_bodies_face_along_x(repository):
    test = load_dataset("mini-ntu", repository / "data_samples").test
    items = np.arange(0, len(test), 25)
    batch = sample_batch(test, items, replace(PLAIN, view="aligned", frames=100))
    pairs = [p for p in NTU25.pairs if NTU25.joints[p[0]].endswith(("hip", "shoulder"))]
    left, right = np.array(pairs).T
    line = (batch.joints[:, 0, 0][:, right] - batch.joints[:, 0, 0][:, left]).mean(1)
    angle = torch.atan2(line[:, 2], line[:, 0]).abs()
    assert (line[:, 0] > 0).all() and angle.median() < 0.1


def test_bodies_aligned_by_the_clip_face_along_x_on_average(repository):
    test = load_dataset("mini-ntu", repository / "data_samples").test
    items, config = np.arange(0, len(test), 25), replace(PLAIN, view="aligned_clip")
    batch = sample_batch(test, items, config)
    pairs = [p for p in NTU25.pairs if NTU25.joints[p[0]].endswith(("hip", "shoulder"))]
    left, right = np.array(pairs).T
    first = batch.joints[:, 0]
    line = (first[:, :, right] - first[:, :, left]).mean(dim=(1, 2))
    assert (line[:, 0] > 0).all() and line[:, 2].abs().max() < 1e-5
    shorter = Sampler(test, replace(config, test_window=0.6), training=False)
    assert np.allclose(shorter._facing, Sampler(test, config, training=False)._facing)
    plain = sample_batch(test, items, replace(config, view="camera"))
    assert torch.allclose(first.norm(dim=-1), plain.joints[:, 0].norm(dim=-1), atol=1e-5)
    assert (first[..., 1] - plain.joints[:, 0, ..., 1]).abs().max() < 1e-5


@pytest.mark.parametrize("view", ["camera", "aligned"])
def test_bodies_of_one_size_differ_in_nothing_but_size(view, repository):
    test = load_dataset("mini-ntu", repository / "data_samples").test
    items, config = np.arange(0, len(test), 25), replace(PLAIN, view=view, frames=100)
    plain = sample_batch(test, items, config)
    alike = sample_batch(test, items, replace(config, bone_length=0.2))
    bones = (alike.joints - alike.joints[..., list(NTU25.parents), :]).norm(dim=-1)
    found = bones[:, 0].sum(-1) / (NTU25.num_joints - 1)
    assert found.mean(1).numpy() == pytest.approx(np.full(len(items), 0.2), abs=0.01)
    factors = (alike.joints / plain.joints)[plain.joints.abs() > 0.1].reshape(-1)
    assert factors.std() > 0.01  # they were of different sizes
    for one, other in zip(alike.joints, plain.joints, strict=True):
        factor = (one / other)[other.abs() > 0.1]
        assert factor.max() - factor.min() < 1e-4


def test_moving_the_camera_changes_nothing():
    here = sample_batch(dataset_of(make_clip(40)), [0], PLAIN)
    there = sample_batch(dataset_of(make_clip(40, start=7.0)), [0], PLAIN)
    assert there.joints.numpy() == pytest.approx(here.joints.numpy(), abs=1e-4)


def test_random_draws_belong_to_seed_epoch_and_clip_only():
    clips = dataset_of(*(make_clip(length) for length in (25, 40, 60)))
    sampler = Sampler(clips, BUSY, training=True, seed=3)
    together = sampler.batch(np.array([0, 1, 2]), epoch=5)
    alone = sampler.batch(np.array([1]), epoch=5)
    assert torch.equal(together.joints[1], alone.joints[0])
    other_epoch = sampler.batch(np.array([1]), epoch=6)
    other_seed = Sampler(clips, BUSY, training=True, seed=4).batch(np.array([1]), epoch=5)
    assert not torch.equal(alone.joints, other_epoch.joints)
    assert not torch.equal(alone.joints, other_seed.joints)


@pytest.mark.slow
def test_workers_change_nothing():
    clips = dataset_of(*(make_clip(length) for length in (25, 40, 60, 80)))
    keys = [[(2, 0), (2, 3)], [(2, 1), (2, 2)]]
    runs = [
        [
            batch.joints
            for batch in DataLoader(
                Sampler(clips, BUSY, training=True),
                batch_sampler=keys,
                num_workers=workers,
                collate_fn=lambda_free_identity,
                multiprocessing_context="spawn" if workers else None,
            )
        ]
        for workers in (0, 2)
    ]
    assert all(torch.equal(a, b) for a, b in zip(*runs, strict=True))


def lambda_free_identity(batch):
    """A function by name, so that spawned workers can import it."""
    return batch


def test_test_crops_differ_and_repeat():
    sampler = Sampler(dataset_of(make_clip(100)), replace(PLAIN, test_crops=3), training=False)
    crops = [sampler.batch(np.array([0]), crop=crop).joints for crop in range(3)]
    assert not torch.equal(crops[0], crops[1]) and not torch.equal(crops[1], crops[2])
    assert torch.equal(crops[1], sampler.batch(np.array([0]), crop=1).joints)


@pytest.mark.parametrize(
    ("crops", "first", "last"), [(1, [0.1], [0.9]), (3, [0, 0.1, 0.2], [0.8, 0.9, 1])]
)
def test_shorter_test_crops_are_spread_over_the_clip(crops, first, last):
    clip = make_clip(100)
    clip.joints[..., 0] = np.arange(100)[None, :, None]  # x tells the number of the frame
    config = replace(PLAIN, test_crops=crops, test_window=0.8)
    sampler = Sampler(dataset_of(clip), config, training=False)
    found = [sampler.batch(np.array([0]), crop=k).joints[0, 0, :, 0, 0] for k in range(crops)]
    ends = np.array([[float(x[0]), float(x[-1])] for x in found])
    half = 0.5 * 80 / PLAIN.frames  # from the edge of a crop to the moment nearest to it
    assert ends[:, 0] == pytest.approx(100 * np.array(first) + half, abs=1.5)
    assert ends[:, 1] == pytest.approx(100 * np.array(last) - half, abs=1.5)


def test_a_mirror_image_exchanges_sides_and_keeps_the_body():
    config = replace(PLAIN, mirror=1.0)
    clip = make_clip(40)
    plain, mirrored = (
        Sampler(dataset_of(clip), choice, training=True).batch(np.array([0])).joints
        for choice in (PLAIN, config)
    )
    expected = plain[:, :, :, list(NTU25.mirror)] * torch.tensor([-1.0, 1.0, 1.0])
    assert torch.equal(mirrored, expected) and not torch.equal(mirrored, plain)


def lost(config, seed=0, clips=64):
    """Which joints training loses, bool (clips, V): those that are zero in all frames."""
    sampler = Sampler(dataset_of(make_clip(40, start=1)), config, training=True, seed=seed)
    batches = [sampler.batch(np.array([0]), epoch=epoch).joints for epoch in range(clips)]
    return (torch.cat(batches) == 0).all(dim=-1).all(dim=2)[:, 0].numpy()


def test_a_share_of_the_joints_is_lost_for_the_whole_clip():
    found = lost(replace(PLAIN, joint_dropout=0.3))
    others = np.delete(found, NTU25.centre, axis=1)  # the centre is zero to begin with
    assert others.mean() == pytest.approx(0.3, abs=0.05)
    assert (others.sum(axis=1) < 24).all() and not lost(PLAIN)[:, 2].any()


def test_one_part_of_the_body_is_lost_at_a_time():
    found = lost(replace(PLAIN, limb_dropout=0.5))
    parts = [set(joints) - {NTU25.centre} for _, joints in NTU25.parts]
    seen = [set(np.flatnonzero(row)) - {NTU25.centre} for row in found]
    assert all(one in parts for one in seen if one)
    assert {len(one) > 0 for one in seen} == {False, True}
    assert len({frozenset(one) for one in seen if one}) == len(parts)


def test_nothing_is_lost_outside_training():
    config = replace(PLAIN, joint_dropout=0.9, limb_dropout=1.0)
    clips = dataset_of(make_clip(40))
    plain, dropped = (
        Sampler(clips, choice, training=False).batch(np.array([0])).joints
        for choice in (PLAIN, config)
    )
    assert torch.equal(plain, dropped)


def test_no_clip_is_refused():
    with pytest.raises(ValueError, match="No clip was chosen"):
        sample_batch(dataset_of(make_clip(5)), [], PLAIN)
