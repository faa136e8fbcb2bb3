"""The colours of pictures."""

from __future__ import annotations

import re
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from eesgn_lite.viewing.palette import DARK, EITHER, LIGHT, for_dark_page
from eesgn_lite.viewing.poster import SIDE_COLOURS

SHARED = ("paper", "ink", "middle", "left", "right", "grid")


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it, 1 to 21."""
    shares = [np.array(to_rgb(colour)) for colour in (one, other)]
    linear = [np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4) for s in shares]
    low, high = sorted(float(line @ [0.2126, 0.7152, 0.0722]) for line in linear)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK, EITHER])
def test_no_two_colours_of_a_palette_are_equal(palette) -> None:
    assert len(set(astuple(palette))) == len(astuple(palette))
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in astuple(palette)[:5])


def test_the_colours_are_the_players(repository: Path) -> None:
    sheet = (repository / "eesgn_lite/viewing/player.css").read_text(encoding="utf-8")
    for palette, number in ((LIGHT, 0), (DARK, 1)):
        for use in SHARED:
            found = re.findall(rf"--eesgn-{use}: (#\w+);", sheet)
            assert getattr(palette, use) == found[number], use
    assert (LIGHT.middle, LIGHT.left, LIGHT.right) == SIDE_COLOURS


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_letters_and_lines_read_on_their_ground(palette) -> None:
    for ground in (palette.paper, palette.panel, palette.accent_panel):
        for letters in (palette.ink, palette.muted):
            assert contrast(letters, ground) >= 4.5
        for line in (palette.left, palette.right, palette.middle):
            assert contrast(line, ground) >= 3


def test_colours_for_either_page_read_on_both() -> None:
    for colour in (EITHER.ink, EITHER.left, EITHER.right, EITHER.middle, EITHER.low, EITHER.high):
        assert contrast(colour, "#ffffff") >= 3 and contrast(colour, "#111111") >= 3


def test_a_dark_page_keeps_hue_and_opacity() -> None:
    blue, half = for_dark_page(["#0067a8", (0, 0, 0, 0.5)])
    assert blue[2] > blue[1] > blue[0] and blue[:3].mean() > 0.5
    assert half.round(2).tolist() == [1, 1, 1, 0.5]


def test_each_colour_is_paired_with_its_use() -> None:
    assert LIGHT.changes_to(DARK)[LIGHT.left] == DARK.left
