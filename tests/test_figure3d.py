"""Still pictures in space."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure
from viewing_clips import wander

from eesgn_lite.viewing.figure3d import figure3d
from eesgn_lite.viewing.palette import EITHER
from eesgn_lite.viewing.scene import place_on_floor
from eesgn_lite.viewing.views import project


def bones_of(figure: go.Figure) -> list:
    """List the traces that are bones."""
    return [t for t in figure.data if t.mode == "lines" and t.line.width > 1]


def joints_of(figure: go.Figure) -> list:
    """List the traces that are joints."""
    return [t for t in figure.data if t.mode == "markers"]


def test_one_frame_is_one_scene_with_one_scale() -> None:
    figure = figure3d(wander(), 2)
    scene = figure.layout.scene
    lengths = {np.ptp(axis.range).round(6) for axis in (scene.xaxis, scene.yaxis, scene.zaxis)}
    assert len(lengths) == 1 and len(set(scene.aspectratio.to_plotly_json().values())) == 1
    assert {trace.scene for trace in figure.data} <= {"scene", None}
    assert figure.layout.annotations[0].text == "frame 2"


def test_without_a_frame_there_are_three_moments() -> None:
    figure = figure3d(wander(frames=30))
    texts = [note.text for note in figure.layout.annotations]
    assert texts[:3] == ["frame 5", "frame 15", "frame 25"]
    assert {trace.scene for trace in figure.data} == {"scene", "scene2", "scene3"}
    assert figure.layout.scene.domain.y == pytest.approx((2 / 3, 1))
    assert figure.layout.scene3.domain.y == pytest.approx((0, 1 / 3))


def test_sides_differ_by_colour_dash_and_marker() -> None:
    figure = figure3d(wander(), 0)
    looks = {(t.line.color, t.line.dash) for t in bones_of(figure)}
    assert looks == {
        (EITHER.middle, "solid"),
        (EITHER.left, "solid"),
        (EITHER.right, "dash"),
    }
    marks = {(t.marker.color, t.marker.symbol) for t in joints_of(figure)}
    assert (EITHER.right, "square") in marks and (EITHER.left, "circle") in marks
    assert sum(len(t.x) for t in joints_of(figure)) == 25
    # Two ends and a break for each of 24 bones, and as much for the root.
    assert sum(len(t.x) for t in bones_of(figure)) == 3 * 25


@pytest.mark.parametrize("view", ["front", "side", "top", {"azimuth": 40.0, "elevation": -20.0}])
def test_the_camera_is_the_players(view) -> None:
    clip = wander()
    figure = figure3d(clip, 1, view=view)
    flat = project(place_on_floor(clip)[0, 1], view)
    drawn = np.concatenate([np.stack([t.x, t.y, t.z], axis=-1) for t in joints_of(figure)], axis=0)
    names = [word for t in joints_of(figure) for word in t.text]
    order = [clip.skeleton.joints.index(name.replace(" ", "_")) for name in names]
    eye, up = (
        np.array([v.x, v.y, v.z]) for v in (figure.layout.scene.camera[k] for k in ("eye", "up"))
    )
    eye = eye / np.linalg.norm(eye)
    assert drawn @ eye == pytest.approx(flat[order, 2], abs=1e-3)
    assert drawn @ up == pytest.approx(flat[order, 1], abs=1e-3)
    assert drawn @ np.cross(up, eye) == pytest.approx(flat[order, 0], abs=1e-3)


def test_weights_have_a_scale_with_a_name() -> None:
    weights = np.arange(25.0)
    figure = figure3d(wander(), 0, weights=weights, weights_name="attention")
    axis = figure.layout.coloraxis
    assert (axis.cmin, axis.cmax, axis.colorbar.title.text) == (0, 24, "attention")
    colours = np.concatenate([t.marker.color for t in joints_of(figure)])
    assert sorted(colours) == pytest.approx(weights)
    assert "right hand: 11" in [word for t in joints_of(figure) for word in t.text]


def test_words_tell_weights_beyond_the_scale() -> None:
    weights = np.full((6, 25), 0.1)
    weights[2, 11] = 0.7
    figure = figure3d(wander(), 2, weights=weights)
    axis = figure.layout.coloraxis
    assert (axis.cmin, axis.cmax) == (0, 0.1)
    assert axis.colorbar.title.text == "weight (some more, up to 0.7)"
    assert "right hand: 0.7" in [word for t in joints_of(figure) for word in t.text]
    assert len({size for t in joints_of(figure) for size in t.marker.size}) == 1


def test_absent_persons_are_not_drawn() -> None:
    clip = wander(persons=2)
    assert len(joints_of(figure3d(clip, 0))) == 3
    assert len(joints_of(figure3d(clip, 1))) == 6


def test_for_print_it_is_a_matplotlib_figure() -> None:
    figure = figure3d(wander(frames=30), library="matplotlib")
    assert isinstance(figure, Figure)
    assert [axes.get_title() for axes in figure.axes] == ["frame 5", "frame 15", "frame 25"]
    assert len(figure3d(wander(), 3, library="matplotlib").axes) == 1


def test_a_notebook_gets_a_figure_that_turns_and_a_page_a_still_one() -> None:
    bundle = figure3d(wander(), 2)._repr_mimebundle_()
    turning = bundle["application/vnd.plotly.v1+json"]
    assert turning["config"]["responsive"] is True
    assert len(turning["data"]) == 7
    assert (
        bundle["text/html"]
        == figure3d(wander(), 2, library="matplotlib")._repr_mimebundle_()["text/html"]
    )
    assert bundle["text/plain"].startswith("Frame 2. Moving skeleton of 1 person")


def test_its_width_is_the_pages() -> None:
    layout = figure3d(wander(frames=30)).layout
    assert (layout.width, layout.autosize) == (None, True)
    # Each scene is as tall as it needs to be wide, and all are as wide as the page.
    scenes = [layout.scene, layout.scene2, layout.scene3]
    assert {scene.domain.x for scene in scenes} == {(0, 1)}
    assert (layout.height - layout.margin.b) / 3 <= 300


def test_another_library_is_refused() -> None:
    with pytest.raises(ValueError, match="plotly or matplotlib, not 'bokeh'"):
        figure3d(wander(), library="bokeh")


def test_a_frame_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not 6"):
        figure3d(wander(), 6)
