"""Slides: each piece of text with the cells that follow it, results hidden until asked for."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag


def cut_slides(body: str) -> list[str]:
    """Cut the inside of a notebook's page into slides.

    Parameters
    ----------
    body
        HTML of the cells.

    Returns
    -------
    list of str
        HTML of each slide. A new slide begins with each cell of text, and with
        each section.

    Notes
    -----
    nbconvert's own slides load their script from the network and show each result at once. These
    work offline, and wait with a result until the room has predicted it.

    Examples
    --------
    >>> cut_slides('<div class="cell text_cell">a</div><div class="cell code_cell">b</div>')
    ['<div class="cell text_cell">a</div><div class="cell code_cell">b</div>']
    """
    slides: list[str] = []
    for cell in BeautifulSoup(body, "html.parser").find_all("div", class_="cell"):
        if "text_cell" in cell["class"]:
            slides += _cut_text(cell)
        elif slides:
            slides[-1] += str(cell)
        else:
            slides = [str(cell)]
    return slides


def _cut_text(cell: Tag) -> list[str]:
    """Cut a cell of text before each heading of a section."""
    inside = cell.find("div", class_="rendered_html") or cell
    pieces: list[list[str]] = [[]]
    for child in inside.contents:
        if isinstance(child, Tag) and child.name == "h2" and "".join(pieces[-1]).strip():
            pieces.append([])
        pieces[-1].append(str(child))
    return [f'<div class="cell text_cell">{"".join(piece)}</div>' for piece in pieces]
