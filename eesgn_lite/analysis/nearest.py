"""The plainest baseline: the action of the training clip that moves most alike."""

from __future__ import annotations

import numpy as np

from eesgn_lite.data.datasets import Dataset
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.training.evaluation import Evaluation


def nearest_neighbour(train: Dataset, test: Dataset, config: DataConfig) -> Evaluation:
    """Answer with the action of the nearest training clip under dynamic time warping.

    Parameters
    ----------
    train, test
        Two splits of one data set. All distances are computed at once, so not for NTU RGB+D.
    config
        How clips are sampled and aligned; the middle one of the test crops is taken.

    Returns
    -------
    Evaluation
        In the place of probabilities: the inverse distance to the nearest training clip of
        each class, scaled to add up to 1. They rank the classes and are no confidence.

    Raises
    ------
    ModuleNotFoundError
        If dtaidistance is not installed.

    Notes
    -----
    The distance of two frames is Euclidean over all joints of all persons.

    References
    ----------
    Sakoe and Chiba, 1978; computed by dtaidistance.
    """
    closeness = 1 / np.maximum(class_distances(train, test, config), 1e-9)
    return Evaluation(
        probabilities=(closeness / closeness.sum(axis=1, keepdims=True)).astype(np.float32),
        labels=test.labels,
        names=tuple(str(name) for name in test.store.name[test.rows]),
        classes=test.classes,
    )


def class_distances(train: Dataset, test: Dataset, config: DataConfig) -> np.ndarray:
    """Measure how far each test clip is from the nearest training clip of each class.

    Parameters
    ----------
    train, test, config
        As in `nearest_neighbour`.

    Returns
    -------
    Metres, float (N, K); infinite for a class without training clips.

    Raises
    ------
    ModuleNotFoundError
        If dtaidistance is not installed.
    """
    try:
        from dtaidistance import dtw_ndim
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            'dtaidistance is not installed; run `pip install -e ".[bench]"` in the checkout.'
        ) from None
    both = _sequences(train, test, config)
    block = ((0, len(train)), (len(train), len(both)))
    whole = dtw_ndim.distance_matrix(both, block=block, use_c=True, parallel=False)
    distances = whole[: len(train), len(train) :]
    found = np.full((len(test), len(test.classes)), np.inf)
    for label in np.unique(train.labels):
        found[:, label] = distances[train.labels == label].min(axis=0)
    return found


def _sequences(train: Dataset, test: Dataset, config: DataConfig) -> np.ndarray:
    """Sample all clips, training first, as sequences of vectors (N, T, M*V*C)."""
    parts = [
        Sampler(side, config.once(), training=False).batch(np.arange(len(side))).joints.numpy()
        for side in (train, test)
    ]
    persons = max(part.shape[1] for part in parts)
    padded = [np.pad(part, ((0, 0), (0, persons - part.shape[1]), *[(0, 0)] * 3)) for part in parts]
    joints = np.concatenate(padded).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(joints.reshape(*joints.shape[:2], -1), dtype=np.double)
