"""A run from beginning to end, on made-up recordings; what it leaves behind; resuming."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from made_up import write_made_up_nw_ucla
from safetensors.torch import save_file

import eesgn_lite.training.loop as loop
import eesgn_lite.training.runs as runs
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.clips import reduce_clip
from eesgn_lite.data.ntu import read_skeleton
from eesgn_lite.training.devices import choose_device, choose_precision
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.experiment import make_experiment
from eesgn_lite.training.finish import load_run
from eesgn_lite.training.loop import train, train_model
from eesgn_lite.training.predict import predict
from eesgn_lite.training.runs import load_checkpoint, read_tensors, save_checkpoint
from eesgn_lite.training.schedule import kept_epochs, learning_rate
from eesgn_lite.training.state import begin
from eesgn_lite.training.train_config import TrainConfig


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A made-up NW-UCLA."""
    return write_made_up_nw_ucla(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def experiment(root):
    """Three short epochs."""
    whole = make_experiment(load_dataset("nw-ucla", root), ablation="esgn")
    train_config = replace(whole.train, epochs=3, batch_size=8, precision="float32", kept_epochs=2)
    return replace(whole, train=train_config)


@pytest.fixture(scope="module")
def run(experiment, root, tmp_path_factory):
    """One finished run."""
    out = tmp_path_factory.mktemp("runs")
    return train(experiment, root=root, out=out, progress=False)


def test_a_run_leaves_everything_behind(run, experiment, root):
    names = {path.name for path in run.folder.iterdir()}
    assert names == {
        "config.json", "history.json", "predictions.npz", "run.json", "weights.safetensors",
    }  # fmt: skip
    about = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert {"commit", "machine", "versions", "date", "result"} <= about.keys()
    result = about["result"]
    test = load_dataset("nw-ucla", root).test
    assert result["scored"] == len(test) and result["val_top1"] is None
    assert result["best_test_top1"] >= result["test_top1"]
    assert result["parameters"] == 707_178 and result["seed"] == 1
    assert [row["epoch"] for row in run.history] == [1, 2, 3]
    with np.load(run.folder / "predictions.npz", allow_pickle=False) as file:
        right = file["probabilities"].argmax(1) == file["labels"]
        assert 100 * right.mean() == pytest.approx(result["test_top1"])
    assert load_run(run.folder).result == result


def test_the_loss_falls(run):
    assert run.history[-1]["loss"] < run.history[0]["loss"]


def test_the_same_seed_gives_the_same_weights(run, experiment, root, tmp_path):
    again = train(experiment, root=root, out=tmp_path, progress=False)
    assert_same_weights(run, again)


def test_another_seed_gives_others(run, experiment, root, tmp_path):
    other = replace(experiment, train=replace(experiment.train, seed=2, epochs=1))
    changed = train(other, root=root, out=tmp_path, progress=False)
    with pytest.raises(AssertionError):
        assert_same_weights(run, changed)


def assert_same_weights(one, two):
    """Equal to the bit."""
    states = one.checkpoint.model.state_dict(), two.checkpoint.model.state_dict()
    for name, tensor in states[0].items():
        assert torch.equal(tensor, states[1][name]), name


@pytest.mark.parametrize("changes", [{}, {"averaging": 0.9, "mixing": 0.4}])
def test_a_run_that_was_cut_off_resumes_to_the_bit(
    changes, experiment, root, tmp_path, monkeypatch
):
    experiment = replace(experiment, train=replace(experiment.train, **changes))
    run = train(experiment, root=root, out=tmp_path / "whole", progress=False)
    epochs, real = [], loop.train_epoch

    def stop_after_two(*arguments):
        if len(epochs) == 2:
            raise KeyboardInterrupt
        epochs.append(1)
        return real(*arguments)

    monkeypatch.setattr(loop, "train_epoch", stop_after_two)
    with pytest.raises(KeyboardInterrupt):
        train(experiment, root=root, out=tmp_path, progress=False)
    monkeypatch.setattr(loop, "train_epoch", real)
    torch.manual_seed(99)
    resumed = train(experiment, root=root, out=tmp_path, resume=True, progress=False)
    assert [row["epoch"] for row in resumed.history] == [1, 2, 3]
    assert_same_weights(run, resumed)
    finished = train(experiment, root=root, out=tmp_path, resume=True, progress=False)
    assert finished.result == resumed.result


def test_the_average_of_the_weights_is_what_is_scored(experiment, root):
    config = replace(experiment, train=replace(experiment.train, averaging=0.75))
    training = begin(config, torch.device("cpu"))
    first = next(training.model.parameters())
    name, spread = next(b for b in training.model.named_buffers() if b[0].endswith("running_var"))
    seen = []
    for _ in range(3):
        spread.mul_(0.5)
        training.optimiser.zero_grad()
        first.square().sum().backward()
        training.step()
        seen.append(first.detach().clone())
    expected = 0.75 * (0.75 * seen[0] + 0.25 * seen[1]) + 0.25 * seen[2]
    averaged = next(training.scored.parameters())
    assert torch.allclose(averaged, expected) and not torch.allclose(averaged, first)
    # Averaged, the ones that batch normalisation begins with would outlast a short run.
    assert torch.equal(training.scored.get_buffer(name), spread)
    side = load_dataset("nw-ucla", root).train
    weights = next(train_model(config, side).parameters())
    assert not torch.equal(weights, next(train_model(experiment, side).parameters()))


def test_resuming_another_experiment_is_refused(experiment, root, tmp_path):
    folder = loop.run_folder(experiment, tmp_path, validate=False)
    training = loop.begin(replace(experiment, train=replace(experiment.train, epochs=9)), "cpu")
    loop._keep(
        training, replace(experiment, train=replace(experiment.train, epochs=9)), folder, "float32"
    )
    with pytest.raises(ValueError, match="the run there had another experiment"):
        train(experiment, root=root, out=tmp_path, resume=True, progress=False)


def test_validation_never_opens_the_test_side(experiment, root, tmp_path, monkeypatch):
    splits = load_dataset("nw-ucla", root)
    forbidden = replace(splits, test=None)
    monkeypatch.setattr(loop, "load_dataset", lambda *_, **__: forbidden)
    short = replace(experiment, train=replace(experiment.train, epochs=1))
    found = train(short, root=root, validate=True, out=tmp_path, progress=False).result
    assert found["test_top1"] is None and found["best_test_top1"] is None
    assert found["scored"] == len(splits.val) and 0 <= found["val_top1"] <= 100


def test_a_final_run_holds_nobody_out(experiment, root, tmp_path):
    with pytest.raises(ValueError, match="A final run holds nobody out"):
        train(replace(experiment, held_out=1), root=root, out=tmp_path, progress=False)
    assert not any(tmp_path.iterdir())


def test_workers_change_nothing(run, experiment, root, tmp_path):
    config = replace(experiment, train=replace(experiment.train, workers=2))
    assert_same_weights(run, train(config, root=root, out=tmp_path, progress=False))


def test_a_checkpoint_names_actions(run, root):
    answers = predict(run.folder, root / "nw-ucla" / "all_sqe" / "a02_s01_e00_v03.json", top=3)
    assert len(answers) == 3
    assert answers[0].probability >= answers[1].probability >= answers[2].probability
    assert {answer.action for answer in answers} <= set(run.checkpoint.actions)
    with pytest.raises(ValueError, match="top must be at least 1"):
        predict(run.folder, root / "nw-ucla" / "all_sqe" / "a02_s01_e00_v03.json", top=0)


def test_a_richer_layout_is_reduced_and_a_poorer_one_refused(run, repository):
    sample = next((repository / "data_samples" / "skeletons").glob("*.skeleton"))
    assert len(predict(run.checkpoint, sample)) == 5
    rich = replace(run.checkpoint.experiment.model, skeleton="ntu25")
    checkpoint = replace(run.checkpoint, experiment=replace(run.checkpoint.experiment, model=rich))
    poor = reduce_clip(read_skeleton(sample), "kinect20")
    with pytest.raises(ValueError, match=r"has layout 'kinect20', the model reads 'ntu25'"):
        predict(checkpoint, poor)


def test_half_precision_files_load_and_damage_is_noticed(run, tmp_path):
    path = tmp_path / "half.safetensors"
    save_checkpoint(path, run.checkpoint, half=True)
    assert path.stat().st_size < 2_000_000
    loaded = load_checkpoint(path)
    assert loaded.classes == run.checkpoint.classes
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match="no eesgn checkpoint, or it is damaged"):
        load_checkpoint(path)
    with pytest.raises(ValueError, match="there is no such checkpoint"):
        load_checkpoint("nobody/nothing")
    with pytest.raises(ValueError, match="no finished run here"):
        load_run(tmp_path)


