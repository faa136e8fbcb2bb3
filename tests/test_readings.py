"""Other readings of the slides: each is what its name says, and keeps the network's promises."""

from dataclasses import replace

import pytest
import torch

from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, count_parameters
from eesgn_lite.model.pooling import SemanticPooling, build_pooling
from eesgn_lite.model.temporal import build_scales

READINGS = {
    "pooling": ("semantic_heads", "semantic_only", "semantic_gated", "semantic_scaled"),
    "temporal": ("multi_scale_dilated", "multi_scale_tied"),
}


@pytest.fixture
def features():
    """Three frames of 25 joints."""
    return torch.randn(3, 25, 256, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(
    ("part", "reading"), [(part, name) for part, names in READINGS.items() for name in names]
)
def test_a_reading_stays_small_and_ignores_unseen_frames(part, reading):
    config = replace(ModelConfig(num_classes=4), **{part: reading})
    whole = replace(config, num_classes=120)
    assert count_parameters(ESGN(whole)) < 1_000_000
    torch.manual_seed(0)
    model = ESGN(config).eval()
    joints = torch.randn(1, 2, 12, 25, 3)
    valid = torch.ones(1, 2, 12, dtype=torch.bool)
    valid[0, 0, 8:] = valid[0, 1] = False
    torch.testing.assert_close(model(joints, valid), model(joints[:, :1, :8]), atol=1e-5, rtol=1e-5)


def test_one_head_follows_the_written_equation(features):
    layer = build_pooling("semantic")
    pooled, weights = layer(features)
    strongest = features.amax(dim=1)
    scores = torch.einsum("rd,rvd->rv", layer.query(strongest), layer.key(features)) / 8
    torch.testing.assert_close(weights, scores.softmax(dim=1))
    weighed = torch.einsum("rv,rvf->rf", weights, features)
    torch.testing.assert_close(pooled, strongest + weighed, atol=1e-5, rtol=1e-5)


def test_each_head_weighs_its_own_part_of_the_features(features):
    heads = build_pooling("semantic_heads")
    pooled, weights = heads(features)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(3))
    strongest = features.amax(dim=1)
    found = []
    for part in torch.arange(64).split(16):
        query, key = heads.query(strongest)[:, part], heads.key(features)[..., part]
        found.append((torch.einsum("rd,rvd->rv", query, key) / 4).softmax(dim=1))
    torch.testing.assert_close(weights, torch.stack(found).mean(dim=0))
    for own, values, result in zip(
        found, features.split(64, dim=2), (pooled - strongest).split(64, dim=1), strict=True
    ):
        expected = torch.einsum("rv,rvf->rf", own, values)
        torch.testing.assert_close(result, expected, atol=1e-5, rtol=1e-5)


def test_without_the_maximum_only_the_weighed_joints_remain(features):
    torch.manual_seed(0)
    whole = SemanticPooling()
    alone = build_pooling("semantic_only")
    alone.load_state_dict(whole.state_dict())
    kept, left_out = whole(features)[0], alone(features)[0]
    torch.testing.assert_close(kept - left_out, features.amax(dim=1), atol=1e-5, rtol=1e-5)


def test_a_gate_begins_closed_and_opens_feature_by_feature(features):
    torch.manual_seed(0)
    whole, gated = SemanticPooling(), build_pooling("semantic_gated")
    gated.load_state_dict(whole.state_dict(), strict=False)
    strongest = features.amax(dim=1)
    torch.testing.assert_close(gated(features)[0], strongest)
    torch.nn.init.constant_(gated.gate[:1], 1.0)
    changed = (gated(features)[0] - strongest).abs().sum(dim=0)
    assert changed[0] > 0 and not changed[1:].any()
    torch.nn.init.ones_(gated.gate)
    torch.testing.assert_close(gated(features)[0], whole(features)[0])


def test_scaled_joints_give_the_maximum_where_all_weigh_alike(features):
    layer = build_pooling("semantic_scaled")
    pooled, weights = layer(features)
    expected = (25 * weights.unsqueeze(2) * features).amax(dim=1)
    torch.testing.assert_close(pooled, expected, atol=1e-5, rtol=1e-5)
    torch.nn.init.zeros_(layer.key.weight)
    torch.testing.assert_close(layer(features)[0], features.amax(dim=1))


@pytest.mark.parametrize(
    ("temporal", "reach"), [("single", 1), ("multi_scale", 3), ("multi_scale_dilated", 4)]
)
def test_a_frame_reaches_so_many_frames(temporal, reach):
    torch.manual_seed(0)
    scales = build_scales(temporal)
    clip = torch.zeros(1, 256, 21, requires_grad=True)
    scales(clip)[0, :, 10].sum().backward()
    touched = clip.grad[0].abs().sum(dim=0).nonzero().flatten()
    assert (touched.min().item(), touched.max().item()) == (10 - reach, 10 + reach)


def test_tied_scales_spread_one_kernel_and_keep_the_largest_answer():
    torch.manual_seed(0)
    tied, single = build_scales("multi_scale_tied"), build_scales("single")
    single.load_state_dict(tied.state_dict())
    x = torch.randn(2, 256, 12)
    by_hand = []
    for step in (1, 2, 3):
        # Every step-th frame, from each start, by the plain convolution.
        answers = torch.empty(2, 256, 12)
        for start in range(step):
            answers[..., start::step] = single(x[..., start::step])
        by_hand.append(answers)
    torch.testing.assert_close(tied(x), torch.stack(by_hand).amax(dim=0), atol=1e-5, rtol=1e-5)
    assert count_parameters(tied) == count_parameters(single)
