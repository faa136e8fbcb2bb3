"""The adaptive graph: who listens to whom, as a matrix and as arrows around a circle."""

from __future__ import annotations

import ipywidgets
import numpy as np

from eesgn_lite.data.skeletons import Skeleton, get_skeleton
from eesgn_lite.viewing.chord import draw_chords
from eesgn_lite.viewing.heat_map import HeatMap, heat_map
from eesgn_lite.viewing.joint_order import order_by_part
from eesgn_lite.viewing.panel import Panel, side_by_side


class GraphView(Panel):
    """Show a graph over the joints; made by `graph_view`.

    Attributes
    ----------
    matrix : HeatMap
        All edges: rows receive, columns give.
    chords : ipywidgets.HTML
        The strongest edges as arrows.
    """

    def __init__(self, matrix: HeatMap, chords: str, label: str) -> None:
        self.matrix, self.chords = matrix, ipywidgets.HTML(chords)
        super().__init__((matrix, self.chords), label)

    def to_html(self) -> str:
        """Return matrix and arrows as HTML that needs no kernel and no network."""
        return side_by_side(self.matrix.to_html(), self.chords.value)


def graph_view(
    graph: np.ndarray,
    skeleton: str | Skeleton = "ntu25",
    *,
    edges: int = 40,
    title: str = "Adaptive graph",
) -> GraphView:
    """Show a graph over the joints as a matrix, and its strongest edges as arrows.

    Parameters
    ----------
    graph
        float (V, V): row = receiving joint, column = giving joint. With more axes in front,
        such as (T, V, V) or (M, T, V, V), the mean over those frames is shown in which the
        graph is there (not NaN and not all zero).
    skeleton
        The layout, or the name of a built-in one.
    edges
        How many arrows, at least 1.
    title
        Written over the matrix.

    Returns
    -------
    GraphView
        A panel. `graph_view(...).matrix.cell` is the edge pointed at.

    Raises
    ------
    ValueError
        If the shape does not fit the skeleton, no frame has a graph, or `edges` is below 1.

    Examples
    --------
    >>> import numpy as np
    >>> import eesgn_lite as ee
    >>> ee.graph_view(np.full((25, 25), 1 / 25)).matrix.cell
    []
    """
    layout = get_skeleton(skeleton)
    if edges < 1:
        raise ValueError(f"edges must be at least 1, found {edges}.")
    mean = _mean_graph(np.asarray(graph, dtype=float), layout)
    order = order_by_part(layout)
    matrix = heat_map(
        mean[np.ix_(order.joints, order.joints)],
        order.names,
        order.names,
        name="edge weight",
        title=title,
        axes=("receives", "gives"),
        sentence="{row} receives from {column}: {value}",
        gaps=(order.gaps, order.gaps),
        cell=(22, 15),
    )
    chords = draw_chords(mean, order, edges=edges, name=title)
    return GraphView(matrix, chords, matrix.label)


def _mean_graph(graph: np.ndarray, layout: Skeleton) -> np.ndarray:
    """Average over the frames that have a graph."""
    joints = layout.num_joints
    if graph.ndim < 2 or graph.shape[-2:] != (joints, joints):
        raise ValueError(
            f"A graph over skeleton {layout.name!r} must be (..., {joints}, {joints}), "
            f"found {graph.shape}."
        )
    frames = graph.reshape(-1, joints, joints)
    there = np.isfinite(frames).all(axis=(1, 2)) & (frames != 0).any(axis=(1, 2))
    if not there.any():
        raise ValueError("No frame has a graph: all values are NaN or 0.")
    return frames[there].mean(axis=0)
