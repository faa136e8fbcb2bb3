"""Rows of results: what is accepted, what is refused, and what is computed from them."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from eesgn_lite.analysis.results import (
    Row,
    field_of,
    load_results,
    read_row,
    results_folder,
    summarise,
    write_row,
)
from eesgn_lite.analysis.run_details import PERCENT, pack_bytes


def make_row(**changes: object) -> Row:
    row = Row(
        kind="run",
        name="esgn",
        dataset="mini-ntu",
        config={"train": {"epochs": 3}},
        values={"test_top1": 88.5, "val_top1": None},
        seed=1,
        commit="0123abc",
        machine={"cores": 2},
        versions={"python": "3.11.7"},
        date="2026-01-31T12:00:00+00:00",
        command="eesgn train mini-ntu",
        note="",
    )
    return replace(row, **changes)


def test_a_written_row_is_read_back_equal(tmp_path):
    path = tmp_path / "mini-ntu" / "esgn-ours-seed1.json"
    row = make_row(note="naïve")
    write_row(row, path)
    write_row(row, path)
    assert read_row(path) == row
    assert b"\r" not in path.read_bytes()
    assert [p.name for p in path.parent.iterdir()] == [path.name], "no half-written file may stay"


def test_rows_come_in_the_order_of_their_paths_without_published_figures(tmp_path):
    write_row(make_row(seed=2), tmp_path / "b" / "seed2.json")
    write_row(make_row(seed=1), tmp_path / "a" / "seed1.json")
    (tmp_path / "published.json").write_text("[]", encoding="utf-8")
    assert [row.seed for row in load_results(tmp_path)] == [1, 2]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder; give the folder"):
        load_results(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "guess", "field 'kind' must be one of run, measurement"),
        ("name", " ", "field 'name' must be a text that is not empty"),
        ("dataset", "", "field 'dataset' must be the name of a data set, or null"),
        ("config", [], "field 'config' must be an object"),
        ("values", {}, "field 'values' must be an object of finite numbers"),
        ("values", {"top1": True}, "field 'values' must be"),
        ("values", {"top1": "88.5"}, "field 'values' must be"),
        ("values", {"top1": math.nan}, "field 'values' must be"),
        ("seed", -1, "field 'seed' must be a whole number from 0"),
        ("seed", True, "field 'seed' must be"),
        ("seed", None, "fields 'seed' and 'dataset' must be given for a run"),
        ("dataset", None, "fields 'seed' and 'dataset' must be given for a run"),
        ("commit", "main", "field 'commit' must be a commit in 7 to 40"),
        ("machine", {}, "field 'machine' must be an object, not empty"),
        ("versions", {"torch": 2}, "field 'versions' must be an object of texts"),
        ("date", "yesterday", "field 'date' must be a date in ISO 8601"),
        ("command", "", "field 'command' must be a text"),
        ("note", None, "field 'note' must be a text"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(tmp_path, field, value, message):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(asdict(make_row()) | {field: value}), encoding="utf-8")
    with pytest.raises(ValueError, match=f"bad.json: {message}"):
        read_row(path)


def scored_row(**changes: object) -> dict:
    """Give the JSON values of a run with two clips, some details changed."""
    details = {
        "classes": ["sit", "stand"],
        "clips": "0" * 64,
        "labels": pack_bytes(np.array([0, 1])),
        "answers": pack_bytes(np.array([1, 1])),
        "confidence": pack_bytes(np.array([200, 255])),
        "loss": [2.0, 1],
    }
    return asdict(make_row(details=details)) | {"details": details | changes}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("classes", None, "must be a list of texts"),
        ("classes", ["sit", 2], "must be a list of texts"),
        ("clips", "0", "must be a SHA-256 in 64 hexadecimal digits"),
        ("labels", [0, 1], "must be bytes in base64, one for each clip"),
        ("labels", "", "must be bytes in base64"),
        ("labels", pack_bytes(np.array([0, 2])), "must hold class numbers from 0 to 1, found 2"),
        ("answers", "?!", "must be bytes in base64"),
        ("answers", "é", "must be bytes in base64"),
        ("answers", pack_bytes(np.array([1, 9])), "must hold class numbers from 0 to 1, found 9"),
        ("answers", pack_bytes(np.array([1])), "must have one byte for each of the 2 clips"),
        ("confidence", pack_bytes(np.array([1, 2, 3])), "must have one byte for each of the 2"),
        ("loss", 1.0, "must be a list of finite numbers"),
        ("loss", [], "must be a list of finite numbers"),
        ("loss", [1.0, "2"], "must be a list of finite numbers"),
        ("loss", [1.0, True], "must be a list of finite numbers"),
        ("loss", [1.0, math.inf], "must be a list of finite numbers"),
    ],
)
def test_a_wrong_detail_of_a_run_is_named_with_its_file(tmp_path, field, value, message):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(scored_row()), encoding="utf-8")
    assert read_row(path).details["classes"] == ["sit", "stand"]
    path.write_text(json.dumps(scored_row(**{field: value})), encoding="utf-8")
    with pytest.raises(ValueError, match=f"bad.json: field 'details.{field}' {message}"):
        read_row(path)


@pytest.mark.parametrize("name", PERCENT)
@pytest.mark.parametrize("figure", [-0.1, 100.5])
def test_percent_lie_from_0_to_100(name, figure):
    assert make_row(values={name: 100.0, "loss": 250.0}).values[name] == 100.0
    with pytest.raises(ValueError, match=f"field 'values.{name}' must lie from 0 to 100, found"):
        make_row(values={name: figure})


@pytest.mark.parametrize("field", [field for field in asdict(make_row())])
def test_a_missing_field_is_named(tmp_path, field):
    path = tmp_path / "bad.json"
    content = asdict(make_row())
    del content[field]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=f"bad.json: field '{field}' is missing; correct it"):
        read_row(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a row must be one JSON object"),
        ("{", "bad.json: Expecting property name"),
        (json.dumps(asdict(make_row()) | {"accuracy": 1}), "field 'accuracy' is unknown"),
    ],
)
def test_what_is_no_row_is_refused(tmp_path, text, message):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_row(path)


@pytest.mark.parametrize("commit", [None, "0123abc", "0123abc+changes", "0123abc-dirty", "0" * 40])
def test_commits_that_are_accepted(commit):
    assert make_row(commit=commit).commit == commit


def test_mean_and_spread_by_hand():
    rows = [make_row(values={"top1": value}) for value in (1.0, 2.0, 6.0)]
    summary = summarise(rows, "values.top1")
    assert summary.mean == 3.0
    assert summary.standard_deviation == pytest.approx(math.sqrt((4 + 1 + 9) / 2))
    assert summary.rows == 3


def test_one_row_has_no_spread():
    assert math.isnan(summarise([make_row()], "values.test_top1").standard_deviation)


def test_what_cannot_be_summarised():
    with pytest.raises(ValueError, match="there is no row to summarise"):
        summarise([], "values.test_top1")
    with pytest.raises(ValueError, match=r"'values\.val_top1' is not a number in every row"):
        summarise([make_row()], "values.val_top1")
    with pytest.raises(ValueError, match=r"there is no field 'top9' of 'values\.top9'"):
        summarise([make_row()], "values.top9")


def test_a_dotted_field_passes_attributes_and_keys():
    assert field_of(make_row(), "config.train.epochs") == 3


def test_every_row_of_the_checkout_is_sound(repository):
    paths = [p for p in (repository / "results").rglob("*.json") if p.name != "published.json"]
    assert len(load_results()) == len(paths)
    for path in paths:
        row = read_row(path)
        place = "measurements" if row.kind == "measurement" else row.dataset
        assert path.parent == repository / "results" / place, f"{path} stands in the wrong folder"
        if row.kind == "run":
            chosen = "-validate" if row.values["test_top1"] is None else ""
            assert path.stem.endswith(f"-seed{row.seed}{chosen}"), f"{path} does not name its seed"


def test_published_figures_say_where_they_come_from(repository):
    content = json.loads((repository / "results/published.json").read_text(encoding="utf-8"))
    published = [figure for sets in content["figures"].values() for figure in sets.values()]
    assert published
    for figure in published:
        assert 0 < figure["top1"] < 100
        assert figure["source"]
        assert figure["status"] in ("checked", "from memory")


def test_the_documented_fields_are_those_of_a_row(repository):
    page = (repository / "docs/results.md").read_text(encoding="utf-8")
    table = page.split("## A row")[1].split("##")[0].splitlines()
    documented = [line.split("`")[1] for line in table if line.startswith("| `")]
    assert documented == list(asdict(make_row()))


def test_the_folder_is_that_of_the_checkout(repository, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert results_folder() == Path(repository / "results")
