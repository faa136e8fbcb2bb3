"""What every test may ask for: real data, reference arrays, a browser, a fixed seed."""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

os.environ.setdefault("OMP_NUM_THREADS", "2")
# No test, and no notebook that a test runs, may change what a reader has solved.
os.environ["EESGN_PROGRESS"] = ""
# Shapes written in the model's signatures are checked here, and only here: a user pays nothing.
# The config is left out: it refuses wrong choices itself, in words meant for a user.
SHAPED = (
    *("baselines", "esgn", "graph", "layers", "loss", "pooling", "published", "skeleton_graph"),
    *("streams", "temporal"),
)
install_import_hook([f"eesgn_lite.model.{name}" for name in SHAPED], "shape_checks.checked")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
)


def skip_or_fail(need: str, sentence: str) -> None:
    """Skip the test, or fail it where EESGN_REQUIRE (a comma list) names the need."""
    required = {name.strip() for name in os.environ.get("EESGN_REQUIRE", "").split(",")}
    if need in required:
        pytest.fail(f"{sentence} EESGN_REQUIRE names {need!r}.", pytrace=False)
    pytest.skip(sentence)


def folder_named_by(variable: str, need: str) -> Path:
    """Return the first existing folder that an environment variable names."""
    for text in os.environ.get(variable, "").split(os.pathsep):
        if text and Path(text).is_dir():
            return Path(text).resolve()
    skip_or_fail(need, f"{variable} names no folder here, so {need} cannot be read.")
    raise AssertionError("skip_or_fail returns never")


def find_chromium() -> Path | None:
    """Look for Chromium or Chrome on PATH, then in the usual places."""
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((Path(place) for place in CHROMIUM_PLACES if Path(place).is_file()), None)


@pytest.fixture(scope="session")
def data_root() -> Path:
    """Folder of real recordings, from EESGN_DATA."""
    return folder_named_by("EESGN_DATA", "data")


@pytest.fixture(scope="session")
def fixtures_root() -> Path:
    """Folder of reference arrays, from EESGN_FIXTURES."""
    return folder_named_by("EESGN_FIXTURES", "fixtures")


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """Program file of Chromium or Chrome."""
    path = find_chromium()
    if path is None:
        skip_or_fail("browser", "No Chromium or Chrome was found, so no page can be opened.")
        raise AssertionError("skip_or_fail returns never")
    return path


@pytest.fixture(scope="session")
def repository() -> Path:
    """Folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def fixed_state() -> None:
    """Seed what a test may draw from, and let no figure open a window."""
    random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.use("Agg")
