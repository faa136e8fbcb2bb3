"""Pictures in JupyterLab: legible by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from lab_server import Lab
from pages import make_notebook, watched_page
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
NOTEBOOK = "pictures.ipynb"
CELL = """
import matplotlib.pyplot as plt
import eesgn_lite as ee

figure, axes = plt.subplots(figsize=(4, 2.5))
axes.plot([0, 1, 2], [1, 3, 2], "o-", color="#005594", label="knee")
axes.set(title="Height of a joint", xlabel="frame", ylabel="metres")
axes.legend()
ee.show(figure, "One line rises and falls.")
"""


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """Run the notebook once."""
    nbformat.write(make_notebook(CELL), lab.folder / NOTEBOOK)
    with watched_page(browser) as page:
        lab.open(page, NOTEBOOK)
        lab.run_all(page)
        page.wait_for_selector(".eesgn-picture img", timeout=60_000)
        yield page


def shown(page: Page) -> Locator:
    """Return the one image of the picture that is to be seen."""
    images = page.locator(".eesgn-picture img:visible")
    assert images.count() == 1
    return images


def corner(page: Page) -> list[int]:
    """Return the colour of the shown image's upper left pixel."""
    return shown(page).evaluate(
        """(image) => {
            const canvas = document.createElement("canvas");
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }"""
    )


def choose_theme(page: Page, name: str, light: str) -> None:
    """Change JupyterLab's theme; wait for its splash to go, as it cannot go twice at once."""
    command = "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
    page.evaluate(command, name)
    page.wait_for_selector(f'[data-jp-theme-light="{light}"]', state="attached")
    page.wait_for_selector("#jupyterlab-splash", state="detached")


def test_the_ground_follows_the_theme(page: Page) -> None:
    assert corner(page) == [255, 255, 255]
    assert corner(page) == [255, 255, 255]  # nothing was done, so nothing changes
    choose_theme(page, "JupyterLab Dark", "false")
    assert max(corner(page)) < 25
    choose_theme(page, "JupyterLab Light", "true")
    assert corner(page) == [255, 255, 255]


def test_the_shown_image_has_its_words(page: Page) -> None:
    assert shown(page).get_attribute("alt") == "One line rises and falls."
