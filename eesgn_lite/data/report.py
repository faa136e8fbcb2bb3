"""What `prepare` reports: clips per split beside the published counts, and what was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from eesgn_lite.data.packed import Store
from eesgn_lite.data.splits import PROTOCOLS, split_rows

_NAMED = 10


class Skipped(NamedTuple):
    """A file that is not in the store, and why."""

    file: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SplitCount:
    """Count one side of one protocol.

    Parameters
    ----------
    protocol
        Name that `load_dataset` takes.
    side
        "training side" (train and val) or "test".
    found
        Clips in the store.
    published
        Clips as published, or None.
    from_memory
        True if the published number was not checked against the publication.
    """

    protocol: str
    side: str
    found: int
    published: int | None
    from_memory: bool


@dataclass(frozen=True, kw_only=True)
class PrepareReport:
    """Say what `prepare` wrote; printed, it is the final table.

    Parameters
    ----------
    name
        Name of the data set.
    folder
        Folder of the store.
    clips
        Clips in it.
    counts
        One entry for each side of each protocol.
    skipped
        Files that are not in it, sorted.
    up_to_date
        True if the store was there already, made from the same files.
    """

    name: str
    folder: Path
    clips: int
    counts: tuple[SplitCount, ...]
    skipped: tuple[Skipped, ...]
    up_to_date: bool

    def __str__(self) -> str:
        """Return the table and the list of what was skipped."""
        state = "is up to date" if self.up_to_date else "is written"
        lines = [f"{self.folder} {state}: {self.clips} clips.", ""]
        lines += [*_table(self.counts), ""]
        return "\n".join(lines + _list_skipped(self.skipped))


def count_splits(name: str, store: Store) -> tuple[SplitCount, ...]:
    """Count the clips on each side of each protocol of a data set.

    Raises
    ------
    ValueError
        If a clip belongs to neither side of a protocol.
    """
    counts = []
    for protocol in PROTOCOLS.values():
        if protocol.source != name:
            continue
        rows = split_rows(protocol, store)
        found = (len(rows["train"]) + len(rows["val"]), len(rows["test"]))
        published = protocol.published or (None, None)
        for side, clips, known in zip(("training side", "test"), found, published, strict=True):
            count = SplitCount(
                protocol=protocol.name,
                side=side,
                found=clips,
                published=known,
                from_memory=protocol.from_memory and known is not None,
            )
            counts.append(count)
    return tuple(counts)


def _table(counts: Sequence[SplitCount]) -> list[str]:
    """Write the counts as lines."""
    lines = [f"{'protocol':<18}{'side':<15}{'clips':>8}{'published':>11}"]
    for count in counts:
        published = "-" if count.published is None else str(count.published)
        note = "  from memory" if count.from_memory else ""
        line = f"{count.protocol:<18}{count.side:<15}{count.found:>8}{published:>11}{note}"
        lines.append(line)
    return lines


def _list_skipped(skipped: Sequence[Skipped]) -> list[str]:
    """Group the skipped files by reason; a long group is cut, index.json names them all."""
    if not skipped:
        return ["No file was skipped."]
    lines = [f"{len(skipped)} file{'s were' if len(skipped) > 1 else ' was'} skipped:"]
    ordered = sorted(skipped, key=lambda entry: entry.reason)
    for reason, group in groupby(ordered, key=lambda entry: entry.reason):
        files = [entry.file for entry in group]
        more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        lines.append(f"  {reason}: {len(files)} ({', '.join(files[:_NAMED])}{more})")
    return lines
