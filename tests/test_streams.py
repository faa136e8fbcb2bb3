"""The four signals, by hand, and how they are embedded."""

import pytest
import torch

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.config import ALL_STREAMS
from eesgn_lite.model.streams import Streams, bones, velocity

SOLID = Skeleton(name="solid", joints=("a", "b", "c"), parents=(0, 0, 1), dimensions=3)
ARM = Skeleton(name="arm", joints=("shoulder", "elbow", "hand"), parents=(0, 0, 1), dimensions=2)


@pytest.fixture
def joints():
    """One person, three frames: the hand moves along x, then the whole arm along y."""
    frames = [[[0, 0], [0, -1], [0, -2]], [[0, 0], [0, -1], [1, -1]], [[0, 1], [0, 0], [1, 0]]]
    return torch.tensor([frames], dtype=torch.float32)


def test_bones_point_from_parent_to_child(joints):
    found = bones(joints, torch.tensor(ARM.parents))
    assert found[0, 1].tolist() == [[0, 0], [0, -1], [1, 0]]
    assert not found[:, :, 0].any(), "the root's bone is zero"


def test_velocity_is_the_step_since_the_frame_before(joints):
    found = velocity(joints)
    assert not found[:, 0].any()
    assert found[0, 1].tolist() == [[0, 0], [0, 0], [1, 1]]
    assert found[0, 2].tolist() == [[0, 1], [0, 1], [0, 1]]


def test_no_step_leads_from_or_to_an_unseen_frame(joints):
    assert not velocity(joints, torch.tensor([[True, False, True]])).any()
    found = velocity(joints, torch.tensor([[False, True, True]]))
    assert not found[:, 1].any() and found[0, 2, 0].tolist() == [0, 1]


def test_signals_have_the_names_of_their_streams(joints):
    streams = Streams(ALL_STREAMS, ARM)
    signals = streams.signals(joints, None)
    assert tuple(signals) == ALL_STREAMS
    parents = torch.tensor(ARM.parents)
    assert torch.equal(signals["bone_velocity"], velocity(bones(joints, parents)))


def test_the_embeddings_are_added(joints):
    streams = Streams(("joint", "bone"), ARM).eval()
    both = streams(joints)
    parts = [
        layer(signal.flatten(0, 1))
        for layer, signal in zip(
            streams.embeddings.values(), streams.signals(joints, None).values(), strict=True
        )
    ]
    torch.testing.assert_close(both, parts[0] + parts[1])


def test_only_seen_frames_are_embedded(joints):
    seen = torch.tensor([[True, False, True]])
    assert Streams(("joint",), ARM).eval()(joints, seen).shape == (2, 3, 64)


def test_fused_scores_keep_joints_and_bones_apart(joints):
    streams = Streams(ALL_STREAMS, ARM, "score").eval()
    assert streams.groups == [["joint", "joint_velocity"], ["bone", "bone_velocity"]]
    signals = streams.signals(joints, None)
    apart = streams(joints).unflatten(0, (2, -1))
    for group, found in zip(streams.groups, apart, strict=True):
        own = [streams.embeddings[name](signals[name].flatten(0, 1)) for name in group]
        torch.testing.assert_close(found, own[0] + own[1])


def test_one_kind_of_signal_is_one_group_either_way():
    for fusion in ("embedding", "score"):
        assert Streams(("joint", "joint_velocity"), ARM, fusion).groups == [
            ["joint", "joint_velocity"]
        ]


def test_a_floor_keeps_still_bones_small_and_leaves_joints_alone():
    still = torch.randn(400, 1, 3, 3) * 0.01
    signal = bones(still, torch.tensor([0, 0, 1])).flatten(1)
    sizes = {}
    for floor in (0.0, 0.1):
        layers = Streams(ALL_STREAMS, SOLID, bone_floor=floor).embeddings
        sizes[floor] = {
            name: float(layers[name].norm(signal).detach().std()) for name in ("joint", "bone")
        }
    assert sizes[0.1]["bone"] < 0.2 < 0.7 < sizes[0.0]["bone"]
    assert sizes[0.1]["joint"] == sizes[0.0]["joint"]
    floored = Streams(ALL_STREAMS, SOLID, bone_floor=0.3).embeddings
    assert floored["bone"].norm.eps == pytest.approx(0.09, rel=1e-3)
    assert floored["bone_velocity"].norm.eps == pytest.approx(0.01, rel=1e-2)
