"""The clips to which two combinations answer differently, each playable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import ipywidgets

from eesgn_lite.analysis.answers import ChangedClip, Pairs, changed_clips, with_answers
from eesgn_lite.analysis.scored_clips import scored_clips
from eesgn_lite.viewing.error_note import ErrorNote
from eesgn_lite.viewing.explorer_page import Choice
from eesgn_lite.viewing.explorer_words import NO_ANSWERS, title_of
from eesgn_lite.viewing.panel import close_soon
from eesgn_lite.viewing.player import play

_NONE = -1  # no place of a clip
NO_PAIR = "There is no pair of runs to compare clip by clip."
_WIDE = ipywidgets.Layout(width="98%", max_width="640px")
_HIDDEN = ipywidgets.Layout(display="none")


class ChangedClips(ipywidgets.VBox):
    """List clips by what became of them, and play the chosen one.

    Attributes
    ----------
    errors : ErrorNote
        Why the chosen clip does not play; empty when it does.
    """

    def __init__(self) -> None:
        self.errors = ErrorNote()
        self._pairs: Pairs = ()
        self._listed: dict[int, ChangedClip] = {}
        self._choice: Choice | None = None
        self.title = ipywidgets.HTML()
        self.clip = ipywidgets.Dropdown(description="Play", layout=_WIDE)
        self.stage = ipywidgets.Box()
        super().__init__(children=(self.title, self.clip, self.errors, self.stage))

    def list_clips(self, choice: Choice, pairs: Pairs) -> None:
        """List the clips that changed their answer; another metric leaves the list as it is.

        Parameters
        ----------
        choice
            What is compared.
        pairs
            Its rows, paired by seed.
        """
        known = self._choice
        if known is not None and replace(choice, metric=known.metric) == known:
            return
        known_pairs, pairs = pairs, with_answers(pairs)
        changed = changed_clips(pairs)
        self._pairs, self._choice = pairs, choice
        self._listed = {one.place: one for one in changed}
        classes = pairs[0][0].details["classes"] if pairs else []
        options = [
            ("no clip chosen", _NONE),
            *((_line(one, classes), one.place) for one in sorted(changed, key=_order)),
        ]
        self._replace_list(options, shown=bool(pairs))
        if not pairs:
            self.title.value = NO_ANSWERS if known_pairs else NO_PAIR
            return
        gained = sum(one.second == one.label for one in changed)
        lost = sum(one.first == one.label for one in changed)
        self.title.value = (
            f"<b>{len(changed)} clips changed their answer</b> ({_whose(len(pairs))}): "
            f"{gained} are right now, {lost} were right before."
        )

    def _replace_list(self, options: list[tuple[str, int]], *, shown: bool) -> None:
        """Put a new list in the place of the old one, which would show no line at first."""
        old = self.clip
        self.clip = ipywidgets.Dropdown(
            options=options,
            description="Play",
            layout=_WIDE if shown else _HIDDEN,
            disabled=len(options) < 2,
        )
        self.clip.observe(lambda _: self.errors.guard(self._play), names="value")
        self.children = (self.title, self.clip, self.errors, self.stage)
        old.unobserve_all()
        close_soon(old)
        self._play()

    def close(self) -> None:
        """Close the clip that plays with the list."""
        for player in self.stage.children:
            player.close()
        super().close()

    def _play(self) -> None:
        """Show the chosen clip in the place of the one before."""
        shown = self.stage.children
        self.stage.children = ()
        self.errors.clear()
        for player in shown:
            close_soon(player)
        if self.clip.value not in self._listed or self._choice is None:
            return
        one, row = self._listed[self.clip.value], self._pairs[0][0]
        dataset = self._choice.setting.dataset
        # Reading a download takes seconds, and the page hears nothing else meanwhile.
        self.errors.value = f"Reading {escape(dataset)}; the next clip comes at once."
        side = scored_clips(dataset, row.details["clips"])
        self.errors.clear()
        names, clip = row.details["classes"], side[one.place]
        player = play(
            clip,
            titles=f"{clip.recording.name}: {names[one.label]}. "
            f"{title_of(self._choice.first)} says {names[one.first]}, "
            f"{title_of(self._choice.second)} says {names[one.second]}",
        )
        player.layout.width = "100%"
        self.stage.children = (player,)


def _whose(seeds: int) -> str:
    """Say which of several answers counts."""
    return f"that of most of {seeds} seeds" if seeds > 1 else "one seed"


def _order(one: ChangedClip) -> tuple[int, int]:
    """Put gains first, then losses, then clips that are wrong both times."""
    kind = 0 if one.second == one.label else 1 if one.first == one.label else 2
    return kind, one.place


def _line(one: ChangedClip, classes: Sequence[str]) -> str:
    """Say in a line what became of a clip."""
    kind = ("gained", "lost", "still wrong")[_order(one)[0]]
    return (
        f"{kind}: {classes[one.label]} (clip {one.place + 1}), "
        f"was {classes[one.first]}, now {classes[one.second]}"
    )
