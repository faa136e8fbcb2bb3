"""How a probe is trained: one recipe for both sides of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eesgn_lite.course.probes import PROBES
from eesgn_lite.data.catalog import DataSplits
from eesgn_lite.data.sampling import DataConfig
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.experiment import Experiment, ablate
from eesgn_lite.training.train_config import TrainConfig

# Small enough for a notebook: a quarter of a minute of one processor core.
_DATA = DataConfig(frames=12, rotation=(0.1, 0.3, 0.1))
_TRAIN = TrainConfig(
    epochs=8,
    batch_size=8,
    optimiser="adamw",
    learning_rate=2e-3,
    weight_decay=0.05,
    schedule="one_cycle",
    precision="float32",
    kept_epochs=1,
)
# What a probe changes. Pauses need frames enough to tell them apart. Learning by heart takes many
# passes, and nothing else that hinders it.
_RECIPES: Mapping[str, tuple[DataConfig, TrainConfig]] = {
    "pooling": (_DATA, replace(_TRAIN, epochs=7)),
    "temporal": (replace(_DATA, frames=16), replace(_TRAIN, epochs=16)),
    "regulariser": (
        DataConfig(frames=8, rotation=(0.0, 0.0, 0.0)),
        replace(_TRAIN, epochs=12, weight_decay=0.0),
    ),
}


def probe_experiment(data: DataSplits, side: str = "sgn", *, seed: int = 1) -> Experiment:
    """Return the experiment that trains a probe.

    Parameters
    ----------
    data
        What `make_probe` returned.
    side
        One of `ABLATIONS`, or a reading of the probe. Nothing but the model depends on it.
    seed
        Start of all random numbers of the training.

    Raises
    ------
    ValueError
        If the data are no probe, or there is no such side.
    """
    name = data.name.removeprefix("probe-")
    if name not in PROBES or name == data.name:
        raise ValueError(f"{data.name!r} is no probe; make one with make_probe.")
    sampling, train = _RECIPES.get(name, (_DATA, _TRAIN))
    experiment = Experiment(
        dataset=data.name,
        model=ModelConfig(
            num_classes=len(data.classes), frames=sampling.frames, skeleton=data.skeleton
        ),
        data=sampling,
        train=replace(train, seed=seed),
        recipe="probe",
    )
    readings = PROBES[name].readings
    if side not in readings:
        return ablate(experiment, side)
    sgn = ablate(experiment, "sgn")
    return replace(sgn, model=replace(sgn.model, **readings[side]), ablation=side)
