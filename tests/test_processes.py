"""Several processes that share a batch: figures, shares, and what can go wrong."""

from __future__ import annotations

import math
import multiprocessing
from multiprocessing.connection import Connection

import numpy as np
import pytest
import torch
from made_up import write_made_up_nw_ucla

from eesgn_lite.analysis import processes
from eesgn_lite.analysis.processes import average_gradients, share_of, time_processes
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.sampler import sample_batch
from eesgn_lite.training.experiment import make_experiment


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    splits = load_dataset("nw-ucla", write_made_up_nw_ucla(tmp_path_factory.mktemp("root")))
    experiment = make_experiment(splits, ablation="sgn")
    items = np.arange(4) % len(splits.train)
    return experiment, sample_batch(splits.train, items, experiment.data, training=True)


def test_one_process_averages_nothing(work):
    found = time_processes(*work, processes=1, steps=1)
    assert found.problem == ""
    assert found.compute > 0 and found.average == 0 and found.start > 0
    assert found.step == found.compute


@pytest.mark.slow
def test_two_processes_work_together(work):
    found = time_processes(*work, processes=2, steps=1)
    assert found.problem == ""
    assert found.compute > 0 and found.average > 0
    assert found.step == found.compute + found.average


def test_the_shares_make_up_the_batch(work):
    batch = work[1]
    arrays = [tensor.numpy() for tensor in (batch.joints, batch.valid, batch.labels)]
    shares = [share_of(arrays, rank, 3) for rank in range(3)]
    assert [len(share.labels) for share in shares] == [2, 1, 1]
    assert torch.equal(torch.cat([share.joints for share in shares]), batch.joints)
    assert torch.equal(torch.cat([share.labels for share in shares]), batch.labels)


def test_gradients_are_averaged(monkeypatch):
    layer = torch.nn.Linear(2, 1)
    for weight in layer.parameters():
        weight.grad = torch.ones_like(weight)

    def add_three(message: torch.Tensor) -> None:
        """The other process has a gradient of 3 everywhere."""
        message += 3

    monkeypatch.setattr(processes.dist, "all_reduce", add_three)
    monkeypatch.setattr(processes.dist, "get_world_size", lambda: 2)
    average_gradients(layer)
    assert [weight.grad.unique().tolist() for weight in layer.parameters()] == [[2], [2]]
    assert layer.weight.grad.shape == layer.weight.shape


def test_too_few_gpus_is_a_sentence(work, monkeypatch):
    monkeypatch.setattr(processes, "choose_device", lambda name: torch.device("cuda"))
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    found = time_processes(*work, processes=2, device="cuda")
    assert found.problem == "2 processes need 2 GPUs, and here is 1."
    assert math.isnan(found.step)


def test_more_processes_than_clips_are_refused(work):
    with pytest.raises(ValueError, match="5 processes cannot share 4 clips"):
        time_processes(*work, processes=5)


def told(monkeypatch, rank: int) -> Connection:
    """What a process tells whose training fails."""
    mine, theirs = multiprocessing.Pipe(duplex=False)

    def fail(*_):
        raise RuntimeError("gloo has no address\nmore")

    monkeypatch.setattr(processes, "_train", fail)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)
    nothing = processes._Work("", [], 2, 1, "cpu", 1, 0.0)
    processes._tell(theirs, rank, nothing, "file:///nowhere")
    return mine


@pytest.mark.parametrize("rank", [0, 1])
def test_a_problem_in_any_process_is_told(monkeypatch, rank):
    found = processes._hear(told(monkeypatch, rank))
    assert found.problem == "The processes could not work together: gloo has no address."


def test_a_process_that_dies_or_is_silent_is_noticed(monkeypatch):
    mine, theirs = multiprocessing.Pipe(duplex=False)
    monkeypatch.setattr(processes, "_PATIENCE", 0.01)
    assert "said nothing" in processes._hear(mine).problem
    theirs.close()
    assert "without a word" in processes._hear(mine).problem


def test_a_system_that_starts_no_process_is_a_sentence(work, monkeypatch):
    def refuse(self):
        raise OSError("too many processes")

    kind = multiprocessing.get_context("spawn").Process
    monkeypatch.setattr(kind, "start", refuse)
    assert time_processes(*work).problem == "No process could be started: too many processes."
