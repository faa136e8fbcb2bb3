"""How a probe is built: performers, clips, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SPLITS = ("train", "val", "test")


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Say what a probe asks and how many clips it has.

    Parameters
    ----------
    title
        What the clips show, in a few words.
    enhancement, without
        Names of the two sides that are compared: ablations or readings.
    readings
        Further models by name: what each changes in the model of "sgn".
    performers
        How many persons each split has; they differ from split to split.
    clips
        Clips of each person and class, by split.
    noisy_labels
        Share of the training clips whose label is wrong, the same share in every class.

    Raises
    ------
    ValueError
        If a split is missing, or the share is not in [0, 1).
    """

    title: str
    enhancement: str
    without: str = "sgn"
    readings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    performers: Mapping[str, int] = field(default_factory=lambda: {"train": 8, "val": 4, "test": 6})
    clips: Mapping[str, int] = field(default_factory=lambda: {"train": 4, "val": 4, "test": 4})
    noisy_labels: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what makes no probe."""
        if set(self.performers) != set(SPLITS) or set(self.clips) != set(SPLITS):
            raise ValueError(f"A probe needs performers and clips for {', '.join(SPLITS)}.")
        if not 0 <= self.noisy_labels < 1:
            raise ValueError(f"noisy_labels must lie in [0, 1), found {self.noisy_labels}.")

    @property
    def sides(self) -> tuple[str, ...]:
        """Everything that is trained, once each: without, with, and the other readings."""
        return tuple(dict.fromkeys((self.without, self.enhancement, *self.readings)))

    def split_of(self, performer: int) -> str:
        """Name the split of a performer, who are counted from 1 on through all splits."""
        last = 0
        for split in SPLITS:
            last += self.performers[split]
            if performer <= last:
                return split
        raise ValueError(f"There are {last} performers, not {performer}.")

    def spoil(self, labels: np.ndarray, classes: int, random: np.random.Generator) -> np.ndarray:
        """Give the noisy share of each class the labels of the other classes in turn.

        Parameters
        ----------
        labels
            Right labels, int (N,).
        classes
            Number of classes K.
        random
            Chooses the clips.

        Returns
        -------
        Labels (N,). Each class has as many clips as before, if its noisy clips can be shared
        out evenly among the others.
        """
        spoiled = labels.copy()
        for label in range(classes):
            clips = random.permutation(np.flatnonzero(labels == label))
            clips = clips[: round(self.noisy_labels * len(clips))]
            spoiled[clips] = (label + 1 + np.arange(len(clips)) % (classes - 1)) % classes
        return spoiled
