"""A trained model, whether or not it was shipped."""

from __future__ import annotations

import warnings
from pathlib import Path

from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.experiment import make_experiment
from eesgn_lite.training.loop import train
from eesgn_lite.training.runs import load_checkpoint, shipped_names


def load_or_train(name: str, *, out: str | Path = "runs") -> Checkpoint:
    """Load a shipped checkpoint; where its file is absent, train the same model once.

    Parameters
    ----------
    name
        DATASET/ABLATION: ``"mini-ntu/esgn"``.
    out
        Folder for the run, if one is needed; a finished run there is taken as it is.

    Returns
    -------
    The shipped model, or one of the recipe "ours" with seed 1, as the shipped ones are.

    Raises
    ------
    ValueError
        If there is no such data set or ablation, or the shipped file is damaged.
    FileNotFoundError
        If it must be trained and the data set is not there.
    """
    if name in shipped_names():
        return load_checkpoint(name)
    dataset, slash, ablation = name.partition("/")
    if not slash:
        raise ValueError(f"{name!r} names no model; write DATASET/ABLATION, as mini-ntu/esgn.")
    experiment = make_experiment(load_dataset(dataset), ablation=ablation)
    warnings.warn(
        f"The checkpoint {name} is not there, so the model is trained once and kept in {out}.",
        stacklevel=2,
    )
    return train(experiment, out=out, resume=True).checkpoint
