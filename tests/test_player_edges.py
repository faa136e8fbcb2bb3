"""Edges: the strongest of every moment are kept, and what is left out is known."""

from __future__ import annotations

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.viewing.player_edges import Edges, strongest_edges, usual_threshold


def test_no_graph_has_no_edges() -> None:
    assert strongest_edges(wander(), None) is None
    assert usual_threshold([]) == 0


def test_the_strongest_come_first_and_no_joint_gives_to_itself() -> None:
    graph = np.diag(np.full(25, 9.0))
    graph[2, 1], graph[0, 24] = 0.3, 0.6
    edges = strongest_edges(wander(), graph)
    assert edges.pairs[0, 0, :2].tolist() == [24, 2 * 25 + 1]
    assert edges.weights[0, 0, :3].tolist() == [0.6, 0.3, 0.0]
    assert edges.weights.shape == (1, 1, 600)
    assert edges.complete == 0


def test_a_moment_lasts_until_the_graph_changes() -> None:
    graph = np.zeros((6, 25, 25))
    graph[2:5, 0, 1] = 1
    edges = strongest_edges(wander(), graph)
    assert edges.starts.tolist() == [0, 2, 5]
    assert edges.weights[0, :, 0].tolist() == [0, 1, 0]


def test_many_moments_keep_fewer_edges_and_say_from_where_they_are_complete() -> None:
    clip = wander(frames=100)
    graph = np.random.default_rng(0).random((100, 25, 25))
    edges = strongest_edges(clip, graph)
    assert edges.weights.shape == (1, 100, 7)
    off = graph[:, ~np.eye(25, dtype=bool)]
    left_out = np.sort(off, axis=1)[:, -8]
    assert edges.complete == left_out.max()
    for threshold in (edges.complete + 1e-9, 0.9985):
        assert (edges.weights[0] >= threshold).sum() == (off >= threshold).sum()


def test_where_nobody_is_seen_there_is_no_edge() -> None:
    clip = wander(persons=2)
    graph = np.ones((2, 6, 25, 25))
    graph[1, 0] = np.nan
    edges = strongest_edges(clip, graph)
    assert edges.weights[1, 0].max() == 0
    assert edges.weights[0, 0].min() == 1
    assert edges.starts.tolist() == [0, 1]


def test_the_usual_threshold_is_that_of_the_middle_moment() -> None:
    ranks = np.arange(20, 0, -1) / 20
    moments = np.stack([ranks, ranks / 2, ranks / 4])[None]
    made = Edges(
        starts=np.arange(3), pairs=np.zeros((1, 3, 20)), weights=moments, complete=0.0, total=600
    )
    assert usual_threshold([made]) == 0.3


@pytest.mark.parametrize(
    ("weights", "threshold"),
    [
        ([0.9, 0.8, 0.7, *[0.5] * 40], 0.7),
        ([*[0.5] * 40], 0.5),
        ([0.3, 0.2, *[0.0] * 40], 0.2),
        (np.linspace(0.99961, 0.99881, 81), 0.9995),
    ],
)
def test_ties_and_close_weights_leave_few_edges(weights: list[float], threshold: float) -> None:
    made = Edges(
        starts=np.zeros(1, int),
        pairs=np.zeros((1, 1, len(weights))),
        weights=np.array(weights)[None, None],
        complete=0.0,
        total=600,
    )
    assert usual_threshold([made]) == threshold


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
