"""A part of the training side: fewer performers, or fewer clips of each class."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from eesgn_lite.data.datasets import Dataset


@dataclass(frozen=True, kw_only=True)
class Subset:
    """Choose clips of a data set, by performer or by class.

    Parameters
    ----------
    performers
        How many performers to keep, with all their clips; None keeps all.
    clips_a_class
        How many clips of each class to keep, at most; None keeps all.
    seed
        Start of the random choice. A larger subset of the same seed holds the smaller ones.

    Raises
    ------
    ValueError
        If neither or both are given, or one is below 1.
    """

    performers: int | None = None
    clips_a_class: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what chooses nothing, or in two ways."""
        given = [n for n in (self.performers, self.clips_a_class) if n is not None]
        if len(given) != 1 or given[0] < 1:
            raise ValueError("Give either performers or clips_a_class, and at least 1.")

    def __str__(self) -> str:
        """Name the subset, as in a file's name: performers2, clips10."""
        if self.performers is not None:
            return f"performers{self.performers}"
        return f"clips{self.clips_a_class}"

    def take(self, dataset: Dataset) -> Dataset:
        """Return the chosen clips, in their order.

        Raises
        ------
        ValueError
            If the data set has fewer performers than are to be kept.
        """
        kept = np.flatnonzero(self._chosen(dataset))
        return replace(dataset, rows=dataset.rows[kept], labels=dataset.labels[kept])

    def _chosen(self, dataset: Dataset) -> np.ndarray:
        """Tell of each clip whether it is kept, bool (N,)."""
        order = np.random.default_rng([self.seed, 3])
        if self.performers is not None:
            of_clip = dataset.store.performer[dataset.rows]
            there = order.permutation(np.unique(of_clip))
            if len(there) < self.performers:
                raise ValueError(
                    f"{dataset.name} has {len(there)} performers on the training side, "
                    f"not {self.performers}; ask for fewer."
                )
            return np.isin(of_clip, there[: self.performers])
        chosen = np.zeros(len(dataset), dtype=bool)
        for label in range(len(dataset.classes)):
            clips = order.permutation(np.flatnonzero(dataset.labels == label))
            chosen[clips[: self.clips_a_class]] = True
        return chosen
