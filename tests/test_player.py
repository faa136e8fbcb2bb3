"""The player as Python sees it; `browser/test_player_browser.py` sees it move."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import traitlets
from viewing_clips import wander

from eesgn_lite.viewing.player import Player, play

READ = "^play takes a clip or several; read the file with ee.read_clip first.$"


@pytest.fixture
def player() -> Player:
    """A player of six frames."""
    return play(wander())


def test_a_notebook_gets_the_widget_and_a_page_gets_html(player: Player) -> None:
    shown, _ = player._repr_mimebundle_()
    assert shown["application/vnd.jupyter.widget-view+json"]["model_id"] == player.model_id
    assert shown["text/html"] == player.to_html()
    assert shown["text/plain"].startswith("Moving skeleton of 1 person with 25 joints")


def test_the_page_needs_nothing_from_elsewhere(player: Player) -> None:
    page = player.to_html()
    assert not re.findall(r"\b(?:https?:)?//[\w.-]+\.\w+|\bimport\s|@import|\burl\(", page)
    assert "export default" in page


def test_the_page_carries_the_state_it_was_shown_with(player: Player) -> None:
    player.frame, player.playing, player.view = 4, False, "side"
    state = re.search(r'<script type="application/json">(.*?)</script>', player.to_html())[1]
    values = json.loads(state)
    assert (values["frame"], values["playing"], values["view"]["azimuth"]) == (4, False, 90)
    assert values["_scene"] == json.loads(json.dumps(player._scene))


def test_a_title_cannot_break_out_of_the_page() -> None:
    page = play(wander(name='</script>"<b>'), titles="</script><b>").to_html()
    assert page.count("</script>") == 2
    assert "<b>" not in page


def test_script_and_style_stay_small() -> None:
    assert len(Player._esm.encode()) <= 40_000
    assert len(Player._css.encode()) <= 5_000


@pytest.mark.parametrize("persons", [1, 2])
def test_a_page_carries_at_most_thirty_kilobytes_a_person(persons: int) -> None:
    """Besides script, style and poster, which come once a player."""
    random = np.random.default_rng(0)
    player = play(
        wander(frames=100, persons=persons),
        weights=random.random((persons, 100, 25)),
        graph=random.random((persons, 100, 25, 25)),
        marks=range(0, 100, 5),
    )
    page = player.to_html()
    for once in (player._esm, player._css, player._poster):
        assert page.count(once) == 1
        page = page.replace(once, "")
    assert 20_000 * persons < len(page) <= 30_000 * persons


def test_a_single_title_or_weight_needs_no_list() -> None:
    values = play(wander(), titles="salute", weights=np.ones(25))._scene
    assert values["clips"][0]["title"] == "salute"
    assert values["clips"][0]["weights"]["frames"] == 1


def test_several_clips_take_a_weight_each() -> None:
    values = play([wander(), wander()], weights=[None, np.ones((6, 25))])._scene
    assert [clip["weights"] is None for clip in values["clips"]] == [True, False]


def test_view_is_set_by_name_or_in_part_and_read_whole(player: Player) -> None:
    player.view = "top"
    assert player.view == {"azimuth": 0.0, "elevation": 90.0, "zoom": 1.0}
    player.view = {"azimuth": 45}
    assert player.view == {"azimuth": 45.0, "elevation": 8.0, "zoom": 1.0}


@pytest.mark.parametrize("view", ["back", {"tilt": 1}, 7])
def test_a_wrong_view_is_refused_and_the_old_one_stays(player: Player, view: object) -> None:
    with pytest.raises(traitlets.TraitError):
        player.view = view
    assert player.view["azimuth"] == 0.0


def test_a_joint_is_chosen_by_clip_person_and_joint() -> None:
    player = play([wander(), wander(layout="kinect20", persons=2)])
    assert player.selection == []
    player.selection = [1, 1, 19]
    assert player.selection == [1, 1, 19]
    player.selection = []
    assert player.selection == []


@pytest.mark.parametrize(
    "selection",
    [[2, 0, 0], [1, 2, 0], [1, 0, 20], [0, -1, 0], [0, 0], [0, 0, 0, 0], ["a", 0, 0], 3],
)
def test_a_joint_that_is_not_there_cannot_be_chosen(selection: list) -> None:
    player = play([wander(), wander(layout="kinect20", persons=2)])
    with pytest.raises(traitlets.TraitError, match=re.escape(f"found {selection!r}")):
        player.selection = selection
    assert player.selection == []


def test_eight_edges_are_drawn_unless_a_count_or_weight_is_given() -> None:
    # Where most weights lie close to 1, only a count can tell few edges from many.
    graph = 1 - 1e-7 * np.random.default_rng(0).random((25, 25))
    player = play(wander(), graph=graph)
    assert (player.edges, player.threshold) == (8, 0)
    assert play(wander(), graph=graph, edges=3).edges == 3
    chosen = play(wander(), graph=graph, threshold=0.25)
    assert (chosen.edges, chosen.threshold) == (600, 0.25)
    assert play(wander()).edges == 0


def test_no_more_edges_can_be_asked_for_than_the_page_holds() -> None:
    graph = np.random.default_rng(0).random((100, 25, 25))
    player = play(wander(frames=100), graph=graph, edges=50)
    assert player.edges == player._scene["graph"]["most"] == 7
    player.edges = 5
    player.edges = 1000
    assert player.edges == 7


@pytest.mark.parametrize(
    ("name", "wrong"), [("edges", -1), *(("threshold", w) for w in (-0.1, np.inf, np.nan))]
)
def test_a_count_or_weight_of_no_edge_is_refused(player: Player, name: str, wrong: float) -> None:
    with pytest.raises(traitlets.TraitError, match=f"^{name} must be .* from 0 up, found {wrong}"):
        setattr(player, name, wrong)
    assert getattr(player, name) == 0


def test_what_is_drawn_over_a_single_clip_needs_no_list() -> None:
    values = play(wander(), graph=np.eye(25)[::-1], marks=[0, 5], trails=["head"])._scene["clips"]
    assert (values[0]["marks"], values[0]["trails"]) == ([0, 5], [3])
    assert values[0]["edges"]["total"] == 600


def test_each_of_several_clips_has_its_graph_and_marks() -> None:
    values = play([wander(), wander()], graph=[None, np.eye(25)], marks=[[1], None])._scene
    assert [clip["edges"] is None for clip in values["clips"]] == [True, False]
    assert [clip["marks"] for clip in values["clips"]] == [[1], []]


@pytest.mark.parametrize("frame", [-1, 6])
def test_a_frame_that_no_clip_has_is_refused(player: Player, frame: int) -> None:
    with pytest.raises(traitlets.TraitError, match=re.escape("frame must lie in 0..5")):
        player.frame = frame


def test_the_pages_clock_sets_the_frame_only_while_it_runs(player: Player) -> None:
    player._clock = 2
    assert player.frame == 2
    player.playing = False
    player._clock = 3
    assert player.frame == 2


@pytest.mark.parametrize(
    ("clips", "settings", "message"),
    [
        ([], {}, "no clip"),
        (
            [wander()],
            {"weights": [None, None]},
            "^weights must be a list with one entry for each of 1 clip, found 2",
        ),
        (wander(), {"view": "back"}, "No view 'back'"),
        (wander(), {"height": 10}, "height must be at least 80"),
        ("file.skeleton", {}, READ),
        (np.zeros((6, 25, 3)), {}, READ),
        (None, {}, READ),
        ([wander(), "file.skeleton"], {}, READ),
        (wander(), {"threshold": -1}, "a finite number from 0 up, found -1"),
        (wander(), {"threshold": "high"}, "from 0 up, found 'high'"),
    ],
)
def test_what_cannot_be_played_is_refused(clips: object, settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        play(clips, **settings)
