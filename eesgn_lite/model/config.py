"""Every choice the model has, as one frozen value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from eesgn_lite.data.skeletons import Skeleton, get_skeleton

Stream = Literal["joint", "bone", "joint_velocity", "bone_velocity"]
Fusion = Literal["embedding", "score"]
Pooling = Literal[
    "max", "semantic", "semantic_heads", "semantic_only", "semantic_gated", "semantic_scaled"
]
Temporal = Literal["single", "multi_scale", "multi_scale_dilated", "multi_scale_tied"]
Regulariser = Literal[
    "none", "weight_norm", "confidence_penalty", "attention_entropy", "graph_sparsity"
]

SGN_STREAMS: tuple[Stream, ...] = ("joint", "joint_velocity")
ALL_STREAMS: tuple[Stream, ...] = get_args(Stream)

SWITCHED_OFF: Mapping[str, Mapping[str, Any]] = {
    "streams": {"streams": SGN_STREAMS, "fusion": "embedding", "bone_floor": 0.0},
    "pooling": {"pooling": "max"},
    "temporal": {"temporal": "single"},
    "loss": {"regulariser": "none"},
}
"""Name of each enhancement -> the fields of `ModelConfig` that switch it off; all off is SGN."""
ENHANCEMENTS = tuple(SWITCHED_OFF)


def fields_off(enhancements: Iterable[str]) -> dict[str, Any]:
    """List the fields that switch some enhancements off."""
    return {field: value for name in enhancements for field, value in SWITCHED_OFF[name].items()}


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """Choose a model between SGN (every enhancement off) and ESGN (every one on).

    Parameters
    ----------
    num_classes
        Number of actions K, at least 2.
    skeleton
        A layout, or the name of a built-in one; `layout` gives it as a layout.
    frames
        Number of frames T the frame-index code knows; a clip may have fewer.
    streams
        Signals that are embedded. SGN: joint and joint velocity. ESGN: all four.
    fusion
        Where the streams meet. "embedding": their embeddings are added before the graph, as SGN
        does with its two. "score": the joints with their velocity and the bones with theirs pass
        through the same network, each names the action by itself, and their scores are averaged.
        The same thing where only joints, or only bones, are among the streams.
    bone_floor
        Metres f, at least 0: each number of a bone is divided by sqrt(s^2 + f^2) in place of its
        standard deviation s, each of its velocity by sqrt(s^2 + (f/3)^2), metres per sampled
        frame. A bone that hardly moves is then not blown up to the size of one that does.
    pooling
        How the joints of a frame become one vector: "max" (SGN) or "semantic" (ESGN). Four more
        readings of the slides: "semantic_heads" gives each quarter of the features weights of
        its own, "semantic_only" leaves the maximum out of the result, "semantic_gated" begins
        with the maximum alone and learns how much to add, "semantic_scaled" takes the maximum
        of the weighed joints.
    temporal
        Temporal convolution: "single" kernel of 3 (SGN) or "multi_scale" (ESGN). Two more
        readings: "multi_scale_dilated" spreads kernels of 3 instead of lengthening them,
        "multi_scale_tied" spreads SGN's kernel three ways and keeps the largest answer.
    regulariser
        Term that the loss adds; "none" for SGN. See `eesgn_lite.model.loss`.
    regulariser_weight
        Factor of that term, at least 0. Not read when `regulariser` is "none".
    label_smoothing
        Share of probability the loss spreads over all classes, in [0, 1).
    dropout
        Probability in [0, 1) of dropping a channel inside the temporal CNN.

    Raises
    ------
    ValueError
        If a value lies outside the ranges above.

    References
    ----------
    SGN: Zhang et al., CVPR 2020. ESGN: Chen and Jing, MCSoC 2021, slides "Solution".

    Examples
    --------
    >>> ModelConfig(num_classes=16).layout.num_joints
    25
    """

    num_classes: int = 60
    skeleton: Skeleton | str = "ntu25"
    frames: int = 20
    streams: tuple[Stream, ...] = ALL_STREAMS
    fusion: Fusion = "embedding"
    bone_floor: float = 0.0
    pooling: Pooling = "semantic"
    temporal: Temporal = "multi_scale"
    regulariser: Regulariser = "confidence_penalty"
    regulariser_weight: float = 0.1
    label_smoothing: float = 0.1
    dropout: float = 0.2

    def __post_init__(self) -> None:
        """Turn names into values and refuse what no model can be built from."""
        object.__setattr__(self, "skeleton", get_skeleton(self.skeleton))
        object.__setattr__(self, "streams", tuple(self.streams))
        if self.num_classes < 2:
            raise ValueError(f"num_classes must be at least 2, found {self.num_classes}.")
        if self.frames < 1:
            raise ValueError(f"frames must be at least 1, found {self.frames}.")
        if not self.streams or len(set(self.streams)) != len(self.streams):
            raise ValueError(f"streams must name each stream once, found {self.streams}.")
        for stream in self.streams:
            _check_choice("streams", stream, Stream)
        _check_choice("fusion", self.fusion, Fusion)
        _check_choice("pooling", self.pooling, Pooling)
        _check_choice("temporal", self.temporal, Temporal)
        _check_choice("regulariser", self.regulariser, Regulariser)
        if self.regulariser == "attention_entropy" and self.pooling == "max":
            raise ValueError('regulariser "attention_entropy" needs pooling="semantic".')
        for name in ("regulariser_weight", "bone_floor"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be >= 0, found {getattr(self, name)}.")
        for name in ("label_smoothing", "dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} must lie in [0, 1), found {getattr(self, name)}.")

    @property
    def layout(self) -> Skeleton:
        """The skeleton as a layout, whichever way it was given."""
        return get_skeleton(self.skeleton)

    def to_json(self) -> dict[str, Any]:
        """Return the choices as JSON values, the layout whole."""
        return {**asdict(self), "streams": list(self.streams), "skeleton": self.layout.to_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ModelConfig:
        """Build the choices from `to_json` values.

        Raises
        ------
        ValueError
            If a value is missing, unknown or out of range.
        """
        known = {
            **values,
            "skeleton": Skeleton.from_json(values["skeleton"]),
            "streams": tuple(values["streams"]),
        }
        try:
            return cls(**known)
        except TypeError as error:
            raise ValueError(f"The model's config does not fit this version: {error}.") from None


def _check_choice(name: str, value: str, choices: Any) -> None:
    """Raise one sentence that lists the choices."""
    if value not in get_args(choices):
        raise ValueError(f"{name} has no choice {value!r}; it has {', '.join(get_args(choices))}.")
