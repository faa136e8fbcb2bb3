"""The inside of a page: a notebook's cells, with anchors, sections and words for the search."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from eesgn_lite.course.site.mathematics import PageExporter

PLOT = "application/vnd.plotly.v1+json"
HEADINGS = ("h1", "h2", "h3")


@dataclass(frozen=True)
class Section:
    """One section of a page, as the search finds it.

    Attributes
    ----------
    title, anchor
        Heading, and the id to jump to.
    text
        Its words.
    """

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the site, without its frame.

    Attributes
    ----------
    name
        File name without ending.
    title
        What the list of pages shows.
    body
        HTML.
    sections
        For the contents and the search.
    has_plot
        Whether the page needs plotly's script.
    """

    name: str
    title: str
    body: str
    sections: tuple[Section, ...]
    has_plot: bool = False


def notebook_page(name: str, notebook: NotebookNode) -> Page:
    """Turn a notebook that was run into a page.

    Raises
    ------
    ValueError
        If a picture or plot has no words.
    """
    has_plot = False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if "exercise" in cell.metadata:
                cell.metadata.tags = ["exercise"]
            has_plot |= any([_keep_plot(output, name) for output in cell.outputs])
    # A page that finds the widgets' state would look for their manager in the network.
    notebook.metadata.pop("widgets", None)
    body, _ = PageExporter().from_notebook_node(notebook)
    number, title = name.partition("_")[0], notebook.metadata["eesgn"]["title"]
    # A template has no place in the order of the course.
    whole = f"{number} {title}" if number.isdigit() else title
    return finish_page(name, whole, body, has_plot=has_plot)


def finish_page(name: str, title: str, body: str, *, has_plot: bool = False) -> Page:
    """Give headings their anchors, demand words for pictures, and collect the sections."""
    soup = BeautifulSoup(body, "html.parser")
    for picture in soup.find_all("img"):
        if not picture.get("alt") or "No description" in picture["alt"]:
            raise ValueError(f"{name}: a picture has no words; show it with ee.show(figure, text).")
    seen: set[str] = set()
    for heading in soup.find_all(HEADINGS):
        for link in heading.find_all("a", class_="anchor-link"):
            link.decompose()
        heading["id"] = anchor_of(heading.get_text(), seen)
    for table in soup.find_all("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "wide", "tabindex": "0"}))
    sections = tuple(_sections(soup))
    return Page(name=name, title=title, body=str(soup), sections=sections, has_plot=has_plot)


def _keep_plot(output: NotebookNode, name: str) -> bool:
    """Put a plotly figure beside its still picture, for the page's script to find."""
    data = output.get("data", {})
    if PLOT not in data:
        return False
    still = "".join(data.get("text/html", ""))
    words = BeautifulSoup(still, "html.parser").find("img", alt=True)
    if words is None:
        raise ValueError(f"{name}: a plotly figure has no still picture with words.")
    state = json.dumps(data.pop(PLOT)).replace("<", "\\u003c")
    data["text/html"] = (
        f'<div class="plot" data-words="{escape(str(words["alt"]), quote=True)}">'
        f'{still}<script type="application/json">{state}</script></div>'
    )
    return True


def anchor_of(heading: str, seen: set[str]) -> str:
    """Make an id of a heading, another one if it was seen, and note it."""
    plain = re.sub(r"[^\w]+", "-", heading.strip().lower()).strip("-") or "section"
    anchor = plain if plain not in seen else f"{plain}-{len(seen)}"
    seen.add(anchor)
    return anchor


def _sections(soup: BeautifulSoup) -> Iterator[Section]:
    """Cut the words of a page at its headings."""
    title, anchor, words = "", "", list[str]()
    for element in soup.descendants:
        if isinstance(element, Tag) and element.name in HEADINGS:
            if anchor:
                yield Section(title, anchor, _plain(words))
            title, anchor, words = element.get_text().strip(), str(element["id"]), []
        elif not isinstance(element, Tag) and not element.find_parent(["script", "style", "svg"]):
            words.append(str(element))
    if anchor:
        yield Section(title, anchor, _plain(words))


def _plain(words: list[str]) -> str:
    """Join pieces of text as they stand, with single spaces where there was any."""
    return " ".join("".join(words).split())
