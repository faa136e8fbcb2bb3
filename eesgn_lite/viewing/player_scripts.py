"""The player's scripts and style as one text each, without what only their reader needs."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_SCRIPTS = ("space", "bodies", "layers", "stage", "clock", "controls", "view")
_COMMENT = re.compile(r"^\s*(//.*|/\*\*.*\*/)$\n", re.MULTILINE)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)
_LITERAL = re.compile(r'("(?:[^"\\\n]|\\.)*"|`[^`]*`)')
_SPACED_SIGN = re.compile(r" ?([=<>{}(),:;?&|*]) ?")
# A line may end only where a statement must: after anything but an opening sign or a comma.
_NEEDLESS_END = re.compile(r"(?<=[{(\[,;])\n|\n(?=[})\].?:])")


def read_scripts() -> str:
    """Join the player's scripts in the order in which they need each other.

    Returns
    -------
    str
        JavaScript without comments and needless spaces; every player carries it.

    Notes
    -----
    The scripts end every statement with a semicolon, write comments on lines of their own and
    nest no template in another.
    """
    texts = [(_FOLDER / f"player_{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    bare = _INDENTATION.sub("", _COMMENT.sub("", "".join(texts)))
    pieces = _LITERAL.split(_NEEDLESS_END.sub("", bare))
    pieces[::2] = [_SPACED_SIGN.sub(r"\1", code) for code in pieces[::2]]
    return "".join(pieces)


def read_style() -> str:
    """Return the player's style without spaces that mean nothing."""
    text = (_FOLDER / "player.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{},;])\s*|(?<=:)\s+|\n\s*", r"\1", text)
