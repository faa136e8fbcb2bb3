"""Teach ESGN, a small network that recognises actions from moving skeletons.

``import eesgn_lite as ee`` loads nothing heavy: a name is looked up when it is first used, so a
process that only reads files never loads torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eesgn_lite.analysis.results import load_results
    from eesgn_lite.course import check, hint, solution
    from eesgn_lite.data.catalog import Dataset, DataSplits, load_dataset, read_clip
    from eesgn_lite.data.clips import Clip, Recording, centre_clip, reduce_clip
    from eesgn_lite.data.errors import SkeletonFileError
    from eesgn_lite.data.ntu import read_skeleton, write_skeleton
    from eesgn_lite.data.sampler import sample_batch
    from eesgn_lite.data.skeletons import Skeleton, get_skeleton
    from eesgn_lite.data.store import open_store
    from eesgn_lite.model.config import ModelConfig
    from eesgn_lite.model.esgn import ESGN, SGN, count_parameters
    from eesgn_lite.model.loss import ActionLoss
    from eesgn_lite.model.published import load_published_sgn
    from eesgn_lite.training.evaluation import Evaluation, evaluate
    from eesgn_lite.training.experiment import (
        ABLATIONS,
        DataConfig,
        Experiment,
        TrainConfig,
        ablate,
    )
    from eesgn_lite.training.loop import train
    from eesgn_lite.training.predict import predict
    from eesgn_lite.training.runs import Run, load_checkpoint
    from eesgn_lite.viewing.picture import show
    from eesgn_lite.viewing.player import play

__version__ = "0.1.0"

_MODULE_OF = {
    "ABLATIONS": "training.experiment",
    "ActionLoss": "model.loss",
    "Clip": "data.clips",
    "DataConfig": "training.experiment",
    "DataSplits": "data.catalog",
    "Dataset": "data.catalog",
    "ESGN": "model.esgn",
    "Evaluation": "training.evaluation",
    "Experiment": "training.experiment",
    "ModelConfig": "model.config",
    "Recording": "data.clips",
    "Run": "training.runs",
    "SGN": "model.esgn",
    "Skeleton": "data.skeletons",
    "SkeletonFileError": "data.errors",
    "TrainConfig": "training.experiment",
    "ablate": "training.experiment",
    "centre_clip": "data.clips",
    "check": "course",
    "count_parameters": "model.esgn",
    "evaluate": "training.evaluation",
    "get_skeleton": "data.skeletons",
    "hint": "course",
    "load_checkpoint": "training.runs",
    "load_dataset": "data.catalog",
    "load_published_sgn": "model.published",
    "load_results": "analysis.results",
    "open_store": "data.store",
    "play": "viewing.player",
    "predict": "training.predict",
    "read_clip": "data.catalog",
    "read_skeleton": "data.ntu",
    "reduce_clip": "data.clips",
    "sample_batch": "data.sampler",
    "show": "viewing.picture",
    "solution": "course",
    "train": "training.loop",
    "write_skeleton": "data.ntu",
}

__all__ = [
    "ABLATIONS",
    "ESGN",
    "SGN",
    "ActionLoss",
    "Clip",
    "DataConfig",
    "DataSplits",
    "Dataset",
    "Evaluation",
    "Experiment",
    "ModelConfig",
    "Recording",
    "Run",
    "Skeleton",
    "SkeletonFileError",
    "TrainConfig",
    "ablate",
    "centre_clip",
    "check",
    "count_parameters",
    "evaluate",
    "get_skeleton",
    "hint",
    "load_checkpoint",
    "load_dataset",
    "load_published_sgn",
    "load_results",
    "open_store",
    "play",
    "predict",
    "read_clip",
    "read_skeleton",
    "reduce_clip",
    "sample_batch",
    "show",
    "solution",
    "train",
    "write_skeleton",
]


def __getattr__(name: str) -> object:
    """Import the module of a public name when the name is first used (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"eesgn_lite has no name {name!r}; it has {', '.join(__all__)}.")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *_MODULE_OF})
