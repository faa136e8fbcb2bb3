"""Where a run computes, and in which number format."""

from __future__ import annotations

import time

import torch


def choose_device(name: str = "auto") -> torch.device:
    """Turn "auto", "cpu" or "cuda" into a device.

    Raises
    ------
    ValueError
        If the name is another one, or there is no CUDA device.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise ValueError(f"device is auto, cpu or cuda, not {name!r}.")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("This machine has no CUDA device that PyTorch sees; use --device cpu.")
    use_cuda = name != "cpu" and torch.cuda.is_available()
    return torch.device("cuda" if use_cuda else "cpu")


def choose_precision(precision: str, device: torch.device) -> str:
    """Decide "auto": bfloat16 where a small product is at least 1.5 times as fast in it.

    Notes
    -----
    CPUs without bfloat16 instructions emulate them and are many times slower, and no public
    call tells which are which; so it is measured, in about 50 ms.
    """
    if precision != "auto":
        return precision
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported() else "float32"
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        matrix = torch.ones(256, 256, dtype=dtype)
        times = []
        for _ in range(4):
            start = time.perf_counter()
            matrix @ matrix
            times.append(time.perf_counter() - start)
        seconds[dtype] = min(times)
    faster = seconds[torch.float32] > 1.5 * seconds[torch.bfloat16]
    return "bfloat16" if faster else "float32"
