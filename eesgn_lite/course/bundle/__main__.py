"""Build the archive: ``python -m eesgn_lite.course.bundle`` writes it to ``build/``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from eesgn_lite.course.bundle.archive import build_bundle
from eesgn_lite.course.bundle.wheels import ROOT, SYSTEMS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    parser = argparse.ArgumentParser(prog="python -m eesgn_lite.course.bundle")
    add = parser.add_argument
    add("--out", type=Path, default=ROOT / "build", help="folder of the archive (default: build)")
    add("--systems", nargs="+", choices=tuple(SYSTEMS), default=tuple(SYSTEMS))
    add("--python", default=running, help="Python of the room (default: the one that runs)")
    add(
        "--find-links",
        nargs="+",
        default=os.environ.get("PIP_FIND_LINKS", "").split(),
        metavar="PLACE",
        help="folder or page with more wheels, as PyTorch's builds for processors, which are "
        "far smaller on Linux (default: PIP_FIND_LINKS)",
    )
    options = parser.parse_args(arguments)
    try:
        path = build_bundle(
            options.out,
            options.out / "wheels",
            systems=options.systems,
            python=options.python,
            find_links=options.find_links,
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{path}: {path.stat().st_size / 2**20:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
