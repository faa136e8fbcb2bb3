"""The glossary and its index: words are explained once, and the index is fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eesgn_lite.course import terms
from eesgn_lite.course.terms import INDEX, Place, Term, build_index, find_places, read_glossary

TERMS = read_glossary()


def test_the_index_is_fresh():
    assert INDEX.read_text(encoding="utf-8") == build_index(), "run make editions"


def test_a_stale_index_is_named(tmp_path, monkeypatch, capsys):
    stale = tmp_path / "index_of_terms.md"
    stale.write_text("old", encoding="utf-8")
    monkeypatch.setattr(terms, "INDEX", stale)
    assert terms.main(["--check"]) == 1
    assert "python -m eesgn_lite.course.terms" in capsys.readouterr().err
    assert terms.main([]) == 0 and terms.main(["--check"]) == 0


def test_the_glossary_is_in_order_and_no_word_stands_twice():
    words = [term.word.casefold() for term in TERMS]
    assert words == sorted(words)
    forms = [form.casefold() for term in TERMS for form in (term.word, *term.also)]
    assert len(set(forms)) == len(forms) >= 60


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_word_has_a_short_meaning(term: Term):
    assert 4 <= len(term.meaning.split()) <= 30


def test_a_word_is_found_in_the_plural_and_not_within_another():
    term = Term("bone", ("stick",), "")
    assert [
        one.group() for one in term.pattern.finditer("Bones, a stick, backbone, bone-like")
    ] == [
        "Bones",
        "stick",
    ]


def test_the_first_emphasis_explains_and_the_most_mentions_follow():
    term = Term("bone", (), "")
    places = [
        Place("01_a", "1 One", "bone"),
        Place("01_a", "2 Two", "a **bone** is"),
        Place("02_b", "1 Three", "nothing"),
        Place("02_b", "2 Bones", "x"),
        *(Place("03_c", f"{n} More", "bone " * n) for n in range(1, 6)),
    ]
    found = find_places(term, places)
    assert found[0].heading == "2 Two"
    assert [place.heading for place in found[1:]] == ["2 More", "3 More", "4 More", "5 More"]
    assert find_places(Term("x-ray", (), ""), places) == []
    assert find_places(term, places[4:])[0].heading == "5 More", "else where it stands most often"


def test_every_link_names_a_section_that_is_there():
    text = INDEX.read_text(encoding="utf-8")
    links = re.findall(r'\]\(\.\./notebooks/(\S+)\.ipynb "([^"]+)"\)', text)
    assert len(links) > 40
    folder = Path(terms.NOTEBOOKS)
    for name, heading in set(links):
        assert (folder / f"{name}.ipynb").is_file()
        assert f"\n## {heading}\n" in (folder / f"source/{name}.md").read_text(encoding="utf-8")
