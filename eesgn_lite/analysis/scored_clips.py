"""The clips that a run scored: found again where the data set is at hand."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from eesgn_lite.data.catalog import Dataset, find_datasets, load_dataset


@lru_cache(maxsize=4)
def scored_clips(dataset: str, digest: str) -> Dataset:
    """Load the test side of a data set, and make sure that it is the one that was scored.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.
    digest
        SHA-256 of the clips' names, as a row holds it.

    Raises
    ------
    FileNotFoundError
        If the data set is not on this machine; the message says how to get it.
    ValueError
        If other clips were scored.
    """
    side = load_dataset(dataset).test
    names = "\n".join(str(name) for name in side.store.name[side.rows])
    if hashlib.sha256(names.encode("utf-8")).hexdigest() != digest:
        raise ValueError(f"The clips of {dataset} on this machine are not those that were scored.")
    return side


def performances(dataset: str, digest: str) -> np.ndarray | None:
    """Find which clips show the same performance, filmed by several cameras.

    Parameters
    ----------
    dataset, digest
        As for `scored_clips`.

    Returns
    -------
    np.ndarray or None
        int (N,). None where the clips are not at hand without reading a whole download.
    """
    stored = [name for one in find_datasets() if one.kind == "store" for name in one.names]
    if dataset not in stored:
        return None
    try:
        side = scored_clips(dataset, digest)
    except ValueError:
        return None
    columns = ("setup", "performer", "action", "replication")
    numbers = np.column_stack([getattr(side.store, name)[side.rows] for name in columns])
    return np.unique(numbers, axis=0, return_inverse=True)[1]
