"""Measure where the time of a training goes on this machine, and what could shorten it.

Run from the checkout, on an otherwise idle machine::

    python benchmarks/training.py
    python benchmarks/training.py --device cuda --name h100

It trains a few steps of ESGN on mini-ntu, as ``eesgn train mini-ntu`` does: the stations of a step
in float32 and in bfloat16, the compiled network, one process and two that share each batch, and
the energy, where the machine has a counter that may be read. Writes
``results/measurements/training-NAME.json``; notebook 08 shows every such row.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import replace

import numpy as np
import torch

from eesgn_lite.analysis.energy import measure_energy
from eesgn_lite.analysis.processes import time_processes
from eesgn_lite.analysis.results import Row, write_measurement
from eesgn_lite.analysis.timing import StepTimes, reason, time_training, with_precision
from eesgn_lite.data.catalog import DataSplits, load_dataset
from eesgn_lite.data.sampler import sample_batch
from eesgn_lite.training.experiment import Experiment, make_experiment
from eesgn_lite.training.runs import provenance

PRECISIONS = ("float32", "bfloat16")
PROCESSES = (1, 2)

Values = dict[str, float | None]


def as_values(name: str, times: StepTimes, clips: int) -> Values:
    """Name the figures of some steps."""
    stations = {f"{name}_{station}_seconds": s for station, s in times.stations.items()}
    return {
        **stations,
        f"{name}_first_seconds": times.first,
        f"{name}_step_seconds": times.step,
        f"{name}_clips_per_second": clips / times.step,
    }


def time_precisions(experiment: Experiment, splits: DataSplits, options: argparse.Namespace):
    """Measure the stations of a step in each number format."""
    values: Values = {}
    for precision in PRECISIONS:
        times = time_training(
            with_precision(experiment, precision),
            splits.train,
            steps=options.steps,
            device=options.device,
        )
        values |= as_values(precision, times, options.batch_size)
        print(precision, times.stations)
    return values


def time_compiling(experiment: Experiment, splits: DataSplits, options: argparse.Namespace):
    """Measure the compiled network in float32; say why where it cannot be compiled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            times = time_training(
                with_precision(experiment, "float32"),
                splits.train,
                steps=options.steps,
                device=options.device,
                compiled=True,
            )
    except Exception as problem:  # whatever the compilers of this world raise
        return {"compiled_step_seconds": None}, {"compiled": reason(problem)}
    print("compiled", times)
    return as_values("compiled", times, options.batch_size), {}


def time_sharing(experiment: Experiment, splits: DataSplits, options: argparse.Namespace):
    """Measure one process, and two that share each batch."""
    items = np.random.default_rng(1).permutation(len(splits.train))[: options.batch_size]
    batch = sample_batch(splits.train, items, experiment.data, training=True)
    values: Values = {}
    problems = {}
    for count in PROCESSES:
        times = time_processes(
            experiment, batch, processes=count, steps=options.steps, device=options.device
        )
        found = None if times.problem else times
        for part in ("compute", "average", "start", "step"):
            values[f"processes_{count}_{part}_seconds"] = found and getattr(found, part)
        problems |= {f"processes_{count}": times.problem} if times.problem else {}
        print(count, times)
    return values, problems


def energy(experiment: Experiment, splits: DataSplits, options: argparse.Namespace):
    """Measure the power at rest and in training; counters may contain one another."""
    rest = measure_energy(seconds=options.rest)
    work = measure_energy(
        lambda: time_training(
            experiment, splits.train, steps=options.energy_steps, device=options.device
        )
    )
    values: Values = {"energy_counters": len(work.joules)}
    for name, joules in work.joules.items():
        place = name.replace(", ", "_").replace(" ", "_").replace("-", "_")
        values[f"{place}_rest_watts"] = rest.joules[name] / rest.seconds
        values[f"{place}_training_watts"] = joules / work.seconds
        clips = options.batch_size * (options.energy_steps + 1)
        values[f"{place}_joules_per_clip"] = joules / clips
    return values, {"energy": work.problem} if work.problem else {}


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--name", help="name of the row (default: the device)")
    parser.add_argument("--steps", type=int, default=5, help="measured steps of each kind")
    parser.add_argument("--batch-size", type=int, default=32, help="clips a step")
    parser.add_argument("--energy-steps", type=int, default=20, help="steps whose energy is read")
    parser.add_argument("--rest", type=float, default=10, help="seconds of rest, for the energy")
    parser.add_argument("--note", default="", help="what else a reader should know")
    return parser.parse_args()


def main() -> None:
    """Measure and write the row."""
    options = read_options()
    splits = load_dataset("mini-ntu")
    experiment = make_experiment(splits, ablation="esgn")
    train = replace(experiment.train, batch_size=options.batch_size, precision="float32")
    experiment = replace(experiment, train=train)
    values = time_precisions(experiment, splits, options)
    problems: dict[str, str] = {}
    for measure in (time_compiling, time_sharing, energy):
        found, problem = measure(experiment, splits, options)
        values, problems = values | found, problems | problem
    if options.device == "cuda":
        values["memory_bytes"] = torch.cuda.max_memory_allocated()
    name = options.name or options.device
    row = Row(
        kind="measurement",
        name=f"training-{name}",
        dataset=splits.name,
        config={"device": options.device, "steps": options.steps, **experiment.to_json()},
        values=values,
        seed=experiment.train.seed,
        command="python benchmarks/training.py"
        + (f" --device {options.device}" if options.device != "cpu" else "")
        + (f" --name {name}" if name != options.device else "")
        + f" --steps {options.steps}",
        note=f"A few training steps of ESGN; medians. {options.note}".strip(),
        details={"problems": problems},
        **provenance(),
    )
    print(write_measurement(row))


if __name__ == "__main__":
    main()
