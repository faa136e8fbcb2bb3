"""Clips that changed their answer: the list, playing, and what is said where clips are absent."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import numpy as np
import pytest
from made_up_rows import make_row

import eesgn_lite as ee
from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.scored_clips import performances, scored_clips
from eesgn_lite.viewing import explorer_clips as module
from eesgn_lite.viewing import panel as panel_module
from eesgn_lite.viewing.explorer import explore


@pytest.fixture(scope="module")
def digest() -> str:
    """The sample set's test side, as rows name it."""
    side = ee.load_dataset("mini-ntu").test
    return hashlib.sha256("\n".join(side.store.name[side.rows]).encode()).hexdigest()


def test_gains_come_first_and_one_plays(digest: str) -> None:
    rest = [0] * (len(ee.load_dataset("mini-ntu").test) - 4)
    labels = [0, 0, 1, 1, *rest]
    rows = [
        make_row(name, answers=[*answers, *rest], labels=labels, clips=digest)
        for name, answers in (("sgn", [0, 1, 1, 0]), ("esgn", [1, 0, 1, 2]))
    ]
    panel = explore(rows)
    lines = [line for line, _ in panel.clips.clip.options]
    assert lines == [
        "no clip chosen",
        "gained: sit (clip 2), was stand, now sit",
        "lost: sit (clip 1), was sit, now stand",
        "still wrong: stand (clip 4), was sit, now <b>hop",
    ]
    assert panel.clips.stage.children == ()
    panel.clips.clip.value = 1
    (player,) = panel.clips.stage.children
    name = ee.load_dataset("mini-ntu").test[1].recording.name
    title = player._scene["clips"][0]["title"]
    assert title == f"{name}: sit. SGN says stand, ESGN says sit"
    panel.controls.switches["loss"].value = False
    assert panel.clips.stage.children == ()
    assert panel.clips.clip.disabled


def rows_of(digest: str) -> list[Row]:
    """Write two rows over the sample set that answer the first clip differently."""
    labels = [0] * len(ee.load_dataset("mini-ntu").test)
    other = make_row("esgn", answers=[1, *labels[1:]], labels=labels, clips=digest)
    return [make_row(answers=labels, labels=labels, clips=digest), other]


def test_another_metric_leaves_the_chosen_clip_playing(digest: str) -> None:
    panel = explore(rows_of(digest))
    panel.clips.clip.value = 0
    chooser, (player,) = panel.clips.clip, panel.clips.stage.children
    panel.controls.metric.value = "top5"
    assert panel.clips.clip is chooser and chooser.value == 0
    assert panel.clips.stage.children == (player,) and player.comm is not None
    panel.controls.first.value = "esgn"
    assert panel.clips.clip is not chooser
    assert panel.clips.stage.children == ()


def test_a_clip_that_leaves_can_still_hear_the_page(
    digest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_module, "FAREWELL_SECONDS", 0.02)
    panel = explore(rows_of(digest))
    panel.clips.clip.value = 0
    chooser, (player,) = panel.clips.clip, panel.clips.stage.children

    async def switch() -> None:
        panel.controls.first.value = "esgn"
        assert panel.clips.stage.children == ()
        assert player.comm is not None and chooser.comm is not None
        await asyncio.sleep(0.2)

    asyncio.run(switch())
    assert player.comm is None and chooser.comm is None
    assert panel.errors.value == ""


def test_closing_the_explorer_closes_the_clip_that_plays(digest: str) -> None:
    panel = explore(rows_of(digest))
    panel.clips.clip.value = 0
    (player,) = panel.clips.stage.children
    panel.close()
    assert player.comm is None and panel.clips.comm is None and panel.comm is None


def test_without_a_pair_of_runs_nothing_is_counted() -> None:
    panel = explore([make_row(), make_row("esgn", answers=[0, 0, 0, 0])])
    assert "2 clips changed" in panel.clips.title.value
    assert panel.clips.clip.layout.display is None
    panel.controls.switches["loss"].value = False
    assert panel.clips.title.value == "There is no pair of runs to compare clip by clip."
    assert panel.clips.clip.disabled
    assert panel.clips.clip.layout.display == "none"


def test_other_clips_than_the_scored_ones_are_not_shown() -> None:
    panel = explore([make_row(), make_row("esgn", answers=[0, 0, 0, 0])])
    panel.clips.clip.value = 2
    assert "are not those that were scored" in panel.clips.errors.value
    assert panel.clips.stage.children == ()


def test_a_set_that_is_not_here_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EESGN_DATA", "")
    rows = [make_row(dataset="nw-ucla"), make_row("esgn", answers=[1] * 4, dataset="nw-ucla")]
    panel = explore(rows)
    panel.clips.clip.value = 0
    assert "nw-ucla was not found" in panel.clips.errors.value
    assert panel.clips.stage.children == ()
    panel.controls.first.value = "esgn"
    assert panel.clips.errors.value == panel.errors.value == ""


def test_reading_a_data_set_is_said_while_it_lasts(
    digest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = explore(rows_of(digest))
    said = []
    load = module.scored_clips
    monkeypatch.setattr(
        module, "scored_clips", lambda *asked: said.append(panel.clips.errors.value) or load(*asked)
    )
    panel.clips.clip.value = 0
    assert said == ["Reading mini-ntu; the next clip comes at once."]
    assert panel.clips.errors.value == ""
    assert len(panel.clips.stage.children) == 1


def test_a_recorded_clip_of_nw_ucla_plays(
    data_root: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EESGN_DATA", str(data_root))
    panel = explore(repository / "results")
    setting = next(one for _, one in panel.controls.setting.options if one.dataset == "nw-ucla")
    panel.controls.setting.value = setting
    lines = panel.clips.clip.options
    assert len(lines) > 1
    panel.clips.clip.value = lines[1][1]
    assert panel.clips.errors.value == ""
    (player,) = panel.clips.stage.children
    clip = module.scored_clips("nw-ucla", panel.clips._pairs[0][0].details["clips"])[lines[1][1]]
    assert player._scene["clips"][0]["title"].startswith(clip.recording.name)


def test_views_of_one_performance_have_one_number(digest: str) -> None:
    side, found = ee.load_dataset("mini-ntu").test, performances("mini-ntu", digest)
    assert found is not None and len(found) == len(side)
    names = np.array([str(name) for name in side.store.name[side.rows]])
    # S001C002P003R001A004 without its camera.
    expected = {(name[:4] + name[8:]) for name in names}
    assert len(np.unique(found)) == len(expected)
    for number in np.unique(found)[:20]:
        assert len({name[:4] + name[8:] for name in names[found == number]}) == 1


def test_unknown_clips_have_no_performances() -> None:
    assert performances("mini-ntu", "0" * 64) is None
    assert performances("no such set", "0" * 64) is None
    with pytest.raises(ValueError, match="not those that were scored"):
        scored_clips("mini-ntu", "0" * 64)
