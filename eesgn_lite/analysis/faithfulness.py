"""Test whether an answer hangs on the joints and frames that an explanation ranks first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
import torch

from eesgn_lite.analysis.explain import Explanation, explain
from eesgn_lite.analysis.occlusion import hide_frames, hide_joints, probabilities_of
from eesgn_lite.analysis.sampled import SampledClip, as_checkpoint, evaluating, sample_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.training.checkpoint import Checkpoint

Kind = Literal["joints", "frames"]
# Shares hidden; with their complements the grid is the same read from either end.
_SHARES = (0.0, 0.04, 0.16, 0.4)


class Interval(NamedTuple):
    """Mean of a figure, and the ends of its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """Hold how the probability of the class falls as joints or frames of a clip are hidden.

    Attributes
    ----------
    shares
        Share hidden, float (P,), from 0 to 1.
    deletion
        Ranking -> probability (P,) when its first are hidden first.
    insertion
        Ranking -> probability (P,) when its first are hidden last.
    random
        Probability (R, P) for R random orders.
    """

    shares: np.ndarray
    deletion: Mapping[str, np.ndarray]
    insertion: Mapping[str, np.ndarray]
    random: np.ndarray

    @property
    def gains(self) -> dict[str, tuple[float, float]]:
        """Ranking -> what it gains over random order in deletion and in insertion.

        Difference of the areas under the curves (mean probability, 0 to 1); above 0 where the
        ranking finds what the answer hangs on better than chance does.
        """
        chance = float(np.trapezoid(self.random.mean(axis=0), self.shares))
        return {
            name: (
                chance - float(np.trapezoid(self.deletion[name], self.shares)),
                float(np.trapezoid(self.insertion[name], self.shares)) - chance,
            )
            for name in self.deletion
        }


def rank_scores(explanation: Explanation, kind: Kind) -> dict[str, np.ndarray]:
    """Collect what an explanation says about joints (V,) or frames (S,); larger matters more.

    Values by person and frame are averaged over the persons and frames seen. A joint's score
    in the graph is how much all joints take from it.

    Raises
    ------
    ValueError
        If the kind is neither "joints" nor "frames".
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be one of {', '.join(get_args(Kind))}, found {kind!r}.")
    if kind == "joints":
        return {
            "joint_weights": np.nanmean(explanation.joint_weights, axis=(0, 1)),
            "graph": np.nanmean(explanation.graph.sum(axis=2), axis=(0, 1)),
            "activation": np.nanmean(explanation.activation, axis=(0, 1)),
            "joint_occlusion": explanation.joint_occlusion,
        }
    return {
        "activation": np.nansum(explanation.activation, axis=(0, 2)),
        "frame_occlusion": explanation.frame_occlusion,
        "frame_gradient": explanation.frame_gradient,
    }


def hiding_curves(
    model: Checkpoint | ESGN,
    clip: Clip,
    explanation: Explanation,
    kind: Kind = "joints",
    *,
    random_orders: int = 3,
    seed: int = 0,
) -> Curves:
    """Hide the joints or frames of one clip step by step, in the order of each ranking.

    Parameters
    ----------
    model, clip
        As for `explain`.
    explanation
        What `explain` gave for them; its class is followed.
    kind
        "joints": a hidden joint stands still at its mean place, in all persons. "frames":
        nobody is seen in a hidden frame.
    random_orders
        Number R of random orders, at least 1.
    seed
        Start of the random numbers.

    Raises
    ------
    ValueError
        If there is no random order, or the kind is unknown.

    Notes
    -----
    Deletion and insertion curves of Petsiuk et al., RISE, 2018. Clips with much hidden are
    unlike those of the training (Hooker et al., 2019), so a curve mixes what a joint tells with
    how strange the clip has become; random order bears the same strangeness.

    The shares hidden are the same counted from either end, so a random order's curve serves as
    the chance level of deletion and of insertion.
    """
    if random_orders < 1:
        raise ValueError(f"random_orders must be at least 1, found {random_orders}.")
    scores = rank_scores(explanation, kind)
    total = len(next(iter(scores.values())))
    counts = hidden_counts(total)
    random = np.random.default_rng(seed)
    orders = [np.argsort(-score, kind="stable") for score in scores.values()]
    chance = [random.permutation(total) for _ in range(random_orders)]
    masks = [_hidden(order, counts) for order in (*orders, *(o[::-1] for o in orders), *chance)]
    checkpoint = as_checkpoint(model)
    sampled = sample_clip(checkpoint, clip)
    found = _probabilities(checkpoint.esgn, sampled, kind, np.concatenate(masks))
    curves = found[:, explanation.target].reshape(len(masks), len(counts))
    return Curves(
        shares=counts / total,
        deletion=dict(zip(scores, curves, strict=False)),
        # Hiding the last of a ranking first, insertion is read from the other end.
        insertion=dict(zip(scores, curves[len(scores) :], strict=False)),
        random=curves[2 * len(scores) :],
    )


def hidden_counts(total: int) -> np.ndarray:
    """Choose how many of the joints or frames are hidden in each step, int (P,).

    Examples
    --------
    >>> hidden_counts(25)
    array([ 0,  1,  4, 10, 15, 21, 24, 25])
    """
    few = np.ceil(np.array(_SHARES) * total).astype(int)
    return np.unique([*few, *(total - few)])


def _hidden(order: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Hide the first of an order: bool (P, total), one row a count."""
    return np.argsort(order)[None] < counts[:, None]


