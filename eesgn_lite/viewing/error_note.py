"""A place in a panel for what went wrong: an error in a callback is seen nowhere else."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from html import escape

import ipywidgets

_STYLE = (
    "margin:4px 0;padding-left:8px;border-left:3px solid #c4372c;line-height:1.4;"
    "overflow-wrap:anywhere;white-space:"
)


class ErrorNote(ipywidgets.HTML):
    """Show the last error as text that wraps at words; empty when nothing went wrong."""

    def guard(self, action: Callable[[], None]) -> None:
        """Do something, and show what went wrong.

        Parameters
        ----------
        action
            What is done. A `ValueError` or an `OSError` shows as its sentence, any other error
            with its traceback.
        """
        try:
            action()
        except (ValueError, OSError) as problem:
            self.value = f'<p role="alert" style="{_STYLE}pre-line">{escape(str(problem))}</p>'
        except Exception:
            text = escape(traceback.format_exc())
            self.value = f'<pre role="alert" style="{_STYLE}pre-wrap">{text}</pre>'

    def clear(self) -> None:
        """Forget the last error."""
        self.value = ""
