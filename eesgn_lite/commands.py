"""What each command of `eesgn` does: call one function, return what it found.

Imports stand in the functions, so that `eesgn --help` and `eesgn prepare` never load torch.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eesgn_lite.training.experiment import Experiment


def run_prepare(arguments: argparse.Namespace) -> None:
    """Run `eesgn prepare`."""
    from eesgn_lite.data.prepare import prepare

    report = prepare(
        arguments.name,
        arguments.raw,
        arguments.out,
        missing=arguments.missing,
        workers=arguments.workers,
    )
    print(report)


def run_samples(arguments: argparse.Namespace) -> int:
    """Run `eesgn samples`."""
    from eesgn_lite.data.synthesis.build import check_samples, write_samples

    if arguments.write is not None:
        write_samples(arguments.write)
        print(f"Written to {arguments.write}.")
        return 0
    return _report(check_samples(), fine="The sample set is what its seed makes.")


def run_figures(arguments: argparse.Namespace) -> int:
    """Run `eesgn figures`."""
    from eesgn_lite.viewing.figure_files import check_figures, write_figures

    if not arguments.check:
        for path in write_figures():
            print(path)
        return 0
    return _report(check_figures(), fine="Every figure is what is drawn now.")


def run_info(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn info`."""
    from eesgn_lite.analysis.information import describe_installation

    return describe_installation()


def run_results(arguments: argparse.Namespace) -> int:
    """Run `eesgn results`."""
    from eesgn_lite.analysis.documents import check_documents, fill_documents
    from eesgn_lite.analysis.record import record_run

    if arguments.add:
        for folder in arguments.add:
            print(record_run(folder))
        return 0
    if arguments.write:
        fill_documents()
    return _report(
        check_documents(), fine="Every figure in the documents stands in a row of results/."
    )


def run_train(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn train`."""
    from eesgn_lite.training.loop import run_folder, train

    experiment = _chosen_experiment(arguments)
    folder = run_folder(experiment, arguments.out, validate=arguments.validate)
    _check_out(folder / "run.json")
    run = train(
        experiment,
        validate=arguments.validate,
        out=arguments.out,
        resume=arguments.resume,
        device=arguments.device,
    )
    return run.result


def _chosen_experiment(arguments: argparse.Namespace) -> Experiment:
    """Put together what `eesgn train` was asked for."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.baselines import make_baseline
    from eesgn_lite.training.experiment import ablate, make_experiment, read_experiment
    from eesgn_lite.training.recipes import default_recipe

    if arguments.baseline and arguments.config:
        raise ValueError("--baseline and --config both name the model; give one of them.")
    recipe = arguments.recipe or default_recipe(arguments.dataset)
    if arguments.baseline:
        splits = load_dataset(arguments.dataset)
        experiment = make_baseline(splits, arguments.baseline, recipe=recipe)
    elif arguments.config is None:
        ablation = "esgn" if arguments.ablation is None else arguments.ablation
        experiment = make_experiment(
            load_dataset(arguments.dataset), ablation=ablation, recipe=recipe
        )
    else:
        experiment = read_experiment(arguments.config, dataset=arguments.dataset)
        if arguments.ablation is not None:
            experiment = ablate(experiment, arguments.ablation)
    changes = {"epochs": arguments.epochs, "seed": arguments.seed}
    given = {name: value for name, value in changes.items() if value is not None}
    return replace(experiment, train=replace(experiment.train, **given))


def _check_out(path: Path) -> None:
    """Find out before the work, not after it, whether a file can be written."""
    if path.is_dir():
        raise ValueError(f"{path}: this is a folder; give the name of a file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=path.parent).close()


def run_ablate(arguments: argparse.Namespace) -> None:
    """Run `eesgn ablate`."""
    from eesgn_lite.analysis.grid import run_grid

    rows = run_grid(
        arguments.dataset,
        seeds=arguments.seeds,
        combinations=arguments.combinations,
        recipe=arguments.recipe,
        resume=arguments.resume,
        jobs=arguments.jobs,
        out=arguments.out,
        results=arguments.results,
        device=arguments.device,
    )
    print(f"{len(rows)} rows are there.")


def run_evaluate(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn evaluate`."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.evaluation import evaluate
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    found = evaluate(checkpoint, load_dataset(arguments.dataset).test)
    return {
        "top1": found.top1,
        "top5": found.top5,
        "mean_class": found.mean_class,
        "calibration_error": found.calibration_error,
        "scored": found.scored,
    }


def run_predict(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn predict`."""
    from eesgn_lite.training.predict import predict
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    found = predict(checkpoint, arguments.file, top=arguments.top)
    return {"predictions": [asdict(answer) for answer in found], "scope": checkpoint.scope}


def print_predictions(found: dict[str, Any]) -> None:
    """Print one named action a line, then which actions the model knows."""
    for answer in found["predictions"]:
        print(f"{100 * answer['probability']:5.1f} %  A{answer['action']:03d} {answer['name']}")
    print(found["scope"])


def run_export(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn export`."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.export import export_checkpoint
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    _check_out(arguments.out)
    clip = load_dataset(checkpoint.experiment.dataset).test[0]
    difference = export_checkpoint(checkpoint, clip, arguments.out)
    return {"out": arguments.out.as_posix(), "difference": difference}


def run_ship(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn ship`."""
    from eesgn_lite.analysis.shipping import ship

    found = ship(arguments.checkpoint)
    files = {"weights": found.weights.as_posix(), "card": found.card.as_posix()}
    return {"name": found.name, **files, **found.values}


def print_export(found: dict[str, Any]) -> None:
    """Print where the model went, and how well it agrees."""
    print(f"{found['out']}: largest difference of a logit on a clip {found['difference']:.1e}.")


def _report(problems: Sequence[str], *, fine: str) -> int:
    """Print what a check found, a problem a line; return the exit code."""
    for problem in problems:
        print(f"eesgn: {problem}", file=sys.stderr)
    if not problems:
        print(fine)
    return 2 if problems else 0


def run_grade(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn grade`."""
    from eesgn_lite.course.grading.marks import grade_folder, points_by_file
    from eesgn_lite.course.grading.process import Limits, network_is_shut

    limits = Limits(seconds=arguments.seconds, gibibytes=arguments.gibibytes)
    _check_out(arguments.out)
    marks = grade_folder(
        arguments.folder, arguments.out, limits=limits, all_cells=arguments.all_cells
    )
    network = "shut" if network_is_shut() else "open: this system cannot shut it"
    return {"table": arguments.out.as_posix(), "network": network, "solved": points_by_file(marks)}


def run_class(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn class`."""
    from eesgn_lite.course.class_mode import class_plot

    _check_out(arguments.out)
    figure = class_plot(arguments.folder)
    figure.savefig(arguments.out)
    return {"figure": arguments.out.as_posix(), "words": figure.words}
