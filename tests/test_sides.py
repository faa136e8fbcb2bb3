"""Whether the performers of an action all use the same hand or foot, read off the positions."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from eesgn_lite.analysis.results import read_row
from eesgn_lite.data.catalog import find_datasets, load_dataset
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.datasets import Dataset
from eesgn_lite.data.packed import pack
from eesgn_lite.data.skeletons import KINECT20

ROOT = Path(__file__).parents[1]
SIDES = runpy.run_path(str(ROOT / "benchmarks" / "sides.py"))


def clip_that_swings(joint: str, *, metres: float) -> Clip:
    """A body that stands still but for one joint, which goes to and fro, and walks as a whole."""
    joints = np.zeros((1, 8, 20, 3), dtype=np.float32)
    joints[..., 2] = np.arange(8)[:, None]
    joints[0, ::2, KINECT20.joints.index(joint), 1] += 2 * metres
    return Clip(
        joints=joints,
        valid=np.ones((1, 8), dtype=bool),
        skeleton=KINECT20,
        recording=Recording(name="a01_s01_e01"),
    )


def test_a_joint_stirs_as_far_as_it_swings_and_walking_does_not_count():
    clip = clip_that_swings("right_hand", metres=0.3)
    assert SIDES["stir"](clip, "right_hand") == pytest.approx(0.3, abs=1e-6)
    assert SIDES["stir"](clip, "left_hand") == pytest.approx(0, abs=1e-6)


def test_a_clip_in_which_both_stir_alike_counts_half():
    clips = [clip_that_swings(joint, metres=0.3) for joint in ("right_hand", "head", "left_foot")]
    store = pack(clips, notes={})
    labels = np.array([0, 0, 1])
    names = {"name": "made-up", "split": "train", "classes": ("wave", "kick")}
    side = Dataset(store=store, rows=np.arange(3), labels=labels, **names)
    shares = SIDES["right_shares"](side)
    assert shares == {"hand": {"wave": 0.75, "kick": 0.5}, "foot": {"wave": 0.5, "kick": 0.0}}


def test_one_clip_of_the_other_side_is_enough():
    hand = {"wave": 1.0, "kick": 0.4, "walk": 0.9}
    shares = {"hand": hand, "foot": {"wave": 0.5, "kick": 0.0, "walk": 0.5}}
    assert SIDES["one_sided"](shares) == ["wave", "kick"]


@pytest.mark.parametrize("name", ["msr-action3d-all", "nw-ucla"])
def test_the_row_says_what_the_recordings_say(name: str, data_root: Path) -> None:
    if not any(name in found.names and found.kind for found in find_datasets(data_root)):
        pytest.skip(f"{name} is not in the folder of real recordings.")
    shares = SIDES["right_shares"](load_dataset(name, data_root).training_side)
    row = read_row(ROOT / f"results/measurements/sides-{name}.json")
    assert row.config["right_shares"] == shares
    assert row.config["one_sided"] == SIDES["one_sided"](shares)
