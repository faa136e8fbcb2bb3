"""A model and a clip may be named instead of loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eesgn_lite.analysis.dropping import class_probabilities_of
from eesgn_lite.analysis.explain import explain
from eesgn_lite.data.catalog import read_clip
from eesgn_lite.training.runs import load_checkpoint

CASE = sorted((Path(__file__).parent / "ntu_cases").glob("*.skeleton"))[0]
NAME = "mini-ntu/esgn"


@pytest.mark.parametrize("path", [CASE, str(CASE)], ids=["path", "text"])
def test_a_name_and_a_file_are_explained_like_what_they_hold(path: Path | str) -> None:
    named, loaded = explain(NAME, path), explain(load_checkpoint(NAME), read_clip(CASE))
    np.testing.assert_array_equal(named.joint_weights, loaded.joint_weights)
    np.testing.assert_array_equal(
        class_probabilities_of(NAME, path),
        class_probabilities_of(load_checkpoint(NAME), read_clip(CASE)),
    )


def test_a_name_or_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing/here"):
        explain("nothing/here", CASE)
    with pytest.raises(ValueError, match=r"x\.csv"):
        explain(NAME, "x.csv")
