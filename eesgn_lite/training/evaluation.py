"""Score every clip of a data set exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from eesgn_lite.data.catalog import Dataset
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.sampling import Batch, DataConfig
from eesgn_lite.model.networks import Network
from eesgn_lite.training.checkpoint import Checkpoint

_BINS = 15


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Hold the probabilities a model gave to every clip, and read figures off them.

    Attributes
    ----------
    probabilities
        float32 (N, K), rows add up to 1.
    labels
        int64 (N,), 0..K-1.
    names
        Clip names, (N,).
    classes
        Action names, K of them.
    """

    probabilities: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    classes: tuple[str, ...]

    @property
    def scored(self) -> int:
        """Number of clips scored, N."""
        return len(self.labels)

    @property
    def predictions(self) -> np.ndarray:
        """Most probable class of each clip, int64 (N,)."""
        return self.probabilities.argmax(axis=1)

    def top(self, k: int) -> float:
        """Share of clips whose right class is among the k most probable, percent."""
        best = np.argsort(-self.probabilities, axis=1, kind="stable")[:, :k]
        return 100 * float((best == self.labels[:, None]).any(axis=1).mean())

    @property
    def top1(self) -> float:
        """Top-1 accuracy, percent."""
        return self.top(1)

    @property
    def top5(self) -> float:
        """Top-5 accuracy, percent."""
        return self.top(5)

    @property
    def mean_class(self) -> float:
        """Mean over the classes present of the accuracy in each, percent."""
        confusion = self.confusion
        present = confusion.sum(axis=1) > 0
        return 100 * float((confusion.diagonal() / confusion.sum(axis=1).clip(1))[present].mean())

    @property
    def confusion(self) -> np.ndarray:
        """Counts, int64 (K, K): row the right class, column the answer."""
        counts = np.zeros((len(self.classes), len(self.classes)), dtype=np.int64)
        np.add.at(counts, (self.labels, self.predictions), 1)
        return counts

    @property
    def reliability(self) -> np.ndarray:
        """Calibration table, float (15, 3): clips, mean confidence, accuracy in each bin.

        Bins are equal steps of the largest probability, from 0 to 1; empty bins hold zeros.
        """
        confidence = self.probabilities.max(axis=1)
        right = self.predictions == self.labels
        bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
        table = np.zeros((_BINS, 3))
        for values, column in ((np.ones_like(confidence), 0), (confidence, 1), (right, 2)):
            np.add.at(table[:, column], bins, values)
        table[:, 1:] /= table[:, :1].clip(1)
        return table

    @property
    def calibration_error(self) -> float:
        """Expected calibration error, percent (Guo et al., 2017)."""
        clips, confidence, accuracy = self.reliability.T
        return 100 * float((clips * abs(confidence - accuracy)).sum() / self.scored)


def class_probabilities(model: Network, batch: Batch) -> Tensor:
    """Return the probabilities (B, K) of one batch, float32."""
    return torch.softmax(model(batch.joints, batch.valid).float(), dim=-1)


def evaluate(
    model: Network | Checkpoint,
    dataset: Dataset,
    config: DataConfig | None = None,
    *,
    batch_size: int = 128,
    device: torch.device | str = "cpu",
    watch: Callable[[int], None] | None = None,
) -> Evaluation:
    """Score every clip once, always in the same way.

    Parameters
    ----------
    model
        A checkpoint, or a bare model, which is left in the mode it came in.
    dataset
        One split.
    config
        How clips are sampled. By default a checkpoint's own way; for a bare model plain
        `DataConfig` with its number of frames, so give the one it was trained with.
    batch_size
        Clips computed at once; it does not change the result beyond rounding.
    device
        Where the model is.
    watch
        Is told after each batch how many clips are scored.

    Raises
    ------
    ValueError
        If the data set has other classes or another layout than the model.
    RuntimeError
        If not every clip was scored exactly once.

    Notes
    -----
    With several `test_crops` the probabilities of the crops are averaged.
    """
    if isinstance(model, Checkpoint):
        config = config or model.experiment.data
        model = model.model
    _check_fit(model, dataset)
    config = config or DataConfig(frames=model.config.frames)
    sampler = Sampler(dataset, config, training=False)
    total = torch.zeros(len(dataset), len(dataset.classes))
    times_scored = np.zeros(len(dataset), dtype=int)
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        for items in np.array_split(np.arange(len(dataset)), -(-len(dataset) // batch_size)):
            for crop in range(config.test_crops):
                batch = sampler.batch(items, crop=crop).to(device)
                total[items] += class_probabilities(model, batch).cpu()
            times_scored[items] += 1
            if watch is not None:
                watch(int(times_scored.sum()))
    model.train(was_training)
    if not (times_scored == 1).all():
        raise RuntimeError(f"{(times_scored != 1).sum()} clips were not scored exactly once.")
    return Evaluation(
        probabilities=(total / config.test_crops).numpy(),
        labels=dataset.labels,
        names=tuple(str(name) for name in dataset.store.name[dataset.rows]),
        classes=tuple(dataset.classes),
    )


def _check_fit(model: Network, dataset: Dataset) -> None:
    """Refuse a data set the model was not built for."""
    if model.config.num_classes != len(dataset.classes):
        raise ValueError(
            f"The model knows {model.config.num_classes} actions, "
            f"{dataset.name} has {len(dataset.classes)}; take a checkpoint trained on it."
        )
    if model.config.layout != dataset.skeleton:
        raise ValueError(
            f"The model takes layout {model.config.layout.name!r}, "
            f"{dataset.name} has {dataset.skeleton.name!r}; take a checkpoint trained on it."
        )
