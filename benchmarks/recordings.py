"""Describe the small data sets in numbers: how long, how often nobody, how rigid the bones.

No recording leaves its folder: the row holds counts and quantiles. A data set that is not there
is passed over. Writes ``results/measurements/recordings.json``.

Run it with ``python benchmarks/recordings.py``.
"""

from __future__ import annotations

import argparse

import numpy as np

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.packed import Store
from eesgn_lite.training.runs import provenance

NAMES = ("mini-ntu", "nw-ucla", "msr-action3d-all")
QUANTILES = (5, 25, 50, 75, 95)
SHORT = 20  # frames that the sampling takes from a clip


def bone_changes(store: Store) -> np.ndarray:
    """Say by how much each bone of each clip changes its length, in percent of its mean."""
    parents, root = np.array(store.skeleton.parents), store.skeleton.root
    found = []
    for clip in (store[row] for row in range(len(store))):
        joints = clip.joints[0, clip.valid[0]]
        lengths = np.linalg.norm(joints - joints[:, parents], axis=-1)
        lengths = np.delete(lengths, root, axis=1)
        found.append(100 * lengths.std(axis=0) / lengths.mean(axis=0))
    return np.concatenate(found)


def describe(store: Store) -> dict[str, float]:
    """Count clips, people and frames, and measure the bones."""
    absent = [1 - store[row].valid[0].mean() for row in range(len(store))]
    values = {
        "clips": len(store),
        "performers": len(np.unique(store.performer)),
        "joints": store.skeleton.num_joints,
        "shortest": int(store.frames.min()),
        "median": float(np.median(store.frames)),
        "longest": int(store.frames.max()),
        "short_clips": int((store.frames < SHORT).sum()),
        "absent_percent": 100 * float(np.mean(absent)),
    }
    bones = np.percentile(bone_changes(store), QUANTILES)
    return values | {f"bones_q{q:02d}": float(v) for q, v in zip(QUANTILES, bones, strict=True)}


def main() -> None:
    """Measure and write the row."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    values: dict[str, float] = {}
    for name in NAMES:
        try:
            store = load_dataset(name).test.store
        except FileNotFoundError as missing:
            print(missing)
            continue
        values |= {f"{name}_{field}": value for field, value in describe(store).items()}
    row = Row(
        kind="measurement",
        name="recordings",
        dataset=None,
        config={"quantiles": list(QUANTILES), "short_frames": SHORT},
        values=values,
        seed=None,
        command="python benchmarks/recordings.py",
        note=(
            "All clips that a protocol uses. bones_qNN: quantiles, over bones and clips, of the "
            "standard deviation of a bone's length within a clip, in percent of its mean."
        ),
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
