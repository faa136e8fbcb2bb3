"""The joined scripts: all are there, once, and no name is declared twice."""

from __future__ import annotations

import re
from pathlib import Path

from eesgn_lite.viewing import player_scripts
from eesgn_lite.viewing.player_scripts import read_scripts

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


def test_no_name_is_declared_twice() -> None:
    # A second declaration in the joined text is a syntax error, and the player stays blank.
    declared = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        declared += re.findall(r"^(?:const|let|class|function) (\w+)", text, re.MULTILINE)
    assert len(declared) > 10
    assert sorted(declared) == sorted(set(declared))
