"""What the browser tests do with a page and look for in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
from playwright.sync_api import Browser, Locator, Page

CLIP_CELL = """
import numpy as np
import eesgn_lite as ee
from eesgn_lite.data.synthesis.build import perform

clip = perform(58, 1)
weights = np.linspace(0, 1, 25)
graph = np.zeros((25, 25))
graph[10, 3], graph[11, 20] = 0.25, 0.75
"""


@contextmanager
def watched_page(
    browser: Browser,
    *,
    offline: bool = False,
    scripts: bool = True,
    motion: str = "no-preference",
    theme: str = "light",
) -> Iterator[Page]:
    """Open a page, and fail at its end if it threw or wrote an error."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 900},
        java_script_enabled=scripts,
        reduced_motion=motion,
        color_scheme=theme,
    )
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(f"{error.stack}"))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    if offline:
        page.route("http*://**", lambda route: route.abort())
    try:
        yield page
    finally:
        context.close()
    assert not problems, f"the page reported errors: {problems}"


def canvas(page: Page) -> Locator:
    """Return the first player's first canvas, once it is drawn."""
    found = page.locator(".eesgn-player canvas").first
    found.wait_for(timeout=30_000)
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    return found


def moves(page: Page, milliseconds: int = 500) -> bool:
    """Tell whether the first canvas changes by itself within a while."""
    stage = canvas(page)
    before = stage.screenshot()
    page.wait_for_timeout(milliseconds)
    return stage.screenshot() != before


def drag(page: Page, right: int, down: int) -> None:
    """Drag the first canvas from its middle."""
    box = canvas(page).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.wait_for_timeout(300)


def make_notebook(*cells: str) -> nbformat.NotebookNode:
    """Write a notebook of code cells."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
