"""The sampler: from a data set's packed clips to batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from eesgn_lite.data.sampling import (
    Batch,
    DataConfig,
    Persons,
    rotation_matrices,
    segment_positions,
)

if TYPE_CHECKING:
    from eesgn_lite.data.catalog import Dataset
    from eesgn_lite.data.skeletons import Skeleton
    from eesgn_lite.data.store import Store

# Random numbers a clip needs beside one for each frame: three angles, size, mirror, window (2).
_EXTRA_DRAWS = 7


class Sampler(torch.utils.data.Dataset[Batch]):
    """Draw batches from a data set.

    Parameters
    ----------
    dataset
        One split.
    config
        How clips become batches.
    training
        Draw moments and turns at random; otherwise take fixed ones.
    seed
        Start of the random numbers. The draws of a clip depend on (seed, epoch, clip) only,
        so neither the order nor the number of workers changes them.

    Notes
    -----
    It is asked for batches: ``sampler.batch(items, epoch=3)``, or by a `DataLoader` whose
    keys are ``(epoch, item)`` pairs.
    """

    def __init__(
        self, dataset: Dataset, config: DataConfig, *, training: bool, seed: int = 0
    ) -> None:
        self.dataset, self.config, self.training, self.seed = dataset, config, training, seed
        store, rows = dataset.store, dataset.rows
        self._steps, self._starts, self._lengths = _sequences(store, rows, config.persons)
        self._persons = np.ones_like(rows) if self._interleaved else store.persons[rows]
        self._stride = store.frames[rows]
        first = np.searchsorted(seen := np.flatnonzero(store.valid), store.offset[rows])
        bodies = _metres(store, seen[first])
        self._origins = bodies[:, dataset.skeleton.centre]
        self._facing = None if config.view == "camera" else self._find_facing(bodies)
        self._sizes = self._find_sizes(bodies) if config.bone_length else None
        self._draws: tuple[int, np.ndarray] | None = None

    @property
    def _interleaved(self) -> bool:
        """Whether rows of two persons alternate in one sequence."""
        return self.config.persons == "interleaved"

    def __len__(self) -> int:
        """Return the number of clips."""
        return len(self.dataset)

    def __getitems__(self, keys: Sequence[tuple[int, int]]) -> Batch:
        """Return the batch of `(epoch, item)` keys; a DataLoader calls this."""
        return self.batch(np.array([item for _, item in keys]), epoch=keys[0][0])

    def batch(self, items: np.ndarray, *, epoch: int = 0, crop: int = 0) -> Batch:
        """Make one batch.

        Parameters
        ----------
        items
            Positions in the data set, int (B,).
        epoch
            Epoch of the random draws; not read outside training.
        crop
            Which of `test_crops` fixed samplings; not read in training.
        """
        draws = self._epoch_draws(epoch)[items] if self.training else None
        frames, seen = self._frames(items, self._moments(items, draws, crop))
        valid = torch.from_numpy(seen)
        joints = torch.from_numpy(frames - self._origins[items][:, None, None, None])
        if (matrix := self._turns(items, draws)) is not None:
            joints = torch.einsum("bij,bmtvj->bmtvi", torch.from_numpy(matrix), joints)
        if draws is not None and self.config.mirror:
            joints = self._mirrored(joints, draws[:, self.config.frames + 4])
        if draws is not None and self.config.noise:
            joints = joints + self._noise(items, epoch, joints.shape)
        if draws is not None and (self.config.joint_dropout or self.config.limb_dropout):
            joints = joints * self._found(items, epoch)[:, None, None, :, None]
        return Batch(
            joints=joints * valid[..., None, None],
            valid=valid,
            labels=torch.from_numpy(self.dataset.labels[items]),
            items=torch.from_numpy(items),
        )

    def _epoch_draws(self, epoch: int) -> np.ndarray:
        """Random numbers of every clip in this epoch, (N, T + extra); made once an epoch."""
        if self._draws is None or self._draws[0] != epoch:
            random = np.random.default_rng([self.seed, epoch])
            self._draws = epoch, random.random((len(self), self.config.frames + _EXTRA_DRAWS))
        return self._draws[1]

    def _moments(self, items: np.ndarray, draws: np.ndarray | None, crop: int) -> np.ndarray:
        """Moments of the T frames within each clip's sequence, (B, T)."""
        lengths, frames = self._lengths[items], self.config.frames
        if draws is None:
            return _test_moments(lengths, self.config, crop)
        share = 1 - (1 - self.config.window) * draws[:, -1]
        start = (1 - share) * draws[:, -2] * lengths
        return start[:, None] + segment_positions(lengths * share, frames, draws[:, :frames])

    def _frames(self, items: np.ndarray, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Read the frames around the moments: joints (B, M, T, V, C) and valid (B, M, T)."""
        lengths = self._lengths[items][:, None]
        short = (lengths < self.config.frames) & (not self._interleaved)
        place = np.where(short, np.clip(moments - 0.5, 0, lengths - 1), np.floor(moments))
        before = np.minimum(place.astype(np.int64), lengths - 1)
        after = np.minimum(before + 1, lengths - 1)
        joints, valid = self._rows(items, before)
        share = (place - before).astype(np.float32)
        if not share.any():
            return joints, valid
        next_joints, next_valid = self._rows(items, after)
        share = np.where(valid & next_valid, share[:, None], np.float32(0))[..., None, None]
        return joints + share * np.where(share > 0, next_joints - joints, np.float32(0)), valid

    def _rows(self, items: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Gather the steps of all persons; absent ones are zeros and not valid."""
        store = self.dataset.store
        first = self._steps[self._starts[items][:, None] + steps]
        person = np.arange(self._persons[items].max())[:, None]
        present = person < self._persons[items][:, None, None]
        rows = first[:, None] + np.where(present, person, 0) * self._stride[items][:, None, None]
        valid = present & store.valid[rows]
        return np.where(valid[..., None, None], _metres(store, rows), np.float32(0)), valid

    def _turns(self, items: np.ndarray, draws: np.ndarray | None) -> np.ndarray | None:
        """One matrix a clip that turns, and in training resizes, the body; None for none."""
        size = self.dataset.skeleton.dimensions
        matrix = np.eye(3)[None]
        if self._facing is not None:
            angles = np.zeros((len(items), 3))
            angles[:, 1] = self._facing[items]
            matrix = rotation_matrices(angles)
        if self._sizes is not None:
            matrix = self._sizes[items][:, None, None] * matrix
        if draws is not None:
            frames = self.config.frames
            limit = np.array(self.config.rotation) * ((0, 0, 1) if size == 2 else (1, 1, 1))
            angles = (2 * draws[:, frames : frames + 3] - 1) * limit
            resize = 1 + self.config.scale * (2 * draws[:, frames + 3] - 1)
            matrix = resize[:, None, None] * rotation_matrices(angles) @ matrix
        elif self._facing is None and self._sizes is None:
            return None
        return matrix[:, :size, :size].astype(np.float32)

    def _find_facing(self, bodies: np.ndarray) -> np.ndarray:
        """Angle about the vertical that brings each clip's left-to-right line along x, (N,)."""
        skeleton = self.dataset.skeleton
        lines = _lines(bodies, skeleton)
        if self.config.view == "aligned_clip":
            whole = replace(self.config, test_window=1.0)
            for items in np.array_split(np.arange(len(self)), len(self) // 1024 + 1):
                # An unseen body is zeros, whose line adds nothing to the sum.
                moments = _test_moments(self._lengths[items], whole, 0)
                joints, _ = self._frames(items, moments)
                lines[items] = _lines(joints[:, 0], skeleton).sum(axis=1)
        return np.arctan2(lines[:, 2], lines[:, 0])

    def _find_sizes(self, bodies: np.ndarray) -> np.ndarray:
        """Factor that gives each clip's first body the wanted mean bone length, (N,)."""
        ends = np.array(self.dataset.skeleton.bones).T
        found = np.linalg.norm(bodies[:, ends[0]] - bodies[:, ends[1]], axis=-1).mean(axis=-1)
        return np.divide(self.config.bone_length, found, out=np.ones_like(found), where=found > 0)

    def _mirrored(self, joints: Tensor, draws: np.ndarray) -> Tensor:
        """Exchange left and right in the clips that the draws choose: joints and the x axis."""
        swapped = joints[:, :, :, list(self.dataset.skeleton.mirror)].clone()
        swapped[..., 0] *= -1
        chosen = torch.from_numpy(draws < self.config.mirror)
        return torch.where(chosen[:, None, None, None, None], swapped, joints)

    def _noise(self, items: np.ndarray, epoch: int, shape: torch.Size) -> Tensor:
        """Joint noise whose draws belong to the clip, not to the batch."""
        noise = [
            np.random.default_rng([self.seed, epoch, int(item), 1]).standard_normal(
                shape[1:], dtype=np.float32
            )
            for item in items
        ]
        return self.config.noise * torch.from_numpy(np.stack(noise))

    def _found(self, items: np.ndarray, epoch: int) -> Tensor:
        """Which joints training keeps, bool (B, V); the draws belong to the clip."""
        parts = [list(joints) for _, joints in self.dataset.skeleton.parts]
        found = np.ones((len(items), self.dataset.skeleton.num_joints), dtype=bool)
        for row, item in zip(found, items, strict=True):
            random = np.random.default_rng([self.seed, epoch, int(item), 2])
            row[random.random(len(row)) < self.config.joint_dropout] = False
            if random.random() < self.config.limb_dropout:
                row[parts[random.integers(len(parts))]] = False
        return torch.from_numpy(found)


def sample_batch(
    dataset: Dataset,
    items: Sequence[int] | np.ndarray,
    config: DataConfig | None = None,
    *,
    training: bool = False,
    seed: int = 0,
    epoch: int = 0,
) -> Batch:
    """Make one batch of chosen clips: what the notebooks use.

    Raises
    ------
    ValueError
        If no clip is chosen.

    Examples
    --------
    ``sample_batch(ee.load_dataset("mini-ntu").test, [0, 1]).joints.shape`` is
    ``(2, M, 20, 25, 3)``.
    """
    if not len(items):
        raise ValueError("No clip was chosen; name at least one place in the data set.")
    sampler = Sampler(dataset, config or DataConfig(), training=training, seed=seed)
    return sampler.batch(np.asarray(items), epoch=epoch)


def _metres(store: Store, rows: np.ndarray) -> np.ndarray:
    """Read packed rows as float32 metres."""
    joints = np.asarray(store.joints[rows], dtype=np.float32)
    return joints if store.scale == 1 else joints * np.float32(store.scale)


def _sequences(
    store: Store, rows: np.ndarray, persons: Persons
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the steps of each clip in which somebody is seen.

    Returns the packed row of each step (of its first person, when persons are pooled), where
    each clip's steps start, and how many there are.
    """
    steps = []
    for row in rows:
        count, length, offset = store.persons[row], store.frames[row], store.offset[row]
        seen = np.asarray(store.valid[offset : offset + count * length]).reshape(count, length)
        if persons == "pooled":
            steps.append(offset + np.flatnonzero(seen.any(axis=0)))
        else:
            frame, person = np.nonzero(seen.T)
            steps.append(offset + person * length + frame)
    lengths = np.array([len(step) for step in steps])
    return np.concatenate(steps), np.cumsum(lengths) - lengths, lengths


def _test_moments(lengths: np.ndarray, config: DataConfig, crop: int) -> np.ndarray:
    """Moments of one fixed sampling, float (B, T)."""
    place = (crop + 0.5) / config.test_crops
    if config.test_window == 1:
        return segment_positions(lengths, config.frames, place)
    if config.test_crops > 1:
        place = crop / (config.test_crops - 1)
    start = (1 - config.test_window) * place * lengths
    return start[:, None] + segment_positions(lengths * config.test_window, config.frames)


def _lines(bodies: np.ndarray, skeleton: Skeleton) -> np.ndarray:
    """Mean line from the left to the right hips and shoulders of each body, (..., C)."""
    pairs = [
        pair for pair in skeleton.pairs if skeleton.joints[pair[0]].endswith(("hip", "shoulder"))
    ] or list(skeleton.pairs)
    left, right = np.array(pairs).T
    return (bodies[..., right, :] - bodies[..., left, :]).mean(axis=-2)
