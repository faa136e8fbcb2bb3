"""Ask the positions themselves whether "sit down" and "stand up" of NW-UCLA are named rightly.

Who sits down lowers the head, who stands up raises it. Where all of a performer's clips of one
view say the opposite of their names, the names were exchanged when the files were made. No model
is asked, and nothing is changed: published figures are reached with these names.

Run it with ``python benchmarks/exchanged.py``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.store import Store
from eesgn_lite.training.runs import provenance

DATASET, SITTING, STANDING = "nw-ucla", 5, 6


def rise(clip: Clip) -> float:
    """How far the head rises between the first and the last fifth of a clip, metres."""
    height = clip.joints[0, clip.valid[0], clip.skeleton.joints.index("head"), 1]
    part = max(1, len(height) // 5)
    return float(height[-part:].mean() - height[:part].mean())


def rises(store: Store) -> dict[tuple[int, int], dict[int, list[float]]]:
    """List the rises of both actions: (view, performer) -> action -> metres, a clip each."""
    found: dict[tuple[int, int], dict[int, list[float]]] = defaultdict(dict)
    for index, action in enumerate(store.action.tolist()):
        if action in (SITTING, STANDING):
            place = int(store.camera[index]), int(store.performer[index])
            found[place].setdefault(action, []).append(rise(store[index]))
    return found


def exchanged(actions: dict[int, list[float]]) -> bool:
    """Whether sitting down raises the head more than standing up does, by the median clip."""
    return bool(np.median(actions[SITTING]) > np.median(actions[STANDING]))


def main() -> None:
    """Compare, and write the row."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    found = rises(load_dataset(DATASET).train.store)
    wrong = {place: actions for place, actions in found.items() if exchanged(actions)}
    right = [actions for place, actions in found.items() if place not in wrong]
    values: dict[str, float | None] = {
        "groups": len(found),
        "exchanged_groups": len(wrong),
        "exchanged_clips": sum(len(clips) for one in wrong.values() for clips in one.values()),
        "clips": sum(len(clips) for one in found.values() for clips in one.values()),
    }
    for name, action in (("sitting", SITTING), ("standing", STANDING)):
        for group, members in (("named_rightly", right), ("exchanged", list(wrong.values()))):
            heights = [height for one in members for height in one[action]]
            values[f"{name}_{group}"] = 100 * float(np.median(heights)) if heights else None
    row = Row(
        kind="measurement",
        name=f"exchanged-{DATASET}",
        dataset=DATASET,
        config={"groups": [f"view {view}, performer {who}" for view, who in sorted(wrong)]},
        values=values,
        seed=None,
        command="python benchmarks/exchanged.py",
        note=(
            "A group is one performer in one view. Median rise of the head from the first to the "
            "last fifth of a clip, centimetres, in the clips named sit down and stand up."
        ),
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
