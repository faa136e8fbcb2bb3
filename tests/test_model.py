"""The whole network: counts, invariants, the sixteen combinations, overfitting."""

from dataclasses import replace
from itertools import product

import pytest
import torch

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.config import ALL_STREAMS, SGN_STREAMS, ModelConfig
from eesgn_lite.model.esgn import ESGN, SGN, count_parameters, sgn_config
from eesgn_lite.model.loss import ActionLoss

SMALL = ModelConfig(num_classes=4)


@pytest.fixture
def joints():
    """Two clips of two persons, 12 frames, 25 joints."""
    return torch.randn(2, 2, 12, 25, 3, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def valid():
    """The second clip has one person, who leaves after 8 frames."""
    seen = torch.ones(2, 2, 12, dtype=torch.bool)
    seen[1, 1] = False
    seen[1, 0, 8:] = False
    return seen


@pytest.fixture
def model():
    """ESGN whose graph gathers and whose running averages have moved."""
    torch.manual_seed(0)
    made = ESGN(SMALL)
    for layer in made.spatial.layers:
        torch.nn.init.normal_(layer.gather.weight, std=0.1)
    with torch.no_grad():
        made(torch.randn(4, 1, 20, 25, 3))
    return made.eval()


def combinations():
    """All sixteen."""
    return [
        replace(SMALL, streams=streams, pooling=pooling, temporal=temporal, regulariser=term)
        for streams, pooling, temporal, term in product(
            (SGN_STREAMS, ALL_STREAMS),
            ("max", "semantic"),
            ("single", "multi_scale"),
            ("none", SMALL.regulariser),
        )
    ]


@pytest.mark.parametrize(
    ("classes", "layout", "sgn", "esgn"),
    [(60, "ntu25", 691_048, 831_316), (120, "ntu25", 721_828, 862_096),
     (10, "kinect20", 665_018, 805_226)],
)  # fmt: skip
def test_parameter_counts_are_pinned(classes, layout, sgn, esgn):
    config = ModelConfig(num_classes=classes, skeleton=layout)
    assert count_parameters(SGN(config)) == sgn
    assert count_parameters(ESGN(config)) == esgn < 1_000_000


def test_sgn_takes_a_config_or_its_three_numbers():
    plain = SGN(num_classes=10, skeleton="kinect20", frames=12).config
    assert plain == SGN(ModelConfig(num_classes=10, skeleton="kinect20", frames=12)).config


def test_streams_cost_less_than_a_tenth_of_a_million():
    sgn = sgn_config(ModelConfig())
    more = count_parameters(ESGN(replace(sgn, streams=ALL_STREAMS)))
    assert more - count_parameters(ESGN(sgn)) == 2 * 4_566


def readings():
    """ESGN with one enhancement read in another way."""
    return [
        replace(SMALL, pooling="semantic_heads"),
        replace(SMALL, pooling="semantic_only"),
        replace(SMALL, pooling="semantic_gated"),
        replace(SMALL, pooling="semantic_scaled"),
        replace(SMALL, temporal="multi_scale_dilated"),
    ]


@pytest.mark.parametrize("config", [*combinations(), *readings()], ids=str)
def test_every_combination_trains_every_parameter(config, joints, valid):
    model = ESGN(config)
    for layer in model.spatial.layers:  # zero-initialised weights hide the graph's gradient
        torch.nn.init.normal_(layer.gather.weight, std=0.1)
    if config.pooling == "semantic_gated":  # and a closed gate that of query and key
        torch.nn.init.ones_(model.pooling.gate)
    loss = ActionLoss(config)
    parts = loss(model(joints, valid), torch.tensor([0, 3]), weights=model.parameters())
    parts.total.backward()
    # Six biases are idle by construction: a norm or a softmax behind them takes them out again.
    silent = {"spatial.graph.phi.bias", "temporal.widen.bias"} | {
        name
        for name, _ in model.named_parameters()
        if name.endswith("own.bias") or (name.startswith("temporal.scales.") and "bias" in name)
    }
    idle = [
        name
        for name, p in model.named_parameters()
        if name not in silent and (p.grad is None or p.grad.abs().max() < 1e-7)
    ]
    assert idle == []


def test_batch_size_does_not_change_a_clip(model, joints, valid):
    together = model(joints, valid)
    apart = torch.cat([model(joints[i : i + 1], valid[i : i + 1]) for i in range(2)])
    torch.testing.assert_close(together, apart, atol=1e-5, rtol=1e-5)


def test_order_of_persons_does_not_matter(model, joints, valid):
    torch.testing.assert_close(
        model(joints.flip(1), valid.flip(1)), model(joints, valid), atol=1e-5, rtol=1e-5
    )


def test_absent_persons_and_unseen_frames_do_not_matter(model, joints, valid):
    alone = model(joints[1:, :1, :8])
    torch.testing.assert_close(model(joints, valid)[1:], alone, atol=1e-5, rtol=1e-5)
    garbage = torch.where(valid[..., None, None], joints, torch.full_like(joints, 1e3))
    torch.testing.assert_close(model(garbage, valid), model(joints, valid))


def test_a_second_person_does_matter(model, joints):
    assert (model(joints) - model(joints[:, :1])).abs().max() > 1e-3


def test_relabelled_joints_need_relabelled_weights_only(model, joints):
    """The network has no joint order of its own: codes, parents and norms carry it."""
    order = torch.randperm(25, generator=torch.Generator().manual_seed(1))
    place = order.argsort()
    layout = SMALL.layout
    shuffled = Skeleton(
        name="shuffled",
        joints=tuple(layout.joints[j] for j in order),
        parents=tuple(int(place[layout.parents[j]]) for j in order),
    )
    other = ESGN(replace(SMALL, skeleton=shuffled))
    state = model.state_dict()
    for name, tensor in state.items():
        if name == "joint_type.0.weight":
            state[name] = tensor[:, order]
        elif ".norm." in name and name.startswith("streams") and tensor.numel() == 75:
            state[name] = tensor.view(25, 3)[order].flatten()
    other.load_state_dict(state)
    torch.testing.assert_close(
        other.eval()(joints[:, :, :, order]), model(joints), atol=1e-5, rtol=1e-5
    )


def test_intermediates_have_names_and_shapes_and_change_nothing(model, joints, valid):
    logits, found = model(joints, valid, return_intermediates=True)
    torch.testing.assert_close(logits, model(joints, valid))
    assert found.graph.shape == (2, 2, 12, 25, 25)
    assert found.joint_weights.shape == (2, 2, 12, 25)
    assert found.frame_features.shape == (2, 2, 12, 512)
    torch.testing.assert_close(found.joint_weights.sum(-1), valid.float())
    torch.testing.assert_close(found.graph.sum(-1)[valid], torch.ones(int(valid.sum()), 25))
    assert not found.frame_features[~valid].any()


def test_max_pooling_has_no_joint_weights(joints):
    assert SGN(SMALL).eval()(joints, return_intermediates=True)[1].joint_weights is None


@pytest.mark.parametrize("pooling", ["max", "semantic"])
def test_fused_scores_are_the_mean_of_two_passes_through_one_network(model, joints, valid, pooling):
    config = replace(SMALL, fusion="score", pooling=pooling)
    late = ESGN(config)
    late.load_state_dict(model.state_dict(), strict=pooling == "semantic")
    late.eval()
    logits, found = late(joints, valid, return_intermediates=True)
    for group, own in zip(late.streams.groups, found.group_logits, strict=True):
        alone = ESGN(replace(config, streams=tuple(group)))
        alone.load_state_dict(late.state_dict(), strict=False)
        torch.testing.assert_close(alone.eval()(joints, valid), own, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(logits, found.group_logits.mean(dim=0))
    torch.testing.assert_close(late(joints, valid), logits)
    assert count_parameters(late) == count_parameters(ESGN(replace(config, fusion="embedding")))
    assert found.frame_features.shape == (2, 2, 12, 512)
    torch.testing.assert_close(found.graph.sum(-1)[valid], torch.ones(int(valid.sum()), 25))
    if pooling == "semantic":
        torch.testing.assert_close(found.joint_weights.sum(-1), valid.float())


STICK = Skeleton(name="stick", joints=("foot", "knee", "hip"), parents=(0, 0, 1), dimensions=2)


def test_one_batch_is_learnt_by_heart():
    torch.manual_seed(0)
    config = replace(SMALL, skeleton=STICK, frames=6)
    model, labels = ESGN(config), torch.arange(4)
    joints = torch.randn(4, 1, 6, 3, 2)
    loss, optimiser = ActionLoss(config), torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(20):
        optimiser.zero_grad()
        loss(model(joints), labels).total.backward()
        optimiser.step()
    assert (model.eval()(joints).argmax(-1) == labels).all()


@pytest.mark.parametrize("shape", [(2, 1, 20, 20, 3), (2, 1, 20, 25, 2)])
def test_another_layout_is_refused(model, shape):
    with pytest.raises(ValueError, match=r"takes joints \(B, M, T, 25, 3\) of layout 'ntu25'"):
        model(torch.zeros(shape))


def test_too_many_frames_are_refused(model):
    with pytest.raises(ValueError, match="at most 20 frames, found 21; sample the clip first"):
        model(torch.zeros(1, 1, 21, 25, 3))


def test_a_two_dimensional_layout_works():
    model = ESGN(ModelConfig(num_classes=3, skeleton=STICK, frames=8)).eval()
    assert model(torch.randn(2, 1, 8, 3, 2)).shape == (2, 3)
