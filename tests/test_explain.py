"""Explanations: shapes and sums for every model, and figures that can be computed by hand."""

import time
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from explained_clips import STICK, make_clip, make_model

from eesgn_lite.analysis.dropping import class_probabilities_of, drop_stream
from eesgn_lite.analysis.explain import (
    Explanation,
    class_number,
    explain,
    read_model,
    shares_of_maximum,
)
from eesgn_lite.analysis.methods import MAXIMUM_SHARES, SEMANTIC_WEIGHTS
from eesgn_lite.analysis.occlusion import hide_frames, hide_joints
from eesgn_lite.analysis.sampled import as_checkpoint, evaluating, sample_clip
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.data.skeletons import KINECT20, NTU25, Skeleton
from eesgn_lite.training.experiment import ABLATIONS
from eesgn_lite.training.predict import predict
from eesgn_lite.training.runs import load_checkpoint

FLAT = Skeleton(name="flat", joints=("a", "b", "c"), parents=(0, 0, 1), dimensions=2)
# Added to the features of four joints: the third never has the largest, and none is cut to 0.
LIFT = torch.tensor([100.0, 100.0, 0.0, 100.0])[None, :, None]


def sampled_by(model, **choices):
    """Wrap a model so that clips are sampled in another way."""
    checkpoint = as_checkpoint(model)
    data = replace(checkpoint.experiment.data, **choices)
    return replace(checkpoint, experiment=replace(checkpoint.experiment, data=data))


def check_sums(explanation, persons, frames, joints):
    """Check shapes, sums and signs of what is there; return where persons are seen (M, S)."""
    assert explanation.joint_weights.shape == (persons, frames, joints)
    assert explanation.graph.shape == (persons, frames, joints, joints)
    assert explanation.activation.shape == (persons, frames, joints)
    assert explanation.frames.shape == explanation.frame_occlusion.shape == (frames,)
    assert explanation.frame_gradient.shape == (frames,)
    assert explanation.joint_occlusion.shape == (joints,)
    seen = ~np.isnan(explanation.joint_weights[..., 0])
    for values in (explanation.joint_weights, explanation.graph, explanation.activation):
        assert np.isfinite(values[seen]).all() and np.isnan(values[~seen]).all()
    np.testing.assert_allclose(explanation.joint_weights[seen].sum(axis=-1), 1, atol=1e-5)
    np.testing.assert_allclose(explanation.graph[seen].sum(axis=-1), 1, atol=1e-5)
    assert (explanation.activation[seen] >= 0).all() and (explanation.frame_gradient >= 0).all()
    np.testing.assert_allclose(explanation.probabilities.sum(), 1, atol=1e-5)
    return seen


@pytest.mark.parametrize("name", ABLATIONS)
def test_every_ablation_is_explained(name):
    model = make_model(frames=8, **ABLATIONS[name])
    clip = make_clip(persons=2, absent=[(1, t) for t in range(12)])
    explanation = explain(model, clip)
    seen = check_sums(explanation, 2, 8, 4)
    assert seen[0].all() and seen[1].tolist() == (explanation.frames >= 12).tolist()
    assert tuple(explanation.streams) == model.config.streams
    semantic = model.config.pooling == "semantic"
    expected = SEMANTIC_WEIGHTS if semantic else MAXIMUM_SHARES
    assert explanation.methods["joint_weights"] == expected


@pytest.mark.parametrize("pooling", ["max", "semantic"])
def test_fused_scores_are_explained_by_the_mean_of_both_passes(pooling):
    clip, model = make_clip(), make_model(fusion="score", pooling=pooling, frames=8)
    both = explain(model, clip, target=1)
    assert check_sums(both, 1, 8, 4).all()
    alone = []
    for group in model.streams.groups:
        one = make_model(streams=tuple(group), pooling=pooling, frames=8)
        one.load_state_dict(model.state_dict(), strict=False)
        alone.append(explain(one, clip, target=1))
    for field in ("joint_weights", "graph"):
        mean = sum(getattr(one, field) for one in alone) / 2
        np.testing.assert_allclose(getattr(both, field), mean, atol=1e-5)


