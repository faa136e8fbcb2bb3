"""Train a chosen combination while the page stays awake, and show it beside recorded runs."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Mapping
from html import escape

import ipywidgets

from eesgn_lite.analysis.comparison import METRICS, EpochLoss, loss_by_epoch
from eesgn_lite.training.live import LiveProblem, LiveResult, LiveTraining
from eesgn_lite.training.loop import Progress
from eesgn_lite.viewing.explorer_charts import draw_losses
from eesgn_lite.viewing.explorer_table import Runs, mean_of, which_is_better
from eesgn_lite.viewing.explorer_words import NOT_RECORDED, title_of

DATASET = "mini-ntu"
_LOOK_SECONDS = 0.25


class LivePanel(ipywidgets.VBox):
    """A button that trains, its progress, and what came out.

    Parameters
    ----------
    combination
        Tells which combination is chosen when the button is pressed.
    runs
        Recorded rows of `DATASET` by combination; may be empty.
    guard
        Runs an action and shows what goes wrong in it.
    """

    def __init__(
        self,
        combination: Callable[[], str],
        runs: Runs,
        guard: Callable[[Callable[[], None]], None],
    ) -> None:
        self._combination, self._runs, self._guard = combination, runs, guard
        self._training: LiveTraining | None = None
        self._name, self._seed, self._steps = "", 1, 1
        self._losses: dict[int, list[float]] = {}
        self._results: list[str] = []
        self.run = ipywidgets.Button(
            description="Run this one", tooltip=f"Train this combination on {DATASET}"
        )
        self.stop = ipywidgets.Button(
            description="Stop early", tooltip="End the training and score it", disabled=True
        )
        self.seed = ipywidgets.BoundedIntText(value=1, min=1, max=9999, description="Seed")
        self.seed.layout.width = "160px"
        self.bar = ipywidgets.IntProgress(value=0, max=1, layout={"width": "98%"})
        self.status = ipywidgets.HTML(f"Trains on {DATASET}. Nothing is written to results.")
        self.chart, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.run.on_click(lambda _: guard(self._begin))
        self.stop.on_click(lambda _: guard(self._end_early))
        buttons = ipywidgets.HBox((self.run, self.stop, self.seed))
        buttons.layout.flex_flow = "row wrap"
        super().__init__(children=(buttons, self.bar, self.status, self.chart, self.table))

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return self._training is not None

    def _begin(self) -> None:
        """Start a training."""
        if self.busy:
            return
        self._name, self._seed, self._losses = self._combination(), self.seed.value, {}
        self._training = LiveTraining(DATASET, ablation=self._name, seed=self._seed)
        self.run.disabled, self.stop.disabled = True, False
        self.bar.value, self.chart.value = 0, ""
        self.status.value = f"{title_of(self._name)}, seed {self._seed}: starting."
        self._look_again()

    def _look_again(self) -> None:
        """Look for news soon, where an event loop runs; elsewhere the owner calls `look`."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        loop.call_later(_LOOK_SECONDS, self._guard, self.look)

    def _end_early(self) -> None:
        """Ask the training to stop; its result still comes."""
        if self._training is not None:
            self._training.stop()
            self.stop.disabled = True
            self.status.value = f"{title_of(self._name)}: stopping and scoring."

    def look(self) -> None:
        """Show what the training has told since the last look."""
        if self._training is None:
            return
        for news in self._training.news():
            if isinstance(news, Progress):
                self._follow(news)
                continue
            self._finish()
            if isinstance(news, LiveProblem):
                raise ValueError(news.text)
            self._report(news)
            return
        self._look_again()

    def _follow(self, progress: Progress) -> None:
        """Show one step."""
        self._steps = self.bar.max = progress.steps
        self.bar.value = progress.step
        self._losses.setdefault(progress.epoch, []).append(progress.loss)
        if len(self._losses) < progress.epoch or len(self._losses[progress.epoch]) > 1:
            words = f"epoch {progress.epoch} of {progress.epochs}, loss {progress.loss:.2f}"
            if not self.stop.disabled:
                self.status.value = f"{title_of(self._name)}, seed {self._seed}: {words}."
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
        self.run.disabled, self.stop.disabled = False, True

    def _report(self, result: LiveResult) -> None:
        """Add a result to the table, the newest first."""
        self.bar.value = result.steps
        self.chart.value = self._draw_chart()
        whole = result.steps >= self._steps
        extent = "whole run" if whole else f"stopped at step {result.steps} of {self._steps}"
        self.status.value = f"{title_of(self._name)}, seed {self._seed}: done, {extent}."
        rows = self._runs.get(self._name, ())
        same = [row for row in rows if row.seed == self._seed]
        lines = [_line(f"live, seed {self._seed}, {extent}", result.figures)]
        lines += [_line(f"recorded, seed {self._seed}", same[0].values)] if same else []
        if rows:
            cells = [mean_of(rows, metric) for metric in METRICS.values()]
            lines.append(_cells(f"recorded, {len(rows)} runs", cells))
        group = f'<tr><th scope="rowgroup" colspan="5"><b>{title_of(self._name)}</b></th></tr>'
        self._results.insert(0, f"<tbody>{group}{''.join(lines)}</tbody>")
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
