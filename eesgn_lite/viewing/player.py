"""The moving skeleton: a canvas widget that needs no network and, on a page, no kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import traitlets

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.page_widget import PageWidget
from eesgn_lite.viewing.player_edges import check_count, check_threshold, choose_edges
from eesgn_lite.viewing.player_packing import pack_scene
from eesgn_lite.viewing.player_scripts import read_scripts, read_style
from eesgn_lite.viewing.poster import draw_poster
from eesgn_lite.viewing.scene import Scene, build_scene
from eesgn_lite.viewing.views import View, get_view


class ViewTrait(traitlets.TraitType):
    """A view: a name, or azimuth and elevation in degrees and zoom; reads as a dict."""

    def validate(self, obj: Any, value: Any) -> dict[str, float]:
        """Complete the view, or refuse it."""
        try:
            return get_view(value)
        except (TypeError, ValueError) as problem:
            raise traitlets.TraitError(str(problem)) from None


class SelectionTrait(traitlets.List):
    """A list of whole numbers that says what it takes."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Refuse what is no such list."""
        try:
            return super().validate(obj, value)
        except traitlets.TraitError:
            raise traitlets.TraitError(_selection_problem(value)) from None


def _selection_problem(value: object) -> str:
    """Say what a selection may be."""
    return f"selection must be [] or [clip, person, joint], each from 0 and there, found {value!r}."


class Player(PageWidget):
    """Show clips in motion; made by `play`.

    Attributes
    ----------
    frame : int
        Frame shown, counted from 0. Follows the motion and moves it when set.
    playing : bool
        Whether time runs. A reader who asked for less motion starts with False.
    view : dict
        "azimuth" and "elevation" in degrees and "zoom". May be set to a dict with any of them,
        or to "front", "side" or "top".
    speed : float
        1 is the speed of the recording.
    loop : bool
        Whether the motion begins again at its end.
    edges : int
        How many of the strongest learned edges of each person are drawn; follows the slider.
        More than the page holds for a moment become as many as it holds.
    threshold : float
        Learned edges that weigh less are not drawn, however many `edges` are.
    selection : list of int
        Chosen clip, person and joint, each counted from 0; empty when none is chosen.
    """

    _esm = read_scripts()
    _css = read_style()
    _place, _mount = "data-eesgn-player", "mountStatic"
    _kept = (
        "_scene",
        "frame",
        "playing",
        "view",
        "speed",
        "loop",
        "edges",
        "threshold",
        "selection",
    )
    _scene: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _clock = traitlets.Int(0).tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)
    playing = traitlets.Bool(True).tag(sync=True)
    view = ViewTrait().tag(sync=True)
    speed = traitlets.Float(1.0, min=0.05, max=10.0).tag(sync=True)
    loop = traitlets.Bool(True).tag(sync=True)
    edges = traitlets.Int(0).tag(sync=True)
    threshold = traitlets.Float(0.0).tag(sync=True)
    selection = SelectionTrait(traitlets.Int()).tag(sync=True)

    def __init__(
        self, scene: Scene, *, view: str | View, playing: bool, edges: int, threshold: float
    ) -> None:
        self.label, self._poster = scene.label, draw_poster(scene, view)
        super().__init__(
            _scene=pack_scene(scene, get_view(view)),
            view=view,
            playing=playing,
            edges=edges,
            threshold=threshold,
        )

    @traitlets.validate("frame")
    def _keep_inside(self, proposal: dict[str, Any]) -> int:
        """Refuse a frame that no clip has."""
        frames = self._scene.get("frames", 1)
        if not 0 <= proposal["value"] < frames:
            raise traitlets.TraitError(f"frame must lie in 0..{frames - 1}.")
        return int(proposal["value"])

    @traitlets.validate("edges")
    def _keep_countable(self, proposal: dict[str, Any]) -> int:
        """Refuse a negative count; take no more edges than there are."""
        graph = self._scene.get("graph")
        try:
            return min(check_count(proposal["value"]), graph["most"] if graph else 0)
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @traitlets.validate("threshold")
    def _keep_finite(self, proposal: dict[str, Any]) -> float:
        """Refuse what no weight can be compared with."""
        try:
            return check_threshold(proposal["value"])
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @traitlets.validate("selection")
    def _keep_known(self, proposal: dict[str, Any]) -> list[int]:
        """Refuse a clip, person or joint that is not there."""
        chosen = proposal["value"]
        clips = self._scene.get("clips", [])
        if not chosen:
            return []
        if len(chosen) == 3 and 0 <= chosen[0] < len(clips):
            clip = clips[chosen[0]]
            if 0 <= chosen[1] < clip["persons"] and 0 <= chosen[2] < len(clip["joints"]):
                return list(chosen)
        raise traitlets.TraitError(_selection_problem(chosen))

    @traitlets.observe("_clock")
    def _follow(self, change: dict[str, Any]) -> None:
        """Take the page's time for the frame while the motion runs, not after it was stopped."""
        if self.playing:
            self.frame = change["new"]


