"""The front door: `eesgn COMMAND`. Each command calls one function and prints what it returns."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn


class _Parser(argparse.ArgumentParser):
    """Answer a wrong call in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the problem and where help is; exit with 2."""
        print(f"{self.prog}: {message}; see `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    0, or 2 after an error, which stands in one line on standard error.
    """
    arguments = _parser().parse_args(argv)
    try:
        answer = arguments.run(arguments)
    except KeyboardInterrupt:
        print("eesgn: interrupted; nothing finished is lost.", file=sys.stderr)
        return 130
    except (ValueError, OSError, RuntimeError) as error:
        print(f"eesgn: {_sentence(error)}", file=sys.stderr)
        return 2
    if isinstance(answer, int):
        return answer
    if answer is not None and arguments.json:
        print(json.dumps(answer))
    return 0


def _sentence(error: Exception) -> str:
    """Say in one line what went wrong; the system's own errors name the file first."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}; check the path."
    return " ".join(str(error).split())


def _parser() -> _Parser:
    """List the commands and their options."""
    parser = _Parser(prog="eesgn", description="Skeleton action recognition with SGN and ESGN.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_data_commands(commands)
    _add_model_commands(commands)
    return parser


def _command(commands: Any, name: str, run: Any, text: str, *, has_json: bool = True) -> Any:
    """Add one command."""
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run, json=False)
    if has_json:
        command.add_argument("--json", action="store_true", help="print one JSON object last")
    return command


def _add_data_commands(commands: Any) -> None:
    """Add prepare, samples, info and results."""
    prepare = _command(
        commands, "prepare", _prepare, "pack a download into a store", has_json=False
    )
    prepare.add_argument("name", choices=("ntu60", "ntu120", "nw-ucla", "msr-action3d"))
    prepare.add_argument("--raw", required=True, type=Path, help="folder of the download")
    prepare.add_argument("--out", required=True, type=Path, help="folder for the store")
    prepare.add_argument("--missing", type=Path, help="list of samples to leave out")
    prepare.add_argument("--workers", type=int, help="processes (default: one a core)")
    samples = _command(
        commands, "samples", _samples, "make or check the sample set mini-ntu", has_json=False
    )
    task = samples.add_mutually_exclusive_group(required=True)
    task.add_argument("--check", action="store_true", help="make it again and compare")
    task.add_argument("--write", type=Path, metavar="DIR", help="make it anew in a folder")
    _command(commands, "info", _info, "show versions, device and data sets")
    results = _command(
        commands, "results", _results, "check the figures in the documents", has_json=False
    )
    task = results.add_mutually_exclusive_group(required=True)
    task.add_argument("--check", action="store_true", help="compare every figure with its row")
    task.add_argument("--write", action="store_true", help="write the figures from the rows")
    task.add_argument("--add", type=Path, nargs="+", metavar="RUN", help="make rows of run folders")


def _add_model_commands(commands: Any) -> None:
    """Add train, evaluate, predict and export."""
    train = _command(commands, "train", _train, "train a model and score it")
    train.add_argument("dataset", metavar="DATASET")
    train.add_argument("--ablation", help="sgn, esgn (default), or parts such as streams+pooling")
    train.add_argument(
        "--validate",
        action="store_true",
        help="score held-out training performers; the test side stays closed",
    )
    train.add_argument("--config", type=Path, help="experiment file, as a run's config.json")
    train.add_argument("--recipe", choices=("ours", "slides"), default="ours")
    train.add_argument("--epochs", type=int)
    train.add_argument("--seed", type=int)
    train.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    train.add_argument("--resume", action="store_true", help="go on from the last whole epoch")
    train.add_argument("--out", type=Path, default=Path("runs"))
    evaluate = _command(commands, "evaluate", _evaluate, "score a checkpoint on the test side")
    evaluate.add_argument("checkpoint", help="shipped name, file, or run folder")
    evaluate.add_argument("dataset", metavar="DATASET")
    predict = _command(commands, "predict", _predict, "name the action in a file")
    predict.add_argument("checkpoint", help="shipped name, file, or run folder")
    predict.add_argument("file", type=Path, help=".skeleton, NW-UCLA .json or MSR-Action3D .txt")
    predict.add_argument("--top", type=int, default=5)
    export = _command(commands, "export", _export, "write a model that runs without this package")
    export.add_argument("checkpoint", help="shipped name, file, or run folder")
    export.add_argument("--out", required=True, type=Path)


def _prepare(arguments: argparse.Namespace) -> None:
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


def _samples(arguments: argparse.Namespace) -> int:
    """Run `eesgn samples`."""
    from eesgn_lite.data.synthesis.build import check_samples, write_samples

    if arguments.write is not None:
        write_samples(arguments.write)
        print(f"Written to {arguments.write}.")
        return 0
    problems = check_samples()
    for problem in problems:
        print(f"eesgn: {problem}", file=sys.stderr)
    if not problems:
        print("The sample set is what its seed makes.")
    return 2 if problems else 0


def _info(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn info`."""
    from eesgn_lite.analysis.information import describe_installation

    found = describe_installation()
    if not arguments.json:
        for name, value in found.items():
            if isinstance(value, dict):
                print(f"{name}:")
                for key, entry in value.items():
                    print(f"  {key}: {entry}")
            else:
                print(f"{name}: {value}")
    return found


