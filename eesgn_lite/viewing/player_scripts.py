"""The player's scripts as one text, small enough to travel with every player."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_SCRIPTS = ("space", "bodies", "layers", "stage", "clock", "controls", "view")
_COMMENT = re.compile(r"^\s*(//.*|/\*\*.*\*/)$\n", re.MULTILINE)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)


def read_scripts() -> str:
    """Join the player's scripts in the order in which they need each other.

    Returns
    -------
    str
        JavaScript without indentation and without comments, which stand on lines of their own.
    """
    paths = [_FOLDER / f"player_{name}.js" for name in _SCRIPTS]
    text = "".join(path.read_text(encoding="utf-8") for path in paths)
    return _INDENTATION.sub("", _COMMENT.sub("", text))


def read_style() -> str:
    """Return the player's style without indentation."""
    return _INDENTATION.sub("", (_FOLDER / "player.css").read_text(encoding="utf-8"))
