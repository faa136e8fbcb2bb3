"""A data set as a value: rows, labels, classes."""

from __future__ import annotations

import numpy as np
import pytest

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.datasets import Dataset
from eesgn_lite.data.skeletons import KINECT20
from eesgn_lite.data.store import pack


def make_dataset(rows, labels, classes=("wave", "nod")) -> Dataset:
    """Three still clips of one's own, as notebook 12 makes them."""
    joints, valid = np.ones((1, 1, 20, 3), np.float32), np.ones((1, 1), bool)
    store = pack(
        Clip(joints=joints, valid=valid, skeleton=KINECT20, recording=Recording(name=name))
        for name in ("a", "b", "c")
    )
    return Dataset(
        store=store,
        rows=np.array(rows, dtype=np.int64),
        labels=np.array(labels, dtype=np.int64),
        classes=classes,
        name="mine",
        split="train",
    )


def test_rows_choose_the_clips():
    dataset = make_dataset([2, 0], [1, 0])
    assert len(dataset) == 2 and dataset.skeleton is KINECT20
    assert [clip.recording.name for clip in dataset] == ["c", "a"]
    with pytest.raises(IndexError):
        dataset[2]


def test_labels_fit_rows_and_classes():
    with pytest.raises(ValueError, match="2 rows need as many labels, not 1"):
        make_dataset([0, 1], [0])
    with pytest.raises(ValueError, match=r"Labels must lie in 0\.\.1"):
        make_dataset([0, 1], [0, 2])
    with pytest.raises(ValueError, match=r"Labels must lie in 0\.\.1"):
        make_dataset([0, 1], [-1, 0])
