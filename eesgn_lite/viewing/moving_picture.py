"""The README's moving picture: a clip that turns to and fro while it moves, as a GIF."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from eesgn_lite.data.clips import Clip
from eesgn_lite.viewing.palette import DARK
from eesgn_lite.viewing.scene import place_on_floor, reach
from eesgn_lite.viewing.views import RIGHT, project, sides

_CARD, _FLOOR, _SHADOW, *_SIDES = (
    ImageColor.getrgb(colour)
    for colour in (DARK.paper, DARK.grid, DARK.shadow, DARK.middle, DARK.left, DARK.right)
)
_LIMB, _HEAD = 0.055, 0.09  # metres
_FINER = 3


@dataclass(frozen=True, kw_only=True)
class _Camera:
    """Puts points on a picture `_FINER` times as large as the one that is kept."""

    azimuth: float
    radius: float
    height: float
    size: tuple[int, int]

    @property
    def scale(self) -> float:
        """Pixels per metre in the middle of the scene."""
        return _FINER * min(0.47 * self.size[0] / self.radius, 0.78 * self.size[1] / self.height)

    def place(self, points: np.ndarray) -> np.ndarray:
        """Turn metres (..., 3) into pixels right, pixels down and metres towards the viewer."""
        view = {"azimuth": self.azimuth, "elevation": 10.0}
        turned = project(points - np.array([0.0, self.height / 2, 0.0]), view)
        depth = turned[..., 2:]
        near = 1 / (1 - depth / (6 * max(self.radius, self.height)))
        middle = _FINER * np.array([0.5, 0.48]) * self.size
        flat = turned[..., :2] * near * (self.scale, -self.scale) + middle
        return np.concatenate([flat, depth], axis=-1)


def draw_moving_picture(
    clip: Clip,
    *,
    fps: float = 30.0,
    every: int = 2,
    swing: float = 40.0,
    size: tuple[int, int] = (480, 400),
) -> bytes:
    """Draw a GIF of a clip that turns while it moves.

    Parameters
    ----------
    clip
        The clip.
    fps
        Frames per second of the recording.
    every
        Take every so many frames.
    swing
        Degrees that the view turns to either side.
    size
        Width and height in pixels.

    Returns
    -------
    bytes
        The GIF.

    Notes
    -----
    The same clip gives the same bytes with the same Pillow. The picture has a ground of its own,
    so that it reads on light and dark pages.

    Examples
    --------
    >>> from eesgn_lite.data.synthesis.build import perform
    >>> draw_moving_picture(perform(7, 1), every=40, size=(48, 40))[:6]
    b'GIF89a'
    """
    points = place_on_floor(clip)
    radius, height = reach(points)
    pictures = []
    for time in range(0, clip.num_frames, every):
        azimuth = swing * float(np.sin(2 * np.pi * time / clip.num_frames))
        camera = _Camera(azimuth=azimuth, radius=radius, height=height, size=size)
        pictures.append(_draw_moment(points[:, time], clip, camera))
    palette = pictures[0].quantize(colors=48)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    # A GIF counts time in hundredths of a second.
    pause = round(100 * every / fps) * 10
    file = io.BytesIO()
    frames[0].save(
        file, format="GIF", save_all=True, append_images=frames[1:], duration=pause, loop=0
    )
    return file.getvalue()


def _draw_moment(bodies: np.ndarray, clip: Clip, camera: _Camera) -> Image.Image:
    """Draw one frame finely and shrink it, for smooth edges."""
    fine = (camera.size[0] * _FINER, camera.size[1] * _FINER)
    picture = Image.new("RGB", fine, _CARD)
    pen = ImageDraw.Draw(picture)
    _draw_floor(pen, camera)
    seen = [body for body in bodies if np.isfinite(body).all()]
    for body in seen:
        ground = camera.place(body * (1, 0, 1))
        for child, parent in clip.skeleton.bones:
            _draw_limb(pen, ground[parent], ground[child], 2 * _LIMB * camera.scale, _SHADOW)
    for body in seen:
        _draw_person(pen, camera.place(body), clip, camera.scale)
    return picture.resize(camera.size, Image.Resampling.LANCZOS)


def _draw_floor(pen: ImageDraw.ImageDraw, camera: _Camera) -> None:
    """Draw squares of half a metre."""
    edge = 0.5 * np.ceil(camera.radius / 0.5)
    for step in np.arange(-edge, edge + 0.01, 0.5):
        for ends in ([(step, 0, -edge), (step, 0, edge)], [(-edge, 0, step), (edge, 0, step)]):
            flat = camera.place(np.array(ends, dtype=float))
            pen.line([tuple(point[:2]) for point in flat], fill=_FLOOR, width=_FINER)


def _draw_person(pen: ImageDraw.ImageDraw, body: np.ndarray, clip: Clip, scale: float) -> None:
    """Draw a body from its far parts to its near ones; the right side in pieces."""
    side, width = sides(clip.skeleton), _LIMB * scale
    for child, parent in sorted(clip.skeleton.bones, key=lambda bone: body[list(bone), 2].sum()):
        ends = (body[parent], body[child])
        _draw_limb(pen, *ends, width + 2 * _FINER, _CARD)
        _draw_limb(pen, *ends, width, _SIDES[side[child]])
        if side[child] == RIGHT:
            _cut_limb(pen, *ends, width)
        if clip.skeleton.joints[child] == "head":
            _draw_dot(pen, body[child], _HEAD * scale, _SIDES[0])


def _draw_limb(
    pen: ImageDraw.ImageDraw,
    start: np.ndarray,
    end: np.ndarray,
    width: float,
    colour: tuple[int, ...],
) -> None:
    """Draw a line with round ends."""
    pen.line([tuple(start[:2]), tuple(end[:2])], fill=colour, width=round(width))
    for point in (start, end):
        _draw_dot(pen, point, width / 2, colour)


def _cut_limb(pen: ImageDraw.ImageDraw, start: np.ndarray, end: np.ndarray, width: float) -> None:
    """Cut gaps across a limb, one and a half widths apart."""
    along = end[:2] - start[:2]
    length = float(np.hypot(*along)) or 1.0
    along = along / length
    across = np.array([-along[1], along[0]]) * width
    for place in np.arange(width, length - 0.5 * width, 1.5 * width):
        middle = start[:2] + place * along
        pen.line([tuple(middle - across), tuple(middle + across)], fill=_CARD, width=2 * _FINER)


def _draw_dot(
    pen: ImageDraw.ImageDraw, where: np.ndarray, radius: float, colour: tuple[int, ...]
) -> None:
    """Draw a disc."""
    x, y = where[:2]
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
