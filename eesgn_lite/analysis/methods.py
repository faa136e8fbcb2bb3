"""Ways to explain an answer, each with its source and with what it does not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Method:
    """Say what a figure of an explanation is.

    Attributes
    ----------
    name
        What it is, in a few words.
    source
        Where the method comes from.
    caveat
        What it does not show.
    """

    name: str
    source: str
    caveat: str


SEMANTIC_WEIGHTS = Method(
    name="weights of Semantic-Pooling",
    source='ESGN slides, "Method 2 - Semantic-Pooling layer"; Jain and Wallace, 2019',
    caveat=(
        "Attention is not explanation: a weight shows where the layer looked, not what decided "
        "the answer, and the maximum over the joints goes past the weights."
    ),
)
MAXIMUM_SHARES = Method(
    name="share of the features in which a joint is the maximum",
    source="Qi et al., PointNet, 2017, critical points",
    caveat="Every feature counts alike, also one that the answer does not rest on.",
)
METHODS: Mapping[str, Method] = {
    "graph": Method(
        name="adaptive graph",
        source="Zhang et al., SGN, 2020, equation 3",
        caveat=(
            "An edge shows how much a joint takes from another, not what becomes of it; beside "
            "the graph each joint also keeps its own features."
        ),
    ),
    "frame_occlusion": Method(
        name="probability lost when a frame is hidden",
        source="Zeiler and Fergus, 2014",
        caveat=(
            "A clip with a hole is unlike the clips of the training, and a frame that its "
            "neighbours repeat seems to matter little."
        ),
    ),
    "joint_occlusion": Method(
        name="probability lost when a joint stands still",
        source="Zeiler and Fergus, 2014",
        caveat=(
            "A body with one stiff joint is unlike the bodies of the training, and a joint that "
            "its neighbours repeat seems to matter little."
        ),
    ),
    "frame_gradient": Method(
        name="slope of the class's score against the positions of a frame",
        source="Simonyan et al., 2014",
        caveat=(
            "It tells what a tiny step would change, not what the answer rests on; some such maps "
            "hardly depend on the weights (Adebayo et al., 2018)."
        ),
    ),
    "streams": Method(
        name="probability lost when a stream says the same at every joint and frame",
        source="Covert et al., Explaining by removing, 2021",
        caveat=(
            "The streams were trained together and share what they know, so the losses do not "
            "add up to what is lost without several of them."
        ),
    ),
    "activation": Method(
        name="class activation before the pooling",
        source="Selvaraju et al., Grad-CAM, 2017; cell by cell as Draelos and Carin, 2020",
        caveat=(
            "The graph layers have mixed the joints by then: a cell stands for what was gathered "
            "there, and what speaks against the class is left out."
        ),
    ),
}
"""Field of an `Explanation` -> how it was computed; `joint_weights` depends on the model."""
