"""Probes: small made-up tasks, each of which asks what one enhancement of ESGN can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module

import numpy as np

from eesgn_lite.course.probes.design import SPLITS, Probe
from eesgn_lite.data.cards import DataCard
from eesgn_lite.data.catalog import Dataset, DataSplits
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.packed import Store, pack

__all__ = ["PROBES", "Probe", "make_probe"]

MakeClip = Callable[[int, int, np.random.Generator], Clip]

PROBES: Mapping[str, Probe] = {
    "streams": Probe(
        title="a bent hand on a gliding body, and a tremor on a reach",
        enhancement="streams",
        readings={
            "joint": {"streams": ("joint",)},
            "joint+bone": {"streams": ("joint", "bone")},
        },
    ),
    "pooling": Probe(title="one active limb in a swaying body", enhancement="pooling"),
    "temporal": Probe(title="one gesture at three speeds", enhancement="temporal"),
    "regulariser": Probe(
        title="three performers and noisy labels",
        enhancement="loss",
        performers={"train": 3, "val": 4, "test": 6},
        clips={"train": 8, "val": 4, "test": 4},
        noisy_labels=0.25,
        readings={
            "plain": {"label_smoothing": 0.0},
            "penalty x 10": {"regulariser": "confidence_penalty", "regulariser_weight": 1.0},
            "weight norm": {"regulariser": "weight_norm", "regulariser_weight": 1e-3},
        },
    ),
}
"""Name of each probe -> how it is built and trained."""


def make_probe(name: str, *, seed: int = 1) -> DataSplits:
    """Make the clips of a probe in memory, divided by performer.

    Parameters
    ----------
    name
        One of `PROBES`.
    seed
        Start of all random numbers: another seed draws other clips, by other performers.

    Returns
    -------
    DataSplits
        Every class has equally many clips in every split, and no performer is in two of them.
        Where a probe has noisy labels, those of `train` are; the store keeps the right action.

    Raises
    ------
    ValueError
        If there is no such probe.

    Examples
    --------
    >>> len(make_probe("streams").classes)
    4
    """
    if name not in PROBES:
        raise ValueError(f"No probe {name!r}; there are {', '.join(PROBES)}.")
    probe, module = PROBES[name], import_module(f"{__name__}.{name}")
    order = list(PROBES).index(name)
    store = pack(
        list(_clips(probe, module.CLASSES, module.make_clip, (seed, order))),
        notes={"synthetic": True, "probe": name, "seed": seed},
    )
    return _divide(name, probe, module.CLASSES, store, seed)


def _clips(
    probe: Probe, classes: tuple[str, ...], make_clip: MakeClip, key: tuple[int, int]
) -> Iterator[Clip]:
    """Yield the clips of all performers, each from a random stream of its own."""
    for performer in range(1, sum(probe.performers.values()) + 1):
        for number in range(probe.clips[probe.split_of(performer)]):
            for label in range(len(classes)):
                random = np.random.default_rng([*key, performer, number, label])
                # People of another seed are other people.
                clip = make_clip(label, 1000 * key[0] + performer, random)
                recording = Recording(
                    name=f"P{performer:03d}R{number + 1:03d}A{label + 1:03d}",
                    action=label + 1,
                    performer=performer,
                    replication=number + 1,
                )
                yield replace(clip, recording=recording)


def _divide(
    name: str, probe: Probe, classes: tuple[str, ...], store: Store, seed: int
) -> DataSplits:
    """Give each split its performers' clips."""
    side = np.array([probe.split_of(performer) for performer in store.performer])
    rows = {split: np.flatnonzero(side == split) for split in SPLITS}
    labels = store.action - 1
    train = rows["train"]
    labels[train] = probe.spoil(labels[train], len(classes), np.random.default_rng([seed, 99]))
    rows["training_side"] = np.sort(np.concatenate([rows["train"], rows["val"]]))
    parts = {
        split: Dataset(
            store=store,
            rows=found,
            labels=labels[found],
            classes=classes,
            name=f"probe-{name}",
            split=split,
        )
        for split, found in rows.items()
    }
    return DataSplits(
        name=f"probe-{name}",
        train=parts["train"],
        val=parts["val"],
        test=parts["test"],
        training_side=parts["training_side"],
        actions=tuple(range(1, len(classes) + 1)),
        card=_card(name, probe, rows),
    )


def _card(name: str, probe: Probe, rows: Mapping[str, np.ndarray]) -> DataCard:
    """Describe a probe as a data set."""
    people = ", ".join(f"{split} {probe.performers[split]}" for split in SPLITS)
    return DataCard(
        title=f"Synthetic: the probe {name!r}, {probe.title}; no person was recorded",
        source="This project: a moving body of 25 joints, made by a program.",
        licence="CC BY 4.0.",
        how_to_get=f"ee.make_probe({name!r})",
        citation="This project; see CITATION.cff.",
        split=f"By performer: {people}.",
        counts=", ".join(f"{split} {len(rows[split])}" for split in SPLITS) + ".",
    )
