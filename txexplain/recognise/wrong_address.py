"""What was meant as an address and is none, or none on the network that was asked for: the error that says why."""

from __future__ import annotations

import re
from itertools import islice

from txexplain.addresses.mistakes import address_mistake
from txexplain.model.errors import InputError
from txexplain.model.networks import Network

_WORD = re.compile(r"[0-9A-Za-z]{14,100}")
_MAX_WORDS = 40  # each costs up to 20 ms


def wrong_address(text: str, network: Network | None = None) -> InputError | None:
    """The error that says what is wrong with it; None where nothing is, or where it is nothing like an address."""
    mistake = address_mistake(text, network)
    return None if mistake is None else mistake.error()


def wrong_address_amid(text: str) -> InputError | None:
    """The same of the first word in a text that was meant as an address."""
    words = (match[0] for match in islice(_WORD.finditer(text), _MAX_WORDS))
    return next((error for word in words if (error := wrong_address(word)) is not None), None)