def test_activation_with_fused_scores_adds_up_what_both_passes_say():
    model, clip = make_model(fusion="score", pooling="max", frames=8), make_clip()
    model.classifier.weight.data.abs_()  # every feature speaks for the class
    both = explain(model, clip, target=1).activation
    alone = []
    for group in model.streams.groups:
        one = make_model(streams=tuple(group), pooling="max", frames=8)
        one.load_state_dict(model.state_dict(), strict=False)
        alone.append(signed_activation(one, clip))
    np.testing.assert_allclose(both, np.maximum(sum(alone) / 2, 0), atol=1e-5)
    assert min(abs(one).max() for one in alone) > 0


def signed_activation(model, clip):
    """Features times slopes of class 1, summed over the features, with their sign."""
    kept = []
    hook = model.pooling.register_forward_pre_hook(lambda _, given: kept.append(given[0]))
    sampled = sample_clip(as_checkpoint(model), clip)
    score = model(sampled.joints, sampled.valid)[0, 1]
    hook.remove()
    (slope,) = torch.autograd.grad(score, kept)
    return (kept[0] * slope).sum(dim=-1).detach().numpy()[None]


@pytest.mark.parametrize("skeleton", [STICK, KINECT20, NTU25, FLAT], ids=lambda one: one.name)
def test_any_layout_is_explained(skeleton):
    explanation = explain(make_model(skeleton, frames=4), make_clip(skeleton=skeleton))
    assert check_sums(explanation, 1, 4, skeleton.num_joints).all()


@pytest.mark.parametrize("frames", [1, 7, 200])
def test_any_length_is_explained(frames):
    explanation = explain(make_model(), make_clip(frames=frames))
    assert check_sums(explanation, 1, 20, 4).all()
    assert explanation.frames.min() >= 0 and explanation.frames.max() < frames


def test_one_sampled_frame_is_explained():
    model = make_model(frames=1)
    check_sums(explain(model, make_clip()), 1, 1, 4)


def test_methods_tell_source_and_caveat_of_each_field():
    explanation = explain(make_model(), make_clip())
    plain = {"frames", "classes", "probabilities", "target", "skeleton", "methods"}
    assert set(explanation.methods) == {f.name for f in fields(Explanation)} - plain
    for method in explanation.methods.values():
        assert method.name and method.source and method.caveat.endswith(".")


def test_sampled_frames_are_the_clips_own():
    model = make_model()
    assert explain(model, make_clip(frames=40)).frames.tolist() == list(range(1, 40, 2))
    gap = make_clip(frames=50, absent=[(0, t) for t in range(10)])
    assert explain(model, gap).frames.tolist() == list(range(11, 50, 2))
    short = explain(model, make_clip(frames=2)).frames
    assert short.tolist() == [0] * 10 + [1] * 10


def test_a_person_is_found_where_rows_alternate():
    checkpoint = sampled_by(make_model(), persons="interleaved")
    clip = make_clip(frames=10, persons=2, absent=[(0, 9), (1, 0), (1, 1)])
    seen = check_sums(explain(checkpoint, clip), 2, 20, 4)
    sampled = sample_clip(checkpoint, clip)
    assert (seen.sum(axis=0) == 1).all() and sampled.person_of.shape == (1, 20)
    assert seen[1].tolist() == (sampled.person_of[0] == 1).tolist()
    assert set(sampled.frames[seen[1]]) <= set(range(2, 10))


def test_sampled_values_are_spread_to_the_nearest_frame():
    explanation = explain(make_model(frames=2), make_clip(frames=6))
    assert explanation.frames.tolist() == [1, 4]
    assert explanation.over_clip(np.array([10.0, 20.0]), 6).tolist() == [10, 10, 10, 20, 20, 20]
    values = np.array([[[np.nan], [1.0]], [[np.nan], [np.nan]]])
    spread = explanation.over_clip(values, 6)
    assert (spread[0] == 1).all() and np.isnan(spread[1]).all() and spread.shape == (2, 6, 1)
    graph = explanation.over_clip(explanation.graph, 6)
    assert (graph[0, 2] == explanation.graph[0, 0]).all()
    with pytest.raises(ValueError, match=r"must hold 2 sampled frames, found shape \(1, 3, 4\)"):
        explanation.over_clip(np.zeros((1, 3, 4)), 6)
    with pytest.raises(ValueError, match="above the last sampled frame, 4, found 4"):
        explanation.over_clip(explanation.frame_occlusion, 4)


