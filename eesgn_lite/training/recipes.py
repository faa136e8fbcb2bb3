"""Names of recipes: which a data set is trained with, and how tries are filed."""

from __future__ import annotations

from collections.abc import Mapping

from eesgn_lite.data.splits import get_protocol

_FULL_SIZE = ("ntu60", "ntu120")
BASES: Mapping[str, str] = {
    "short": "",
    "five-times-as-long": "long-",
    "twenty-times-as-long": "longest-",
    "no-mirror": "no-mirror-",
}
"""Recipe that tries change one thing of -> what the names of those tries begin with."""


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


def base_of(name: str) -> str:
    """Tell what a try changes one thing of: the base with the longest beginning that fits.

    Examples
    --------
    >>> base_of("long-batch-16"), base_of("batch-16"), base_of("no-mirror")
    ('five-times-as-long', 'short', 'short')
    """
    fitting = [base for base, prefix in BASES.items() if name.startswith(prefix)]
    return max(fitting, key=lambda base: len(BASES[base]))
