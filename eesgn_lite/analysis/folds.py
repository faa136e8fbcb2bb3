"""Runs that hold out one performer or view after the other, counted as one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from eesgn_lite.analysis.results import Row

Key = TypeVar("Key", bound=Hashable)


def top1_of_folds(rows: Sequence[Row]) -> float:
    """Top-1 over the held-out clips of all folds together, percent."""
    clips = [float(row.values["scored"] or 0) for row in rows]
    top1 = [float(row.values["val_top1"] or 0) for row in rows]
    return float(np.average(top1, weights=clips))


def whole_turns(rows: Iterable[tuple[Key, Row]], folds: int) -> dict[Key, list[Row]]:
    """Gather the folds of each key, in its order; keys that lack one of so many are left out."""
    found: dict[Key, list[Row]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return {key: own for key, own in sorted(found.items()) if len(own) == folds}


def made_by(rows: Sequence[Row]) -> dict[str, Any]:
    """Say with what, where and when runs were made, for a measurement that puts them together.

    Raises
    ------
    ValueError
        If they were not made by one program in one number of epochs.
    """
    for name, found in (
        ("programs", {row.versions.get("code") for row in rows}),
        ("numbers of epochs", {row.config["train"]["epochs"] for row in rows}),
    ):
        if len(found) > 1:
            raise ValueError(
                f"The runs come from {len(found)} {name} ({', '.join(map(str, found))}); "
                "move those away that do not belong together."
            )
    last: Row = max(rows, key=lambda row: row.date)
    return {
        "commit": last.commit,
        "machine": last.machine,
        "versions": last.versions,
        "date": last.date,
    }


def crops_of(config: Mapping[str, Any]) -> str:
    """Tell how test clips were sampled, from the config of a run's data."""
    share = 100 * config.get("test_window", 1.0)
    return f"{config['test_crops']} test crops of {share:.0f} % of a clip"
