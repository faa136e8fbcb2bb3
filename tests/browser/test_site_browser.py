"""The site as a reader meets it: opened from the disk, with the network shut."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from pages import watched_page
from playwright.sync_api import Browser, Page

from eesgn_lite.course.site.build import build_site, write_site
from eesgn_lite.course.site.pages import notebook_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# All notebooks take minutes to run; `make test-full` asks for them.
ONLY = () if os.environ.get("EESGN_FULL") else ("00", "03")
FRAMES_APART = 400  # milliseconds


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Build the site; notebooks that ran before are not run again."""
    folder = tmp_path_factory.mktemp("site") / "site"
    build_site(folder, kept=repository / "build/executed", only=ONLY)
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched_page(browser, offline=True) as page:
        yield page


def notebook_pages(site: Path) -> list[Path]:
    return sorted(path for path in site.glob("*.html") if re.match(r"\d\d_", path.name))


def test_every_page_is_complete(page: Page, site: Path, repository: Path) -> None:
    for path in notebook_pages(site):
        page.goto(path.as_uri())
        source = nbformat.read(repository / f"notebooks/{path.stem}.ipynb", as_version=4)
        codes = [cell for cell in source.cells if cell.cell_type == "code"]
        assert page.locator(".code_cell").count() == len(codes)
        assert page.locator(".code_cell .output_area").count() >= len(codes)
        assert page.locator(".output_error").count() == 0
        prose = "\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
        formulas = re.findall(r"\$\$.+?\$\$|\$[^$\n]+\$", prose, re.DOTALL)
        assert page.locator("main math").count() == len(formulas)


def test_every_picture_has_words(page: Page, site: Path) -> None:
    for path in site.rglob("*.html"):
        page_html = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert all(image.get("alt") for image in page_html.find_all("img")), path.name
        for drawing in page_html.find_all("svg"):
            named = drawing.get("aria-label") or drawing.get("aria-hidden")
            assert named or drawing.find_parent(attrs={"aria-label": True}), path.name
    for path in notebook_pages(site):
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        nameless = page.locator("canvas").evaluate_all(
            "all => all.filter((e) => !e.closest('[aria-label], [aria-hidden=true]')).length"
        )
        assert nameless == 0, path.name


def test_every_player_plays(page: Page, site: Path) -> None:
    seen = 0
    for path in notebook_pages(site):
        page.goto(path.as_uri())
        for player in page.locator(".eesgn-player").all():
            stage = player.locator("canvas").first
            stage.scroll_into_view_if_needed()
            start = player.get_by_role("button", name="Play (space)")
            if start.count():
                start.click()
            page.wait_for_timeout(FRAMES_APART)
            before = stage.screenshot()
            page.wait_for_timeout(FRAMES_APART)
            assert stage.screenshot() != before, path.name
            seen += 1
    assert seen >= 3


def test_the_search_leads_to_a_section(page: Page, site: Path) -> None:
    page.goto((site / "00_start_here.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("adaptive graph")
    first = page.locator("#found a").first
    first.wait_for()
    assert 1 <= page.locator("#found a").count() <= 12
    target = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{target}")
    heading = page.locator(f'[id="{page.url.partition("#")[2]}"]')
    assert "graph" in heading.inner_text().lower()
    assert heading.is_visible()
    page.locator("#search").fill("zzzz")
    assert "Nothing found" in page.locator("#found").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


def test_the_theme_is_kept_from_page_to_page(page: Page, site: Path) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    page.goto((site / "00_start_here.html").as_uri())
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate(ground) == "rgb(20, 24, 30)"
    player = "() => getComputedStyle(document.querySelector('.eesgn-player')).backgroundColor"
    assert page.evaluate(player) == "rgb(20, 24, 30)"
    page.locator("a[rel=next]").click()
    page.wait_for_load_state()
    assert page.evaluate(ground) == "rgb(20, 24, 30)"


@pytest.mark.parametrize("width", [360, 1400])
def test_nothing_sticks_out(browser: Browser, site: Path, width: int) -> None:
    with watched_page(browser, offline=True) as page:
        page.set_viewport_size({"width": width, "height": 900})
        for path in sorted(site.glob("*.html")):
            page.goto(path.as_uri())
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name


def test_slides_hide_results_until_asked(page: Page, site: Path) -> None:
    page.goto((site / "slides/00_start_here.html").as_uri())
    shown = page.locator(".slide.shown")
    assert shown.count() == 1
    for _ in range(40):
        if shown.locator(".output_wrapper").count():
            break
        page.keyboard.press("ArrowRight")
    result = shown.locator(".output_wrapper").first
    assert not result.is_visible()
    here = page.locator("#where").inner_text()
    page.keyboard.press(" ")
    assert result.is_visible()
    assert page.locator("#where").inner_text() == here
    page.keyboard.press("ArrowLeft")
    assert page.locator("#where").inner_text() != here


def test_a_handout_prints(page: Page, site: Path) -> None:
    page.goto((site / "handouts/00_start_here.html").as_uri())
    assert page.locator("canvas, script").count() == 0
    assert page.get_by_alt_text("Moving skeleton of 1 person").first.is_visible()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", printed)) >= 3


def test_figures_of_plotly_live_where_the_browser_can_turn_them(page: Page, tmp_path: Path) -> None:
    import eesgn_lite as ee
    from eesgn_lite.data.synthesis.build import perform

    flat = {
        "text/html": '<img alt="A bar" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        "application/vnd.plotly.v1+json": {"data": [{"type": "bar", "y": [1]}], "layout": {}},
    }
    shown = [ee.figure3d(perform(7, 1), [10])._repr_mimebundle_(), flat]
    cells = [
        nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", data=data)])
        for data in shown
    ]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"eesgn": {"title": "Made up"}})
    write_site(tmp_path / "site", [notebook_page("07_odd", made)])
    page.goto((tmp_path / "site/07_odd.html").as_uri())
    turning, bar = page.locator(".plot").all()
    bar.locator(".main-svg").first.wait_for()
    assert not bar.locator("img").is_visible()
    assert bar.get_by_role("img", name="A bar").first.is_visible()
    can = page.evaluate("Boolean(document.createElement('canvas').getContext('webgl'))")
    if can:
        turning.locator("canvas").first.wait_for()
    assert turning.locator("img").first.is_visible() != can
