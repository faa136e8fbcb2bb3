"""Protocols: which clips train, which are held out to choose, which test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eesgn_lite.data.clips import Recording
from eesgn_lite.data.packed import Store

Field = Literal["performer", "camera", "setup"]
SPLITS = ("train", "val", "test")


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """Say how a data set is divided, by performer, camera or setup.

    Parameters
    ----------
    name
        Name that `load_dataset` takes.
    source
        Data set that the clips come from: the folder's name under a root.
    field
        Number of the recording that decides.
    training_side, test
        Values of `field` on either side, disjoint.
    val
        Values of `training_side` that are held out while choosing.
    why_val
        Reason for `val`, one sentence.
    actions
        Action numbers that take part, ascending; label k is the k-th of them.
    published
        Clips on the training side and in the test, as published; None if not published.
    from_memory
        True if `published` was not checked against the publication.
    unused
        Names of clips that the published protocol leaves out.

    Raises
    ------
    ValueError
        If the sides overlap, `val` is not a proper part of the training side, or the actions
        do not ascend.
    """

    name: str
    source: str
    field: Field
    training_side: tuple[int, ...]
    test: tuple[int, ...]
    val: tuple[int, ...]
    why_val: str
    actions: tuple[int, ...]
    published: tuple[int, int] | None = None
    from_memory: bool = False
    unused: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Check that no performer, camera or setup is on both sides."""
        if set(self.training_side) & set(self.test):
            raise ValueError(f"Protocol {self.name!r}: training side and test overlap.")
        if not set(self.val) < set(self.training_side):
            raise ValueError(f"Protocol {self.name!r}: val must be part of the training side.")
        if list(self.actions) != sorted(set(self.actions)):
            raise ValueError(f"Protocol {self.name!r}: the actions must ascend.")

    def hold_out(self, value: int) -> Protocol:
        """Hold out another performer, camera or setup of the training side while choosing.

        Raises
        ------
        ValueError
            If it is not of the training side.
        """
        if value not in self.training_side:
            known = ", ".join(map(str, self.training_side))
            raise ValueError(
                f"{self.field} {value} cannot be held out: {self.name} trains on {known}."
            )
        why = f"{self.field.capitalize()} {value} is held out because that was asked for."
        return replace(self, val=(value,), why_val=why)

    def includes(self, recording: Recording) -> bool:
        """Say whether a recording takes part at all."""
        return recording.action in self.actions and recording.name not in self.unused

    def assign(self, recording: Recording) -> str:
        """Return "train", "val" or "test" for a recording that takes part.

        Raises
        ------
        ValueError
            If its performer, camera or setup is on neither side.
        """
        value = getattr(recording, self.field)
        if value in self.test:
            return "test"
        if value not in self.training_side:
            raise ValueError(
                f"Clip {recording.name!r}: {self.field} {value} is on neither side of "
                f"{self.name}; check the file's name."
            )
        return "val" if value in self.val else "train"


def split_rows(protocol: Protocol, store: Store) -> dict[str, np.ndarray]:
    """Return the rows int64 of each split, in the order of the store.

    Raises
    ------
    ValueError
        As in `Protocol.assign`.
    """
    value = getattr(store, protocol.field)
    takes_part = np.isin(store.action, protocol.actions)
    takes_part &= ~np.isin(store.name, sorted(protocol.unused))
    trains, tests = np.isin(value, protocol.training_side), np.isin(value, protocol.test)
    for row in np.flatnonzero(takes_part & ~trains & ~tests):
        protocol.assign(store.recording(int(row)))
    held_out = np.isin(value, protocol.val)
    masks = {"train": trains & ~held_out, "val": held_out, "test": tests}
    return {split: np.flatnonzero(takes_part & masks[split]) for split in SPLITS}


def _span(first: int, last: int) -> tuple[int, ...]:
    """Return first..last, both included."""
    return tuple(range(first, last + 1))


