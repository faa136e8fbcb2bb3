"""Sheets measured in pixels, and files that stay the same."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

from eesgn_lite.viewing.palette import DARK, LIGHT
from eesgn_lite.viewing.paper import (
    house_style,
    new_sheet,
    pixel_axes,
    text_width,
    to_svg,
    wrap,
)


def small_picture() -> bytes:
    """Draw a line and a word."""
    with house_style():
        figure = new_sheet(96, 48)
        axes = pixel_axes(figure)
        axes.plot([10, 90], [10, 40], color=LIGHT.left)
        axes.text(10, 30, "knee", clip_on=True)
    return to_svg(figure)


def test_the_same_figure_gives_the_same_bytes() -> None:
    first = small_picture()
    assert first == small_picture()
    assert b"<dc:date>" not in first


def test_what_the_reader_has_set_changes_nothing() -> None:
    first = small_picture()
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "none", "lines.linewidth": 9}):
        assert small_picture() == first
        assert matplotlib.rcParams["font.size"] == 30


def test_a_pixel_is_a_pixel_of_the_page() -> None:
    svg = small_picture().decode()
    assert 'width="72pt" height="36pt"' in svg  # 96 x 48 pixels of 3/4 point
    assert re.search(r'd="M 7.5 7.5 \nL 67.5 30 \n"', svg.replace(" \n", "\n").replace("\n", " \n"))


def test_it_turns_dark_where_the_reader_prefers_dark() -> None:
    svg = small_picture().decode()
    rule = f'[style*="stroke: {LIGHT.left}"]{{stroke:{DARK.left}!important}}'
    assert "@media (prefers-color-scheme:dark)" in svg and rule in svg
    assert f"fill: {LIGHT.paper}" in svg and LIGHT.accent_panel not in svg
    assert svg.count("</svg>") == 1 and svg.endswith("</svg>\n")


def test_a_card_has_the_size_of_the_sheet() -> None:
    figure = new_sheet(200, 100)
    (card,) = figure.patches or figure.artists
    extent = card.get_window_extent()
    assert (extent.width, extent.height) == pytest.approx((200, 100), abs=0.5)


def test_lines_are_no_wider_than_asked() -> None:
    lines = wrap("gather 128 to 256, own 128 to 256, norm 256", 120, 8)
    assert " ".join(lines) == "gather 128 to 256, own 128 to 256, norm 256"
    assert len(lines) > 2
    assert all(text_width(line, 8) <= 120 for line in lines)
    assert wrap("incomprehensibilities", 10, 8) == ["incomprehensibilities"]


def test_bold_letters_are_wider() -> None:
    assert (
        text_width("streams", 8) < text_width("streams", 8, bold=True) < text_width("streams", 12)
    )


def test_letters_come_from_the_font_of_matplotlib_and_not_the_systems() -> None:
    own = Path(matplotlib.get_data_path())
    with house_style():
        for weight in ("normal", "bold"):
            found = font_manager.findfont(font_manager.FontProperties(weight=weight))
            assert own in Path(found).parents
