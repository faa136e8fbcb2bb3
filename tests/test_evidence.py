"""What each enhancement is worth: paired, by hand; runs that differ never meet."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from made_up_rows import make_row

from eesgn_lite.analysis.comparison import pair_by_seed
from eesgn_lite.analysis.evidence import (
    combination_of,
    conditions_of,
    evidence_of,
    group_runs,
)
from eesgn_lite.analysis.results import Row
from eesgn_lite.analysis.summary import parts_of
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import ABLATIONS

WITHOUT_LOSS = "streams+pooling+temporal"


def changed(row: Row, part: str, **values: object) -> Row:
    """Change some values in one part of a row's config."""
    config = row.config | {part: row.config.get(part, {}) | values}
    return replace(row, config=config)


def only_group(rows: list[Row]) -> dict[str, list[Row]]:
    """The runs of rows that are alike."""
    (runs,) = group_runs(rows).values()
    return runs


def test_added_and_taken_by_hand():
    rows = [
        *(make_row("sgn", seed, top1=top1) for seed, top1 in ((1, 50.0), (2, 60.0), (3, 1.0))),
        *(make_row("loss", seed, top1=top1) for seed, top1 in ((1, 51.0), (2, 63.0), (4, 99.0))),
        *(make_row(WITHOUT_LOSS, seed, top1=70.0) for seed in (1, 2)),
        *(make_row("esgn", seed, top1=top1) for seed, top1 in ((2, 69.0), (1, 68.0))),
    ]
    found = {one.name: one for one in evidence_of(only_group(rows))}
    assert list(found) == ["streams", "pooling", "temporal", "loss", "all four"]
    added, taken = found["loss"].added, found["loss"].taken
    # Seeds 1 and 2 are common: differences 1 and 3; t with one degree of freedom is 12.706.
    assert added.seeds == (1, 2) and added.by_seed.mean == 2.0
    assert added.by_seed.high == pytest.approx(2 + 12.7062, abs=1e-3)
    assert taken.by_seed.mean == -1.5 and taken.seeds == (1, 2)
    assert found["all four"].added.by_seed.mean == pytest.approx((18 + 9) / 2)
    assert found["all four"].taken is None
    assert found["streams"].added is None and found["streams"].taken is None


def grid_of(seed, gains):
    """All sixteen runs of a seed, where each enhancement adds its points whatever else is on."""
    return [
        make_row(name, seed, top1=50.0 + sum(gains[part] for part in parts_of(name)))
        for name in ABLATIONS
    ]


def test_the_whole_grid_counts_all_eight_pairs():
    rows = grid_of(1, {"streams": 4.0, "pooling": 0.0, "temporal": -2.0, "loss": 1.0})
    rows += grid_of(2, {"streams": 2.0, "pooling": 0.0, "temporal": -2.0, "loss": 2.0})
    rows += grid_of(3, dict.fromkeys(ENHANCEMENTS, 9.0))[:-1]
    # One pair alone differs, by what one run has too much: an eighth of it counts.
    place = next(i for i, r in enumerate(rows) if r.config["ablation"] == "pooling" and r.seed == 1)
    rows[place] = make_row("pooling", 1, top1=58.0)
    found = {one.name: one.whole for one in evidence_of(only_group(rows))}
    assert found["all four"] is None
    assert found["streams"].seeds == (1, 2) and found["streams"].by_clip is None
    assert found["pooling"].by_seed.mean == pytest.approx((8 / 8 + 0) / 2)
    assert found["streams"].by_seed.mean == pytest.approx((4 - 8 / 8 + 2) / 2)
    assert found["temporal"].by_seed.mean == pytest.approx((-2 - 8 / 8 - 2) / 2)
    # Differences 0 and 2: t with one degree of freedom is 12.706.
    assert found["loss"].by_seed.high == pytest.approx(1 + 12.7062, abs=1e-3)


def test_the_bootstrap_over_clips_pairs_the_answers():
    wrong, right = [1] * 100, [0] * 50 + [1] * 50
    labels = [0] * 100
    rows = [
        make_row("sgn", answers=wrong, labels=labels),
        make_row("esgn", answers=right, labels=labels),
    ]
    found = evidence_of(only_group(rows))[-1].added
    assert found.by_clip.mean == 50.0 and found.by_clip.compared == 100
    # A share of one half of 100 clips has a standard error of 5 points.
    assert found.by_clip.low == pytest.approx(40, abs=2)
    assert found.by_clip.high == pytest.approx(60, abs=2)
    assert math.isnan(found.by_seed.low)


def test_rows_without_answers_have_no_bootstrap():
    rows = [replace(make_row(name), details={}) for name in ("sgn", "esgn")]
    found = evidence_of(only_group(rows))[-1].added
    assert found.by_clip is None and found.by_seed.mean == 0.0


