"""The actions of one person, by their NTU RGB+D numbers."""

from __future__ import annotations

from collections.abc import Callable

from eesgn_lite.data.synthesis.motions_arms import (
    clap,
    cross_hands,
    nod,
    point,
    salute,
    throw,
    wave,
)
from eesgn_lite.data.synthesis.motions_legs import hop, jump_up, kick, sit_down, stand_up
from eesgn_lite.data.synthesis.take import LEFT, RIGHT, Take

Motion = Callable[[Take], None]

# Action number: the motion, the arms that it leaves free, whether the feet may wander.
MOTIONS: dict[int, tuple[Motion, tuple[int, ...], bool]] = {
    7: (throw, (LEFT,), True),
    8: (sit_down, (LEFT, RIGHT), False),
    9: (stand_up, (LEFT, RIGHT), False),
    10: (clap, (), True),
    23: (wave, (LEFT,), True),
    24: (kick, (LEFT, RIGHT), False),
    26: (hop, (LEFT, RIGHT), False),
    27: (jump_up, (LEFT, RIGHT), False),
    31: (point, (LEFT,), True),
    35: (nod, (LEFT, RIGHT), True),
    38: (salute, (LEFT,), True),
    40: (cross_hands, (), True),
}
