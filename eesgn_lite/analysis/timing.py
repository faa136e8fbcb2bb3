"""Where the time of a training goes: by station, by number format, before and after compiling."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch

from eesgn_lite.data.catalog import Dataset
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.sampling import Batch
from eesgn_lite.model.loss import ActionLoss
from eesgn_lite.training.devices import choose_device, choose_precision
from eesgn_lite.training.epoch import batch_items, compute_loss
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.mixing import mix_clips
from eesgn_lite.training.state import begin

_PLACE = re.compile(r"^\[enforce fail at [^]]*\] ")  # where in its sources gloo gave up
STATIONS = ("data", "move", "forward", "backward", "update")


@dataclass(kw_only=True)
class Stopwatch:
    """Take the seconds of named stations, lap by lap.

    Parameters
    ----------
    device
        Where the work is done. A GPU is waited for at every lap: it takes orders at once and
        computes later, so a clock that does not wait measures how fast orders are given.

    Attributes
    ----------
    laps
        Seconds of every lap, by station.

    Examples
    --------
    >>> watch = Stopwatch()
    >>> watch.start()
    >>> watch.lap("nothing")
    >>> watch.laps["nothing"][0] < 1
    True
    """

    device: torch.device | str = "cpu"
    laps: dict[str, list[float]] = field(default_factory=dict)
    _last: float = math.nan

    def start(self) -> None:
        """Begin the next lap now."""
        self._last = self._now()

    def lap(self, station: str) -> None:
        """End a lap, file it under the name of a station, and begin the next one."""
        now = self._now()
        self.laps.setdefault(station, []).append(now - self._last)
        self._last = now

    def medians(self) -> dict[str, float]:
        """Return the median seconds of every station."""
        return {station: float(np.median(laps)) for station, laps in self.laps.items()}

    def _now(self) -> float:
        """Read the clock after all work is done."""
        if torch.device(self.device).type == "cuda":
            torch.cuda.synchronize(self.device)
        return time.perf_counter()


class StepTimes(NamedTuple):
    """What the steps of a training took.

    Attributes
    ----------
    stations
        Median seconds of "data", "move" (to the device), "forward" (with the loss), "backward"
        and "update".
    first
        Seconds of the first step, which is in no median: memory is taken, kernels are chosen or
        compiled.
    losses
        Loss of every step, the first included.
    """

    stations: dict[str, float]
    first: float
    losses: list[float]

    @property
    def step(self) -> float:
        """Seconds of one step."""
        return sum(self.stations.values())


def time_training(
    experiment: Experiment,
    dataset: Dataset,
    *,
    steps: int = 5,
    device: str = "cpu",
    compiled: bool = False,
) -> StepTimes:
    """Train a few steps and say how long each station took.

    Parameters
    ----------
    experiment
        Network, sampling, batch size, number format (`train.precision`) and seed.
    dataset
        One split.
    steps
        Measured steps; one more comes first and is not counted.
    device
        "auto", "cpu" or "cuda".
    compiled
        Send the network through `torch.compile` first.

    Raises
    ------
    ValueError
        If the device is not there, or `steps` is less than 1.

    Notes
    -----
    The steps are those of `train_model`, in the order of the batches of its first epoch, at
    the largest learning rate. After the last batch the order begins again.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, found {steps}.")
    place = choose_device(device)
    precision = choose_precision(experiment.train.precision, place)
    training, loss_of = begin(experiment, place), ActionLoss(experiment.model)
    network: Any = torch.compile(training.model) if compiled else training.model
    training.model.train()
    watch, losses = Stopwatch(device=place), []
    for draw in _draws(experiment, dataset, steps + 1):
        watch.start()
        batch = draw()
        watch.lap("data")
        batch = batch.to(place)
        watch.lap("move")
        with torch.autocast(place.type, torch.bfloat16, enabled=precision == "bfloat16"):
            loss = compute_loss(network, loss_of, mix_clips(batch, experiment.train.mixing)).total
        watch.lap("forward")
        training.optimiser.zero_grad()
        loss.backward()
        watch.lap("backward")
        training.step()
        watch.lap("update")
        losses.append(loss.item())
    first = sum(laps.pop(0) for laps in watch.laps.values())
    return StepTimes(watch.medians(), first, losses)


def _draws(experiment: Experiment, dataset: Dataset, steps: int) -> Iterator[Callable[[], Batch]]:
    """Yield for each step a function that makes its batch."""
    config = experiment.train
    sampler = Sampler(dataset, experiment.data, training=True, seed=config.seed)
    chunks = batch_items(len(sampler), config, 0)
    for step in range(steps):
        yield partial(sampler.batch, chunks[step % len(chunks)])


def with_precision(experiment: Experiment, precision: str) -> Experiment:
    """Return the same experiment in "float32" or "bfloat16".

    Raises
    ------
    ValueError
        If there is no such number format.
    """
    train = replace(experiment.train, precision=precision)  # type: ignore[arg-type]
    return replace(experiment, train=train)


class CompileTimes(NamedTuple):
    """What compiling costs and gains; NaN where `problem` says why it cannot be measured.

    Attributes
    ----------
    eager, compiled
        Median seconds of one call, as written and compiled.
    first
        Seconds of the first compiled call, in which the compiler works.
    problem
        One sentence, or nothing.
    """

    eager: float
    compiled: float
    first: float
    problem: str = ""


def time_compiled(
    function: Callable[..., Any], *arguments: Any, calls: int = 5, backend: str = "inductor"
) -> CompileTimes:
    """Measure one function as written, while it is compiled, and compiled.

    Parameters
    ----------
    function
        A module, or a function of tensors; it is called without gradients.
    arguments
        What it is called with.
    calls
        Calls a median is taken of.
    backend
        Of `torch.compile`.

    Returns
    -------
    CompileTimes
        With a sentence in `problem` where this machine cannot compile: PyTorch's compiler
        needs a C++ compiler, which many computers with Windows lack.
    """
    device = next((one.device for one in arguments if isinstance(one, torch.Tensor)), "cpu")
    eager = _seconds(function, arguments, device, calls + 1)[1:]
    torch.compiler.reset()
    try:
        times = _seconds(torch.compile(function, backend=backend), arguments, device, calls + 1)
    except Exception as problem:  # whatever the compilers of this world raise
        sentence = (
            f"This machine cannot compile, so there is nothing to compare: {reason(problem)}."
        )
        return CompileTimes(float(np.median(eager)), math.nan, math.nan, sentence)
    return CompileTimes(float(np.median(eager)), float(np.median(times[1:])), times[0])


def reason(problem: Exception) -> str:
    r"""Take the line of an error that says what happened, without the full stop at its end.

    Examples
    --------
    >>> reason(RuntimeError("backend='inductor' raised:\nRuntimeError: cl is not found."))
    'RuntimeError: cl is not found'
    """
    lines = [line.strip() for line in str(problem).splitlines()]
    said = [line for line in lines if line and not line.endswith(":")]
    return (_PLACE.sub("", said[0]) if said else type(problem).__name__).rstrip(".")


def _seconds(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    device: torch.device | str,
    calls: int,
) -> list[float]:
    """Call a function several times without gradients; seconds of each call."""
    watch = Stopwatch(device=device)
    with torch.no_grad():
        for _ in range(calls):
            watch.start()
            function(*arguments)
            watch.lap("call")
    return watch.laps["call"]
