"""Explanations in a real browser: cells lead the player, controls change the answer."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from lab_server import Lab
from pages import CLIP_CELL, make_notebook, watched_page
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

HOVER_MS, ANSWER_MS = 100, 150
# The aims hold on an idle machine; a test may run on a busy one.
BUSY = 4
MODEL = 'checkpoint = ee.load_checkpoint("mini-ntu/esgn")'
ATTENTION = "panel = ee.show_attention(checkpoint, clip, playing=False)\npanel"
CHANGES = "changes = ee.counterfactual(checkpoint, clip)\nchanges"
GRAPH = "graph = ee.graph_view(panel.explanation.graph)\ngraph"
MEASURE_HOVER = """async ([x, y]) => {
  const canvas = document.querySelector(".eesgn-heat canvas");
  const said = document.querySelector(".eesgn-player output");
  const box = canvas.getBoundingClientRect();
  const before = said.textContent;
  const start = performance.now();
  const there = { clientX: box.x + x, clientY: box.y + y, bubbles: true };
  canvas.dispatchEvent(new PointerEvent("pointermove", there));
  for (let i = 0; i < 200 && said.textContent === before; i++)
    await new Promise((done) => requestAnimationFrame(done));
  return said.textContent === before ? null : performance.now() - start;
}"""


def open_notebook(lab: Lab, page: Page, name: str, *cells: str) -> None:
    """Write a notebook of that name, open it and run it; each page has a file of its own."""
    nbformat.write(make_notebook(CLIP_CELL, MODEL, *cells), lab.folder / name)
    lab.open(page, name)
    lab.run_all(page)


def heat(page: Page) -> Locator:
    """Return the first heat map's canvas, once it is drawn."""
    found = page.locator(".eesgn-heat canvas").first
    found.wait_for(timeout=60_000)
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    return found


def point_at(page: Page, share_x: float, share_y: float) -> None:
    """Move the pointer to a place of the first heat map, given as shares of its size."""
    box = heat(page).bounding_box()
    page.mouse.move(box["x"] + share_x * box["width"], box["y"] + share_y * box["height"])
    page.wait_for_timeout(500)


def leave(page: Page) -> None:
    """Take pointer and focus away from every widget."""
    page.mouse.move(2, 2)
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_timeout(300)


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """Open player, heat map and graph for the tests of this file."""
    with watched_page(browser) as page:
        open_notebook(lab, page, "attention.ipynb", ATTENTION, GRAPH)
        page.locator(".eesgn-chord svg").wait_for(timeout=60_000)
        yield page


def state(lab: Lab, page: Page) -> str:
    """Ask Python for the player's frame and selection and the heat map's cell."""
    return lab.ask(page, "print(panel.player.frame, panel.player.selection, panel.heat_map.cell)")


def test_a_cell_under_the_pointer_leads_the_player(lab: Lab, page: Page) -> None:
    leave(page)
    lab.ask(page, "panel.player.frame = 3")
    assert state(lab, page) == "3 [] []"
    point_at(page, 0.7, 0.3)
    frame, joints = lab.ask(
        page,
        "_, row, column = panel.heat_map.cell; table = panel.heat_map._table\n"
        "print(table['frames'][column], table['joints'][row])",
    ).split()
    assert state(lab, page).startswith(f"{frame} [0, 0, {joints}] [0, ")
    assert page.get_by_label("Frame shown").inner_text().startswith(f"frame {frame} of 0 to ")
    assert ", frame " in page.locator(".eesgn-heat-said").first.inner_text()
    leave(page)
    assert state(lab, page) == f"{frame} [] []"


def test_the_keyboard_reaches_every_cell(lab: Lab, page: Page) -> None:
    leave(page)
    lab.ask(page, "panel.player.frame = 0")
    cells = page.locator(".jp-Cell").count()
    select = page.locator(".eesgn-heat select").first
    select.focus()
    page.keyboard.press("Tab")
    page.wait_for_timeout(400)
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "d", "d"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    frame = lab.ask(page, "print(panel.heat_map._table['frames'][2])")
    assert state(lab, page) == f"{frame} [0, 0, 1] [0, 1, 2]"
    spoken = page.locator(".eesgn-heat-spoken").first
    assert spoken.inner_text().startswith(f"person 1: spine, frame {frame}: 0.")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert state(lab, page) == f"{frame} [] []"
    assert page.locator(".jp-Cell").count() == cells