def _others(known: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return those of 1..count that are not in `known`."""
    return tuple(number for number in _span(1, count) if number not in known)


_NTU60_PERFORMERS = (1, 2, 4, 5, 8, 9, *_span(13, 19), 25, 27, 28, 31, 34, 35, 38)
_NTU120_PERFORMERS = (
    *_NTU60_PERFORMERS,
    *(45, 46, 47, 49, 50, *_span(52, 59), 70, 74, 78, *_span(80, 86)),
    *(89, 91, 92, 93, 94, 95, 97, 98, 100, 103),
)
_EVEN_SETUPS = tuple(range(2, 33, 2))
_NEW_PERFORMERS = "The test asks for new performers; every fifth one of the training side is new."
# MSR-Action3D has 567 files; files_used_in_cvpr12_paper.txt lists all but these ten.
_MSR_UNUSED = frozenset(
    (
        *("a02_s03_e02", "a04_s03_e01", "a07_s04_e01", "a13_s09_e01", "a13_s09_e02"),
        *("a13_s09_e03", "a14_s03_e01", "a20_s07_e01", "a20_s07_e03", "a20_s10_e03"),
    )
)


def _msr(part: str, actions: tuple[int, ...], published: tuple[int, int] | None) -> Protocol:
    """Return the cross-subject protocol of MSR-Action3D for some of its actions."""
    return Protocol(
        name=f"msr-action3d-{part}",
        source="msr-action3d",
        field="performer",
        training_side=(1, 3, 5, 7, 9),
        test=(2, 4, 6, 8, 10),
        val=(9,),
        why_val=_NEW_PERFORMERS,
        actions=actions,
        published=published,
        unused=_MSR_UNUSED,
    )


_ALL = (
    Protocol(
        name="mini-ntu",
        source="mini-ntu",
        field="performer",
        training_side=(1, 2, 4, 5, 8, 9),
        test=(3, 6, 7, 10),
        val=(8, 9),
        why_val="The test asks for new performers; 8 and 9 are new while choosing.",
        actions=(7, 8, 9, 10, 23, 24, 26, 27, 31, 35, 38, 40, 50, 55, 58, 59),
    ),
    Protocol(
        name="nw-ucla",
        source="nw-ucla",
        field="camera",
        training_side=(1, 2),
        test=(3,),
        val=(2,),
        why_val="The test asks for a new view; view 2 is new while choosing.",
        actions=(1, 2, 3, 4, 5, 6, 8, 9, 11, 12),
        published=(1020, 464),
    ),
    _msr("as1", (2, 3, 5, 6, 10, 13, 18, 20), None),
    _msr("as2", (1, 4, 7, 8, 9, 11, 12, 14), None),
    _msr("as3", (6, *_span(14, 20)), None),
    _msr("all", _span(1, 20), (284, 273)),
    Protocol(
        name="ntu60-cs",
        source="ntu60",
        field="performer",
        training_side=_NTU60_PERFORMERS,
        test=_others(_NTU60_PERFORMERS, 40),
        val=_NTU60_PERFORMERS[4::5],
        why_val=_NEW_PERFORMERS,
        actions=_span(1, 60),
        published=(40091, 16487),
    ),
    Protocol(
        name="ntu60-cv",
        source="ntu60",
        field="camera",
        training_side=(2, 3),
        test=(1,),
        val=(3,),
        why_val="The test asks for a new camera; camera 3 is new while choosing.",
        actions=_span(1, 60),
        published=(37646, 18932),
    ),
    Protocol(
        name="ntu120-csub",
        source="ntu120",
        field="performer",
        training_side=_NTU120_PERFORMERS,
        test=_others(_NTU120_PERFORMERS, 106),
        val=_NTU120_PERFORMERS[4::5],
        why_val=_NEW_PERFORMERS,
        actions=_span(1, 120),
        published=(63026, 50919),
        from_memory=True,
    ),
    Protocol(
        name="ntu120-cset",
        source="ntu120",
        field="setup",
        training_side=_EVEN_SETUPS,
        test=_others(_EVEN_SETUPS, 32),
        val=_EVEN_SETUPS[3::4],
        why_val="The test asks for new setups; every fourth one of the training side is new.",
        actions=_span(1, 120),
        published=(54468, 59477),
        from_memory=True,
    ),
)
PROTOCOLS: Mapping[str, Protocol] = {protocol.name: protocol for protocol in _ALL}


def get_protocol(name: str) -> Protocol:
    """Return a protocol by name.

    Raises
    ------
    ValueError
        If there is no protocol of that name.
    """
    if name not in PROTOCOLS:
        raise ValueError(f"No data set {name!r}; there are {', '.join(PROTOCOLS)}.")
    return PROTOCOLS[name]