@pytest.mark.parametrize(
    "other",
    [
        make_row("esgn", recipe="short"),
        make_row("esgn", epochs=9),
        make_row("esgn", dataset="nw-ucla"),
        make_row("esgn", clips="1" * 64),
        changed(make_row("esgn"), "data", frames=32),
        changed(make_row("esgn"), "train", batch_size=7),
        changed(make_row("esgn"), "model", dropout=0.5),
        changed(make_row("esgn"), "subset", performers=2),
    ],
    ids=[
        "recipe",
        "epochs",
        "data",
        "clips",
        "frames",
        "batch",
        "model",
        "subset",
    ],
)
def test_runs_that_differ_never_meet(other):
    groups = group_runs([make_row("sgn"), other])
    assert len(groups) == 2
    for runs in groups.values():
        assert all(one.added is None and one.taken is None for one in evidence_of(runs))


def test_runs_that_chose_are_left_out():
    chose = replace(make_row("esgn"), values={"test_top1": None, "val_top1": 50.0})
    assert list(only_group([make_row("sgn"), chose])) == ["sgn"]


def test_a_row_that_is_older_than_a_field_stands_with_those_that_have_it():
    new = changed(changed(make_row("esgn"), "data", limb_dropout=0.0), "train", averaging=0.0)
    assert list(only_group([make_row("sgn"), new])) == ["sgn", "esgn"]
    assert len(pair_by_seed([make_row("sgn")], [new])) == 1
    other = changed(new, "train", averaging=0.9)
    assert len(group_runs([make_row("sgn"), other])) == 2


def test_what_changes_no_weight_and_what_is_switched_may_differ():
    plain = make_row("sgn")
    other = replace(make_row("esgn", 2), commit="0123abc")
    other = changed(changed(other, "model", pooling="semantic"), "train", kept_epochs=5, workers=2)
    assert conditions_of(plain) == conditions_of(other)
    assert list(only_group([other, plain])) == ["sgn", "esgn"]


def test_one_name_for_two_models_is_refused():
    rows = [changed(make_row("esgn", seed), "model", pooling=f"kind {seed}") for seed in (1, 2)]
    with pytest.raises(ValueError, match="esgn-ours-seed1 and esgn-ours-seed2 bear one name"):
        group_runs(rows)


def test_a_row_older_than_a_reading_bears_its_name_with_those_that_have_it():
    new = changed(make_row("esgn", 2), "model", fusion="embedding", bone_floor=0.0)
    assert list(only_group([make_row("esgn", 1), new])) == ["esgn"]
    other = changed(make_row("esgn", 2), "model", fusion="score")
    with pytest.raises(ValueError, match="esgn-ours-seed1 and esgn-ours-seed2 bear one name"):
        group_runs([make_row("esgn", 1), other])


def test_an_enhancement_is_read_in_one_way_throughout_a_group():
    off = changed(make_row("sgn"), "model", temporal="single")
    tied = changed(make_row("esgn"), "model", temporal="multi_scale_tied")
    assert list(only_group([off, tied])) == ["sgn", "esgn"]
    wide = changed(make_row("temporal"), "model", temporal="multi_scale")
    with pytest.raises(ValueError, match='read temporal in more than one way, "multi_scale", "mul'):
        group_runs([off, tied, wide])


def test_groups_stand_in_the_order_of_their_dates():
    old = replace(make_row("sgn", epochs=9), date="2026-01-01")
    new = replace(make_row("sgn", epochs=7), date="2026-02-01")
    epochs = [json.loads(one.rest)["training"]["epochs"] for one in group_runs([new, old])]
    assert epochs == [9, 7]


def test_combinations_stand_in_their_order_and_others_after_them():
    rows = [make_row(name) for name in ("gru", "esgn", "streams", "sgn")]
    rows.append(replace(make_row("sgn"), kind="measurement", name="speed"))
    assert list(only_group(rows)) == ["sgn", "streams", "esgn", "gru"]


@pytest.mark.parametrize("name", [*ABLATIONS, "st-gcn", "gru"])
@pytest.mark.parametrize("end", ["-seed12", "-seed3-validate"])
def test_a_name_says_what_was_trained(name, end):
    assert combination_of(replace(make_row(), name=f"{name}-ours{end}")) == name


def test_views_of_one_performance_are_drawn_together(repository):
    from eesgn_lite.analysis import evidence
    from eesgn_lite.analysis.results import read_row

    row = read_row(repository / "results/mini-ntu/sgn-ours-seed1.json")
    groups = evidence._performances(row)
    assert len(np.unique(groups)) * 3 == len(groups)
    assert evidence._performances(replace(row, dataset="nw-ucla")) is None
    assert evidence._performances(replace(row, details={})) is None
