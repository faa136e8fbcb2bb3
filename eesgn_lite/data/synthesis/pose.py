"""Joint positions from a plan of angles, hand and foot places, in balance and on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.synthesis.body import (
    JOINT,
    OUTWARD,
    SIDES,
    Performer,
    reach,
    rotate,
    turn,
    unit,
)

# Share of the body's mass that follows trunk, head and arms; the legs carry the rest.
UPPER_MASS = 0.68


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hold all that determines the body's pose in each of T frames, in float64.

    Body axes: x to the left, y up, z forward. Index 0 of a side axis is left. Angles in
    radians, distances in metres; positive pitch bends forward, positive twist turns left,
    positive roll leans right.

    Parameters
    ----------
    path, heading
        Where the person stands on the floor, (T, 2) as x and z, and faces, (T,).
    pelvis
        Pelvis offset from the standing place (T, 3) in body axes; y from relaxed standing.
    tilt
        Pitch of the pelvis, (T,).
    trunk, neck
        Pitch, twist and roll of the chest against the pelvis and of the head against the
        chest, (T, 3).
    wrists
        Wrist positions from the shoulders in arm lengths as out, up, forward, (T, 2, 3).
    elbows
        Directions into which the elbows point, out, up, forward, (T, 2, 3).
    hands
        Bend of the hands against the forearms, out, up, forward, (T, 2, 3).
    grip, hold
        Places of the wrists before the person, (T, 2, 3), and how much they count, (T, 2).
    ankles, feet
        Ankle positions (T, 2, 3) and directions of the feet (T, 2).
    toes
        Pitch of the feet, toes down, (T, 2).
    load, balance
        Share of weight on the left foot, (T,), and how far the body balances, (T,).
    """

    path: np.ndarray
    heading: np.ndarray
    pelvis: np.ndarray
    tilt: np.ndarray
    trunk: np.ndarray
    neck: np.ndarray
    wrists: np.ndarray
    elbows: np.ndarray
    hands: np.ndarray
    grip: np.ndarray
    hold: np.ndarray
    ankles: np.ndarray
    feet: np.ndarray
    toes: np.ndarray
    load: np.ndarray
    balance: np.ndarray


def pose_body(performer: Performer, plan: Plan) -> np.ndarray:
    """Return the joint positions (T, V, 3) of a plan in the scene: x, y up, z; floor at y = 0.

    Notes
    -----
    Feet stay where the plan puts them. The pelvis moves sideways until the centre of mass is
    over the loaded feet, and sinks where a leg would be too short.
    """
    joints = np.zeros((len(plan.heading), NTU25.num_joints, 3))
    zero = np.zeros_like(plan.heading)
    pelvis = turn(plan.tilt, plan.heading, zero)
    _place_trunk(performer, plan, pelvis, joints)
    for side in range(2):
        _place_arm(performer, plan, side, joints)
    hips = np.stack([joints[:, JOINT[f"{side}_hip"]] for side in SIDES], axis=1)
    root = _balance(performer, plan, joints, hips)
    upper = [j for j in range(NTU25.num_joints) if j not in NTU25.parts[3][1] + NTU25.parts[4][1]]
    joints[:, upper] += root[:, None]
    for side in range(2):
        _place_leg(performer, plan, side, hips[:, side] + root, joints)
    if plan.hold.any():
        for side in range(2):
            _place_arm(performer, plan, side, joints, gripping=True)
    return joints


def _place_trunk(performer: Performer, plan: Plan, pelvis: np.ndarray, joints: np.ndarray) -> None:
    """Stack pelvis, spine, chest, neck and head above the origin."""
    bones = performer.bones
    middle = pelvis @ turn(*(0.5 * plan.trunk).T)
    chest = pelvis @ turn(*plan.trunk.T)
    head = chest @ turn(*plan.neck.T)
    spine, neck = JOINT["spine"], JOINT["neck"]
    centre = JOINT["shoulder_centre"]
    joints[:, spine] = rotate(middle, np.array([0.0, bones["spine"], 0.0]))
    joints[:, centre] = joints[:, spine] + rotate(
        chest, np.array([0.0, bones["shoulder_centre"], 0.0])
    )
    joints[:, neck] = joints[:, centre] + rotate(chest, np.array([0.0, bones["neck"], 0.0]))
    forward = bones["head"] * np.array([0.0, np.cos(0.2), np.sin(0.2)])
    joints[:, JOINT["head"]] = joints[:, neck] + rotate(head, forward)
    for side, out in zip(SIDES, OUTWARD, strict=True):
        joints[:, JOINT[f"{side}_hip"]] = rotate(pelvis, np.array([out * bones["hip"], 0.0, 0.0]))
        index = SIDES.index(side)
        lift = 0.35 * plan.wrists[:, index, 1] - 0.05
        local = np.stack([out * np.cos(lift), np.sin(lift), np.zeros_like(lift)], axis=-1)
        joints[:, JOINT[f"{side}_shoulder"]] = joints[:, centre] + bones["shoulder"] * rotate(
            chest, local
        )


