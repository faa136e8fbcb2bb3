"""The player's colours: read in both themes, by every kind of eye, and in grey."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from eesgn_lite.viewing import player

STYLE = Path(player.__file__).with_name("player.css").read_text(encoding="utf-8")
THEMES = ("light", "dark")
BODIES = ("middle", "left", "right", "link", "way")
WEIGHTS = ("low", "high", "link", "way")
LEAST_TEXT, LEAST_GRAPHICS = 4.5, 3.0
LEAST_LAB, LEAST_LIGHTNESS = 15.0, 9.0
# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB; grey is the luminance.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def blocks() -> list[dict[str, str]]:
    """Read the style's sets of colours: light, dark by the notebook, dark by the reader."""
    found = re.findall(r"\.eesgn-player \{([^}]*--eesgn-paper[^}]*)\}", STYLE)
    return [dict(re.findall(r"--eesgn-([\w-]+): ([^;]+);", block)) for block in found]


def linear(colour: str) -> np.ndarray:
    """Turn "#rrggbb", "r g b" or "rgb(r g b)" into linear RGB from 0 to 1."""
    if colour.startswith("#"):
        parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    else:
        parts = [int(part) for part in re.findall(r"\d+", colour)]
    share = np.array(parts) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG defines it."""
    dark, light = sorted(float(LUMINANCE @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB under D65."""
    share = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_arithmetic_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert np.allclose(lab(linear("255 0 0")), [53.24, 80.09, 67.20], atol=0.05)
    assert np.allclose([eye.sum(axis=1) for eye in EYES.values()], 1, atol=1e-5)


def test_the_notebooks_dark_is_the_readers_dark() -> None:
    light, dark, preferred = blocks()
    assert dark == preferred
    assert light.keys() == dark.keys()
    assert light["paper"] != dark["paper"]


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    colours = blocks()[THEMES.index(theme)]
    for ground in ("paper", "grid"):
        assert contrast(colours["ink"], colours[ground]) >= LEAST_TEXT, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", sorted({*BODIES, *WEIGHTS, "limb", "edge"}))
def test_what_is_drawn_stands_out_from_the_paper(theme: str, name: str) -> None:
    colours = blocks()[THEMES.index(theme)]
    assert contrast(colours[name], colours["paper"]) >= LEAST_GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("together", [BODIES, WEIGHTS], ids=["bodies", "weights"])
def test_every_eye_tells_the_colours_apart(theme: str, eye: str, together: tuple) -> None:
    colours = blocks()[THEMES.index(theme)]
    for one, other in combinations(together, 2):
        seen = [lab(EYES[eye] @ linear(colours[name])) for name in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) >= LEAST_LAB, (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("together", [BODIES, WEIGHTS], ids=["bodies", "weights"])
def test_they_differ_in_grey_too(theme: str, together: tuple) -> None:
    colours = blocks()[THEMES.index(theme)]
    for one, other in combinations(together, 2):
        light = [lab(linear(colours[name]))[0] for name in (one, other)]
        assert abs(light[0] - light[1]) >= LEAST_LIGHTNESS, (one, other)
