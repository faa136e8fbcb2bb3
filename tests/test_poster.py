"""Posters: a still picture that needs no script, in the reader's theme."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from viewing_clips import scene_of, wander

from eesgn_lite.viewing import poster
from eesgn_lite.viewing.poster import draw_poster


def poster_of(*clips, view="front", weights=None) -> str:
    """Draw the poster of clips and read its SVG."""
    address = draw_poster(scene_of(*clips, weights=weights), view)
    kind, data = address.split(",")
    assert kind == "data:image/svg+xml;base64"
    return b64decode(data).decode("ascii")


def bones_of(svg: str, side: int) -> int:
    """Count the bones drawn on a side of the body."""
    return sum(lines.count("L") for lines in re.findall(rf'class="s{side}" d="([^"]*)"', svg))


def test_every_bone_of_every_person_is_drawn_and_the_right_side_is_dashed() -> None:
    svg = poster_of(wander(persons=2), wander(layout="kinect20"))
    assert sum(bones_of(svg, side) for side in range(3)) == 2 * 24 + 19
    assert bones_of(svg, 1) == bones_of(svg, 2)
    assert svg.count("stroke-dasharray") == svg.count('class="s2"') == 3
    assert 'width="520"' in svg


def test_an_absent_person_is_not_drawn() -> None:
    svg = poster_of(wander(persons=2, frames=1))
    assert sum(bones_of(svg, side) for side in range(3)) == 24


def test_the_heavier_joints_have_larger_dots() -> None:
    weights = np.zeros(25)
    weights[[3, 7, 11, 12]] = 1.0, 0.6, 0.3, 0.2
    dots = re.findall(
        r'class="w" d="([^"]*)" stroke-width="(\d+)"', poster_of(wander(), weights=[weights])
    )
    assert [(path.count("h0"), int(width)) for path, width in dots] == [(1, 12), (1, 20), (1, 30)]
    assert 'class="w"' not in poster_of(wander())


def test_every_head_is_a_ball() -> None:
    svg = poster_of(wander(persons=2), wander(layout="kinect20"))
    assert len(re.findall(r'class="s0" d="M\d+ \d+h0" stroke-width="\d+"', svg)) == 3


def test_an_unknown_weight_has_no_dot() -> None:
    weights = np.full(25, np.nan)
    weights[3] = 1
    assert poster_of(wander(), weights=[weights]).count('class="w"') == 1


@pytest.mark.parametrize(("clips", "persons"), [(1, 1), (1, 2), (4, 2)])
def test_a_poster_takes_at_most_ten_kilobytes(clips: int, persons: int) -> None:
    shown = [wander(frames=9, persons=persons)] * clips
    scene = scene_of(*shown, weights=[np.linspace(0, 1, 25)] * clips)
    assert len(draw_poster(scene, "front")) <= 10_000


def test_another_view_is_another_picture() -> None:
    assert poster_of(wander()) != poster_of(wander(), view="side")


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ValueError, match="No view 'back'"):
        poster_of(wander(), view="back")


def test_its_colours_are_the_players() -> None:
    style = Path(poster.__file__).with_name("player.css").read_text(encoding="utf-8")
    light, dark = style.split("[data-jp-theme-light")[:2]
    names = ("middle", "left", "right")
    for text, colours, paper in (
        (light, poster.SIDE_COLOURS, poster.PAPERS[0]),
        (dark, poster.DARK_SIDE_COLOURS, poster.PAPERS[1]),
    ):
        found = [re.search(rf"--eesgn-{name}: (\S+);", text)[1] for name in (*names, "paper")]
        assert found == [*colours, paper]
