"""Scenes: clips on a floor, with what is drawn on them, and who and what they show in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from viewing_clips import scene_of, wander

from eesgn_lite.viewing.scene import place_on_floor, reach


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


def test_titles_are_the_names_of_the_recordings_or_ours() -> None:
    clips = (wander(name="a"), wander(name="b"))
    titles = [actor.title for actor in scene_of(*clips).actors]
    assert titles == ["a", "b"]
    assert [actor.title for actor in scene_of(*clips, titles=["", "x"]).actors] == ["", "x"]


def test_the_words_name_what_is_drawn_and_the_heaviest_joints() -> None:
    weights = np.full((6, 25), np.nan)
    weights[2:, [11, 10, 4]] = 0.9, 0.5, 0.3
    scene = scene_of(
        wander(),
        weights=[weights],
        graph=[np.eye(25)],
        trails=["left_hand", 11],
        ghosts=2,
        arrows="bone",
        marks=[[1, 3]],
    )
    label = scene.label
    assert "Largest attention on average: right hand, right wrist, left shoulder." in label
    assert "Size and colour of the joints show attention." in label
    assert "Curved arrows show the strongest learned edges." in label
    assert "Trail of left hand, right hand: last 1 s." in label
    assert "Pale: 2 earlier moments, 0.15 s apart." in label
    assert "Arrows: bones, from parent to child." in label
    assert "Ticks on the time line: marked frames." in label


def test_the_words_of_a_plain_clip_name_nothing_else() -> None:
    scene = scene_of(wander())
    assert scene.label == scene.text_of(scene.actors[0])
    assert scene.label.endswith("recording wander.")
    unknown = scene_of(wander(), weights=[np.full(25, np.nan)])
    assert "Largest" not in unknown.label


def test_weights_reach_from_zero_or_below() -> None:
    assert scene_of(wander(), weights=[np.full(25, -2.0)]).bounds == (-2.0, 0.0)
    assert scene_of(wander(), weights=[np.zeros(25)]).bounds == (0.0, 1.0)


def test_a_few_weights_far_above_the_others_do_not_set_the_scale() -> None:
    weights = np.linspace(0, 0.2, 150).reshape(6, 25)
    weights[3, 7], weights[4, 7] = 0.9, 0.8
    scene = scene_of(wander(), weights=[weights])
    # 98 % of 150 weights: all but the three largest.
    assert scene.bounds[0] == 0 and scene.bounds[1] == np.sort(weights.ravel())[-3]
    assert (scene.top, scene.exceeded) == (0.9, True)
    assert scene.shares(weights)[3, 7] == 1
    assert "The scale ends at 0.2; a few are up to 0.9." in scene.label


def test_the_largest_of_even_weights_ends_the_scale() -> None:
    for weights in (np.linspace(0, 0.2, 150).reshape(6, 25), np.eye(25)[3]):
        scene = scene_of(wander(), weights=[weights])
        assert scene.bounds == (0, weights.max())
        assert not scene.exceeded
        assert "The scale ends" not in scene.label


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"titles": ["a", "b"]},
            "^titles must be a list with one entry for each of 1 clip, found 2",
        ),
        ({"weights": []}, "^weights must be a list .* of 1 clip, found 0"),
        ({"weights": [np.ones(24)]}, r"found \(24,\)"),
        ({"weights": [np.ones((5, 25))]}, r"\(1, 6, 25\), found \(5, 25\)"),
        ({"weights": [np.ones((1, 1, 6, 25))]}, "Weights must be"),
        ({"weights": [np.full(25, np.inf)]}, "must be finite, or NaN"),
        ({"graph": np.eye(25)}, r"^graph must be a list .* found an array of shape \(25, 25\)"),
        ({"marks": 3}, "^marks must be a list .* found int"),
        ({"graph": [np.ones((24, 24))]}, "A graph must be"),
        ({"marks": [[6]]}, "Marks must be"),
        ({"trails": ["tail"]}, "no joint 'tail'"),
        ({"ghosts": 9}, "ghosts must be a whole number in 0..8"),
        ({"ghosts": 2.5}, "in 0..8, found 2.5"),
        ({"ghosts": True}, "in 0..8, found True"),
        ({"trails": [1.5]}, "names or whole numbers, found 1.5"),
        ({"trails": [True]}, "names or whole numbers, found True"),
        ({"trails": 3}, "must be a list of joint names or numbers, found 3"),
        ({"arrows": "up"}, "No arrows 'up'"),
        ({"fps": 0}, "^fps must be a number above 0, found 0.$"),
        ({"fps": "30"}, "above 0, found '30'"),
        ({"fps": float("nan")}, "above 0, found nan"),
        ({"pixels": 20}, "height must be at least 80 pixels, found 20"),
    ],
)
def test_what_does_not_fit_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scene_of(wander(), **settings)


def test_no_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="no clip to play"):
        scene_of()
