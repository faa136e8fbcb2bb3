"""Training in a process of its own: what it tells, stopping, problems."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import write_made_up_nw_ucla

from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.training import live
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.live import LiveProblem, LiveResult, LiveTraining, Scoring


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up NW-UCLA; its grid recipe takes 12 epochs of one step."""
    return write_made_up_nw_ucla(tmp_path_factory.mktemp("root"))


class FakeConnection:
    """Keep what is sent; have something to say after `patience` messages."""

    def __init__(self, patience: int = 10**6) -> None:
        self.sent: list[list] = []
        self.patience = patience

    def send_bytes(self, message: bytes) -> None:
        """Keep a message."""
        self.sent.append(json.loads(message))

    def poll(self) -> bool:
        """Tell whether the page has spoken."""
        return len(self.sent) >= self.patience


def test_every_step_is_told_and_the_result_comes_last(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_SCORED_AT_ONCE", 1)
    connection = FakeConnection()
    live._tell(connection, "nw-ucla", "sgn", 1, str(root))
    names = [name for name, _ in connection.sent]
    clips = len(load_dataset("nw-ucla", root).test)
    told = [Scoring(*content) for name, content in connection.sent if name == "scoring"]
    assert names == ["progress"] * 12 + ["scoring"] * len(told) + ["result"]
    assert [one.scored for one in told] == [0, *range(1, clips + 1)]
    assert {one.clips for one in told} == {clips}
    steps = [Progress(*content) for name, content in connection.sent if name == "progress"]
    assert [one.step for one in steps] == [one.epoch for one in steps] == list(range(1, 13))
    assert {(one.steps, one.epochs) for one in steps} == {(12, 12)}
    result = LiveResult(*connection.sent[-1][1])
    assert result.steps == 12
    assert result.figures.keys() == {"test_top1", "mean_class", "top5", "calibration_error"}
    right = result.figures["test_top1"] * clips / 100
    assert right == pytest.approx(round(right))


def test_a_word_from_the_page_ends_the_training_after_the_step(root: Path) -> None:
    connection = FakeConnection(patience=3)
    live._tell(connection, "nw-ucla", "sgn", 1, str(root))
    names = [name for name, _ in connection.sent]
    assert names == ["progress"] * 3 + ["scoring"] * 2 + ["result"]
    assert connection.sent[-1][1][0] == 3


def test_a_problem_is_told_in_one_sentence(tmp_path: Path) -> None:
    connection = FakeConnection()
    live._tell(connection, "nw-ucla", "sgn", 1, str(tmp_path))
    ((name, text),) = connection.sent
    assert name == "problem"
    assert text.startswith("nw-ucla is not in") and "Traceback" not in text


def test_a_fault_is_told_with_its_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "evaluate", lambda *_, **__: 1 / 0)
    connection = FakeConnection(patience=1)
    live._tell(connection, "nw-ucla", "sgn", 1, str(root))
    assert connection.sent[-1][0] == "problem"
    assert "ZeroDivisionError" in connection.sent[-1][1]


def collect(training: LiveTraining, until: Callable[[object], bool]) -> list:
    """Gather news until one of them is what is waited for."""
    found: list = []
    for _ in range(1200):
        found += training.news()
        if any(until(news) for news in found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came but {found}")


@pytest.mark.slow
def test_a_process_trains_stops_and_is_scored(root: Path) -> None:
    training = LiveTraining("nw-ucla", ablation="sgn", root=root)
    try:
        assert collect(training, lambda news: isinstance(news, Progress))[0].step == 1
        training.stop()
        last = collect(training, lambda news: isinstance(news, LiveResult | LiveProblem))[-1]
        assert isinstance(last, LiveResult) and last.steps <= 12
        collect(training, lambda news: isinstance(news, LiveProblem))  # the process has ended
        training.stop()  # once more does no harm
    finally:
        training.close()
    assert not training._process.is_alive()


@pytest.mark.slow
def test_a_process_that_scores_can_be_ended(root: Path) -> None:
    training = LiveTraining("nw-ucla", ablation="sgn", root=root)
    try:
        collect(training, lambda news: isinstance(news, Progress))
        training.stop()
        collect(training, lambda news: isinstance(news, Scoring))
    finally:
        training.close()
    assert not training._process.is_alive()


@pytest.mark.slow
def test_a_process_that_dies_is_noticed(root: Path) -> None:
    training = LiveTraining("nw-ucla", ablation="sgn", root=root)
    training._process.kill()
    (news,) = collect(training, lambda news: isinstance(news, LiveProblem))
    assert "ended unexpectedly" in news.text
    training.close()
