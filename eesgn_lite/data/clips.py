"""One clip: the value every reader returns and every later step takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from eesgn_lite.data.skeletons import Skeleton, get_skeleton, shared_joints


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Say where a clip comes from; what is unknown is None.

    Parameters
    ----------
    name
        File name without its ending.
    action, performer, camera, replication, setup
        Numbers as the data set writes them, counted from 1 (replication from 0 in some sets).
        `camera` is the view in NW-UCLA.
    """

    name: str
    action: int | None = None
    performer: int | None = None
    camera: int | None = None
    replication: int | None = None
    setup: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Clip:
    """Hold one skeleton sequence, checked once.

    Parameters
    ----------
    joints
        float32 (M, T, V, C): persons, frames, joints, coordinates; metres, camera coordinates
        (x to the camera's left, y up, z away from the camera). NaN where a person is absent.
    valid
        bool (M, T): is person m seen in frame t?
    skeleton
        The layout, with V joints and C dimensions.
    recording
        Where the clip comes from.
    tracking
        int8 (M, T, V), the sensor's own state of each joint (0 not tracked, 1 inferred,
        2 tracked; -1 absent), or None when not asked for.
    colour
        float32 (M, T, V, 2), joint positions in pixels of the colour image (NaN where absent),
        or None when not asked for.

    Raises
    ------
    ValueError
        If a shape or dtype does not fit, if there is no frame or no person, or if a
        coordinate of a valid frame is not finite.

    Notes
    -----
    Absence is `valid`, never a zero: a body at the origin and no body are different things.
    """

    joints: np.ndarray
    valid: np.ndarray
    skeleton: Skeleton
    recording: Recording
    tracking: np.ndarray | None = None
    colour: np.ndarray | None = None

    def __post_init__(self) -> None:
        """Check shapes, dtypes and finiteness; blank out absent persons."""
        where = f"Clip {self.recording.name!r}"
        layout = (self.skeleton.num_joints, self.skeleton.dimensions)
        if self.joints.dtype != np.float32 or self.joints.ndim != 4:
            raise ValueError(f"{where}: joints must be float32 (M, T, V, C).")
        if self.joints.shape[2:] != layout:
            raise ValueError(
                f"{where}: layout {self.skeleton.name!r} needs (V, C) = {layout}, "
                f"found {self.joints.shape[2:]}."
            )
        if self.valid.dtype != np.bool_ or self.valid.shape != self.joints.shape[:2]:
            raise ValueError(f"{where}: valid must be bool (M, T) = {self.joints.shape[:2]}.")
        if not self.valid.any():
            raise ValueError(f"{where}: no person is seen in any frame.")
        if not np.isfinite(self.joints[self.valid]).all():
            raise ValueError(f"{where}: a coordinate of a valid frame is not finite.")
        if not self.valid.all():
            blanked = np.where(self.valid[..., None, None], self.joints, np.float32(np.nan))
            object.__setattr__(self, "joints", blanked)

    @property
    def num_persons(self) -> int:
        """Number of persons M."""
        return self.joints.shape[0]

    @property
    def num_frames(self) -> int:
        """Number of frames T."""
        return self.joints.shape[1]

    @property
    def origin(self) -> np.ndarray:
        """Centre joint of the first person's first valid frame, float32 (C,)."""
        person = int(self.valid.any(axis=1).argmax())
        frame = int(self.valid[person].argmax())
        return self.joints[person, frame, self.skeleton.centre]


def centre_clip(clip: Clip) -> Clip:
    """Move the clip so that `clip.origin` becomes the origin of coordinates.

    Notes
    -----
    One shift for all persons and frames: the distance between persons and the path of a
    walking person stay (published NTU RGB+D preparation, "translation").
    """
    return replace(clip, joints=clip.joints - clip.origin)


def reduce_clip(clip: Clip, skeleton: str | Skeleton) -> Clip:
    """Keep only the joints that another layout has, matched by name, in its order.

    Raises
    ------
    ValueError
        If the clip's layout lacks a joint of the other.

    Examples
    --------
    An NTU clip (25 joints) becomes a Kinect clip (20 joints) with
    ``reduce_clip(clip, "kinect20")``.
    """
    target = get_skeleton(skeleton)
    order = list(shared_joints(clip.skeleton, target))
    return replace(
        clip,
        joints=clip.joints[:, :, order],
        skeleton=target,
        tracking=None if clip.tracking is None else clip.tracking[:, :, order],
        colour=None if clip.colour is None else clip.colour[:, :, order],
    )
