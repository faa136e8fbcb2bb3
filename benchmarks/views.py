"""Measure how soon the views answer: the app's start and switches, hover, changes, `explain`.

Needs Chromium or Chrome and the test extras. Run from the checkout, on an otherwise idle machine::

    python benchmarks/views.py

The explorer is measured as `make app` serves it, the heat map and the panel of changes in
JupyterLab; a time runs from the event on the page until the page shows its answer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import eesgn_lite as ee
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.training.runs import provenance

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from lab_server import serve_lab  # noqa: E402
from pages import watched_page  # noqa: E402
from player import find_browser  # noqa: E402
from test_attention_browser import CHANGES, MEASURE_HOVER, open_notebook  # noqa: E402
from test_explorer_browser import serve_app  # noqa: E402

REPEATS = 12
ATTENTION = "panel = ee.show_attention(checkpoint, clip, playing=False)\npanel"
SWITCHES = ("Regularised loss", "Multi-scale temporal CNN", "Semantic-Pooling", "Streams")
# Clicks the box of a label, and waits until an element's text is another.
MEASURE_CLICK = """async ([label, watched]) => {
  const named = [...document.querySelectorAll("label")].find((one) =>
    one.textContent.trim().startsWith(label) && one.querySelector("input"));
  const box = named.querySelector("input");
  const said = () => document.querySelector(watched).textContent;
  const before = said();
  const start = performance.now();
  box.click();
  for (let i = 0; i < 600 && said() === before; i++)
    await new Promise((done) => requestAnimationFrame(done));
  return said() === before ? null : performance.now() - start;
}"""


def clicks(page: Page, labels: tuple[str, ...], watched: str) -> list[float]:
    """Click each box again and again; return milliseconds until the page answers."""
    taken = []
    for i in range(REPEATS):
        page.wait_for_timeout(1500)
        milliseconds = page.evaluate(MEASURE_CLICK, [labels[i % len(labels)], watched])
        if milliseconds is None:
            raise SystemExit(f"{labels[i % len(labels)]!r} changed nothing on the page.")
        taken.append(milliseconds)
    return taken


def measure_app(browser: Browser, base: Path) -> dict[str, float]:
    """Measure the app from its command to its first answer, and its switches."""
    start = time.perf_counter()
    with serve_app(base, ROOT) as address, watched_page(browser) as page:
        page.goto(address)
        page.locator(".eesgn-explorer h3").first.wait_for(timeout=120_000)
        seconds = time.perf_counter() - start
        return {"app_start_s": seconds} | summary(
            "switch", clicks(page, SWITCHES, ".eesgn-explorer h3")
        )


def measure_notebook(browser: Browser, base: Path) -> dict[str, float]:
    """Measure hovering the heat map, and a change of the clip until the table shows it."""
    with serve_lab(base, ROOT) as lab, watched_page(browser) as page:
        open_notebook(lab, page, "hover.ipynb", ATTENTION)
        page.locator(".eesgn-heat canvas").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        hovers = [page.evaluate(MEASURE_HOVER, [150 + 150 * (i % 2), 100]) for i in range(REPEATS)]
        open_notebook(lab, page, "change.ipynb", CHANGES)
        page.locator(".eesgn-bars table").wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        changes = clicks(page, ("Run backwards",), ".eesgn-bars tbody")
    return summary("hover", hovers) | summary("change", changes)


def measure_python() -> dict[str, float]:
    """Measure `explain` and the probabilities of one clip, for one person and for two."""
    checkpoint = ee.load_checkpoint("mini-ntu/esgn")
    found = {}
    for persons, action in ((1, 7), (2, 58)):
        clip = perform(action, 1)
        calls = {"explain": ee.explain, "probabilities": ee.class_probabilities_of}
        for name, call in calls.items():
            call(checkpoint, clip)
            taken = []
            for _ in range(REPEATS // 2):
                start = time.perf_counter()
                call(checkpoint, clip)
                taken.append(1000 * (time.perf_counter() - start))
            found |= summary(f"{name}_{persons}", taken)
    return found


def summary(name: str, taken: list[float]) -> dict[str, float]:
    """Give the median and the longest, milliseconds."""
    return {f"{name}_median_ms": statistics.median(taken), f"{name}_longest_ms": max(taken)}


def main() -> None:
    """Measure, print, and leave a row in `results/`."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    values = measure_python()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        version = browser.version
        base = Path(folder)
        for name, measure in (("app", measure_app), ("lab", measure_notebook)):
            (base / name).mkdir()
            values |= measure(browser, base / name)
        browser.close()
    for name, value in values.items():
        print(f"{name:28}{value:10,.1f}")
    row = Row(
        kind="measurement",
        name="views",
        dataset=None,
        config={"repeats": REPEATS, "browser": f"Chromium {version}, headless, software drawing"},
        values=dict(values),
        seed=None,
        command="python benchmarks/views.py",
        note=(
            "Milliseconds from an event on the page until the page shows the answer; the app's "
            "start in seconds, from the command until the first comparison stands on the page. "
            "explain and probabilities are calls in Python, for one person and for two."
        ),
        **provenance(),
    )
    write_measurement(row)


if __name__ == "__main__":
    main()
