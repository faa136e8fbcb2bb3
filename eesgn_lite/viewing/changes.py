"""What a reader changes about a clip and a model to see what the answer hangs on."""

from __future__ import annotations

from dataclasses import dataclass

from eesgn_lite.analysis.edits import add_noise, change_speed, freeze, reverse, swap_sides
from eesgn_lite.data.clips import Clip

NOISE_SEED = 0


@dataclass(frozen=True, kw_only=True)
class Change:
    """Choose what is changed; by default nothing.

    Parameters
    ----------
    freeze
        Part of the body that does not move with respect to its parent, or None.
    swap
        Whether left and right change places.
    reverse
        Whether time runs backwards.
    speed
        1 is the speed of the recording.
    noise
        Standard deviation of noise on every coordinate, in metres.
    drop
        Streams the model does without.

    Examples
    --------
    >>> Change(reverse=True, noise=0.02).describe()
    'backwards, 2.0 cm of noise'
    """

    freeze: str | None = None
    swap: bool = False
    reverse: bool = False
    speed: float = 1.0
    noise: float = 0.0
    drop: tuple[str, ...] = ()

    def apply(self, clip: Clip) -> Clip:
        """Change a clip, in the order of the fields.

        Parameters
        ----------
        clip
            The clip as recorded.

        Returns
        -------
        Clip
            A new clip, or the same one if nothing of it is changed.

        Raises
        ------
        ValueError
            If the layout has no such part, or a number is out of range.
        """
        if self.freeze is not None:
            clip = freeze(clip, self.freeze)
        if self.swap:
            clip = swap_sides(clip)
        if self.reverse:
            clip = reverse(clip)
        if self.speed != 1.0:
            clip = change_speed(clip, self.speed)
        if self.noise != 0.0:
            clip = add_noise(clip, self.noise, NOISE_SEED)
        return clip

    def describe(self) -> str:
        """Say the change in words."""
        words = [
            (self.freeze is not None, f"{self.freeze} frozen"),
            (self.swap, "left and right swapped"),
            (self.reverse, "backwards"),
            (self.speed != 1.0, f"speed {self.speed:g}"),
            (self.noise != 0.0, f"{100 * self.noise:.1f} cm of noise"),
            (bool(self.drop), f"without {', '.join(self.drop).replace('_', ' ')}"),
        ]
        return ", ".join(said for chosen, said in words if chosen) or "nothing changed"
