"""The notebooks as a reader meets them: rhythm, length, honesty, and no solution in sight."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import statistics
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from eesgn_lite.course import editions
from eesgn_lite.course.answer_key import build_answer_key
from eesgn_lite.course.editions import (
    NOTEBOOKS,
    build_edition,
    set_aside,
    sources,
    stale_editions,
)
from eesgn_lite.course.exercises import exercises_of, lessons

SOURCES = [source for source in sources() if source.stem[:2].isdigit()]
TEMPLATES = [source for source in sources() if source not in SOURCES]
DRAWING = {"matplotlib.pyplot", "plotly.express"}
ALLOWED = {"json", "tempfile", "numpy", "torch", "eesgn_lite", *DRAWING}
WORDS_A_MINUTE = 180
# An accuracy in prose: a number before a percent sign. Numbers in cells are computed.
FIGURE_IN_PROSE = re.compile(r"\d\s?(?:%|percent|per cent|points?\b)")


@pytest.fixture(params=SOURCES, ids=lambda source: source.stem)
def source(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def notebook(source: Path) -> NotebookNode:
    """The committed student edition."""
    return nbformat.read(NOTEBOOKS / f"{source.stem}.ipynb", as_version=4)


def code_of(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose_of(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def count_words(notebook: NotebookNode) -> int:
    """Count the words of prose, tables left out."""
    lines = "\n".join(prose_of(notebook)).splitlines()
    return sum(len(line.split()) for line in lines if not line.startswith("|"))


def lines_of(cell: NotebookNode) -> int:
    """Lines of code, blank ones and docstrings left out."""
    lines = [line.strip() for line in cell.source.splitlines()]
    return sum(bool(line) and not line.startswith(('"""', "#")) for line in lines)


def test_the_notebooks_are_numbered_in_order() -> None:
    numbers = [source.stem[:2] for source in SOURCES]
    assert numbers == sorted(set(numbers)) == lessons()


def test_the_student_editions_are_fresh() -> None:
    assert stale_editions() == []


def test_a_changed_digit_makes_an_edition_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in sources():
        shutil.copy(NOTEBOOKS / f"{source.stem}.ipynb", tmp_path)
    changed = tmp_path / f"{SOURCES[1].stem}.ipynb"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("25 joints", "26 joints"), encoding="utf-8"
    )
    assert stale_editions(tmp_path) == [changed.name]
    changed.unlink()
    assert stale_editions(tmp_path) == [changed.name]
    monkeypatch.setattr(editions, "stale_editions", lambda: [changed.name])
    assert editions.main(["--check"]) == 1
    assert "python -m eesgn_lite.course.editions" in capsys.readouterr().err


def test_what_a_reader_typed_is_set_aside_and_never_lost(tmp_path: Path) -> None:
    folder, aside = tmp_path / "notebooks", tmp_path / "replaced"
    editions.write_editions(folder, solved=False)
    assert set_aside(folder, aside) == []
    worked_in = folder / f"{SOURCES[0].stem}.ipynb"
    for work in ("thrown away", "mine"):
        worked_in.write_text(work, encoding="utf-8")
        copies = set_aside(folder, aside)
        assert [copy.read_text(encoding="utf-8") for copy in copies] == [work]
    next(path for path in aside.iterdir() if path not in copies).unlink()
    worked_in.write_text("mine again", encoding="utf-8")
    set_aside(folder, aside)
    assert {path.read_text(encoding="utf-8") for path in aside.iterdir()} == {"mine", "mine again"}


def test_an_exercise_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "99_odd.md"
    head = "---\njupyter:\n  eesgn:\n    number: 99\n---\n\n# Odd\n\n"
    source.write_text(f'{head}```python exercise="99-7"\n```\n', encoding="utf-8")
    with pytest.raises(ValueError, match="No exercise '99-7'"):
        build_edition(source, solved=False)


def test_no_output_and_no_execution_count_is_committed(notebook: NotebookNode) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in code_of(notebook))


