"""The digest of the code that trains, which rows of results carry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eesgn_lite.training import runs


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the package, from which the digest is taken."""
    package = Path(runs.__file__).parents[1]
    for room in ("data", "model", "training"):
        shutil.copytree(package / room, tmp_path / room, ignore=shutil.ignore_patterns("*.pyc"))
    (tmp_path / "viewing").mkdir()
    monkeypatch.setattr(runs, "__file__", str(tmp_path / "training" / "runs.py"))
    monkeypatch.setattr(runs, "code_digest", runs.code_digest.__wrapped__)
    return tmp_path


def test_it_is_that_of_the_package(copy):
    assert runs.code_digest() == runs.code_digest() and len(runs.code_digest()) == 12


@pytest.mark.parametrize("room", ["data", "model", "training"])
def test_a_change_where_models_are_trained_changes_it(copy, room):
    before = runs.code_digest()
    (copy / room / "extra.py").write_text("X = 1\n", encoding="utf-8")
    between = runs.code_digest()
    (copy / room / "extra.py").write_text("X = 2\n", encoding="utf-8")
    assert len({before, between, runs.code_digest()}) == 3


def test_other_rooms_and_line_ends_do_not_change_it(copy):
    before = runs.code_digest()
    (copy / "viewing" / "extra.py").write_text("X = 1\n", encoding="utf-8")
    path = copy / "training" / "runs.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert runs.code_digest() == before


def test_a_process_notes_it_once():
    assert runs.provenance()["versions"]["code"] == runs.code_digest()
    assert runs.code_digest.cache_info().misses == 1
