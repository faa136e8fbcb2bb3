"""What two combinations answer to each clip: gains and losses by class, clips that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.run_details import unpack_bytes

Pairs = Sequence[tuple[Row, Row]]
"""Rows of two combinations, paired by seed, as `comparison.pair_by_seed` gives them."""


class ClassChange(NamedTuple):
    """Accuracy in one class of two combinations, percent, mean over the seeds they share."""

    name: str
    clips: int
    first: float
    second: float

    @property
    def change(self) -> float:
        """Second less first, percentage points."""
        return self.second - self.first


class ChangedClip(NamedTuple):
    """A clip of the test side, counted from 0, and class numbers: right, first and second answer.

    An answer is the one that most seeds gave.
    """

    place: int
    label: int
    first: int
    second: int


def with_answers(pairs: Pairs) -> list[tuple[Row, Row]]:
    """Keep the pairs both of whose rows hold the answer to each clip; older rows may not."""
    return [pair for pair in pairs if pair[0].details and pair[1].details]


def class_changes(pairs: Pairs) -> list[ClassChange]:
    """Compare class by class, in the order of the classes.

    Classes without a clip are left out, and pairs without answers.
    """
    pairs = with_answers(pairs)
    if not pairs:
        return []
    labels, names = labels_of(pairs[0][0]), pairs[0][0].details["classes"]
    first, second = (share_right([pair[side] for pair in pairs]) for side in (0, 1))
    return [
        ClassChange(
            name,
            int((labels == k).sum()),
            100 * float(first[labels == k].mean()),
            100 * float(second[labels == k].mean()),
        )
        for k, name in enumerate(names)
        if (labels == k).any()
    ]


def changed_clips(pairs: Pairs) -> list[ChangedClip]:
    """List the clips to which most seeds now give another answer; see `with_answers`."""
    pairs = with_answers(pairs)
    if not pairs:
        return []
    labels = labels_of(pairs[0][0])
    first, second = (majority_answers([pair[side] for pair in pairs]) for side in (0, 1))
    return [
        ChangedClip(int(i), int(labels[i]), int(first[i]), int(second[i]))
        for i in np.flatnonzero(first != second)
    ]


def majority_answers(rows: Sequence[Row]) -> np.ndarray:
    """Take for each clip the answer that most rows give.

    Returns
    -------
    np.ndarray
        Class numbers, int (N,). Where answers have equally many votes, the surer one is taken.
    """
    answers = np.array([answers_of(row) for row in rows])
    sureness = np.array([unpack_bytes(row.details["confidence"]) for row in rows])
    classes = np.arange(len(rows[0].details["classes"]))
    given = answers[..., None] == classes
    # A vote weighs more than the probabilities of all rows add up to.
    votes = 256 * len(rows) * given.sum(axis=0) + (given * sureness[..., None]).sum(axis=0)
    return votes.argmax(axis=1)


def answers_of(row: Row) -> np.ndarray:
    """Read the answer to each clip, class numbers (N,)."""
    return unpack_bytes(row.details["answers"])


def confidence_of(row: Row) -> np.ndarray:
    """Read the probability of the answer to each clip, (N,), in steps of 1/255."""
    return unpack_bytes(row.details["confidence"]) / 255


def labels_of(row: Row) -> np.ndarray:
    """Read the right class of each clip, class numbers (N,)."""
    return unpack_bytes(row.details["labels"])


def share_right(rows: Sequence[Row]) -> np.ndarray:
    """Give for each clip the share of rows that got it right, (N,)."""
    return np.mean([answers_of(row) == labels_of(row) for row in rows], axis=0)
