"""The switches of the explorer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from eesgn_lite.analysis.comparison import METRICS
from eesgn_lite.analysis.summary import Setting, parts_of
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import ABLATIONS
from eesgn_lite.viewing.explorer_page import Choice
from eesgn_lite.viewing.explorer_words import setting_name, title_of

_WORDS = {
    "streams": "Streams: bones and velocities too",
    "pooling": "Semantic-Pooling in place of the maximum",
    "temporal": "Multi-scale temporal CNN",
    "loss": "Regularised loss",
}
_WIDE = ipywidgets.Layout(width="98%", max_width="420px")
_NAMED = {"description_width": "7.5em"}


def combination_of(parts: frozenset[str]) -> str:
    """Name the combination that switches some enhancements on.

    Examples
    --------
    >>> combination_of(frozenset({"pooling", "streams"}))
    'streams+pooling'
    """
    return next(name for name in ABLATIONS if parts_of(name) == parts)


class ExplorerControls(ipywidgets.VBox):
    """Four switches, and what their combination is compared with, on what, and by what.

    Parameters
    ----------
    settings
        Data sets and recipes that have rows; the first is chosen.
    on_change
        Called with the new choice whenever there is one.
    """

    def __init__(self, settings: Sequence[Setting], on_change: Callable[[Choice], None]) -> None:
        self._on_change, self._setting = on_change, False
        self.switches = {
            name: ipywidgets.Checkbox(
                value=True, description=_WORDS[name], indent=False, layout=_WIDE
            )
            for name in ENHANCEMENTS
        }
        combinations = [(title_of(name), name) for name in ABLATIONS]
        named = [(setting_name(one), one) for one in settings]
        self.first = _choose("Against", combinations)
        self.setting = _choose("Data set", named)
        self.metric = _choose("Metric", [(metric.title, key) for key, metric in METRICS.items()])
        title = ipywidgets.HTML("<b>Switch each enhancement on and off</b>")
        chosen = (*self.switches.values(), self.first, self.setting, self.metric)
        for control in chosen:
            control.observe(self._report, names="value")
        super().__init__(children=(title, *chosen))

    @property
    def choice(self) -> Choice:
        """What the controls stand for."""
        on = frozenset(name for name, switch in self.switches.items() if switch.value)
        return Choice(
            setting=self.setting.value,
            metric=self.metric.value,
            first=self.first.value,
            second=combination_of(on),
        )

    def show(self, choice: Choice) -> None:
        """Set every control to a choice, and report it once.

        Parameters
        ----------
        choice
            The choice; its setting is one of those given.
        """
        self._setting = True
        try:
            on = parts_of(choice.second)
            for name, switch in self.switches.items():
                switch.value = name in on
            self.first.value, self.metric.value = choice.first, choice.metric
            self.setting.value = choice.setting
        finally:
            self._setting = False
        self._report(None)

    def _report(self, _: object) -> None:
        """Tell of a change, not of each step while several controls are set."""
        if not self._setting:
            self._on_change(self.choice)


def _choose(name: str, options: list[tuple]) -> ipywidgets.Dropdown:
    """Make a list with a label."""
    return ipywidgets.Dropdown(options=options, description=name, style=_NAMED, layout=_WIDE)
