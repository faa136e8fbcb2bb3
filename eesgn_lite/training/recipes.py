"""Which recipe a data set is trained with where none is asked for."""

from __future__ import annotations

from eesgn_lite.data.splits import get_protocol

_FULL_SIZE = ("ntu60", "ntu120")


def default_recipe(dataset: str) -> str:
    """Name the recipe of `eesgn train DATASET`.

    Parameters
    ----------
    dataset
        Name as `load_dataset` takes it.

    Returns
    -------
    str
        "slides" for NTU RGB+D, whose published figures were reached with that schedule, "ours"
        for the small sets.

    Raises
    ------
    ValueError
        If there is no data set of that name.

    Examples
    --------
    >>> default_recipe("ntu60-cs"), default_recipe("nw-ucla")
    ('slides', 'ours')
    """
    return "slides" if get_protocol(dataset).source in _FULL_SIZE else "ours"
