"""Teach ESGN, a small network that recognises actions from moving skeletons.

``import eesgn_lite as ee`` loads nothing heavy: a name is looked up when it is first used, so a
process that only reads files never loads torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eesgn_lite.analysis.answers import answers_of, confidence_of, labels_of
    from eesgn_lite.analysis.comparison import (
        METRICS,
        difference_by_clip,
        difference_by_seed,
        pair_by_seed,
    )
    from eesgn_lite.analysis.dropping import class_probabilities_of, drop_stream
    from eesgn_lite.analysis.edits import add_noise, change_speed, freeze, reverse, swap_sides
    from eesgn_lite.analysis.energy import measure_energy
    from eesgn_lite.analysis.evidence import evidence_of, group_runs
    from eesgn_lite.analysis.explain import Explanation, explain
    from eesgn_lite.analysis.faithfulness import hiding_curves
    from eesgn_lite.analysis.processes import time_processes
    from eesgn_lite.analysis.results import load_results
    from eesgn_lite.analysis.timing import Stopwatch, time_compiled, time_training
    from eesgn_lite.course import check, hint, progress, solution
    from eesgn_lite.course.class_mode import class_plot
    from eesgn_lite.course.probes import make_probe
    from eesgn_lite.course.probes.training import probe_experiment
    from eesgn_lite.data.catalog import Dataset, DataSplits, load_dataset, read_clip
    from eesgn_lite.data.clips import Clip, Recording, centre_clip, reduce_clip
    from eesgn_lite.data.errors import SkeletonFileError
    from eesgn_lite.data.ntu import read_skeleton, write_skeleton
    from eesgn_lite.data.packed import pack
    from eesgn_lite.data.prepare import prepare
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
        ablate,
    )
    from eesgn_lite.training.loop import train, train_model
    from eesgn_lite.training.predict import predict
    from eesgn_lite.training.ready import load_or_train
    from eesgn_lite.training.runs import Run, load_checkpoint
    from eesgn_lite.training.schedule import learning_rate
    from eesgn_lite.training.train_config import TrainConfig
    from eesgn_lite.viewing.architecture_figure import architecture_figure
    from eesgn_lite.viewing.attention import show_attention
    from eesgn_lite.viewing.attention_figure import circle_joints
    from eesgn_lite.viewing.changes import Change
    from eesgn_lite.viewing.counterfactual import counterfactual
    from eesgn_lite.viewing.explorer import explore
    from eesgn_lite.viewing.figure3d import figure3d
    from eesgn_lite.viewing.graph_view import graph_view
    from eesgn_lite.viewing.heat_map import heat_map
    from eesgn_lite.viewing.picture import show
    from eesgn_lite.viewing.player import play

__version__ = "0.1.0"

_MODULE_OF = {
    "ABLATIONS": "training.experiment",
    "ActionLoss": "model.loss",
    "Change": "viewing.changes",
    "Clip": "data.clips",
    "DataConfig": "training.experiment",
    "DataSplits": "data.catalog",
    "Dataset": "data.catalog",
    "ESGN": "model.esgn",
    "Evaluation": "training.evaluation",
    "Experiment": "training.experiment",
    "Explanation": "analysis.explain",
    "METRICS": "analysis.comparison",
    "ModelConfig": "model.config",
    "Recording": "data.clips",
    "Run": "training.runs",
    "SGN": "model.esgn",
    "Skeleton": "data.skeletons",
    "SkeletonFileError": "data.errors",
    "Stopwatch": "analysis.timing",
    "TrainConfig": "training.train_config",
    "ablate": "training.experiment",
    "add_noise": "analysis.edits",
    "answers_of": "analysis.answers",
    "architecture_figure": "viewing.architecture_figure",
    "centre_clip": "data.clips",
    "change_speed": "analysis.edits",
    "check": "course",
    "circle_joints": "viewing.attention_figure",
    "class_plot": "course.class_mode",
    "class_probabilities_of": "analysis.dropping",
    "confidence_of": "analysis.answers",
    "count_parameters": "model.esgn",
    "counterfactual": "viewing.counterfactual",
    "difference_by_clip": "analysis.comparison",
    "difference_by_seed": "analysis.comparison",
    "drop_stream": "analysis.dropping",
    "evaluate": "training.evaluation",
    "evidence_of": "analysis.evidence",
    "explain": "analysis.explain",
    "explore": "viewing.explorer",
    "figure3d": "viewing.figure3d",
    "freeze": "analysis.edits",
    "get_skeleton": "data.skeletons",
    "graph_view": "viewing.graph_view",
    "group_runs": "analysis.evidence",
    "heat_map": "viewing.heat_map",
    "hiding_curves": "analysis.faithfulness",
    "hint": "course",
    "labels_of": "analysis.answers",
    "learning_rate": "training.schedule",
    "load_checkpoint": "training.runs",
    "load_dataset": "data.catalog",
    "load_or_train": "training.ready",
    "load_published_sgn": "model.published",
    "load_results": "analysis.results",
    "make_probe": "course.probes",
    "measure_energy": "analysis.energy",
    "open_store": "data.store",
    "pack": "data.packed",
    "pair_by_seed": "analysis.comparison",
    "play": "viewing.player",
    "predict": "training.predict",
    "prepare": "data.prepare",
    "probe_experiment": "course.probes.training",
    "progress": "course",
    "read_clip": "data.catalog",
    "read_skeleton": "data.ntu",
    "reduce_clip": "data.clips",
    "reverse": "analysis.edits",
    "sample_batch": "data.sampler",
    "show": "viewing.picture",
    "show_attention": "viewing.attention",
    "solution": "course",
    "swap_sides": "analysis.edits",
    "time_compiled": "analysis.timing",
    "time_processes": "analysis.processes",
    "time_training": "analysis.timing",
    "train": "training.loop",
    "train_model": "training.loop",
    "write_skeleton": "data.ntu",
}

__all__ = [
    "ABLATIONS",
    "ESGN",
    "METRICS",
    "SGN",
    "ActionLoss",
    "Change",
    "Clip",
    "DataConfig",
    "DataSplits",
    "Dataset",
    "Evaluation",
    "Experiment",
    "Explanation",
    "ModelConfig",
    "Recording",
    "Run",
    "Skeleton",
    "SkeletonFileError",
    "Stopwatch",
    "TrainConfig",
    "ablate",
    "add_noise",
    "answers_of",
    "architecture_figure",
    "centre_clip",
    "change_speed",
    "check",
    "circle_joints",
    "class_plot",
    "class_probabilities_of",
    "confidence_of",
    "count_parameters",
    "counterfactual",
    "difference_by_clip",
    "difference_by_seed",
    "drop_stream",
    "evaluate",
    "evidence_of",
    "explain",
    "explore",
    "figure3d",
    "freeze",
    "get_skeleton",
    "graph_view",
    "group_runs",
    "heat_map",
    "hiding_curves",
    "hint",
    "labels_of",
    "learning_rate",
    "load_checkpoint",
    "load_dataset",
    "load_or_train",
    "load_published_sgn",
    "load_results",
    "make_probe",
    "measure_energy",
    "open_store",
    "pack",
    "pair_by_seed",
    "play",
    "predict",
    "prepare",
    "probe_experiment",
    "progress",
    "read_clip",
    "read_skeleton",
    "reduce_clip",
    "reverse",
    "sample_batch",
    "show",
    "show_attention",
    "solution",
    "swap_sides",
    "time_compiled",
    "time_processes",
    "time_training",
    "train",
    "train_model",
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
