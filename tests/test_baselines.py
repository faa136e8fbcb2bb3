"""The plain networks that SGN and ESGN are compared with."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch
from made_up import write_made_up_nw_ucla

from eesgn_lite import cli
from eesgn_lite.analysis.explain import explain
from eesgn_lite.analysis.grid import run_experiments
from eesgn_lite.analysis.record import count_operations
from eesgn_lite.analysis.results import read_row
from eesgn_lite.analysis.summary import runs_by_setting
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.data.skeletons import KINECT20, get_skeleton
from eesgn_lite.model.baseline_config import BASELINES, BaselineConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, count_parameters
from eesgn_lite.model.networks import build_network, read_config
from eesgn_lite.model.skeleton_graph import GraphBlock, skeleton_graphs
from eesgn_lite.training.baselines import make_baseline
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import RECIPES, Experiment, ablate, make_experiment
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.runs import load_checkpoint


def small(kind: str) -> torch.nn.Module:
    """One of the networks for four actions, in evaluation mode."""
    torch.manual_seed(0)
    config = BaselineConfig(kind=kind, num_classes=4, skeleton="kinect20", frames=7)
    network = build_network(config).eval()
    network.norm.running_mean.normal_()  # so that a zero does not stay a zero
    return network


@pytest.mark.parametrize("kind", BASELINES)
def test_what_is_not_seen_changes_nothing(kind: str) -> None:
    network, joints = small(kind), torch.randn(3, 2, 7, 20, 3)
    valid = torch.ones(3, 2, 7, dtype=torch.bool)
    valid[0, 1], valid[1, 0, 5:], valid[2, 0, ::2] = False, False, False
    other = torch.where(valid[..., None, None], joints, joints + 9)
    assert torch.equal(network(joints, valid), network(other, valid))
    assert not torch.allclose(network(joints, valid), network(joints + 1, valid))
    alone = network(joints[:1, :1], valid[:1, :1])
    assert torch.allclose(network(joints, valid)[:1], alone, atol=1e-5)


@pytest.mark.parametrize("kind", BASELINES)
def test_persons_and_clips_may_be_exchanged(kind: str) -> None:
    network, joints = small(kind), torch.randn(3, 2, 7, 20, 3)
    assert network(joints).shape == (3, 4)
    assert torch.allclose(network(joints), network(joints.flip(1)), atol=1e-5)
    assert torch.allclose(network(joints), network(joints.flip(0)).flip(0), atol=1e-5)


@pytest.mark.parametrize("kind", BASELINES)
def test_each_has_fewer_than_a_million_parameters(kind: str) -> None:
    largest = BaselineConfig(kind=kind, num_classes=120, skeleton="ntu25")
    assert 300_000 < count_parameters(build_network(largest)) < 1_000_000
    assert count_operations(largest, 20) > 1_000_000


def test_the_cnn_has_the_size_that_its_layers_give() -> None:
    signals = 2 * 3 * 20
    layers = 3 * 256 * (signals + 256 + 256) + 3 * 256 + 3 * 2 * 256
    assert count_parameters(small("cnn")) == 2 * signals + layers + 4 * 257


def test_the_graphs_are_those_of_the_skeleton() -> None:
    own, up, down = skeleton_graphs(KINECT20)
    head, neck = (KINECT20.joints.index(name) for name in ("head", "shoulder_centre"))
    assert torch.equal(own, torch.eye(20))
    assert up[head].nonzero().tolist() == [[neck]] and up[head, neck] == 1
    assert not up[KINECT20.root].any() and not down[head].any()
    assert down[neck].nonzero().flatten().tolist() == [
        j for j, parent in KINECT20.bones if parent == neck
    ]
    assert down[neck].sum() == pytest.approx(1)


def test_a_block_hears_neighbours_only() -> None:
    torch.manual_seed(0)
    block = GraphBlock(skeleton_graphs(KINECT20), 2, 3, 1).eval()
    still, moved = torch.zeros(1, 2, 4, 20), torch.zeros(1, 2, 4, 20)
    head = KINECT20.joints.index("head")
    moved[..., head] = 5
    heard = (block(still) != block(moved)).any(dim=1).any(dim=1)[0].nonzero().flatten().tolist()
    assert heard == sorted({head, KINECT20.parents[head]})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "lstm"}, "No baseline 'lstm'; there are cnn, gru, st-gcn"),
        ({"num_classes": 1}, "num_classes must be at least 2"),
        ({"label_smoothing": 1.0}, "label_smoothing must lie in"),
        ({"regulariser": "weight_norm"}, "A baseline adds no term to its loss"),
    ],
)
def test_wrong_choices_are_refused(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BaselineConfig(**{"kind": "cnn", **changes})


def test_configs_come_back_from_json() -> None:
    for config in (BaselineConfig(kind="gru", skeleton="msr20"), ModelConfig(num_classes=5)):
        assert read_config(json.loads(json.dumps(config.to_json()))) == config
    values = BaselineConfig(kind="gru").to_json()
    with pytest.raises(ValueError, match="does not fit this version"):
        read_config({**values, "layers": 3})
    assert isinstance(build_network(ModelConfig(num_classes=5)), ESGN)
    assert read_config(values).layout == get_skeleton("ntu25")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A made-up NW-UCLA."""
    return write_made_up_nw_ucla(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def rows(root, tmp_path_factory):
    """One short run of each baseline and one of SGN; the folder of runs, and their rows."""
    base = tmp_path_factory.mktemp("baselines")
    with pytest.MonkeyPatch.context() as patch:
        data, train = RECIPES["short"]
        patch.setitem(RECIPES, "short", (data, replace(train, epochs=1)))
        splits = load_dataset("nw-ucla", root)
        experiments = [make_baseline(splits, kind, recipe="short") for kind in BASELINES]
        experiments.append(make_experiment(splits, ablation="sgn", recipe="short"))
        call = {"root": root, "out": base / "runs", "results": base / "results"}
        paths = run_experiments(experiments, **call)
        assert run_experiments(experiments, resume=True, **call) == paths
    return base / "runs", [read_row(path) for path in paths]


@pytest.mark.slow
def test_a_row_says_which_model_it_was(rows) -> None:
    for kind, row in zip(BASELINES, rows[1], strict=False):
        assert row.name == f"{kind}-short-seed1" and row.config["ablation"] == kind
        assert row.config["model"]["kind"] == kind
        assert row.command == f"eesgn train nw-ucla --baseline {kind} --recipe short --seed 1"
        assert Experiment.from_json(row.config).ablation == kind
        assert len(row.details["loss"]) == 1


@pytest.mark.slow
def test_no_baseline_is_taken_for_a_combination(rows) -> None:
    ((setting, combinations),) = runs_by_setting(rows[1]).items()
    assert setting.recipe == "short" and list(combinations) == ["sgn"]


@pytest.mark.slow
def test_a_baseline_is_scored_but_not_looked_into(rows, root) -> None:
    checkpoint = load_checkpoint(rows[0] / "nw-ucla" / "gru-short-seed1")
    test = load_dataset("nw-ucla", root).test
    assert evaluate(checkpoint, test).top1 == pytest.approx(rows[1][1].values["test_top1"])
    with pytest.raises(ValueError, match="baseline 'gru', which has neither graph nor streams"):
        explain(checkpoint, test[0])
    with pytest.raises(ValueError, match="baseline 'gru' has nothing to switch on or off"):
        ablate(checkpoint.experiment, "sgn")


@pytest.mark.parametrize("kind", BASELINES)
def test_only_the_network_differs_from_sgn(root, kind: str) -> None:
    splits = load_dataset("nw-ucla", root)
    found, sgn = (
        make_baseline(splits, kind, seed=3),
        make_experiment(splits, ablation="sgn", seed=3),
    )
    assert replace(found, model=sgn.model, ablation="sgn") == sgn
    assert found.model.label_smoothing == sgn.model.label_smoothing


@pytest.mark.slow
@pytest.mark.parametrize("kind", BASELINES)
def test_it_learns(root, kind: str) -> None:
    splits = load_dataset("nw-ucla", root)
    experiment = make_baseline(splits, kind)
    config = replace(experiment.train, epochs=12, batch_size=8, precision="float32")
    losses: list[float] = []
    train_model(
        replace(experiment, train=config),
        splits.training_side,
        watch=lambda progress: losses.append(progress.loss) or True,
    )
    assert losses[-1] < 0.7 * losses[0]


def test_a_model_is_named_once(capsys) -> None:
    with pytest.raises(SystemExit):
        cli.main(["train", "mini-ntu", "--baseline", "gru", "--ablation", "sgn"])
    assert "not allowed with" in capsys.readouterr().err
    assert cli.main(["train", "mini-ntu", "--baseline", "gru", "--config", "run.json"]) == 2
    assert "give one of them" in capsys.readouterr().err
    assert cli.BASELINE_NAMES == BASELINES