def test_the_players_frame_is_marked_in_the_heat_map(lab: Lab, page: Page) -> None:
    leave(page)
    lab.ask(page, "panel.player.frame = 0")
    before = heat(page).screenshot()
    page.wait_for_timeout(300)
    assert heat(page).screenshot() == before
    lab.ask(page, "panel.player.frame = panel.player._scene['frames'] - 1")
    assert heat(page).screenshot() != before


def test_python_chooses_a_cell_and_a_person(lab: Lab, page: Page) -> None:
    leave(page)
    lab.ask(page, "panel.heat_map.cell = [1, 4, 7]")
    page.wait_for_timeout(500)
    frame = lab.ask(page, "print(panel.heat_map._table['frames'][7], panel.heat_map.layer)")
    assert frame.endswith(" 1")
    assert state(lab, page) == f"{frame.split()[0]} [0, 1, 20] [1, 4, 7]"
    lab.ask(page, "panel.heat_map.cell = []; panel.heat_map.layer = 0")


def test_a_running_player_goes_on_after_the_pointer_has_left(lab: Lab, page: Page) -> None:
    leave(page)
    lab.ask(page, "panel.player.playing = True")
    point_at(page, 0.9, 0.5)
    assert lab.ask(page, "print(panel.player.playing)") == "False"
    leave(page)
    assert lab.ask(page, "print(panel.player.playing)") == "True"
    lab.ask(page, "panel.player.playing = False")


def test_a_cell_answers_the_pointer_at_once(lab: Lab, page: Page) -> None:
    leave(page)
    # A player that stopped at the very frame pointed at would have nothing to answer.
    lab.ask(page, "panel.player.frame = 0")
    heat(page)
    # Back and forth: a value that Python repeats late must not undo a newer one.
    taken = [page.evaluate(MEASURE_HOVER, [150 + 150 * (i % 2), 100]) for i in range(16)]
    assert None not in taken
    assert sorted(taken)[8] < BUSY * HOVER_MS
    leave(page)


def test_an_edge_is_said_in_words(page: Page) -> None:
    matrix = page.locator(".eesgn-heat canvas").nth(1)
    matrix.scroll_into_view_if_needed()
    said = page.locator(".eesgn-heat-said").nth(1)
    assert said.inner_text() == "Point at a cell, or use the arrow keys."
    matrix.hover()
    page.wait_for_timeout(300)
    assert " receives from " in said.inner_text()
    assert page.locator(".eesgn-chord text").count() == 25
    leave(page)


@pytest.fixture(scope="module")
def changing(lab: Lab, browser: Browser) -> Iterator[Page]:
    """Open the panel of changes for the tests of this file."""
    with watched_page(browser) as page:
        open_notebook(lab, page, "changes.ipynb", CHANGES)
        page.locator(".eesgn-bars table").wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        yield page


def numbers(page: Page) -> list[str]:
    """Read the table's percentages."""
    return page.locator(".eesgn-bars tbody .eesgn-share").all_inner_texts()


def test_a_tick_changes_the_answer_and_the_clip(lab: Lab, changing: Page) -> None:
    before = numbers(changing)
    changing.wait_for_timeout(400)
    assert numbers(changing) == before
    changing.get_by_label("Run backwards").check()
    changing.wait_for_timeout(2000)
    assert numbers(changing) != before
    assert changing.locator(".eesgn-bars caption").inner_text() == "Backwards"
    assert changing.locator(".eesgn-player").count() == 1
    assert lab.ask(changing, "print(changes.controls.change.reverse, [changes.errors.value])") == (
        "True ['']"
    )


def test_quick_moves_of_a_slider_do_not_queue(lab: Lab, changing: Page) -> None:
    lab.ask(
        changing,
        "changes.controls.show(type(changes.controls.change)())\n"
        "answered = []; answer = changes._answer\n"
        "changes._answer = lambda change: (answered.append(change), answer(change))",
    )
    changing.wait_for_timeout(1000)
    handle = changing.locator(".noUi-handle").nth(1)
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    changing.mouse.move(x, y)
    changing.mouse.down()
    changing.mouse.move(x + 120, y, steps=60)
    changing.mouse.up()
    changing.wait_for_timeout(BUSY * ANSWER_MS)
    last = lab.ask(changing, "print(len(answered), answered[-1] == changes.controls.change)")
    count, newest = last.split()
    assert newest == "True"
    assert 1 <= int(count) < 60
    changing.wait_for_timeout(1000)
    assert lab.ask(changing, "print(len(answered))") == count


