"""Every picture in `figures/`: drawn anew from `results/` and `data_samples/`, and checked."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from eesgn_lite.analysis.results import Row, load_results, read_row, results_folder
from eesgn_lite.analysis.summary import read_published, runs_by_setting
from eesgn_lite.data.files import write_atomically
from eesgn_lite.data.ntu import read_skeleton
from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, SGN, count_parameters
from eesgn_lite.viewing.accuracy_figure import accuracy_figure, describe_accuracy
from eesgn_lite.viewing.architecture_figure import architecture_figure, describe_architectures
from eesgn_lite.viewing.enhancement_figure import describe_enhancements, enhancement_figure
from eesgn_lite.viewing.figures import key_frames
from eesgn_lite.viewing.moving_picture import draw_moving_picture
from eesgn_lite.viewing.paper import to_svg
from eesgn_lite.viewing.picture_difference import difference
from eesgn_lite.viewing.robustness_figures import (
    Panel,
    calibration_figure,
    calibration_panels,
    describe_panels,
    robustness_figure,
    robustness_panels,
    title_of_kind,
    training_size_figure,
    training_size_panels,
)

_PROTOCOLS = ("ntu60-cs", "ntu60-cv")
_DRAWING = ("matplotlib", "numpy", "pillow")


class Drawn(NamedTuple):
    """A picture as a file holds it, and its words: one line of what it shows, then figures."""

    content: bytes
    words: str


def _moving_skeleton(root: Path) -> Drawn:
    """Draw the synthetic throw that the README opens with."""
    words = (
        "A synthetic skeleton of 25 joints throws something with its right arm while the view "
        "turns to and fro. Left limbs are blue and whole, right limbs orange and cut into pieces."
    )
    return Drawn(draw_moving_picture(perform(7, 1)), words)


def _key_frames(root: Path) -> Drawn:
    """Draw three moments of a sample recording."""
    path = root / "data_samples/skeletons/S001C003P003R001A058.skeleton"
    words = (
        "Three moments of two synthetic skeletons that meet and shake their right hands. Left "
        "limbs are blue and solid, right limbs orange and dashed."
    )
    return Drawn(to_svg(key_frames(read_skeleton(path))), words)


def _architecture(root: Path) -> Drawn:
    """Draw both networks from the networks themselves."""
    models = {"SGN": SGN(), "ESGN": ESGN(ModelConfig())}
    words = (
        "SGN and ESGN side by side, from the joints down to the scores of the actions. The "
        "streams, the pooling and the temporal part of ESGN differ, all else is alike."
    )
    return Drawn(to_svg(architecture_figure(models)), f"{words}\n{describe_architectures(models)}")


def _accuracy(root: Path) -> Drawn:
    """Draw the table of the slides and our own runs."""
    published = {name: read_published(name, root / "results") for name in _PROTOCOLS}
    runs = runs_by_setting(load_results(root / "results"))
    figure = accuracy_figure(published, runs, esgn_parameters=count_parameters(ESGN(ModelConfig())))
    words = (
        "Accuracy against parameters. Above, methods published for NTU RGB+D 60; below, our runs "
        "of SGN, ESGN and what lies between them, each data set in a panel of its own."
    )
    return Drawn(to_svg(figure), f"{words}\n{describe_accuracy(published, runs)}")


def _enhancements(root: Path) -> Drawn:
    """Draw what each enhancement changes."""
    runs = runs_by_setting(load_results(root / "results"))
    words = (
        "What each of the four enhancements, and all four together, change in accuracy, with "
        "the spread over seeds, each data set in a panel of its own."
    )
    return Drawn(to_svg(enhancement_figure(runs)), f"{words}\n{describe_enhancements(runs)}")


FIGURES: Mapping[str, Callable[[Path], Drawn]] = {
    "moving_skeleton.gif": _moving_skeleton,
    "key_frames.svg": _key_frames,
    "architecture.svg": _architecture,
    "accuracy.svg": _accuracy,
    "enhancements.svg": _enhancements,
}
"""Name of each file in `figures/` -> what draws it from the folder of the checkout."""


_MEASURED: Mapping[str, tuple[Callable[[Row], Figure], Callable[[Row], list[Panel]]]] = {
    "robustness": (robustness_figure, robustness_panels),
    "training_size": (training_size_figure, training_size_panels),
    "calibration": (calibration_figure, calibration_panels),
}


def _measurement(kind: str, name: str, root: Path) -> Drawn:
    """Draw one measurement, named KIND-DATASET."""
    row = read_row(root / "results" / "measurements" / f"{name}.json")
    draw, read = _MEASURED[kind]
    words = title_of_kind(kind, str(row.dataset))
    return Drawn(to_svg(draw(row)), f"{words}\n{describe_panels(read(row))}")


def figures_of(root: Path) -> dict[str, Callable[[Path], Drawn]]:
    """List what is drawn: `FIGURES`, and one for each measurement that is there.

    Parameters
    ----------
    root
        Folder of the checkout.
    """
    found = dict(FIGURES)
    for kind in _MEASURED:
        for path in sorted((root / "results" / "measurements").glob(f"{kind}-*.json")):
            found[f"{path.stem}.svg"] = partial(_measurement, kind, path.stem)
    return found


def write_figures(root: Path | None = None) -> list[Path]:
    """Draw every picture of `figures/` anew, its words beside it.

    Parameters
    ----------
    root
        Folder of the checkout; by default the one that holds `results/`.

    Returns
    -------
    list of Path
        The pictures that were written. Words of NAME.svg stand in NAME.txt: one line of what
        it shows, then its figures.
    """
    root = results_folder().parent if root is None else root
    written = []
    for name, draw in figures_of(root).items():
        content, words = draw(root)
        path = root / "figures" / name
        write_atomically(path, content)
        write_atomically(path.with_suffix(".txt"), f"{words}\n".encode())
        written.append(path)
    return written


def check_figures(root: Path | None = None) -> list[str]:
    """Compare every picture of `figures/` with what is drawn now.

    Parameters
    ----------
    root
        As for `write_figures`.

    Returns
    -------
    list of str
        One sentence for each file that is missing, edited, out of date or of no use. With the
        pinned packages every byte must agree, elsewhere every number within a pixel.
    """
    root = results_folder().parent if root is None else root
    folder, exact = root / "figures", _is_pinned(root)
    problems = []
    for name, draw in figures_of(root).items():
        content, words = draw(root)
        for path, wanted in (
            (folder / name, content),
            ((folder / name).with_suffix(".txt"), f"{words}\n".encode()),
        ):
            if not path.is_file():
                problems.append(f"{path} is missing; run `eesgn figures`.")
            elif found := _difference(path, wanted, exact):
                problems.append(f"{path} is not what is drawn now ({found}); run `eesgn figures`.")
    known = {
        Path(name).with_suffix(end)
        for name in figures_of(root)
        for end in (".txt", Path(name).suffix)
    }
    for path in sorted(folder.iterdir()):
        if Path(path.name) not in known:
            problems.append(f"{path} is drawn by nothing; remove it.")
    return problems


def _difference(path: Path, wanted: bytes, exact: bool) -> str:
    """Say how a file differs from what is wanted; empty if it does not."""
    held = path.read_bytes()
    if path.suffix == ".txt":
        held = held.replace(b"\r\n", b"\n")
    if held == wanted:
        return ""
    if exact or path.suffix == ".txt":
        return "its bytes differ"
    return difference(path.suffix, held, wanted)


def _is_pinned(root: Path) -> bool:
    """Tell whether the packages that draw are those of constraints.txt, on Linux (x86-64)."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    pins = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return all(f"{package}=={version(package)}" in pins for package in _DRAWING)