def test_cell_ids_are_the_same_each_time(source: Path, notebook: NotebookNode) -> None:
    again = nbformat.reads(build_edition(source, solved=False), as_version=4)
    ids = [cell.id for cell in again.cells]
    assert ids == [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_the_opening_says_what_to_expect(notebook: NotebookNode) -> None:
    info, opening = notebook.metadata["eesgn"], notebook.cells[0].source
    assert set(info) == {"number", "title", "minutes_reading", "minutes_exercises", "edition"}
    assert opening.startswith(f"# {info['number']:02d} {info['title']}\n")
    assert 3 <= len(re.findall(r"^- ", opening, re.MULTILINE)) <= 5
    assert "**Before:**" in opening
    assert f"{info['minutes_reading']} minutes to read" in opening
    assert f"{info['minutes_exercises']} minutes for the exercises" in opening


def test_the_closing_sums_up_and_gives_references(notebook: NotebookNode) -> None:
    closing = notebook.cells[-1].source
    assert "## What you can do now" in closing
    assert "**Next:**" in closing
    assert "**References.**" in closing
    assert "slide" in closing


def test_cells_are_short(notebook: NotebookNode) -> None:
    lengths = [lines_of(cell) for cell in code_of(notebook)]
    assert len(lengths) <= 25
    assert max(len(cell.source.splitlines()) for cell in code_of(notebook)) <= 20
    assert statistics.median(lengths) <= 7


def test_words_and_code_are_in_balance(notebook: NotebookNode) -> None:
    words = count_words(notebook)
    lines = sum(lines_of(cell) for cell in code_of(notebook))
    assert 5 <= words / lines <= 14


def test_the_minutes_fit_the_words(notebook: NotebookNode) -> None:
    words = count_words(notebook)
    lines = sum(lines_of(cell) for cell in code_of(notebook))
    minutes = words / WORDS_A_MINUTE + lines / 12
    assert minutes / 1.5 <= notebook.metadata["eesgn"]["minutes_reading"] <= 2 * minutes


def test_the_student_predicts_before_and_reads_after(notebook: NotebookNode) -> None:
    text = "\n".join(prose_of(notebook))
    assert len(re.findall(r"\bpredict\b", text, re.IGNORECASE)) >= 4
    assert text.count("**Reading.**") >= 3


def test_only_a_few_packages_and_no_private_name(notebook: NotebookNode) -> None:
    for cell in code_of(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= ALLOWED
            if isinstance(node, ast.ImportFrom):
                assert ast.unparse(node) in ("from torch import nn", "from pathlib import Path")
            if isinstance(node, ast.Attribute):
                assert not re.match(r"_[^_]", node.attr), node.attr


def test_every_cell_ends_in_something_to_see(notebook: NotebookNode) -> None:
    for cell in code_of(notebook):
        last = ast.parse(cell.source).body[-1]
        shown = isinstance(last, ast.Expr | ast.Assert)
        looped = isinstance(last, ast.For) and "print" in ast.unparse(last)
        assert shown or looped, cell.source


def test_every_picture_is_shown_with_words(notebook: NotebookNode) -> None:
    for cell in code_of(notebook):
        assert cell.source.count("plt.subplots") == cell.source.count("ee.show(figure")


@pytest.mark.parametrize(
    "text", ["It reaches 91.2 %.", "about 93 percent", "better by 3 points", "95% right"]
)
def test_an_accuracy_in_prose_would_be_found(text: str) -> None:
    assert FIGURE_IN_PROSE.search(text)


def test_no_accuracy_is_typed_into_prose(notebook: NotebookNode) -> None:
    for text in prose_of(notebook):
        assert not FIGURE_IN_PROSE.search(text), text


def test_all_links_lead_somewhere(notebook: NotebookNode) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", "\n".join(prose_of(notebook))):
        assert (NOTEBOOKS / target).is_file(), target


def test_it_says_that_the_data_are_synthetic(notebook: NotebookNode) -> None:
    assert "synthetic" in "\n".join(prose_of(notebook))


def test_each_exercise_stands_in_its_notebook_once(source: Path, notebook: NotebookNode) -> None:
    numbers = [
        cell.metadata["exercise"] for cell in code_of(notebook) if "exercise" in cell.metadata
    ]
    assert numbers == [exercise.number for exercise in exercises_of(source.stem[:2])]


def test_quiz_choices_are_all_judged(source: Path, notebook: NotebookNode) -> None:
    offered = re.findall(r'^- `"(\w)"`', "\n".join(prose_of(notebook)), re.MULTILINE)
    quizzes = [one for one in exercises_of(source.stem[:2]) if isinstance(one.answer, str)]
    judged = [
        choice
        for quiz in quizzes
        for choice in sorted([quiz.answer, *(mistake.answer for mistake in quiz.mistakes)])
    ]
    assert offered == judged


def test_no_solution_is_found_in_the_student_edition(source: Path, notebook: NotebookNode) -> None:
    text = "\n".join(cell.source for cell in notebook.cells)
    for exercise in exercises_of(source.stem[:2]):
        assert exercise.stub in text
        assert exercise.solution not in text
        assert exercise.solution.splitlines()[-1].strip() not in text, exercise.number
        assert exercise.reason not in text


def run(text: str, folder: Path = NOTEBOOKS) -> NotebookNode:
    """Run a notebook from a clean kernel in the notebooks' folder."""
    notebook = nbformat.reads(text, as_version=4)
    place = {"metadata": {"path": str(folder)}}
    return NotebookClient(
        notebook, timeout=600, startup_timeout=300, kernel_name="python3", resources=place
    ).execute()


@pytest.mark.slow
def test_the_solved_edition_runs_and_asserts_every_check(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EESGN_DATA", raising=False)
    text = build_edition(source, solved=True)
    for exercise in exercises_of(source.stem[:2]):
        assert f'assert ee.check(\\"{exercise.number}\\"' in text
    notebook = run(text)
    assert all(cell.outputs for cell in code_of(notebook)), "every cell shows something"
    pages = json.dumps([cell.outputs for cell in code_of(notebook)])
    assert len(re.findall(r"<img alt=", pages)) == len(re.findall(r"<img ", pages))


@pytest.fixture(scope="module")
def without_checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workbook that no trained model came with; its notebooks' folder."""
    whole = NOTEBOOKS.parent
    folder = tmp_path_factory.mktemp("workbook")
    for name in ("eesgn_lite", "data_samples", "results"):
        shutil.copytree(
            whole / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    (folder / "notebooks").mkdir()
    return folder / "notebooks"


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("EESGN_FULL"), reason="`make test-full` trains the models.")
def test_the_solved_edition_runs_where_no_checkpoint_is(
    source: Path, without_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EESGN_DATA", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(without_checkpoints.parent))
    text = build_edition(source, solved=True)
    notebook = run(text, without_checkpoints)
    assert all(cell.outputs for cell in code_of(notebook)), "every cell shows something"
    trained = (without_checkpoints / "runs/mini-ntu/esgn-ours-seed1/run.json").is_file()
    assert trained or 'load_or_train("mini-ntu/esgn' not in source.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda source: source.stem)
def test_a_template_runs_as_it_is_and_marks_what_to_change(template: Path) -> None:
    text = (NOTEBOOKS / f"{template.stem}.ipynb").read_text(encoding="utf-8")
    assert text.count("YOURS") >= 5
    notebook = run(text)
    assert all(cell.outputs for cell in code_of(notebook)), "every cell shows something"


def test_the_template_writes_nothing_beside_recordings(tmp_path: Path) -> None:
    (tmp_path / "wave_p01_1.csv").write_text("mine", encoding="utf-8")
    notebook = nbformat.read(NOTEBOOKS / "template_own_data.ipynb", as_version=4)
    names = {"np": np, "FOLDER": tmp_path, "ACTIONS": ("wave",)}
    for cell in code_of(notebook):
        if "make_up(" in cell.source:
            exec(cell.source, names)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]


def test_the_answer_key_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    assert editions.main(["--solved", str(tmp_path / "key")]) == 0
    written = sorted(path.name for path in (tmp_path / "key").iterdir())
    assert written == [f"{source.stem}.ipynb" for source in sources()]
    assert "assert ee.check" in (tmp_path / "key" / written[1]).read_text(encoding="utf-8")


def test_the_answer_key_holds_every_question_answer_and_mistake(tmp_path: Path) -> None:
    key = tmp_path / "key.md"
    assert editions.main(["--key", str(key)]) == 0
    text = key.read_text(encoding="utf-8")
    assert text == build_answer_key(sources()), "the same again"
    for source in SOURCES:
        for exercise in exercises_of(source.stem[:2]):
            _, _, entry = text.partition(f"\n### {exercise.number}\n")
            entry = entry.partition("\n### ")[0]
            assert exercise.solution in entry and exercise.reason in entry
            for mistake in exercise.mistakes:
                assert mistake.reason.replace("|", r"\|") in entry
                if isinstance(mistake.answer, str | int | float):
                    assert f"| `{mistake.answer}` |" in entry
            assert all(hint in entry for hint in exercise.hints)
            assert len(entry.partition("```")[0].split()) >= 5, "the question"
    assert "| `lambda x: x.diff(dim=1)` | One frame is missing." in text
    assert "| Judge each joint for itself. |" in text
    assert "| None |" not in text, "a function without a docstring"


def test_an_exercise_that_does_not_exist_has_no_answer(tmp_path: Path) -> None:
    source = tmp_path / "99_odd.md"
    source.write_text('# Odd\n\n```python exercise="99-7"\n```\n', encoding="utf-8")
    with pytest.raises(ValueError, match="No exercise '99-7'"):
        build_answer_key([source])


def test_the_editions_are_the_same_each_time(source: Path) -> None:
    for solved in (False, True):
        assert build_edition(source, solved=solved) == build_edition(source, solved=solved)
