"""The button that trains; `test_live.py` trains in earnest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.summary import Setting
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.live import LiveProblem, LiveResult, Scoring
from eesgn_lite.viewing import explorer_live as module
from eesgn_lite.viewing.explorer import Explorer, explore
from eesgn_lite.viewing.explorer_page import Choice

FIGURES = {"test_top1": 71.25, "mean_class": 72.25, "top5": 73.25, "calibration_error": 4.75}


class FakeTraining:
    """Tell what a test puts into `waiting`."""

    def __init__(self, dataset: str, *, ablation: str, seed: int) -> None:
        self.asked = (dataset, ablation, seed)
        self.waiting: list = []
        self.stopped = self.closed = False

    def news(self) -> Iterator:
        """Give what waits."""
        while self.waiting:
            yield self.waiting.pop(0)

    def stop(self) -> None:
        """Note the wish."""
        self.stopped = True

    def close(self) -> None:
        """Note the end."""
        self.closed = True


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Explorer:
    """An explorer whose training is played."""
    monkeypatch.setattr(module, "LiveTraining", FakeTraining)
    return explore([make_row(seed=1, top1=50.0), make_row("esgn", 2, top1=61.0)])


def begin(panel: Explorer, seed: int = 2) -> FakeTraining:
    """Press the button."""
    panel.live.seed.value = seed
    panel.live.run.click()
    assert panel.live.errors.value == ""
    training = panel.live._training
    assert isinstance(training, FakeTraining)
    return training


def test_a_run_shows_progress_then_its_figures_beside_the_recorded_ones(panel: Explorer) -> None:
    training = begin(panel)
    assert training.asked == ("mini-ntu", "esgn", 2)
    assert panel.live.run.disabled and not panel.live.stop.disabled
    training.waiting = [Progress(1, 4, 1, 2, 3.0), Progress(2, 4, 1, 2, 2.0)]
    panel.live.look()
    assert (panel.live.bar.value, panel.live.bar.max) == (2, 4)
    assert "epoch 1 of 2, loss 2.00" in panel.live.status.value
    training.waiting = [Progress(3, 4, 2, 2, 1.0), Progress(4, 4, 2, 2, 1.0)]
    training.waiting.append(LiveResult(4, FIGURES))
    panel.live.look()
    table = panel.live.table.value
    assert (
        "live, seed 2, whole run</th><td>71.2</td><td>72.2</td><td>73.2</td><td>4.8</td>" in table
    )
    assert "recorded, seed 2</th><td>61.0</td>" in table
    assert "loss of the live run: 2.50, 1.00" in panel.live.chart.value
    assert training.closed and not panel.live.busy
    assert not panel.live.run.disabled and panel.live.stop.disabled
    assert "71.2" not in panel.page.value + panel.table.value


def test_a_run_that_is_stopped_says_so(panel: Explorer) -> None:
    training = begin(panel)
    training.waiting = [Progress(1, 4, 1, 2, 3.0)]
    panel.live.look()
    panel.live.stop.click()
    assert training.stopped and panel.live.stop.disabled
    training.waiting = [LiveResult(1, FIGURES)]
    panel.live.look()
    assert "live, seed 2, stopped at step 1 of 4" in panel.live.table.value


def test_scoring_has_progress_of_its_own(panel: Explorer) -> None:
    training = begin(panel)
    training.waiting = [Progress(1, 4, 1, 2, 3.0), Scoring(0, 384), Scoring(96, 384)]
    panel.live.look()
    assert (panel.live.bar.value, panel.live.bar.max) == (96, 384)
    assert "scoring the test side, 96 of 384 clips" in panel.live.status.value
    assert panel.live.stop.disabled and not panel.live.discard.disabled


@pytest.mark.parametrize("news", [[], [Scoring(96, 384)]], ids=["training", "scoring"])
def test_a_run_under_way_can_be_discarded(panel: Explorer, news: list) -> None:
    assert panel.live.discard.disabled
    training = begin(panel)
    training.waiting = [Progress(1, 4, 1, 2, 3.0), *news]
    panel.live.look()
    panel.live.discard.click()
    assert training.closed and not panel.live.busy
    assert panel.live.table.value == panel.live.chart.value == ""
    assert panel.live.bar.value == 0
    assert "discarded, nothing of it is kept" in panel.live.status.value
    assert panel.live.discard.disabled and not panel.live.run.disabled


def test_discarding_takes_the_newest_live_run_away(panel: Explorer) -> None:
    for seed, top1 in ((2, 71.0), (3, 81.0)):
        begin(panel, seed).waiting = [LiveResult(1, {**FIGURES, "test_top1": top1})]
        panel.live.look()
    assert "81.0" in panel.live.table.value and "71.0" in panel.live.table.value
    panel.live.discard.click()
    assert "81.0" not in panel.live.table.value and "71.0" in panel.live.table.value
    panel.live.discard.click()
    assert panel.live.table.value == "" and panel.live.discard.disabled


def test_the_button_says_which_data_set_it_trains() -> None:
    rows = [make_row(dataset=name) for name in ("mini-ntu", "nw-ucla")]
    panel = explore([*rows, make_row("esgn")])
    assert panel.live.run.description == "Run this one on mini-ntu"
    assert panel.live.about.value == "Trains ESGN on mini-ntu; nothing is written to results."
    panel.controls.switches["loss"].value = False
    assert "Trains SGN + streams + pooling + temporal on mini-ntu" in panel.live.about.value
    panel.controls.show(Choice(setting=Setting("nw-ucla", "ours")))
    assert (
        "The data set chosen above is nw-ucla; this button always trains on mini-ntu"
        in panel.live.about.value
    )


def test_a_problem_shows_and_the_next_run_can_begin(panel: Explorer) -> None:
    begin(panel).waiting = [LiveProblem("The disk is full.")]
    panel.live.errors.guard(panel.live.look)
    assert ">The disk is full.</p>" in panel.live.errors.value
    assert not panel.live.busy and not panel.live.run.disabled


def test_recorded_rows_may_lack_figures_and_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LiveTraining", FakeTraining)
    row = replace(make_row("esgn", 2), values={"test_top1": 61.0}, details={})
    panel = explore([row])
    begin(panel).waiting = [Progress(1, 1, 1, 1, 3.0), LiveResult(1, FIGURES)]
    panel.live.errors.guard(panel.live.look)
    assert panel.live.errors.value == ""
    assert "recorded, seed 2</th><td>61.0</td><td>not recorded</td>" in panel.live.table.value


def test_a_second_press_starts_nothing(panel: Explorer) -> None:
    training = begin(panel)
    panel.live._begin()
    assert panel.live._training is training


def test_closing_the_panel_ends_the_training(panel: Explorer) -> None:
    training = begin(panel)
    panel.live.close()
    assert training.closed


def test_closing_the_explorer_ends_the_training_and_may_be_done_twice(panel: Explorer) -> None:
    training = begin(panel)
    panel.close()
    assert training.closed and not panel.live.busy
    assert panel.comm is None and panel.live.comm is None
    panel.close()
