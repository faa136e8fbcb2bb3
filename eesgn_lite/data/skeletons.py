"""Skeleton layouts: joint names, bones, left/right pairs, body parts.

The only place where a joint count is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Skeleton:
    """Describe a joint layout as a plain value.

    Parameters
    ----------
    name
        Short name, shown in messages.
    joints
        Joint names, one for each of the V joints, all different.
    parents
        Index of each joint's parent, (V,). The root is its own parent, so its bone is zero.
    pairs
        (left, right) joint indices that a mirror image exchanges.
    parts
        (part name, joint indices) for colours, occlusions and summaries.
    centre
        Joint that is moved to the origin when a clip is centred.
    dimensions
        Coordinates a joint has: 3, or 2 for image skeletons.

    Raises
    ------
    ValueError
        If an index is out of range, a name occurs twice, there is not exactly one root,
        or the parents form a cycle.

    Examples
    --------
    >>> skeleton = get_skeleton("ntu25")
    >>> skeleton.num_joints, skeleton.joints[skeleton.parents[3]]
    (25, 'neck')
    """

    name: str
    joints: tuple[str, ...]
    parents: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...] = ()
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    centre: int = 0
    dimensions: int = 3

    def __post_init__(self) -> None:
        """Check the indices once, so that no later code has to."""
        count = len(self.joints)
        if len(set(self.joints)) != count:
            raise ValueError(f"Skeleton {self.name!r}: joint names must all be different.")
        if len(self.parents) != count:
            raise ValueError(
                f"Skeleton {self.name!r}: {count} joints need {count} parents, "
                f"found {len(self.parents)}."
            )
        used = [self.centre, *self.parents, *(j for pair in self.pairs for j in pair)]
        used += [j for _, part in self.parts for j in part]
        if any(not 0 <= joint < count for joint in used):
            raise ValueError(f"Skeleton {self.name!r}: joint indices must lie in 0..{count - 1}.")
        if self.dimensions not in (2, 3):
            raise ValueError(
                f"Skeleton {self.name!r}: dimensions must be 2 or 3, found {self.dimensions}."
            )
        for joint in range(count):
            self._path_to_root(joint)

    def _path_to_root(self, joint: int) -> list[int]:
        """Follow the parents; a path longer than V joints is a cycle."""
        path = [joint]
        while self.parents[path[-1]] != path[-1]:
            path.append(self.parents[path[-1]])
            if len(path) > len(self.joints):
                raise ValueError(f"Skeleton {self.name!r}: the parents form a cycle.")
        if path[-1] != self.root:
            raise ValueError(f"Skeleton {self.name!r}: there must be exactly one root.")
        return path

    @property
    def num_joints(self) -> int:
        """Number of joints V."""
        return len(self.joints)

    @property
    def root(self) -> int:
        """First joint that is its own parent."""
        return next((j for j, parent in enumerate(self.parents) if parent == j), -1)

    @property
    def bones(self) -> tuple[tuple[int, int], ...]:
        """(child, parent) of every bone, the root left out."""
        return tuple((j, p) for j, p in enumerate(self.parents) if j != p)

    @property
    def mirror(self) -> tuple[int, ...]:
        """Joint order (V,) after left and right have been exchanged."""
        order = list(range(self.num_joints))
        for left, right in self.pairs:
            order[left], order[right] = right, left
        return tuple(order)

    def to_json(self) -> dict[str, Any]:
        """Return the layout as JSON values, whole, so that a file needs no code to read it."""
        return {
            "name": self.name,
            "joints": list(self.joints),
            "parents": list(self.parents),
            "pairs": [list(pair) for pair in self.pairs],
            "parts": [[part, list(joints)] for part, joints in self.parts],
            "centre": self.centre,
            "dimensions": self.dimensions,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Skeleton:
        """Build a layout from `to_json` values."""
        return cls(
            name=values["name"],
            joints=tuple(values["joints"]),
            parents=tuple(values["parents"]),
            pairs=tuple((left, right) for left, right in values["pairs"]),
            parts=tuple((part, tuple(joints)) for part, joints in values["parts"]),
            centre=values["centre"],
            dimensions=values["dimensions"],
        )


def _from_bones(
    name: str,
    joints: str,
    bones: str,
    pairs: tuple[tuple[int, int], ...],
    centre: str,
    parts: Mapping[str, tuple[int, ...]],
) -> Skeleton:
    """Build a layout from the 1-based "child-parent" lists in which papers give them."""
    names = tuple(joints.split())
    parents = list(range(len(names)))
    for bone in bones.split():
        child, parent = (int(joint) - 1 for joint in bone.split("-"))
        parents[child] = parent
    return Skeleton(
        name=name,
        joints=names,
        parents=tuple(parents),
        pairs=tuple((left - 1, right - 1) for left, right in pairs),
        parts=tuple((part, tuple(j - 1 for j in members)) for part, members in parts.items()),
        centre=names.index(centre),
    )


NTU25 = _from_bones(
    "ntu25",
    """hip_centre spine neck head
    left_shoulder left_elbow left_wrist left_hand
    right_shoulder right_elbow right_wrist right_hand
    left_hip left_knee left_ankle left_foot
    right_hip right_knee right_ankle right_foot
    shoulder_centre left_hand_tip left_thumb right_hand_tip right_thumb""",
    "1-2 2-21 3-21 4-3 5-21 6-5 7-6 8-7 9-21 10-9 11-10 12-11 13-1 14-13 15-14 16-15 "
    "17-1 18-17 19-18 20-19 22-8 23-8 24-12 25-12",
    ((5, 9), (6, 10), (7, 11), (8, 12), (13, 17), (14, 18), (15, 19), (16, 20), (22, 24), (23, 25)),
    centre="spine",
    parts={
        "torso": (1, 2, 3, 4, 21),
        "left arm": (5, 6, 7, 8, 22, 23),
        "right arm": (9, 10, 11, 12, 24, 25),
        "left leg": (13, 14, 15, 16),
        "right leg": (17, 18, 19, 20),
    },
)

KINECT20 = _from_bones(
    "kinect20",
    """hip_centre spine shoulder_centre head
    left_shoulder left_elbow left_wrist left_hand
    right_shoulder right_elbow right_wrist right_hand
    left_hip left_knee left_ankle left_foot
    right_hip right_knee right_ankle right_foot""",
    "1-2 2-3 4-3 5-3 6-5 7-6 8-7 9-3 10-9 11-10 12-11 13-1 14-13 15-14 16-15 "
    "17-1 18-17 19-18 20-19",
    ((5, 9), (6, 10), (7, 11), (8, 12), (13, 17), (14, 18), (15, 19), (16, 20)),
    centre="spine",
    parts={
        "torso": (1, 2, 3, 4),
        "left arm": (5, 6, 7, 8),
        "right arm": (9, 10, 11, 12),
        "left leg": (13, 14, 15, 16),
        "right leg": (17, 18, 19, 20),
    },
)

# MSR-Action3D numbers its joints in an order of its own; the bone lengths of the recordings
# are constant under it and not under the Kinect's.
MSR20 = _from_bones(
    "msr20",
    """left_shoulder right_shoulder shoulder_centre spine left_hip right_hip hip_centre
    left_elbow right_elbow left_wrist right_wrist left_hand right_hand
    left_knee right_knee left_ankle right_ankle left_foot right_foot head""",
    "20-3 1-3 2-3 8-1 10-8 12-10 9-2 11-9 13-11 3-4 4-7 5-7 6-7 14-5 16-14 18-16 15-6 17-15 19-17",
    ((1, 2), (8, 9), (10, 11), (12, 13), (5, 6), (14, 15), (16, 17), (18, 19)),
    centre="spine",
    parts={
        "torso": (3, 4, 7, 20),
        "left arm": (1, 8, 10, 12),
        "right arm": (2, 9, 11, 13),
        "left leg": (5, 14, 16, 18),
        "right leg": (6, 15, 17, 19),
    },
)

SKELETONS: Mapping[str, Skeleton] = {layout.name: layout for layout in (NTU25, KINECT20, MSR20)}


def get_skeleton(skeleton: str | Skeleton) -> Skeleton:
    """Return a built-in layout by name, or the layout itself.

    Raises
    ------
    ValueError
        If no built-in layout has that name.
    """
    if isinstance(skeleton, Skeleton):
        return skeleton
    if skeleton not in SKELETONS:
        raise ValueError(f"No skeleton {skeleton!r}; built in are {', '.join(SKELETONS)}.")
    return SKELETONS[skeleton]


def shared_joints(source: Skeleton, target: Skeleton) -> tuple[int, ...]:
    """Give for each joint of `target` the index of the joint of that name in `source`.

    Raises
    ------
    ValueError
        If `source` lacks a joint of `target`.

    Examples
    --------
    >>> shared_joints(NTU25, KINECT20)[2]
    20
    """
    missing = [joint for joint in target.joints if joint not in source.joints]
    if missing:
        raise ValueError(f"Skeleton {source.name!r} has no joint {', '.join(missing)}.")
    return tuple(source.joints.index(joint) for joint in target.joints)
