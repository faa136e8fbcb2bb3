"""The teacher's pack: minutes add up, grids too, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eesgn_lite.cli import _parser
from eesgn_lite.course import plans
from eesgn_lite.course.editions import sources
from eesgn_lite.course.plans import (
    TEACHING,
    Step,
    fill_plan,
    minutes_at_home,
    notebook_minutes,
    read_meetings,
)

PAGES = sorted(TEACHING.glob("*.md"))
MINUTES = notebook_minutes(sources())
ALL = [f"{number:02d}" for number in range(13)]


def read(name: str) -> str:
    return (TEACHING / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "meetings"), [("plan_90.md", 1), ("plan_6x90.md", 6)])
def test_every_meeting_takes_90_minutes(name, meetings):
    found = read_meetings(read(name))
    assert [sum(step.minutes for step in steps) for steps in found] == [90] * meetings


@pytest.mark.parametrize("path", plans.plans(), ids=lambda path: path.stem)
def test_plans_follow_the_notebooks_own_minutes(path):
    text = path.read_text(encoding="utf-8")
    assert fill_plan(text, MINUTES) == text, "run make editions"


def test_six_meetings_touch_every_notebook():
    steps = [step for steps in read_meetings(read("plan_6x90.md")) for step in steps]
    assert sorted({step.notebook for step in steps} - {""}) == ALL


def test_meetings_and_home_make_up_the_whole():
    meetings = read_meetings(read("plan_6x90.md"))
    left = minutes_at_home(meetings, MINUTES)
    for notebook, parts in MINUTES.items():
        for part, minutes in parts.items():
            used = [
                step.minutes
                for steps in meetings
                for step in steps
                if (step.notebook, step.part) == (notebook, part)
            ]
            assert sum(used) + left[notebook][part] == minutes


def test_a_plan_may_not_use_more_than_there_is():
    with pytest.raises(ValueError, match="The plan gives 01 reading more minutes"):
        minutes_at_home([[Step(21, "01", "reading")]], {"01": {"reading": 20, "exercises": 5}})


def test_a_stale_plan_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "plan_x.md").write_text(
        "| minutes | notebook | what |\n|---|---|---|\n| 5 | 00 reading | x |\n\n"
        "<!-- home -->\nold\n<!-- /home -->\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(plans, "TEACHING", tmp_path)
    assert plans.main(["--check"]) == 1
    assert "plan_x.md is stale" in capsys.readouterr().err
    assert plans.main([]) == 0 and plans.main(["--check"]) == 0
    assert "| 00 | 20 | 5 | 10 |" in (tmp_path / "plan_x.md").read_text(encoding="utf-8")


def test_the_marking_grid_adds_up_to_100():
    points = re.findall(r"^\| (\d+) \|", read("project.md"), re.MULTILINE)
    assert sum(map(int, points)) == 100


def test_every_notebook_has_talking_points_a_question_and_misconceptions():
    parts = re.split(r"^## ", read("talking_points.md"), flags=re.MULTILINE)[1:]
    assert [part[:2] for part in parts] == ALL
    titles = {
        path.name[:2]: re.search("title: (.+)", path.read_text("utf-8"))[1] for path in sources()
    }
    for part in parts:
        rows = re.findall(r"^\| (?!students|---)", part, re.MULTILINE)
        assert len(rows) >= 3 and "- Ask: " in part, part[:20]
        if part[:2] in titles:
            assert part.splitlines()[0][3:] == titles[part[:2]]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path):
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (TEACHING / target).exists(), target


def test_commands_are_as_the_pages_say():
    parser = _parser()
    found = parser.parse_args(["grade", "collected", "--out", "grades.csv"])
    assert found.out == Path("grades.csv")
    assert parser.parse_args(["class", "collected", "--out", "class.png"]).out == Path("class.png")
    parser.parse_args(["train", "mini-ntu", "--ablation", "streams", "--seed", "3", "--validate"])
    for option in ("--seconds", "--gibibytes", "--all-cells"):
        assert option in read("grading.md")
