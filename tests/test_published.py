"""Our SGN is the published one: outputs, loss and gradients with its weights."""

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from eesgn_lite.model.esgn import count_parameters
from eesgn_lite.model.loss import ActionLoss
from eesgn_lite.model.published import load_published_sgn, published_name


@pytest.fixture(scope="module")
def reference(fixtures_root):
    """The arrays of the published model."""
    with np.load(fixtures_root / "sgn_reference.npz") as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="module")
def weights(reference):
    """Its weights under the published names."""
    return {name: array for name, array in reference.items() if name.startswith("weights/")}


def joints_of(reference):
    """The published (B, T, V*C) input in our layout."""
    return torch.from_numpy(reference["input"]).view(4, 1, 20, 25, 3)


def test_evaluation_logits(reference, weights):
    model = load_published_sgn(weights)
    assert count_parameters(model) == 691_048
    logits = model(joints_of(reference)).double()
    torch.testing.assert_close(
        logits, torch.from_numpy(reference["eval_logits"]), atol=1e-5, rtol=0
    )


def test_training_logits_loss_and_gradients(reference, weights):
    model = load_published_sgn(weights).double().train()
    model.temporal.dropout.p = 0.0
    logits = model(joints_of(reference).double())
    torch.testing.assert_close(
        logits, torch.from_numpy(reference["train_logits"]), atol=1e-9, rtol=1e-6
    )
    parts = ActionLoss(model.config)(logits, torch.from_numpy(reference["target"]))
    assert parts.total.item() == pytest.approx(float(reference["train_loss"]), rel=1e-6)
    parts.total.backward()
    norms = {
        published_name(name): parameter.grad.norm().item()
        for name, parameter in model.named_parameters()
    }
    expected = {
        name.removeprefix("grad_norm/"): float(array)
        for name, array in reference.items()
        if name.startswith("grad_norm/")
    }
    assert norms.keys() == expected.keys()
    for name, norm in norms.items():
        assert norm == pytest.approx(expected[name], rel=1e-6, abs=1e-9), name


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_files_load_too(weights, tmp_path, ending):
    plain = {name.removeprefix("weights/"): array for name, array in weights.items()}
    path = tmp_path / f"sgn{ending}"
    np.savez(path, **plain) if ending == ".npz" else save_file(plain, path)
    loaded, direct = load_published_sgn(path), load_published_sgn(weights)
    for ours, theirs in zip(loaded.parameters(), direct.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_pickle_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"read from \.npz or \.safetensors only"):
        load_published_sgn(tmp_path / "sgn.pth")


def test_missing_and_misfitting_weights_are_named(weights):
    less = {name: array for name, array in weights.items() if not name.endswith("fc.bias")}
    with pytest.raises(ValueError, match=r"lack 'fc\.bias'"):
        load_published_sgn(less)
    with pytest.raises(ValueError, match=r"'fc\.bias' is \(59,\), which does not fit \(60,\)"):
        load_published_sgn({**weights, "weights/fc.bias": np.zeros(59, np.float32)})
    wide = {"spa_embed.cnn.0.cnn.weight": np.zeros((64, 7, 1, 1), np.float32)}
    with pytest.raises(ValueError, match="for 7 joints; no layout has that many"):
        load_published_sgn(wide)
