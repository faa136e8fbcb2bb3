"""Switches and lists of the explorer."""

from __future__ import annotations

import pytest

from eesgn_lite.analysis.summary import Setting, parts_of
from eesgn_lite.training.experiment import ABLATIONS
from eesgn_lite.viewing.explorer_controls import ExplorerControls, combination_of
from eesgn_lite.viewing.explorer_page import Choice

SETTINGS = [Setting("mini-ntu", "ours"), Setting("nw-ucla", "ours")]


@pytest.mark.parametrize("name", ABLATIONS)
def test_every_combination_has_its_switches(name: str) -> None:
    controls = ExplorerControls(SETTINGS, lambda _: None)
    choice = Choice(setting=SETTINGS[1], metric="top5", first="loss", second=name)
    controls.show(choice)
    assert controls.choice == choice
    on = {part for part, switch in controls.switches.items() if switch.value}
    assert on == parts_of(name)
    assert combination_of(frozenset(on)) == name


def test_a_switch_reports_once_and_so_does_show() -> None:
    told: list[Choice] = []
    controls = ExplorerControls(SETTINGS, told.append)
    assert told == []
    controls.switches["loss"].value = False
    assert [one.second for one in told] == ["streams+pooling+temporal"]
    controls.show(Choice(setting=SETTINGS[1], metric="top5", first="esgn", second="sgn"))
    assert len(told) == 2
    controls.metric.value = "calibration_error"
    assert told[-1].metric == "calibration_error"


def test_every_control_has_a_label() -> None:
    controls = ExplorerControls(SETTINGS, lambda _: None)
    labels = [control.description for control in controls.children[1:]]
    assert len(set(labels)) == len(labels) == 7
    assert all(labels)
