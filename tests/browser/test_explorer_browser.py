"""The explorer in JupyterLab and as a page of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from lab_server import Lab, free_port, lab_environment
from pages import make_notebook, watched_page
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS = 15
CELL = "import eesgn_lite as ee\npanel = ee.explore()\npanel"


def title(page: Page) -> str:
    """Read what is compared."""
    return page.locator(".eesgn-explorer h3").first.inner_text()


def check_switches(page: Page) -> None:
    """Nothing changes by itself; every switch, by mouse or keyboard, changes the page."""
    heading = page.locator(".eesgn-explorer h3").first
    heading.wait_for(timeout=120_000)
    before = title(page)
    page.wait_for_timeout(600)
    assert title(page) == before == "ESGN against SGN"
    page.get_by_label("Regularised loss").click()
    expect(heading).to_have_text("SGN + streams + pooling + temporal against SGN")
    page.get_by_label("Multi-scale temporal CNN").focus()
    page.keyboard.press("Space")
    expect(heading).to_have_text("SGN + streams + pooling against SGN")
    page.get_by_label("Multi-scale temporal CNN").click()
    page.get_by_label("Regularised loss").click()
    expect(heading).to_have_text("ESGN against SGN")
    page.get_by_label("Metric").select_option(label="Calibration error")
    expect(page.locator(".eesgn-explorer h4").first).to_contain_text("lower is better")


def check_player(page: Page) -> None:
    """A chosen clip plays."""
    assert page.locator(".eesgn-player canvas").count() == 0
    page.wait_for_timeout(1000)  # the list is put anew after a change
    chooser = page.get_by_label("Play", exact=True)
    expect(chooser.locator("option:checked")).to_have_text("no clip chosen")
    chooser.select_option(index=1)
    page.locator(".eesgn-player canvas").first.wait_for(timeout=30_000)


def test_switches_in_a_notebook(browser: Browser, lab: Lab) -> None:
    nbformat.write(make_notebook(CELL), lab.folder / "explorer.ipynb")
    with watched_page(browser) as page:
        lab.open(page, "explorer.ipynb")
        lab.run_all(page)
        check_switches(page)
        check_player(page)
        assert lab.ask(page, "print(repr(panel.errors.value))") == "''"


@contextmanager
def serve_app(base: Path, repository: Path) -> Iterator[str]:
    """Start the app as make does, without a browser; give its address with the token."""
    log = base / "app.log"
    command = [sys.executable, "-m", "eesgn_lite.viewing.app"]
    command += ["--no-browser", f"--port={free_port()}"]
    environment = lab_environment(base, repository)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=base, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield wait_for_address(log, process)
        finally:
            process.terminate()
            process.wait(30)


def wait_for_address(log: Path, process: subprocess.Popen) -> str:
    """Wait until the server has written where it is."""
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:\d+/\S*token=\w+", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError(f"The app did not start:\n{log.read_text(encoding='utf-8')}")


def test_the_app_starts_soon_and_needs_no_network(
    browser: Browser, tmp_path: Path, repository: Path
) -> None:
    start = time.perf_counter()
    asked: list[str] = []
    with serve_app(tmp_path, repository) as address, watched_page(browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.locator(".eesgn-explorer h3").first.wait_for(timeout=120_000)
        taken = time.perf_counter() - start
        check_switches(page)
        check_player(page)
    assert asked
    own = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    # The aim is SECONDS on an idle machine; a test may run on a busy one.
    assert taken < 4 * SECONDS


BRIGHTNESS = """name => {
  const style = getComputedStyle(document.querySelector(name));
  const parts = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const middle = text => parts(text).reduce((sum, one) => sum + one, 0) / 3;
  return [middle(style.color), middle(style.backgroundColor)];
}"""
INKED = (".eesgn-explorer", ".widget-dropdown select", ".eesgn-player", ".jp-Notebook")


def check_theme(page: Page, *, dark: bool) -> None:
    """Ink on paper, or light on dark, in each kind of part; the heading with them."""
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(not dark).lower())
    for name in INKED:
        ink, paper = page.evaluate(BRIGHTNESS, name)
        assert (ink > paper + 100) if dark else (paper > ink + 100), (name, ink, paper)
    ink = page.evaluate(BRIGHTNESS, "h1")[0]
    assert ink > 180 if dark else ink < 80


def test_the_app_follows_the_theme_of_the_system(
    browser: Browser, tmp_path: Path, repository: Path
) -> None:
    with (
        serve_app(tmp_path, repository) as address,
        watched_page(browser, theme="dark") as page,
    ):
        page.goto(address)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("What each enhancement is worth", timeout=120_000)
        check_player(page)
        check_theme(page, dark=True)
        page.emulate_media(color_scheme="light")
        check_theme(page, dark=False)


def test_without_the_token_the_app_shows_nothing(
    browser: Browser, tmp_path: Path, repository: Path
) -> None:
    with serve_app(tmp_path, repository) as address:
        page = browser.new_page()
        answer = page.goto(address.partition("?")[0])
        assert page.locator(".eesgn-explorer").count() == 0
        assert answer is not None
        assert answer.status in (401, 403) or "login" in page.url
        page.close()