def _place_arm(
    performer: Performer, plan: Plan, side: int, joints: np.ndarray, gripping: bool = False
) -> None:
    """Bend one arm; arms follow the trunk's twist wholly and its pitch by less than half."""
    name, bones = SIDES[side], performer.bones
    pitch = 0.4 * (plan.tilt + plan.trunk[:, 0])
    frame = turn(pitch, plan.heading + plan.trunk[:, 1], 0.5 * plan.trunk[:, 2])
    outward = np.array([OUTWARD[side], 1.0, 1.0])
    shoulder = joints[:, JOINT[f"{name}_shoulder"]]
    goal = shoulder + performer.arm * rotate(frame, outward * plan.wrists[:, side])
    if gripping:
        goal = goal + plan.hold[:, side, None] * (plan.grip[:, side] - goal)
    pole = rotate(frame, outward * plan.elbows[:, side])
    elbow, wrist = reach(shoulder, goal, pole, bones["elbow"], bones["wrist"])
    straight = unit(wrist - elbow)
    direction = unit(straight + rotate(frame, outward * plan.hands[:, side]))
    thumb = unit(0.6 * direction - unit(pole - (pole * straight).sum(-1, keepdims=True) * straight))
    hand = wrist + bones["hand"] * direction
    joints[:, JOINT[f"{name}_elbow"]] = elbow
    joints[:, JOINT[f"{name}_wrist"]] = wrist
    joints[:, JOINT[f"{name}_hand"]] = hand
    joints[:, JOINT[f"{name}_hand_tip"]] = hand + bones["hand_tip"] * direction
    joints[:, JOINT[f"{name}_thumb"]] = hand + bones["thumb"] * thumb


def _balance(performer: Performer, plan: Plan, joints: np.ndarray, hips: np.ndarray) -> np.ndarray:
    """Return pelvis positions (T, 3) that balance the body and keep both feet in reach."""
    zero = np.zeros_like(plan.heading)
    offset = rotate(turn(zero, plan.heading, zero), plan.pelvis)
    root = np.stack([plan.path[:, 0], zero, plan.path[:, 1]], axis=-1) + offset
    toes = np.stack([np.sin(plan.feet), zero[:, None] + 0.0 * plan.feet, np.cos(plan.feet)], -1)
    soles = plan.ankles + 0.3 * performer.bones["foot"] * toes
    share = np.stack([plan.load, 1.0 - plan.load], axis=-1)[..., None]
    support = (share * soles).sum(axis=1)
    heavy = ["hip_centre", "spine", "shoulder_centre", "head", "left_elbow", "right_elbow"]
    trunk = joints[:, [JOINT[name] for name in heavy]].mean(axis=1)
    mass = root + UPPER_MASS * trunk + 0.5 * (1.0 - UPPER_MASS) * (plan.ankles.mean(axis=1) - root)
    step = plan.balance[:, None] * (support - mass) / (1.0 - 0.5 * (1.0 - UPPER_MASS))
    root[:, [0, 2]] += step[:, [0, 2]]
    root[:, 1] = performer.hip_height + plan.pelvis[:, 1]
    gap = hips + root[:, None] - plan.ankles
    flat = np.square(gap[..., 0]) + np.square(gap[..., 2])
    span = np.sqrt(np.maximum(np.square(0.999 * performer.leg) - flat, 0.01))
    # A lifted foot may fall short of its place; it does not pull the body down.
    free = 5.0 * np.maximum(plan.ankles[..., 1] - performer.ankle_height, 0.0)
    for limit in (plan.ankles[..., 1] + free + span - hips[..., 1]).T:
        root[:, 1] = _soft_minimum(root[:, 1], limit, 0.012)
    return root


def _soft_minimum(first: np.ndarray, second: np.ndarray, width: float) -> np.ndarray:
    """Return a minimum without a corner, never above either value."""
    return 0.5 * (first + second - np.sqrt(np.square(first - second) + width**2))


def _place_leg(
    performer: Performer, plan: Plan, side: int, hip: np.ndarray, joints: np.ndarray
) -> None:
    """Bend one leg from the hip to its ankle, the knee over the foot."""
    name, bones = SIDES[side], performer.bones
    yaw = 0.5 * (plan.feet[:, side] + plan.heading)
    zero = np.zeros_like(yaw)
    forward = np.stack([np.sin(yaw), zero + 0.15, np.cos(yaw)], axis=-1)
    knee, ankle = reach(hip, plan.ankles[:, side], forward, bones["knee"], bones["ankle"])
    sole = turn(0.2 + plan.toes[:, side], plan.feet[:, side], zero)
    joints[:, JOINT[f"{name}_hip"]] = hip
    joints[:, JOINT[f"{name}_knee"]] = knee
    joints[:, JOINT[f"{name}_ankle"]] = ankle
    joints[:, JOINT[f"{name}_foot"]] = ankle + rotate(sole, np.array([0.0, 0.0, bones["foot"]]))
