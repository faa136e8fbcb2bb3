"""Moments in time, turns, and the choices behind them."""

import numpy as np
import pytest

from eesgn_lite.data.sampling import DataConfig, rotation_matrices, segment_positions


def test_segments_cover_the_whole_clip():
    for length in (1, 7, 20, 33, 100):
        moments = segment_positions(np.array([length]), 20)
        assert moments.min() == pytest.approx(length / 40)
        assert moments.max() == pytest.approx(length - length / 40)
        assert np.diff(moments[0]) == pytest.approx(length / 20)


def test_draws_stay_in_their_segment():
    draws = np.random.default_rng(0).random((50, 20))
    moments = segment_positions(np.full(50, 60), 20, draws)
    assert ((moments // 3).astype(int) == np.arange(20)).all()


def test_a_clip_of_39_frames_is_seen_to_its_end():
    """The published code would stop at frame 19."""
    assert segment_positions(np.array([39]), 20).max() > 37


def test_rotations_are_rigid_and_in_order():
    angles = np.random.default_rng(0).normal(size=(5, 3))
    matrices = rotation_matrices(angles)
    assert matrices @ matrices.transpose(0, 2, 1) == pytest.approx(np.tile(np.eye(3), (5, 1, 1)))
    assert np.linalg.det(matrices) == pytest.approx(1)
    quarter = rotation_matrices(np.array([[0.0, np.pi / 2, 0.0]]))[0]
    assert quarter @ [0, 0, 1] == pytest.approx([1, 0, 0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"frames": 0}, "at least 1"),
        ({"test_crops": 0}, "at least 1"),
        ({"persons": "both"}, "persons has no choice 'both'"),
        ({"view": "top"}, "view has no choice 'top'"),
        ({"rotation": (0.1, 0.1)}, "three angles"),
        ({"rotation": (0.1, -0.1, 0)}, "three angles"),
        ({"window": 0}, "window must lie in"),
        ({"test_window": 1.1}, "test_window must lie in"),
        ({"scale": 1}, "scale must lie in"),
        ({"noise": -0.1}, "noise must be at least 0"),
        ({"mirror": 1.5}, "mirror must lie in"),
        ({"bone_length": -1}, "bone_length must be at least 0"),
        ({"bone_length": float("nan")}, "bone_length must be at least 0"),
        ({"joint_dropout": 1}, "joint_dropout must lie in"),
        ({"limb_dropout": -0.1}, "limb_dropout in"),
    ],
)
def test_bad_choices_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        DataConfig(**change)


def test_once_is_one_sampling_of_the_whole_clip():
    config = DataConfig(test_crops=5, test_window=0.8, window=0.7, mirror=0.5)
    assert config.once() == DataConfig(window=0.7, mirror=0.5)
