"""Build the site: ``python -m eesgn_lite.course.site`` writes it to ``site/``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eesgn_lite.course.site.build import build_site
from eesgn_lite.course.site.execution import ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m eesgn_lite.course.site")
    add = parser.add_argument
    add("--out", type=Path, default=ROOT / "site", help="folder of the site (default: site)")
    add("--kept", type=Path, default=ROOT / "build/executed", help="folder of notebooks run before")
    add("--only", nargs="+", default=(), metavar="NN", help="numbers of the notebooks")
    options = parser.parse_args(arguments)
    for path in build_site(options.out, kept=options.kept, only=options.only):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
