"""Edges: the strongest of every moment are kept, and what is left out is known."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.viewing.player_edges import choose_edges, strongest_edges


def test_no_graph_has_no_edges() -> None:
    assert strongest_edges(wander(), None) is None


def test_the_strongest_come_first_and_no_joint_gives_to_itself() -> None:
    graph = np.diag(np.full(25, 9.0))
    graph[2, 1], graph[0, 24] = 0.3, 0.6
    edges = strongest_edges(wander(), graph)
    assert edges.pairs[0, 0, :2].tolist() == [24, 2 * 25 + 1]
    assert edges.weights[0, 0, :3].tolist() == [0.6, 0.3, 0.0]
    assert edges.weights.shape == (1, 1, 600)


def test_a_moment_lasts_until_the_graph_changes() -> None:
    graph = np.zeros((6, 25, 25))
    graph[2:5, 0, 1] = 1
    edges = strongest_edges(wander(), graph)
    assert edges.starts.tolist() == [0, 2, 5]
    assert edges.weights[0, :, 0].tolist() == [0, 1, 0]


def test_many_moments_keep_fewer_edges() -> None:
    clip = wander(frames=100)
    graph = np.random.default_rng(0).random((100, 25, 25))
    edges = strongest_edges(clip, graph)
    assert edges.weights.shape == (1, 100, 7)
    off = np.sort(graph[:, ~np.eye(25, dtype=bool)], axis=1)
    assert (edges.weights[0] == off[:, :-8:-1]).all()


def test_where_nobody_is_seen_there_is_no_edge() -> None:
    clip = wander(persons=2)
    graph = np.ones((2, 6, 25, 25))
    graph[1, 0] = np.nan
    edges = strongest_edges(clip, graph)
    assert edges.weights[1, 0].max() == 0
    assert edges.weights[0, 0].min() == 1
    assert edges.starts.tolist() == [0, 1]


def test_edges_of_one_weight_come_in_the_order_of_their_joints() -> None:
    graph = np.full((25, 25), 0.99999)
    graph[20, 4] = 1.0
    edges = strongest_edges(wander(), graph)
    assert edges.pairs[0, 0, :4].tolist() == [20 * 25 + 4, 1, 2, 3]
    again = strongest_edges(wander(), graph.copy())
    assert (edges.pairs == again.pairs).all()


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ((None, None), (8, 0.0)),
        ((3, None), (3, 0.0)),
        ((3, 0.5), (3, 0.5)),
        ((None, 0.5), (sys.maxsize, 0.5)),
        ((0, 0), (0, 0.0)),
    ],
)
def test_a_weight_alone_asks_for_all_edges_from_there(given: tuple, chosen: tuple) -> None:
    assert choose_edges(*given) == chosen


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((-1, None), "^edges must be a whole number from 0 up, found -1.$"),
        ((1.5, None), "from 0 up, found 1.5"),
        ((True, None), "from 0 up, found True"),
        ((None, -0.1), "^threshold must be a finite number from 0 up, found -0.1.$"),
        ((None, np.nan), "a finite number from 0 up, found nan"),
        ((None, "high"), "found 'high'"),
    ],
)
def test_what_counts_no_edges_is_refused(given: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        choose_edges(*given)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (np.ones(25), r"found \(25,\)"),
        (np.ones((25, 24)), r"found \(25, 24\)"),
        (np.ones((5, 25, 25)), r"\(1, 6, 25, 25\), found \(5, 25, 25\)"),
        (np.ones((2, 6, 25, 25)), "A graph must be"),
        (np.full((25, 25), -1.0), "not below 0"),
        (np.full((25, 25), np.inf), "must be finite"),
    ],
)
def test_what_is_no_graph_of_the_clip_is_refused(graph: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        strongest_edges(wander(), graph)
