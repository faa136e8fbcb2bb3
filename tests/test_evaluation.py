"""Every clip once, and figures that can be computed by hand."""

import numpy as np
import pytest
import torch
from made_up import write_made_up_nw_ucla

import eesgn_lite.training.evaluation as evaluation
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import SGN
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.evaluation import Evaluation, evaluate
from eesgn_lite.training.experiment import Experiment


@pytest.fixture(scope="module")
def splits(tmp_path_factory):
    """A made-up NW-UCLA."""
    return load_dataset("nw-ucla", write_made_up_nw_ucla(tmp_path_factory.mktemp("root")))


@pytest.fixture(scope="module")
def model(splits):
    """An untrained SGN that fits."""
    torch.manual_seed(0)
    return SGN(ModelConfig(num_classes=len(splits.classes), skeleton="kinect20"))


def by_hand():
    """Four clips, three classes."""
    return Evaluation(
        probabilities=np.array(
            [[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.2, 0.7, 0.1], [0.1, 0.0, 0.9]], np.float32
        ),
        labels=np.array([0, 1, 1, 2]),
        names=("a", "b", "c", "d"),
        classes=("x", "y", "z"),
    )


def test_figures():
    found = by_hand()
    assert found.scored == 4
    assert found.top1 == 75 and found.top(2) == 100 and found.top5 == 100
    assert found.mean_class == pytest.approx(100 * (1 + 0.5 + 1) / 3)
    assert found.confusion.tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    # Bins of 1/15: 0.6 | 0.5 | 0.7 | 0.9, each with one clip.
    gaps = (1 - 0.6) + 0.5 + (1 - 0.7) + (1 - 0.9)
    assert found.calibration_error == pytest.approx(100 * gaps / 4, rel=1e-5)
    assert found.reliability[:, 0].sum() == 4


def test_every_clip_is_scored_once_and_always_alike(model, splits):
    model.train()
    first = evaluate(model, splits.test, batch_size=5)
    assert model.training, "evaluate leaves the mode as it was"
    assert first.scored == len(splits.test) == 12
    assert first.names == tuple(clip.recording.name for clip in splits.test)
    assert first.probabilities.sum(axis=1) == pytest.approx(1)
    second = evaluate(model, splits.test, batch_size=12)
    assert second.probabilities == pytest.approx(first.probabilities, abs=1e-5)


def test_scoring_can_be_watched(model, splits):
    told = []
    evaluate(model, splits.test, batch_size=5, watch=told.append)
    assert told == [4, 8, 12]


def test_a_clip_left_out_is_noticed(model, splits, monkeypatch):
    whole = np.array_split
    monkeypatch.setattr(evaluation.np, "array_split", lambda *args: whole(*args)[:-1])
    with pytest.raises(RuntimeError, match="4 clips were not scored exactly once"):
        evaluate(model, splits.test, batch_size=5)


def test_a_model_for_something_else_is_refused(splits):
    with pytest.raises(ValueError, match=r"knows 16 actions, nw-ucla has 10"):
        evaluate(SGN(ModelConfig(num_classes=16, skeleton="kinect20")), splits.test)
    with pytest.raises(ValueError, match=r"takes layout 'ntu25', nw-ucla has 'kinect20'"):
        evaluate(SGN(ModelConfig(num_classes=10)), splits.test)


def test_a_checkpoint_is_sampled_in_its_own_way(model, splits):
    aligned = DataConfig(view="aligned")
    config = ModelConfig(num_classes=len(splits.classes), skeleton="kinect20")
    experiment = Experiment(dataset="nw-ucla", model=config, data=aligned)
    checkpoint = Checkpoint(
        model=model, experiment=experiment, classes=splits.classes, actions=splits.actions
    )
    found = evaluate(checkpoint, splits.test).probabilities
    assert (found == evaluate(model, splits.test, aligned).probabilities).all()
    assert (found != evaluate(model, splits.test).probabilities).any()
