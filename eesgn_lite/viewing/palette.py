"""The colours of the pictures, on light and on dark ground; the hues of the player."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from matplotlib.colors import to_rgba_array

# What a style sheet writes before, as, and after the selector of a dark page: JupyterLab,
# Visual Studio Code, and any other page whose reader prefers dark.
DARK_STYLE_SELECTORS = (
    ("", '[data-jp-theme-light="false"]', ""),
    ("", ".vscode-dark", ""),
    (
        "@media (prefers-color-scheme: dark){",
        "body:not([data-jp-theme-light],.vscode-light)",
        "}",
    ),
)
_DARKEST = 0.07


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours of a picture by what they are for, as "#rrggbb"; no two are equal.

    Attributes
    ----------
    paper, ink, muted, grid
        Ground; letters and lines; lesser letters; lines that should recede.
    middle, left, right
        Sides of a body. Left and right also stand for a first and a second model.
    shadow
        What a body throws on the floor.
    low, high
        Smallest and largest weight.
    panel, accent_panel
        Ground of a box, and of a box that differs.
    """

    paper: str
    ink: str
    muted: str
    grid: str
    middle: str
    left: str
    right: str
    shadow: str
    low: str
    high: str
    panel: str
    accent_panel: str

    def changes_to(self, other: Palette) -> dict[str, str]:
        """Pair each colour with the other palette's colour for the same use."""
        return {getattr(self, use.name): getattr(other, use.name) for use in fields(self)}


LIGHT = Palette(
    paper="#ffffff",
    ink="#1d2530",
    muted="#59636e",
    grid="#d5dae0",
    middle="#68737f",
    left="#005594",
    right="#de7000",
    shadow="#edeff1",
    low="#87919d",
    high="#a40058",
    panel="#f6f8f9",
    accent_panel="#fff7ee",
)
DARK = Palette(
    paper="#14181e",
    ink="#e8ecf1",
    muted="#a3adb8",
    grid="#313944",
    middle="#c2cad3",
    left="#3a8fd2",
    right="#eb9c38",
    shadow="#0e1116",
    low="#6b7683",
    high="#ff80bc",
    panel="#1e242c",
    accent_panel="#362a1c",
)
# For pictures that cannot know their page: each colour reads on white and on nearly black.
EITHER = Palette(
    paper="#fffffe",
    ink="#767f8a",
    muted="#767f8b",
    grid="#8a939e",
    middle="#7f8a97",
    left="#2a8cc9",
    right="#d3701a",
    shadow="#8a939f",
    low="#7f8a98",
    high="#e0468f",
    panel="#8a93a0",
    accent_panel="#d3701b",
)


def for_dark_page(colours: object) -> np.ndarray:
    """Turn colours made for a light page into colours for a dark one of the same hue.

    Parameters
    ----------
    colours
        One colour or several, as matplotlib takes them.

    Returns
    -------
    np.ndarray
        float (N, 4), red, green, blue and opacity in 0..1; white becomes nearly black.

    Notes
    -----
    The colour is inverted and its hue turned back by half a circle, as the style sheet filter
    ``invert() hue-rotate(180deg)`` does; the three shares weigh lightness as the eye does.

    Examples
    --------
    >>> for_dark_page("white").round(2).tolist()
    [[0.07, 0.07, 0.07, 1.0]]
    """
    shares = np.array([0.213, 0.715, 0.072])
    whole = to_rgba_array(colours)  # type: ignore[arg-type]
    turned = 1 - whole[:, :3]
    turned = np.clip(2 * (turned @ shares)[:, None] - turned, 0, 1)
    return np.column_stack([_DARKEST + (1 - _DARKEST) * turned, whole[:, 3]])
