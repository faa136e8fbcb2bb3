"""What the model looks at: weights on the moving skeleton, and the same as a heat map."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from eesgn_lite.analysis.explain import Explanation, explain
from eesgn_lite.analysis.sampled import as_checkpoint
from eesgn_lite.data.catalog import as_clip
from eesgn_lite.data.clips import Clip
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.predict import fit_clip
from eesgn_lite.viewing.heat_map import HeatMap, heat_map
from eesgn_lite.viewing.joint_order import order_by_part
from eesgn_lite.viewing.panel import Panel, side_by_side
from eesgn_lite.viewing.player import Player, play
from eesgn_lite.viewing.views import View

Shown = Literal["joint_weights", "activation"]
_NAMES = {"joint_weights": "joint weight", "activation": "class activation"}
_AGAIN = " Frames were sampled more than once ({sampled} times in all): a column is their mean."


class Attention(Panel):
    """Show a player and a heat map that lead each other; made by `show_attention`.

    Attributes
    ----------
    player : Player
        The clip, its joints drawn by their weight.
    heat_map : HeatMap
        The same weights, joints by frames.
    explanation : Explanation
        The numbers behind both.
    """

    def __init__(self, player: Player, heat_map: HeatMap, explanation: Explanation) -> None:
        self.player, self.heat_map, self.explanation = player, heat_map, explanation
        super().__init__((player, heat_map), heat_map.label)

    def to_html(self) -> str:
        """Return player and heat map, linked, as HTML that needs no kernel and no network."""
        return side_by_side(self.player.to_html(), self.heat_map.to_html())


def show_attention(
    checkpoint: Checkpoint | str | Path,
    clip: Clip | str | Path,
    *,
    what: Shown = "joint_weights",
    target: str | int | None = None,
    view: str | View = "front",
    playing: bool = True,
    height: int = 340,
) -> Attention:
    """Show on the moving skeleton which joints the model weighs, and when.

    Parameters
    ----------
    checkpoint
        A checkpoint, or what `load_checkpoint` takes.
    clip
        A clip, or a file that `read_clip` takes.
    what
        "joint_weights" of the pooling, or the "activation" of a class.
    target
        The class explained, by name or number; None: the most probable one.
    view, playing, height
        As for `play`.

    Returns
    -------
    Attention
        A panel. Pointing at a cell moves the player to its frame and chooses its joint.

    Raises
    ------
    ValueError
        If `what` is neither, or the checkpoint, clip or target does not fit.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> panel = ee.show_attention("mini-ntu/esgn", "throw.skeleton")  # doctest: +SKIP
    >>> panel.player.frame = 12  # doctest: +SKIP
    """
    if what not in _NAMES:
        raise ValueError(f"what must be one of {', '.join(_NAMES)}, found {what!r}.")
    checkpoint = as_checkpoint(checkpoint)
    clip = fit_clip(checkpoint, as_clip(clip))
    explanation = explain(checkpoint, clip, target=target)
    frames, values = _by_frame(getattr(explanation, what), explanation.frames)
    method, sampled = explanation.methods[what], len(explanation.frames)
    spread = values[:, np.searchsorted(frames, explanation.frames)]
    again = "" if len(frames) == sampled else _AGAIN.format(sampled=sampled)
    player = play(
        clip,
        titles=f"{clip.recording.name}: {_answer(explanation)}",
        weights=explanation.over_clip(spread, clip.num_frames),
        weights_name=_NAMES[what],
        marks=frames,
        view=view,
        playing=playing,
        height=height,
    )
    order = order_by_part(clip.skeleton)
    table = heat_map(
        values.swapaxes(1, 2)[:, list(order.joints)],
        order.names,
        [str(frame) for frame in frames],
        name=_NAMES[what],
        title=f"{method.name[:1].upper()}{method.name[1:]}",
        note=method.caveat + again,
        axes=("joint", "frame, counted from 0"),
        layers=[f"person {person + 1}" for person in range(len(values))],
        sentence="{row}, frame {column}: {value}",
        missing="nobody is seen",
        gaps=(order.gaps, ()),
        player=player,
        frames=frames,
        joints=order.joints,
    )
    return Attention(player, table, explanation)


def _by_frame(values: np.ndarray, frames: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Average what was sampled from one frame; return the frames and their values (M, F, V)."""
    known = np.unique(frames)
    means = [values[:, frames == frame].mean(axis=1) for frame in known]
    return known.tolist(), np.stack(means, axis=1)


def _answer(explanation: Explanation) -> str:
    """Name the class explained and its probability."""
    name = explanation.classes[explanation.target]
    return f"{name}, {explanation.probabilities[explanation.target]:.0%}"
