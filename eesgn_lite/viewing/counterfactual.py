"""Change a clip or the model, and see at once what the answer hangs on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import ipywidgets

from eesgn_lite.analysis.dropping import class_probabilities_of
from eesgn_lite.analysis.sampled import as_checkpoint
from eesgn_lite.data.catalog import as_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.predict import fit_clip
from eesgn_lite.viewing.bars import compare_answers
from eesgn_lite.viewing.change_controls import ChangeControls
from eesgn_lite.viewing.changes import Change
from eesgn_lite.viewing.error_note import ErrorNote
from eesgn_lite.viewing.panel import Panel, close_soon, side_by_side
from eesgn_lite.viewing.player import Player, play

REST_SECONDS = 0.3
KERNEL_NOTE = "The controls need a running kernel; this page shows one change."


class Counterfactual(Panel):
    """Show what a change does to the answer; made by `counterfactual`.

    Attributes
    ----------
    controls : ChangeControls
        The controls; `controls.show(Change(...))` sets them all.
    bars : ipywidgets.HTML
        The answers before and after.
    player : Player
        The clip as recorded and as changed.
    errors : ErrorNote
        What went wrong in the last change; empty when nothing did.
    """

    def __init__(self, checkpoint: Checkpoint, clip: Clip, change: Change, top: int) -> None:
        self._checkpoint, self._clip, self._top = checkpoint, clip, top
        self._before = class_probabilities_of(checkpoint, clip)
        self._waiting: asyncio.TimerHandle | None = None
        self.bars, self.errors = ipywidgets.HTML(), ErrorNote()
        config = checkpoint.esgn.config
        self.controls = ChangeControls(config.layout, config.streams, change, self._follow)
        self._answer(change)
        self.player = self._play()
        self.stage = ipywidgets.Box(children=(self.player,))
        label = f"What the answer for {clip.recording.name} hangs on: {change.describe()}."
        super().__init__((self.controls, self.bars, self.stage, self.errors), label)
        self.player.layout.width = self.stage.layout.flex = self.errors.layout.flex = "100%"

    def _draw_answers(self, note: str = "") -> str:
        """Draw the answers before and after."""
        return compare_answers(
            self._before,
            self._after,
            self._checkpoint.classes,
            caption=self.controls.change.describe().capitalize(),
            note=note,
            top=self._top,
        )

    def _play(self) -> Player:
        """Show the clip as recorded beside the changed one; the answers' caption says how."""
        return play([self._clip, self._changed], titles=["as recorded", "changed"])

    def _follow(self, change: Change) -> None:
        """Answer a change at once; show it moving when the controls rest."""
        self.errors.guard(lambda: self._answer(change))
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.errors.guard(self._show)
            return
        if self._waiting:
            self._waiting.cancel()
        self._waiting = loop.call_later(REST_SECONDS, self.errors.guard, self._show)

    def _answer(self, change: Change) -> None:
        """Change the clip and the bars."""
        self._changed = change.apply(self._clip)
        self._after = class_probabilities_of(self._checkpoint, self._changed, change.drop)
        self.bars.value = self._draw_answers()
        self.errors.clear()

    def _show(self) -> None:
        """Put a new player in the place of the old one, where that one was."""
        old = self.player
        new = self._play()
        new.view, new.speed, new.loop, new.playing = old.view, old.speed, old.loop, old.playing
        new.frame = min(old.frame, max(self._clip.num_frames, self._changed.num_frames) - 1)
        new.layout.width = "100%"
        self.player, self.stage.children = new, (new,)
        close_soon(old)

    def to_html(self) -> str:
        """Return the answers and the clips before and after, as HTML that needs no kernel."""
        return side_by_side(self._draw_answers(KERNEL_NOTE), self.player.to_html())


def counterfactual(
    checkpoint: Checkpoint | str | Path,
    clip: Clip | str | Path,
    *,
    change: Change | None = None,
    top: int = 5,
) -> Counterfactual:
    """Let the reader change a clip or the model, and show how the answer changes.

    Parameters
    ----------
    checkpoint
        A checkpoint, or what `load_checkpoint` takes.
    clip
        A clip, or a file that `read_clip` takes.
    change
        The change to begin with; a page without a kernel shows this one.
    top
        How many classes of each answer are surely shown.

    Returns
    -------
    Counterfactual
        A panel of controls, answers and a player.

    Raises
    ------
    ValueError
        If `top` is below 1, or checkpoint, clip and change do not fit.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> ee.counterfactual("mini-ntu/esgn", "throw.skeleton")  # doctest: +SKIP
    """
    if top < 1:
        raise ValueError(f"top must be at least 1, found {top}.")
    checkpoint = as_checkpoint(checkpoint)
    clip = fit_clip(checkpoint, as_clip(clip))
    return Counterfactual(checkpoint, clip, change or Change(), top)
