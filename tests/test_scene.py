"""Scenes: what travels to the page is small, true and says who is absent."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.scene import ABSENT, Scene, build_scene, place_on_floor, reach
from eesgn_lite.viewing.views import VIEWS


def scene_of(
    *clips: Clip,
    fps: float = 30.0,
    titles: list[str] | None = None,
    weights: list[np.ndarray | None] | None = None,
    pixels: int = 340,
) -> Scene:
    """Build a scene with the usual settings."""
    return build_scene(
        clips, fps=fps, titles=titles, weights=weights, weights_name="attention", pixels=pixels
    )


def unpack(clip: dict) -> np.ndarray:
    """Read the coordinates back, as the page does."""
    steps = np.frombuffer(b64decode(clip["data"]), "<i2")
    shape = (clip["persons"], clip["frames"], len(clip["joints"]), 3)
    points = steps.reshape(shape) * clip["scale"] + clip["origin"]
    points[steps.reshape(shape) == ABSENT] = np.nan
    return points


def test_coordinates_come_back_within_a_tenth_of_a_millimetre() -> None:
    clip = wander(persons=2)
    packed = scene_of(clip).to_json(VIEWS["front"])["clips"][0]
    points, placed = unpack(packed), place_on_floor(clip)
    assert np.isnan(points[1, 0]).all()
    assert np.isfinite(points[clip.valid]).all()
    assert np.nanmax(np.abs(points - placed)) < 1e-4


def test_a_person_of_a_hundred_frames_takes_less_than_thirty_kilobytes() -> None:
    packed = scene_of(wander(frames=100)).to_json(VIEWS["front"])["clips"][0]
    assert len(packed["data"]) == 4 * 25 * 100 * 3 * 2 / 3
    assert len(str(packed)) < 30_000


def test_the_lowest_points_stand_on_the_floor_in_the_middle() -> None:
    points = place_on_floor(wander())
    low, high = points.min(axis=(0, 1, 2)), points.max(axis=(0, 1, 2))
    assert low[1] == pytest.approx(0, abs=0.05)
    assert np.allclose((low + high)[[0, 2]], 0, atol=0.1)


def test_a_joint_lost_for_a_moment_does_not_shrink_the_picture() -> None:
    clip = wander(frames=100)
    wild = clip.joints.copy()
    wild[0, 50, 7] = 40
    wide = reach(place_on_floor(replace(clip, joints=wild)))
    assert np.allclose(wide, reach(place_on_floor(clip)), rtol=0.1)


def test_several_clips_share_the_scale_and_the_longest_time() -> None:
    near, far = wander(frames=4), wander(layout="kinect20", frames=9)
    far = replace(far, joints=far.joints * np.float32(2))
    values = scene_of(near, far).to_json(VIEWS["side"])
    alone = scene_of(far).to_json(VIEWS["side"])
    assert (values["frames"], values["radius"]) == (9, alone["radius"])
    assert [len(clip["joints"]) for clip in values["clips"]] == [25, 20]
    assert values["views"]["home"] == VIEWS["side"]


def test_titles_are_the_names_of_the_recordings_or_ours() -> None:
    clips = (wander(name="a"), wander(name="b"))
    titles = [actor.title for actor in scene_of(*clips).actors]
    assert titles == ["a", "b"]
    assert [actor.title for actor in scene_of(*clips, titles=["", "x"]).actors] == ["", "x"]


def test_weights_of_a_joint_a_frame_or_a_person_keep_their_shape() -> None:
    clip = wander(persons=2)
    for shape, persons, frames in (((25,), 1, 1), ((6, 25), 1, 6), ((2, 6, 25), 2, 6)):
        values = scene_of(clip, weights=[np.ones(shape)]).to_json(VIEWS["front"])
        packed = values["clips"][0]["weights"]
        assert (packed["persons"], packed["frames"]) == (persons, frames)
        assert set(b64decode(packed["data"])) == {255}


def test_all_clips_share_one_legend_from_zero() -> None:
    weights = np.zeros(25)
    weights[3] = 0.5
    values = scene_of(wander(), wander(), weights=[weights, 2 * weights]).to_json(VIEWS["front"])
    assert values["range"] == (0.0, 1.0)
    first, second = (b64decode(clip["weights"]["data"]) for clip in values["clips"])
    assert (first[3], second[3], first[4]) == (128, 255, 0)
    assert "joints show attention" in values["label"]


def test_without_weights_nothing_speaks_of_them() -> None:
    values = scene_of(wander()).to_json(VIEWS["front"])
    assert (values["weighted"], values["clips"][0]["weights"]) == ("", None)
    assert "attention" not in values["label"]


def test_the_floor_has_round_squares_that_hold_the_clip() -> None:
    values = scene_of(wander()).to_json(VIEWS["front"])
    assert values["square"] == 0.5
    assert values["edge"] >= values["radius"] > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"titles": ["a", "b"]}, "1 clips need as many titles"),
        ({"weights": []}, "1 clips need as many titles and weights"),
        ({"weights": [np.ones(24)]}, r"found \(24,\)"),
        ({"weights": [np.ones((5, 25))]}, r"\(1, 6, 25\), found \(5, 25\)"),
        ({"weights": [np.ones((1, 1, 6, 25))]}, "Weights must be"),
        ({"weights": [np.full(25, np.nan)]}, "must be finite"),
        ({"fps": 0}, "fps must be above 0"),
        ({"fps": float("nan")}, "fps must be above 0"),
        ({"pixels": 20}, "height at least 80"),
    ],
)
def test_what_does_not_fit_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scene_of(wander(), **settings)


def test_no_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="no clip to play"):
        scene_of()