def test_shares_of_the_maximum_by_hand():
    features = torch.tensor([[[3.0, 0.0, 1.0, 2.0], [1.0, 0.0, 5.0, 2.0]]])
    assert shares_of_maximum(features).tolist() == [[0.5, 0.5]]
    assert shares_of_maximum(features[..., [0, 1]]).tolist() == [[0.75, 0.25]]


def test_a_joint_that_is_never_the_maximum_has_no_activation():
    model = make_model(pooling="max")
    model.spatial.layers[-1].own.register_forward_hook(lambda _, __, features: features + LIFT)
    explanation = explain(model, make_clip())
    assert (explanation.joint_weights[..., 2] == 0).all()
    assert (explanation.activation[..., 2] == 0).all() and explanation.activation.max() > 0


def test_occlusion_is_the_probability_lost():
    model, clip = make_model(), make_clip(persons=2)
    explanation, sampled = explain(model, clip), sample_clip(as_checkpoint(model), clip)
    with torch.inference_mode():
        blind = sampled.valid.clone()
        blind[:, :, 7] = False
        still = sampled.joints.clone()
        still[:, :, :, 2] = still[:, :, :, 2].mean(dim=2, keepdim=True)
        without_frame = torch.softmax(model(sampled.joints, blind), dim=-1)[0].numpy()
        without_joint = torch.softmax(model(still, sampled.valid), dim=-1)[0].numpy()
    lost = explanation.probabilities - without_frame
    assert explanation.frame_occlusion[7] == pytest.approx(lost[explanation.target], abs=1e-6)
    lost = explanation.probabilities - without_joint
    assert explanation.joint_occlusion[2] == pytest.approx(lost[explanation.target], abs=1e-6)
    assert explanation.frame_occlusion[7] != 0 and explanation.joint_occlusion[2] != 0


def test_hiding_keeps_the_mean_of_the_seen_frames():
    joints = torch.tensor([1.0, 3.0, 100.0])[None, None, :, None, None].expand(1, 1, 3, 2, 3)
    valid = torch.tensor([[[True, True, False]]])
    hidden = hide_joints(joints, valid, torch.tensor([[False, True]]))
    assert hidden[0, 0, :, 0, 0].tolist() == [1, 3, 0]
    assert hidden[0, 0, :, 1, 0].tolist() == [2, 2, 0]
    blind = hide_frames(valid, torch.tensor([[True, False, False], [False, False, True]]))
    assert blind[:, 0].tolist() == [[False, True, False], [True, True, False]]


def test_the_slope_agrees_with_small_steps():
    model, sampled = make_model().double(), sample_clip(as_checkpoint(make_model()), make_clip())
    joints, step = sampled.joints.double(), 1e-6
    reading = read_model(model, joints, sampled.valid, 1)
    slopes = torch.zeros(4, 3, dtype=torch.float64)
    for joint in range(4):
        for axis in range(3):
            moved = joints.repeat(2, 1, 1, 1, 1)
            moved[0, 0, 5, joint, axis] += step
            moved[1, 0, 5, joint, axis] -= step
            score = model(moved, sampled.valid.repeat(2, 1, 1))[:, 1].detach()
            slopes[joint, axis] = (score[0] - score[1]) / (2 * step)
    expected = float(slopes.norm(dim=-1).sum())
    assert expected > 0 and float(reading.frame_gradient[5]) == pytest.approx(expected, rel=1e-4)


def test_a_stream_that_says_nothing_contributes_nothing():
    model = make_model()
    torch.nn.init.zeros_(model.streams.embeddings["bone"].layers[2].weight)
    streams = explain(model, make_clip()).streams
    assert streams["bone"] == pytest.approx(0, abs=1e-6) and abs(streams["joint"]) > 1e-6


