"""Pictures carry their words and suit light and dark pages."""

from __future__ import annotations

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from eesgn_lite.viewing.picture import ShownFigure, show


def pixels(png: bytes) -> np.ndarray:
    """Read a PNG as (H, W, 3) in 0..1."""
    return plt.imread(io.BytesIO(png))[..., :3]


def test_the_page_gets_images_with_their_text() -> None:
    figure, _ = plt.subplots(figsize=(3, 2))
    bundle = show(figure, 'Knees & "hips"')._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == 'Knees & "hips"'
    assert bundle["text/html"].count('alt="Knees &amp; &quot;hips&quot;"') == 2
    for data in re.findall(r"base64,([^\"]+)", bundle["text/html"]):
        assert base64.b64decode(data).startswith(b"\x89PNG")


def test_a_figure_of_ours_shows_itself_with_its_words() -> None:
    figure = ShownFigure(figsize=(3, 2))
    figure.words = "Nothing yet."
    assert figure._repr_mimebundle_() == show(figure, "Nothing yet.")._repr_mimebundle_()


def test_without_styles_the_page_shows_the_light_image_alone() -> None:
    figure, _ = plt.subplots(figsize=(3, 2))
    picture = show(figure, "Axes.")
    page = picture._repr_mimebundle_()["text/html"]
    shown, hidden = re.findall(r'<img alt="Axes." width="\d+"( hidden)? .*?base64,([^"]+)"', page)
    assert shown == ("", base64.b64encode(picture.png).decode())
    assert hidden == (" hidden", base64.b64encode(picture.dark_png).decode())


def test_the_figure_is_closed_so_that_it_is_not_drawn_twice() -> None:
    figure, _ = plt.subplots()
    show(figure, "Nothing.")
    assert not plt.fignum_exists(figure.number)


def test_the_page_shows_it_at_half_its_pixels() -> None:
    figure = plt.figure(figsize=(3, 2))
    figure.patches.append(plt.Rectangle((0, 0), 1, 1, transform=figure.transFigure))
    picture = show(figure, "A blue field.")
    assert picture.width == pixels(picture.png).shape[1] // 2


def test_a_hollow_marker_stays_hollow() -> None:
    figure, axes = plt.subplots(figsize=(3, 2))
    (line,) = axes.plot([0, 1], "o", markerfacecolor="none")
    assert show(figure, "Two rings.").dark_png
    assert line.get_markerfacecolor() == "none"


def test_ground_and_letters_change_places_on_a_dark_page() -> None:
    figure, axes = plt.subplots(figsize=(3, 2))
    axes.set_title("Height of the knee")
    axes.bar([0, 1], [1, 2])
    axes.scatter([0, 1, 2], [0, 1, 2])
    axes.plot([0, 1], [1, 0], "o-", color="black", label="knee")
    axes.legend()
    picture = show(figure, "A line.")
    light, dark = pixels(picture.png), pixels(picture.dark_png)
    assert light.shape == dark.shape
    assert light[0, 0] == pytest.approx(1)
    assert dark[0, 0] == pytest.approx(0.07, abs=0.01)
    assert light.mean() > 0.7 and dark.mean() < 0.4
    assert dark.max() > 0.9


def test_a_figure_has_its_colours_back_afterwards() -> None:
    figure, axes = plt.subplots()
    (line,) = axes.plot([0, 1], color="#0067a8")
    dots = axes.scatter([0, 1], [0, 1], c=["#c65100", "black"])
    show(figure, "A line.")
    assert line.get_color() == "#0067a8"
    assert dots.get_facecolor()[1, :3].tolist() == [0, 0, 0]
    assert figure.get_facecolor() == (1, 1, 1, 1)


def test_colours_that_stand_for_numbers_stay() -> None:
    figure, axes = plt.subplots(figsize=(2, 2))
    axes.imshow(np.eye(2), cmap="cividis")
    axes.text(0, 0, "1", color="black")
    picture = show(figure, "A heat map.")
    light, dark = pixels(picture.png), pixels(picture.dark_png)
    height, width = light.shape[:2]
    middle = np.s_[height // 4 : height // 2, width // 3 : 2 * width // 3]
    assert np.abs(light[middle] - dark[middle]).mean() < 0.01
    assert np.abs(light[0, 0] - dark[0, 0]).min() > 0.9


def test_a_picture_without_words_is_refused() -> None:
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="needs a sentence"):
        show(figure, " ")
    plt.close(figure)
