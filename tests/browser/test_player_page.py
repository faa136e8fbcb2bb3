"""What the player draws and how it is used, on a page without kernel and network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pages import canvas, watched_page
from playwright.sync_api import Browser, Page

import eesgn_lite as ee
from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.viewing.player import Player

pytestmark = pytest.mark.browser
CLIP = perform(58, 1)
FRAME = 20
COUNT_CALLS = """() => {
  window.calls = { drawImage: 0, requestAnimationFrame: 0 };
  const pen = CanvasRenderingContext2D.prototype;
  for (const [owner, name] of [[pen, "drawImage"], [window, "requestAnimationFrame"]]) {
    const real = owner[name];
    owner[name] = function (...values) { window.calls[name]++; return real.apply(this, values); };
  }
}"""
PINCH = ((-20, "touchStart"), (-30, "touchMove"), (-45, "touchMove"), (-60, "touchMove"))


@contextmanager
def opened(browser: Browser, folder: Path, *players: Player) -> Iterator[Page]:
    """Open a page with players, paused at one frame unless they play."""
    path = folder / "page.html"
    html = "".join(player.to_html() for player in players)
    path.write_text(f"<!doctype html><meta charset='utf-8'><body>{html}", encoding="utf-8")
    with watched_page(browser, offline=True) as page:
        page.goto(path.as_uri())
        canvas(page)
        yield page


def still(**settings: object) -> Player:
    """Make a player that stands still."""
    player = ee.play(CLIP, playing=False, **settings)
    player.frame = FRAME
    return player


@pytest.mark.parametrize(
    "settings",
    [
        {"trails": ["left_hand"]},
        {"ghosts": 2},
        {"arrows": "bone"},
        {"arrows": "joint_velocity"},
        {"arrows": "bone_velocity"},
        {"graph": np.eye(25)[::-1]},
        {"weights": np.linspace(0, 1, 25)},
    ],
    ids=lambda settings: "-".join(map(str, settings)),
)
def test_each_layer_changes_the_picture(browser: Browser, tmp_path: Path, settings: dict) -> None:
    with opened(browser, tmp_path, still(), still(), still(**settings)) as page:
        plain, same, other = (stage.screenshot() for stage in page.locator("canvas").all())
    assert plain == same
    assert other != plain


def test_the_kinds_of_arrows_are_three_pictures(browser: Browser, tmp_path: Path) -> None:
    kinds = ("bone", "joint_velocity", "bone_velocity")
    with opened(browser, tmp_path, *(still(arrows=kind) for kind in kinds)) as page:
        pictures = {stage.screenshot() for stage in page.locator("canvas").all()}
    assert len(pictures) == 3


def test_velocities_and_edges_have_colours_of_their_own(browser: Browser, tmp_path: Path) -> None:
    player = still(arrows="joint_velocity", graph=np.eye(25)[::-1])
    with opened(browser, tmp_path, player) as page:
        style = "e => getComputedStyle(e).backgroundColor"
        shown = [page.locator(f".eesgn-legend .eesgn-{name}") for name in ("way", "link")]
        way, link = (swatch.evaluate(style) for swatch in shown)
        assert (way, link) == ("rgb(97, 48, 0)", "rgb(44, 16, 56)")
        drawn = page.evaluate(
            """() => {
              const canvas = document.querySelector("canvas");
              const pen = canvas.getContext("2d");
              const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
              const seen = new Set();
              for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join(", "));
              return [...seen];
            }"""
        )
        assert "97, 48, 0" in drawn


def test_velocities_of_the_first_frame_are_zero(browser: Browser, tmp_path: Path) -> None:
    plain, arrows = still(), still(arrows="joint_velocity")
    plain.frame = arrows.frame = 0
    with opened(browser, tmp_path, plain, arrows) as page:
        first, second = (stage.screenshot() for stage in page.locator("canvas").all())
    assert first == second


def test_marks_stand_on_the_time_line_and_m_goes_to_the_next(
    browser: Browser, tmp_path: Path
) -> None:
    marks = [0, 10, 30, CLIP.num_frames - 1]
    with opened(browser, tmp_path, still(marks=marks)) as page:
        line = page.get_by_label("Frame", exact=True)
        box = line.bounding_box()
        ticks = [tick.bounding_box() for tick in page.locator(".eesgn-marks i").all()]
        places = [tick["x"] + tick["width"] / 2 - box["x"] for tick in ticks]
        share = np.array(marks) / (CLIP.num_frames - 1)
        # The thumb's middle travels from 7 pixels inside one end to 7 inside the other.
        assert np.allclose(places, 7 + share * (box["width"] - 14), atol=1)
        assert page.locator(".eesgn-marks i.eesgn-now").count() == 1
        canvas(page).focus()
        for key, frame in (("m", 30), ("M", 10), ("M", 0), ("M", 0)):
            page.keyboard.press(key)
            page.wait_for_timeout(100)
            assert line.input_value() == str(frame)
            assert line.get_attribute("aria-valuetext").endswith(", marked")
        page.keyboard.press(".")
        page.wait_for_timeout(100)
        assert not line.get_attribute("aria-valuetext").endswith(", marked")


def test_the_readouts_count_frames_as_python_does(browser: Browser, tmp_path: Path) -> None:
    last = CLIP.num_frames - 1
    with opened(browser, tmp_path, still(marks=[FRAME])) as page:
        said = page.get_by_label("Frame shown").inner_text()
        assert said == f"frame {FRAME} of 0 to {last} · {FRAME / 30:.1f} s"
        text = page.get_by_label("Frame", exact=True).get_attribute("aria-valuetext")
        assert text == f"frame {FRAME} of 0 to {last}, marked"


@pytest.mark.parametrize("width", [1400, 600, 420])
def test_the_time_line_takes_the_whole_width(browser: Browser, tmp_path: Path, width: int) -> None:
    with opened(browser, tmp_path, still(marks=[1, 5])) as page:
        page.set_viewport_size({"width": width, "height": 700})
        line = page.get_by_label("Frame", exact=True).bounding_box()["width"]
        assert line == pytest.approx(canvas(page).bounding_box()["width"], abs=1)


def test_each_clip_has_its_own_row_of_marks(browser: Browser, tmp_path: Path) -> None:
    player = ee.play([CLIP] * 3, marks=[[1, 2], [3], [1, 2]], playing=False)
    with opened(browser, tmp_path, player) as page:
        rows = page.locator(".eesgn-marks").all()
        assert [row.locator("i").count() for row in rows] == [2, 1]


def test_the_slider_decides_how_many_edges_are_drawn(browser: Browser, tmp_path: Path) -> None:
    graph = np.zeros((25, 25))
    graph[7, 11], graph[11, 7], graph[3, 1] = 0.6, 0.4, 0.15
    with opened(browser, tmp_path, still(graph=graph, edges=1)) as page:
        said, stage = page.locator(".eesgn-legend output"), canvas(page)
        assert said.inner_text() == "2 of 1200 (0.17 %), from weight 0.6"
        few = stage.screenshot()
        slider = page.get_by_label("Strongest edges of each person")
        slider.focus()
        for key, count, words in (
            ("ArrowRight", 2, "4 of 1200 (0.33 %), from weight 0.4"),
            ("ArrowRight", 3, "6 of 1200 (0.5 %), from weight 0.15"),
            # No more edges weigh anything.
            ("End", 600, "6 of 1200 (0.5 %), from weight 0.15"),
            ("Home", 0, "0 of 1200 (0 %)"),
        ):
            page.keyboard.press(key)
            page.wait_for_timeout(200)
            assert said.inner_text() == words
            assert slider.get_attribute("aria-valuetext") == f"{count} of each person"
            assert stage.screenshot() != few


def test_the_slider_tells_edges_apart_that_weigh_nearly_the_same(
    browser: Browser, tmp_path: Path
) -> None:
    graph = 1 - 1e-7 * np.random.default_rng(0).random((25, 25))
    with opened(browser, tmp_path, still(graph=graph)) as page:
        said = page.locator(".eesgn-legend output")
        assert said.inner_text() == "16 of 1200 (1.3 %), from weight 0.99"
        page.get_by_label("Strongest edges of each person").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(200)
        assert said.inner_text().startswith("12 of 1200 (1 %)")


def test_a_threshold_set_in_python_holds_back_weaker_edges(
    browser: Browser, tmp_path: Path
) -> None:
    graph = np.zeros((25, 25))
    graph[7, 11], graph[11, 7], graph[3, 1] = 0.6, 0.4, 0.15
    with opened(browser, tmp_path, still(graph=graph, threshold=0.4)) as page:
        said = page.locator(".eesgn-legend output").inner_text()
        assert said == "4 of 1200 (0.33 %), from weight 0.4"


def test_a_click_chooses_a_joint_and_a_drag_does_not(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, still()) as page:
        stage = canvas(page)
        text = stage.get_attribute("aria-label")
        box = stage.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        plain = stage.screenshot()
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(200)
        assert stage.screenshot() == plain
        # The hands meet in the middle of the scene.
        for right in range(-60, 61, 8):
            page.mouse.click(x + right, y - 40)
            page.wait_for_timeout(60)
            if "Chosen" in stage.get_attribute("aria-label"):
                break
        chosen = stage.get_attribute("aria-label")
        assert "Chosen: " in chosen and " of person " in chosen
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 45, box["y"] + 5, steps=4)
        page.mouse.up()
        page.wait_for_timeout(200)
        assert stage.get_attribute("aria-label") == chosen
        stage.focus()
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
        assert stage.get_attribute("aria-label") == text


def test_keys_reach_every_joint_of_every_person(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, still()) as page:
        canvas(page).focus()
        spoken = page.locator(".eesgn-spoken")
        for key, words in (
            ("j", "hip centre of person 1"),
            ("J", "right thumb of person 2"),
            ("j", "hip centre of person 1"),
            ("p", "hip centre of person 2"),
            ("j", "spine of person 2"),
            ("P", "spine of person 1"),
        ):
            page.keyboard.press(key)
            assert spoken.inner_text() == words


def test_a_weight_has_no_more_digits_than_travel(browser: Browser, tmp_path: Path) -> None:
    weights = np.zeros(25)
    weights[:5] = 0.0032, 0.0366, 0.2241, 0.0, 0.002
    with opened(browser, tmp_path, still(weights=weights)) as page:
        canvas(page).focus()
        said = []
        for _ in range(5):
            page.keyboard.press("j")
            said.append(page.locator(".eesgn-spoken").inner_text().rpartition(": ")[2])
    assert said == ["about 0.004", "about 0.036", "about 0.22", "0", "about 0.002"]


def test_the_legend_says_that_some_weigh_more_than_the_scale_shows(
    browser: Browser, tmp_path: Path
) -> None:
    weights = np.full((CLIP.num_frames, 25), 0.1)
    weights[FRAME, 0] = 0.7
    with opened(browser, tmp_path, still(weights=weights, weights_name="share")) as page:
        entry = page.locator(".eesgn-legend span").first.inner_text()
        assert entry == "share 0  0.1 and more, up to 0.7"
        canvas(page).focus()
        page.keyboard.press("j")
        assert page.locator(".eesgn-spoken").inner_text().endswith(": 0.1 or more")


def test_the_legend_has_the_colours_of_the_clip_without_weights(
    browser: Browser, tmp_path: Path
) -> None:
    weights = np.linspace(0, 1, 25)
    players = [ee.play([CLIP] * 2, weights=given) for given in ([weights, None], [weights] * 2)]
    with opened(browser, tmp_path, *players) as page:
        style = "e => getComputedStyle(e).backgroundColor"
        swatches = page.locator(".eesgn-legend .eesgn-left").all()
        assert [swatch.evaluate(style) for swatch in swatches] == [
            "rgb(0, 85, 148)",
            "rgb(135, 145, 157)",
        ]


def test_two_fingers_zoom(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, still()) as page:
        stage, box = canvas(page), canvas(page).bounding_box()
        before = stage.screenshot()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch = page.context.new_cdp_session(page)
        for away, kind in PINCH:
            points = [{"x": x + way, "y": y, "id": i} for i, way in enumerate((away, -away))]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(300)
        assert stage.screenshot() != before
        page.get_by_role("button", name="Reset").click()
        page.wait_for_timeout(300)
        assert stage.screenshot() == before


def test_tab_reaches_every_control_and_each_has_a_name(browser: Browser, tmp_path: Path) -> None:
    graph = np.eye(25)[::-1]
    with opened(browser, tmp_path, still(graph=graph, marks=[1, 5])) as page:
        page.evaluate("document.activeElement.blur()")
        names = []
        controls = page.locator("canvas, button, input, select").count()
        for _ in range(controls):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            names.append(focused.get_attribute("aria-label") or focused.inner_text())
            style = "e => getComputedStyle(e).outlineStyle"
            assert focused.evaluate(style) != "none", f"{names[-1]} shows no focus"
        assert len(set(names)) == controls == 12
        assert all(names)


def test_all_players_share_one_beat_and_rest_out_of_sight(browser: Browser, tmp_path: Path) -> None:
    players = [ee.play(CLIP) for _ in range(3)]
    with opened(browser, tmp_path, *players) as page:
        page.set_viewport_size({"width": 900, "height": 1500})
        page.wait_for_timeout(500)
        page.evaluate(COUNT_CALLS)
        page.wait_for_timeout(1000)
        calls = page.evaluate("window.calls")
        assert calls["drawImage"] > 20
        assert calls["requestAnimationFrame"] < 75
        page.evaluate("document.body.style.paddingTop = '5000px'")
        page.wait_for_timeout(500)
        page.evaluate("window.calls.drawImage = 0")
        page.wait_for_timeout(500)
        assert page.evaluate("window.calls.drawImage") == 0


def test_one_player_that_cannot_draw_does_not_stop_the_others(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        pytest.raises(AssertionError, match="no picture"),
        opened(browser, tmp_path, ee.play(CLIP), ee.play(CLIP)) as page,
    ):
        page.evaluate(
            """() => {
              const broken = document.querySelector("canvas").getContext("2d");
              broken.drawImage = () => { throw new Error("no picture"); };
            }"""
        )
        second = page.locator("canvas").nth(1)
        second.scroll_into_view_if_needed()
        before = second.screenshot()
        page.wait_for_timeout(500)
        assert second.screenshot() != before
