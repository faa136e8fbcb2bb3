"""Widgets side by side that leave a page behind where no kernel runs."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import ipywidgets

FAREWELL_SECONDS = 2.0


def close_soon(widget: ipywidgets.Widget) -> None:
    """Close a widget that was taken off a page, after what the page still tells it.

    Parameters
    ----------
    widget
        The widget; where no event loop runs, it is closed at once.

    Notes
    -----
    A message to a widget that is closed already is an error in the page's log.
    """
    try:
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, widget.close)
    except RuntimeError:
        widget.close()


class Panel(ipywidgets.Box):
    """Stand widgets side by side, below each other where the page is narrow.

    Parameters
    ----------
    children
        The widgets.
    label
        What the panel shows, in words.
    """

    def __init__(self, children: Sequence[ipywidgets.Widget], label: str) -> None:
        self.label = label
        for child in children:
            child.layout.flex = "1 1 380px"
            child.layout.min_width = "0"
        layout = ipywidgets.Layout(flex_flow="row wrap", align_items="flex-start")
        super().__init__(children=tuple(children), layout=layout)
        self.add_class("eesgn-widgets")

    @abstractmethod
    def to_html(self) -> str:
        """Return the panel as HTML that needs no kernel and no network.

        Returns
        -------
        str
            A fragment with scripts, styles and data inside.
        """

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Add the page that needs no kernel to the widgets, which a notebook prefers."""
        shown = super()._repr_mimebundle_(**options) or {}
        return {**shown, "text/plain": self.label, "text/html": self.to_html()}


def side_by_side(*fragments: str) -> str:
    """Put fragments of HTML beside each other; a player leads the heat maps among them.

    Parameters
    ----------
    fragments
        HTML that brings its own styles; one of them brings those of a panel.

    Returns
    -------
    str
        One fragment.
    """
    cells = "".join(f"<div>{fragment}</div>" for fragment in fragments)
    return f'<div class="eesgn-side-by-side" data-eesgn-linked>{cells}</div>'
