"""Learned edges for the player: the strongest of each moment, few enough to travel."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.player_overlays import is_whole

BYTES_A_FRAME = 28
BYTES_AN_EDGE = 4
USUAL_EDGES = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Hold the strongest edges of a graph over joints, moment by moment.

    A moment is a run of frames in which the graph stays as it is.

    Parameters
    ----------
    starts
        int (S,), first frame of each moment.
    pairs
        int (P, S, K), receiving joint times V plus giving joint, strongest first, of equal
        ones the smaller number first; P is the number of persons, or 1 where all share a graph.
    weights
        float (P, S, K).
    total
        Edges that a moment of one person has, V (V - 1).
    """

    starts: np.ndarray
    pairs: np.ndarray
    weights: np.ndarray
    total: int


def strongest_edges(clip: Clip, graph: np.ndarray | None) -> Edges | None:
    """Pick the edges of a graph that are worth sending to the page.

    Parameters
    ----------
    clip
        The clip that the graph was learned on.
    graph
        float (V, V), (T, V, V) or (M, T, V, V), from 0 up; row i tells what joint i receives.
        NaN where nobody is seen. None gives None.

    Returns
    -------
    Edges or None
        At most as many edges a moment as a page can bear: the more moments, the fewer. An edge
        from a joint to itself is left out.

    Raises
    ------
    ValueError
        If the shape does not fit the clip, or a value is negative or infinite.
    """
    if graph is None:
        return None
    values = _check_graph(clip, graph)
    persons, frames, joints = values.shape[:3]
    starts = _starts(values)
    flat = values[:, starts].reshape(persons, len(starts), joints * joints)
    flat[..., :: joints + 1] = -1.0
    room = BYTES_A_FRAME * max(100, frames) // (BYTES_AN_EDGE * len(starts))
    total = joints * (joints - 1)
    order = np.argsort(-flat, axis=-1, kind="stable")[..., : min(room, total)]
    return Edges(
        starts=starts,
        pairs=order,
        weights=np.take_along_axis(flat, order, axis=-1),
        total=total,
    )


def check_count(edges: Any) -> int:
    """Return how many edges are drawn.

    Raises
    ------
    ValueError
        If it is no whole number from 0 up.
    """
    if not is_whole(edges) or edges < 0:
        raise ValueError(f"edges must be a whole number from 0 up, found {edges!r}.")
    return int(edges)


def check_threshold(threshold: Any) -> float:
    """Return the weight from which on edges are drawn.

    Raises
    ------
    ValueError
        If it is no finite number from 0 up.
    """
    number = isinstance(threshold, Real) and not isinstance(threshold, bool)
    if not number or not 0 <= threshold < math.inf:
        raise ValueError(f"threshold must be a finite number from 0 up, found {threshold!r}.")
    return float(threshold)


def choose_edges(edges: int | None, threshold: float | None) -> tuple[int, float]:
    """Complete how many edges are drawn, and from which weight on.

    Parameters
    ----------
    edges
        A count; None: the usual one, or all where a threshold is given.
    threshold
        A weight; None: 0.

    Raises
    ------
    ValueError
        If either is given and out of range.
    """
    usual = USUAL_EDGES if threshold is None else sys.maxsize
    count = usual if edges is None else check_count(edges)
    return count, 0.0 if threshold is None else check_threshold(threshold)


def _check_graph(clip: Clip, graph: np.ndarray) -> np.ndarray:
    """Give a graph four axes and zeros for NaN, or say which shapes a clip takes."""
    values = np.array(graph, dtype=np.float64)
    persons, frames, joints = clip.joints.shape[:3]
    shape = (persons, frames, joints, joints)
    while 1 < values.ndim < 4:
        values = values[None]
    fits = values.ndim == 4 and values.shape[2:] == (joints, joints)
    if not fits or values.shape[0] not in (1, persons) or values.shape[1] not in (1, frames):
        raise ValueError(
            f"A graph must be (V, V), (T, V, V) or (M, T, V, V) with (M, T, V, V) = {shape}, "
            f"found {np.shape(graph)}."
        )
    values = np.nan_to_num(values, nan=0.0)
    if not (np.isfinite(graph) | np.isnan(graph)).all() or (values < 0).any():
        raise ValueError("A graph's values must be finite and not below 0.")
    return values


def _starts(values: np.ndarray) -> np.ndarray:
    """Return the frames at which a graph (P, T, V, V) changes, the first one included."""
    changed = (values[:, 1:] != values[:, :-1]).any(axis=(0, 2, 3))
    return np.concatenate([[0], 1 + np.flatnonzero(changed)])
