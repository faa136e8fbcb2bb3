"""Packing: what travels to the page is small, true and says who is absent."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
from viewing_clips import scene_of, wander

from eesgn_lite.viewing.player_packing import ABSENT, UNKNOWN, pack_scene
from eesgn_lite.viewing.scene import Scene, place_on_floor
from eesgn_lite.viewing.views import VIEWS


def packed(scene: Scene) -> dict:
    """Pack a scene seen from the front."""
    return pack_scene(scene, VIEWS["front"])


def unpack(clip: dict) -> np.ndarray:
    """Read the coordinates back, as the page does."""
    steps = np.frombuffer(b64decode(clip["data"]), "<i2")
    shape = (clip["persons"], clip["frames"], len(clip["joints"]), 3)
    points = steps.reshape(shape) * clip["scale"] + clip["origin"]
    points[steps.reshape(shape) == ABSENT] = np.nan
    return points


def test_coordinates_come_back_within_a_tenth_of_a_millimetre() -> None:
    clip = wander(persons=2)
    points, placed = unpack(packed(scene_of(clip))["clips"][0]), place_on_floor(clip)
    assert np.isnan(points[1, 0]).all()
    assert np.isfinite(points[clip.valid]).all()
    assert np.nanmax(np.abs(points - placed)) < 1e-4


@pytest.mark.parametrize("persons", [1, 2])
def test_a_person_of_a_hundred_frames_takes_at_most_thirty_kilobytes(persons: int) -> None:
    """Also with all that can be drawn, the graph another one in every frame."""
    clip = wander(frames=100, persons=persons)
    random = np.random.default_rng(0)
    scene = scene_of(
        clip,
        weights=[random.random((persons, 100, 25))],
        graph=[random.random((persons, 100, 25, 25))],
        trails=["left_hand", "right_hand"],
        ghosts=4,
        arrows="bone_velocity",
        marks=[range(0, 100, 5)],
    )
    assert len(json.dumps(packed(scene))) <= 30_000 * persons


def test_several_clips_share_the_scale_and_the_longest_time() -> None:
    near, far = wander(frames=4), wander(layout="kinect20", frames=9)
    far = replace(far, joints=far.joints * np.float32(2))
    values = pack_scene(scene_of(near, far), VIEWS["side"])
    alone = packed(scene_of(far))
    assert (values["frames"], values["radius"]) == (9, alone["radius"])
    assert [len(clip["joints"]) for clip in values["clips"]] == [25, 20]
    assert values["views"]["home"] == VIEWS["side"]


def test_weights_of_a_joint_a_frame_or_a_person_keep_their_shape() -> None:
    clip = wander(persons=2)
    for shape, persons, frames in (((25,), 1, 1), ((6, 25), 1, 6), ((2, 6, 25), 2, 6)):
        weights = packed(scene_of(clip, weights=[np.ones(shape)]))["clips"][0]["weights"]
        assert (weights["persons"], weights["frames"]) == (persons, frames)
        assert set(b64decode(weights["data"])) == {254}


def test_a_missing_weight_is_no_small_weight() -> None:
    weights = np.linspace(0, 1, 25)
    weights[4] = np.nan
    data = b64decode(packed(scene_of(wander(), weights=[weights]))["clips"][0]["weights"]["data"])
    assert (data[0], data[4], data[24]) == (0, UNKNOWN, 254)


def test_weights_beyond_the_scale_are_at_its_end_and_the_page_is_told() -> None:
    weights = np.full((6, 25), 0.1)
    weights[2, 4] = 0.7
    values = packed(scene_of(wander(), weights=[weights]))
    assert (values["range"], values["top"]) == ([0.0, 0.1], 0.7)
    assert set(b64decode(values["clips"][0]["weights"]["data"])) == {254}
    assert packed(scene_of(wander(), weights=[np.ones(25)]))["top"] is None


def test_all_clips_share_one_legend_from_zero() -> None:
    weights = np.zeros(25)
    weights[3] = 0.5
    values = packed(scene_of(wander(), wander(), weights=[weights, 2 * weights]))
    assert values["range"] == [0.0, 1.0]
    first, second = (b64decode(clip["weights"]["data"]) for clip in values["clips"])
    assert (first[3], second[3], first[4]) == (127, 254, 0)


def test_without_weights_and_graph_nothing_speaks_of_them() -> None:
    values = packed(scene_of(wander()))
    assert (values["weighted"], values["graph"], values["notes"]) == ("", None, [])
    assert (values["clips"][0]["weights"], values["clips"][0]["edges"]) == (None, None)


def test_the_floor_has_round_squares_that_hold_the_clip() -> None:
    values = packed(scene_of(wander()))
    assert values["square"] == 0.5
    assert values["edge"] >= values["radius"] > 0


def test_edges_travel_with_their_joints_and_share_of_the_strongest() -> None:
    graph = np.zeros((25, 25))
    graph[3, 7], graph[8, 1], graph[5, 5] = 0.8, 0.4, 1.0
    other = np.zeros((25, 25))
    other[0, 2] = 0.2
    values = packed(scene_of(wander(), wander(), graph=[graph, other]))
    edges, weak = (clip["edges"] for clip in values["clips"])
    pairs = np.frombuffer(b64decode(edges["pairs"]), "<u2")
    assert [divmod(int(pair), 25) for pair in pairs[:2]] == [(3, 7), (8, 1)]
    shares = [np.frombuffer(b64decode(each["data"]), "<u2")[:3] for each in (edges, weak)]
    assert shares[0].tolist() == [65535, 32768, 0]
    assert shares[1].tolist() == [16384, 0, 0]
    assert (edges["persons"], edges["starts"], edges["kept"], edges["total"]) == (1, [0], 600, 600)
    assert values["graph"] == {"high": 0.8, "most": 600}


def test_times_are_frames_of_the_recording() -> None:
    scene = scene_of(wander(), fps=60.0, ghosts=2, arrows="joint_velocity", trails=[3])
    values = packed(scene)
    assert (values["ghosts"], values["trail"], values["stretch"]) == ([2, 9], 60, 6.0)
    assert values["clips"][0]["trails"] == [3]
