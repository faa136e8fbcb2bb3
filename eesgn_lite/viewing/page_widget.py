"""Widgets of our own that leave a living page behind where no kernel runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import anywidget


class PageWidget(anywidget.AnyWidget):
    """A widget that can be written as HTML that runs the same script.

    Attributes
    ----------
    label : str
        What is shown, in words.
    """

    _place: str
    _mount: str
    _kept: Sequence[str]
    _poster: str
    label: str

    def to_html(self) -> str:
        """Return the widget as HTML that needs no kernel and no network.

        Returns
        -------
        str
            A fragment with its script, style and data inside. Readers without scripts see a
            still picture with alternative text.
        """
        values = {name: getattr(self, name) for name in self._kept}
        # A "<" in a title must not end the script element that holds it.
        state = json.dumps(values, separators=(",", ":")).replace("<", "\\u003c")
        label = escape(self.label, quote=True)
        return (
            f"<style>{self._css}</style>\n"
            f'<div {self._place}><img alt="{label}" src="{self._poster}" '
            f'style="max-width:100%"><script type="application/json">{state}</script></div>\n'
            f'<script type="module">{self._esm}\n{self._mount}();</script>'
        )

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Add the page that needs no kernel to the widget, which a notebook prefers."""
        shown, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**shown, "text/plain": self.label, "text/html": self.to_html()}, metadata
