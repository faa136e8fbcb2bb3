"""Make the student and the solved edition of each notebook from its one source.

``python -m eesgn_lite.course.editions`` writes the student edition, ``--check`` compares it
with the source instead, ``--solved FOLDER`` writes the solved edition, and ``--key FILE`` the
answer key. Needs the test extras.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from eesgn_lite.course.answer_key import build_answer_key
from eesgn_lite.course.exercises import find_exercise
from eesgn_lite.data.files import free_name, write_text

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SET_ASIDE = NOTEBOOKS.parent / "build" / "replaced"


def sources() -> list[Path]:
    """List the sources, in the order of the course."""
    return sorted((NOTEBOOKS / "source").glob("*.md"))


def build_edition(source: Path, *, solved: bool) -> str:
    """Build one edition of a notebook.

    Parameters
    ----------
    source
        A Markdown file of `notebooks/source/`. A code cell that carries
        ``exercise="01-2"`` is empty there and is filled from the exercise.
    solved
        Fill in the solutions and assert their checks, or leave stubs.

    Returns
    -------
    str
        The notebook as JSON text, without outputs, the same for the same source.

    Raises
    ------
    ValueError
        If an exercise cell names no exercise.
    """
    notebook = jupytext.read(source)
    info = notebook.metadata["eesgn"]
    for place, cell in enumerate(notebook.cells):
        cell.id = f"eesgn-{info['number']:02d}-{place:02d}"
        if cell.cell_type == "code" and "exercise" in cell.metadata:
            cell.source = _exercise_code(cell.metadata["exercise"], solved=solved)
    _fill_minutes(notebook)
    notebook.metadata = nbformat.from_dict(
        {
            "eesgn": {**info, "edition": "solved" if solved else "student"},
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def write_editions(folder: Path, *, solved: bool) -> list[Path]:
    """Write one edition of every notebook into a folder, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sources():
        path = folder / f"{source.stem}.ipynb"
        write_text(path, build_edition(source, solved=solved))
        written.append(path)
    return written


def stale_editions(folder: Path = NOTEBOOKS) -> list[str]:
    """List the notebooks in a folder that differ from what their source gives now."""
    stale = []
    for source in sources():
        path = folder / f"{source.stem}.ipynb"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text != build_edition(source, solved=False):
            stale.append(path.name)
    return stale


def set_aside(folder: Path = NOTEBOOKS, aside: Path = SET_ASIDE) -> list[Path]:
    """Copy the notebooks that would be written over: a reader may have worked in them."""
    copies = []
    for name in stale_editions(folder):
        path = folder / name
        if path.is_file():
            aside.mkdir(parents=True, exist_ok=True)
            copies.append(free_name(aside / name))
            shutil.copy2(path, copies[-1])
    return copies


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if an edition is stale."""
    parser = argparse.ArgumentParser(prog="python -m eesgn_lite.course.editions")
    parser.add_argument("--check", action="store_true", help="write nothing, list stale notebooks")
    parser.add_argument(
        "--solved", type=Path, metavar="FOLDER", help="write the solved edition there"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="write the answer key there")
    options = parser.parse_args(arguments)
    if options.check:
        stale = stale_editions()
        for name in stale:
            print(f"{name} is stale; run python -m eesgn_lite.course.editions.", file=sys.stderr)
        return int(bool(stale))
    written = []
    if options.solved:
        written += write_editions(options.solved, solved=True)
    if options.key:
        write_text(options.key, build_answer_key(sources()))
        written.append(options.key)
    if not written:
        for copy in set_aside():
            print(f"{copy}: what stood in the notebook before, which was not its edition")
        written = write_editions(NOTEBOOKS, solved=False)
    for path in written:
        print(path)
    return 0


def _exercise_code(number: str, *, solved: bool) -> str:
    """Write the stub or the solution of an exercise, and the line that checks it."""
    exercise = find_exercise(number)
    if exercise is None:
        raise ValueError(f"No exercise {number!r} in eesgn_lite/course/lesson{number[:2]}.py.")
    code = exercise.solution if solved else exercise.stub
    call = f'ee.check("{number}", {exercise.name})'
    gap = "\n\n\n" if callable(exercise.answer) else "\n"
    return f"{code}{gap}{'assert ' if solved else ''}{call}"


def _fill_minutes(notebook: NotebookNode) -> None:
    """Put the minutes of the metadata into the opening cell, so that they stand in one place."""
    for key, value in notebook.metadata["eesgn"].items():
        notebook.cells[0].source = notebook.cells[0].source.replace(f"{{{key}}}", str(value))


if __name__ == "__main__":
    sys.exit(main())
