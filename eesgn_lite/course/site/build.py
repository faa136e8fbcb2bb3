"""Put the site together: pages, handouts, slides, scripts and the index of the search."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader
from plotly.offline import get_plotlyjs

from eesgn_lite.course.site.execution import ROOT, run_notebook
from eesgn_lite.course.site.mathematics import to_html
from eesgn_lite.course.site.pages import Page, anchor_of, finish_page, notebook_page
from eesgn_lite.course.site.slides import cut_slides
from eesgn_lite.data.files import write_atomically, write_text

DOCUMENTS = (
    ("index_of_terms", "Index of terms"),
    ("glossary", "Glossary"),
    ("notation", "Notation"),
    ("differences", "What the slides say, and what we do"),
    ("accessibility", "Accessibility"),
)
_HERE = Path(__file__).parent
_ASSETS = ("site.css", "site.js", "slides.js")
_START = "00_start_here"


def build_site(out: Path, *, kept: Path, only: Sequence[str] = ()) -> list[Path]:
    """Build the whole site.

    Parameters
    ----------
    out
        Folder; what stood there before is removed.
    kept
        Folder of notebooks that were run before.
    only
        Numbers of notebooks, as "03"; all of them if empty.

    Returns
    -------
    list of pathlib.Path
        The pages.

    Raises
    ------
    ValueError
        If a picture has no words, or the folder holds something else than a site.
    """
    paths = [
        path
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        if not only or path.stem[:2] in only
    ]
    pages = [notebook_page(path.stem, run_notebook(path, kept)) for path in paths]
    return write_site(out, [*pages, *_documents()])


def write_site(out: Path, pages: Sequence[Page]) -> list[Path]:
    """Write finished pages with all they need into an empty folder."""
    if out.exists() and any(out.iterdir()) and not (out / "assets/site.js").is_file():
        raise ValueError(f"{out}: this folder holds something else; name another or empty it.")
    shutil.rmtree(out, ignore_errors=True)
    pages = [_link_within(page, {page.name for page in pages}) for page in pages]
    for name in _ASSETS:
        write_atomically(out / "assets" / name, (_HERE / name).read_bytes())
    if any(page.has_plot for page in pages):
        write_text(out / "assets/plotly.min.js", get_plotlyjs())
    write_text(out / "assets/search-index.js", _search_index(pages))
    return list(_write_pages(out, pages))


def _write_pages(out: Path, pages: Sequence[Page]) -> Iterator[Path]:
    """Write every page, and of the notebooks handout and slides too."""
    templates = Environment(loader=FileSystemLoader(_HERE), autoescape=True)
    notebooks = {page.name for page in pages if _is_notebook(page)}
    styles = (_HERE / "site.css").read_text(encoding="utf-8")
    for place, page in enumerate(pages):
        common = {"page": page, "pages": pages, "notebooks": notebooks, "styles": styles}
        around = {
            "previous": pages[place - 1] if place else None,
            "next": pages[place + 1] if place + 1 < len(pages) else None,
        }
        kinds = {f"{page.name}.html": templates.get_template("page.html.j2")}
        if page.name in notebooks:
            kinds[f"handouts/{page.name}.html"] = templates.get_template("handout.html.j2")
            kinds[f"slides/{page.name}.html"] = templates.get_template("slides.html.j2")
            body = _seen_from_below(page.body, notebooks)
            common |= {"still": _without_scripts(body), "slides": cut_slides(body)}
        for name, template in kinds.items():
            write_text(out / name, template.render(**common, **around))
            yield out / name
    first = next((page.name for page in pages if page.name == _START), pages[0].name)
    write_text(out / "index.html", templates.get_template("index.html.j2").render(first=first))
    yield out / "index.html"


def _is_notebook(page: Page) -> bool:
    """Tell whether a page is a notebook of the course; templates and documents are not."""
    return re.match(r"\d\d_", page.name) is not None


def _documents() -> list[Page]:
    """Turn the documents that belong to the course into pages."""
    found = []
    for name, title in DOCUMENTS:
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
        found.append(finish_page(name, title, to_html(text)))
    return found


def _link_within(page: Page, names: set[str]) -> Page:
    """Lead links to notebooks and documents to their pages; files that are none lose the link."""
    soup = BeautifulSoup(page.body, "html.parser")
    for link in soup.find_all("a", href=True):
        target, _, anchor = str(link["href"]).partition("#")
        if not target or re.match(r"[a-z]+:", target):
            continue
        stem = Path(target).stem
        if Path(target).suffix in (".ipynb", ".md") and stem in names:
            # The index of terms names the section in the link's title.
            section = str(link.attrs.pop("title", ""))
            anchor = anchor_of(section, set()) if section else anchor
            link["href"] = f"{stem}.html" + (f"#{anchor}" if anchor else "")
        else:
            link.name = "span"
            del link["href"]
    return replace(page, body=str(soup))


def _seen_from_below(body: str, notebooks: set[str]) -> str:
    """Lead links to documents one folder up: slides and handouts are of notebooks only."""
    soup = BeautifulSoup(body, "html.parser")
    for link in soup.find_all("a", href=re.compile(r"^[\w-]+\.html")):
        if str(link["href"]).partition(".html")[0] not in notebooks:
            link["href"] = f"../{link['href']}"
    return str(soup)


def _without_scripts(body: str) -> str:
    """Leave still pictures only, for paper."""
    soup = BeautifulSoup(body, "html.parser")
    for script in soup.find_all("script"):
        script.decompose()
    return str(soup)


def _search_index(pages: Sequence[Page]) -> str:
    """Write the sections as a script: a page that was opened as a file may not read JSON."""
    rows = [
        [page.name, page.title, section.title, section.anchor, section.text]
        for page in pages
        for section in page.sections
    ]
    return f"window.eesgnSections = {json.dumps(rows, ensure_ascii=False)};\n"
