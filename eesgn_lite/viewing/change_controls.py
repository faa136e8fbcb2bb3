"""The controls by which a reader chooses a change."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from eesgn_lite.data.skeletons import Skeleton
from eesgn_lite.viewing.changes import Change

Option = tuple[str, object]

_WIDE = ipywidgets.Layout(width="98%", max_width="420px")
_NAMED = {"description_width": "7.5em"}


class ChangeControls(ipywidgets.VBox):
    """Offer every change that fits a layout and a model.

    Parameters
    ----------
    skeleton
        Its parts can be frozen.
    streams
        The model's streams; one of several can be dropped.
    change
        What they stand at.
    on_change
        Called with the new change whenever there is one.
    """

    def __init__(
        self,
        skeleton: Skeleton,
        streams: tuple[str, ...],
        change: Change,
        on_change: Callable[[Change], None],
    ) -> None:
        self._on_change, self._setting = on_change, False
        # A list whose value is None shows no entry at all.
        parts: list[Option] = [("nothing", ""), *((part, part) for part, _ in skeleton.parts)]
        self.freeze = _choose("Freeze", parts)
        self.swap = _tick("Swap left and right")
        self.reverse = _tick("Run backwards")
        self.speed = _slide("Speed", 1.0, 0.5, 2.0, 0.05, ".2f")
        self.noise = _slide("Noise (cm)", 0.0, 0.0, 10.0, 0.5, ".1f")
        dropped: list[Option] = [("none", ())]
        if len(streams) > 1:
            dropped += [(stream.replace("_", " "), (stream,)) for stream in streams]
        self.drop = _choose("Drop stream", dropped)
        self.reset = ipywidgets.Button(
            layout=ipywidgets.Layout(margin="4px 0 0 7.7em"),
            description="Undo changes",
            tooltip="Show the clip as recorded",
        )
        self.reset.on_click(lambda _: self.show(Change()))
        values = (self.freeze, self.swap, self.reverse, self.speed, self.noise, self.drop)
        self._set(change)
        for control in values:
            control.observe(self._report, names="value")
        super().__init__(children=(*values, self.reset))

    @property
    def change(self) -> Change:
        """The change that the controls stand for."""
        return Change(
            freeze=self.freeze.value or None,
            swap=self.swap.value,
            reverse=self.reverse.value,
            speed=round(self.speed.value, 3),
            noise=round(self.noise.value / 100, 6),
            drop=self.drop.value,
        )

    def show(self, change: Change) -> None:
        """Set every control to a change, and report it once.

        Parameters
        ----------
        change
            The change.
        """
        self._setting = True
        try:
            self._set(change)
        finally:
            self._setting = False
        self._report(None)

    def _set(self, change: Change) -> None:
        """Move every control."""
        self.freeze.value, self.drop.value = change.freeze or "", change.drop
        self.swap.value, self.reverse.value = change.swap, change.reverse
        self.speed.value, self.noise.value = change.speed, 100 * change.noise

    def _report(self, _: object) -> None:
        """Tell of a change, not of each step while several controls are set."""
        if not self._setting:
            self._on_change(self.change)


def _choose(name: str, options: list[Option]) -> ipywidgets.Dropdown:
    """Make a list with a label."""
    return ipywidgets.Dropdown(options=options, description=name, style=_NAMED, layout=_WIDE)


def _tick(name: str) -> ipywidgets.Checkbox:
    """Make a box to tick, in line with the labelled controls."""
    return ipywidgets.Checkbox(description=name, style=_NAMED, layout=_WIDE)


def _slide(
    name: str, value: float, low: float, high: float, step: float, form: str
) -> ipywidgets.FloatSlider:
    """Make a slider with a label; it tells of a move when the last one has been answered."""
    return ipywidgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        readout_format=form,
        description=name,
        style=_NAMED,
        layout=_WIDE,
    )
