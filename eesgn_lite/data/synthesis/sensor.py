"""The depth sensor: three cameras, what they cannot see, and how wrong they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.synthesis.body import JOINT
from eesgn_lite.data.synthesis.config import SynthesisConfig

# Camera number to its angle about the scene in degrees; positive stands to the left of camera 2.
CAMERA_ANGLES = {1: -45.0, 2: 0.0, 3: 45.0}
# Colour image of the sensor: focal length and centre in pixels.
COLOUR_FOCAL, COLOUR_CENTRE = 1060.0, (960.0, 540.0)
# Spheres (joint, joint, share of the way, radius in metres) that hide what lies behind them.
BLOBS = (
    ("hip_centre", "spine", 0.0, 0.13),
    ("hip_centre", "spine", 0.6, 0.12),
    ("spine", "shoulder_centre", 0.2, 0.13),
    ("spine", "shoulder_centre", 0.8, 0.14),
    ("head", "neck", 0.0, 0.09),
    ("left_hip", "left_knee", 0.6, 0.06),
    ("right_hip", "right_knee", 0.6, 0.06),
    ("left_knee", "left_ankle", 0.5, 0.05),
    ("right_knee", "right_ankle", 0.5, 0.05),
)
SHAKY = {
    "shoulder": 1.5,
    "elbow": 2.0,
    "wrist": 2.8,
    "hand": 3.6,
    "hand_tip": 5.5,
    "thumb": 5.5,
    "knee": 1.8,
    "ankle": 2.6,
    "foot": 4.0,
}


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Say where a camera stands.

    Parameters
    ----------
    angle
        Degrees about the scene.
    distance, height
        Metres from the middle of the scene and over the floor.
    pitch
        Radians that the camera looks down.
    """

    angle: float
    distance: float
    height: float
    pitch: float


def project(joints: np.ndarray, camera: Camera) -> np.ndarray:
    """Return scene positions (..., 3) in the camera's frame: x left, y up, z away."""
    angle = np.deg2rad(camera.angle)
    away = np.array([-np.sin(angle), 0.0, np.cos(angle)])
    left = np.array([np.cos(angle), 0.0, np.sin(angle)])
    up = np.array([0.0, 1.0, 0.0])
    look = np.cos(camera.pitch) * away - np.sin(camera.pitch) * up
    top = np.sin(camera.pitch) * away + np.cos(camera.pitch) * up
    place = -camera.distance * away + camera.height * up
    return (joints - place) @ np.stack([left, top, look], axis=-1)


def draw_camera(rng: np.random.Generator, number: int) -> Camera:
    """Set up a camera for one recording."""
    distance, height = rng.uniform(2.7, 4.0), rng.uniform(1.2, 1.8)
    aim = rng.uniform(0.6, 1.0)
    return Camera(
        angle=CAMERA_ANGLES[number] + rng.normal(0.0, 3.0),
        distance=float(distance),
        height=float(height),
        pitch=float(np.arctan2(height - aim, distance)),
    )


def hidden(bodies: np.ndarray) -> np.ndarray:
    """Say which joints another part of a body hides from the camera.

    Parameters
    ----------
    bodies
        Joints in the camera's frame, (M, T, V, 3).

    Returns
    -------
    hidden
        bool (M, T, V).
    """
    centres = np.stack(
        [
            bodies[:, :, JOINT[first]] * (1.0 - way) + bodies[:, :, JOINT[second]] * way
            for first, second, way, _ in BLOBS
        ],
        axis=2,
    )
    radii = np.array([radius for *_, radius in BLOBS])
    result = np.zeros(bodies.shape[:3], dtype=bool)
    distance = np.linalg.norm(bodies, axis=-1)
    ray = bodies / distance[..., None]
    for owner in range(len(bodies)):
        along = np.einsum("mtvc,tbc->mtvb", ray, centres[owner])
        size = np.square(centres[owner]).sum(axis=-1)[None, :, None, :]
        aside = np.sqrt(np.maximum(size - np.square(along), 0.0))
        result |= ((aside < radii) & (along < distance[..., None] - radii)).any(axis=-1)
    return result


def observe(
    rng: np.random.Generator, config: SynthesisConfig, bodies: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what the sensor reports of bodies (M, T, V, 3) in its frame.

    Returns
    -------
    joints
        float64 (M, T, V, 3).
    valid
        bool (M, T).
    tracking
        int8 (M, T, V): 2 tracked, 1 inferred.

    Notes
    -----
    Jitter grows with the square of the distance and is strongest along the line of sight; part
    of it is slow. A hidden joint lags, drifts and is drawn towards its parent.
    """
    persons, frames, count, _ = bodies.shape
    unseen = hidden(bodies)
    shaky = np.array([SHAKY.get(name.split("_", 1)[-1], 1.0) for name in NTU25.joints])
    scale = config.noise * np.square(bodies[..., 2:] / 3.0) * shaky[:, None]
    scale = scale * np.array([0.8, 0.8, 1.4])
    fast, slow, guess = rng.standard_normal((3, persons, frames, count, 3))
    slow, guess = _blur(slow, 0.93), _blur(guess, 0.93)
    weight = _blur(unseen.astype(np.float64)[..., None], 0.6, unit_strength=False)
    seen = bodies + scale * (0.4 * fast + slow)
    parent = bodies[:, :, list(NTU25.parents)]
    lazy = _follow(bodies - parent, weight)
    wrong = parent + 0.85 * lazy + config.guess * guess
    joints = seen + weight * (wrong - seen)
    valid = np.ones((persons, frames), dtype=bool)
    for person in range(persons):
        _lose(rng, config, joints[person], valid[person])
    return joints, valid, np.where(unseen, 1, 2).astype(np.int8)


def _blur(signal: np.ndarray, memory: float, unit_strength: bool = True) -> np.ndarray:
    """Smooth (M, T, ...) over time by a decaying memory, at the same strength for noise."""
    result = signal.copy()
    gain = np.sqrt(1.0 - memory**2) if unit_strength else 1.0 - memory
    for frame in range(1, signal.shape[1]):
        result[:, frame] = memory * result[:, frame - 1] + gain * signal[:, frame]
    return result


def _follow(offset: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Let offsets (M, T, V, 3) lag behind the more, the more they are hidden."""
    result = offset.copy()
    for frame in range(1, offset.shape[1]):
        lag = 0.85 * weight[:, frame]
        result[:, frame] = lag * result[:, frame - 1] + (1.0 - lag) * offset[:, frame]
    return result


def _lose(
    rng: np.random.Generator, config: SynthesisConfig, joints: np.ndarray, valid: np.ndarray
) -> None:
    """Drop a body for a few frames, or let it jump, in place."""
    chance, missing = rng.random(), rng.random() < 0.5
    length, onset = int(rng.integers(1, 6)), rng.random()
    leap = rng.normal(0.0, 0.08, joints.shape[1:])
    begin = 2 + int(onset * (len(valid) - length - 4))
    if chance >= config.dropout:
        return
    if missing:
        valid[begin : begin + length] = False
    else:
        joints[begin : begin + length] += leap


def colour_pixels(joints: np.ndarray) -> np.ndarray:
    """Return pixels (..., 2) of the colour image, right and down, by a pinhole camera."""
    depth = joints[..., 2]
    right = COLOUR_CENTRE[0] - COLOUR_FOCAL * joints[..., 0] / depth
    down = COLOUR_CENTRE[1] - COLOUR_FOCAL * joints[..., 1] / depth
    return np.stack([right, down], axis=-1)
