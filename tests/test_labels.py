"""Labels beside points."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from eesgn_lite.viewing.labels import place_labels


def boxes_of(points, texts, bars=()) -> list:
    """Place labels on a small sheet and return their extents in pixels."""
    figure = Figure(figsize=(4, 3), dpi=96)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 10), ylim=(0, 10))
    place_labels(axes, points, texts, colour="black", bars=bars)
    figure.draw_without_rendering()
    return [axes, *[text.get_window_extent() for text in axes.texts]]


def overlap(one, other) -> float:
    """Return the area two extents share."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(wide, 0) * max(tall, 0)


def test_a_lone_label_stands_to_the_right() -> None:
    axes, box = boxes_of([(5, 5)], ["SGN"])
    x, y = axes.transData.transform((5, 5))
    assert 0 < box.x0 - x < 12 and box.y0 < y < box.y1


def test_labels_in_a_crowd_do_not_cover_each_other() -> None:
    points = [(5, 5), (5.3, 5.1), (5.6, 5.2), (5.1, 5.6)]
    _, *boxes = boxes_of(points, ["AGC-LSTM", "VA-fusion", "DGNN", "PL-GCN"])
    shared = [overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
    assert max(shared) < 10


def test_a_label_stays_inside_the_axes() -> None:
    axes, box = boxes_of([(9.9, 9.9)], ["4s-Shift-GCN"])
    assert box.x1 <= axes.bbox.x1 + 1 and box.y1 <= axes.bbox.y1 + 1


def test_a_label_keeps_off_a_bar() -> None:
    axes, box = boxes_of([(5, 5)], ["SGN"], bars=[(5.6, 0, 10)])
    x = axes.transData.transform((5.6, 0))[0]
    assert not box.x0 < x < box.x1


def test_an_empty_label_only_keeps_its_place_free() -> None:
    axes, box = boxes_of([(5, 5), (5.5, 5)], ["SGN", ""])
    other = axes.transData.transform((5.5, 5))
    assert len(axes.texts) == 1
    assert not (box.x0 < other[0] < box.x1 and box.y0 < other[1] < box.y1)
    assert np.isfinite(box.extents).all()
