"""Every choice that a baseline has, as one frozen value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from eesgn_lite.data.skeletons import Skeleton, get_skeleton
from eesgn_lite.model.config import Regulariser

Kind = Literal["cnn", "gru", "st-gcn"]
BASELINES: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True)
class BaselineConfig:
    """Choose a network to compare SGN and ESGN with.

    Parameters
    ----------
    kind
        "cnn", "gru" or "st-gcn"; see `eesgn_lite.model.baselines`.
    num_classes
        Number of actions K, at least 2.
    skeleton
        A layout, or the name of a built-in one; `layout` gives it as a layout.
    frames
        Largest number of frames T of a clip.
    label_smoothing, regulariser, regulariser_weight
        Of the loss, as in `ModelConfig`. No term is added, as for SGN.

    Raises
    ------
    ValueError
        If a value lies outside the ranges above.
    """

    kind: Kind
    num_classes: int = 60
    skeleton: Skeleton | str = "ntu25"
    frames: int = 20
    label_smoothing: float = 0.1
    regulariser: Regulariser = "none"
    regulariser_weight: float = 0.0

    def __post_init__(self) -> None:
        """Turn names into values and refuse what no network can be built from."""
        object.__setattr__(self, "skeleton", get_skeleton(self.skeleton))
        if self.kind not in BASELINES:
            raise ValueError(f"No baseline {self.kind!r}; there are {', '.join(BASELINES)}.")
        if self.num_classes < 2 or self.frames < 1:
            raise ValueError("num_classes must be at least 2 and frames at least 1.")
        if not 0 <= self.label_smoothing < 1:
            raise ValueError(f"label_smoothing must lie in [0, 1), found {self.label_smoothing}.")
        if self.regulariser != "none":
            raise ValueError(f"A baseline adds no term to its loss, found {self.regulariser!r}.")

    @property
    def layout(self) -> Skeleton:
        """The skeleton as a layout, whichever way it was given."""
        return get_skeleton(self.skeleton)

    def to_json(self) -> dict[str, Any]:
        """Return the choices as JSON values, the layout whole."""
        return {**asdict(self), "skeleton": self.layout.to_json()}
