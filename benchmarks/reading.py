"""Measure how fast `read_skeleton` is beside the line-by-line way of the published scripts.

Run from the checkout, with the folder of real recordings in EESGN_DATA::

    python benchmarks/reading.py

Both ways read the same files in turn in one process; a figure is the median over the rounds.
Ours includes every check, the choice of actors and the clip; theirs only reads the numbers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from eesgn_lite.analysis.results import Row, write_row
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.ntu import read_skeleton, write_skeleton
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.training.runs import provenance

CHECKOUT = Path(__file__).resolve().parent.parent
LONG_FRAMES = 3000
BODY_FIELDS = (
    "tracking_id",
    "clipped_edges",
    "hand_left_confidence",
    "hand_left_state",
    "hand_right_confidence",
    "hand_right_state",
    "restricted",
    "lean_x",
    "lean_y",
    "tracking_state",
)
JOINT_FIELDS = (
    *("x", "y", "z", "depth_x", "depth_y", "colour_x", "colour_y"),
    *("orientation_w", "orientation_x", "orientation_y", "orientation_z", "tracking_state"),
)


def read_line_by_line(path: Path) -> dict[str, Any]:
    """Read a file as the published scripts do: a line, a split, a float for each value."""
    with path.open(encoding="ascii") as file:
        frames = []
        for _ in range(int(file.readline())):
            bodies = []
            for _ in range(int(file.readline())):
                body: dict[str, Any] = {
                    name: float(value)
                    for name, value in zip(BODY_FIELDS, file.readline().split(), strict=True)
                }
                body["joints"] = [
                    {
                        name: float(value)
                        for name, value in zip(JOINT_FIELDS, file.readline().split(), strict=True)
                    }
                    for _ in range(int(file.readline()))
                ]
                bodies.append(body)
            frames.append(bodies)
    return {"frames": frames}


def read_bytes(path: Path) -> bytes:
    """Read a file and do nothing with it: the floor that no reader can pass."""
    return path.read_bytes()


def read_everything(path: Path) -> Clip:
    """Read a file with tracking states and colour positions."""
    return read_skeleton(path, full=True)


WAYS: dict[str, Callable[[Path], object]] = {
    "line_by_line": read_line_by_line,
    "read_skeleton": read_skeleton,
    "read_skeleton_full": read_everything,
    "read_bytes": read_bytes,
}


def write_long_clip(path: Path) -> None:
    """Write one made-up body that wanders for a long time."""
    rng = np.random.default_rng(0)
    steps = rng.normal(scale=0.01, size=(1, LONG_FRAMES, NTU25.num_joints, 3))
    joints = (rng.normal(size=(1, 1, NTU25.num_joints, 3)) + steps.cumsum(axis=1)).astype("f4")
    joints[..., 2] = 3 + np.abs(joints[..., 2])
    valid = np.ones((1, LONG_FRAMES), dtype=bool)
    recording = Recording(name=path.stem)
    write_skeleton(path, Clip(joints=joints, valid=valid, skeleton=NTU25, recording=recording))


def check_agreement(path: Path) -> None:
    """Make sure that both ways read the same numbers before any time is taken."""
    theirs = [body for bodies in read_line_by_line(path)["frames"] for body in bodies]
    joints = np.array(
        [[[joint[axis] for axis in "xyz"] for joint in body["joints"]] for body in theirs],
        dtype=np.float32,
    )
    ours = read_skeleton(path, actors="all")
    in_file_order = sorted(joints[:, 0].tolist())
    if sorted(ours.joints[ours.valid][:, 0].tolist()) != in_file_order:
        raise AssertionError(f"{path.name}: the two ways read different numbers.")


def measure(paths: list[Path], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each way to read all the files, ways in turn."""
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            start = perf_counter()
            for path in paths:
                way(path)
            times[name].append((perf_counter() - start) * 1e3)
    return {name: statistics.median(taken) for name, taken in times.items()}


def summarise(sets: dict[str, list[Path]], rounds: int) -> dict[str, float | None]:
    """Measure every set of files; print and return the figures."""
    values: dict[str, float | None] = {}
    for kind, paths in sets.items():
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        taken = measure(paths, rounds)
        print(f"{kind}: {len(paths)} files, {megabytes:.2f} MB")
        values[f"{kind}_mb"] = megabytes
        for name, milliseconds in taken.items():
            ratio = taken["line_by_line"] / milliseconds
            print(f"  {name:20}{milliseconds:10.2f} ms{ratio:10.1f} x")
            values[f"{kind}_{name}_ms"] = milliseconds
        values[f"{kind}_ratio"] = taken["line_by_line"] / taken["read_skeleton"]
        values[f"{kind}_full_ratio"] = taken["line_by_line"] / taken["read_skeleton_full"]
    return values


def main() -> None:
    """Measure, print, and leave a row in `results/`."""
    parser = argparse.ArgumentParser(description="Measure the speed of read_skeleton.")
    parser.add_argument("--rounds", type=int, default=15, help="times each file is read")
    rounds = parser.parse_args().rounds
    roots = [Path(root) for root in os.environ.get("EESGN_DATA", "").split(os.pathsep) if root]
    real = sorted(path for root in roots for path in root.glob("ntu-rgbd-samples/*.skeleton"))
    with tempfile.TemporaryDirectory() as folder:
        long_clip = Path(folder) / "long.skeleton"
        write_long_clip(long_clip)
        sets = {"real": real, "long": [long_clip]} if real else {"long": [long_clip]}
        for path in [*real, long_clip]:
            check_agreement(path)
        values = summarise(sets, rounds)
    row = Row(
        kind="measurement",
        name="reading",
        dataset=None,
        config={"rounds": rounds, "real_files": len(real), "long_frames": LONG_FRAMES},
        values=values,
        seed=None,
        command=f"python benchmarks/reading.py --rounds {rounds}",
        note="Median milliseconds to read all files of a set; ratios are to the line-by-line way.",
        **provenance(),
    )
    write_row(row, CHECKOUT / "results" / "measurements" / "reading.json")


if __name__ == "__main__":
    main()
