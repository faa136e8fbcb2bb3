"""Serve the explorer on this machine: `python -m eesgn_lite.viewing.app [OPTIONS OF VOILA]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# Other extensions of JupyterLab slow the page down, and some cannot live in it.
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
)


def arguments(given: Sequence[str]) -> list[str]:
    """Write the command line for Voila; what is given comes last and wins.

    Parameters
    ----------
    given
        Options of Voila, such as ``--no-browser`` or ``--port=8866``.
    """
    allowed = [f"--VoilaConfiguration.extension_allowlist={name}" for name in EXTENSIONS]
    ours = ["--Voila.ip=127.0.0.1", "--token", "--template=eesgn", *allowed]
    return [str(FOLDER / "explorer.ipynb"), *ours, *given]


def main() -> None:
    """Start the server; its template, which needs no network, lies beside this file."""
    paths = [str(FOLDER), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)
    from voila.app import main as serve

    sys.argv[1:] = arguments(sys.argv[1:])
    serve()


if __name__ == "__main__":
    main()
