"""One pass over the training side: batches, loss, steps."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.utils.data import DataLoader

from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.sampling import Batch
from eesgn_lite.model.loss import ActionLoss, LossParts
from eesgn_lite.model.networks import Network
from eesgn_lite.training.experiment import Experiment
from eesgn_lite.training.mixing import Mixed, mix_clips
from eesgn_lite.training.schedule import learning_rate
from eesgn_lite.training.state import TrainingState
from eesgn_lite.training.train_config import TrainConfig


class Progress(NamedTuple):
    """Where a training stands after a step; steps and epochs are counted from 1."""

    step: int
    steps: int
    epoch: int
    epochs: int
    loss: float  # classification loss of the step


Watch = Callable[[Progress], bool]
"""Is told of every step; training goes on while it answers True."""


class Stopped(Exception):
    """A watch ended the training."""


def batch_items(clips: int, config: TrainConfig, epoch: int) -> list[np.ndarray]:
    """Divide places 0 to `clips` into the batches of an epoch, by (seed, epoch) only."""
    order = np.random.default_rng([config.seed, epoch, 2]).permutation(clips)
    return np.array_split(order, max(1, clips // config.batch_size))


def _batches(sampler: Sampler, config: TrainConfig, epoch: int) -> Iterator[Batch]:
    """Yield the training side once, in an order that depends on (seed, epoch) only."""
    chunks = batch_items(len(sampler), config, epoch)
    keys = [[(epoch, int(item)) for item in chunk] for chunk in chunks]
    # A batch sampler that is a plain list: the loader asks for whole batches, as they stand.
    yield from DataLoader(
        sampler,
        batch_sampler=keys,
        num_workers=config.workers,
        collate_fn=_whole_batch,
    )


def _whole_batch(batch: Any) -> Any:
    """Hand on what `Sampler.__getitems__` made."""
    return batch


def train_epoch(
    training: TrainingState,
    sampler: Sampler,
    experiment: Experiment,
    precision: str,
    epoch: int,
    watch: Watch | None = None,
) -> dict[str, float]:
    """Pass once over the training side; raise `Stopped` when `watch` ends it earlier.

    Raises
    ------
    ValueError
        If the loss of a step is not finite.
    """
    config, model = experiment.train, training.model
    device = next(model.parameters()).device
    loss_function = ActionLoss(experiment.model)
    sums = np.zeros(2)
    start = time.perf_counter()
    model.train()
    steps = max(1, len(sampler) // config.batch_size)
    for i, batch in enumerate(_batches(sampler, config, epoch)):
        rate = learning_rate(config, epoch * steps + i, config.epochs * steps)
        for group in training.optimiser.param_groups:
            group["lr"] = rate
        mixed = mix_clips(batch.to(device), config.mixing)
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            parts = compute_loss(model, loss_function, mixed)
        training.optimiser.zero_grad()
        parts.total.backward()
        training.step()
        loss, regularisation = parts.classification.item(), parts.regularisation.item()
        if not math.isfinite(loss + regularisation):
            raise ValueError(
                f"The loss is {loss + regularisation} in step {i + 1} of epoch {epoch + 1}; lower "
                "learning_rate or regulariser_weight, and train again."
            )
        sums += len(batch.labels) * np.array([loss, regularisation])
        done = Progress(
            epoch * steps + i + 1, config.epochs * steps, epoch + 1, config.epochs, loss
        )
        if watch is not None and not watch(done):
            raise Stopped
    classification, regularisation = sums / len(sampler)
    return {
        "epoch": epoch + 1,
        "loss": classification + regularisation,
        "classification": classification,
        "regularisation": regularisation,
        "learning_rate": rate,
        "seconds": time.perf_counter() - start,
    }


def compute_loss(model: Network, loss_function: ActionLoss, mixed: Mixed) -> LossParts:
    """Compute both parts of the loss, asking for intermediates only where the loss reads them."""
    batch = mixed.batch
    if loss_function.needs_intermediates:
        logits, found = model(batch.joints, batch.valid, return_intermediates=True)
    else:
        logits, found = model(batch.joints, batch.valid), None
    logits, weights = logits.float(), list(model.parameters())
    parts = loss_function(logits, batch.labels, intermediates=found, weights=weights)
    if mixed.share == 1:
        return parts
    other = loss_function(logits, mixed.partners, intermediates=found, weights=weights)
    both = mixed.share * parts.classification + (1 - mixed.share) * other.classification
    return LossParts(both, parts.regularisation)
