"""Draw networks side by side from their outlines: stations as boxes, shapes on the arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from eesgn_lite.analysis.outline import Outline, Station, outline
from eesgn_lite.model.esgn import ESGN
from eesgn_lite.viewing.palette import LIGHT
from eesgn_lite.viewing.paper import house_style, new_sheet, pixel_axes, text_width, wrap
from eesgn_lite.viewing.picture import ShownFigure

_MAIN, _SIDE, _BETWEEN, _MARGIN = 280, 130, 12, 22  # pixels
_TIMES = " \N{MULTIPLICATION SIGN} "
_TITLE, _TEXT, _LINE = 9.0, 8.0, 14.5  # points, points, pixels
_PAD, _HEAD, _FOOT = 10, 66, 92
_GAP, _MEETING_GAP = 38, 60


@dataclass(frozen=True)
class _Box:
    """A station with its lines of text, (name, words) each."""

    station: Station
    lines: tuple[tuple[str, str], ...]
    names: float

    @property
    def height(self) -> float:
        """Pixels that the title, the lines and the bar take."""
        return 2 * _PAD + 15 + _LINE * len(self.lines) + 8


@dataclass(frozen=True)
class _Column:
    """One network, ready to be drawn: boxes by level, the level of the output being 0."""

    title: str
    outline: Outline
    main: dict[int, _Box]
    side: dict[int, _Box]


class _Row(NamedTuple):
    """Where a level of boxes begins and ends, and where the next begins; pixels."""

    top: float
    bottom: float
    next_top: float


def architecture_figure(models: Mapping[str, ESGN]) -> ShownFigure:
    """Draw one network, or several side by side, as they really compute.

    Parameters
    ----------
    models
        Title -> network. What differs from the first network has a ground of its own.

    Returns
    -------
    ShownFigure
        A matplotlib figure that a notebook shows by itself. Boxes, numbers and arrows are read
        from the networks (`outline`).

    Raises
    ------
    ValueError
        If there is no network.

    Examples
    --------
    >>> from eesgn_lite.model.esgn import SGN
    >>> figure = architecture_figure({"SGN": SGN(num_classes=16)})
    """
    if not models:
        raise ValueError("There is no network to draw.")
    with house_style():
        columns = [_arrange(title, outline(model)) for title, model in models.items()]
        rows = _lay_rows(columns)
        width = len(columns) * (_MAIN + _SIDE + _BETWEEN + _MARGIN) + _MARGIN
        figure = new_sheet(width, rows[0].bottom + _FOOT)
        axes = pixel_axes(figure)
        for place, column in enumerate(columns):
            left = _MARGIN + place * (_MAIN + _SIDE + _BETWEEN + _MARGIN)
            _draw_column(axes, column, rows, left, columns)
        _write_legend(axes, columns)
    figure.words = describe_architectures(models)
    return figure


def describe_architectures(models: Mapping[str, ESGN]) -> str:
    """Say in words what `architecture_figure` draws."""
    sentences = []
    for title, model in models.items():
        found = outline(model)
        parts = ", ".join(f"{s.name} {s.parameters:,}" for s in found.stations if s.kind)
        sentences.append(f"{title} has {found.parameters:,} parameters: {parts}.")
    return " ".join(sentences)


def _arrange(title: str, found: Outline) -> _Column:
    """Give each station its level, and tell the clip's own way from the side stations."""
    after: dict[str, list[str]] = {}
    for link in found.links:
        after.setdefault(link.source, []).append(link.target)

    def level(name: str) -> int:
        return max((level(target) + 1 for target in after.get(name, [])), default=0)

    def reached(name: str) -> set[str]:
        return {name}.union(*(reached(target) for target in after.get(name, [])))

    own = reached("joints")
    main: dict[int, _Box] = {}
    side: dict[int, _Box] = {}
    for station in found.stations:
        if not station.kind:
            continue
        fed_by = [s for s in found.stations if not s.kind and station.name in after[s.name]]
        boxes, width = (main, _MAIN) if station.name in own else (side, _SIDE)
        codes = [s for s in fed_by if s.name not in own]
        boxes[level(station.name)] = _fill(station, codes, width)
    return _Column(title, found, main, side)


def _lay_rows(columns: list[_Column]) -> dict[int, _Row]:
    """Give each level a row as high as its highest box, and a gap for what runs below it."""
    rows, top = {}, float(_HEAD)
    for level in sorted({level for column in columns for level in column.main}, reverse=True):
        boxes = [box for c in columns for box in (c.main.get(level), c.side.get(level)) if box]
        bottom = top + max(box.height for box in boxes)
        meets = any(level in column.side for column in columns)
        rows[level] = _Row(top, bottom, bottom + (_MEETING_GAP if meets else _GAP))
        top = rows[level].next_top
    return rows


def _fill(station: Station, codes: list[Station], width: float) -> _Box:
    """Break a station's words into lines."""
    if codes:
        # A side box is narrow: names and words stand on lines of their own.
        parts = [(code.name, _size(code.shape)) for code in codes] + list(station.parts)
        lines = [line for name, words in parts for line in ((name, ""), ("", words)) if any(line)]
        return _Box(station, (*lines, (f"{station.parameters:,} parameters", "")), 0.0)
    parts = [(name.removeprefix("embeddings."), words) for name, words in station.parts]
    names = max((text_width(name, _TEXT) + 8 for name, _ in parts if name), default=0.0)
    lines = []
    for name, words in parts:
        for number, line in enumerate(wrap(words, width - 2 * _PAD - names, _TEXT)):
            lines.append(("" if number else name, line))
    return _Box(station, tuple(lines), names)


