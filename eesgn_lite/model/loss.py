"""Method 4, the regularised loss."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from eesgn_lite.model.baseline_config import BaselineConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import Intermediates


@dataclass(frozen=True)
class LossParts:
    """Hold the two parts of the loss, both scalars; `regularisation` is already weighted."""

    classification: Tensor
    regularisation: Tensor

    @property
    def total(self) -> Tensor:
        """What training minimises."""
        return self.classification + self.regularisation


class ActionLoss(nn.Module):
    """Add a regularisation term to the label-smoothed cross-entropy.

    Parameters
    ----------
    config
        Reads `label_smoothing`, `regulariser` and `regulariser_weight`.

    Notes
    -----
    The slides say that a regularisation term was added and not which. The readings, R, each
    at least 0 and multiplied by `regulariser_weight`:

    - ``weight_norm``: half the sum of squared weights (an explicit L2 norm; Adam rescales its
      gradient, which decoupled weight decay does not).
    - ``confidence_penalty``: log K - H(p), the distance of the prediction from undecided
      (Pereyra et al., 2017).
    - ``attention_entropy``: entropy of the joint weights over log V: asks Semantic-Pooling
      to point at few joints.
    - ``graph_sparsity``: entropy of the graph's rows over log V: asks a joint to listen to
      few others.

    With `fusion="score"` the cross-entropy is the mean over the groups of streams, each of which
    has to name the action by itself; the term reads what is averaged over them.

    Label smoothing is PyTorch's, which spreads the share over all K classes; the published
    SGN spreads it over the other K - 1.

    References
    ----------
    ESGN slides, "Method 4 - Regularized loss function".

    Examples
    --------
    >>> loss = ActionLoss(ModelConfig(num_classes=4, regulariser="none", label_smoothing=0))
    >>> round(loss(torch.zeros(2, 4), torch.tensor([0, 3])).total.item(), 4)
    1.3863
    """

    def __init__(self, config: ModelConfig | BaselineConfig) -> None:
        super().__init__()
        self.regulariser = config.regulariser
        self.weight = config.regulariser_weight
        self.label_smoothing = config.label_smoothing
        self.by_group = isinstance(config, ModelConfig) and config.fusion == "score"

    @property
    def needs_intermediates(self) -> bool:
        """Whether the loss reads the graph, the joint weights or the scores of the groups."""
        return self.by_group or self.regulariser in ("attention_entropy", "graph_sparsity")

    def forward(
        self,
        logits: Float[Tensor, "B K"],
        labels: Int[Tensor, " B"],
        *,
        intermediates: Intermediates | None = None,
        weights: Iterable[Tensor] = (),
    ) -> LossParts:
        """Compute both parts.

        Parameters
        ----------
        logits
            Scores of the K actions.
        labels
            Right answers, 0..K-1.
        intermediates
            Needed by ``attention_entropy``, ``graph_sparsity`` and `fusion="score"`.
        weights
            The model's parameters, read by ``weight_norm``.

        Raises
        ------
        ValueError
            If the loss needs intermediates and there are none.
        """
        if self.needs_intermediates and intermediates is None:
            what = 'fusion "score"' if self.by_group else f"regulariser {self.regulariser!r}"
            raise ValueError(f"{what} needs the model's intermediates.")
        groups = [logits]
        if self.by_group and intermediates is not None:
            groups = list(intermediates.group_logits.float())
        smoothing = self.label_smoothing
        losses = [F.cross_entropy(one, labels, label_smoothing=smoothing) for one in groups]
        classification = torch.stack(losses).mean()
        if self.regulariser == "none":
            return LossParts(classification, torch.zeros_like(classification))
        term = self._term(logits, intermediates, weights)
        return LossParts(classification, self.weight * term)

    def _term(
        self, logits: Tensor, intermediates: Intermediates | None, weights: Iterable[Tensor]
    ) -> Tensor:
        """Compute R."""
        if self.regulariser == "weight_norm":
            return 0.5 * torch.stack([w.square().sum() for w in weights if w.ndim > 1]).sum()
        if self.regulariser == "confidence_penalty":
            log_p = F.log_softmax(logits, dim=-1)
            return (log_p.exp() * log_p).sum(dim=-1).mean() + math.log(logits.shape[-1])
        assert intermediates is not None
        if self.regulariser == "attention_entropy":
            assert intermediates.joint_weights is not None
            return _relative_entropy(intermediates.joint_weights)
        return _relative_entropy(intermediates.graph)


def _relative_entropy(weights: Tensor) -> Tensor:
    """Mean entropy of the rows that add up to 1, between 0 (one joint) and 1 (all alike)."""
    # A softmax reaches 0 exactly, and there the logarithm's gradient is infinite.
    entropy = -(weights * weights.clamp_min(torch.finfo(weights.dtype).tiny).log()).sum(dim=-1)
    rows = weights.sum(dim=-1) > 0.5  # unseen frames hold zeros
    return (entropy * rows).sum() / rows.sum().clamp_min(1) / math.log(weights.shape[-1])
