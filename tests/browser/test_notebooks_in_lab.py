"""Whole notebooks in JupyterLab: all cells run, and neither page nor console complains."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from lab_server import Lab
from pages import ERRORS, watched_page
from playwright.sync_api import Browser

from eesgn_lite.course.exercises import lessons

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Notebook 00 has a test of its own.
NUMBERS = [number for number in lessons() if number in ("05", "09") or os.environ.get("EESGN_FULL")]
NOT_RUN = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === "code" && !cell.model.sharedModel.execution_count).length"""


@pytest.mark.parametrize("number", NUMBERS)
def test_every_cell_runs(number: str, browser: Browser, lab: Lab, repository: Path) -> None:
    course = lab.folder / "course"
    (course / "notebooks").mkdir(parents=True, exist_ok=True)
    shutil.copytree(repository / "results", course / "results", dirs_exist_ok=True)
    source = next((repository / "notebooks").glob(f"{number}_*.ipynb"))
    shutil.copy(source, course / "notebooks")
    with watched_page(browser) as page:
        page.set_default_timeout(600_000)
        lab.open(page, f"course/notebooks/{source.name}")
        lab.run_all(page)
        assert page.evaluate(ERRORS) == []
        assert page.evaluate(NOT_RUN) == 0
