"""A baseline as an experiment: all but the network as for SGN."""

from __future__ import annotations

from dataclasses import replace

from eesgn_lite.data.catalog import DataSplits
from eesgn_lite.model.baseline_config import BaselineConfig, Kind
from eesgn_lite.training.experiment import Experiment, make_experiment


def make_baseline(
    splits: DataSplits, kind: Kind, *, recipe: str = "ours", seed: int = 1
) -> Experiment:
    """Build the experiment of a baseline, which is filed under the baseline's name.

    Parameters
    ----------
    splits
        Data set.
    kind
        One of `BASELINES`.
    recipe, seed
        As in `make_experiment`. Sampling, schedule and loss are those of SGN.

    Raises
    ------
    ValueError
        If there is no such baseline or recipe.
    """
    like = make_experiment(splits, ablation="sgn", recipe=recipe, seed=seed)
    model = BaselineConfig(
        kind=kind,
        num_classes=like.model.num_classes,
        skeleton=like.model.skeleton,
        frames=like.model.frames,
        label_smoothing=like.model.label_smoothing,
    )
    return replace(like, model=model, ablation=kind)
