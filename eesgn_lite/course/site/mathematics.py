"""Formulas as MathML, which browsers draw and screen readers speak without a script."""

from __future__ import annotations

from typing import Any

from latex2mathml.converter import convert
from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["PageExporter", "to_html"]


class _Renderer(IPythonRenderer):
    """Turn Markdown into HTML, and TeX between dollars into MathML."""

    def inline_math(self, body: str) -> str:
        """Write a formula within a line."""
        return convert(body)

    def block_math(self, body: str) -> str:
        """Write a formula on lines of its own."""
        return convert(body, display="block")

    def latex_environment(self, name: str, body: str) -> str:
        """Write an environment, as align, on lines of its own."""
        return convert(f"\\begin{{{name}}}{body}\\end{{{name}}}", display="block")


def to_html(text: str) -> str:
    """Turn Markdown with formulas into HTML.

    Examples
    --------
    >>> to_html("*one* joint").strip()
    '<p><em>one</em> joint</p>'
    >>> "<mi>T</mi>" in to_html("$T$ frames")
    True
    """
    return MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(
        text
    )


class PageExporter(HTMLExporter):
    """Export a notebook as the inside of a page, without prompts, scripts or styles of Jupyter."""

    def __init__(self) -> None:
        super().__init__(template_name="basic")
        self.exclude_input_prompt = True
        self.exclude_output_prompt = True

    def default_filters(self) -> Any:
        """Give Jupyter's filters, with our own for Markdown."""
        yield from super().default_filters()
        yield "markdown2html", to_html
