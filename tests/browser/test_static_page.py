"""Player and heat map on a page without kernel and network."""

from __future__ import annotations

from pathlib import Path

import nbclient
import numpy as np
import pytest
from nbconvert import HTMLExporter
from pages import CLIP_CELL, canvas, drag, make_notebook, moves, watched_page
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(browser: Browser, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Run a notebook with two players and convert it, as the published pages are made."""
    notebook = make_notebook(
        f"import sys\nsys.path.insert(0, {str(repository)!r})",
        CLIP_CELL,
        "ee.play(clip, titles='</script><b>handshake</b>')",
        "ee.play(clip, weights=weights)",
        "ee.figure3d(clip, [10, 30])",
    )
    nbclient.NotebookClient(notebook, timeout=120).execute()
    # A page that finds the widget's state would look for its manager in the network.
    notebook.metadata.pop("widgets", None)
    exporter = HTMLExporter(require_js_url="", mathjax_url="", jquery_url="")
    body, _ = exporter.from_notebook_node(notebook)
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(body, encoding="utf-8")
    return path


def test_it_plays_pauses_and_turns(browser: Browser, page_file: Path) -> None:
    with watched_page(browser, offline=True) as page:
        page.goto(page_file.as_uri())
        assert moves(page)
        page.get_by_role("button", name="Pause (space)").first.click()
        assert not moves(page)
        before = canvas(page).screenshot()
        drag(page, 80, 20)
        assert canvas(page).screenshot() != before
        assert page.locator(".eesgn-player").count() == 2
        assert page.locator("figcaption").first.inner_text() == "</script><b>handshake</b>"


def test_without_scripts_a_picture_with_words_stands(browser: Browser, page_file: Path) -> None:
    with watched_page(browser, offline=True, scripts=False) as page:
        page.goto(page_file.as_uri())
        poster = page.get_by_alt_text("Moving skeleton of 2 persons with 25 joints").first
        assert poster.is_visible()
        assert poster.bounding_box()["width"] == pytest.approx(260, abs=1)
        assert page.locator("canvas").count() == 0


@pytest.mark.parametrize("width", [1100, 480])
def test_a_turning_figure_leaves_a_still_one(browser: Browser, page_file: Path, width: int) -> None:
    with watched_page(browser, offline=True) as page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(page_file.as_uri())
        picture = page.get_by_alt_text("Frames 10, 30. Moving skeleton of 2 persons").first
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert box["height"] > 100
        assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_a_page_of_its_own_follows_the_readers_theme(browser: Browser, tmp_path: Path) -> None:
    import eesgn_lite as ee
    from eesgn_lite.data.synthesis.build import perform

    path = tmp_path / "alone.html"
    path.write_text(f"<!doctype html><body>{ee.play(perform(7, 1)).to_html()}", encoding="utf-8")
    colours = []
    for theme in ("light", "dark"):
        with watched_page(browser, offline=True, theme=theme) as page:
            page.goto(path.as_uri())
            canvas(page)
            style = "e => getComputedStyle(e).backgroundColor"
            colours.append(page.locator(".eesgn-player").evaluate(style))
    assert colours == ["rgb(255, 255, 255)", "rgb(20, 24, 30)"]


COUNT_CURSORS = """() => {
  window.cursors = new Set();
  const pen = CanvasRenderingContext2D.prototype;
  const real = pen.moveTo;
  pen.moveTo = function (x, y) {
    // Only the cursor's triangle begins at the top edge.
    if (y === 0 && this.canvas.closest(".eesgn-heat")) window.cursors.add(x);
    return real.call(this, x, y);
  };
}"""


def test_the_heat_maps_cursor_keeps_up_with_the_player(browser: Browser, tmp_path: Path) -> None:
    import eesgn_lite as ee
    from eesgn_lite.data.synthesis.build import perform
    from eesgn_lite.viewing.panel import side_by_side

    clip = perform(7, 1)
    frames = list(range(clip.num_frames))
    player = ee.play(clip, fps=9, playing=False)
    led = ee.heat_map(
        np.ones((1, len(frames))), ["hip"], player=player, frames=frames, joints=[0], cell=(8, 15)
    )
    page_html = side_by_side(player.to_html(), led.to_html())
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{page_html}", encoding="utf-8")
    with watched_page(browser, offline=True) as page:
        page.goto(path.as_uri())
        canvas(page)
        page.evaluate(COUNT_CURSORS)
        page.wait_for_timeout(1000)
        assert page.evaluate("window.cursors.size") == 0, "nothing moves until it plays"
        page.get_by_role("button", name="Play (space)").click()
        page.wait_for_timeout(3000)
        page.get_by_role("button", name="Pause (space)").click()
        shown = page.get_by_label("Frame shown").inner_text().split()[1]
        # A cursor that hears of the time every 150 ms only would miss frames of 111 ms.
        assert page.evaluate("window.cursors.size") >= 0.85 * int(shown) > 10


def test_the_chosen_cell_goes_along_to_another_person(browser: Browser, tmp_path: Path) -> None:
    import eesgn_lite as ee

    values = np.arange(12.0).reshape(2, 2, 3)
    shown = ee.heat_map(values, ["hip", "knee"], layers=["person 1", "person 2"])
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{shown.to_html()}", encoding="utf-8")
    with watched_page(browser, offline=True) as page:
        page.goto(path.as_uri())
        page.locator(".eesgn-heat select").focus()
        for key in ("Tab", "ArrowDown", "ArrowRight"):
            page.keyboard.press(key)
        said, spoken = page.locator(".eesgn-heat-said"), page.locator(".eesgn-heat-spoken")
        assert spoken.inner_text() == "person 1: knee, 1: 4"
        page.evaluate(
            "() => { const select = document.querySelector('.eesgn-heat select');"
            "select.value = '1'; select.dispatchEvent(new Event('change')); }"
        )
        page.wait_for_timeout(300)
        assert spoken.inner_text() == said.inner_text() == "person 2: knee, 1: 10"
