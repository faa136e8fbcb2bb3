"""Views: the person is seen as from the sensor, never as in a mirror."""

from __future__ import annotations

import numpy as np
import pytest

from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import NTU25, Skeleton
from eesgn_lite.viewing.views import describe, get_view, in_space, project, sides

SENSOR_LEFT, UP, AWAY = np.eye(3)


def test_from_the_front_the_sensors_left_is_drawn_on_the_left() -> None:
    level = {"elevation": 0.0}
    assert np.allclose(project(SENSOR_LEFT, level), [-1, 0, 0])
    assert np.allclose(project(UP, level), [0, 1, 0])
    assert np.allclose(project(AWAY, level), [0, 0, -1])


def test_from_the_side_who_faces_the_sensor_looks_to_the_right() -> None:
    side = {"azimuth": 90.0, "elevation": 0.0}
    assert np.allclose(project(-AWAY, side), [1, 0, 0])
    assert np.allclose(project(SENSOR_LEFT, side), [0, 0, 1])


def test_from_the_top_the_sensor_is_below() -> None:
    assert np.allclose(project(-AWAY, "top"), [0, -1, 0])
    assert np.allclose(project(UP, "top"), [0, 0, 1])


@pytest.mark.parametrize("azimuth", [-120.0, 0.0, 33.0])
@pytest.mark.parametrize("elevation", [-10.0, 8.0, 90.0])
def test_turning_keeps_lengths_and_does_not_mirror(azimuth: float, elevation: float) -> None:
    turned = project(np.eye(3), {"azimuth": azimuth, "elevation": elevation})
    assert np.allclose(turned @ turned.T, np.eye(3))
    assert np.linalg.det(turned) == pytest.approx(1)


def test_a_view_is_completed_from_the_front() -> None:
    assert get_view({"zoom": 2}) == {"azimuth": 0.0, "elevation": 8.0, "zoom": 2.0}
    assert get_view("side")["azimuth"] == 90.0


def test_a_named_view_cannot_be_changed_by_its_reader() -> None:
    get_view("top")["zoom"] = 9.0
    assert get_view("top")["zoom"] == 1.0


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ("back", "No view 'back'; there are front, side, top"),
        ({"tilt": 3}, "not tilt"),
        ({"azimuth": float("nan")}, "must be finite"),
        ({"elevation": 91}, "-90 to 90"),
        ({"zoom": 0}, "zoom above 0"),
    ],
)
def test_a_wrong_view_is_refused(view: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        get_view(view)


def test_every_joint_of_a_pair_has_a_side() -> None:
    side = dict(zip(NTU25.joints, sides(NTU25), strict=True))
    assert (side["left_hand"], side["right_knee"], side["head"]) == (1, 2, 0)
    assert sides(NTU25).count(1) == sides(NTU25).count(2) == len(NTU25.pairs)


def test_flat_joints_lie_in_a_plane() -> None:
    layout = Skeleton(name="pair", joints=("a", "b"), parents=(0, 0), dimensions=2)
    clip = Clip(
        joints=np.ones((1, 3, 2, 2), np.float32),
        valid=np.ones((1, 3), bool),
        skeleton=layout,
        recording=Recording(name="flat"),
    )
    assert np.array_equal(in_space(clip)[0, 0], [[1, 1, 0], [1, 1, 0]])
    assert describe(clip, fps=2) == (
        "Moving skeleton of 1 person with 2 joints, 3 frames, 1.5 s, recording flat."
    )
