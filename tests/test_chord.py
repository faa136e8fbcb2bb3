"""Arrows around a circle."""

from __future__ import annotations

import re

import numpy as np

from eesgn_lite.data.skeletons import get_skeleton
from eesgn_lite.viewing.chord import draw_chords, strongest_edges
from eesgn_lite.viewing.joint_order import order_by_part

NTU = get_skeleton("ntu25")
ORDER = order_by_part(NTU)


def hands_to_head() -> np.ndarray:
    """Make a graph in which the head listens to both hands and the spine keeps to itself."""
    graph = np.zeros((25, 25))
    joint = NTU.joints.index
    graph[joint("head"), joint("left_hand")] = 0.6
    graph[joint("head"), joint("right_hand")] = 0.3
    graph[joint("spine"), joint("spine")] = 1.0
    return graph


def test_the_heaviest_edges_come_first_and_none_of_weight_zero() -> None:
    graph = np.array([[5, 0.2, 0], [0.7, 5, 0], [0, 0.4, 5]])
    assert strongest_edges(graph, 2) == [(1, 0), (2, 1)]
    assert strongest_edges(graph, 9) == [(1, 0), (2, 1), (0, 1)]


def test_an_arrow_runs_from_the_giving_to_the_receiving_joint() -> None:
    html = draw_chords(hands_to_head(), ORDER, edges=9, name="graph")
    titles = re.findall(r"<title>(.*? to .*?)</title>", html)
    assert titles == ["right hand to head: 0.3", "left hand to head: 0.6"]
    assert 'aria-label="graph. Strongest edges: left hand to head 0.6, right hand' in html


def test_width_is_the_weight_and_colour_the_giving_part() -> None:
    html = draw_chords(hands_to_head(), ORDER, edges=9, name="graph")
    drawn = re.findall(
        r'<g class="(eesgn-part-\d)"><title>[^<]* to .*?stroke-width="([\d.]+)"', html
    )
    assert drawn == [("eesgn-part-2", "3.9"), ("eesgn-part-1", "7.0")]


def test_the_largest_dot_belongs_to_the_joint_that_keeps_most() -> None:
    html = draw_chords(hands_to_head(), ORDER, edges=9, name="graph")
    sizes = [float(size) for size in re.findall(r' r="([\d.]+)"', html)]
    assert len(sizes) == 25
    assert ORDER.names[int(np.argmax(sizes))] == "spine"


def test_every_name_stands_outside_the_circle_and_inside_the_picture() -> None:
    html = draw_chords(hands_to_head(), ORDER, edges=9, name="graph")
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)".*?>([a-z ]+)</text>', html)
    assert sorted(name for *_, name in places) == sorted(ORDER.names)
    away = [np.hypot(float(x) - 230, float(y) - 230) for x, y, _ in places]
    assert min(away) > 140
    # A letter of 11 px is about 6 px wide.
    assert all(far + 6.2 * len(name) < 245 for far, (_, _, name) in zip(away, places, strict=True))


def test_a_graph_without_edges_is_a_circle_of_names() -> None:
    html = draw_chords(np.eye(25), ORDER, edges=9, name="graph")
    assert "Strongest edges: none." in html
