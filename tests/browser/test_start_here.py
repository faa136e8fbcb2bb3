"""The first notebook, as a newcomer meets it: open, run all, watch."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_server import Lab
from pages import canvas, drag, moves, watched_page
from playwright.sync_api import Browser, Page

import eesgn_lite as ee

pytestmark = pytest.mark.browser
NOTEBOOK = "00_start_here.ipynb"
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets
  .flatMap((cell) => cell.model.sharedModel.outputs ?? [])
  .filter((output) => output.output_type === "error")
  .map((output) => output.ename + ": " + output.evalue)"""


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser, repository: Path) -> Iterator[Page]:
    """Run the whole notebook once; the page must not have complained when all is done."""
    shutil.copy(repository / "notebooks" / NOTEBOOK, lab.folder / NOTEBOOK)
    with watched_page(browser) as page:
        lab.open(page, NOTEBOOK)
        lab.run_all(page)
        yield page


def test_every_cell_runs_without_an_error(page: Page) -> None:
    assert page.evaluate(ERRORS) == []


def test_the_recognised_action_is_named(page: Page) -> None:
    said = " ".join(page.locator(".jp-OutputArea-output pre").all_inner_texts())
    recognised = re.search(r"Recognised:\s*(.+)", said)
    assert recognised, "no output names the action"
    assert recognised[1].strip() in ee.load_dataset("mini-ntu").classes


def test_the_skeleton_moves_and_stands_still_when_paused(page: Page) -> None:
    assert moves(page)
    page.get_by_role("button", name="Pause (space)").first.click()
    assert not moves(page)


def test_dragging_turns_the_skeleton(page: Page) -> None:
    before = canvas(page).screenshot()
    drag(page, 80, 20)
    assert canvas(page).screenshot() != before


def test_each_player_says_what_it_shows(page: Page) -> None:
    labels = [e.get_attribute("aria-label") for e in page.locator(".eesgn-player").all()]
    assert len(labels) == 3
    assert all("Moving skeleton of 1 person with 25 joints" in label for label in labels)
