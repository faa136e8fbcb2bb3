"""Load weights of the published SGN code into our SGN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from eesgn_lite.data.skeletons import SKELETONS
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, SGN

# Ours on the left, the published module on the right.
_LAYERS = {
    "streams.embeddings.joint.layers.0": "joint_embed.cnn.1.cnn",
    "streams.embeddings.joint.layers.2": "joint_embed.cnn.3.cnn",
    "streams.embeddings.joint_velocity.layers.0": "dif_embed.cnn.1.cnn",
    "streams.embeddings.joint_velocity.layers.2": "dif_embed.cnn.3.cnn",
    "joint_type.0": "spa_embed.cnn.0.cnn",
    "joint_type.2": "spa_embed.cnn.2.cnn",
    "frame_index.0": "tem_embed.cnn.0.cnn",
    "frame_index.2": "tem_embed.cnn.2.cnn",
    "spatial.graph.theta": "compute_g1.g1.cnn",
    "spatial.graph.phi": "compute_g1.g2.cnn",
    **{
        f"spatial.layers.{i}.{ours}": f"gcn{i + 1}.{theirs}"
        for i in range(3)
        for ours, theirs in (("gather", "w.cnn"), ("own", "w1.cnn"), ("norm", "bn"))
    },
    "temporal.scales.convolution": "cnn.cnn1",
    "temporal.scales_norm": "cnn.bn1",
    "temporal.widen": "cnn.cnn2",
    "temporal.widen_norm": "cnn.bn2",
    "classifier": "fc",
}
# The published input norms count coordinate by coordinate (c * V + v), ours joint by joint.
_INPUT_NORMS = {
    "streams.embeddings.joint.norm": "joint_embed.cnn.0.bn",
    "streams.embeddings.joint_velocity.norm": "dif_embed.cnn.0.bn",
}


def published_name(name: str) -> str:
    """Translate a parameter name of our SGN into the published one.

    Examples
    --------
    >>> published_name("classifier.weight")
    'fc.weight'
    """
    layer, _, parameter = name.rpartition(".")
    return f"{(_LAYERS | _INPUT_NORMS)[layer]}.{parameter}"


def load_published_sgn(weights: Mapping[str, Tensor | np.ndarray] | str | Path) -> ESGN:
    """Build SGN with published weights.

    Parameters
    ----------
    weights
        Published names to arrays, or a `.npz` or `.safetensors` file of them. A leading
        ``module.`` or ``weights/`` in the names is passed over.

    Returns
    -------
    SGN in evaluation mode; classes, frames and layout are read from the shapes.

    Raises
    ------
    ValueError
        If a name is missing, a shape does not fit, no built-in layout has that number of
        joints, or the file is of another kind.

    Notes
    -----
    Pickled checkpoints (`.pth`) are refused: opening one runs code. Convert it once where
    you trust it, with ``safetensors.torch.save_file``.
    """
    found = _read(weights) if isinstance(weights, str | Path) else weights
    arrays = {
        name.removeprefix("weights/").removeprefix("module."): torch.as_tensor(array)
        for name, array in found.items()
    }
    model = SGN(_config_of(arrays))
    state = {}
    for name, target in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            state[name] = target
            continue
        state[name] = _fit(name, _get(arrays, published_name(name)), target)
    model.load_state_dict(state)
    return model.eval()


def _read(path: str | Path) -> dict[str, np.ndarray]:
    """Read arrays from a file that runs no code."""
    path = Path(path)
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    if path.suffix == ".safetensors":
        from safetensors.numpy import load_file

        return load_file(path)
    raise ValueError(f"{path.name}: published weights are read from .npz or .safetensors only.")


def _get(arrays: Mapping[str, Tensor], name: str) -> Tensor:
    """Return an array or name what is missing."""
    if name not in arrays:
        raise ValueError(f"The published weights lack {name!r}.")
    return arrays[name]


def _config_of(arrays: Mapping[str, Tensor]) -> ModelConfig:
    """Read classes, frames and joints off the shapes."""
    joints = _get(arrays, "spa_embed.cnn.0.cnn.weight").shape[1]
    layouts = [layout for layout in SKELETONS.values() if layout.num_joints == joints]
    if not layouts:
        raise ValueError(f"The published weights are for {joints} joints; no layout has that many.")
    return replace(
        ModelConfig(),
        num_classes=_get(arrays, "fc.weight").shape[0],
        frames=_get(arrays, "tem_embed.cnn.0.cnn.weight").shape[1],
        skeleton=layouts[0],
    )


def _fit(name: str, array: Tensor, target: Tensor) -> Tensor:
    """Drop the axes of 1x1 kernels and bring the input norms into our order."""
    if name.rpartition(".")[0] in _INPUT_NORMS:
        array = array.view(3, -1).T.reshape(-1)
    if array.numel() != target.numel():
        raise ValueError(
            f"Published {published_name(name)!r} is {tuple(array.shape)}, "
            f"which does not fit {tuple(target.shape)}."
        )
    return array.reshape(target.shape)