def test_schedules():
    steps = TrainConfig(schedule="steps", learning_rate=1.0, milestones=(0.5, 0.75))
    assert [learning_rate(steps, s, 100) for s in (0, 49, 50, 75)] == pytest.approx(
        [1, 1, 0.1, 0.01]
    )
    cycle = TrainConfig(schedule="one_cycle", learning_rate=1.0)
    rates = [learning_rate(cycle, s, 100) for s in range(100)]
    assert max(rates) == rates[20] == 1 and rates[0] == 0.04 and rates[-1] < 0.001
    assert rates[20:] == sorted(rates[20:], reverse=True)


def test_kept_epochs_end_with_the_last():
    assert kept_epochs(TrainConfig(epochs=40, kept_epochs=5)) == [8, 16, 24, 32, 40]
    assert kept_epochs(TrainConfig(epochs=2, kept_epochs=5)) == [1, 2]


def test_devices_and_precision():
    assert choose_device("cpu").type == "cpu"
    with pytest.raises(ValueError, match="device is auto, cpu or cuda"):
        choose_device("tpu")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="no CUDA device"):
            choose_device("cuda")
    assert choose_precision("bfloat16", torch.device("cpu")) == "bfloat16"
    assert choose_precision("auto", torch.device("cpu")) in ("float32", "bfloat16")


