"""Posters: a still picture that needs no script."""

from __future__ import annotations

from base64 import b64decode

import pytest
from viewing_clips import wander

from eesgn_lite.viewing.poster import SIDE_COLOURS, draw_poster
from eesgn_lite.viewing.scene import build_scene


def poster_of(*clips, view="front") -> str:
    """Draw the poster of clips and read its SVG."""
    scene = build_scene(clips, fps=30, titles=None, weights=None, weights_name="", pixels=340)
    address = draw_poster(scene, view)
    kind, data = address.split(",")
    assert kind == "data:image/svg+xml;base64"
    return b64decode(data).decode("ascii")


def test_every_bone_of_every_person_is_drawn_and_the_right_side_is_dashed() -> None:
    svg = poster_of(wander(persons=2), wander(layout="kinect20"))
    assert svg.count("<path") == 2 * 24 + 19
    assert svg.count("stroke-dasharray") == svg.count(SIDE_COLOURS[2])
    assert 'width="520"' in svg


def test_an_absent_person_is_not_drawn() -> None:
    clip = wander(persons=2, frames=1)
    assert poster_of(clip).count("<path") == 24


def test_another_view_is_another_picture_of_at_most_ten_kilobytes() -> None:
    front, side = (poster_of(wander(), view=view) for view in ("front", "side"))
    assert front != side
    assert len(front) < 7_500


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ValueError, match="No view 'back'"):
        poster_of(wander(), view="back")