def test_dropping_does_not_depend_on_the_batch_and_leaves_no_trace():
    model = make_model()
    joints, valid = torch.randn(2, 2, 20, 4, 3), torch.rand(2, 2, 20) > 0.3
    before = model(joints, valid)
    with drop_stream(model, "joint"):
        together = model(joints, valid)
        torch.testing.assert_close(model(joints[1:], valid[1:]), together[1:])
        everyone = model(joints)
    assert not torch.allclose(together, before) and torch.isfinite(everyone).all()
    with pytest.raises(RuntimeError, match="stop"), drop_stream(model, "joint"):
        raise RuntimeError("stop")
    assert torch.equal(model(joints, valid), before)


def test_a_dropped_stream_is_levelled_by_person():
    model, heard = make_model(streams=("joint",)), []
    model.streams.register_forward_hook(lambda _, __, output: heard.append(output))
    joints, valid = torch.randn(1, 2, 20, 4, 3), torch.rand(1, 2, 20) > 0.3
    model(joints, valid)
    with drop_stream(model, "joint"):
        model(joints, valid)
    first = int(valid[0, 0].sum())
    for rows in (slice(None, first), slice(first, None)):
        mean = heard[0][rows].mean(dim=(0, 1)).expand_as(heard[1][rows])
        torch.testing.assert_close(heard[1][rows], mean)


def test_an_unknown_stream_is_refused():
    model = make_model(streams=("joint",))
    with (
        pytest.raises(ValueError, match="no stream 'bone' to drop; it has joint"),
        drop_stream(model, "bone"),
    ):
        pass
    with pytest.raises(ValueError, match="no stream 'bone' to drop"):
        class_probabilities_of(model, make_clip(), drop=["bone"])


def test_the_class_to_explain_can_be_chosen():
    model, clip = make_model(), make_clip()
    best = explain(model, clip)
    assert best.target == best.probabilities.argmax()
    other = (best.target + 1) % 3
    assert explain(model, clip, target=other).target == other
    named = explain(model, clip, target=f"class {other}")
    assert named.target == other and not np.allclose(named.activation, best.activation)
    for wrong in (3, -1, "jump"):
        with pytest.raises(ValueError, match=f"no class {wrong!r}; give a number from 0 to 2 or"):
            class_number(best.classes, wrong)


def test_the_model_is_left_as_it_was():
    model = make_model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.train()
    with torch.inference_mode():
        explanation = explain(model, make_clip())
    assert model.training and all(p.grad is None for p in model.parameters())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    model.eval()
    np.testing.assert_allclose(explain(model, make_clip()).activation, explanation.activation)
    with pytest.raises(RuntimeError, match="stop"), evaluating(model.train()):
        raise RuntimeError("stop")
    assert model.training


def test_probabilities_are_those_of_predict():
    clip = load_dataset("mini-ntu").test[0]
    checkpoint = load_checkpoint("mini-ntu/esgn")
    probabilities = class_probabilities_of(checkpoint, clip)
    for answer in predict(checkpoint, clip, top=16):
        found = probabilities[checkpoint.classes.index(answer.name)]
        assert found == pytest.approx(answer.probability, abs=1e-5)
    dropped = class_probabilities_of(checkpoint, clip, drop=("bone", "joint_velocity"))
    assert dropped.sum() == pytest.approx(1, abs=1e-5)
    assert abs(dropped - probabilities).max() > 0.01


def test_a_clip_is_sampled_in_the_middle_of_its_segments():
    clip, checkpoint = load_dataset("mini-ntu").test[0], load_checkpoint("mini-ntu/esgn")
    assert checkpoint.experiment.data.test_crops == 3
    once = sampled_by(checkpoint, test_crops=1)
    explanation = explain(checkpoint, clip)
    np.testing.assert_allclose(explanation.probabilities, class_probabilities_of(once, clip))


def test_another_layout_is_refused():
    with pytest.raises(ValueError, match="the clip has layout 'stick', the model reads 'ntu25'"):
        explain(make_model(NTU25), make_clip())
    assert (
        DataConfig().frames == explain(make_model(KINECT20), make_clip(skeleton=NTU25)).frames.size
    )


def test_one_clip_takes_less_than_a_second_or_so():
    clip, checkpoint = load_dataset("mini-ntu").test[0], load_checkpoint("mini-ntu/esgn")
    explain(checkpoint, clip)
    start = time.perf_counter()
    explain(checkpoint, clip)
    # An idle machine needs a fraction of this; a shared one may be several times slower.
    assert time.perf_counter() - start < 5
