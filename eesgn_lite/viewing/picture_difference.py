"""Compare two pictures that were drawn by different machines or versions."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image

PIXEL = 1.0
SHADE = 1.0  # mean difference of a frame, of 255
# Digits in a name or a colour are no number.
_NUMBER = re.compile(r"(?<![\w#.-])-?\d+(?:\.\d+)?(?:e-?\d+)?")


def difference(suffix: str, one: bytes, other: bytes) -> str:
    """Say how two pictures differ beyond a pixel.

    Parameters
    ----------
    suffix
        ".svg" or ".gif".
    one, other
        The files.

    Returns
    -------
    str
        A clause, empty if they look alike.

    Raises
    ------
    ValueError
        If no comparison is known for such files.

    Examples
    --------
    >>> difference(".svg", b'<path d="M 1 2"/>', b'<path d="M 1.2 2"/>')
    ''
    >>> difference(".svg", b'<path d="M 1 2"/>', b'<path d="M 4 2"/>')
    'a point is 3.0 pixels away'
    """
    if suffix == ".svg":
        return _between_drawings(_strip(one), _strip(other))
    if suffix == ".gif":
        return _between_films(_frames(one), _frames(other))
    raise ValueError(f"Pictures that end in {suffix!r} cannot be compared.")


def _strip(svg: bytes) -> str:
    """Leave out who drew it, and number the names that a version gives to shapes."""
    text = re.sub(r"<metadata>.*?</metadata>", "", svg.decode(), flags=re.DOTALL)
    # A scale is a size of letters, not a place: it is compared as a word.
    text = re.sub(r"scale\(([^ )]+) ([^)]+)\)", r"scale_\1_\2", text)
    names: dict[str, str] = {}

    def renumber(match: re.Match[str]) -> str:
        return match[1] + names.setdefault(match[2], f"n{len(names)}")

    return re.sub(r'(id="|#)([mpc][0-9a-f]{10})\b', renumber, text)


def _between_drawings(one: str, other: str) -> str:
    """Compare words with words and numbers with numbers."""
    if _NUMBER.sub("0", one) != _NUMBER.sub("0", other):
        return "other shapes, colours or letters"
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    away = max((abs(float(a) - float(b)) for a, b in pairs), default=0.0)
    return f"a point is {away:.1f} pixels away" if away > PIXEL else ""


def _frames(gif: bytes) -> np.ndarray:
    """Read a GIF as RGB pictures, int16 (T, H, W, 3)."""
    frames = []
    with Image.open(io.BytesIO(gif)) as film:
        for frame in range(getattr(film, "n_frames", 1)):
            film.seek(frame)
            frames.append(np.asarray(film.convert("RGB"), dtype=np.int16))
    return np.stack(frames)


def _between_films(one: np.ndarray, other: np.ndarray) -> str:
    """Compare frame by frame."""
    if one.shape != other.shape:
        return "other sizes or numbers of frames"
    away = np.abs(one - other).mean(axis=(1, 2, 3)).max()
    return f"a frame is {away:.1f} shades away" if away > SHADE else ""
