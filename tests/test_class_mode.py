"""Class mode: which files count, what is kept apart, and what the picture says."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

import eesgn_lite as ee
from eesgn_lite.course.class_mode import ClassRun, read_class
from eesgn_lite.training import finish, loop


def hand_in(path: Path, **changes: object) -> None:
    """Write the run file of a student."""
    result = {
        "dataset": "mini-ntu",
        "recipe": "ours",
        "ablation": "sgn",
        "seed": 1,
        "test_top1": None,
        "val_top1": 80.0,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"result": result | changes}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a class of three handed in, with some noise."""
    hand_in(tmp_path / "ann/run.json")
    hand_in(tmp_path / "ann again.json")
    hand_in(tmp_path / "bob/sgn-ours-seed2.replaced-1/run.json", seed=2, val_top1=12.0)
    hand_in(tmp_path / "bob.json", seed=2, val_top1=84.0)
    hand_in(tmp_path / "eve.json", ablation="esgn", test_top1=90.0)
    hand_in(tmp_path / "unfinished.json", val_top1=None)
    hand_in(tmp_path / "odd.json", val_top1=float("nan"))
    hand_in(tmp_path / "typo.json", val_top1=8400.0)
    hand_in(tmp_path / "endless.json", seed=float("inf"))
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"result": 3}', encoding="utf-8")
    return tmp_path


def test_finished_runs_count_once(folder):
    found = [(run.side, run.combination, run.seed, run.top1) for run in read_class(folder)]
    assert found == [
        ("test_top1", "esgn", 1, 90.0),
        ("val_top1", "sgn", 1, 80.0),
        ("val_top1", "sgn", 2, 84.0),
    ]
    assert isinstance(read_class(str(folder))[0], ClassRun)


def test_an_empty_folder_says_what_to_collect(tmp_path):
    with pytest.raises(ValueError, match=r"no finished run here; collect the run\.json"):
        ee.class_plot(tmp_path)


def test_sides_are_never_mixed_and_the_words_say_what_is_drawn(folder):
    figure = ee.class_plot(folder)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == [
        "mini-ntu, recipe ours: test side",
        "mini-ntu, recipe ours: held-out part of the training side",
    ]
    assert "sgn 82.0 percent in 2 runs, spread 2.8" in figure.words
    assert "esgn 90.0 percent in 1 run." in figure.words
    drawn = sorted(float(x) for x in figure.axes[1].lines[0].get_xdata())
    assert drawn == [80.0, 84.0]


def test_odd_names_are_drawn_as_they_are(tmp_path):
    hand_in(tmp_path / "run.json", dataset="$\\frac{$", ablation="$\\frac{$")
    ee.class_plot(tmp_path).savefig(tmp_path / "class.png")


def test_it_shows_itself_with_its_words(folder):
    assert "alt=" in ee.class_plot(folder)._repr_mimebundle_()["text/html"]


def test_the_fields_are_those_that_training_writes():
    written = "".join(inspect.getsource(module) for module in (finish, loop))
    for name in ("dataset", "recipe", "ablation", "seed", "test_top1", "val_top1", "result"):
        assert f'"{name}":' in written, name
