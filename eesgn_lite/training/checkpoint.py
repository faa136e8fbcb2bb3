"""A trained model together with what it needs to be used."""

from __future__ import annotations

from dataclasses import dataclass

from eesgn_lite.model.esgn import ESGN
from eesgn_lite.model.networks import Network
from eesgn_lite.training.experiment import Experiment


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """Hold a trained model and what it needs to be used.

    Attributes
    ----------
    model
        In evaluation mode, float32, on the CPU.
    experiment
        How it was trained; ``experiment.data`` is how clips must be sampled for it.
    classes, actions
        Action names, and the numbers the data set gives them; K each.
    """

    model: Network
    experiment: Experiment
    classes: tuple[str, ...]
    actions: tuple[int, ...]

    @property
    def esgn(self) -> ESGN:
        """The model, for what reads its graph, its weights or its streams.

        Raises
        ------
        ValueError
            If it is a baseline, which has none of these.
        """
        if not isinstance(self.model, ESGN):
            raise ValueError(
                f"The model is the baseline {self.model.config.kind!r}, which has neither graph "
                "nor streams to look into; take a checkpoint of SGN or ESGN."
            )
        return self.model

    @property
    def scope(self) -> str:
        """Say in one sentence which actions the model can name."""
        kind = "synthetic " if self.experiment.dataset == "mini-ntu" else ""
        return (
            f"This model knows only the {len(self.classes)} actions of the {kind}data set "
            f"{self.experiment.dataset}; it gives every clip one of their names: "
            f"{', '.join(self.classes)}."
        )
