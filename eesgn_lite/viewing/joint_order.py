"""The order in which joints stand in tables and around circles: body part by body part."""

from __future__ import annotations

from dataclasses import dataclass

from eesgn_lite.data.skeletons import Skeleton


@dataclass(frozen=True, kw_only=True)
class JointOrder:
    """Hold joints grouped by body part.

    Attributes
    ----------
    joints
        Joint indices, all V of them, part by part.
    names
        Their names in words, in this order.
    parts
        (name, place of the first joint, number of joints) of each group.
    """

    joints: tuple[int, ...]
    names: tuple[str, ...]
    parts: tuple[tuple[str, int, int], ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Places before which a group begins, the first left out."""
        return tuple(start for _, start, _ in self.parts[1:])


def order_by_part(skeleton: Skeleton) -> JointOrder:
    """Group a skeleton's joints by body part; joints of no part come last, as "other".

    Parameters
    ----------
    skeleton
        The layout.

    Returns
    -------
    JointOrder
        Every joint exactly once, also where parts share a joint.

    Examples
    --------
    >>> from eesgn_lite.data.skeletons import get_skeleton
    >>> order = order_by_part(get_skeleton("ntu25"))
    >>> order.names[5], order.parts[1]
    ('left shoulder', ('left arm', 5, 6))
    """
    left = list(range(skeleton.num_joints))
    parts: list[tuple[str, int, int]] = []
    joints: list[int] = []
    for name, members in (*skeleton.parts, ("other", tuple(left))):
        group = [joint for joint in dict.fromkeys(members) if joint in left]
        if group:
            parts.append((name, len(joints), len(group)))
        joints += group
        left = [joint for joint in left if joint not in group]
    names = tuple(skeleton.joints[joint].replace("_", " ") for joint in joints)
    return JointOrder(joints=tuple(joints), names=names, parts=tuple(parts))
