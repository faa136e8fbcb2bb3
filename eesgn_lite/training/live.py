"""Train in a process of its own, so that the page that started it stays awake."""

from __future__ import annotations

import json
import multiprocessing
import os
import traceback
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.training.epoch import Progress
from eesgn_lite.training.evaluation import evaluate
from eesgn_lite.training.experiment import grid_recipe, make_experiment
from eesgn_lite.training.loop import train_model

_FIGURES = ("top1", "mean_class", "top5", "calibration_error")
_PATIENCE = 2.0  # seconds
_SCORED_AT_ONCE = 32  # clips; few, so that the page hears of it often


class Scoring(NamedTuple):
    """How many clips of the test side are scored; the training has ended."""

    scored: int
    clips: int


class LiveResult(NamedTuple):
    """Figures on the test side, percent, as rows name them; `steps` were trained."""

    steps: int
    figures: dict[str, float]


class LiveProblem(NamedTuple):
    """What went wrong in the process."""

    text: str


class LiveTraining:
    """One training under way; nothing is written.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.
    ablation
        One of `ABLATIONS`.
    seed
        Seed of the run.
    root
        As in `load_dataset`.
    """

    def __init__(
        self, dataset: str, *, ablation: str, seed: int = 1, root: str | Path | None = None
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        asked = (dataset, ablation, seed, None if root is None else str(root))
        self._process = context.Process(target=_work, args=(other, *asked), daemon=True)
        self._process.start()
        other.close()

    def news(self) -> Iterator[Progress | Scoring | LiveResult | LiveProblem]:
        """Give what has happened since the last call; a result or a problem comes last."""
        try:
            while self._connection.poll():
                name, content = json.loads(self._connection.recv_bytes())
                if name == "progress":
                    yield Progress(*content)
                elif name == "scoring":
                    yield Scoring(*content)
                elif name == "result":
                    yield LiveResult(*content)
                else:
                    yield LiveProblem(content)
        except (EOFError, OSError):
            yield LiveProblem("The training's process ended unexpectedly; run it again.")

    def stop(self) -> None:
        """End the training after the step under way; what was learnt until then is scored."""
        with suppress(OSError):  # it has just ended by itself
            self._connection.send_bytes(b"stop")

    def close(self) -> None:
        """End the process, whatever it does: nothing more is learnt or scored."""
        self._process.terminate()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
        self._connection.close()


def _work(connection: Connection, dataset: str, ablation: str, seed: int, root: str | None) -> None:
    """Let the page go first."""
    if hasattr(os, "nice"):
        os.nice(5)
    _tell(connection, dataset, ablation, seed, root)


def _tell(connection: Connection, dataset: str, ablation: str, seed: int, root: str | None) -> None:
    """Train and score, and tell of it."""
    try:
        _send(connection, "result", _train_and_score(connection, dataset, ablation, seed, root))
    except BrokenPipeError:
        return  # nobody listens any more
    except (ValueError, OSError) as error:
        _send(connection, "problem", str(error))
    except Exception:
        _send(connection, "problem", traceback.format_exc())


def _train_and_score(
    connection: Connection, dataset: str, ablation: str, seed: int, root: str | None
) -> LiveResult:
    """Train as a grid does, and score the test side."""
    splits = load_dataset(dataset, root)
    experiment = make_experiment(splits, ablation=ablation, recipe=grid_recipe(dataset), seed=seed)
    steps = 0

    def watch(progress: Progress) -> bool:
        """Report a step, and listen whether to go on."""
        nonlocal steps
        steps = progress.step
        _send(connection, "progress", progress)
        return not connection.poll()

    def watch_scoring(scored: int) -> None:
        """Report a batch of scored clips."""
        _send(connection, "scoring", Scoring(scored, len(splits.test)))

    model = train_model(experiment, splits.training_side, watch=watch, progress=False)
    watch_scoring(0)
    device = next(model.parameters()).device
    found = evaluate(
        model,
        splits.test,
        experiment.data,
        batch_size=_SCORED_AT_ONCE,
        device=device,
        watch=watch_scoring,
    )
    named = {"test_top1" if name == "top1" else name: getattr(found, name) for name in _FIGURES}
    return LiveResult(steps, named)


def _send(connection: Connection, name: str, content: object) -> None:
    """Write one message as JSON."""
    connection.send_bytes(json.dumps([name, content]).encode("utf-8"))
