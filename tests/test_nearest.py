"""The nearest neighbour under dynamic time warping."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

from eesgn_lite.analysis.nearest import class_distances, nearest_neighbour
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.sampler import sample_batch
from eesgn_lite.data.sampling import DataConfig

CONFIG = DataConfig(frames=5, view="aligned")


def some(side: Dataset, step: int) -> Dataset:
    """Every so many-th clip of a split."""
    return replace(side, rows=side.rows[::step], labels=side.labels[::step])


def warped(one: np.ndarray, two: np.ndarray) -> float:
    """Dynamic time warping, written out: least sum of squares over all ways, its root."""
    cost = ((one[:, None] - two[None]) ** 2).sum(axis=-1)
    total = np.full((len(one) + 1, len(two) + 1), np.inf)
    total[0, 0] = 0
    for i, j in np.ndindex(cost.shape):
        total[i + 1, j + 1] = cost[i, j] + min(total[i, j], total[i, j + 1], total[i + 1, j])
    return float(np.sqrt(total[-1, -1]))


def test_distances_are_those_of_dynamic_time_warping() -> None:
    splits = load_dataset("mini-ntu")
    train, test = some(splits.training_side, 40), some(splits.test, 60)
    sides = [sample_batch(x, range(len(x)), CONFIG).joints for x in (train, test)]
    flat = [x.transpose(1, 2).flatten(2).double().numpy() for x in sides]
    widest = max(x.shape[2] for x in flat)
    flat = [np.pad(x, ((0, 0), (0, 0), (0, widest - x.shape[2]))) for x in flat]
    expected = np.full((len(test), len(test.classes)), np.inf)
    for i, two in enumerate(flat[1]):
        for one, label in zip(flat[0], train.labels, strict=True):
            expected[i, label] = min(expected[i, label], warped(one, two))
    assert class_distances(train, test, CONFIG) == pytest.approx(expected)
    crops = replace(CONFIG, test_crops=5, test_window=0.6)
    assert class_distances(train, test, crops) == pytest.approx(expected), "the whole clip counts"


def test_a_clip_is_its_own_nearest_neighbour() -> None:
    part = some(load_dataset("mini-ntu").test, 40)
    found = nearest_neighbour(part, part, CONFIG)
    assert found.top1 == 100 and found.scored == len(part)
    assert found.probabilities.sum(axis=1) == pytest.approx(1)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dtaidistance", None)
    part = some(load_dataset("mini-ntu").test, 100)
    with pytest.raises(ModuleNotFoundError, match=r"dtaidistance is not installed; run `pip"):
        class_distances(part, part, CONFIG)
