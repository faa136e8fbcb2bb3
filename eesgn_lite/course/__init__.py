"""Exercises of the notebooks: `check` an answer, ask for a `hint`, read a `solution`."""

from eesgn_lite.course.checking import check, hint, solution

__all__ = ["check", "hint", "solution"]
