"""The error of all readers: one sentence, and it survives a worker process."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from eesgn_lite.data.errors import SkeletonFileError


def test_the_sentence_names_file_line_and_remedy():
    error = SkeletonFileError(Path("some/a.txt"), 7, "24 joints", "download it again")
    assert str(error) == "a.txt, line 7: 24 joints; download it again."
    assert isinstance(error, ValueError)


def test_without_a_line():
    assert str(SkeletonFileError("a.txt", None, "empty", "leave it out")) == (
        "a.txt: empty; leave it out."
    )


@pytest.mark.parametrize("path", [".", "/"])
def test_a_path_without_a_name_is_shown_whole(path):
    assert str(SkeletonFileError(path, None, "a folder", "name a file")).startswith(str(Path(path)))


def test_it_can_be_pickled():
    error = SkeletonFileError(Path("a.txt"), 7, "24 joints", "download it again")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert (again.path, again.line, again.problem, again.remedy) == (
        error.path,
        error.line,
        error.problem,
        error.remedy,
    )
