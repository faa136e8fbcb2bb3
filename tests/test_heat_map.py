"""The heat map as Python sees it; `browser/test_attention_browser.py` points at it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import traitlets
from viewing_clips import wander

from eesgn_lite.viewing.heat_map import HeatMap, heat_map
from eesgn_lite.viewing.player import play


@pytest.fixture
def shown() -> HeatMap:
    """A heat map of one layer, two rows and three columns."""
    return heat_map(np.arange(6.0).reshape(2, 3), ["hip", "knee"], title="</script><b>")


def test_columns_are_numbered_when_they_have_no_names(shown: HeatMap) -> None:
    assert shown._table["columns"] == ["0", "1", "2"]


def test_a_notebook_gets_the_widget_and_a_page_gets_html(shown: HeatMap) -> None:
    bundle, _ = shown._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == shown.model_id
    assert bundle["text/html"] == shown.to_html()
    assert "Heat map of value, 2 rows" in bundle["text/plain"]


def test_the_page_needs_nothing_from_elsewhere(shown: HeatMap) -> None:
    page = re.sub(r'src="data:[^"]*"', "", shown.to_html())
    assert not re.findall(r"\b(?:https?:)?//[\w.-]+\.\w+|\bimport\s|@import|\burl\(", page)


def test_a_title_cannot_break_out_of_the_page(shown: HeatMap) -> None:
    page = shown.to_html()
    assert page.count("</script>") == 2
    assert "<b>" not in page


def test_the_page_carries_the_state_it_was_shown_with(shown: HeatMap) -> None:
    shown.cursor = 2
    state = re.search(r'<script type="application/json">(.*?)</script>', shown.to_html())[1]
    values = json.loads(state)
    assert (values["cursor"], values["layer"], values["cell"]) == (2, 0, [])
    assert values["_table"] == json.loads(json.dumps(shown._table))


def test_script_and_style_stay_small() -> None:
    assert len(HeatMap._esm) + len(HeatMap._css) < 32_000


@pytest.mark.parametrize("cell", [[0, 2, 0], [0, 0, 3], [1, 0, 0], [0, -1, 0], [0, 0]])
def test_a_cell_that_is_not_there_is_refused(shown: HeatMap, cell: list[int]) -> None:
    shown.cell = [0, 1, 2]
    with pytest.raises(traitlets.TraitError, match="below \\[1, 2, 3\\]"):
        shown.cell = cell
    assert shown.cell == [0, 1, 2]
    shown.cell = []


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [("layer", 1, "0..0"), ("cursor", 3, "-1..2"), ("cursor", -2, "-1..2")],
)
def test_a_place_that_is_not_there_is_refused(
    shown: HeatMap, name: str, value: int, message: str
) -> None:
    with pytest.raises(traitlets.TraitError, match=re.escape(message)):
        setattr(shown, name, value)


def test_it_knows_the_player_it_leads() -> None:
    player = play(wander())
    led = heat_map(np.eye(2), "ab", player=player, frames=[0, 5], joints=[3, 4])
    assert led._player == player.model_id
    assert (led._table["frames"], led._table["joints"]) == ([0, 5], [3, 4])


@pytest.mark.parametrize(
    ("values", "choices", "message"),
    [
        (np.zeros(3), {}, re.escape("(R, C) or (L, R, C), found (3,)")),
        (np.zeros((3, 3)), {}, "as many names"),
        (np.zeros((2, 2)), {"player": True}, "needs frames and joints"),
    ],
)
def test_what_cannot_be_drawn_is_refused(values: object, choices: dict, message: str) -> None:
    if "player" in choices:
        choices = {"player": play(wander())}
    with pytest.raises(ValueError, match=message):
        heat_map(values, "ab", **choices)
