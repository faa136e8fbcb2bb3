"""Two clips in one: what is added, with which answers."""

import torch
from torch.nn import functional as F

from eesgn_lite.data.sampling import Batch
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.model.loss import ActionLoss
from eesgn_lite.training.epoch import compute_loss
from eesgn_lite.training.mixing import Mixed, mix_clips


def make_batch():
    """Four clips of one person, two frames, one joint; the joint stands at the clip's label."""
    labels = torch.arange(4)
    joints = labels.float().reshape(4, 1, 1, 1, 1).expand(4, 1, 2, 1, 3).clone()
    valid = torch.ones(4, 1, 2, dtype=torch.bool)
    valid[0, 0, 1] = False
    return Batch(joints=joints, valid=valid, labels=labels, items=labels)


def test_each_clip_holds_its_share_of_the_partner():
    torch.manual_seed(0)
    batch = make_batch()
    mixed = mix_clips(batch, 1.0)
    assert 0 < mixed.share < 1
    expected = mixed.share * batch.labels + (1 - mixed.share) * mixed.partners
    assert torch.allclose(mixed.batch.joints[:, 0, 0, 0, 0], expected)
    assert torch.equal(mixed.batch.labels, batch.labels)
    assert sorted(mixed.partners.tolist()) == [0, 1, 2, 3]
    alone = int((mixed.partners == batch.labels)[0])
    assert mixed.batch.valid[0, 0].tolist() == [True, not alone]


def test_both_partners_answers_are_asked_of_each_group_of_streams():
    torch.manual_seed(0)
    config = ModelConfig(num_classes=4, skeleton="kinect20", frames=4, fusion="score", dropout=0)
    model, loss = ESGN(config), ActionLoss(config)
    joints, valid = torch.randn(4, 1, 4, 20, 3), torch.ones(4, 1, 4, dtype=torch.bool)
    labels = torch.arange(4)
    batch = Batch(joints=joints, valid=valid, labels=labels, items=labels)
    partners = labels.flip(0)
    found = compute_loss(model, loss, Mixed(batch, partners, 0.75)).classification
    _, inside = model(joints, valid, return_intermediates=True)
    expected = [
        share * F.cross_entropy(group, wanted, label_smoothing=config.label_smoothing)
        for share, wanted in ((0.75, labels), (0.25, partners))
        for group in inside.group_logits
    ]
    torch.testing.assert_close(found, sum(expected) / 2)


def test_without_strength_nothing_changes_and_nothing_is_drawn():
    before = torch.get_rng_state()
    batch = make_batch()
    mixed = mix_clips(batch, 0.0)
    assert mixed.batch is batch and mixed.share == 1
    assert torch.equal(torch.get_rng_state(), before)


class Fixed(torch.nn.Module):
    """Answer each clip with the same scores."""

    def forward(self, joints, valid):
        """Return logits (B, 4)."""
        return torch.tensor([[2.0, 0.0, 0.0, 0.0]]).repeat(len(joints), 1)


def test_the_loss_is_shared_as_the_clips_are():
    batch = make_batch()
    loss = ActionLoss(ModelConfig(num_classes=4, regulariser="none", label_smoothing=0))
    partners = torch.zeros(4, dtype=torch.long)
    first, second = (compute_loss(Fixed(), loss, Mixed(batch, partners, s)).total for s in (1, 0))
    both = compute_loss(Fixed(), loss, Mixed(batch, partners, 0.25)).total
    assert second < first
    assert torch.allclose(both, 0.25 * first + 0.75 * second)
