"""Explore what each enhancement is worth: a panel over the rows of `results/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ipywidgets
import numpy as np

from eesgn_lite.analysis.comparison import pair_by_seed
from eesgn_lite.analysis.results import Row, load_results
from eesgn_lite.analysis.scored_clips import performances
from eesgn_lite.analysis.summary import Setting, runs_by_setting
from eesgn_lite.training.experiment import grid_recipe
from eesgn_lite.viewing.error_note import ErrorNote
from eesgn_lite.viewing.explorer_clips import ChangedClips
from eesgn_lite.viewing.explorer_controls import ExplorerControls
from eesgn_lite.viewing.explorer_live import DATASET, LivePanel
from eesgn_lite.viewing.explorer_page import STYLE, Choice, draw_page
from eesgn_lite.viewing.explorer_table import Runs, draw_table
from eesgn_lite.viewing.panel import Panel


class Explorer(Panel):
    """Compare combinations of the enhancements; made by `explore`.

    Attributes
    ----------
    controls : ExplorerControls
        The switches; `controls.show(Choice(...))` sets them all.
    page : ipywidgets.HTML
        What is known of the two combinations.
    clips : ChangedClips
        Clips that changed their answer.
    live : LivePanel
        Trains the chosen combination.
    table : ipywidgets.HTML
        All combinations of the data set.
    errors : ErrorNote
        What went wrong last; empty when nothing did.
    """

    def __init__(self, settings: dict[Setting, Runs]) -> None:
        self._settings = settings
        self._groups: dict[Setting, np.ndarray | None] = {}
        self._pages: dict[Choice, str] = {}
        self._tables = {one: draw_table(one, runs) for one, runs in settings.items()}
        self.page, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.errors = ErrorNote()
        self.controls = ExplorerControls(list(settings), self._follow)
        self.clips = ChangedClips()
        recorded = settings.get(Setting(DATASET, grid_recipe(DATASET)), {})
        self.live = LivePanel(recorded)
        label = "What each enhancement is worth, run by run and clip by clip."
        super().__init__((self._arrange(), ipywidgets.HTML(f"<style>{STYLE}</style>")), label)
        self.add_class("eesgn-explorer-panel")
        self._answer(self.controls.choice)

    def _arrange(self) -> ipywidgets.Box:
        """Give each part its place in the style sheet's grid."""
        parts = {
            "controls": ipywidgets.VBox((self.controls, self.errors)),
            "page": self.page,
            "clips": self.clips,
            "live": self.live,
            "table": self.table,
        }
        for name, part in parts.items():
            part.add_class(f"eesgn-part-{name}")
        grid = ipywidgets.Box(tuple(parts.values()))
        grid.add_class("eesgn-parts")
        return grid

    def _follow(self, choice: Choice) -> None:
        """Answer a change of the controls."""
        self.errors.clear()
        self.errors.guard(lambda: self._answer(choice))

    def _answer(self, choice: Choice) -> None:
        """Show one choice."""
        self.live.follow(choice)
        runs = self._settings[choice.setting]
        pairs = pair_by_seed(runs.get(choice.first, ()), runs.get(choice.second, ()))
        self.page.value = self._draw(choice)
        self.table.value = self._tables[choice.setting]
        self.clips.list_clips(choice, pairs)

    def _draw(self, choice: Choice) -> str:
        """Draw a choice once; rows do not change while they are shown."""
        if choice not in self._pages:
            runs, groups = self._settings[choice.setting], self._performances(choice.setting)
            self._pages[choice] = draw_page(choice, runs, groups)
        return self._pages[choice]

    def _performances(self, setting: Setting) -> np.ndarray | None:
        """Find once which clips of a setting show one performance."""
        if setting not in self._groups:
            runs = self._settings[setting].values()
            described = next((row for rows in runs for row in rows if row.details), None)
            clips = described.details["clips"] if described else ""
            self._groups[setting] = performances(setting.dataset, clips)
        return self._groups[setting]

    def close(self) -> None:
        """End a training under way, and the clip that plays, with the panel."""
        self.live.close()
        self.clips.close()
        super().close()

    def to_html(self) -> str:
        """Return the comparison and every combination of each data set, as HTML.

        Returns
        -------
        str
            A fragment that needs no kernel and no network.
        """
        tables = "".join(self._tables.values())
        return f"<style>{STYLE}</style>{self._draw(self.controls.choice)}{tables}"


def explore(results: str | Path | Sequence[Row] | None = None) -> Explorer:
    """Explore recorded runs: switch each enhancement on and off and see what it changes.

    Parameters
    ----------
    results
        A folder of rows, or rows; by default `results/` of the checkout.

    Returns
    -------
    Explorer
        A widget. On a page without a kernel it stands as tables.

    Raises
    ------
    FileNotFoundError
        If the folder does not exist.
    ValueError
        If a row is not as ``docs/results.md`` says, or none is a scored run.

    Notes
    -----
    Only rows of one data set and one recipe are compared, by seed and by clip. Every number is
    one of a row, or a statistic of rows.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> explorer = ee.explore()  # doctest: +SKIP
    >>> explorer.controls.switches["loss"].value = False  # doctest: +SKIP
    """
    if results is None or isinstance(results, str | Path):
        results = load_results(results)
    settings = runs_by_setting(results)
    if not settings:
        raise ValueError("There is no scored run to explore; train some with `eesgn ablate`.")
    return Explorer(dict(settings))
