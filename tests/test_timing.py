"""The stopwatch, the steps it measures, and what compiling costs."""

from __future__ import annotations

import math

import pytest
import torch
from made_up import write_made_up_nw_ucla

from eesgn_lite.analysis import timing
from eesgn_lite.analysis.timing import (
    STATIONS,
    Stopwatch,
    time_compiled,
    time_training,
    with_precision,
)
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.train_config import TrainConfig


@pytest.fixture(scope="module")
def splits(tmp_path_factory):
    return load_dataset("nw-ucla", write_made_up_nw_ucla(tmp_path_factory.mktemp("root")))


def small(splits, **model) -> Experiment:
    """A network without dropout and regulariser, at a constant learning rate."""
    whole = make_experiment(splits, ablation="sgn")
    return Experiment(
        dataset=splits.name,
        model=ModelConfig(
            num_classes=whole.model.num_classes,
            skeleton=splits.skeleton,
            frames=4,
            dropout=0.0,
            **model,
        ),
        data=DataConfig(frames=4),
        train=TrainConfig(batch_size=2, precision="float32", milestones=(1,)),
    )


class Clock:
    """Tell the times of a list, one after the other."""

    def __init__(self, *times: float) -> None:
        self.times = list(times)

    def perf_counter(self) -> float:
        """Tell the next time."""
        return self.times.pop(0)


def test_laps_by_hand(monkeypatch):
    monkeypatch.setattr(timing, "time", Clock(10, 11, 14, 20, 25, 26, 30, 30.5, 31))
    watch = Stopwatch()
    for _ in range(3):
        watch.start()
        watch.lap("forward")
        watch.lap("backward")
    assert watch.laps == {"forward": [1, 5, 0.5], "backward": [3, 1, 0.5]}
    assert watch.medians() == {"forward": 1, "backward": 1}


def test_a_gpu_is_waited_for(monkeypatch):
    waited = []
    monkeypatch.setattr(torch.cuda, "synchronize", waited.append)
    watch = Stopwatch(device="cuda")
    watch.start()
    watch.lap("forward")
    assert waited == ["cuda", "cuda"]
    Stopwatch().start()
    assert len(waited) == 2


@pytest.mark.parametrize("regulariser", ["none", "attention_entropy"])
def test_the_measured_steps_are_those_of_the_loop(splits, regulariser):
    experiment = small(splits, regulariser=regulariser, regulariser_weight=0.1)
    found = time_training(experiment, splits.train, steps=1)
    assert tuple(found.stations) == STATIONS
    assert all(seconds >= 0 for seconds in found.stations.values())
    assert found.step == pytest.approx(sum(found.stations.values()))
    assert found.first > 0
    seen: list[Progress] = []
    train_model(experiment, splits.train, watch=lambda now: seen.append(now) or now.step < 2)
    if regulariser == "none":
        assert found.losses == pytest.approx([one.loss for one in seen], rel=1e-5)
    else:
        assert found.losses[0] != pytest.approx(seen[0].loss), "the term is in the loss"


def test_steps_go_on_after_the_last_batch(splits):
    steps = len(splits.train) // 2 + 2
    found = time_training(small(splits, regulariser="none"), splits.train, steps=steps)
    assert len(found.losses) == steps + 1


def test_bfloat16_rounds(splits):
    experiment = small(splits, regulariser="none")
    exact = time_training(experiment, splits.train, steps=1).losses[0]
    rounded = time_training(with_precision(experiment, "bfloat16"), splits.train, steps=1).losses[0]
    assert rounded != exact
    assert rounded == pytest.approx(exact, rel=0.05)


def test_wrong_questions_are_refused(splits):
    experiment = small(splits)
    with pytest.raises(ValueError, match="steps must be at least 1, found 0"):
        time_training(experiment, splits.train, steps=0)
    with pytest.raises(ValueError, match="precision has no choice 'float8'"):
        with_precision(experiment, "float8")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="no CUDA device"):
            time_training(experiment, splits.train, device="cuda")


def test_compiling_by_a_compiler_that_does_nothing():
    calls = []

    def double(x):
        calls.append(torch.is_grad_enabled())
        return 2 * x

    found = time_compiled(double, torch.ones(3), calls=2, backend="eager")
    assert found.problem == ""
    assert found.eager > 0 and found.compiled > 0
    assert found.first > found.compiled
    assert calls[:3] == [False] * 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("backend='x' raised:\nRuntimeError: no compiler.\nMore", "RuntimeError: no compiler"),
        ("[enforce fail at a/b.cc:2] no interface: [127.0.0.1].", "no interface: [127.0.0.1]"),
        ("", "RuntimeError"),
    ],
)
def test_of_an_error_one_line_is_shown(text, words):
    assert timing.reason(RuntimeError(text)) == words


def test_a_machine_that_cannot_compile_says_so():
    def refuse(*_):
        raise RuntimeError("Compiler: cl is not found.\nSet something")

    found = time_compiled(torch.relu, torch.ones(3), backend=refuse)
    assert found.eager > 0
    assert math.isnan(found.compiled) and math.isnan(found.first)
    assert found.problem.startswith("This machine cannot compile")
    assert "cl is not found" in found.problem
    assert "\n" not in found.problem and found.problem.endswith(".")
