"""The training loop."""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

import torch
from tqdm import tqdm as plain_tqdm
from tqdm.auto import tqdm

from eesgn_lite.data.catalog import Dataset, DataSplits, load_dataset
from eesgn_lite.data.files import move_aside
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.model.esgn import count_parameters
from eesgn_lite.model.networks import Network
from eesgn_lite.training.devices import choose_device, choose_precision
from eesgn_lite.training.epoch import Stopped, Watch, train_epoch
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.finish import load_run, score_run, write_run
from eesgn_lite.training.runs import Run, provenance, read_tensors, save_tensors
from eesgn_lite.training.schedule import kept_epochs
from eesgn_lite.training.state import TrainingState, begin


def train_model(
    experiment: Experiment,
    dataset: Dataset,
    *,
    device: str = "auto",
    watch: Watch | None = None,
    progress: bool = True,
) -> Network:
    """Train on any data set and return the model; nothing is scored or written.

    Parameters
    ----------
    experiment
        Everything that decides the result.
    dataset
        One split.
    device
        "auto", "cpu" or "cuda".
    watch
        Called after every step with its `Progress`. Training ends early, with the weights of
        that step, when it answers False.
    progress
        Print a bar where it takes longer than two seconds, and wipe it away at the end.

    Raises
    ------
    ValueError
        If the device is not there.
    """
    torch_device = choose_device(device)
    precision = choose_precision(experiment.train.precision, torch_device)
    training = begin(experiment, torch_device)
    sampler = Sampler(dataset, experiment.data, training=True, seed=experiment.train.seed)
    # Plain text on stdout: a widget would leave an unfinished bar on a page without a kernel.
    with plain_tqdm(
        range(experiment.train.epochs),
        desc="training",
        unit="epoch",
        delay=2,
        leave=False,
        file=sys.stdout,
        disable=not progress,
    ) as epochs:
        for epoch in epochs:
            try:
                row = train_epoch(training, sampler, experiment, precision, epoch, watch)
            except Stopped:
                break
            training.history.append(row)
    return training.scored.eval()


def run_folder(experiment: Experiment, out: str | Path, *, validate: bool) -> Path:
    """Name the folder of a run: OUT/DATASET/ABLATION-RECIPE[-withoutP]-seedN[-validate]."""
    name = f"{experiment.ablation}-{experiment.recipe}"
    if experiment.held_out is not None:
        name += f"-without{experiment.held_out}"
    name += f"-seed{experiment.train.seed}"
    return Path(out) / experiment.dataset / (name + ("-validate" if validate else ""))


def train(
    experiment: Experiment,
    *,
    root: str | Path | None = None,
    validate: bool = False,
    out: str | Path = "runs",
    resume: bool = False,
    device: str = "auto",
    progress: bool = True,
) -> Run:
    """Train one experiment and score it.

    Parameters
    ----------
    experiment
        Everything that decides the result.
    root
        Where the data are; see `load_dataset`.
    validate
        Train without the held-out performers or view of the training side, score those, and
        never open the test side. Otherwise train on the whole training side, and score the
        test side once training has ended.
    out
        Folder for run folders.
    resume
        Take up an unfinished run from its last whole epoch, or return a finished one. Otherwise
        a run that is there is kept, under another name.
    device
        "auto", "cpu" or "cuda".
    progress
        Show a progress bar.

    Raises
    ------
    ValueError
        If the run to resume had another experiment, the device is not there, or the experiment
        holds somebody out and `validate` is off.
    """
    if experiment.held_out is not None and not validate:
        raise ValueError("A final run holds nobody out; set held_out to None, or validate to True.")
    folder = run_folder(experiment, out, validate=validate)
    if resume and (folder / "run.json").exists():
        run = load_run(folder)
        _refuse_another(folder, run.checkpoint.experiment, experiment)
        return run
    provenance()  # Notes commit and code now: files may be edited while a long run goes on.
    torch_device = choose_device(device)
    splits = load_dataset(experiment.dataset, root, held_out=experiment.held_out)
    side = _side_that_trains(experiment, splits, validate=validate)
    start = time.perf_counter()
    training, precision = _take_up(experiment, folder, torch_device, resume=resume)
    sampler = Sampler(side, experiment.data, training=True, seed=experiment.train.seed)
    epochs = range(len(training.history), experiment.train.epochs)
    bar = tqdm(
        epochs,
        desc=f"{experiment.dataset} {experiment.ablation}",
        unit="epoch",
        disable=not progress,
    )
    for epoch in bar:
        row = train_epoch(training, sampler, experiment, precision, epoch)
        training.history.append(row)
        bar.set_postfix(loss=f"{row['loss']:.3f}")
        _keep(training, experiment, folder, precision)
    scores = score_run(training, experiment, splits, folder, validate=validate)
    result = {
        "dataset": experiment.dataset,
        "ablation": experiment.ablation,
        "recipe": experiment.recipe,
        "seed": experiment.train.seed,
        **scores,
        "parameters": count_parameters(training.model),
        "seconds": round(time.perf_counter() - start, 1),
        "precision": precision,
        "run": folder.as_posix(),
    }
    return write_run(training, experiment, splits, folder, result)


def _side_that_trains(experiment: Experiment, splits: DataSplits, *, validate: bool) -> Dataset:
    """Take the training side, without what is held out to choose, or the part that is asked for."""
    side = splits.train if validate else splits.training_side
    return side if experiment.subset is None else experiment.subset.take(side)


def _take_up(
    experiment: Experiment, folder: Path, device: torch.device, *, resume: bool
) -> tuple[TrainingState, str]:
    """Begin anew, or go on from the state that the folder holds."""
    training = begin(experiment, device)
    state = folder / "state.safetensors"
    if not (resume and state.exists()):
        kept = move_aside(folder)
        if kept is not None:
            warnings.warn(f"{folder}: the run that was there is now {kept.name}.", stacklevel=3)
        return training, choose_precision(experiment.train.precision, device)
    tensors, about = read_tensors(state)
    _refuse_another(folder, Experiment.from_json(about["experiment"]), experiment)
    training.restore(tensors)
    training.history = about["history"]
    return training, about["precision"]


def _refuse_another(folder: Path, found: Experiment, experiment: Experiment) -> None:
    """Refuse to go on with a run of something else."""
    if found != experiment:
        raise ValueError(
            f"{folder}: the run there had another experiment; resume with its config, "
            "or give another --out."
        )


def _keep(training: TrainingState, experiment: Experiment, folder: Path, precision: str) -> None:
    """Write the state of a run after an epoch, and its weights where they will be scored."""
    about = {
        "experiment": experiment.to_json(),
        "history": training.history,
        "precision": precision,
    }
    save_tensors(folder / "state.safetensors", training.tensors(), about)
    epoch, config = len(training.history), experiment.train
    if epoch in kept_epochs(config):
        weights = training.scored.state_dict()
        save_tensors(folder / "kept" / f"epoch-{epoch:04d}.safetensors", weights, {})
