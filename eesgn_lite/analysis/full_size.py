"""What a full-size training needs in disk, memory and time: from what was measured on little."""

from __future__ import annotations

from dataclasses import dataclass

from eesgn_lite.data.splits import Protocol
from eesgn_lite.training.train_config import TrainConfig

# Two people act in A050 to A060, one in the others.
_TWO_PERSONS = {*range(50, 61), *range(106, 121)}
# The backward pass computes a gradient for the inputs and one for the weights.
_FORWARDS_A_STEP = 3


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Hold what was measured on a few files and a few steps.

    Parameters
    ----------
    frames
        Frames of a clip, mean.
    download_bytes, store_bytes
        Bytes of one body in one frame, as text and in the store.
    index_bytes, sampler_bytes
        Bytes of one clip in the store's index on disk, and in the sampler's memory.
    process_bytes
        Largest memory of a process that trains a small set.
    """

    frames: float
    download_bytes: float
    store_bytes: float
    index_bytes: float
    sampler_bytes: float
    process_bytes: float


def persons_of(protocol: Protocol) -> float:
    """Say how many people a clip shows on average, if all actions are equally frequent.

    Examples
    --------
    >>> from eesgn_lite.data.splits import PROTOCOLS
    >>> round(persons_of(PROTOCOLS["ntu60-cs"]), 2)
    1.18
    """
    together = sum(action in _TWO_PERSONS for action in protocol.actions)
    return 1 + together / len(protocol.actions)


def clips_of(protocol: Protocol) -> tuple[int, int]:
    """Give the published number of clips on the training side and in the test.

    Raises
    ------
    ValueError
        If they are not published.
    """
    if protocol.published is None:
        raise ValueError(f"The numbers of clips of {protocol.name} are not published.")
    return protocol.published


def storage_needs(protocol: Protocol, measured: Measured) -> dict[str, float]:
    """Compute disk and memory.

    Parameters
    ----------
    protocol
        With published numbers of clips.
    measured
        What was measured.

    Returns
    -------
    dict
        "download_gb", "store_gb", "memory_gb": thousand million bytes.

    Notes
    -----
    The store is mapped, not read into memory: what is free beyond `memory_gb` only makes it
    faster.
    """
    clips = sum(clips_of(protocol))
    bodies = clips * persons_of(protocol) * measured.frames
    return {
        "download_gb": bodies * measured.download_bytes / 1e9,
        "store_gb": (bodies * measured.store_bytes + clips * measured.index_bytes) / 1e9,
        "memory_gb": (measured.process_bytes + clips * measured.sampler_bytes) / 1e9,
    }


def forward_passes(protocol: Protocol, train: TrainConfig) -> float:
    """Count the forward passes of one body that a run's time is worth.

    Returns
    -------
    float
        A training step counts three times, for its backward pass; the kept epochs are scored.
    """
    training, test = clips_of(protocol)
    steps = training * train.epochs * _FORWARDS_A_STEP
    return (steps + test * train.kept_epochs) * persons_of(protocol)


def time_needs(
    protocol: Protocol, train: TrainConfig, operations: float, seconds: float
) -> dict[str, float]:
    """Compute the work of one run and its time.

    Parameters
    ----------
    protocol, train
        What is trained, and how.
    operations
        Multiply-adds of one forward pass for one clip of one person.
    seconds
        Measured time of a training step for one clip of one person.

    Returns
    -------
    dict
        "total_operations_1e15": multiply-adds; "hours"; "operations_per_second_1e9" reached.
    """
    passes = forward_passes(protocol, train)
    rate = _FORWARDS_A_STEP * operations / seconds
    return {
        "total_operations_1e15": passes * operations / 1e15,
        "operations_per_second_1e9": rate / 1e9,
        "hours": passes * operations / rate / 3600,
    }
