"""Whether what `pip install 'txexplain[fast]'` brings is used where it is found, or only what is always there."""

from __future__ import annotations

import os

from txexplain.model.errors import InputError

VARIABLE = "TXEXPLAIN_BACKEND"
"""`ecdsa` turns all of the extra off: libsecp256k1 and orjson. `auto`, as without it, uses what is installed."""
BACKENDS = ("auto", "ecdsa")


def uses_extras() -> bool:
    """Whether to look for libsecp256k1 and orjson. Raises InputError where the variable says what nobody knows."""
    value = os.environ.get(VARIABLE) or BACKENDS[0]
    if value not in BACKENDS:
        raise InputError("unknown_backend", variable=VARIABLE, value=value, known=", ".join(BACKENDS))
    return value == BACKENDS[0]
