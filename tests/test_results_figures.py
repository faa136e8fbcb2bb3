"""Figures of results."""

from __future__ import annotations

import pytest
from result_rows import made_up_row

from eesgn_lite.analysis.summary import Published, runs_by_setting
from eesgn_lite.viewing.accuracy_figure import accuracy_figure, describe_accuracy
from eesgn_lite.viewing.enhancement_figure import describe_enhancements, enhancement_figure
from eesgn_lite.viewing.palette import LIGHT

PUBLISHED = {"ntu60-cs": [Published("sgn", 0.64, 89.0), Published("2s-agcn", 6.94, 88.5)]}
RUNS = runs_by_setting(
    [
        *(made_up_row("sgn", seed, 80.0 + seed, parameters=600_000) for seed in (1, 2, 3)),
        *(made_up_row("esgn", seed, 84.0 + seed, parameters=800_000) for seed in (1, 2, 3)),
        made_up_row("streams", 1, 83.0, parameters=650_000),
        made_up_row("sgn", 1, 91.0, dataset="nw-ucla", parameters=610_000),
        made_up_row("streams+pooling", 1, 92.0, dataset="nw-ucla", parameters=640_000),
        made_up_row("esgn", 1, 93.0, dataset="msr-action3d-as1", parameters=640_000),
    ]
)


@pytest.fixture(scope="module")
def panels():
    """Axes of the accuracy figure by title."""
    figure = accuracy_figure(PUBLISHED, RUNS, esgn_parameters=830_000)
    return {axes.get_title(): axes for axes in figure.axes}


def test_each_data_set_has_a_panel_of_its_own(panels) -> None:
    assert list(panels) == [
        "NTU RGB+D 60, cross-subject: published",
        "mini-ntu (synthetic)\nrecipe ours: measured",
        "NW-UCLA\nviews 1, 2 to 3\nrecipe ours: measured",
    ]


@pytest.mark.parametrize(("count", "rows"), [(4, [4]), (5, [3, 2]), (8, [4, 4])])
def test_panels_of_ours_stand_in_rows_and_none_covers_another(count, rows) -> None:
    found = [
        made_up_row(name, 1, top1, dataset=dataset, recipe=recipe, parameters=600_000)
        for dataset in ("mini-ntu", "nw-ucla", "msr-action3d-all", "msr-action3d-as1")
        for recipe in ("ours", "short")
        for name, top1 in (("sgn", 80.0), ("esgn", 81.0))
    ][: 2 * count]
    for figure in (
        enhancement_figure(runs_by_setting(found)),
        accuracy_figure(PUBLISHED, runs_by_setting(found), esgn_parameters=830_000),
    ):
        figure.draw_without_rendering()
        panels = [axes for axes in figure.axes if "recipe" in axes.get_title()]
        bottoms = [round(axes.get_window_extent().y0) for axes in panels]
        assert [bottoms.count(bottom) for bottom in dict.fromkeys(bottoms)] == rows
        boxes = [axes.get_tightbbox() for axes in panels]
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_published_points_stand_where_the_table_says(panels) -> None:
    axes = panels["NTU RGB+D 60, cross-subject: published"]
    points = {
        (*line.get_xdata(), *line.get_ydata()) for line in axes.lines if line.get_marker() == "o"
    }
    assert points == {(0.64, 89.0), (6.94, 88.5)}
    assert {"SGN", "2s-AGCN"} <= {text.get_text() for text in axes.texts}
    assert any(line.get_xdata()[0] == 0.83 for line in axes.lines)


def test_own_points_are_means_with_the_spread_of_seeds(panels) -> None:
    axes = panels["mini-ntu (synthetic)\nrecipe ours: measured"]
    bars = {bar.lines[0].get_marker(): bar for bar in axes.containers}
    (point,) = zip(*bars["o"].lines[0].get_data(), strict=True)
    assert point == (600, 82)
    (ends,) = bars["o"].lines[2][0].get_segments()
    assert ends[:, 1].tolist() == [81, 83]
    assert not bars["D"].lines[2]
    assert {text.get_text() for text in axes.texts} == {"SGN (3)", "ESGN (3)"}


def test_panels_of_ours_span_as_many_points(panels) -> None:
    own = [axes.get_ylim() for title, axes in panels.items() if "measured" in title]
    assert own[0][1] - own[0][0] == pytest.approx(own[1][1] - own[1][0])


def test_what_each_enhancement_changes_is_drawn() -> None:
    mini, ucla = enhancement_figure(RUNS).axes
    drawn = [
        (float(c.lines[0].get_xdata()[0]), float(c.lines[0].get_ydata()[0]))
        for c in mini.containers
    ]
    assert drawn == [(2, 0), (4, 4)]
    words = [text.get_text() for text in mini.texts]
    assert words == ["1 pair", "no runs yet", "no runs yet", "no runs yet", "3 pairs"]
    assert mini.containers[1].lines[0].get_color() == LIGHT.right
    assert not ucla.containers and mini.get_xlim() == ucla.get_xlim()


def test_no_bar_reaches_the_number_of_its_pairs() -> None:
    seeds = (1, 2, 3)
    rows = [
        *(made_up_row("sgn", seed, 80.0) for seed in seeds),
        *(made_up_row("esgn", seed, 80.0 + 2 * seed) for seed in seeds),
    ]
    figure = enhancement_figure(runs_by_setting(rows))
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (ends,) = axes.containers[0].lines[2][0].get_segments()
    ends = axes.transData.transform(ends)[:, 0]
    assert axes.texts[-1].get_text() == "3 pairs"
    assert axes.bbox.x0 < min(ends) < max(ends) < axes.texts[-1].get_window_extent().x0


def test_the_words_tell_every_point() -> None:
    words = describe_accuracy(PUBLISHED, RUNS)
    assert "2s-AGCN 88.5 % with 6.94 million" in words
    assert "sgn 82.0 ± 1.0 % with 600 thousand, streams 83.0 % with 650 thousand" in words
    assert "streams +2.0 points in 1 pair, all four +4.0 ± 0.0" in describe_enhancements(RUNS)
