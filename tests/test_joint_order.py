"""Joints in the order of the body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eesgn_lite.data.skeletons import SKELETONS, get_skeleton
from eesgn_lite.viewing.joint_order import order_by_part


@pytest.mark.parametrize("name", SKELETONS)
def test_every_joint_stands_once_beside_those_of_its_part(name: str) -> None:
    skeleton = get_skeleton(name)
    order = order_by_part(skeleton)
    assert sorted(order.joints) == list(range(skeleton.num_joints))
    for (part, members), (said, start, count) in zip(skeleton.parts, order.parts, strict=True):
        assert (said, order.joints[start : start + count]) == (part, members)


def test_names_are_words_and_gaps_stand_between_parts() -> None:
    order = order_by_part(get_skeleton("ntu25"))
    assert order.names[:2] == ("hip centre", "spine")
    assert order.gaps == (5, 11, 17, 21)


def test_joints_of_no_part_or_of_two_parts_stand_once() -> None:
    skeleton = replace(get_skeleton("kinect20"), parts=(("a", (3, 2)), ("b", (2, 1))))
    order = order_by_part(skeleton)
    assert order.parts == (("a", 0, 2), ("b", 2, 1), ("other", 3, 17))
    assert order.joints[:5] == (3, 2, 1, 0, 4)
