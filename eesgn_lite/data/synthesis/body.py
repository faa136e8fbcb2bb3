"""A person's build and manner, and the geometry of turning and bending limbs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eesgn_lite.data.skeletons import NTU25

# Bone lengths as shares of the body height, measured from the sensor's habit of placing joints:
# the "head" is its middle, the "shoulder" lies inside the arm, the "foot" is the instep.
BONE_SHARES = {
    "spine": 0.172,
    "shoulder_centre": 0.128,
    "neck": 0.043,
    "head": 0.078,
    "shoulder": 0.093,
    "elbow": 0.146,
    "wrist": 0.138,
    "hand": 0.038,
    "hand_tip": 0.034,
    "thumb": 0.027,
    "hip": 0.045,
    "knee": 0.198,
    "ankle": 0.200,
    "foot": 0.072,
}
ANKLE_HEIGHT = 0.045

JOINT = {name: index for index, name in enumerate(NTU25.joints)}
SIDES = ("left", "right")
OUTWARD = np.array([1.0, -1.0])


@dataclass(frozen=True, kw_only=True)
class Performer:
    """Describe one person: build, handedness and manner.

    Parameters
    ----------
    number
        Number of the performer.
    height
        Body height in metres.
    bones
        Bone lengths in metres by joint name without its side.
    left_handed
        Is the left hand the preferred one?
    tempo
        Speed of movements, 1 is usual.
    amplitude
        Size of movements, 1 is usual.
    slouch
        Forward bend of the resting trunk in radians.
    stance
        Distance of the feet, in hip widths.
    restless
        Strength of idle movement, 1 is usual.
    """

    number: int
    height: float
    bones: dict[str, float]
    left_handed: bool
    tempo: float
    amplitude: float
    slouch: float
    stance: float
    restless: float

    @property
    def arm(self) -> float:
        """Length from shoulder to wrist in metres."""
        return self.bones["elbow"] + self.bones["wrist"]

    @property
    def leg(self) -> float:
        """Length from hip to ankle in metres."""
        return self.bones["knee"] + self.bones["ankle"]

    @property
    def ankle_height(self) -> float:
        """Height of the ankle over the floor in metres when the foot is flat."""
        return ANKLE_HEIGHT * self.height

    @property
    def hip_height(self) -> float:
        """Height of the hips over the floor in metres in relaxed standing."""
        return self.ankle_height + 0.985 * self.leg


def turn(pitch: np.ndarray, yaw: np.ndarray, roll: np.ndarray) -> np.ndarray:
    """Return rotations (..., 3, 3): roll first, then pitch, then yaw."""
    cx, sx, cy, sy = np.cos(pitch), np.sin(pitch), np.cos(yaw), np.sin(yaw)
    cz, sz, zero, one = np.cos(roll), np.sin(roll), np.zeros_like(roll), np.ones_like(roll)

    def matrix(*cells: np.ndarray) -> np.ndarray:
        """Stack nine cells."""
        return np.stack(np.broadcast_arrays(*cells), axis=-1).reshape(*np.shape(roll), 3, 3)

    about_x = matrix(one, zero, zero, zero, cx, -sx, zero, sx, cx)
    about_y = matrix(cy, zero, sy, zero, one, zero, -sy, zero, cy)
    about_z = matrix(cz, -sz, zero, sz, cz, zero, zero, zero, one)
    return about_y @ about_x @ about_z


def rotate(rotation: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Apply rotations (..., 3, 3) to vectors (..., 3)."""
    return np.einsum("...ij,...j->...i", rotation, vector)


def unit(vector: np.ndarray) -> np.ndarray:
    """Scale vectors (..., 3) to length 1."""
    return vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-9)


def reach(
    root: np.ndarray, goal: np.ndarray, pole: np.ndarray, upper: float, lower: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bend a limb of two bones so that it ends at `goal`, its middle joint towards `pole`.

    Parameters
    ----------
    root, goal, pole
        Start of the limb, wanted end and direction of the middle joint, (..., 3).
    upper, lower
        Lengths of the two bones in metres.

    Returns
    -------
    middle, end
        Positions (..., 3). An end out of reach is brought back along its line.
    """
    way = goal - root
    distance = np.linalg.norm(way, axis=-1, keepdims=True)
    length = np.clip(distance, 1.05 * abs(upper - lower) + 0.02, 0.9995 * (upper + lower))
    along = way / np.maximum(distance, 1e-9)
    across = unit(pole - (pole * along).sum(-1, keepdims=True) * along)
    cosine = (upper**2 + length**2 - lower**2) / (2.0 * upper * length)
    sine = np.sqrt(np.maximum(1.0 - cosine**2, 0.0))
    return root + upper * (cosine * along + sine * across), root + length * along
