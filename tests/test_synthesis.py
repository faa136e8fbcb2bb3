"""The synthetic body: bones, joints, floor, timing, cameras, sensor, and the shipped set."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace

import numpy as np
import pytest

from eesgn_lite.data.actions import MINI_NTU_ACTIONS
from eesgn_lite.data.clips import reduce_clip
from eesgn_lite.data.ntu import read_bodies, read_skeleton
from eesgn_lite.data.skeletons import NTU25
from eesgn_lite.data.store import open_store, write_store
from eesgn_lite.data.synthesis.body import JOINT, reach, turn
from eesgn_lite.data.synthesis.build import (
    SAMPLES,
    TEXT_FILES,
    check_samples,
    make_samples,
    perform,
    write_samples,
)
from eesgn_lite.data.synthesis.config import SynthesisConfig
from eesgn_lite.data.synthesis.performance import make_performer, stage
from eesgn_lite.data.synthesis.recording import record
from eesgn_lite.data.synthesis.sensor import Camera, colour_pixels, hidden, project
from eesgn_lite.data.synthesis.take import Take
from eesgn_lite.data.synthesis.timing import Track, blur, bump, ease, swell

CONFIG = SynthesisConfig()
SMALL = SynthesisConfig(performers=1, replications=1)
THREE = SynthesisConfig(performers=3, replications=1)
IN_THE_AIR = (24, 26, 27)
ACTIONS = tuple(MINI_NTU_ACTIONS)


def bodies_of(action: int) -> list[np.ndarray]:
    """Return the true bodies (T, 25, 3) of a few performances."""
    return [body for who in (1, 2, 7) for body in stage(CONFIG, action, who, 1)[0]]


def along(body: np.ndarray, first: str, second: str) -> np.ndarray:
    """Return the vector from one joint to another, (T, 3)."""
    return body[:, JOINT[second]] - body[:, JOINT[first]]


def forward_of(body: np.ndarray) -> np.ndarray:
    """Return where the pelvis faces, (T, 3): left hip axis crossed with up."""
    left = along(body, "right_hip", "left_hip")
    return np.cross(left, np.array([0.0, 1.0, 0.0]))


# ---------------------------------------------------------------- timing


def test_ease_is_minimum_jerk():
    values = ease(np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 2.0]))
    np.testing.assert_allclose(values, [0.0, 0.0, 0.103515625, 0.5, 1.0, 1.0])


def test_bump_and_swell_reach_one_and_return_to_zero():
    np.testing.assert_allclose(bump(np.array([-1.0, 0.5, 1.0, 3.0])), [0.0, 1.0, 0.0, 0.0])
    window = swell(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 1.0, 3.0, 0.5)
    np.testing.assert_allclose(window, [0.0, 0.0, 1.0, 0.0, 0.0])


def test_overlapping_movements_end_at_the_last_goal():
    track = Track(np.linspace(0.0, 3.0, 91), np.zeros(2))
    track.move(0.2, 1.0, np.array([1.0, 2.0]))
    track.move(0.7, 1.0, np.array([-1.0, 0.5]))
    np.testing.assert_allclose(track.values[0], 0.0)
    np.testing.assert_allclose(track.values[-1], [-1.0, 0.5])


def test_travel_keeps_an_even_pace_in_the_middle():
    track = Track(np.linspace(0.0, 3.0, 91), np.zeros(1))
    track.travel(0.0, 3.0, np.array([3.0]))
    pace = np.diff(track.values[30:60, 0]) * 30.0
    assert track.values[-1, 0] == pytest.approx(3.0)
    assert pace.max() / pace.min() < 1.2


def test_blur_keeps_constants_and_length():
    np.testing.assert_allclose(blur(np.full(20, 3.0), 5), np.full(20, 3.0))


# ---------------------------------------------------------------- limbs


def test_turn_pitches_forward_and_yaws_left():
    up, forward = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    right_angle, none = np.array(np.pi / 2), np.array(0.0)
    np.testing.assert_allclose(turn(right_angle, none, none) @ up, forward, atol=1e-12)
    np.testing.assert_allclose(turn(none, right_angle, none) @ forward, [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(turn(none, none, right_angle) @ up, [-1, 0, 0], atol=1e-12)


def test_reach_bends_a_right_angle_towards_the_pole():
    goal = np.array([[3.0 + 0.0, 4.0, 0.0]])
    middle, end = reach(np.zeros((1, 3)), goal, np.array([[1.0, 0.0, 0.0]]), 3.0, 4.0)
    np.testing.assert_allclose(end, goal, atol=1e-12)
    assert np.linalg.norm(middle) == pytest.approx(3.0)
    assert middle[0] @ (goal[0] - middle[0]) == pytest.approx(0.0, abs=1e-9)
    assert middle[0, 0] > 0.0


def test_reach_brings_a_far_goal_back_along_its_line():
    _, end = reach(np.zeros((1, 3)), np.array([[0.0, 9.0, 0.0]]), np.eye(3)[:1], 1.0, 1.0)
    np.testing.assert_allclose(end, [[0.0, 1.999, 0.0]], atol=1e-9)


@pytest.mark.parametrize("action", ACTIONS)
def test_bones_keep_their_length(action):
    for body in bodies_of(action):
        bones = np.linalg.norm(body - body[:, list(NTU25.parents)], axis=-1)
        assert np.ptp(bones, axis=0).max() < 1e-9


@pytest.mark.parametrize("action", ACTIONS)
def test_knees_bend_one_way(action):
    for body in bodies_of(action):
        for side in ("left", "right"):
            foot = along(body, f"{side}_ankle", f"{side}_foot") * [1.0, 0.0, 1.0]
            thigh = along(body, f"{side}_hip", f"{side}_knee")
            leg = along(body, f"{side}_hip", f"{side}_ankle")
            share = (thigh * leg).sum(-1) / (leg * leg).sum(-1)
            knee = thigh - share[:, None] * leg
            assert ((knee * (foot + forward_of(body))).sum(-1) > -1e-6).all()


@pytest.mark.parametrize("action", ACTIONS)
def test_elbows_do_not_point_inward_and_forward(action):
    for body in bodies_of(action):
        chest = np.cross(along(body, "right_shoulder", "left_shoulder"), [0.0, 1.0, 0.0])
        for side, other in (("left", "right"), ("right", "left")):
            arm = along(body, f"{side}_shoulder", f"{side}_wrist")
            upper = along(body, f"{side}_shoulder", f"{side}_elbow")
            share = (upper * arm).sum(-1) / (arm * arm).sum(-1)
            elbow = upper - share[:, None] * arm
            inward = along(body, f"{side}_shoulder", f"{other}_shoulder")
            wrong = ((elbow * inward).sum(-1) > 0.03) & ((elbow * chest).sum(-1) > 0.03)
            assert wrong.mean() < 0.05


@pytest.mark.parametrize("action", ACTIONS)
def test_feet_are_on_the_floor_and_do_not_slide(action):
    for body in bodies_of(action):
        ankles = body[:, [JOINT["left_ankle"], JOINT["right_ankle"]]]
        floor = ankles[..., 1].min()
        assert 0.06 < floor < 0.10
        assert body[..., 1].min() > 0.0
        if action not in IN_THE_AIR:
            assert ankles[..., 1].min(axis=1).max() < floor + 0.012
        down = ankles[..., 1] < floor + 0.002
        still = down[1:] & down[:-1]
        slip = np.linalg.norm(np.diff(ankles[..., [0, 2]], axis=0), axis=-1)
        assert slip[still].max() < 0.012


def test_a_jump_leaves_the_floor():
    body = stage(CONFIG, 27, 1, 1)[0][0]
    ankles = body[:, [JOINT["left_ankle"], JOINT["right_ankle"]], 1]
    assert ankles.min(axis=1).max() > ankles.min() + 0.08


@pytest.mark.parametrize("action", ACTIONS)
def test_movement_is_smooth(action):
    for body in bodies_of(action):
        acceleration = np.diff(body, 2, axis=0) * 30.0**2
        assert np.linalg.norm(acceleration, axis=-1).max() < 400.0


@pytest.mark.parametrize("action", (10, 23, 31, 35, 38, 40))
def test_a_standing_body_is_balanced_over_its_feet(action):
    for body in bodies_of(action):
        soles = body[
            :, [JOINT[n] for n in ("left_ankle", "right_ankle", "left_foot", "right_foot")]
        ]
        trunk = body[:, [JOINT["hip_centre"], JOINT["spine"], JOINT["head"]]].mean(axis=1)
        off = np.linalg.norm((trunk - soles.mean(axis=1))[:, [0, 2]], axis=-1)
        assert np.median(off) < 0.10


# ---------------------------------------------------------------- actions


def test_sitting_down_lowers_the_hips_and_standing_up_raises_them():
    for action, sign in ((8, -1.0), (9, 1.0)):
        for who in (1, 2, 3):
            height = stage(replace(CONFIG, cut=0.0), action, who, 1)[0][0][:, 0, 1]
            assert sign * (height[-1] - height[0]) > 0.08


def test_a_salute_brings_a_hand_to_the_head():
    for body in bodies_of(38):
        hands = body[:, [JOINT["left_hand"], JOINT["right_hand"]]]
        assert np.linalg.norm(hands - body[:, None, JOINT["head"]], axis=-1).min() < 0.25


def test_hands_meet_in_a_handshake():
    first, second = stage(CONFIG, 58, 3, 1)[0]
    hand = JOINT["right_hand"]
    assert np.linalg.norm(first[:, hand] - second[:, hand], axis=-1).min() < 0.10


def test_two_persons_face_each_other():
    for action in (50, 55, 58):
        first, second = stage(CONFIG, action, 1, 1)[0]
        between = second[0, 0] - first[0, 0]
        assert forward_of(first)[0] @ between > 0.0
        assert forward_of(second)[0] @ between < 0.0


def test_walking_towards_brings_the_persons_closer():
    first, second = stage(replace(CONFIG, alone=0.0, cut=0.0), 59, 2, 1)[0]
    distance = np.linalg.norm(first[:, 0] - second[:, 0], axis=-1)
    assert distance[-1] < distance[0] - 0.5


def test_a_left_hander_is_the_mirror_image():
    time = np.arange(40) / 30.0
    performer = make_performer(CONFIG, 1)
    bodies = []
    for mirrored in (False, True):
        take = Take(np.random.default_rng(0), performer, time, 0.0, 1.3)
        take.mirrored = mirrored
        take.arm(1, 0.0, 0.5, (0.2, 0.5, 0.6), (0.6, -1.0, 0.0))
        bodies.append(take.perform())
    mirror = bodies[0][:, list(NTU25.mirror)] * [-1.0, 1.0, 1.0]
    np.testing.assert_allclose(bodies[1], mirror)
    raised = bodies[0][-1, :, 1]
    assert raised[JOINT["right_hand"]] > raised[JOINT["left_hand"]] + 0.5


def test_performers_differ_and_stay_themselves():
    first, second = make_performer(CONFIG, 1), make_performer(CONFIG, 2)
    assert first == make_performer(CONFIG, 1)
    assert first.height != second.height
    assert (first.left_handed, second.left_handed) == (False, True)


def test_stage_refuses_an_unknown_action():
    with pytest.raises(ValueError, match="No action 1; there are 7, 8"):
        stage(CONFIG, 1, 1, 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"performers": 0}, "at least 1"),
        ({"frames": (9, 40)}, "at least 16"),
        ({"frames": (50, 40)}, "must rise"),
        ({"scale": 0.0}, "scale must be positive"),
        ({"cut": 1.5}, "must lie in 0..1"),
    ],
)
def test_config_refuses_what_makes_no_set(change, problem):
    with pytest.raises(ValueError, match=problem):
        replace(CONFIG, **change)


CHANGES = {
    "seed": 1,
    "performers": 2,
    "replications": 2,
    "frames": (50, 60),
    "scale": 0.0003,
    "left_handed": (1,),
    "style_spread": 0.3,
    "heading_spread": 0.1,
    "fidget": 1.0,
    "wander": 1.0,
    "cut": 1.0,
    "noise": 0.01,
    "guess": 0.2,
    "dropout": 1.0,
    "lost_partner": 1.0,
    "alone": 1.0,
}


@pytest.fixture(scope="module")
def small_set():
    """Return the clips of one performer."""
    return make_samples(SMALL)


def test_every_setting_changes_the_set(small_set):
    assert set(CHANGES) == {field.name for field in fields(SynthesisConfig)}
    for name, value in CHANGES.items():
        other = make_samples(replace(SMALL, **{name: value}))
        same = other.joints.shape == small_set.joints.shape
        assert not (same and np.array_equal(other.joints, small_set.joints)), name


# ---------------------------------------------------------------- cameras and sensor


def test_the_camera_frame_is_left_up_away():
    camera = Camera(angle=0.0, distance=3.0, height=1.0, pitch=0.0)
    np.testing.assert_allclose(project(np.array([0.5, 1.0, 0.0]), camera), [0.5, 0.0, 3.0])
    side = Camera(angle=45.0, distance=3.0, height=1.0, pitch=0.0)
    np.testing.assert_allclose(project(np.array([0.0, 1.5, 0.0]), side), [0.0, 0.5, 3.0])
    place = 3.0 * np.array([np.sqrt(0.5), 0.0, -np.sqrt(0.5)]) + [0.0, 1.0, 0.0]
    np.testing.assert_allclose(project(place, side), np.zeros(3), atol=1e-12)


def test_a_camera_that_looks_down_keeps_distances():
    camera = Camera(angle=20.0, distance=3.0, height=1.6, pitch=0.3)
    body = stage(CONFIG, 23, 1, 1)[0][0]
    seen = project(body, camera)
    np.testing.assert_allclose(
        np.linalg.norm(seen[:, 3] - seen[:, 15], axis=-1),
        np.linalg.norm(body[:, 3] - body[:, 15], axis=-1),
    )


def test_who_faces_the_camera_has_the_left_shoulder_at_smaller_x():
    straight = replace(CONFIG, heading_spread=1e-6, wander=0.0)
    clip = perform(35, 1, camera=2, config=straight)
    joints = clip.joints[0, 0]
    assert joints[JOINT["left_shoulder"], 0] < joints[JOINT["right_shoulder"], 0] - 0.2
    assert joints[JOINT["left_foot"], 2] < joints[JOINT["left_ankle"], 2]


def test_left_and_right_are_those_of_the_real_files(data_root):
    bodies = [
        body.joints
        for path in sorted((data_root / "ntu-rgbd-samples").glob("*.skeleton"))
        for body in read_bodies(path)
    ]
    bodies += [
        perform(action, 1, camera=camera).joints[0] for action in (35, 58) for camera in (1, 3)
    ]
    for joints in bodies:
        left = joints[:, JOINT["left_shoulder"]] - joints[:, JOINT["right_shoulder"]]
        facing = np.cross(left, [0.0, 1.0, 0.0])
        feet = [
            joints[:, JOINT[f"{s}_foot"]] - joints[:, JOINT[f"{s}_ankle"]]
            for s in ("left", "right")
        ]
        assert np.median(((feet[0] + feet[1]) * facing).sum(-1)) > 0.0


def test_bones_are_about_as_long_as_real_ones(data_root):
    real = []
    for path in sorted((data_root / "ntu-rgbd-samples").glob("*.skeleton")):
        for body in read_bodies(path):
            bones = body.joints - body.joints[:, list(NTU25.parents)]
            real.append(np.median(np.linalg.norm(bones, axis=-1), axis=0))
    made = []
    for who in range(1, 11):
        body = stage(CONFIG, 35, who, 1)[0][0]
        made.append(np.linalg.norm(body[0] - body[0, list(NTU25.parents)], axis=-1))
    gap = np.abs(np.mean(made, axis=0) - np.mean(real, axis=0))
    assert gap.max() < 0.04


def test_a_hand_behind_the_back_is_hidden_and_one_in_front_is_not():
    body = project(stage(CONFIG, 35, 1, 1)[0][0], Camera(angle=0, distance=3, height=1, pitch=0))
    chest = body[:, JOINT["spine"]]
    body[:, JOINT["left_hand"]] = chest * (1.0 + 0.3 / 3.0)
    body[:, JOINT["right_hand"]] = chest * (1.0 - 0.4 / 3.0)
    seen = hidden(body[None])[0]
    assert seen[:, JOINT["left_hand"]].all()
    assert not seen[:, JOINT["right_hand"]].any()


def test_the_error_grows_with_the_distance_and_when_hidden():
    near, far, seen, guessed = [], [], [], []
    for who in range(1, 11):
        noisy = record(replace(CONFIG, dropout=0.0), 35, who, 1, (1, 2, 3))
        clean = record(CONFIG, 35, who, 1, (1, 2, 3), clean=True)
        for ours, true in zip(noisy, clean, strict=True):
            error = np.linalg.norm(ours.joints - true.joints, axis=-1)[0]
            trunk = error[:, [0, 1, 20]].mean()
            (near if true.joints[0, 0, 0, 2] < 3.3 else far).append(trunk)
            inferred = ours.tracking[0] == 1
            seen.append(error[~inferred].mean())
            if inferred.any():
                guessed.append(error[inferred].mean())
    assert np.mean(far) > 1.2 * np.mean(near)
    assert np.mean(guessed) > 2.0 * np.mean(seen)


def test_colour_pixels_are_right_and_down():
    pixels = colour_pixels(np.array([[0.0, 0.0, 2.0], [-0.2, -0.1, 2.0]]))
    assert pixels[1, 0] > pixels[0, 0]
    assert pixels[1, 1] > pixels[0, 1]


def test_the_cameras_see_one_performance():
    views = record(CONFIG, 23, 3, 1, (1, 2, 3), clean=True)
    gaps = [np.linalg.norm(v.joints[0, :, 3] - v.joints[0, :, 7], axis=-1) for v in views]
    np.testing.assert_allclose(gaps[0], gaps[1], atol=1e-5)
    np.testing.assert_allclose(gaps[0], gaps[2], atol=1e-5)
    assert np.abs(views[0].joints - views[1].joints).max() > 0.1


def test_perform_is_clean_repeatable_and_reducible():
    clip = perform(23, 1, seed=5)
    assert clip.valid.all()
    assert clip.tracking is None
    np.testing.assert_array_equal(clip.joints, perform(23, 1, seed=5).joints)
    assert clip.joints.shape != perform(23, 1, seed=6).joints.shape or not np.array_equal(
        clip.joints, perform(23, 1, seed=6).joints
    )
    assert reduce_clip(clip, "kinect20").joints.shape[2] == 20


def test_record_refuses_an_unknown_camera():
    with pytest.raises(ValueError, match="No camera 4"):
        perform(23, 1, camera=4)


# ---------------------------------------------------------------- the shipped set


@pytest.fixture(scope="module")
def shipped():
    """Return the shipped store."""
    return open_store(SAMPLES / "mini-ntu")


def test_the_shipped_set_is_whole(shipped):
    assert len(shipped) == len(set(shipped.name.tolist())) == 960
    assert set(shipped.action.tolist()) == set(ACTIONS)
    assert shipped.frames.min() >= 40
    assert shipped.frames.max() <= 120
    size = sum(path.stat().st_size for path in (SAMPLES / "mini-ntu").iterdir())
    assert size < 14e6
    combinations = {
        *zip(shipped.action, shipped.performer, shipped.camera, shipped.replication, strict=True)
    }
    assert len(combinations) == 16 * 10 * 3 * 2


def test_the_shipped_files_are_what_the_seed_makes():
    assert check_samples() == []


def test_length_and_place_do_not_tell_the_action(shipped):
    means = [shipped.frames[shipped.action == action].mean() for action in ACTIONS]
    assert np.ptp(means) < 14.0


def test_a_nearest_neighbour_on_the_mean_pose_stays_below_half(shipped):
    centre = NTU25.centre
    poses = np.stack(
        [np.nanmean(clip.joints[0] - clip.joints[0, :, centre : centre + 1], 0) for clip in shipped]
    ).reshape(len(shipped), -1)
    train = np.isin(shipped.performer, (1, 2, 4, 5, 8, 9))
    gaps = np.square(poses[~train][:, None] - poses[train][None]).sum(axis=-1)
    right = shipped.action[train][gaps.argmin(axis=1)] == shipped.action[~train]
    assert 0.15 < right.mean() < 0.5


@pytest.mark.parametrize("name", TEXT_FILES)
def test_text_files_read_back_as_their_clips(shipped, name):
    clip = read_skeleton(SAMPLES / "skeletons" / f"{name}.skeleton", full=True)
    stored = shipped[shipped.name.tolist().index(name)]
    np.testing.assert_allclose(clip.joints, stored.joints, atol=1e-3)
    assert set(np.unique(clip.tracking).tolist()) <= {1, 2}
    assert clip.recording == stored.recording


def test_text_files_cover_cameras_and_persons(shipped):
    rows = [shipped.name.tolist().index(name) for name in TEXT_FILES]
    assert len(rows) == 8
    assert set(shipped.camera[rows].tolist()) == {1, 2, 3}
    assert set(shipped.persons[rows].tolist()) == {1, 2}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a folder with the samples of three performers."""
    folder = tmp_path_factory.mktemp("written")
    write_samples(folder, THREE)
    return folder


