"""Train a grid of combinations and seeds; every run becomes a row as it ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

import torch
from tqdm.auto import tqdm

from eesgn_lite.analysis.record import record_run
from eesgn_lite.analysis.results import read_row, results_folder
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.model.config import ENHANCEMENTS
from eesgn_lite.training.experiment import ABLATIONS, Experiment, grid_recipe, make_experiment
from eesgn_lite.training.loop import run_folder, train

Combinations = Literal["all", "one-off", "one-on"]


class GridRun(NamedTuple):
    """One run of a grid: what to train, and where its folder and its row go."""

    experiment: Experiment
    out: Path
    results: Path
    root: str | Path | None
    device: str
    validate: bool

    @property
    def row(self) -> Path:
        """File of the row."""
        folder = run_folder(self.experiment, self.out, validate=self.validate)
        return self.results / self.experiment.dataset / f"{folder.name}.json"


def combination_names(combinations: Combinations) -> list[str]:
    """Name the combinations of a grid.

    Parameters
    ----------
    combinations
        "all" sixteen; "one-on": SGN and each enhancement added to it; "one-off": ESGN and each
        enhancement taken from it.

    Raises
    ------
    ValueError
        If there is no such choice.

    Examples
    --------
    >>> combination_names("one-on")
    ['sgn', 'streams', 'pooling', 'temporal', 'loss']
    """
    if combinations == "all":
        return list(ABLATIONS)
    if combinations == "one-on":
        return ["sgn", *ENHANCEMENTS]
    if combinations == "one-off":
        without = ["+".join(e for e in ENHANCEMENTS if e != off) for off in ENHANCEMENTS]
        return ["esgn", *without]
    raise ValueError(f"combinations is all, one-off or one-on, not {combinations!r}.")


def run_grid(
    dataset: str,
    *,
    seeds: int = 3,
    combinations: Combinations = "all",
    recipe: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    root: str | Path | None = None,
    out: str | Path = "runs",
    results: str | Path | None = None,
    device: str = "auto",
) -> list[Path]:
    """Train every combination with seeds 1 to `seeds` and write a row as each run ends.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.
    seeds
        Number of seeds. All combinations are trained with one seed before the next begins, so
        that a grid that is cut off still compares like with like.
    combinations
        See `combination_names`.
    recipe
        By default `grid_recipe`: the same short schedule for every run.
    resume
        Keep rows that are there and take up unfinished runs.
    jobs
        Processes at once, at low priority, with one thread each when there are several.
    root, out, device
        As in `train`.
    results
        Folder of the rows; by default that of the checkout.

    Returns
    -------
    The rows' files, those kept included.

    Raises
    ------
    ValueError
        If rows are there and `resume` is off, or a kept row had another experiment.
    """
    splits = load_dataset(dataset, root)
    experiments = [
        make_experiment(splits, ablation=name, recipe=recipe or grid_recipe(dataset), seed=seed)
        for seed in range(1, seeds + 1)
        for name in combination_names(combinations)
    ]
    return run_experiments(
        experiments, resume=resume, jobs=jobs, root=root, out=out, results=results, device=device
    )


def run_experiments(
    experiments: Sequence[Experiment],
    *,
    resume: bool = False,
    jobs: int = 1,
    root: str | Path | None = None,
    out: str | Path = "runs",
    results: str | Path | None = None,
    device: str = "auto",
    validate: bool = False,
) -> list[Path]:
    """Train experiments one after the other, or several at once; write a row as each run ends.

    Parameters
    ----------
    experiments
        What to train, in this order; no two may be filed under the same names.
    resume, jobs, root, out, results, device
        As in `run_grid`.
    validate
        As in `train`: choose on the held-out part of the training side, the test side unseen.

    Returns
    -------
    The rows' files, those kept included.

    Raises
    ------
    ValueError
        If rows are there and `resume` is off, or a kept row had another experiment.
    """
    folder = Path(results or results_folder())
    runs = [GridRun(one, Path(out), folder, root, device, validate) for one in experiments]
    done = [run for run in runs if run.row.exists()]
    _check_kept(done, resume=resume)
    _run_all([run for run in runs if run not in done], jobs, kept=len(done))
    return [run.row for run in runs]


def _check_kept(done: Sequence[GridRun], *, resume: bool) -> None:
    """Refuse to overwrite rows, and to mix rows of different experiments."""
    if done and not resume:
        raise ValueError(
            f"{len(done)} rows of this grid are there, the first is {done[0].row}; "
            "add --resume to keep them, or move them away."
        )
    for run in done:
        found = Experiment.from_json(read_row(run.row).config)
        # How many earlier epochs are scored beside the last one changes no weight.
        train = replace(found.train, kept_epochs=run.experiment.train.kept_epochs)
        if replace(found, train=train) != run.experiment:
            raise ValueError(
                f"{run.row}: this row had another experiment; move it away, and it is run anew."
            )


def _run_all(runs: Sequence[GridRun], jobs: int, *, kept: int) -> None:
    """Run in processes of their own; after a failure the runs under way still end."""
    context = multiprocessing.get_context("spawn")
    bar = tqdm(total=len(runs) + kept, initial=kept, desc="grid", unit="run")
    with bar, ProcessPoolExecutor(jobs, context, _begin, (jobs,)) as pool:
        waiting: set[Future[Path]] = {pool.submit(_run_one, run) for run in runs}
        while waiting:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                if future.exception():
                    pool.shutdown(wait=True, cancel_futures=True)
                bar.write(future.result().as_posix())
                bar.update()


def _begin(jobs: int) -> None:
    """Let other programs go first, share the cores, and end with the process that began this."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)
    if jobs > 1:
        torch.set_num_threads(1)


def _end_with_parent() -> None:
    """Wait for the end of the process that hands out the runs; nobody else ends its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_one(run: GridRun) -> Path:
    """Train one run and write its row."""
    found = train(
        run.experiment,
        root=run.root,
        validate=run.validate,
        out=run.out,
        resume=True,
        device=run.device,
        progress=False,
    )
    return record_run(found.folder, run.results)
