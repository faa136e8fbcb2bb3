"""Deletion and insertion where the outcome is known, and the paired bootstrap by hand."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from explained_clips import make_clip, make_model

from eesgn_lite.analysis.explain import explain
from eesgn_lite.analysis.faithfulness import (
    Curves,
    faithfulness_of,
    hidden_counts,
    hiding_curves,
    paired_interval,
    rank_scores,
)
from eesgn_lite.analysis.results import read_row, results_folder

MOVING = 2


@pytest.fixture(scope="module")
def model():
    """A model that sees joint velocity and nothing else."""
    return make_model(streams=("joint_velocity",))


@pytest.fixture(scope="module")
def clip():
    """A clip in which only the left hand moves."""
    clip = make_clip()
    joints = np.tile(clip.joints[:, :1], (1, 30, 1, 1))
    joints[:, :, MOVING] = clip.joints[:, :, MOVING]
    return replace(clip, joints=joints)


def test_the_only_moving_joint_is_all_that_counts(model, clip):
    explanation = explain(model, clip)
    first = np.eye(4)[MOVING]
    telling = replace(explanation, joint_occlusion=first)
    curves = hiding_curves(model, clip, telling, random_orders=5)
    start, end = explanation.probabilities[explanation.target], curves.random[0, -1]
    assert abs(start - end) > 1e-3
    np.testing.assert_allclose(curves.shares, [0, 0.25, 0.5, 0.75, 1])
    found = curves.deletion["joint_occlusion"], curves.insertion["joint_occlusion"]
    np.testing.assert_allclose(found[0], [start, end, end, end, end], atol=1e-5)
    np.testing.assert_allclose(found[1], [start, start, start, start, end], atol=1e-5)
    for order in curves.random:
        np.testing.assert_allclose(order[[0, -1]], [start, end], atol=1e-5)
        assert (np.isclose(order, start, atol=1e-5) | np.isclose(order, end, atol=1e-5)).all()


def test_areas_by_hand():
    curves = Curves(
        shares=np.array([0.0, 0.5, 1.0]),
        deletion={"ranking": np.array([0.8, 0.0, 0.0])},
        insertion={"ranking": np.array([0.8, 0.8, 0.0])},
        random=np.array([[0.8, 0.6, 0.0], [0.8, 0.2, 0.0]]),
    )
    # Areas: deletion 0.2, insertion 0.6, random 0.4.
    assert curves.gains["ranking"] == pytest.approx((0.2, 0.2))


def test_the_opposite_ranking_gains_the_opposite(model):
    clip = make_clip(persons=2, absent=[(1, 4)])
    explanation = explain(model, clip)
    scores = np.array([0.1, 0.4, 0.2, 0.3])
    gains = []
    for sign in (1, -1):
        ranked = replace(explanation, joint_occlusion=sign * scores)
        gains.append(hiding_curves(model, clip, ranked, seed=1).gains["joint_occlusion"])
    assert gains[0][0] == pytest.approx(-gains[1][1], abs=1e-6)
    assert gains[0][1] == pytest.approx(-gains[1][0], abs=1e-6)
    assert gains[0][0] != 0


def test_a_hidden_frame_is_unseen(model):
    clip = make_clip(frames=20)
    explanation = explain(model, clip)
    assert hidden_counts(20).tolist() == [0, 1, 4, 8, 12, 16, 19, 20]
    best = np.zeros(20)
    best[6] = 1
    curves = hiding_curves(model, clip, replace(explanation, frame_occlusion=best), "frames")
    lost = curves.deletion["frame_occlusion"][0] - curves.deletion["frame_occlusion"][1]
    assert lost == pytest.approx(explanation.frame_occlusion[6], abs=1e-5)
    with torch.inference_mode():
        nobody = torch.softmax(model.classifier.bias, dim=0)[explanation.target]
    assert curves.random[0, -1] == pytest.approx(float(nobody), abs=1e-5)


@pytest.mark.parametrize("total", [1, 2, 4, 20, 25, 100])
def test_the_shares_hidden_read_the_same_from_either_end(total):
    counts = hidden_counts(total)
    assert counts[0] == 0 and counts[-1] == total
    assert (total - counts[::-1] == counts).all()


def test_scores_average_over_persons_and_frames():
    explanation = explain(make_model(frames=2), make_clip(persons=2))
    weights = np.full((2, 2, 4), np.nan, dtype=np.float32)
    weights[0] = [[1, 0, 0, 0], [0, 1, 0, 0]]
    weights[1, 0] = [1, 0, 0, 0]
    graph = np.zeros((2, 2, 4, 4), dtype=np.float32)
    graph[..., 3] = 1
    changed = replace(explanation, joint_weights=weights, graph=graph, activation=weights)
    scores = rank_scores(changed, "joints")
    np.testing.assert_allclose(scores["joint_weights"], [2 / 3, 1 / 3, 0, 0])
    assert scores["graph"].tolist() == [0, 0, 0, 4]
    assert rank_scores(changed, "frames")["activation"].tolist() == [2, 1]
    with pytest.raises(ValueError, match="kind must be one of joints, frames, found 'edges'"):
        rank_scores(explanation, "edges")


def test_every_clip_is_measured_with_its_own_random_orders(model):
    clips = [make_clip(seed=1), make_clip(persons=2, seed=2)]
    gains = faithfulness_of(model, clips, random_orders=2, seed=4)
    assert set(gains) == {
        "joints.joint_weights",
        "joints.graph",
        "joints.activation",
        "joints.joint_occlusion",
        "frames.activation",
        "frames.frame_occlusion",
        "frames.frame_gradient",
    }
    assert all(found.shape == (2, 2) for found in gains.values())
    second = faithfulness_of(model, clips[1:], kinds=("joints",), random_orders=2, seed=5)
    np.testing.assert_array_equal(second["joints.graph"][0], gains["joints.graph"][1])
    with pytest.raises(ValueError, match="random_orders must be at least 1, found 0"):
        hiding_curves(model, clips[0], explain(model, clips[0]), random_orders=0)


def test_the_interval_of_a_constant_is_a_point():
    assert paired_interval(np.full(6, 0.25), np.arange(6)) == (0.25, 0.25, 0.25)


def test_clips_of_one_group_are_drawn_together():
    differences = np.repeat([0.0, 1.0], 50)
    alone = paired_interval(differences, np.arange(100))
    together = paired_interval(differences, differences)
    assert alone.mean == together.mean == 0.5
    assert (together.low, together.high) == (0, 1)
    assert 0.38 < alone.low < 0.43 and 0.57 < alone.high < 0.62


def test_wrong_input_to_the_interval_is_refused():
    with pytest.raises(ValueError, match="2 differences need as many groups"):
        paired_interval(np.zeros(2), np.zeros(3))
    with pytest.raises(ValueError, match="0 differences need as many groups, at least one"):
        paired_interval(np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match="draws must be at least 1, found 0"):
        paired_interval(np.zeros(2), np.arange(2), draws=0)


def test_the_recorded_row_holds_an_interval_for_each_ranking():
    values = read_row(results_folder() / "measurements" / "faithfulness.json").values
    names = [name.removesuffix("_mean") for name in values if name.endswith("tion_mean")]
    assert len(names) == 2 * 2 * 7
    for name in names:
        assert values[f"{name}_low"] <= values[f"{name}_mean"] <= values[f"{name}_high"]
