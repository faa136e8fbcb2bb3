"""The two parts of the loss."""

import math
from dataclasses import replace
from typing import get_args

import pytest
import torch

from eesgn_lite.model.config import ModelConfig, Regulariser
from eesgn_lite.model.esgn import ESGN, Intermediates
from eesgn_lite.model.loss import ActionLoss

CONFIG = ModelConfig(num_classes=4, regulariser_weight=2.0, label_smoothing=0.0)
LABELS = torch.tensor([0, 1])


def loss_of(regulariser):
    """The loss with one reading of the term."""
    return ActionLoss(replace(CONFIG, regulariser=regulariser))


def found(graph=None, weights=None):
    """Intermediates with just one of them filled."""
    empty = torch.zeros(1)
    return Intermediates(
        graph=empty if graph is None else graph,
        joint_weights=weights,
        frame_features=empty,
        group_logits=torch.zeros(1, 2, 4),
    )


def test_without_a_term_it_is_cross_entropy():
    parts = loss_of("none")(torch.zeros(2, 4), LABELS)
    assert parts.classification.item() == pytest.approx(math.log(4))
    assert parts.regularisation.item() == 0 and parts.total == parts.classification


def test_label_smoothing_is_spread_over_all_classes():
    logits = torch.log(torch.tensor([[0.7, 0.1, 0.1, 0.1]]))
    loss = ActionLoss(replace(CONFIG, regulariser="none", label_smoothing=0.1))
    by_hand = -(0.9 + 0.1 / 4) * math.log(0.7) - 3 * 0.1 / 4 * math.log(0.1)
    assert loss(logits, torch.tensor([0])).total.item() == pytest.approx(by_hand)


def test_weight_norm_sums_squares_of_matrices_only():
    weights = [torch.full((2, 3), 2.0), torch.full((5,), 100.0)]
    parts = loss_of("weight_norm")(torch.zeros(2, 4), LABELS, weights=weights)
    assert parts.regularisation.item() == pytest.approx(2.0 * 0.5 * 6 * 4)


def test_confidence_penalty_is_zero_when_undecided_and_log_k_when_sure():
    undecided = loss_of("confidence_penalty")(torch.zeros(2, 4), LABELS)
    sure = loss_of("confidence_penalty")(1000 * torch.eye(4)[:2], LABELS)
    assert undecided.regularisation.item() == pytest.approx(0, abs=1e-6)
    assert sure.regularisation.item() == pytest.approx(2 * math.log(4))


def test_attention_entropy_reads_seen_frames_only():
    weights = torch.tensor([[1.0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0, 0, 0, 0]])
    parts = loss_of("attention_entropy")(
        torch.zeros(2, 4), LABELS, intermediates=found(weights=weights)
    )
    assert parts.regularisation.item() == pytest.approx(2 * 0.5)


def test_graph_sparsity_is_the_entropy_of_rows():
    graph = torch.stack([torch.eye(3), torch.full((3, 3), 1 / 3)])
    parts = loss_of("graph_sparsity")(torch.zeros(2, 4), LABELS, intermediates=found(graph=graph))
    assert parts.regularisation.item() == pytest.approx(2 * 0.5)


@pytest.mark.parametrize("regulariser", ["attention_entropy", "graph_sparsity"])
def test_terms_on_the_inside_need_to_see_it(regulariser):
    loss = loss_of(regulariser)
    assert loss.needs_intermediates
    with pytest.raises(ValueError, match="needs the model's intermediates"):
        loss(torch.zeros(2, 4), LABELS)


@pytest.mark.parametrize("regulariser", get_args(Regulariser))
def test_every_term_has_a_finite_gradient(regulariser):
    config = replace(CONFIG, regulariser=regulariser)
    model = ESGN(config)
    logits, inside = model(torch.randn(2, 1, 6, 25, 3), return_intermediates=True)
    ActionLoss(config)(
        logits, LABELS, intermediates=inside, weights=model.parameters()
    ).total.backward()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)


@pytest.mark.parametrize("regulariser", ["attention_entropy", "graph_sparsity"])
def test_a_row_that_points_at_one_joint_alone_has_a_finite_gradient(regulariser):
    """A softmax of far scores is exactly 0, where the logarithm has no slope."""
    scores = torch.tensor([[200.0, 0.0, 0.0]], requires_grad=True)
    rows = scores.softmax(dim=-1)
    assert rows[0, 1] == 0
    inside = found(graph=rows, weights=rows)
    parts = loss_of(regulariser)(torch.zeros(2, 4), LABELS, intermediates=inside)
    parts.total.backward()
    assert parts.regularisation == 0
    assert torch.isfinite(scores.grad).all()


def test_with_fused_scores_each_group_has_to_answer_by_itself():
    config = replace(CONFIG, fusion="score", regulariser="none", label_smoothing=0.0)
    sure, wrong = torch.tensor([[9.0, 0, 0, 0], [0, 0, 0, 9.0]]), torch.zeros(2, 4)
    inside = replace(found(), group_logits=torch.stack([sure, wrong]))
    loss = ActionLoss(config)
    assert loss.needs_intermediates
    parts = loss((sure + wrong) / 2, LABELS, intermediates=inside)
    plain = ActionLoss(replace(config, fusion="embedding"))
    alone = [plain(one, LABELS).total for one in (sure, wrong)]
    torch.testing.assert_close(parts.total, (alone[0] + alone[1]) / 2)
    with pytest.raises(ValueError, match='fusion "score" needs the model\'s intermediates'):
        loss(sure, LABELS)
