"""A figure and its words, kept together wherever a notebook is shown."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """Hold a drawn figure and its alternative text; made by `show`.

    Attributes
    ----------
    png
        The picture, at twice the resolution it is shown with.
    text
        What it shows, in words.
    width
        Width on the page in pixels.
    """

    png: bytes
    text: str
    width: int

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        """Give the page an image that carries its text, and a console the text alone."""
        data = base64.b64encode(self.png).decode("ascii")
        image = (
            f'<img alt="{escape(self.text, quote=True)}" width="{self.width}" '
            f'style="max-width: 100%" src="data:image/png;base64,{data}">'
        )
        return {"text/html": image, "text/plain": self.text}


def show(figure: Figure, text: str) -> Picture:
    """Show a matplotlib figure with alternative text, for readers who do not see it.

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

    Examples
    --------
    >>> figure, axes = plt.subplots()
    >>> show(figure, "An empty pair of axes.").text
    'An empty pair of axes.'
    """
    if not text.strip():
        raise ValueError("A picture needs a sentence that says what it shows.")
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=2 * figure.dpi, bbox_inches="tight")
    plt.close(figure)
    width = int.from_bytes(file.getvalue()[16:20], "big") // 2  # from the PNG header
    return Picture(file.getvalue(), text, width)
