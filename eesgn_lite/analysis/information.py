"""What is installed here, on which machine, and which data sets are found."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_PACKAGES = (
    "eesgn-lite",
    "torch",
    "numpy",
    "matplotlib",
    "plotly",
    "ipywidgets",
    "anywidget",
    "jupyterlab",
    "safetensors",
)


def describe_installation() -> dict[str, Any]:
    """Return versions, device, and for each data set where it is or how to get it."""
    import torch

    from eesgn_lite.data.catalog import find_datasets
    from eesgn_lite.training.devices import choose_device, choose_precision

    device = choose_device("auto")
    return {
        "system": platform.platform(),
        "versions": {"python": platform.python_version()} | {p: _version(p) for p in _PACKAGES},
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
        "threads": torch.get_num_threads(),
        "precision": choose_precision("auto", device),
        "datasets": {
            found.source: found.how_to_get if found.folder is None else found.folder.as_posix()
            for found in find_datasets()
        },
    }


def _version(package: str) -> str:
    """Version of a package, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
