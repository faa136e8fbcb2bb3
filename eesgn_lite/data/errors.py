"""The one error that every reader raises."""

from __future__ import annotations

from pathlib import Path


class SkeletonFileError(ValueError):
    """Say in one sentence what is wrong with a file, where, and what to do about it.

    Parameters
    ----------
    path
        The file or folder.
    line
        Line number counted from 1, or None where no line is to blame.
    problem
        What is wrong, without a full stop.
    remedy
        What the reader can do, without a full stop.

    Examples
    --------
    >>> raise SkeletonFileError("a.skeleton", 3, "24 joints, not 25", "download it again")
    Traceback (most recent call last):
    eesgn_lite.data.errors.SkeletonFileError: a.skeleton, line 3: 24 joints, not 25; download it again.
    """  # noqa: E501 - the sentence is one line

    def __init__(self, path: Path | str, line: int | None, problem: str, remedy: str) -> None:
        # The arguments are the exception's `args`: that is what lets a worker process raise it.
        super().__init__(path, line, problem, remedy)
        self.path = Path(path)
        self.line = line
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the sentence."""
        where = self.path.name or str(self.path)
        if self.line is not None:
            where += f", line {self.line}"
        return f"{where}: {self.problem}; {self.remedy}."
