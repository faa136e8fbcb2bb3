"""Figures in prose: an untrue one is found, and filled in from the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_results import make_row

from eesgn_lite.analysis.documents import (
    check_document,
    check_documents,
    figure_text,
    fill_document,
    fill_documents,
)
from eesgn_lite.analysis.results import read_row, write_row

FILES = "results/mini-ntu/esgn-ours-seed*.json"
PAGE = """# Page
Accuracy is <!-- result: {files}#mean(values.test_top1) .1f -->88.0<!-- /result --> percent,
spread <!-- result: {files}#std(values.test_top1) .2f -->1.41<!-- /result -->.

```
<!-- result: FILE#FIELD FORMAT -->this is an example<!-- /result -->
```
"""


@pytest.fixture
def checkout(tmp_path):
    for seed, accuracy in ((1, 87.0), (2, 89.0)):
        row = make_row(
            seed=seed, values={"test_top1": accuracy, "parameters": 691048, "best": None}
        )
        write_row(row, tmp_path / f"results/mini-ntu/esgn-ours-seed{seed}.json")
    (tmp_path / "README.md").write_text(PAGE.format(files=FILES), encoding="utf-8")
    return tmp_path


def test_true_figures_pass(checkout):
    assert check_documents(checkout) == []


def test_a_changed_digit_is_found_and_repaired(checkout):
    page = checkout / "README.md"
    original = page.read_text(encoding="utf-8")
    page.write_text(original.replace("88.0", "88.1"), encoding="utf-8")
    assert check_document(page, checkout) == [
        f"README.md, line 2: the page says '88.1', {FILES} gives '88.0'; run eesgn results --write."
    ]
    assert fill_documents(checkout) == []
    assert page.read_text(encoding="utf-8") == original


def test_a_true_page_is_not_written_again(checkout):
    page = checkout / "README.md"
    page.chmod(0o444)
    before = page.stat().st_mtime_ns
    assert fill_document(page, checkout) == []
    assert page.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("source", "field", "form", "text"),
    [
        ("results/mini-ntu/esgn-ours-seed1.json", "values.test_top1", ".2f", "87.00"),
        ("results/mini-ntu/esgn-ours-seed1.json", "values.parameters", ",d", "691,048"),
        (FILES, "count(values.test_top1)", "d", "2"),
    ],
)
def test_figures_by_hand(checkout, source, field, form, text):
    assert figure_text(source, field, form, checkout) == text


@pytest.mark.parametrize(
    ("source", "field", "form", "message"),
    [
        ("results/none.json", "values.test_top1", ".1f", "there is no file results/none.json"),
        (FILES, "values.test_top1", ".1f", "matches 2 files; use mean"),
        ("results/*/*seed1.json", "std(values.test_top1)", ".1f", "too few rows"),
        ("results/*/*seed1.json", "values.best", ".1f", "holds no number there"),
        ("results/*/*seed1.json", "values.top9", ".1f", "there is no field 'top9'"),
        ("results/*/*seed1.json", "values.test_top1", "d", "the format 'd' does not fit 87.0"),
    ],
)
def test_a_marker_that_names_no_figure_is_a_problem(checkout, source, field, form, message):
    with pytest.raises(ValueError, match=message):
        figure_text(source, field, form, checkout)
    page = checkout / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(f"\n<!-- result: {source}#{field} {form} -->1<!-- /result -->", "utf-8")
    (problem,) = check_documents(checkout)
    assert problem.startswith("docs/page.md, line 2: ") and message in problem
    assert fill_documents(checkout) == [problem]


@pytest.mark.parametrize(
    "changes",
    [
        {"config": {"recipe": "slides"}},
        {"config": {"train": {"epochs": 9}}},
        {"name": "sgn-ours-seed2"},
    ],
    ids=["recipe", "epochs", "combination"],
)
def test_runs_that_differ_have_no_mean(checkout, changes):
    path = checkout / "results/mini-ntu/esgn-ours-seed2.json"
    assert figure_text(FILES, "mean(values.test_top1)", ".1f", checkout) == "88.0"
    write_row(replace(read_row(path), **changes), path)
    with pytest.raises(ValueError, match="differ in more than their seed"):
        figure_text(FILES, "mean(values.test_top1)", ".1f", checkout)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- result: results/a.json#values.x .1f -->1",
        "1<!-- /result -->",
        "<!-- result: results/a.json -->1<!-- /result -->",
    ],
)
def test_a_marker_that_is_not_whole_is_a_problem(checkout, text):
    page = checkout / "README.md"
    page.write_text(text, encoding="utf-8")
    problems = check_document(page, checkout)
    assert problems and all("a result marker is not whole" in problem for problem in problems)


@pytest.mark.parametrize(
    "place",
    [
        "README.md",
        "docs/page.md",
        "checkpoints/nw-ucla/esgn.md",
        "results/README.md",
        "notebooks/source/00_start.md",
    ],
)
def test_every_place_is_looked_at(checkout, place):
    path = checkout / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(files=FILES).replace("88.0", "88.1"), encoding="utf-8")
    (problem,) = check_documents(checkout)
    assert problem.startswith(f"{place}, line 2: ")


@pytest.mark.parametrize("text", ["It reaches 92.4 %.", "about 92.4% here", "**92.4** % here"])
def test_a_share_that_is_typed_in_is_a_problem(checkout, text):
    page = checkout / "README.md"
    page.write_text(f"# Page\n\n{text} A 95 % interval.\n\n```\n50.5 %\n```\n", "utf-8")
    (problem,) = check_document(page, checkout)
    assert problem.startswith("README.md, line 3: ") and "is typed in" in problem


def test_the_pages_of_the_checkout_tell_the_truth(repository):
    assert check_documents(repository) == []
