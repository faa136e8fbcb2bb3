"""A figure and its words, kept together wherever a notebook is shown, by day and by night."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from eesgn_lite.viewing.palette import DARK_STYLE_SELECTORS, for_dark_page

# A page that trusts no style keeps the second image hidden and shows the first on its own ground.
_STYLE = "".join(
    f"{before}{selector} .eesgn-picture img{{display:none}}"
    f"{selector} .eesgn-picture img[hidden]{{display:inline}}{after}"
    for before, selector, after in DARK_STYLE_SELECTORS
)
_COLOURS = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")


@dataclass(frozen=True)
class Picture:
    """Hold a drawn figure and its alternative text; made by `show`.

    Attributes
    ----------
    png
        The picture for a light page, at twice the resolution it is shown with.
    dark_png
        The same picture for a dark page.
    text
        What it shows, in words.
    width
        Width on the page in pixels.
    """

    png: bytes
    dark_png: bytes
    text: str
    width: int

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        """Give the page an image that carries its text, and a console the text alone."""
        images = self._image(self.png) + self._image(self.dark_png, " hidden")
        page = f'<style>{_STYLE}</style><div class="eesgn-picture">{images}</div>'
        return {"text/html": page, "text/plain": self.text}

    def _image(self, png: bytes, state: str = "") -> str:
        """Write one image with its text; the page's theme chooses between the two."""
        data = base64.b64encode(png).decode("ascii")
        return (
            f'<img alt="{escape(self.text, quote=True)}" width="{self.width}"{state} '
            f'style="max-width: 100%" src="data:image/png;base64,{data}">'
        )


class ShownFigure(Figure):
    """A matplotlib figure that a notebook shows by itself, with its words.

    Attributes
    ----------
    words : str
        What it shows, in a sentence or two.
    """

    words: str

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        """Give the page what `show` gives it."""
        return show(self, self.words)._repr_mimebundle_()


def show(figure: Figure, text: str) -> Picture:
    """Show a matplotlib figure with alternative text, for readers who do not see it.

    Figures that the package draws show themselves; this is for your own, and for other words.

    Parameters
    ----------
    figure
        A finished figure. It is closed, so that the notebook does not draw it again.
    text
        What the picture shows, in a sentence or two.

    Returns
    -------
    Picture
        The last line of a cell shows it.

    Raises
    ------
    ValueError
        If the text is empty.

    Notes
    -----
    On a dark page lines and letters change their lightness and keep their hue; colours that
    stand for numbers, as in a heat map, stay.

    Examples
    --------
    >>> figure, axes = plt.subplots()
    >>> show(figure, "An empty pair of axes.").text
    'An empty pair of axes.'
    """
    if not text.strip():
        raise ValueError("A picture needs a sentence that says what it shows.")
    png = _draw(figure)
    with _darkened(figure):
        dark_png = _draw(figure)
    plt.close(figure)
    width = int.from_bytes(png[16:20], "big") // 2  # from the PNG header
    return Picture(png, dark_png, text, width)


def _draw(figure: Figure) -> bytes:
    """Draw a figure as PNG, twice as fine as it is shown."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=2 * figure.dpi, bbox_inches="tight")
    return file.getvalue()


@contextmanager
def _darkened(figure: Figure) -> Iterator[None]:
    """Recolour a figure for a dark page, and give it its colours back afterwards."""
    # Letters on a heat map were chosen for its colours, which stay.
    kept = {letters for axes in figure.axes if axes.images for letters in axes.texts}
    before = []
    for artist in figure.findobj():
        # An artist with an array draws numbers as colours.
        if artist in kept or getattr(artist, "get_array", lambda: None)() is not None:
            continue
        before += [(artist, name, colour) for name, colour in _colours_of(artist).items()]
    for artist, name, colour in before:
        dark = for_dark_page(colour)
        if len(dark):  # "none" has no colour to change
            artist.set(**{name: tuple(dark[0]) if len(dark) == 1 else dark})
    try:
        yield
    finally:
        for artist, name, colour in before:
            artist.set(**{name: colour})


def _colours_of(artist: Artist) -> dict[str, object]:
    """Read the colours that an artist has, by the name of the property."""
    return {
        name: getattr(artist, f"get_{name}")()
        for name in _COLOURS
        if hasattr(artist, f"get_{name}") and hasattr(artist, f"set_{name}")
    }