def test_a_shipped_name_is_checked_against_its_checksum(run, tmp_path, monkeypatch):
    save_checkpoint(tmp_path / "made" / "up.safetensors", run.checkpoint)
    (tmp_path / "SHA256SUMS").write_text("0  made/up.safetensors\n", encoding="utf-8")
    monkeypatch.setattr(runs, "SHIPPED", tmp_path)
    with pytest.raises(ValueError, match="wrong checksum"):
        load_checkpoint("made/up")


def test_tensors_of_others_are_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="no eesgn checkpoint"):
        read_tensors(tmp_path / "a.safetensors")


def test_weights_that_are_not_finite_are_refused(run, tmp_path):
    spoilt = copy.deepcopy(run.checkpoint)
    with torch.no_grad():
        spoilt.model.classifier.bias[0] = float("nan")
    save_checkpoint(tmp_path / "nan.safetensors", spoilt)
    with pytest.raises(ValueError, match=r"classifier\.bias holds numbers that are not finite"):
        load_checkpoint(tmp_path / "nan.safetensors")


def test_a_watch_sees_every_step_and_changes_nothing(experiment, root):
    side = load_dataset("nw-ucla", root).training_side
    seen = []
    watched = train_model(experiment, side, watch=lambda one: seen.append(one) or True)
    steps = len(side) // 8
    expected = [(i + 1, 3 * steps, i // steps + 1, 3) for i in range(3 * steps)]
    assert [tuple(one)[:4] for one in seen] == expected
    assert all(one.loss > 0 for one in seen)
    for one, other in zip(
        watched.parameters(), train_model(experiment, side).parameters(), strict=True
    ):
        assert torch.equal(one, other)


def test_a_run_that_is_there_is_kept_under_another_name(experiment, root, tmp_path):
    short = replace(experiment, train=replace(experiment.train, epochs=1, kept_epochs=1))
    first = train(short, root=root, out=tmp_path, progress=False)
    kept = {path.name: path.read_bytes() for path in first.folder.iterdir() if path.is_file()}
    for number in (1, 2):
        with pytest.warns(UserWarning, match=f"is now esgn-ours-seed1.replaced-{number}"):
            again = train(short, root=root, out=tmp_path, progress=False)
        assert again.folder == first.folder and (again.folder / "run.json").is_file()
    aside = first.folder.with_name("esgn-ours-seed1.replaced-1")
    assert kept == {path.name: path.read_bytes() for path in aside.iterdir() if path.is_file()}


def test_a_loss_that_is_no_number_ends_the_training_with_one_sentence(experiment, root):
    side = load_dataset("nw-ucla", root).training_side
    hasty = replace(experiment, train=replace(experiment.train, learning_rate=1e30))
    with pytest.raises(ValueError, match=r"The loss is nan in step \d+ of epoch 1; lower learn"):
        train_model(hasty, side)


def test_a_watch_that_answers_false_ends_the_training_with_that_step(experiment, root):
    side = load_dataset("nw-ucla", root).training_side
    seen: list[Progress] = []
    model = train_model(experiment, side, watch=lambda one: seen.append(one) or one.step < 2)
    assert [one.step for one in seen] == [1, 2]
    assert not model.training
    whole = train_model(experiment, side)
    assert not torch.equal(next(model.parameters()), next(whole.parameters()))
