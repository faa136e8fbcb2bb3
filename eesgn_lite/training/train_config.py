"""How the weights are found, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Precision = Literal["auto", "float32", "bfloat16"]
Optimiser = Literal["adam", "adamw"]
Schedule = Literal["steps", "one_cycle"]


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Choose how the weights are found.

    Parameters
    ----------
    epochs, batch_size
        Passes over the training side, and clips a step.
    optimiser
        "adam" adds the weight decay to the gradient, "adamw" shrinks the weights apart.
    learning_rate
        Largest learning rate.
    weight_decay
        Factor of the decay.
    schedule
        "steps": times 0.1 at each milestone. "one_cycle": up over the first fifth of the
        steps, then down to nearly zero along a cosine.
    milestones
        Epochs, as a share of `epochs`, at which "steps" lowers the rate.
    precision
        "auto" takes bfloat16 where the device computes it natively, float32 elsewhere.
    averaging
        Share in [0, 1) that the running average of the weights keeps at each step; the average
        is what is scored, with the latest statistics of batch normalisation. 0 scores the
        weights themselves.
    mixing
        Both parameters of the Beta distribution that shares of two clips are drawn from, which
        are then added up, joints and losses alike; 0 mixes nothing.
    workers
        Processes that prepare batches; 0 prepares them in this one.
    kept_epochs
        How many epochs, evenly spread and the last among them, are scored on the test side
        after a final run, for the figure that papers report.
    seed
        Start of all random numbers.

    Raises
    ------
    ValueError
        If a value lies outside its range.
    """

    epochs: int = 120
    batch_size: int = 64
    optimiser: Optimiser = "adam"
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    schedule: Schedule = "steps"
    milestones: tuple[float, ...] = (60 / 120, 90 / 120, 110 / 120)
    precision: Precision = "auto"
    averaging: float = 0.0
    mixing: float = 0.0
    workers: int = 0
    kept_epochs: int = 5
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse values that no run can be made with."""
        object.__setattr__(self, "milestones", tuple(self.milestones))
        for name in ("epochs", "batch_size", "kept_epochs"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, found {getattr(self, name)}.")
        if self.learning_rate <= 0 or self.weight_decay < 0 or self.workers < 0:
            raise ValueError("learning_rate must be positive, weight_decay and workers at least 0.")
        if not 0 <= self.averaging < 1 or self.mixing < 0:
            raise ValueError("averaging must lie in [0, 1) and mixing must be at least 0.")
        for name, choices in (
            ("optimiser", Optimiser),
            ("schedule", Schedule),
            ("precision", Precision),
        ):
            if getattr(self, name) not in get_args(choices):
                raise ValueError(f"{name} has no choice {getattr(self, name)!r}.")
