"""The controls of a change."""

from __future__ import annotations

import ipywidgets
import pytest

from eesgn_lite.data.skeletons import get_skeleton
from eesgn_lite.viewing.change_controls import ChangeControls
from eesgn_lite.viewing.changes import Change

WHOLE = Change(freeze="left arm", swap=True, reverse=True, speed=1.25, noise=0.035, drop=("bone",))


def make(change: Change, told: list[Change], streams: tuple[str, ...] = ("joint", "bone")):
    """Make controls that tell a list."""
    return ChangeControls(get_skeleton("ntu25"), streams, change, told.append)


def test_they_stand_at_the_first_change_and_say_nothing() -> None:
    told: list[Change] = []
    assert make(WHOLE, told).change == WHOLE
    assert told == []


def test_a_set_of_moves_is_told_once() -> None:
    told: list[Change] = []
    controls = make(Change(), told)
    controls.show(WHOLE)
    assert told == [WHOLE]


@pytest.mark.parametrize(
    ("name", "value", "change"),
    [
        ("freeze", "torso", Change(freeze="torso")),
        ("swap", True, Change(swap=True)),
        ("reverse", True, Change(reverse=True)),
        ("speed", 0.65, Change(speed=0.65)),
        ("noise", 3.0, Change(noise=0.03)),
        ("drop", ("joint",), Change(drop=("joint",))),
    ],
)
def test_each_control_changes_one_thing(name: str, value: object, change: Change) -> None:
    told: list[Change] = []
    getattr(make(Change(), told), name).value = value
    assert told == [change]


def test_reset_changes_nothing_any_more() -> None:
    told: list[Change] = []
    make(WHOLE, told).reset.click()
    assert told == [Change()]


def test_the_only_stream_cannot_be_dropped() -> None:
    assert make(Change(), [], streams=("joint",)).drop.options == (("none", ()),)


def test_every_control_has_a_label() -> None:
    assert all(control.description for control in make(Change(), []).children)
    assert len(make(Change(), []).children) == 7


def test_sliders_answer_while_they_move() -> None:
    controls = make(Change(), [])
    sliders = [c for c in controls.children if isinstance(c, ipywidgets.FloatSlider)]
    assert [slider.continuous_update for slider in sliders] == [True, True]
