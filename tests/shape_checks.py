"""The run-time type check that pytest puts on the model's signatures."""

from beartype import BeartypeConf, beartype

# A whole number is welcome where a float is asked for, as type checkers see it (PEP 484).
checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
