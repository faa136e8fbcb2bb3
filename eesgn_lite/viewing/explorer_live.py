"""Train a chosen combination while the page stays awake, and show it beside recorded runs."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Mapping
from html import escape

import ipywidgets

from eesgn_lite.analysis.comparison import METRICS, EpochLoss, loss_by_epoch
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.live import LiveProblem, LiveResult, LiveTraining, Scoring
from eesgn_lite.viewing.error_note import ErrorNote
from eesgn_lite.viewing.explorer_charts import draw_losses
from eesgn_lite.viewing.explorer_page import Choice
from eesgn_lite.viewing.explorer_table import Runs, mean_of, which_is_better
from eesgn_lite.viewing.explorer_words import NOT_RECORDED, title_of

DATASET = "mini-ntu"
_LOOK_SECONDS = 0.25


class LivePanel(ipywidgets.VBox):
    """A button that trains, its progress, and what came out.

    Parameters
    ----------
    runs
        Recorded rows of `DATASET` by combination; may be empty.

    Attributes
    ----------
    errors : ErrorNote
        What went wrong last; empty when nothing did.
    """

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._training: LiveTraining | None = None
        self._chosen, self._name, self._seed, self._steps = "esgn", "", 1, 1
        self._losses: dict[int, list[float]] = {}
        self._results: list[str] = []
        self.about, self.status, self.errors = ipywidgets.HTML(), ipywidgets.HTML(), ErrorNote()
        self.chart, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.run = ipywidgets.Button(
            description=f"Run this one on {DATASET}",
            tooltip=f"Train this combination on {DATASET} and score it",
            layout={"width": "auto"},
        )
        self.stop = ipywidgets.Button(
            description="Stop early", tooltip="End the training and score it", disabled=True
        )
        self.discard = ipywidgets.Button(
            description="Discard",
            tooltip="End what is under way and forget it, or take the newest live run away",
            disabled=True,
        )
        self.seed = ipywidgets.BoundedIntText(value=1, min=1, max=9999, description="Seed")
        self.seed.layout.width, self.seed.style.description_width = "120px", "3em"
        self.bar = ipywidgets.IntProgress(value=0, max=1, layout={"width": "98%"})
        for button, action in (
            (self.run, self._begin),
            (self.stop, self._end_early),
            (self.discard, self._forget),
        ):
            button.on_click(lambda _, action=action: self.errors.guard(action))
        buttons = ipywidgets.HBox((self.run, self.stop, self.discard, self.seed))
        buttons.layout.flex_flow = "row wrap"
        parts = (self.about, buttons, self.bar, self.status, self.errors, self.chart, self.table)
        super().__init__(children=parts)

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return self._training is not None

    def follow(self, choice: Choice) -> None:
        """Say what the button would train.

        Parameters
        ----------
        choice
            What is compared; its second combination is the one to train.
        """
        self._chosen = choice.second
        text = f"Trains {title_of(choice.second)} on {DATASET}; nothing is written to results."
        if choice.setting.dataset != DATASET:
            text += (
                f" The data set chosen above is {escape(choice.setting.dataset)}; "
                f"this button always trains on {DATASET}, whose clips come with the course."
            )
        self.about.value = text

    def _begin(self) -> None:
        """Start a training."""
        if self.busy:
            return
        self.errors.clear()
        self._name, self._seed, self._losses = self._chosen, self.seed.value, {}
        self._training = LiveTraining(DATASET, ablation=self._name, seed=self._seed)
        self.bar.value, self.chart.value = 0, ""
        self._say("starting, which takes some seconds")
        self._set_buttons()
        self._look_again()

    def _set_buttons(self) -> None:
        """Offer what can be done now."""
        self.run.disabled, self.stop.disabled = self.busy, not self.busy
        self.discard.disabled = not (self.busy or self._results)

    def _say(self, words: str) -> None:
        """Write how the run stands."""
        self.status.value = f"{title_of(self._name)}, seed {self._seed}: {words}."

    def _look_again(self) -> None:
        """Look for news soon, where an event loop runs; elsewhere the owner calls `look`."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        loop.call_later(_LOOK_SECONDS, self.errors.guard, self.look)

    def _end_early(self) -> None:
        """Ask the training to stop; its result still comes."""
        if self._training is not None:
            self._training.stop()
            self.stop.disabled = True
            self._say("stopping after the step under way")

    def _forget(self) -> None:
        """End what is under way and keep nothing of it, or else take the newest result away."""
        if self.busy:
            self._finish()
            self._say("discarded, nothing of it is kept")
        elif self._results:
            del self._results[0]
            self.status.value = "The newest live run is taken away."
        self.bar.value, self.chart.value = 0, ""
        self._draw_table()
        self._set_buttons()

    def look(self) -> None:
        """Show what the training has told since the last look."""
        if self._training is None:
            return
        for news in self._training.news():
            if isinstance(news, Progress):
                self._show_step(news)
                continue
            if isinstance(news, Scoring):
                self._show_scoring(news)
                continue
            self._finish()
            if isinstance(news, LiveProblem):
                raise ValueError(news.text)
            self._report(news)
            return
        self._look_again()

    def _show_scoring(self, scoring: Scoring) -> None:
        """Show how far the scoring is."""
        self.stop.disabled = True
        self.bar.max, self.bar.value = scoring.clips, scoring.scored
        self._say(f"scoring the test side, {scoring.scored} of {scoring.clips} clips")

    def _show_step(self, progress: Progress) -> None:
        """Show one step."""
        self._steps = self.bar.max = progress.steps
        self.bar.value = progress.step
        self._losses.setdefault(progress.epoch, []).append(progress.loss)
        if len(self._losses) < progress.epoch or len(self._losses[progress.epoch]) > 1:
            words = f"epoch {progress.epoch} of {progress.epochs}, loss {progress.loss:.2f}"
            if not self.stop.disabled:
                self._say(words)
            return
        self.chart.value = self._draw_chart()

    def _draw_chart(self) -> str:
        """Draw the live losses beside the recorded ones."""
        means = [statistics.fmean(losses) for losses in self._losses.values()]
        live = [EpochLoss(mean, mean, mean) for mean in means]
        curves = [(f"{title_of(self._name)}, live", "after", live)]
        if losses := loss_by_epoch(self._runs.get(self._name, ())):
            curves.insert(0, ("recorded runs", "before", losses))
        words = "loss of the live run: " + ", ".join(f"{mean:.2f}" for mean in means)
        return f'<div class="eesgn-panel eesgn-explorer">{draw_losses(curves, words)}</div>'

    def _finish(self) -> None:
        """Let the process go, and the next one come."""
        if self._training is not None:
            self._training.close()
        self._training = None
        self._set_buttons()

    def _report(self, result: LiveResult) -> None:
        """Add a result to the table, the newest first."""
        self.chart.value = self._draw_chart()
        whole = result.steps >= self._steps
        extent = "whole run" if whole else f"stopped at step {result.steps} of {self._steps}"
        self._say(f"done, {extent}")
        rows = self._runs.get(self._name, ())
        same = [row for row in rows if row.seed == self._seed]
        lines = [_line(f"live, seed {self._seed}, {extent}", result.figures)]
        lines += [_line(f"recorded, seed {self._seed}", same[0].values)] if same else []
        if rows:
            cells = [mean_of(rows, metric) for metric in METRICS.values()]
            lines.append(_cells(f"recorded, {len(rows)} runs", cells))
        group = f'<tr><th scope="rowgroup" colspan="5"><b>{title_of(self._name)}</b></th></tr>'
        self._results.insert(0, f"<tbody>{group}{''.join(lines)}</tbody>")
        self._draw_table()
        self._set_buttons()

    def _draw_table(self) -> None:
        """Write what came out of the live runs, if there is any."""
        if not self._results:
            self.table.value = ""
            return
        heads = "".join(f'<th scope="col">{m.title}, %</th>' for m in METRICS.values())
        self.table.value = (
            '<div class="eesgn-panel eesgn-explorer"><div class="eesgn-wide"><table>'
            f"<caption>Live runs; {which_is_better()}</caption>"
            f'<thead><tr><th scope="col">run</th>{heads}</tr></thead>'
            f"{''.join(self._results)}</table></div></div>"
        )

    def close(self) -> None:
        """End a training under way with the widget."""
        self._finish()
        super().close()


def _line(name: str, figures: Mapping[str, float | None]) -> str:
    """Write the figures of one run."""
    found = [figures.get(metric.field) for metric in METRICS.values()]
    return _cells(name, [NOT_RECORDED if one is None else f"{one:.1f}" for one in found])


def _cells(name: str, cells: list[str]) -> str:
    """Write one row of the table."""
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>'
