"""Write small `.skeleton` texts by hand, so that no test depends on the writer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ID = 72057594037944738


def standing_body(frames: int, *, seed: int = 0, spread: float = 1.0) -> np.ndarray:
    """Return float32 (frames, 25, 3): a body taller than wide that moves by `spread` metres."""
    rng = np.random.default_rng(seed)
    pose = rng.uniform(-0.2, 0.2, size=(25, 3))
    pose[:, 2] += 3
    pose[:, 1] = np.linspace(-1, 1, 25)
    path = np.linspace(0, spread, frames)[:, None] * [1, 0, 0]
    return (pose + path[:, None]).astype(np.float32)


def body_lines(tracking_id: int, joints: np.ndarray) -> list[str]:
    """Return the 27 lines of one body in one frame."""
    numbers = [" ".join(str(value) for value in joint) for joint in joints]
    return [
        f"{tracking_id} 0 1 1 1 1 0 0.01 -0.25 2",
        str(len(joints)),
        *(f"{xyz} 256.5 212.5 960.25 540.75 0.1 0.2 0.3 -0.4 2" for xyz in numbers),
    ]


def file_text(frames: Sequence[Sequence[tuple[int, np.ndarray]]], end: str = "\r\n") -> str:
    """Return a whole file: for each frame its (tracking id, joints (25, 3))."""
    lines = [str(len(frames))]
    for bodies in frames:
        lines.append(str(len(bodies)))
        for tracking_id, joints in bodies:
            lines += body_lines(tracking_id, joints)
    return "".join(line + end for line in lines)


def one_body_text(frames: int = 2, end: str = "\r\n") -> str:
    """Return a file with one body."""
    return file_text([[(ID, joints)] for joints in standing_body(frames)], end)