def test_an_error_shows_in_the_panel(lab: Lab, changing: Page) -> None:
    broken = changing.get_by_text("a broken edit")
    assert broken.count() == 0
    lab.ask(
        changing,
        "def fail(change):\n    raise RuntimeError('a broken edit')\nchanges._answer = fail",
    )
    changing.get_by_label("Swap left and right").check()
    broken.first.wait_for(timeout=10_000)
    lab.ask(changing, "changes._answer = answer")
    changing.get_by_role("button", name="Undo changes").click()
    broken.first.wait_for(state="detached", timeout=10_000)


PLACES = """() => [".eesgn-bars tbody", ".eesgn-player", ".eesgn-player input"].map(name => {
  const box = document.querySelector(name).getBoundingClientRect();
  return [box.left, box.top, box.width, box.height].map(Math.round);
})"""


@pytest.mark.parametrize("width", [1400, 800])
def test_nothing_jumps_whatever_is_said(changing: Page, width: int) -> None:
    changing.set_viewport_size({"width": width, "height": 2400})
    changing.get_by_role("button", name="Undo changes").click()
    changing.wait_for_timeout(2000)
    before = changing.evaluate(PLACES)
    changing.get_by_label("Freeze", exact=True).select_option(label="right arm")
    changing.get_by_label("Swap left and right").check()
    changing.get_by_label("Run backwards").check()
    changing.get_by_label("Drop stream", exact=True).select_option(label="joint velocity")
    caption = changing.locator(".eesgn-bars caption")
    expect(caption).to_contain_text("swapped, backwards, without joint velocity")
    changing.wait_for_timeout(2000)
    after = changing.evaluate(PLACES)
    changing.set_viewport_size({"width": 1100, "height": 900})
    assert after == before


def test_every_control_has_a_label(changing: Page) -> None:
    for name in ("Freeze", "Swap left and right", "Run backwards", "Drop stream"):
        assert changing.get_by_label(name, exact=True).count() == 1
    for name in ("Speed", "Noise (cm)"):
        assert changing.locator("label", has_text=name).count() == 1


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write attention, graph and changes onto a page of their own."""
    import eesgn_lite as ee
    from eesgn_lite.data.synthesis.build import perform
    from eesgn_lite.viewing.changes import Change

    checkpoint, clip = ee.load_checkpoint("mini-ntu/esgn"), perform(58, 1)
    panels = [
        ee.show_attention(checkpoint, clip),
        ee.counterfactual(checkpoint, clip, change=Change(reverse=True)),
    ]
    path = tmp_path_factory.mktemp("page") / "attention.html"
    body = "".join(panel.to_html() for panel in panels)
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{body}", encoding="utf-8")
    return path.as_uri()


def test_on_a_page_without_kernel_cells_lead_the_player(browser: Browser, page_file: str) -> None:
    with watched_page(browser, offline=True) as page:
        page.goto(page_file)
        shown = page.get_by_label("Frame shown").first
        heat(page)
        before = shown.inner_text()
        page.wait_for_timeout(300)
        assert shown.inner_text() != before, "the player runs until a cell stops it"
        point_at(page, 0.95, 0.3)
        stopped = shown.inner_text()
        page.wait_for_timeout(300)
        assert shown.inner_text() == stopped
        frame = page.locator(".eesgn-heat-said").inner_text().split("frame ")[1].split(":")[0]
        assert stopped.startswith(f"frame {frame} of 0 to ")
        leave(page)
        assert shown.inner_text() != stopped
        assert page.locator(".eesgn-bars caption").inner_text() == "Backwards"
        assert page.get_by_text("The controls need a running kernel").is_visible()


def test_without_scripts_pictures_with_words_stand(browser: Browser, page_file: str) -> None:
    with watched_page(browser, offline=True, scripts=False) as page:
        page.goto(page_file)
        assert page.get_by_alt_text("Heat map of joint weight, 25 rows").is_visible()
        assert page.locator(".eesgn-bars table").is_visible()
        assert page.locator("canvas").count() == 0


def test_a_page_follows_the_readers_theme(browser: Browser, page_file: str) -> None:
    colours = []
    for theme in ("light", "dark"):
        with watched_page(browser, offline=True, theme=theme) as page:
            page.goto(page_file)
            heat(page)
            style = "e => getComputedStyle(e).backgroundColor"
            colours.append(page.locator(".eesgn-heat").evaluate(style))
    assert colours == ["rgb(255, 255, 255)", "rgb(20, 24, 30)"]
