"""From a config to the network it describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.model.baseline_config import BaselineConfig, Kind
from eesgn_lite.model.baselines import CNN, GRU, STGCN, Baseline
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN

Network = ESGN | Baseline
"""What the training loop trains."""

_NETWORKS: Mapping[Kind, type[CNN | GRU | STGCN]] = {"cnn": CNN, "gru": GRU, "st-gcn": STGCN}


def build_network(config: ModelConfig | BaselineConfig) -> Network:
    """Build the network that a config describes.

    Examples
    --------
    >>> type(build_network(BaselineConfig(kind="gru"))).__name__
    'GRU'
    """
    if isinstance(config, ModelConfig):
        return ESGN(config)
    return _NETWORKS[config.kind](config)


def read_config(values: Mapping[str, Any]) -> ModelConfig | BaselineConfig:
    """Build the choices from `to_json` values; only those of a baseline have a kind.

    Raises
    ------
    ValueError
        If a value is missing, unknown or out of range.
    """
    if "kind" not in values:
        return ModelConfig.from_json(values)
    try:
        return BaselineConfig(**{**values, "skeleton": Skeleton.from_json(values["skeleton"])})
    except TypeError as error:
        raise ValueError(f"The baseline's config does not fit this version: {error}.") from None
