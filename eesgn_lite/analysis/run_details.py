"""What the row of a run holds clip by clip: packed as bytes, and checked."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

PERCENT = ("test_top1", "best_test_top1", "val_top1", "top5", "mean_class", "calibration_error")
_PACKED = ("labels", "answers", "confidence")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def pack_bytes(values: np.ndarray) -> str:
    """Write whole numbers from 0 to 255 as base64, a byte each.

    Raises
    ------
    ValueError
        If a number does not fit.
    """
    packed = np.asarray(values).astype(np.uint8)
    if not (packed == values).all():
        raise ValueError("A packed number must be whole and lie from 0 to 255.")
    return base64.b64encode(packed.tobytes()).decode("ascii")


def unpack_bytes(text: str) -> np.ndarray:
    """Read what `pack_bytes` wrote, as whole numbers.

    Examples
    --------
    >>> unpack_bytes(pack_bytes(np.array([0, 7, 255])))
    array([  0,   7, 255])
    """
    return np.frombuffer(base64.b64decode(text, validate=True), dtype=np.uint8).astype(int)


def check_run(values: Mapping[str, float | None], details: Mapping[str, Any]) -> None:
    """Check figures and details of a run.

    Parameters
    ----------
    values
        Figures by name, numbers or None.
    details
        As ``docs/results.md`` says; may be empty.

    Raises
    ------
    ValueError
        If a figure in percent lies outside 0 to 100, or a detail is missing or wrong; the
        message names the field.
    """
    for name in PERCENT:
        figure = values.get(name)
        if figure is not None and not 0 <= figure <= 100:
            raise ValueError(f"field 'values.{name}' must lie from 0 to 100, found {figure:g}")
    if details:
        _check_classes(details)
        _check_clips(details)
        _check_loss(details)


def _check_classes(details: Mapping[str, Any]) -> None:
    """Check the names of the classes."""
    names = details.get("classes")
    if not (isinstance(names, list) and names and all(isinstance(one, str) for one in names)):
        raise ValueError("field 'details.classes' must be a list of texts that is not empty")


def _check_clips(details: Mapping[str, Any]) -> None:
    """Check what is said of each clip."""
    digest = details.get("clips")
    if not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
        raise ValueError("field 'details.clips' must be a SHA-256 in 64 hexadecimal digits")
    packed = {name: _unpack(name, details.get(name)) for name in _PACKED}
    clips, classes = len(packed["labels"]), len(details["classes"])
    for name, numbers in packed.items():
        if len(numbers) != clips:
            raise ValueError(
                f"field 'details.{name}' must have one byte for each of the {clips} clips in "
                f"'details.labels', found {len(numbers)}"
            )
    for name in ("labels", "answers"):
        largest = packed[name].max()
        if largest >= classes:
            raise ValueError(
                f"field 'details.{name}' must hold class numbers from 0 to {classes - 1}, "
                f"found {largest}"
            )


def _unpack(name: str, text: object) -> np.ndarray:
    """Unpack one field, or say that it cannot be."""
    try:
        if isinstance(text, str) and text:
            return unpack_bytes(text)
    except ValueError:
        pass
    raise ValueError(f"field 'details.{name}' must be bytes in base64, one for each clip")


def _check_loss(details: Mapping[str, Any]) -> None:
    """Check the loss of each epoch."""
    losses = details.get("loss")
    if not (isinstance(losses, list) and losses and all(_is_number(one) for one in losses)):
        raise ValueError("field 'details.loss' must be a list of finite numbers, not empty")


def _is_number(value: object) -> bool:
    """Tell whether a value is a finite number; True and False are none."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) and math.isfinite(value)
