"""Data cards: what they say, and how they look."""

from __future__ import annotations

import pytest

from eesgn_lite.data.cards import ORIGINS, make_card
from eesgn_lite.data.splits import PROTOCOLS

FOUND = {"train": 516, "val": 504, "test": 464}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_every_protocol_has_a_whole_card(protocol):
    card = make_card(protocol, FOUND)
    text = str(card)
    for word in ("source", "licence", "how to get", "citation", "split", "counts"):
        assert f"\n{word}" in text
    assert card.citation.endswith(".") or "doi" in card.citation


def test_the_sample_set_says_first_that_it_is_synthetic():
    card = make_card(PROTOCOLS["mini-ntu"], FOUND)
    assert str(card).startswith("Synthetic:")
    assert card._repr_markdown_().startswith("**Synthetic:")
    assert not any(
        "ynthetic" in str(ORIGINS[source].title) for source in ORIGINS if "mini" not in source
    )


def test_counts_stand_beside_the_published_ones():
    counts = make_card(PROTOCOLS["nw-ucla"], FOUND).counts
    assert counts.startswith("train 516, val 504, test 464. Published: training side")
    assert counts.endswith("1020, test 464.")
    assert make_card(PROTOCOLS["ntu120-csub"], FOUND).counts.endswith("50919 (from memory).")
    assert "Published" not in make_card(PROTOCOLS["mini-ntu"], FOUND).counts


def test_the_split_names_every_view():
    split = make_card(PROTOCOLS["nw-ucla"], FOUND).split
    assert split.startswith("By camera: train 1; val 2; test 3. The test asks for a new view")


def test_markdown_is_a_table():
    lines = make_card(PROTOCOLS["nw-ucla"], FOUND)._repr_markdown_().splitlines()
    assert lines[2:4] == ["| | |", "|---|---|"] and len(lines) == 10
    assert all(line.count("|") == 3 for line in lines[2:])
