"""The heat map: a canvas of coloured cells that can lead a player."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from eesgn_lite.viewing.heat_table import Table, draw_table
from eesgn_lite.viewing.page_widget import PageWidget
from eesgn_lite.viewing.player import Player

_FOLDER = Path(__file__).parent
_SCRIPT = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8")
    for name in ("player_clock.js", "heat_link.js", "heat_map.js")
)
_STYLE = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8") for name in ("theme.css", "heat_map.css")
)


class HeatMap(PageWidget):
    """Show numbers as coloured cells; made by `heat_map`.

    Attributes
    ----------
    cell : list of int
        [layer, row, column] under the pointer or chosen by keyboard; empty without one.
    layer : int
        Layer shown.
    cursor : int
        Column that is marked, -1 for none. With a player its frame is marked instead.
    """

    _esm = _SCRIPT
    _css = _STYLE
    _place, _mount = "data-eesgn-heat", "mountHeatMaps"
    _kept = ("_table", "layer", "cursor", "cell")
    _table: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _player = traitlets.Unicode("").tag(sync=True)
    cell: traitlets.List = traitlets.List(traitlets.Int()).tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)
    cursor = traitlets.Int(-1).tag(sync=True)

    def __init__(self, table: Table, player: Player | None) -> None:
        self._shape = table.values.shape
        self._poster = draw_table(table)
        self.label = table.label
        super().__init__(_table=table.to_json(), _player=player.model_id if player else "")

    @traitlets.validate("cell")
    def _keep_cell(self, proposal: dict[str, Any]) -> list[int]:
        """Refuse a cell that is not there."""
        cell = list(proposal["value"])
        known = len(cell) == 3 and all(
            0 <= place < count for place, count in zip(cell, self._shape, strict=True)
        )
        if cell and not known:
            raise traitlets.TraitError(
                f"cell must be empty or [layer, row, column] below {list(self._shape)}."
            )
        return cell

    @traitlets.validate("layer")
    def _keep_layer(self, proposal: dict[str, Any]) -> int:
        """Refuse a layer that is not there."""
        if not 0 <= proposal["value"] < self._shape[0]:
            raise traitlets.TraitError(f"layer must lie in 0..{self._shape[0] - 1}.")
        return int(proposal["value"])

    @traitlets.validate("cursor")
    def _keep_cursor(self, proposal: dict[str, Any]) -> int:
        """Refuse a column that is not there."""
        if not -1 <= proposal["value"] < self._shape[2]:
            raise traitlets.TraitError(f"cursor must lie in -1..{self._shape[2] - 1}.")
        return int(proposal["value"])


def heat_map(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    name: str = "value",
    title: str = "",
    note: str = "",
    axes: tuple[str, str] = ("row", "column"),
    layers: Sequence[str] = ("",),
    sentence: str = "{row}, {column}: {value}",
    missing: str = "no value",
    gaps: tuple[Sequence[int], Sequence[int]] = ((), ()),
    cell: tuple[int, int] = (40, 15),
    player: Player | None = None,
    frames: Sequence[int] | None = None,
    joints: Sequence[int] | None = None,
) -> HeatMap:
    """Show numbers in rows and columns as colours; NaN is hatched.

    Parameters
    ----------
    values
        float (R, C), or (L, R, C) for layers among which the reader chooses.
    rows, columns
        Names; columns are numbered from 0 when left out.
    name
        What the numbers are, for the legend.
    title, note
        Written over and under it.
    axes
        What the rows and the columns are.
    layers
        Names of the layers.
    sentence
        How a cell is said, with {row}, {column} and {value}.
    missing
        What NaN means.
    gaps
        Rows, and columns, before which a group begins.
    cell
        Largest width and the height of a cell in pixels.
    player
        A player that goes to the frame and joint of the cell pointed at, and whose frame is
        marked. Layers are then persons.
    frames, joints
        The clip's frame of each column and the joint of each row; needed with a player.

    Returns
    -------
    HeatMap
        A widget. `cell`, `layer` and `cursor` can be read and set.

    Raises
    ------
    ValueError
        If names do not fit the shape, no number is finite, one is infinite, or a player comes
        without frames and joints.

    Notes
    -----
    The pointer or the arrow keys choose a cell, Home and End the ends of its row, Page up and
    Page down those of its column, Escape none; space plays and pauses the player.

    Examples
    --------
    >>> import numpy as np
    >>> import eesgn_lite as ee
    >>> ee.heat_map(np.eye(2), ["hip", "knee"]).cell
    []
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[None] if numbers.ndim == 2 else numbers
    if numbers.ndim != 3:
        raise ValueError(f"Values must be (R, C) or (L, R, C), found {np.shape(values)}.")
    if player is not None and (frames is None or joints is None):
        raise ValueError("A heat map with a player needs frames and joints.")
    numbered = [str(column) for column in range(numbers.shape[2])]
    table = Table(
        values=numbers,
        rows=rows,
        columns=numbered if columns is None else columns,
        layers=layers,
        name=name,
        title=title,
        note=note,
        axes=axes,
        sentence=sentence,
        missing=missing,
        gaps=gaps,
        cell=cell,
        frames=frames,
        joints=joints,
    )
    return HeatMap(table, player)
