"""Whatever takes a clip or a checkpoint says in one sentence what it was given instead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import eesgn_lite as ee

SAMPLES = Path(__file__).parents[1] / "data_samples"
CLIP = SAMPLES / "skeletons" / "S001C001P003R001A007.skeleton"
VIEWS = (ee.explain, ee.show_attention, ee.counterfactual)


@pytest.fixture(scope="module")
def checkpoint():
    return ee.load_checkpoint("mini-ntu/esgn")


@pytest.mark.parametrize("function", [ee.predict, *VIEWS])
@pytest.mark.parametrize("given", [None, np.zeros((1, 20, 25, 3))])
def test_what_is_no_clip_is_named(function, given, checkpoint):
    with pytest.raises(TypeError, match=f"path of its file .*, found {type(given).__name__};"):
        function(checkpoint, given)


def test_a_figure_takes_a_clip_or_its_file():
    with pytest.raises(TypeError, match="found NoneType"):
        ee.figure3d(None)
    assert ee.figure3d(CLIP) == ee.figure3d(ee.read_skeleton(CLIP))


@pytest.mark.parametrize("function", [ee.predict, *VIEWS])
@pytest.mark.parametrize("given", [None, 3])
def test_what_is_no_checkpoint_is_named(function, given):
    with pytest.raises(TypeError, match=f"a text or a path, found {type(given).__name__};"):
        function(given, CLIP)
