"""Choices of the model: ranges, names, and the way to JSON and back."""

import json

import pytest

from eesgn_lite.data.skeletons import KINECT20, Skeleton
from eesgn_lite.model.config import ModelConfig


def test_a_layout_travels_whole_through_json():
    stick = Skeleton(name="stick", joints=("a", "b"), parents=(0, 0), dimensions=2)
    config = ModelConfig(num_classes=3, skeleton=stick, streams=["joint"])
    assert ModelConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_a_name_becomes_its_layout():
    assert ModelConfig(skeleton="kinect20").skeleton == KINECT20


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_classes": 1}, "num_classes must be at least 2, found 1"),
        ({"skeleton": "h36m"}, "No skeleton 'h36m'; built in are ntu25, kinect20, msr20"),
        ({"frames": 0}, "frames must be at least 1"),
        ({"streams": ()}, "name each stream once"),
        ({"streams": ("joint", "joint")}, "name each stream once"),
        ({"streams": ("joint", "angle")}, "streams has no choice 'angle'"),
        ({"pooling": "mean"}, "pooling has no choice 'mean'; it has max, semantic"),
        ({"temporal": "both"}, "temporal has no choice 'both'"),
        ({"regulariser": "l1"}, "regulariser has no choice 'l1'"),
        ({"regulariser": "attention_entropy", "pooling": "max"}, 'needs pooling="semantic"'),
        ({"regulariser_weight": -1.0}, "regulariser_weight must be >= 0"),
        ({"fusion": "late"}, "fusion has no choice 'late'; it has embedding, score"),
        ({"bone_floor": -0.1}, "bone_floor must be >= 0"),
        ({"label_smoothing": 1.0}, r"label_smoothing must lie in \[0, 1\)"),
        ({"dropout": -0.1}, r"dropout must lie in \[0, 1\)"),
    ],
)
def test_bad_choices_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        ModelConfig(**change)


def test_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match="does not fit this version"):
        ModelConfig.from_json({**ModelConfig().to_json(), "depth": 3})
