"""How the explorer is served as a page; `browser/test_explorer_browser.py` opens it."""

from __future__ import annotations

from pathlib import Path

import nbformat

from eesgn_lite.viewing.app.__main__ import FOLDER, arguments


def test_the_server_listens_here_only_and_what_is_given_wins() -> None:
    found = arguments(["--port=9999"])
    assert {"--Voila.ip=127.0.0.1", "--token"} <= set(found)
    assert found[-1] == "--port=9999"
    assert Path(found[0]).is_file()


def test_the_notebook_is_whole_and_has_no_output() -> None:
    notebook = nbformat.read(FOLDER / "explorer.ipynb", as_version=4)
    nbformat.validate(notebook)
    heading, code = notebook.cells
    assert heading.cell_type == "markdown" and heading.source.startswith("# ")
    assert code.outputs == []


def test_make_serves_it() -> None:
    makefile = (FOLDER.parents[2] / "Makefile").read_text(encoding="utf-8")
    assert "-m eesgn_lite.viewing.app $(ARGS)" in makefile
