"""Choose and clean the one or two actors of a clip, as the published preparation does.

The rules, in order; `tests/ntu_cases` holds a sequence for each of them:

1. Frames without a body are dropped.
2. A single body passes no filter.
3. A body of 11 frames or fewer is dropped.
4. A body that is wider than tall in most frames is dropped: a piece of furniture, not a person.
5. The bodies are ordered by how much they move.
6. The first is actor 1. Each next one continues actor 1 where their spans do not overlap, else
   actor 2 likewise, else it is dropped.
7. Frames without an actor are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from eesgn_lite.data.ntu_bodies import Body

LONGEST_NOISE = 11
WIDEST_PERSON = 0.8
NOISY_SHARE = 0.69754


@dataclass(frozen=True, kw_only=True, eq=False)
class Cast:
    """Say which body plays which person, when.

    Parameters
    ----------
    parts
        (person, body), to be written in this order. The frames of a body count the frames of
        the clip, not those of the file.
    num_persons, num_frames
        Persons and frames of the clip. Person 2 may have no part and is then never seen.
    drop_empty
        Drop the frames in which no person is.
    """

    parts: tuple[tuple[int, Body], ...]
    num_persons: int
    num_frames: int
    drop_empty: bool = False


def cast_everybody(bodies: Iterable[Body], num_frames: int) -> Cast:
    """Make each body a person of its own, ordered by tracking id, and leave nothing out."""
    parts = tuple(enumerate(sorted(bodies, key=lambda body: body.tracking_id)))
    return Cast(parts=parts, num_persons=len(parts), num_frames=num_frames)


def cast_actors(bodies: list[Body], *, keep_gaps: bool) -> Cast:
    """Choose one or two actors by the published rules.

    Parameters
    ----------
    bodies
        At least one body, in order of appearance.
    keep_gaps
        Leave a body that leaves and returns in its own frames. The published preparation
        (False) moves its later frames up to where the earlier ones end.
    """
    seen, num_frames = _close_empty_frames(bodies, keep_gaps)
    if len(seen) == 1:
        return Cast(parts=((0, seen[0]),), num_persons=1, num_frames=num_frames)
    # A damaged file may hold coordinates whose squares no float32 holds.
    with np.errstate(over="ignore", invalid="ignore"):
        left = _by_motion(_drop_short(seen))
    return Cast(
        parts=tuple(_share_out(left)),
        num_persons=min(len(left), 2),
        num_frames=num_frames,
        drop_empty=True,
    )


def _close_empty_frames(bodies: list[Body], keep_gaps: bool) -> tuple[list[Body], int]:
    """Count only frames with a body, and close the gaps of each body unless told to keep them."""
    frames = np.unique(np.concatenate([body.frames for body in bodies]))
    counted = [np.searchsorted(frames, body.frames) for body in bodies]
    if not keep_gaps:
        counted = [number[0] + np.arange(len(number)) for number in counted]
    moved = [replace(body, frames=new) for body, new in zip(bodies, counted, strict=True)]
    return moved, len(frames)


def _drop_short(bodies: list[Body]) -> list[Body]:
    """Drop bodies of a few frames, unless there are no others."""
    return [body for body in bodies if len(body.frames) > LONGEST_NOISE] or bodies


def _by_motion(bodies: list[Body]) -> list[Body]:
    """Drop bodies wider than tall, never the last one left; order the rest by motion."""
    kept: list[tuple[float, Body]] = []
    for place, body in enumerate(bodies):
        last_one_left = not kept and place == len(bodies) - 1
        clean = ~_is_wide(body.joints)
        motion = _motion(body.joints)
        if not clean.all() and not last_one_left:
            if (len(clean) - clean.sum()) / len(clean) >= NOISY_SHARE:
                continue
            motion = min(motion, _motion(body.joints[clean]))
        kept.append((motion, body))
    return [body for _, body in sorted(kept, key=lambda pair: pair[0], reverse=True)]


def _is_wide(joints: np.ndarray) -> np.ndarray:
    """Tell for each frame (N,) whether the body is wider than a person is."""
    low, high = joints.min(axis=1), joints.max(axis=1)
    width, height = (high - low)[:, :2].T.astype(np.float64)
    return width > WIDEST_PERSON * height


def _motion(joints: np.ndarray) -> float:
    """Sum the variances of x, y and z over all joints and frames, in float32 as published."""
    return float(joints.reshape(-1, 3).var(axis=0).sum())


def _share_out(bodies: list[Body]) -> list[tuple[int, Body]]:
    """Let each body continue the first actor whose span it does not overlap."""
    first = bodies[0].frames
    # Actor 2 has no body yet; the published script lets it begin as the span [0, 0].
    spans = [(first[0], first[-1]), (0, 0)]
    parts = [(0, bodies[0])]
    for body in bodies[1:]:
        start, end = body.frames[0], body.frames[-1]
        for person, (from_, to) in enumerate(spans):
            if min(to, end) - max(from_, start) <= 0:
                spans[person] = (min(from_, start), max(to, end))
                parts.append((person, body))
                break
    return parts