def _probabilities(model: ESGN, sampled: SampledClip, kind: Kind, masks: np.ndarray) -> np.ndarray:
    """Return the probabilities (P, K) with each mask; equal masks are computed once."""
    different, place = np.unique(masks, axis=0, return_inverse=True)
    with evaluating(model) as device:
        joints, valid = sampled.joints.to(device), sampled.valid.to(device)
        hidden = torch.from_numpy(different).to(device)
        if kind == "joints":
            joints = hide_joints(joints, valid, hidden)
        else:
            valid = hide_frames(valid, hidden)
        found = probabilities_of(model, joints, valid).cpu().numpy()
    return found[place]


def faithfulness_of(
    model: Checkpoint | ESGN,
    clips: Iterable[Clip],
    *,
    kinds: Sequence[Kind] = ("joints", "frames"),
    random_orders: int = 3,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Measure every ranking on every clip.

    Parameters
    ----------
    model
        A checkpoint or a bare model.
    clips
        N clips; each is explained for the class that the model gives it.
    kinds, random_orders, seed
        As for `hiding_curves`; the random orders of a clip depend on its place and the seed.

    Returns
    -------
    "KIND.RANKING" -> gain over random order, float (N, 2): deletion, insertion.
    """
    gains: dict[str, list[tuple[float, float]]] = {}
    for place, clip in enumerate(clips):
        explanation = explain(model, clip)
        for kind in kinds:
            curves = hiding_curves(
                model, clip, explanation, kind, random_orders=random_orders, seed=seed + place
            )
            for name, gain in curves.gains.items():
                gains.setdefault(f"{kind}.{name}", []).append(gain)
    return {name: np.array(found) for name, found in gains.items()}


def paired_interval(
    differences: np.ndarray, groups: np.ndarray, *, draws: int = 2000, seed: int = 0
) -> Interval:
    """Bootstrap the mean of paired differences, drawing whole groups.

    Parameters
    ----------
    differences
        One a clip, (N,).
    groups
        (N,), equal for clips that belong together, such as three cameras' views of one
        performance; each group counts by its number of clips.
    draws
        Number of bootstrap samples, at least 1.
    seed
        Start of the random numbers.

    Raises
    ------
    ValueError
        If there is no difference, the lengths differ, or `draws` is below 1.
    """
    if not len(differences) or len(differences) != len(groups):
        raise ValueError(f"{len(differences)} differences need as many groups, at least one.")
    if draws < 1:
        raise ValueError(f"draws must be at least 1, found {draws}.")
    _, group = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(group, weights=differences), np.bincount(group)
    drawn = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(np.mean(differences)), float(low), float(high))
