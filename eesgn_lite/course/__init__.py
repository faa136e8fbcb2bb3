"""Exercises of the notebooks: `check` an answer, ask for a `hint`, read a `solution`."""

from eesgn_lite.course.checking import check, hint, solution
from eesgn_lite.course.progress import progress

__all__ = ["check", "hint", "progress", "solution"]
