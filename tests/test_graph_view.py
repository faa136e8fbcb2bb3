"""The adaptive graph as matrix and arrows."""

from __future__ import annotations

import re
from base64 import b64decode

import numpy as np
import pytest

from eesgn_lite.data.skeletons import get_skeleton
from eesgn_lite.viewing.graph_view import graph_view
from eesgn_lite.viewing.joint_order import order_by_part


def shown_matrix(view: object) -> np.ndarray:
    """Unpack the matrix that travels to the page."""
    table = view.matrix._table
    steps = np.frombuffer(b64decode(table["data"]), dtype="<u2").reshape(25, 25)
    return steps / 65534 * table["bounds"][1]


def test_rows_and_columns_stand_in_the_order_of_the_body() -> None:
    graph = np.zeros((25, 25))
    graph[3, 7] = 0.5
    order = order_by_part(get_skeleton("ntu25"))
    shown = shown_matrix(graph_view(graph))
    row, column = np.unravel_index(shown.argmax(), shown.shape)
    assert (order.names[row], order.names[column]) == ("head", "left hand")
    assert shown[row, column] == pytest.approx(0.5)


def test_the_mean_leaves_out_frames_without_a_person() -> None:
    there = np.full((25, 25), 0.04)
    graphs = np.stack([there, 3 * there, np.zeros((25, 25)), np.full((25, 25), np.nan)])
    assert shown_matrix(graph_view(graphs[None])) == pytest.approx(0.08, abs=1e-6)


def test_a_page_holds_the_matrix_and_the_arrows() -> None:
    view = graph_view(np.full((25, 25), 0.04), edges=12, title="One clip")
    bundle = view._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "data-eesgn-heat" in bundle["text/html"]
    assert "The 12 strongest edges" in bundle["text/html"]
    assert bundle["text/plain"].startswith("One clip. Heat map of edge weight, 25 rows (receives)")


@pytest.mark.parametrize(
    ("graph", "choices", "message"),
    [
        (np.zeros((20, 20)), {}, re.escape("must be (..., 25, 25), found (20, 20)")),
        (np.zeros((3, 25, 25)), {}, "No frame has a graph"),
        (np.eye(25), {"edges": 0}, "at least 1, found 0"),
        (np.eye(25), {"skeleton": "none"}, "No skeleton 'none'"),
    ],
)
def test_what_is_no_graph_is_refused(graph: np.ndarray, choices: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        graph_view(graph, **choices)
