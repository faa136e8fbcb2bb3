"""Exercises of notebook 12, your own skeletons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eesgn_lite.course.exercises import Exercise, Mistake

_JOINTS = ("head", "right_eye", "left_wrist", "left_eye", "tail", "right_wrist")
# Performers 1 and 2 are on both sides, 3 and 4 only test, 5 only trains.
_PERFORMER = np.array([1, 1, 1, 1, 2, 2, 3, 4, 5, 5, 5])
_IN_TEST = np.array([0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0], dtype=bool)


def pairs_of(joints: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return (left, right) indices of the joints "left_NAME" and "right_NAME", in order of left."""
    places = {name: place for place, name in enumerate(joints)}
    found = [name[5:] for name in joints if name.startswith("left_")]
    return [(places[f"left_{name}"], places[f"right_{name}"]) for name in found]


def _by_side(joints: tuple[str, ...], first: str, second: str) -> list[tuple[int, int]]:
    """Pair the joints of one side with those of the other, in the order they stand."""
    names = list(joints)
    sides = [[j for j, name in enumerate(names) if name.startswith(s)] for s in (first, second)]
    return list(zip(*sides, strict=True))


def _both_ways(joints: tuple[str, ...]) -> list[tuple[int, int]]:
    """List every pair twice."""
    pairs = pairs_of(joints)
    return pairs + [(right, left) for left, right in pairs]


def _try_pairs(function: Callable[[tuple[str, ...]], list[tuple[int, int]]]) -> object:
    """Pair the joints of an animal whose right eye comes before its left one."""
    return function(_JOINTS)


def leak(performer: np.ndarray, in_test: np.ndarray) -> float:
    """Return the share of test clips whose performer also has training clips; both are (N,)."""
    known = np.unique(performer[~in_test])
    return float(np.isin(performer[in_test], known).mean())


def _try_leak(function: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """Look for leaks among eleven clips of five performers."""
    return function(_PERFORMER.copy(), _IN_TEST.copy())


EXERCISES = (
    Exercise(
        number="12-1",
        name="pairs_of",
        answer=pairs_of,
        try_out=_try_pairs,
        reason="Names decide, not the order in which a sensor lists its joints.",
        mistakes=(
            Mistake(
                answer=lambda joints: [(right, left) for left, right in pairs_of(joints)],
                reason="The pairs are turned round. Left comes first.",
            ),
            Mistake(
                answer=lambda joints: _by_side(joints, "left_", "right_"),
                reason="You paired the sides in the order they stand. A wrist met an eye.",
            ),
            Mistake(
                answer=_both_ways,
                reason="Every pair is there twice. Once is enough: an exchange goes both ways.",
            ),
            Mistake(
                answer=lambda joints: sorted(pairs_of(joints), key=lambda pair: pair[1]),
                reason="The pairs are right; sort them by their left joint.",
            ),
        ),
        hints=(
            "Which names begin with left_? The rest of such a name is the joint.",
            "Its partner is called right_ and the same rest.",
            "A dict from name to index finds both places.",
        ),
    ),
    Exercise(
        number="12-2",
        name="leak",
        answer=leak,
        try_out=_try_leak,
        reason="At 0 nobody is on both sides. Above 0 the score also measures how well the "
        "model knows these people.",
        mistakes=(
            Mistake(
                answer=lambda performer, in_test: np.isin(
                    performer[~in_test], performer[in_test]
                ).mean(),
                reason="This is the share of training clips. Ask it of the test clips.",
            ),
            Mistake(
                answer=lambda performer, in_test: np.isin(
                    np.unique(performer[in_test]), performer[~in_test]
                ).mean(),
                reason="This is the share of performers. Count clips: some have more.",
            ),
            Mistake(
                answer=lambda performer, in_test: (
                    1 - np.isin(performer[in_test], performer[~in_test]).mean()
                ),
                reason="This is the honest share. The leak is the rest.",
            ),
            Mistake(
                answer=lambda performer, in_test: (
                    np.isin(performer[in_test], performer[~in_test]).sum() / len(performer)
                ),
                reason="You divided by all clips. Divide by the test clips.",
            ),
            Mistake(
                answer=lambda performer, in_test: np.isin(
                    performer[in_test], performer[~in_test]
                ).sum(),
                reason="This is a number of clips. Divide by the number of test clips.",
            ),
        ),
        hints=(
            "performer[~in_test] are the performers that train.",
            "np.isin tells for each test clip whether its performer is among them.",
            "The mean of True and False is a share.",
        ),
    ),
    Exercise(
        number="12-3",
        name="choice",
        answer="c",
        reason="Neighbouring pieces of one recording are nearly copies, so both go to one side.",
        mistakes=(
            Mistake(
                answer="a",
                reason="Then nearly every test clip has its neighbour in training.",
            ),
            Mistake(
                answer="b",
                reason="The first minutes still show the same person in the same place.",
            ),
            Mistake(
                answer="d",
                reason="An equal number of each action is fine, but it does not keep people apart.",
            ),
        ),
        hints=(
            "Two seconds of the same walk: how different are they?",
            "What shall the score promise: a new clip, or a new person?",
        ),
    ),
    Exercise(
        number="12-4",
        name="choice",
        answer="d",
        reason="The joints identify people, so they are shared only as far as the people agreed.",
        mistakes=(
            Mistake(
                answer="a",
                reason="Proportions and gait stay. Notebook 01 found people from bone lengths.",
            ),
            Mistake(
                answer="b",
                reason="Being seen is not consent, and being seen by a colleague is not "
                "publication.",
            ),
            Mistake(
                answer="c",
                reason="A licence tells others what they may do. It does not ask those who were "
                "recorded.",
            ),
        ),
        hints=(
            "Whose data are they?",
            "What did the last section of notebook 01 find from joints alone?",
        ),
    ),
)
