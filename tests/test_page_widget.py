"""Widgets as pages: script, style, data, words and a still picture in one fragment."""

from __future__ import annotations

import json
import re

import pytest
import traitlets

from eesgn_lite.viewing.heat_map import HeatMap
from eesgn_lite.viewing.page_widget import PageWidget
from eesgn_lite.viewing.player import Player


class Dial(PageWidget):
    """A widget of one number."""

    _esm = "export function turn() {}"
    _css = ".dial { color: red; }"
    _place, _mount, _kept = "data-dial", "turn", ("number", "name")
    _poster, label = "data:,", 'A "dial" < 3'
    number = traitlets.Int(3).tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)


@pytest.fixture
def dial() -> Dial:
    """A dial that was turned."""
    return Dial(number=5, name="</script><b>")


def test_the_page_holds_style_words_picture_data_and_script(dial: Dial) -> None:
    page = dial.to_html()
    assert page.startswith("<style>.dial { color: red; }</style>\n<div data-dial><img ")
    assert 'alt="A &quot;dial&quot; &lt; 3" src="data:,"' in page
    assert page.endswith("export function turn() {}\nturn();</script>")
    state = re.search(r'<script type="application/json">(.*?)</script>', page)[1]
    assert json.loads(state) == {"number": 5, "name": "</script><b>"}


def test_a_name_cannot_end_the_script(dial: Dial) -> None:
    assert dial.to_html().count("</script>") == 2


def test_a_notebook_gets_the_widget_and_the_page(dial: Dial) -> None:
    bundle, _ = dial._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == dial.model_id
    assert (bundle["text/html"], bundle["text/plain"]) == (dial.to_html(), dial.label)


@pytest.mark.parametrize("kind", [Player, HeatMap])
def test_every_widget_with_a_page_writes_it_in_one_place(kind: type[PageWidget]) -> None:
    assert kind.to_html is PageWidget.to_html
    assert kind._repr_mimebundle_ is PageWidget._repr_mimebundle_