def _size(shape: tuple[int, ...]) -> str:
    """Write a shape with signs of multiplication."""
    return _TIMES.join(str(length) for length in shape)


def _draw_column(
    axes: Axes, column: _Column, rows: dict[int, _Row], left: float, columns: list[_Column]
) -> None:
    """Draw one network from top to bottom."""
    right, middle = left + _MAIN + _BETWEEN + _SIDE, left + _MAIN / 2
    axes.text(left, 32, column.title, fontsize=13, weight="bold")
    total = f"{column.outline.parameters:,} parameters"
    axes.text(right, 32, total, fontsize=_TITLE, ha="right")
    clip = next(station for station in column.outline.stations if not station.kind)
    axes.text(middle + 10, _HEAD - 10, f"{clip.name}  {_size(clip.shape)}", fontsize=_TEXT)
    _draw_arrow(axes, (middle, _HEAD - 24), (middle, _HEAD))
    largest = max(s.parameters for c in columns for s in c.outline.stations)
    for level, row in rows.items():
        for box, start, width in (
            (column.main.get(level), left, _MAIN),
            (column.side.get(level), left + _MAIN + _BETWEEN, _SIDE),
        ):
            if box is not None:
                changed = box.station not in columns[0].outline.stations
                place = (start, row.top, width, row.bottom - row.top)
                _draw_box(axes, box, place, changed, largest)
        _draw_gap(axes, column, level, left, row)


def _draw_box(
    axes: Axes,
    box: _Box,
    place: tuple[float, float, float, float],
    changed: bool,
    largest: int,
) -> None:
    """Draw a station: name, class, parameters, its lines, and a bar as long as its parameters."""
    left, top, width, height = place
    colour = LIGHT.right if changed else LIGHT.grid
    axes.add_patch(
        FancyBboxPatch(
            (left + 6, top + 6),
            width - 12,
            height - 12,
            boxstyle="round,pad=6",
            facecolor=LIGHT.accent_panel if changed else LIGHT.panel,
            edgecolor=colour,
            linewidth=1.2 if changed else 0.8,
        )
    )
    base = top + _PAD + 10
    axes.text(left + _PAD, base, box.station.name, fontsize=_TITLE, weight="bold")
    if width == _MAIN:
        after = left + _PAD + text_width(box.station.name, _TITLE, bold=True) + 4
        kind, count = box.station.kind, f"{box.station.parameters:,}"
        axes.text(after, base, kind, fontsize=_TEXT, color=LIGHT.muted)
        axes.text(left + width - _PAD, base, count, fontsize=_TEXT, ha="right")
    for number, (name, words) in enumerate(box.lines):
        row = base + 5 + _LINE * (number + 1)
        axes.text(left + _PAD, row, name, fontsize=_TEXT, color=LIGHT.muted)
        axes.text(left + _PAD + box.names, row, words, fontsize=_TEXT)
    bar = (width - 2 * _PAD) * box.station.parameters / largest
    edge = top + height - 7
    if bar:
        colour = LIGHT.right if changed else LIGHT.left
        axes.plot([left + _PAD, left + _PAD + bar], [edge, edge], color=colour, linewidth=2.5)


def _draw_gap(axes: Axes, column: _Column, level: int, left: float, row: _Row) -> None:
    """Draw what runs down from one level to the next."""
    box, side = column.main.get(level), column.side.get(level)
    if box is None:
        return
    middle, top = left + _MAIN / 2, row.bottom
    _draw_arrow(axes, (middle, top), (middle, row.next_top))
    words = _size(box.station.shape) + (" scores" if level == 0 else "")
    axes.text(middle + 10, top + 19, words, fontsize=_TEXT)
    if side is None:
        return
    corner, turn = left + _MAIN + _BETWEEN + _SIDE / 2, top + 30
    axes.plot([corner, corner, middle + 5], [top, turn, turn], color=LIGHT.muted, linewidth=1.1)
    axes.plot([middle], [turn], "o", color=LIGHT.paper, markeredgecolor=LIGHT.muted, markersize=7)
    axes.text(corner + 6, top + 19, _size(side.station.shape), fontsize=_TEXT)
    link = next(link for link in column.outline.links if link.source == side.station.name)
    axes.text(middle - 10, turn + 4, link.meeting, fontsize=_TEXT, ha="right", color=LIGHT.muted)
    takes = next(s.takes for s in column.outline.stations if s.name == link.target)
    axes.text(middle + 10, turn + 17, _size(takes), fontsize=_TEXT)


def _draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow."""
    style = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "color": LIGHT.muted}
    axes.annotate(
        "", end, start, arrowprops={**style, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.1}
    )


def _write_legend(axes: Axes, columns: list[_Column]) -> None:
    """Say how to read the boxes."""
    words = (
        f"On the arrows: {_TIMES.join(('frames', 'joints', 'features'))}, for one person in one "
        "clip. Upper right in a box, and as a bar: its parameters. norm: batch normalisation."
    )
    if len(columns) > 1:
        words += f" Orange: not as in {columns[0].title}."
    bottom, width = axes.get_ylim()[0], axes.get_xlim()[1] - 2 * _MARGIN
    lines = wrap(words, width, _TEXT)
    for number, line in enumerate(reversed(lines)):
        row = bottom - 20 - _LINE * number
        axes.text(_MARGIN, row, line, fontsize=_TEXT, color=LIGHT.muted)
