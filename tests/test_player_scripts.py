"""The joined scripts: nothing is lost but what only a reader of the files needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eesgn_lite.viewing import player_scripts
from eesgn_lite.viewing.player_scripts import read_scripts, read_style

FOLDER = Path(player_scripts.__file__).parent
FILES = sorted(FOLDER.glob("player_*.js"))


def test_every_script_of_the_player_is_joined_once() -> None:
    script = read_scripts()
    for path in FILES:
        names = re.findall(r"^(?:class|function) (\w+)", path.read_text(encoding="utf-8"), re.M)
        assert names, path.name
        for name in names:
            assert len(re.findall(rf"\b(?:class|function) {name}\b", script)) == 1, name


def test_comments_and_indentation_stay_behind() -> None:
    script = read_scripts()
    assert not re.search(r"^\s|//|/\*", script, re.MULTILINE)
    assert "  " not in script


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_texts_keep_their_spaces(path: Path) -> None:
    source = re.sub(r"^\s*(//|/\*\*).*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    script = read_scripts()
    for text in re.findall(r'"[^"\n]*"', source):
        assert text in script
    # In a template of templates a text could lose its spaces.
    assert source.count("`") % 2 == 0
    assert not [part for part in re.findall(r"`([^`]*)`", source) if "${`" in part]


def test_the_style_keeps_its_rules() -> None:
    source = (FOLDER / "player.css").read_text(encoding="utf-8")
    style = read_style()
    assert style.count("{") == source.count("{")
    assert style.count(";") == source.count(";")
    assert ".eesgn-player :focus-visible{outline:2px solid var(--eesgn-left);" in style


def test_no_name_is_declared_twice() -> None:
    # A second declaration in the joined text is a syntax error, and the player stays blank.
    declared = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        declared += re.findall(r"^(?:const|let|class|function) (\w+)", text, re.MULTILINE)
    assert len(declared) > 10
    assert sorted(declared) == sorted(set(declared))
