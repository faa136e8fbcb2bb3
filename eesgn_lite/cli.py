"""The front door: `eesgn COMMAND`. Each command calls one function and prints what it returns."""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from eesgn_lite import commands

RECIPE_NAMES = ("ours", "short", "slides")
BASELINE_NAMES = ("cnn", "gru", "st-gcn")


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
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *place, **more: print(
                f"eesgn: {message}", file=sys.stderr
            )
            answer = arguments.run(arguments)
    except KeyboardInterrupt:
        print("eesgn: interrupted; nothing finished is lost.", file=sys.stderr)
        return 130
    except (ValueError, OSError, RuntimeError) as error:
        print(f"eesgn: {_sentence(error)}", file=sys.stderr)
        return 2
    if isinstance(answer, int):
        return answer
    try:
        if answer is not None and arguments.json:
            print(json.dumps(answer))
        elif answer is not None:
            arguments.show(answer)
        sys.stdout.flush()
    except BrokenPipeError:  # The reader, such as `head`, has seen enough; Python flushes again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _print_fields(answer: dict[str, Any]) -> None:
    """Print one field a line, a table within it indented."""
    for name, value in answer.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, entry in value.items():
                print(f"  {key}: {entry}")
        else:
            print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


def _sentence(error: Exception) -> str:
    """Say in one line what went wrong; the system's own errors name the file first."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}; check the path."
    return " ".join(str(error).split())


def _parser() -> _Parser:
    """List the commands and their options."""
    parser = _Parser(prog="eesgn", description="Skeleton action recognition with SGN and ESGN.")
    parsers = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add_data_commands(parsers)
    _add_train_command(parsers)
    _add_ablate_command(parsers)
    _add_model_commands(parsers)
    _add_course_commands(parsers)
    return parser


def _command(parsers: Any, name: str, run: Any, text: str, *, has_json: bool = True) -> Any:
    """Add one command."""
    command = parsers.add_parser(name, help=text, description=text)
    command.set_defaults(run=run, show=_print_fields, json=False)
    if has_json:
        command.add_argument("--json", action="store_true", help="print one JSON object last")
    return command


def _at_least(smallest: int) -> Callable[[str], int]:
    """Make what reads a whole number and refuses one that is too small."""

    def number(text: str) -> int:
        """Read it."""
        try:
            found = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if found < smallest:
            raise argparse.ArgumentTypeError(f"must be at least {smallest}, found {found}")
        return found

    return number


def _add_data_commands(parsers: Any) -> None:
    """Add prepare, samples, figures, info and results."""
    prepare = _command(
        parsers, "prepare", commands.run_prepare, "pack a download into a store", has_json=False
    )
    prepare.add_argument("name", choices=("ntu60", "ntu120", "nw-ucla", "msr-action3d"))
    prepare.add_argument("--raw", required=True, type=Path, help="folder of the download")
    prepare.add_argument("--out", required=True, type=Path, help="folder for the store")
    prepare.add_argument("--missing", type=Path, help="list of samples to leave out")
    prepare.add_argument("--workers", type=_at_least(1), help="processes (default: one a core)")
    samples = _command(
        parsers,
        "samples",
        commands.run_samples,
        "make or check the sample set mini-ntu",
        has_json=False,
    )
    task = samples.add_mutually_exclusive_group(required=True)
    task.add_argument("--check", action="store_true", help="make it again and compare")
    task.add_argument("--write", type=Path, metavar="DIR", help="make it anew in a folder")
    figures = _command(
        parsers, "figures", commands.run_figures, "draw figures/ anew", has_json=False
    )
    figures.add_argument("--check", action="store_true", help="draw again and compare only")
    _command(parsers, "info", commands.run_info, "show versions, device and data sets")
    results = _command(
        parsers,
        "results",
        commands.run_results,
        "check the figures in the documents",
        has_json=False,
    )
    task = results.add_mutually_exclusive_group(required=True)
    task.add_argument("--check", action="store_true", help="compare every figure with its row")
    task.add_argument("--write", action="store_true", help="write the figures from the rows")
    task.add_argument("--add", type=Path, nargs="+", metavar="RUN", help="make rows of run folders")


def _add_train_command(parsers: Any) -> None:
    """Add train."""
    train = _command(parsers, "train", commands.run_train, "train a model and score it")
    train.add_argument("dataset", metavar="DATASET")
    model = train.add_mutually_exclusive_group()
    model.add_argument("--ablation", help="sgn, esgn (default), or parts such as streams+pooling")
    model.add_argument("--baseline", choices=BASELINE_NAMES, help="a plain network instead")
    train.add_argument(
        "--validate",
        action="store_true",
        help="score held-out training performers; the test side stays closed",
    )
    train.add_argument("--config", type=Path, help="experiment file, as a run's config.json")
    train.add_argument(
        "--recipe", choices=RECIPE_NAMES, help="default: slides for NTU RGB+D, ours elsewhere"
    )
    train.add_argument("--epochs", type=int)
    train.add_argument("--seed", type=_at_least(0))
    train.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    train.add_argument("--resume", action="store_true", help="go on from the last whole epoch")
    train.add_argument("--out", type=Path, default=Path("runs"))


def _add_ablate_command(parsers: Any) -> None:
    """Add ablate."""
    ablate = _command(
        parsers,
        "ablate",
        commands.run_ablate,
        "train a grid of combinations and seeds",
        has_json=False,
    )
    ablate.add_argument("dataset", metavar="DATASET", help="name, as in `eesgn info`")
    ablate.add_argument(
        "--seeds", type=_at_least(1), default=3, help="seeds 1 to this (default: 3)"
    )
    ablate.add_argument(
        "--combinations",
        choices=("all", "one-off", "one-on"),
        default="all",
        help="all sixteen (default), ESGN less one each, or SGN and one each",
    )
    ablate.add_argument("--recipe", choices=RECIPE_NAMES, help="default: one short schedule")
    ablate.add_argument("--resume", action="store_true", help="keep the rows that are there")
    ablate.add_argument(
        "--jobs", type=_at_least(1), default=1, help="runs at once, one thread each (default: 1)"
    )
    ablate.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    ablate.add_argument("--out", type=Path, default=Path("runs"), help="run folders (runs/)")
    ablate.add_argument("--results", type=Path, help="folder of the rows (default: results/)")


def _add_model_commands(parsers: Any) -> None:
    """Add evaluate, predict, export and ship."""
    evaluate = _command(parsers, "evaluate", commands.run_evaluate, "score on the test side")
    evaluate.add_argument("checkpoint", help="shipped name, file, or run folder")
    evaluate.add_argument("dataset", metavar="DATASET")
    predict = _command(parsers, "predict", commands.run_predict, "name the action in a file")
    predict.add_argument("checkpoint", help="shipped name, file, or run folder")
    predict.add_argument("file", type=Path, help=".skeleton, NW-UCLA .json or MSR-Action3D .txt")
    predict.add_argument("--top", type=int, default=5)
    predict.set_defaults(show=commands.print_predictions)
    export = _command(parsers, "export", commands.run_export, "write a model that runs alone")
    export.add_argument("checkpoint", help="shipped name, file, or run folder")
    export.add_argument("--out", required=True, type=Path)
    export.set_defaults(show=commands.print_export)
    text = "make a run of seed 1 a shipped checkpoint with its card, or write that card anew"
    ship = _command(parsers, "ship", commands.run_ship, text)
    ship.add_argument("checkpoint", help="run folder, or name of a shipped checkpoint")


def _add_course_commands(parsers: Any) -> None:
    """Add grade and class."""
    grade = _command(parsers, "grade", commands.run_grade, "score a folder of students' notebooks")
    grade.add_argument("folder", metavar="DIR", type=Path)
    grade.add_argument("--out", type=Path, default=Path("grades.csv"), help="the table")
    usual = " (default: %(default)s)"
    grade.add_argument(
        "--seconds", type=float, default=120, help=f"time limit for a notebook{usual}"
    )
    grade.add_argument(
        "--gibibytes", type=float, default=2, help=f"memory limit for a notebook{usual}"
    )
    grade.add_argument(
        "--all-cells", action="store_true", help="run every cell, not only exercises"
    )
    together = _command(parsers, "class", commands.run_class, "draw the runs of a class")
    together.add_argument("folder", metavar="DIR", type=Path)
    together.add_argument("--out", type=Path, default=Path("class.png"), help="PNG, SVG or PDF")


if __name__ == "__main__":
    sys.exit(main())