def _results(arguments: argparse.Namespace) -> int:
    """Run `eesgn results`."""
    from eesgn_lite.analysis.documents import check_documents, fill_documents
    from eesgn_lite.analysis.record import record_run

    if arguments.add:
        for folder in arguments.add:
            print(record_run(folder))
        return 0
    if arguments.write:
        fill_documents()
    problems = check_documents()
    for problem in problems:
        print(f"eesgn: {problem}", file=sys.stderr)
    if not problems:
        print("Every figure in the documents stands in a row of results/.")
    return 2 if problems else 0


def _train(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn train`."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.experiment import ablate, make_experiment, read_experiment
    from eesgn_lite.training.loop import train

    if arguments.config is None:
        experiment = make_experiment(
            load_dataset(arguments.dataset),
            ablation=arguments.ablation or "esgn",
            recipe=arguments.recipe,
        )
    else:
        experiment = read_experiment(arguments.config, dataset=arguments.dataset)
        if arguments.ablation:
            experiment = ablate(experiment, arguments.ablation)
    changes = {"epochs": arguments.epochs, "seed": arguments.seed}
    given = {name: value for name, value in changes.items() if value is not None}
    experiment = replace(experiment, train=replace(experiment.train, **given))
    run = train(
        experiment,
        validate=arguments.validate,
        out=arguments.out,
        resume=arguments.resume,
        device=arguments.device,
    )
    if not arguments.json:
        for name, value in run.result.items():
            print(f"{name}: {value}")
    return run.result


def _evaluate(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn evaluate`."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.evaluation import evaluate
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    found = evaluate(checkpoint, load_dataset(arguments.dataset).test)
    answer = {
        "top1": found.top1,
        "top5": found.top5,
        "mean_class": found.mean_class,
        "calibration_error": found.calibration_error,
        "scored": found.scored,
    }
    if not arguments.json:
        for name, value in answer.items():
            print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")
    return answer


def _predict(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn predict`."""
    from eesgn_lite.training.predict import predict
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    found = predict(checkpoint, arguments.file, top=arguments.top)
    if not arguments.json:
        for answer in found:
            print(f"{100 * answer.probability:5.1f} %  A{answer.action:03d} {answer.name}")
        print(checkpoint.scope)
    return {"predictions": [asdict(answer) for answer in found], "scope": checkpoint.scope}


def _export(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `eesgn export`."""
    from eesgn_lite.data.catalog import load_dataset
    from eesgn_lite.training.export import export_checkpoint
    from eesgn_lite.training.runs import load_checkpoint

    checkpoint = load_checkpoint(arguments.checkpoint)
    clip = load_dataset(checkpoint.experiment.dataset).test[0]
    difference = export_checkpoint(checkpoint, clip, arguments.out)
    if not arguments.json:
        print(f"{arguments.out}: largest difference of a logit on a clip {difference:.1e}.")
    return {"out": arguments.out.as_posix(), "difference": difference}


if __name__ == "__main__":
    sys.exit(main())
