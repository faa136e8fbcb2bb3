"""What a heat map is given."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from eesgn_lite.viewing.heat_table import BLANK, Table, draw_table


def table(values: object = ((0.0, 0.5), (1.0, np.nan)), **changes: Any) -> Table:
    """Make a table of two rows and columns."""
    choices: dict[str, Any] = {
        "values": np.array(values, dtype=float).reshape(-1, 2, 2),
        "rows": ["hip", "<knee>"],
        "columns": ["3", "9"],
        "layers": [""],
        "name": "weight",
        "title": "",
        "note": "",
        "axes": ("joint", "frame"),
        "sentence": "{row}, frame {column}: {value}",
        "missing": "nobody",
        "gaps": ((1,), ()),
        "cell": (40, 15),
        "frames": None,
        "joints": None,
    }
    return Table(**{**choices, **changes})


def test_numbers_travel_as_steps_between_the_bounds() -> None:
    packed = table().to_json()
    steps = np.frombuffer(b64decode(packed["data"]), dtype="<u2")
    assert steps.tolist() == [0, 32767, 65534, BLANK]
    assert packed["bounds"] == (0.0, 1.0)
    assert json.loads(json.dumps(packed))["rowGaps"] == [1]


@pytest.mark.parametrize(
    ("values", "bounds"),
    [(((2, 4), (3, 3)), (0, 4)), (((-1, 0), (0, 0)), (-1, 0)), (((0, 0), (0, 0)), (0, 1))],
)
def test_the_scale_begins_at_zero_or_below(values: object, bounds: tuple[float, float]) -> None:
    assert table(values).bounds == bounds


def test_the_words_name_the_highest_cells_only() -> None:
    label = table(title="Where").label
    assert label.startswith("Where. Heat map of weight, 2 rows (joint) and 2 columns (frame).")
    assert "Highest: <knee>, frame 3: 1; hip, frame 9: 0.5; hip, frame 3: 0." in label
    assert "nan" not in label


def test_layers_are_named_in_the_words() -> None:
    values = np.array([[[0.0, 0], [0, 0]], [[0, 0], [0, 7]]])
    assert "b, <knee>, frame 9: 7" in table(values=values, layers=["a", "b"]).label


def test_the_picture_carries_row_names_and_pixels() -> None:
    svg = b64decode(draw_table(table()).partition(",")[2]).decode("utf-8")
    assert "&lt;knee&gt;" in svg
    png = b64decode(re.search(r"image/png;base64,([^\"]+)", svg)[1])
    assert int.from_bytes(png[16:20], "big") == int.from_bytes(png[20:24], "big") == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rows": ["hip"]}, "as many names of layers, rows and columns, found \\(1, 1, 2\\)"),
        ({"values": np.full((1, 2, 2), np.nan)}, "a finite number"),
        ({"values": np.array([[[np.inf, 0], [0, 0]]])}, "no infinite one"),
        ({"frames": [1, 2, 3]}, "2 columns or rows need as many marks, found 3"),
        ({"joints": [1]}, "2 columns or rows need as many marks, found 1"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table(**changes)
