"""Measure whether the shipped models' answers hang on what the explanations rank first.

Explains every test clip of mini-ntu, hides joints and frames in the order of each ranking and
in random order, and compares. In throws it also asks which limb each joint ranking puts first.
Writes ``results/measurements/faithfulness.json``.

Run it with ``python benchmarks/faithfulness.py``; it computes in two processes.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import torch
from tqdm import tqdm

from eesgn_lite.analysis.explain import explain
from eesgn_lite.analysis.faithfulness import faithfulness_of, paired_interval, rank_scores
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.performance import stage
from eesgn_lite.training.runs import load_checkpoint, provenance

MODELS = ("esgn", "sgn")
THROW = 7
LIMBS = ("left arm", "right arm", "left leg", "right leg")
RANDOM_ORDERS = 3
DRAWS = 10_000
CHUNK = 16


def measure_chunk(model: str, first: int) -> dict[str, np.ndarray]:
    """Measure the faithfulness of one model's explanations on a few test clips."""
    torch.set_num_threads(1)
    checkpoint, test = load_checkpoint(f"mini-ntu/{model}"), load_dataset("mini-ntu").test
    clips = [test[i] for i in range(first, min(first + CHUNK, len(test)))]
    return faithfulness_of(checkpoint, clips, random_orders=RANDOM_ORDERS, seed=first)


def measure_all(clips: int) -> dict[str, np.ndarray]:
    """Measure all clips with both models; return gains "MODEL.KIND.RANKING" -> (N, 2)."""
    tasks = [(model, first) for model in MODELS for first in range(0, clips, CHUNK)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        parts = list(tqdm(pool.map(measure_chunk, *zip(*tasks, strict=True)), total=len(tasks)))
    gains = {}
    for model in MODELS:
        own = [part for (name, _), part in zip(tasks, parts, strict=True) if name == model]
        for ranking in own[0]:
            gains[f"{model}.{ranking}"] = np.concatenate([part[ranking] for part in own])
    return gains


def performances(test: Dataset) -> np.ndarray:
    """Give each clip the number of its performance, the same for all three cameras."""
    store, rows = test.store, test.rows
    columns = (store.action, store.performer, store.replication)
    return np.unique(np.stack([c[rows] for c in columns]), axis=1, return_inverse=True)[1]


def throwing_arm(clip: Clip) -> str:
    """Tell which arm threw: the one whose wrist is the faster in the performance itself.

    The noiseless body is made again; its speed is taken relative to the shoulders.
    """
    recording = clip.recording
    assert recording.performer is not None and recording.replication is not None
    bodies, _ = stage(SynthesisConfig(), THROW, recording.performer, recording.replication)
    joints = clip.skeleton.joints
    wrists = [joints.index("left_wrist"), joints.index("right_wrist")]
    relative = bodies[0, :, wrists] - bodies[0, :, joints.index("shoulder_centre")]
    speed = np.linalg.norm(np.diff(relative, axis=1), axis=-1).max(axis=1)
    return LIMBS[int(speed.argmax())]


def largest_limbs(scores: np.ndarray, skeleton: Skeleton) -> tuple[str, str]:
    """Name the limb with the largest mean score of a joint, and with the largest sum."""
    parts = dict(skeleton.parts)
    limbs = [scores[list(parts[limb])] for limb in LIMBS]
    means, sums = [limb.mean() for limb in limbs], [limb.sum() for limb in limbs]
    return LIMBS[int(np.argmax(means))], LIMBS[int(np.argmax(sums))]


def measure_throws(test: Dataset) -> dict[str, float]:
    """Give the share of throws, percent, in which each ranking puts the throwing arm first."""
    throws = [test[int(i)] for i in np.flatnonzero(test.store.action[test.rows] == THROW)]
    arms = np.array([throwing_arm(clip) for clip in throws])
    values = {"throws": float(len(throws)), "throws_left": float((arms == LIMBS[0]).sum())}
    for model in MODELS:
        checkpoint = load_checkpoint(f"mini-ntu/{model}")
        scores = [rank_scores(explain(checkpoint, clip), "joints") for clip in throws]
        for ranking in scores[0]:
            found = np.array([largest_limbs(one[ranking], test.skeleton) for one in scores])
            by_mean, by_sum = 100 * (found == arms[:, None]).mean(axis=0)
            values[f"{model}_throws_{ranking}_mean_percent"] = float(by_mean)
            values[f"{model}_throws_{ranking}_sum_percent"] = float(by_sum)
    return values


def main() -> None:
    """Measure both models and write the row."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    test = load_dataset("mini-ntu").test
    groups = performances(test)
    values: dict[str, float | None] = {
        "clips": len(test),
        "performances": len(np.unique(groups)),
        **measure_throws(test),
    }
    for name, gains in measure_all(len(test)).items():
        for curve, column in (("deletion", 0), ("insertion", 1)):
            found = paired_interval(100 * gains[:, column], groups, draws=DRAWS)
            key = f"{name.replace('.', '_')}_{curve}"
            values |= {f"{key}_{part}": figure for part, figure in found._asdict().items()}
            print(f"{key}: {found.mean:+.2f} ({found.low:+.2f} to {found.high:+.2f})")
    row = Row(
        kind="measurement",
        name="faithfulness",
        dataset="mini-ntu",
        config={
            "checkpoints": [f"mini-ntu/{model}" for model in MODELS],
            "random_orders": RANDOM_ORDERS,
            "bootstrap_draws": DRAWS,
            "hidden_joint": "stands still at its mean place over the sampled frames",
            "hidden_frame": "nobody is seen in it",
        },
        values=values,
        seed=None,
        command="python benchmarks/faithfulness.py",
        note=(
            "Gain of an explanation's ranking over random order in the area under the deletion "
            "and the insertion curve, points of probability (0 to 100); above 0 is better than "
            "random. low and high: 95 % bootstrap interval, performances drawn whole. throws: "
            "percent of the throws in which the throwing arm has the largest mean (or sum) of "
            "its joints' scores among the four limbs."
        ),
        **provenance(),
    )
    write_measurement(row)


if __name__ == "__main__":
    main()
