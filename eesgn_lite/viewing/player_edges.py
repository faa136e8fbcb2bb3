"""Learned edges for the player: the strongest of each moment, few enough to travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eesgn_lite.data.clips import Clip

BYTES_A_FRAME = 28
BYTES_AN_EDGE = 4
USUAL_EDGES = 8
_DIGITS = range(2, 8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Hold the strongest edges of a graph over joints, moment by moment.

    A moment is a run of frames in which the graph stays as it is.

    Parameters
    ----------
    starts
        int (S,), first frame of each moment.
    pairs
        int (P, S, K), receiving joint times V plus giving joint, strongest first; P is the
        number of persons, or 1 where all share one graph.
    weights
        float (P, S, K).
    complete
        No edge stronger than this was left out.
    total
        Edges that a moment of one person has, V (V - 1).
    """

    starts: np.ndarray
    pairs: np.ndarray
    weights: np.ndarray
    complete: float
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
    order = np.argsort(-flat, axis=-1, kind="stable")
    sorted_weights = np.take_along_axis(flat, order, axis=-1)
    kept = min(room, total)
    return Edges(
        starts=starts,
        pairs=order[..., :kept],
        weights=sorted_weights[..., :kept],
        complete=float(sorted_weights[..., kept].max()) if kept < total else 0.0,
        total=total,
    )


def usual_threshold(given: Sequence[Edges]) -> float:
    """Return the weight from which on a moment has about eight edges, rounded where it may be.

    Parameters
    ----------
    given
        The edges of each clip; without any the threshold is 0.

    Notes
    -----
    As few digits are kept as leave half to twice as many edges. Where a moment has more than
    twice as many edges of one weight, only stronger ones are taken, if there are any.
    """
    if not given:
        return 0.0
    moments = [row for edges in given for row in edges.weights.reshape(-1, edges.weights.shape[-1])]
    middle = float(np.median([row[: USUAL_EDGES + 1][-1] for row in moments]))
    stronger = np.unique(np.concatenate([row[row > middle] for row in moments]))
    if _count(moments, middle) > 2 * USUAL_EDGES and stronger.size:
        middle = float(stronger[0])
    whole = max(middle, *(edges.complete for edges in given), 0.0)
    want = _count(moments, whole)
    for digits in _DIGITS:
        rounded = float(f"{whole:.{digits}g}")
        if want / 2 <= _count(moments, rounded) <= max(want, 2 * USUAL_EDGES):
            return rounded
    return whole


def _count(moments: Sequence[np.ndarray], threshold: float) -> float:
    """Count the edges from a weight on, in the middle one of the moments."""
    return float(np.median([(row >= threshold).sum() for row in moments]))


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
