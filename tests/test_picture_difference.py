"""Pictures that were drawn by different machines."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from eesgn_lite.viewing.picture_difference import difference

DRAWING = (
    '<svg><metadata>Matplotlib v1</metadata><defs><path id="m0123456789" d="M 1 2"/></defs>'
    '<use xlink:href="#m0123456789" x="10.5" y="20" style="fill: #0067a8"/>'
    '<g transform="translate(3 4) scale(0.1 -0.1)"><use xlink:href="#DejaVuSans-35"/></g></svg>'
)


def film(*shades: int, size: tuple[int, int] = (8, 8)) -> bytes:
    """Make a GIF of even grey frames."""
    file = io.BytesIO()
    first, *rest = [Image.new("L", size, shade) for shade in shades]
    first.save(file, format="GIF", save_all=True, append_images=rest, duration=100)
    return file.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Matplotlib v1", "Matplotlib v2"),
        ("m0123456789", "mabcdefabcd"),
        ('x="10.5"', 'x="11.4"'),
        ("M 1 2", "M 1.0 2e0"),
    ],
)
def test_versions_and_less_than_a_pixel_are_forgiven(old: str, new: str) -> None:
    assert difference(".svg", DRAWING.encode(), DRAWING.replace(old, new).encode()) == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('x="10.5"', 'x="12"', "a point is 1.5 pixels away"),
        ("M 1 2", "M 1 4", "a point is 2.0 pixels away"),
        ("#0067a8", "#0067a9", "other shapes, colours or letters"),
        ("Sans-35", "Sans-36", "other shapes, colours or letters"),
        ("scale(0.1", "scale(0.2", "other shapes, colours or letters"),
        ('x="10.5" ', "", "other shapes, colours or letters"),
    ],
)
def test_more_than_a_pixel_is_told(old: str, new: str, words: str) -> None:
    assert difference(".svg", DRAWING.encode(), DRAWING.replace(old, new).encode()) == words


def test_films_are_compared_frame_by_frame() -> None:
    held = film(10, 200, 30)
    assert difference(".gif", held, film(10, 200, 30)) == ""
    assert difference(".gif", held, film(10, 210, 30)) == "a frame is 10.0 shades away"
    assert difference(".gif", held, film(10, 200)) == "other sizes or numbers of frames"
    assert difference(".gif", held, film(10, 200, 30, size=(8, 9))).startswith("other sizes")


def test_other_files_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"end in '\.txt' cannot"):
        difference(".txt", b"", b"")
