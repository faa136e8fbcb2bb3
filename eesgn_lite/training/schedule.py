"""What changes while a run goes on, by plan: the learning rate, and which epochs are kept."""

from __future__ import annotations

import math

import numpy as np

from eesgn_lite.training.train_config import TrainConfig


def learning_rate(config: TrainConfig, step: int, steps: int) -> float:
    """Learning rate of one step of `steps` in the whole run.

    Examples
    --------
    >>> learning_rate(TrainConfig(schedule="steps"), 50, 100)
    0.0001
    """
    done = step / steps
    if config.schedule == "steps":
        passed = sum(done >= milestone for milestone in config.milestones)
        return config.learning_rate * 10.0**-passed
    rise = 0.2
    if done < rise:
        return config.learning_rate * (0.04 + 0.96 * done / rise)
    return config.learning_rate * 0.5 * (1 + math.cos(math.pi * (done - rise) / (1 - rise)))


def kept_epochs(config: TrainConfig) -> list[int]:
    """Epochs, counted from 1, whose weights are kept: evenly spread, the last among them.

    Examples
    --------
    >>> kept_epochs(TrainConfig(epochs=10, kept_epochs=3))
    [3, 7, 10]
    """
    spread = np.linspace(0, config.epochs, config.kept_epochs + 1)[1:]
    return sorted({max(1, int(epoch)) for epoch in spread[:-1] + 0.5} | {config.epochs})
