"""A data set divided: the values that training and evaluation take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eesgn_lite.data.actions import ACTIONS
from eesgn_lite.data.cards import DataCard, make_card
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.packed import Store
from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.data.splits import SPLITS, Protocol, split_rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Hold one split: rows of a store, with labels.

    Parameters
    ----------
    store
        Packed clips.
    rows
        int64 (N,), the clips of the store that belong to this split.
    labels
        int64 (N,), 0..K-1.
    classes
        K action names.
    name
        Name of the data set.
    split
        "train", "val", "test", or "training_side" (train and val together).

    Raises
    ------
    ValueError
        If rows and labels differ in length, or a label has no class.
    """

    store: Store
    rows: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    name: str
    split: str

    def __post_init__(self) -> None:
        """Check that every row has a label, and every label a name."""
        if self.rows.shape != self.labels.shape:
            raise ValueError(f"{len(self.rows)} rows need as many labels, not {len(self.labels)}.")
        if len(self.labels) and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(f"Labels must lie in 0..{len(self.classes) - 1}.")

    @property
    def skeleton(self) -> Skeleton:
        """The layout of all clips."""
        return self.store.skeleton

    def __len__(self) -> int:
        """Return the number of clips N."""
        return len(self.rows)

    def __getitem__(self, index: int) -> Clip:
        """Return one clip."""
        return self.store[int(self.rows[index])]


@dataclass(frozen=True, kw_only=True, eq=False)
class DataSplits:
    """Hold the disjoint splits of a data set.

    Parameters
    ----------
    name
        Name of the data set.
    train, val, test
        Train on the first, choose by the second, report the third.
    training_side
        `train` and `val` together, for a final run with everything fixed beforehand.
    actions
        Action number of each class, as the file names carry it.
    card
        Where the clips come from.
    """

    name: str
    train: Dataset
    val: Dataset
    test: Dataset
    training_side: Dataset
    actions: tuple[int, ...]
    card: DataCard

    @property
    def classes(self) -> tuple[str, ...]:
        """Action names, in the order of the labels."""
        return self.train.classes

    @property
    def skeleton(self) -> Skeleton:
        """The layout of all clips."""
        return self.train.skeleton


def divide(protocol: Protocol, store: Store, folder: Path) -> DataSplits:
    """Divide the clips of a store; `folder` is named if a split is empty.

    Raises
    ------
    ValueError
        If a clip belongs to neither side.
    SkeletonFileError
        If a split is empty.
    """
    rows = split_rows(protocol, store)
    for split, found in rows.items():
        if not len(found):
            problem = f"{protocol.name} has no clip for {split}"
            raise SkeletonFileError(folder, None, problem, "check that the download is whole")
    rows["training_side"] = np.sort(np.concatenate([rows["train"], rows["val"]]))
    classes = tuple(ACTIONS[protocol.source][action] for action in protocol.actions)
    parts = {
        split: Dataset(
            store=store,
            rows=found,
            labels=np.searchsorted(protocol.actions, store.action[found]).astype(np.int64),
            classes=classes,
            name=protocol.name,
            split=split,
        )
        for split, found in rows.items()
    }
    return DataSplits(
        name=protocol.name,
        train=parts["train"],
        val=parts["val"],
        test=parts["test"],
        training_side=parts["training_side"],
        actions=protocol.actions,
        card=make_card(protocol, {s: len(rows[s]) for s in SPLITS}),
    )
