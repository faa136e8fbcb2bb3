"""Measure what `eesgn train ntu60-cs` would need, without the data set.

Run from the checkout, with the folder of real recordings in EESGN_DATA::

    python benchmarks/full_size.py

Bytes are those of the real sample files, as text and packed. Memory is that of a process that
trains a few steps. Time is measured on a few steps of the very batch size and network, with
clips of mini-ntu, which have as many joints; on the CPU it is the time of one core that works for
us alone, whatever else runs. ``--device cuda`` takes the clock instead. Writes
``results/measurements/full-size.json``.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
import tracemalloc
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from eesgn_lite.analysis.full_size import Measured, clips_of, storage_needs, time_needs
from eesgn_lite.analysis.record import count_operations
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.prepare import prepare
from eesgn_lite.data.sampler import Sampler
from eesgn_lite.data.splits import PROTOCOLS
from eesgn_lite.data.store import open_store
from eesgn_lite.model.esgn import ESGN, count_parameters
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.loop import train_model
from eesgn_lite.training.recipes import default_recipe
from eesgn_lite.training.runs import provenance

PROTOCOL = PROTOCOLS["ntu60-cs"]
FIRST_STEPS = 2  # are slower: memory is taken, kernels are chosen


def experiment_of(splits: DataSplits, ablation: str) -> Experiment:
    """Build the full-size experiment, to be trained on the clips at hand."""
    recipe = default_recipe(PROTOCOL.name)
    experiment = make_experiment(splits, ablation=ablation, recipe=recipe)
    model = replace(experiment.model, num_classes=len(PROTOCOL.actions))
    return replace(experiment, model=model)


def file_sizes(raw: Path) -> dict[str, float]:
    """Pack real files and measure the bytes of one body in one frame, before and after."""
    with tempfile.TemporaryDirectory() as out:
        prepare("ntu60", raw, out, workers=1, progress=False)
        folder = Path(out) / "ntu60"
        store_bytes = sum((folder / f"{name}.npy").stat().st_size for name in ("joints", "valid"))
        index = (folder / "index.json").stat().st_size
        store = open_store(folder)
        bodies, clips = len(store.valid), len(store)
        frames = float(np.mean(store.frames))
        del store  # Windows removes no file that is mapped.
    text = sum(path.stat().st_size for path in raw.rglob("*.skeleton"))
    return {
        "frames": frames,
        "download_bytes": text / bodies,
        "store_bytes": store_bytes / bodies,
        "index_bytes": index / clips,
    }


def sampler_bytes(splits: DataSplits, experiment: Experiment) -> float:
    """Measure the memory that a sampler takes for one clip, at most."""
    tracemalloc.start()
    sampler = Sampler(splits.training_side, experiment.data, training=True)
    sampler.batch(np.arange(1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(splits.training_side)


def step_seconds(splits: DataSplits, experiment: Experiment, steps: int, device: str) -> float:
    """Measure a training step, divided by the bodies in it; the median."""
    clock = time.process_time if device == "cpu" else time.perf_counter
    times: list[float] = []

    def watch(done: Progress) -> bool:
        times.append(clock())
        return done.step < steps + FIRST_STEPS

    train_model(experiment, splits.training_side, device=device, watch=watch)
    side = splits.training_side
    bodies = experiment.train.batch_size * float(np.mean(side.store.persons[side.rows]))
    return statistics.median(np.diff(times)[FIRST_STEPS - 1 :]) / bodies


def process_bytes() -> float:
    """Return the largest memory this process has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def main() -> None:
    """Measure and write the row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=3, help="measured steps of each network")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options = parser.parse_args()
    raw = Path(os.environ.get("EESGN_DATA", "")) / "ntu-rgbd-samples"
    if not raw.is_dir():
        raise SystemExit("EESGN_DATA names no folder that holds ntu-rgbd-samples.")
    if options.device == "cpu":
        torch.set_num_threads(1)
    splits = load_dataset("mini-ntu")
    values: dict[str, float] = {}
    for name in ("sgn", "esgn"):
        experiment = experiment_of(splits, name)
        operations = count_operations(experiment.model, experiment.data.frames)
        seconds = step_seconds(splits, experiment, options.steps, options.device)
        needs = time_needs(PROTOCOL, experiment.train, operations, seconds)
        values |= {f"{name}_parameters": count_parameters(ESGN(experiment.model))}
        values |= {f"{name}_operations": operations, f"{name}_seconds_body": seconds}
        values |= {f"{name}_{key}": value for key, value in needs.items()}
        print(name, needs)
    measured = Measured(
        **file_sizes(raw),
        sampler_bytes=sampler_bytes(splits, experiment),
        process_bytes=process_bytes(),
    )
    training, test = clips_of(PROTOCOL)
    values |= {"files": len(list(raw.rglob("*.skeleton"))), "train_clips": training}
    values |= {"test_clips": test, "epochs": experiment.train.epochs}
    values |= {"batch_size": experiment.train.batch_size}
    values |= asdict(measured) | storage_needs(PROTOCOL, measured)
    row = Row(
        kind="measurement",
        name="full-size",
        dataset=PROTOCOL.name,
        config={"device": options.device, "steps": options.steps, **experiment.to_json()},
        values=values,
        seed=None,
        command="python benchmarks/full_size.py"
        + ("" if options.device == "cpu" else f" --device {options.device}"),
        note="Computed from few files and few steps; the data set was not there.",
        **provenance(),
    )
    write_measurement(row)


if __name__ == "__main__":
    main()
