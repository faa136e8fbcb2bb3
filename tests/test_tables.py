"""Tables in pages: written from rows, checked line by line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.cells import best_text, mean_and_spread_text, spread_text
from eesgn_lite.analysis.documents import check_documents, fill_documents
from eesgn_lite.analysis.results import read_row, write_row
from eesgn_lite.analysis.summary import parts_of
from eesgn_lite.analysis.tables import write_table
from eesgn_lite.training.experiment import ABLATIONS

PAGE = """# Page

<!-- table: enhancements nw-ucla -->
<!-- /table -->

<!-- table: runs -->
<!-- /table -->

```
<!-- table: runs -->
an example
<!-- /table -->
```
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout with SGN, SGN with another loss, and ESGN on a made-up NW-UCLA."""
    figures = {"sgn": (90.0, 92.0), "loss": (91.0, 94.0), "esgn": (95.0,)}
    for name, all_top1 in figures.items():
        for seed, top1 in enumerate(all_top1, 1):
            row = make_row(name, seed, top1=top1, dataset="nw-ucla")
            write_row(row, tmp_path / f"results/nw-ucla/{row.name}.json")
    published = {
        "about": "made up",
        "figures": {
            "st-gcn": {"ntu60-cs": one(81.5, "checked"), "ntu60-cv": one(88.0, "from memory")},
            "other": {"nw-ucla": one(94.5, "checked", None)},
        },
    }
    text = json.dumps(published)
    (tmp_path / "results/published.json").write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def one(top1, status, millions=3.1):
    """A published figure."""
    return {"year": 2018, "top1": top1, "parameters_millions": millions, "status": status}


def lines_of(table: str, name: str) -> list[str]:
    """The lines of a table that begin with a name."""
    return [line for line in table.splitlines() if line.startswith(f"| {name} |")]


def test_worth_by_hand(checkout):
    table = write_table("enhancements", ["nw-ucla"], checkout)
    # Differences 1 and 2: mean 1.5, reach 12.706 * 0.707 / sqrt(2) = 6.35.
    (loss,) = lines_of(table, "loss")
    assert loss.startswith("| loss | +1.5 (-4.9 to +7.9) | ") and loss.endswith("| 1, 2 | | | |")
    (four,) = lines_of(table, "all four")
    assert four.startswith("| all four | +5.0 | ") and four.endswith(" | 1 | | | |")
    assert not lines_of(table, "streams"), "no run has it"
    assert "Recipe `ours`: 8 epochs" in table


def test_a_whole_grid_adds_its_columns(checkout):
    assert "eight pairs" not in write_table("enhancements", ["nw-ucla"], checkout)
    for seed in (1, 2):
        for name in ABLATIONS:
            top1 = 60.0 + 5 * ("loss" in parts_of(name)) + seed
            row = make_row(name, seed, top1=top1, dataset="nw-ucla")
            write_row(row, checkout / f"results/nw-ucla/{row.name}.json")
    table = write_table("enhancements", ["nw-ucla"], checkout)
    (loss,) = lines_of(table, "loss")
    assert loss.endswith("| +5.0 (+5.0 to +5.0) | 1, 2 |")
    (four,) = lines_of(table, "all four")
    assert four.endswith("| | |") and four.count("|") == loss.count("|")


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [((2, 3), "not shown to be either"), ((2, 2.1), "better"), ((-2, -2.1), "worse")],
)
def test_a_verdict_needs_an_interval_that_leaves_out_zero(checkout, gains, verdict):
    for seed, (before, gain) in enumerate(zip((90.0, 92.0), gains, strict=True), 1):
        row = make_row("esgn", seed, top1=before + gain, dataset="nw-ucla")
        write_row(row, checkout / f"results/nw-ucla/{row.name}.json")
    (line,) = write_table("verdicts", ["nw-ucla"], checkout).splitlines()[2:]
    assert line.startswith("| `nw-ucla` | `ours`, 8 epochs | ")
    assert line.endswith(f"| 1, 2 | **{verdict}** |")
    assert write_table("verdicts", [], checkout).splitlines()[2:] == [line]
    assert "no runs alike" in write_table("verdicts", ["mini-ntu"], checkout)


def test_one_seed_shows_nothing(checkout):
    (line,) = write_table("verdicts", [], checkout).splitlines()[2:]
    assert "| +5.0 |" in line and line.endswith(" | 1 | **not shown to be either** |")


def test_a_data_set_without_runs_says_so(checkout):
    table = write_table("enhancements", ["msr-action3d-all"], checkout)
    assert table.endswith("No two runs are there yet that can be compared.")


def test_a_grid_lists_all_sixteen(checkout):
    table = write_table("runs", [], checkout)
    assert [len(lines_of(table, name)) for name in ABLATIONS] == [1] * 16
    assert lines_of(table, "sgn") == ["| sgn | 1, 2 | 91.0 | 1.4 | | 1,234 |"]
    assert lines_of(table, "pooling") == ["| pooling | | | | | |"]


def test_runs_in_two_number_formats_are_told(checkout):
    folder = checkout / "results/nw-ucla"
    assert "computed in" not in write_table("runs", [], checkout)
    for path in folder.iterdir():
        write_row(replace(read_row(path), note="Computed in float32. Nothing else."), path)
    assert ", computed in float32; " in write_table("runs", [], checkout)
    other = replace(make_row("sgn", 4, dataset="nw-ucla"), note="Computed in bfloat16.")
    write_row(other, folder / "sgn-ours-seed4.json")
    assert ", computed in bfloat16 and float32; " in write_table("runs", [], checkout)
    gpu = replace(other, machine={"cores": 16, "accelerator": "NVIDIA H200"})
    write_row(gpu, folder / "sgn-ours-seed4.json")
    words = ", computed in bfloat16 and float32 on CPUs and NVIDIA H200; "
    assert words in write_table("runs", [], checkout)


def test_a_grid_that_grew_names_its_commits(checkout):
    row = make_row("sgn", 3, top1=10.0, dataset="nw-ucla")
    write_row(replace(row, commit="0123abc"), checkout / "results/nw-ucla/sgn-ours-seed3.json")
    table = write_table("runs", ["nw-ucla"], checkout)
    assert len(lines_of(table, "sgn")) == 1
    assert lines_of(table, "sgn")[0].startswith("| sgn | 1-3 |")
    assert "commits `" in table and "`0123abc`" in table


def test_runs_that_chose_stand_apart(checkout):
    values = {"test_top1": None, "val_top1": 70.0, "parameters": 5.0}
    row = make_row("sgn", dataset="nw-ucla")
    row = replace(row, name="sgn-ours-seed1-validate", values=values)
    before = write_table("runs", ["nw-ucla"], checkout)
    write_row(row, checkout / "results/nw-ucla/sgn-ours-seed1-validate.json")
    assert write_table("runs", ["nw-ucla"], checkout) == before


def test_published_figures_stand_beside_ours(checkout):
    table = write_table("published", ["ntu60-cs", "ntu60-cv"], checkout)
    assert lines_of(table, "ST-GCN") == ["| ST-GCN | 2018 | 3.1 | 81.5 | 88.0 (from memory) |"]
    assert lines_of(table, "**ESGN, ours**") == ["| **ESGN, ours** | | | | |"]
    table = write_table("published", ["nw-ucla"], checkout)
    assert lines_of(table, "**SGN, ours**") == ["| **SGN, ours** | | 0.00 | 91.0 ± 1.4 |"]
    assert lines_of(table, "OTHER") == ["| OTHER | 2018 | | 94.5 |"]


def test_ours_are_the_newest_of_one_configuration(checkout):
    row = replace(make_row("sgn", 3, top1=10.0, dataset="nw-ucla", epochs=9), date="2026-02-01")
    write_row(row, checkout / "results/nw-ucla/sgn-ours-seed3.json")
    assert "| **SGN, ours** | | 0.00 | 10.0 |" in write_table("published", ["nw-ucla"], checkout)


def test_the_best_epoch_needs_several():
    several = make_row(seed=2)  # keeps two epochs
    several = replace(several, values=several.values | {"best_test_top1": 99.0})
    assert best_text([several]) == "99.0"
    assert best_text([several, make_row(seed=2)]) == best_text([]) == ""
    only_last = replace(make_row(seed=1), values=several.values)
    assert best_text([several, only_last]) == ""


def test_spread_needs_two_runs():
    rows = [make_row(seed=1, top1=1.0), make_row(seed=2, top1=3.0)]
    assert spread_text(rows[:1], "test_top1") == spread_text([], "test_top1") == ""
    assert mean_and_spread_text(rows, "test_top1") == "2.0 ± 1.4"
    assert mean_and_spread_text([], "test_top1") == ""


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("table: sizes", "there is no table 'sizes'; there are enhancements, verdicts"),
        ("table: runs kinetics", "No data set 'kinetics'"),
        ("table: verdicts kinetics", "No data set 'kinetics'"),
    ],
)
def test_a_marker_that_names_no_table_is_a_problem(checkout, marker, message):
    page = checkout / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(f"\n<!-- {marker} -->\nold\n<!-- /table -->\n", encoding="utf-8")
    problems = [one for one in check_documents(checkout) if one.startswith("docs/page.md, line 2")]
    assert len(problems) == 1 and message in problems[0]


def test_tables_are_written_and_a_changed_digit_is_found(checkout):
    page = checkout / "README.md"
    assert len(check_documents(checkout)) == 2
    assert fill_documents(checkout) == check_documents(checkout) == []
    filled = page.read_text(encoding="utf-8")
    assert "| sgn | 1, 2 | 91.0 |" in filled and "an example" in filled
    page.write_text(filled.replace("| 91.0 |", "| 91.1 |"), encoding="utf-8")
    (problem,) = check_documents(checkout)
    assert problem.startswith("README.md, line ") and problem.endswith(
        "the page says '| sgn | 1, 2 | 91.1 | 1.4 | | 1,234 |', the table 'runs' gives "
        "'| sgn | 1, 2 | 91.0 | 1.4 | | 1,234 |'; run eesgn results --write."
    )
    assert fill_documents(checkout) == [] and page.read_text(encoding="utf-8") == filled


def test_a_removed_line_is_found(checkout):
    fill_documents(checkout)
    page = checkout / "README.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("| all four |", "| all 4 |", 1), encoding="utf-8")
    assert len(check_documents(checkout)) == 1
    lines = [line for line in text.splitlines() if not line.startswith("| esgn |")]
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(check_documents(checkout)) == 1


@pytest.mark.parametrize(
    "text",
    ["<!-- table: runs -->\nno end", "<!-- /table -->", "<!-- table: runs --> <!-- /table -->"],
)
def test_a_table_marker_that_is_not_whole_is_a_problem(checkout, text):
    (checkout / "README.md").write_text(text, encoding="utf-8")
    problems = check_documents(checkout)
    assert problems and all("a result marker is not whole" in problem for problem in problems)
