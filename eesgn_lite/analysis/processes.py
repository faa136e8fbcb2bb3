"""Data-parallel training: several processes share each batch and average their gradients."""

from __future__ import annotations

import json
import math
import multiprocessing
import tempfile
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.distributed as dist
from torch import nn

from eesgn_lite.analysis.timing import Stopwatch, reason
from eesgn_lite.data.sampling import Batch
from eesgn_lite.model.loss import ActionLoss
from eesgn_lite.training.devices import choose_device
from eesgn_lite.training.epoch import compute_loss
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.mixing import mix_clips
from eesgn_lite.training.state import begin

_PATIENCE = 120.0  # seconds until a process that says nothing is given up


class ProcessTimes(NamedTuple):
    """What steps take when processes share the batch; NaN where `problem` says why.

    Attributes
    ----------
    compute
        Median seconds of forward and backward pass and update, in the first process.
    average
        Median seconds until the gradients of all processes are averaged; 0 for one process.
    start
        Seconds from the call to the first step.
    problem
        One sentence, or nothing.
    """

    compute: float
    average: float
    start: float
    problem: str = ""

    @property
    def step(self) -> float:
        """Seconds of one step."""
        return self.compute + self.average


def time_processes(
    experiment: Experiment,
    batch: Batch,
    *,
    processes: int = 2,
    steps: int = 3,
    device: str = "cpu",
) -> ProcessTimes:
    """Train a few steps on one batch, each process on its share of it.

    Parameters
    ----------
    experiment
        Network and training; computed in float32.
    batch
        The whole batch; it is cut into equal shares.
    processes
        How many; on the CPU they share this process's threads, on GPUs each has one.
    steps
        Measured steps; one more comes first and is not counted.
    device
        "auto", "cpu" or "cuda".

    Returns
    -------
    ProcessTimes
        With a sentence in `problem` where the processes cannot work together.

    Raises
    ------
    ValueError
        If there are fewer clips than processes, or the device is not there.

    Notes
    -----
    Each process normalises its own share (BatchNorm), so two processes do not learn exactly
    what one does. A process is started anew, with its own PyTorch; on every system alike.
    """
    if not 1 <= processes <= len(batch.labels):
        raise ValueError(f"{processes} processes cannot share {len(batch.labels)} clips.")
    place, began = choose_device(device), time.time()
    if place.type == "cuda" and torch.cuda.device_count() < processes:
        count = torch.cuda.device_count()
        return _failed(f"{processes} processes need {processes} GPUs, and here is {count}.")
    arrays = [tensor.cpu().numpy() for tensor in (batch.joints, batch.valid, batch.labels)]
    told = json.dumps(experiment.to_json())
    threads = torch.get_num_threads()
    work = _Work(told, arrays, processes, steps, place.type, threads, began)
    if processes == 1:
        return _train(0, work, "")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _start(work, (Path(folder) / "meeting").as_uri())


class _Work(NamedTuple):
    """What each process is told."""

    experiment: str
    arrays: list[np.ndarray]
    processes: int
    steps: int
    device: str
    threads: int
    began: float


def _failed(problem: str) -> ProcessTimes:
    """Say that there is nothing to compare."""
    return ProcessTimes(math.nan, math.nan, math.nan, problem)


def _start(work: _Work, meeting: str) -> ProcessTimes:
    """Start the processes, and wait for the first one's figures."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    group = [
        context.Process(target=_tell, args=(theirs, rank, work, meeting), daemon=True)
        for rank in range(work.processes)
    ]
    try:
        for process in group:
            process.start()
        theirs.close()
        return _hear(mine)
    except OSError as problem:
        return _failed(f"No process could be started: {problem}.")
    finally:
        _end(group)


def _hear(connection: Connection) -> ProcessTimes:
    """Wait for figures, or for the first problem."""
    try:
        if not connection.poll(_PATIENCE):
            return _failed(f"The processes said nothing within {_PATIENCE:.0f} seconds.")
        return ProcessTimes(*json.loads(connection.recv_bytes()))
    except EOFError:
        return _failed("The processes ended without a word; there may be too little memory.")


def _end(group: list[SpawnProcess]) -> None:
    """Leave no process behind."""
    for process in group:
        if process.pid is not None:
            process.join(5)
            if process.is_alive():
                process.kill()


def _tell(connection: Connection, rank: int, work: _Work, meeting: str) -> None:
    """Train, and tell of it; only the first process has figures, each may have a problem."""
    try:
        torch.set_num_threads(max(1, work.threads // work.processes))
        found = _train(rank, work, meeting)
    except Exception as problem:
        found = _failed(f"The processes could not work together: {reason(problem)}.")
    if rank == 0 or found.problem:
        connection.send_bytes(json.dumps(found).encode("utf-8"))


def _train(rank: int, work: _Work, meeting: str) -> ProcessTimes:
    """Train on this process's share."""
    experiment = Experiment.from_json(json.loads(work.experiment))
    device = torch.device(f"cuda:{rank}" if work.device == "cuda" else "cpu")
    training, loss_of = begin(experiment, device), ActionLoss(experiment.model)
    batch = share_of(work.arrays, rank, work.processes).to(device)
    if meeting:
        dist.init_process_group(
            "nccl" if work.device == "cuda" else "gloo",
            init_method=meeting,
            rank=rank,
            world_size=work.processes,
            timeout=timedelta(seconds=_PATIENCE),
        )
    watch, start = Stopwatch(device=device), math.nan
    try:
        for step in range(work.steps + 1):
            if step == 1:
                start, watch.laps = time.time() - work.began, {}
            _step(training.model, training.optimiser, loss_of, batch, watch, bool(meeting))
    finally:
        if meeting:
            dist.destroy_process_group()
    compute = np.array(watch.laps["compute"]) + np.array(watch.laps["update"])
    average = watch.medians().get("average", 0.0)
    return ProcessTimes(float(np.median(compute)), average, start)


def _step(
    model: Any,
    optimiser: torch.optim.Optimizer,
    loss_of: ActionLoss,
    batch: Batch,
    watch: Stopwatch,
    together: bool,
) -> None:
    """Train one step."""
    watch.start()
    loss = compute_loss(model, loss_of, mix_clips(batch, 0.0)).total
    optimiser.zero_grad()
    loss.backward()
    watch.lap("compute")
    if together:
        average_gradients(model)
        watch.lap("average")
    optimiser.step()
    watch.lap("update")


def share_of(arrays: list[np.ndarray], rank: int, processes: int) -> Batch:
    """Cut one process's share from joints, valid and labels."""
    joints, valid, labels = (
        torch.from_numpy(np.array_split(array, processes)[rank]) for array in arrays
    )
    return Batch(joints=joints, valid=valid, labels=labels, items=torch.arange(len(labels)))


def average_gradients(model: nn.Module) -> None:
    """Replace the gradients of every process by their mean, in one message."""
    gradients = [weight.grad for weight in model.parameters() if weight.grad is not None]
    message = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(message)
    message /= dist.get_world_size()
    parts = message.split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))