def _check_clips(clips: Any) -> list[Clip]:
    """List the clips to play, or say how to come by one."""
    alone = isinstance(clips, Clip)
    several = isinstance(clips, Iterable) and not isinstance(clips, str | bytes | np.ndarray)
    listed: list[Any] = list(clips) if several and not alone else [clips]
    if not all(isinstance(clip, Clip) for clip in listed):
        raise ValueError("play takes a clip or several; read the file with ee.read_clip first.")
    return listed


def play(
    clips: Clip | Sequence[Clip],
    *,
    fps: float = 30.0,
    titles: str | Sequence[str] | None = None,
    weights: np.ndarray | Sequence[np.ndarray | None] | None = None,
    weights_name: str = "weight",
    graph: np.ndarray | Sequence[np.ndarray | None] | None = None,
    edges: int | None = None,
    threshold: float | None = None,
    trails: Sequence[str | int] = (),
    ghosts: int = 0,
    arrows: str | None = None,
    marks: Sequence[int] | Sequence[Sequence[int] | None] | np.ndarray | None = None,
    view: str | View = "front",
    playing: bool = True,
    height: int = 340,
) -> Player:
    """Show one clip, or several side by side in step, as skeletons that move and turn.

    Parameters
    ----------
    clips
        A clip or several, of any layouts and numbers of persons.
    fps
        Frames per second of the recordings.
    titles
        A title for each clip; by default the recording's name.
    weights
        What a joint weighs, drawn as its size and colour: (V,), (T, V) or (M, T, V) for one
        clip, NaN where it is not known; for several clips a list with an array or None for each.
    weights_name
        What the weights are, for the legend.
    graph
        Learned edges, drawn as curved arrows: (V, V), (T, V, V) or (M, T, V, V) for one clip,
        from 0 up; row i tells what joint i receives. For several clips a list as for `weights`.
    edges
        How many of the strongest edges of each person are drawn in a moment; a slider changes
        it. By default 8, or all that reach `threshold` where that is given.
    threshold
        Smallest weight that is drawn; None: any above 0.
    trails
        Names or numbers of joints whose last second is drawn.
    ghosts
        How many earlier moments are drawn pale, 0 to 8.
    arrows
        "bone" draws bones as arrows; "joint_velocity" and "bone_velocity" draw how joints and
        bones move, as the streams of those names have it; None draws none.
    marks
        Frames marked on the time line, such as the sampled ones; for several clips a list.
    view
        "front", "side", "top", or a dict with any of "azimuth", "elevation" (degrees) and "zoom".
    playing
        Whether the motion begins by itself.
    height
        Height of the picture in pixels.

    Returns
    -------
    Player
        A widget. `frame`, `playing`, `view`, `speed`, `loop`, `edges`, `threshold` and
        `selection` can be read and set.

    Raises
    ------
    ValueError
        If there is no clip, a count or shape does not fit, or a number is out of range.

    Notes
    -----
    Drag turns, the wheel or two fingers zoom, a click chooses a joint. With the keyboard: space
    plays, comma and full stop step, m goes to the next mark, arrows turn, plus and minus zoom,
    1, 2, 3 and 0 choose the view, brackets the speed, l repeats, j chooses joints one by one,
    p the next person, escape none.

    Examples
    --------
    >>> import eesgn_lite as ee
    >>> player = ee.play(ee.read_skeleton("clip.skeleton"), view="side")  # doctest: +SKIP
    >>> player.frame = 12  # doctest: +SKIP
    """
    alone = isinstance(clips, Clip)
    listed = _check_clips(clips)
    edges, threshold = choose_edges(edges, threshold)

    def for_each(given: Any) -> Any:
        """Put what is given for a single clip into a list."""
        return [given] if alone and given is not None else given

    scene = build_scene(
        listed,
        fps=fps,
        titles=[titles] if isinstance(titles, str) else titles,
        weights=for_each(weights),
        weights_name=weights_name,
        pixels=height,
        graph=for_each(graph),
        trails=trails,
        ghosts=ghosts,
        arrows=arrows,
        marks=for_each(marks),
    )
    return Player(scene, view=view, playing=playing, edges=edges, threshold=threshold)
