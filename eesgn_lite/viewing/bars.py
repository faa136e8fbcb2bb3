"""Two answers of a model side by side, as bars and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

_FOLDER = Path(__file__).parent
STYLE = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8") for name in ("theme.css", "bars.css")
)


def compare_answers(
    before: np.ndarray,
    after: np.ndarray,
    classes: Sequence[str],
    *,
    caption: str,
    note: str = "",
    top: int = 5,
) -> str:
    """Draw the most probable classes of two answers as HTML.

    Parameters
    ----------
    before, after
        Probabilities, float (K,).
    classes
        Their names.
    caption
        What lies between the two answers.
    note
        A sentence below them.
    top
        How many classes of each answer are surely shown.

    Returns
    -------
    str
        A table of twice as many classes: the top ones of the first answer in their order, those
        that only the second one has, the next ones of the first answer. The bars repeat its
        numbers. It is as high for any two answers.

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> html = compare_answers([0.9, 0.1], [0.2, 0.8], ["sit", "stand"], caption="reversed")
    >>> "90.0 %" in html, "80.0 %" in html
    (True, True)
    """
    first, second = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if not first.shape == second.shape == (len(classes),):
        raise ValueError(
            f"{len(classes)} classes need as many probabilities, "
            f"found {first.shape} and {second.shape}."
        )
    ranked = [np.argsort(-values, kind="stable").tolist() for values in (first, second)]
    leading = [classes_ranked[:top] for classes_ranked in ranked]
    # The first answer's next ones fill the table, so that it is as long for any two answers.
    shown = list(dict.fromkeys(leading[0] + leading[1] + ranked[0]))[: 2 * top]
    rows = "".join(
        _row(classes[k], first[k], second[k], tops=(k == leading[0][0], k == leading[1][0]))
        for k in shown
    )
    return (
        f'<style>{STYLE}</style><div class="eesgn-panel eesgn-bars"><table>'
        f'<caption class="eesgn-title"><div>{escape(caption)}</div></caption>'
        '<thead><tr><th scope="col">action</th><th></th>'
        '<th scope="col" class="eesgn-share">as recorded</th>'
        '<th scope="col" class="eesgn-share">changed</th></tr></thead>'
        f'<tbody>{rows}</tbody></table><div class="eesgn-note">{escape(note)}</div></div>'
    )


def _row(name: str, before: float, after: float, *, tops: tuple[bool, bool]) -> str:
    """Write one class: two bars for the eye, two numbers for everybody."""
    bars = "".join(
        f'<div class="eesgn-bar eesgn-{kind}" style="width:{100 * share:.1f}%"></div>'
        for kind, share in (("before", before), ("after", after))
    )
    numbers = "".join(
        f'<td class="eesgn-share{" eesgn-top" if top else ""}">{100 * share:.1f} %</td>'
        for share, top in zip((before, after), tops, strict=True)
    )
    return (
        f'<tr><th scope="row"><div title="{escape(name)}">{escape(name)}</div></th>'
        f'<td aria-hidden="true">{bars}</td>{numbers}</tr>'
    )
