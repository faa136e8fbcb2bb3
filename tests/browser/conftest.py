"""One JupyterLab for all browser tests, and a browser for each file of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_server import Lab, serve_lab
from playwright.sync_api import Browser, sync_playwright

# Containers run as root and hold no graphics card; Chromium needs to be told of both.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    """Start Chromium without a window.

    Playwright keeps an event loop running in this thread: it must end before other tests, which
    run loops of their own.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(
    browser_path: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[Lab]:
    """Serve a folder; a browser is asked for first, so that without one nothing starts."""
    with serve_lab(tmp_path_factory.mktemp("lab"), repository) as server:
        yield server
