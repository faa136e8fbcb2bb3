"""Networks drawn as they are."""

from __future__ import annotations

import pytest

from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, SGN
from eesgn_lite.training.experiment import REAL_READINGS
from eesgn_lite.viewing.architecture_figure import architecture_figure, describe_architectures
from eesgn_lite.viewing.palette import LIGHT


def texts_of(figure) -> list[str]:
    """List everything that is written."""
    return [text.get_text() for text in figure.axes[0].texts]


def test_what_is_written_is_read_from_the_networks() -> None:
    texts = texts_of(architecture_figure({"SGN": SGN(), "ESGN": ESGN(ModelConfig())}))
    for expected in ("691,048 parameters", "831,316 parameters", "SemanticPooling", "joined"):
        assert expected in texts
    assert texts.count("20 \N{MULTIPLICATION SIGN} 25 \N{MULTIPLICATION SIGN} 128") == 2


def test_another_network_is_drawn_otherwise() -> None:
    texts = texts_of(architecture_figure({"SGN": SGN(num_classes=10, skeleton="kinect20")}))
    assert "10 scores" in texts and "665,018 parameters" in texts
    assert not any("not as in" in text for text in texts)


def test_boxes_that_differ_have_a_ground_of_their_own() -> None:
    figure = architecture_figure({"SGN": SGN(), "ESGN": ESGN(ModelConfig())})
    grounds = [patch.get_facecolor() for patch in figure.axes[0].patches]
    assert len(grounds) == 14
    same = architecture_figure({"one": SGN(), "other": SGN()})
    assert len({patch.get_facecolor() for patch in same.axes[0].patches}) == 1
    assert len(set(grounds)) == 2


@pytest.mark.parametrize("readings", [{}, REAL_READINGS], ids=["plain", "real"])
def test_no_word_leaves_the_sheet_or_covers_another(readings) -> None:
    figure = architecture_figure({"SGN": SGN(), "ESGN": ESGN(ModelConfig(**readings))})
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in figure.axes[0].texts if t.get_text()]
    sheet = figure.bbox
    assert all(sheet.x0 <= b.x0 and b.x1 <= sheet.x1 for b in boxes)
    assert all(sheet.y0 <= b.y0 and b.y1 <= sheet.y1 for b in boxes)
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            tall = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert wide <= 1 or tall <= 2.5


def test_bars_are_as_long_as_their_parameters() -> None:
    figure = architecture_figure({"SGN": SGN()})
    bars = [line for line in figure.axes[0].lines if line.get_color() == LIGHT.left]
    lengths = sorted(float(bar.get_xdata()[1] - bar.get_xdata()[0]) for bar in bars)
    assert lengths[-2] / lengths[-1] == pytest.approx(297_344 / 329_984)


def test_the_words_tell_the_numbers() -> None:
    words = describe_architectures({"SGN": SGN()})
    assert words.startswith("SGN has 691,048 parameters: ") and "classifier 30,780." in words


def test_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="no network to draw"):
        architecture_figure({})
