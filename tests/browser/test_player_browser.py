"""The player in a real JupyterLab: it moves, turns, listens to keys and talks with Python."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from lab_server import Lab
from pages import CLIP_CELL, canvas, drag, make_notebook, moves, watched_page
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def open_player(lab: Lab, page: Page, name: str, call: str) -> None:
    """Write a notebook of that name, that plays a clip; open it and run it.

    Each page has its own file: two pages on one file share a kernel and answer its messages twice.
    """
    notebook = make_notebook(CLIP_CELL, f"player = {call}\nplayer", "1 + 1")
    nbformat.write(notebook, lab.folder / name)
    lab.open(page, name)
    lab.run_all(page)
    canvas(page)


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """Open one player for the tests of this file; each sets what it needs."""
    with watched_page(browser) as page:
        call = "ee.play([clip, clip], weights=[weights, None], graph=[graph, None])"
        open_player(lab, page, "player.ipynb", call)
        yield page


def set_player(lab: Lab, page: Page, code: str) -> None:
    """Set the player's values from Python and let the page follow."""
    lab.ask(page, code)
    page.wait_for_timeout(400)


def test_it_starts_by_itself_and_stands_still_when_paused(lab: Lab, page: Page) -> None:
    assert moves(page)
    set_player(lab, page, "player.playing = False")
    assert not moves(page)
    page.get_by_role("button", name="Play (space)").click()
    assert moves(page)


def test_python_reads_the_frame_that_is_shown(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.frame = 11")
    assert page.get_by_label("Frame shown").inner_text().startswith("frame 11 of 0 to ")
    page.get_by_role("button", name="One frame forward (.)").click()
    page.wait_for_timeout(500)
    assert lab.ask(page, "print(player.frame)") == "12"


def test_dragging_turns_it_and_tells_python(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.view = 'front'")
    before = canvas(page).screenshot()
    drag(page, 0, 0)
    assert canvas(page).screenshot() == before
    drag(page, 80, 20)
    assert canvas(page).screenshot() != before
    page.wait_for_timeout(300)
    view = "player.view['azimuth'], player.view['elevation']"
    assert lab.ask(page, f"print({view})") == "40.0 18.0"


def test_a_slow_drag_loses_nothing_to_echoes_of_python(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.view = 'front'")
    box = canvas(page).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 46):
        page.mouse.move(x + 2 * step, y)
        page.wait_for_timeout(25)
    page.mouse.up()
    page.wait_for_timeout(500)
    assert float(lab.ask(page, "print(player.view['azimuth'])")) == pytest.approx(45)


def test_the_wheel_zooms(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.view = 'front'")
    canvas(page).hover()
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(400)
    assert float(lab.ask(page, "print(player.view['zoom'])")) == pytest.approx(1.49, abs=0.01)


def test_the_keyboard_reaches_everything_and_the_notebook_keeps_its_cells(
    lab: Lab, page: Page
) -> None:
    set_player(lab, page, "player.playing = False; player.frame = 3; player.view = 'front'")
    cells = page.locator(".jp-Cell").count()
    canvas(page).focus()
    for key in ("x", "d", "d", ".", ".", "2", "]", "l"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    said = lab.ask(page, "print(player.frame, player.view['azimuth'], player.speed, player.loop)")
    assert said == "5 90.0 2.0 False"
    page.keyboard.press("Space")
    page.wait_for_timeout(500)
    assert lab.ask(page, "print(player.playing)") == "True"
    assert page.locator(".jp-Cell").count() == cells
    set_player(lab, page, "player.speed = 1; player.loop = True")


def test_a_joint_is_named_under_the_pointer_and_by_keyboard(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False")
    stage = canvas(page)
    before = stage.screenshot()
    stage.focus()
    page.keyboard.press("j")
    spoken = page.locator(".eesgn-spoken")
    assert spoken.inner_text() == "hip centre of person 1: 0"
    page.keyboard.press("j")
    assert spoken.inner_text() == "spine of person 1: about 0.04"
    assert stage.screenshot() != before


def test_a_chosen_joint_is_known_to_python_and_shown_by_it(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.selection = []")
    stage = canvas(page)
    page.mouse.move(3, 3)
    page.wait_for_timeout(300)
    before = stage.screenshot()
    set_player(lab, page, "player.frame = player.frame")
    assert stage.screenshot() == before
    set_player(lab, page, "player.selection = [0, 1, 3]")
    assert stage.screenshot() != before
    assert "Chosen: head of person 2." in stage.get_attribute("aria-label")
    stage.focus()
    page.keyboard.press("J")
    page.wait_for_timeout(500)
    assert lab.ask(page, "print(player.selection)") == "[0, 1, 2]"
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert lab.ask(page, "print(player.selection)") == "[]"
    assert stage.screenshot() == before


def test_the_edges_follow_python_and_their_slider(lab: Lab, page: Page) -> None:
    set_player(lab, page, "player.playing = False; player.threshold = 0.5")
    said = page.locator(".eesgn-legend output")
    assert said.inner_text() == "2 of 1200 (0.17 %), from weight 0.75"
    set_player(lab, page, "player.threshold = 0; player.edges = 2")
    assert said.inner_text() == "4 of 1200 (0.33 %), from weight 0.25"
    page.get_by_label("Strongest edges of each person").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    assert said.inner_text() == "2 of 1200 (0.17 %), from weight 0.75"
    assert lab.ask(page, "print(player.edges)") == "1"


def test_every_control_has_a_name_and_takes_the_focus(page: Page) -> None:
    controls = page.locator(".eesgn-player").locator("button, input, select, canvas")
    assert controls.count() == 13
    for control in controls.all():
        assert control.evaluate("e => e.getAttribute('aria-label') || e.innerText")
        control.focus()
        assert control.evaluate("e => document.activeElement === e")


def choose_theme(page: Page, name: str, light: str) -> None:
    """Change JupyterLab's theme; wait for its splash to go, as it cannot go twice at once."""
    command = "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
    page.evaluate(command, name)
    page.wait_for_selector(f'[data-jp-theme-light="{light}"]', state="attached")
    page.wait_for_selector("#jupyterlab-splash", state="detached")


def test_it_follows_the_theme_of_the_notebook(page: Page) -> None:
    colour = "e => getComputedStyle(e).backgroundColor"
    player = page.locator(".eesgn-player").first
    light = player.evaluate(colour)
    choose_theme(page, "JupyterLab Dark", "false")
    dark = player.evaluate(colour)
    choose_theme(page, "JupyterLab Light", "true")
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(20, 24, 30)")


def test_it_waits_for_readers_who_asked_for_less_motion(lab: Lab, browser: Browser) -> None:
    with watched_page(browser, motion="reduce") as page:
        open_player(lab, page, "still.ipynb", "ee.play(clip)")
        assert not moves(page)
        page.wait_for_timeout(300)
        assert lab.ask(page, "print(player.playing)") == "False"


BREAK_IT = """
from eesgn_lite.viewing import player

class Broken(player.Player):
    _esm = player.Player._esm.replace("this.project();", "oops();")

player.Player = Broken
ee.play(clip)
"""


def test_a_broken_widget_is_noticed(lab: Lab, browser: Browser) -> None:
    with pytest.raises(AssertionError, match="reported errors"), watched_page(browser) as page:
        nbformat.write(make_notebook(CLIP_CELL, BREAK_IT), lab.folder / "broken.ipynb")
        lab.open(page, "broken.ipynb")
        lab.run_all(page)
        assert not moves(page), "a player that cannot draw stands still"