def test_write_samples_writes_what_check_samples_expects(written):
    assert check_samples(written, THREE) == []
    names = {path.stem for path in (written / "skeletons").iterdir()}
    assert names == set(TEXT_FILES) & set(open_store(written / "mini-ntu").name.tolist()) != set()
    index = json.loads((written / "mini-ntu" / "index.json").read_text(encoding="utf-8"))
    assert index["notes"]["synthetic"] is True
    assert index["notes"]["settings"]["seed"] == THREE.seed


def test_check_samples_finds_every_change(tmp_path, written):
    folder = tmp_path / "samples"
    shutil.copytree(written, folder)
    store = open_store(written / "mini-ntu")
    joints = np.array(store.joints)
    joints[5, 3, 1] += 9
    write_store(folder / "mini-ntu", replace(store, joints=joints))
    first, second = sorted((folder / "skeletons").iterdir())
    first.write_text(first.read_text(encoding="utf-8").replace("-0.", "-0.9"), encoding="utf-8")
    second.unlink()
    problems = check_samples(folder, THREE)
    assert len(problems) == 3
    assert f"Clip {store.name[0]} is not what its seed makes" in problems[0]
    assert f"{first.name} differs from its clip" in problems[1]
    assert second.name in problems[2]


def test_check_samples_names_a_foreign_or_missing_store(tmp_path, small_set):
    assert "mini-ntu" in check_samples(tmp_path, SMALL)[0]
    write_store(tmp_path / "mini-ntu", replace(small_set, name=small_set.name[::-1]))
    assert "holds other clips" in check_samples(tmp_path, SMALL)[0]
    write_store(tmp_path / "mini-ntu", replace(small_set, scale=0.1))
    assert "scale is 0.1" in check_samples(tmp_path, SMALL)[0]
