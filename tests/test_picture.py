"""Pictures carry their words."""

from __future__ import annotations

import base64
import io
import re

import matplotlib.pyplot as plt
import pytest

from eesgn_lite.viewing.picture import show


def test_the_page_gets_an_image_with_its_text() -> None:
    figure, _ = plt.subplots(figsize=(3, 2))
    bundle = show(figure, 'Knees & "hips"')._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == 'Knees & "hips"'
    assert 'alt="Knees &amp; &quot;hips&quot;"' in bundle["text/html"]
    data = re.search(r"base64,([^\"]+)", bundle["text/html"])[1]
    assert base64.b64decode(data).startswith(b"\x89PNG")


def test_the_figure_is_closed_so_that_it_is_not_drawn_twice() -> None:
    figure, _ = plt.subplots()
    show(figure, "Nothing.")
    assert not plt.fignum_exists(figure.number)


def test_the_page_shows_it_at_half_its_pixels() -> None:
    figure = plt.figure(figsize=(3, 2))
    figure.patches.append(plt.Rectangle((0, 0), 1, 1, transform=figure.transFigure))
    picture = show(figure, "A blue field.")
    pixels = plt.imread(io.BytesIO(picture.png)).shape[1]
    assert picture.width == pixels // 2


def test_a_picture_without_words_is_refused() -> None:
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="needs a sentence"):
        show(figure, " ")
    plt.close(figure)
