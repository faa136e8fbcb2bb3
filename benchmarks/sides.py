"""Ask the positions whether all performers of an action move the same hand, or the same foot.

Mirrored copies of a clip teach a network an action done with the other arm. Where everybody was
told to use the right one, nobody in the test does that, and the copies are in the way. Only the
training side is read, of each clip the first person, and no model is asked.

Run it with ``python benchmarks/sides.py msr-action3d-all``.
"""

from __future__ import annotations

import argparse

import numpy as np

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import Dataset, load_dataset
from eesgn_lite.data.clips import Clip
from eesgn_lite.training.runs import provenance

LIMBS = ("hand", "foot")


def stir(clip: Clip, joint: str) -> float:
    """Mean distance of a joint from its median place beside the centre joint, metres."""
    skeleton, seen = clip.skeleton, clip.valid[0]
    place = clip.joints[0, seen, skeleton.joints.index(joint)]
    place = place - clip.joints[0, seen, skeleton.centre]
    return float(np.linalg.norm(place - np.median(place, axis=0), axis=-1).mean())


def right_shares(side: Dataset) -> dict[str, dict[str, float]]:
    """Share of clips in which the right limb stirs more than the left: limb -> action -> share.

    A clip in which both stir alike, such as one of a single frame, counts half.
    """
    clips = [side[index] for index in range(len(side))]
    found: dict[str, dict[str, float]] = {}
    for limb in LIMBS:
        more = np.sign([stir(c, f"right_{limb}") - stir(c, f"left_{limb}") for c in clips])
        found[limb] = {
            action: float((1 + more[side.labels == label]).mean() / 2)
            for label, action in enumerate(side.classes)
        }
    return found


def one_sided(shares: dict[str, dict[str, float]]) -> list[str]:
    """Name the actions in which every clip stirs the same hand, or the same foot, more."""
    actions = shares[LIMBS[0]]
    return [name for name in actions if any(shares[limb][name] in (0, 1) for limb in LIMBS)]


def main() -> None:
    """Read the command line, compare, and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", metavar="DATASET")
    name = parser.parse_args().dataset
    side = load_dataset(name).training_side
    shares = right_shares(side)
    found = one_sided(shares)
    row = Row(
        kind="measurement",
        name=f"sides-{name}",
        dataset=name,
        config={"one_sided": found, "right_shares": shares},
        values={
            "actions": len(side.classes),
            "one_sided": len(found),
            "right_hand": sum(shares["hand"][action] == 1 for action in found),
            "right_foot": sum(shares["foot"][action] == 1 for action in found),
            "clips": len(side),
        },
        seed=None,
        command=f"python benchmarks/sides.py {name}",
        note=(
            "Training side, first person of each clip. An action is one-sided where every clip "
            "of it stirs the same hand, or the same foot, more than the other."
        ),
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
