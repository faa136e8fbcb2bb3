"""Measure how fast the player draws and how many bytes it takes, beside plotly's animation.

Needs Chromium or Chrome. Run from the checkout, on an otherwise idle machine::

    python benchmarks/player.py

Each page shows the same clip of two persons, once or four times, all of them in sight. Both ways
are asked for more frames than they can draw, to find how many they can; ours also at the
recording's own speed. A frame is counted when it is drawn: ours puts its floor on the canvas once
a frame, plotly reports each frame of its animation. Figures are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from playwright.sync_api import Browser, sync_playwright

from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.clips import Clip
from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.training.runs import provenance
from eesgn_lite.viewing.player import play

PLAYERS = (1, 4)
RECORDED_FPS, HURRIED_FPS = 30.0, 240.0
SETTLE_MS, MEASURE_MS = 1500, 3000
HEAD = (
    '<!doctype html><meta charset="utf-8">'
    '<body style="display:grid;grid-template-columns:1fr 1fr;margin:0">'
)
WIDTH, HEIGHT = 1400, 1000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# As on a machine without a graphics card: plotly's WebGL runs in software, and so does a canvas.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"]
COUNT_CANVAS = """() => {
  window.drawn = 0;
  const pen = CanvasRenderingContext2D.prototype;
  const real = pen.drawImage;
  pen.drawImage = function (...values) { window.drawn++; return real.apply(this, values); };
}"""
COUNT_PLOTLY = """() => {
  window.drawn = 0;
  const time = { duration: 0, redraw: true };
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    plot.on("plotly_animatingframe", () => window.drawn++);
    const again = () => Plotly.animate(plot, null, { frame: time, transition: { duration: 0 } })
      .then(again);
    again();
  }
}"""


def our_page(clip: Clip, fps: float) -> Callable[[int], str]:
    """Return what writes so many players."""

    def write(count: int) -> str:
        """Write them side by side."""
        return "".join(f"<div>{play(clip, fps=fps).to_html()}</div>" for _ in range(count))

    return write


def bone_lines(clip: Clip, frame: int) -> np.ndarray:
    """Return the bones of everyone in a frame as one line with gaps, (points, 3)."""
    ends = [list(bone) for bone in clip.skeleton.bones]
    lines = clip.joints[:, frame][:, ends]
    gaps = np.full_like(lines[:, :, :1], np.nan)
    return np.concatenate([lines, gaps], axis=2).reshape(-1, 3)


def plotly_figure(clip: Clip) -> go.Figure:
    """Make plotly's usual animation of a skeleton: a frame of bones and joints for each frame."""
    traces = []
    for frame in range(clip.num_frames):
        x, y, z = bone_lines(clip, frame).T
        traces.append(go.Scatter3d(x=x, y=z, z=y, mode="lines+markers", marker={"size": 3}))
    low, high = np.nanmin(clip.joints, axis=(0, 1, 2)), np.nanmax(clip.joints, axis=(0, 1, 2))
    ranges = [{"range": [float(low[i]), float(high[i])]} for i in (0, 2, 1)]
    return go.Figure(
        data=traces[:1],
        frames=[go.Frame(data=[trace]) for trace in traces],
        layout={
            "height": 400,
            "scene": dict(zip(("xaxis", "yaxis", "zaxis"), ranges, strict=True)),
        },
    )


def plotly_page(clip: Clip) -> Callable[[int], str]:
    """Return what writes so many plotly figures, the runtime once."""
    figure = plotly_figure(clip)

    def write(count: int) -> str:
        """Write them side by side."""
        return "".join(
            f"<div>{figure.to_html(full_html=False, include_plotlyjs=not place, auto_play=False)}"
            "</div>"
            for place in range(count)
        )

    return write


def frames_a_second(browser: Browser, page_file: Path, count_frames: str, count: int) -> float:
    """Open a page, let it settle, and count the frames that each of its pictures draws."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        page.goto(page_file.as_uri())
        page.evaluate(count_frames)
        page.wait_for_timeout(SETTLE_MS)
        ask = "[window.drawn, performance.now()]"
        before, began = page.evaluate(ask)
        page.wait_for_timeout(MEASURE_MS)
        after, ended = page.evaluate(ask)
    finally:
        page.close()
    return 1000 * (after - before) / (ended - began) / count


def measure(browser: Browser, clip: Clip, folder: Path, rounds: int) -> dict[str, float]:
    """Measure the speed of every way with one and four pictures, ways in turn."""
    ways = {
        "player": (our_page(clip, HURRIED_FPS), COUNT_CANVAS),
        "player_recorded": (our_page(clip, RECORDED_FPS), COUNT_CANVAS),
        "plotly": (plotly_page(clip), COUNT_PLOTLY),
    }
    speeds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for way, (write, count_frames) in ways.items():
            for count in PLAYERS:
                path = folder / f"{way}{count}.html"
                path.write_text(HEAD + write(count), encoding="utf-8")
                fps = frames_a_second(browser, path, count_frames, count)
                speeds.setdefault(f"{way}_{count}_fps", []).append(fps)
    return {name: statistics.median(values) for name, values in speeds.items()}


def sizes(clip: Clip) -> dict[str, float]:
    """Return the bytes of pages with one and four pictures, and of what one is made of."""
    player, ours, plotly = play(clip), our_page(clip, RECORDED_FPS), plotly_page(clip)
    return {
        **{f"player_{count}_bytes": len(ours(count).encode()) for count in PLAYERS},
        **{f"plotly_{count}_bytes": len(plotly(count).encode()) for count in PLAYERS},
        "player_state_bytes": len(json.dumps(player._scene)),
        "player_script_bytes": len(player._esm.encode()),
        "player_style_bytes": len(player._css.encode()),
        "player_poster_bytes": len(player._poster),
        "plotly_data_bytes": len(plotly_figure(clip).to_json().encode()),
    }


def find_browser() -> str:
    """Return the path of Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("No Chromium or Chrome was found on PATH; install one and try again.")
    return found


def main() -> None:
    """Measure, print, and leave a row in `results/`."""
    parser = argparse.ArgumentParser(description="Measure the player beside plotly's animation.")
    parser.add_argument("--rounds", type=int, default=3, help="times each page is opened")
    rounds = parser.parse_args().rounds
    clip = perform(58, 1)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        version = browser.version
        values: dict[str, float | None] = dict(measure(browser, clip, Path(folder), rounds))
        browser.close()
    values |= sizes(clip)
    for name, value in values.items():
        print(f"{name:24}{value:14,.1f}")
    row = Row(
        kind="measurement",
        name="player",
        dataset=None,
        config={
            "rounds": rounds,
            "clip": clip.recording.name,
            "persons": clip.num_persons,
            "frames": clip.num_frames,
            "recorded_fps": RECORDED_FPS,
            "hurried_fps": HURRIED_FPS,
            "browser": f"Chromium {version}, headless, software drawing",
        },
        values=values,
        seed=None,
        command=f"python benchmarks/player.py --rounds {rounds}",
        note=(
            "Frames that each picture draws in a second, with one and with four on the page, "
            "median of the rounds. player_recorded plays at the recording's own speed; "
            "the others are asked for more than they can draw."
        ),
        **provenance(),
    )
    write_measurement(row)


if __name__ == "__main__":
    main()
