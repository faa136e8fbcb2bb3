"""The strongest edges of a graph over the joints, drawn inside a circle."""

from __future__ import annotations

from html import escape
from pathlib import Path

import numpy as np

from eesgn_lite.viewing.joint_order import JointOrder

_FOLDER = Path(__file__).parent
STYLE = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8") for name in ("theme.css", "chord.css")
)
SIZE, RADIUS, WIDEST = 460, 128, 7.0
GAP = 0.6


def strongest_edges(matrix: np.ndarray, edges: int) -> list[tuple[int, int]]:
    """List the heaviest edges between different joints.

    Parameters
    ----------
    matrix
        float (V, V): row = receiving joint, column = giving joint.
    edges
        How many, at most; edges of weight 0 are left out.

    Returns
    -------
    list of (int, int)
        (receiving, giving) joints, the heaviest first.

    Examples
    --------
    >>> import numpy as np
    >>> strongest_edges(np.array([[0.9, 0.1], [0.4, 0.6]]), 5)
    [(1, 0), (0, 1)]
    """
    between = np.where(np.eye(len(matrix), dtype=bool), 0.0, matrix)
    order = np.argsort(-between, axis=None, kind="stable")[:edges]
    pairs = [(int(i // len(matrix)), int(i % len(matrix))) for i in order]
    return [pair for pair in pairs if between[pair] > 0]


def draw_chords(matrix: np.ndarray, order: JointOrder, *, edges: int, name: str) -> str:
    """Draw the strongest edges as HTML: arrows from the giving to the receiving joint.

    Parameters
    ----------
    matrix
        float (V, V), joints in the layout's order: row = receiving, column = giving.
    order
        The order around the circle.
    edges
        How many edges.
    name
        What the graph is.

    Returns
    -------
    str
        An SVG picture with its style and words. Width and colour: weight and giving part;
        the dot of a joint grows with the weight that it gives itself.
    """
    ordered = np.asarray(matrix, dtype=float)[np.ix_(order.joints, order.joints)]
    chosen = strongest_edges(ordered, edges)
    largest = max((ordered[pair] for pair in chosen), default=1.0)
    label = describe_edges(ordered, chosen, order, name)
    drawn = [_edge(ordered, pair, order, largest) for pair in reversed(chosen)]
    shapes = [_arc(order, part) for part in range(len(order.parts))]
    shapes += drawn + [_joint(ordered, order, place) for place in range(len(order.joints))]
    return (
        f'<style>{STYLE}</style><div class="eesgn-panel eesgn-chord">'
        f'<div class="eesgn-title">The {len(chosen)} strongest edges between joints</div>'
        f'<svg viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label="{escape(label, quote=True)}">'
        f"{''.join(shapes)}</svg>"
        '<div class="eesgn-note">An arrow runs from the joint that gives to the joint that '
        "receives; its width is the weight, its colour the giving part of the body. "
        "A dot grows with what a joint keeps for itself.</div></div>"
    )


def describe_edges(
    ordered: np.ndarray, chosen: list[tuple[int, int]], order: JointOrder, name: str
) -> str:
    """Say the five heaviest edges in words.

    Parameters
    ----------
    ordered
        float (V, V) in the circle's order.
    chosen
        (receiving, giving) places, the heaviest first.
    order
        The order around the circle.
    name
        What the graph is.

    Returns
    -------
    str
        One sentence.
    """
    said = [
        f"{order.names[giver]} to {order.names[receiver]} {ordered[receiver, giver]:.2g}"
        for receiver, giver in chosen[:5]
    ]
    return f"{name}. Strongest edges: {', '.join(said) or 'none'}."


def _angle(order: JointOrder, place: float) -> float:
    """Turn a place in the order into an angle, clockwise from the top; parts leave gaps."""
    before = sum(place >= start - 0.5 for _, start, _ in order.parts[1:])
    around = len(order.joints) + GAP * len(order.parts)
    return 2 * np.pi * (place + GAP * before) / around - np.pi / 2


def _at(angle: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle and a distance from the middle."""
    return SIZE / 2 + radius * np.cos(angle), SIZE / 2 + radius * np.sin(angle)


def _part_of(order: JointOrder, place: int) -> int:
    """Tell to which group a place belongs."""
    return sum(place >= start for _, start, _ in order.parts) - 1


def _edge(ordered: np.ndarray, pair: tuple[int, int], order: JointOrder, largest: float) -> str:
    """Draw one edge as a curve towards the middle, with its arrow and its words."""
    receiver, giver = pair
    width = 0.8 + (WIDEST - 0.8) * ordered[pair] / largest
    towards = _angle(order, receiver)
    start, bend = _at(_angle(order, giver), RADIUS - 7), (SIZE / 2, SIZE / 2)
    tip, end = _at(towards, RADIUS - 6), _at(towards, RADIUS - 10 - width)
    across = np.array([-np.sin(towards), np.cos(towards)]) * (2.0 + width / 2)
    corners = [tip, tuple(np.add(end, across)), tuple(np.subtract(end, across))]
    triangle = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    words = f"{order.names[giver]} to {order.names[receiver]}: {ordered[pair]:.2g}"
    # Neighbours would meet in a needle; pull their curve less far in.
    near = abs(np.angle(np.exp(1j * (towards - _angle(order, giver))))) / np.pi
    bend = tuple(SIZE / 2 + (1 - near**0.5) * (np.add(start, end) / 2 - SIZE / 2))
    curve = f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    return (
        f'<g class="eesgn-part-{_part_of(order, giver) % 5}"><title>{escape(words)}</title>'
        f'<path class="eesgn-edge" stroke-width="{width:.1f}" d="{curve}"/>'
        f'<path class="eesgn-arrow" d="M{triangle}Z"/></g>'
    )


def _arc(order: JointOrder, part: int) -> str:
    """Draw the arc of one part of the body."""
    _, start, count = order.parts[part]
    first, last = (_at(_angle(order, place), RADIUS + 7) for place in (start, start + count - 1))
    return (
        f'<path class="eesgn-arc eesgn-part-{part % 5}" d="M{first[0]:.1f} {first[1]:.1f}'
        f'A{RADIUS + 7} {RADIUS + 7} 0 0 1 {last[0]:.1f} {last[1]:.1f}"/>'
    )


def _joint(ordered: np.ndarray, order: JointOrder, place: int) -> str:
    """Draw a joint's dot and write its name outwards, never upside down."""
    angle = _angle(order, place)
    x, y = _at(angle, RADIUS)
    size = 1.5 + 5 * float(ordered[place, place]) ** 0.5
    left = np.cos(angle) < -1e-9
    turn = np.degrees(angle) + (180 if left else 0)
    at_x, at_y = _at(angle, RADIUS + 14)
    words = f"{order.names[place]} keeps {ordered[place, place]:.2g}"
    return (
        f'<g class="eesgn-part-{_part_of(order, place) % 5}"><title>{escape(words)}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
        f'<text x="{at_x:.1f}" y="{at_y:.1f}" dominant-baseline="central" '
        f'text-anchor="{"end" if left else "start"}" '
        f'transform="rotate({turn:.1f} {at_x:.1f} {at_y:.1f})">'
        f"{escape(order.names[place])}</text></g>"
    )
