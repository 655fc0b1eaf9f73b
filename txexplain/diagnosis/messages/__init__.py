"""The kinds of mistakes that people make with a message, a file a kind; each is a row here, the likeliest first."""

from __future__ import annotations

from txexplain.diagnosis.messages.algorithms import algorithms
from txexplain.diagnosis.messages.amounts import amounts
from txexplain.diagnosis.messages.hash_types import hash_types
from txexplain.diagnosis.messages.hashing import (
    DIGESTS,
    SERIALISATIONS,
)
from txexplain.diagnosis.messages.other_inputs import other_inputs
from txexplain.diagnosis.messages.outputs import outputs
from txexplain.diagnosis.messages.script_codes import script_codes
from txexplain.diagnosis.messages.spent_outputs import spent_outputs
from txexplain.diagnosis.messages.taproot import taproot
from txexplain.diagnosis.messages.transaction import inputs, numbers
from txexplain.diagnosis.setting import HashingKind, Kind

KINDS: tuple[Kind, ...] = (
    algorithms,
    script_codes,
    taproot,
    hash_types,
    amounts,
    spent_outputs,
    other_inputs,
    outputs,
    inputs,
    numbers,
)
"""From a setting to others. Two of them can be made together: the earlier first."""

HASHINGS: tuple[HashingKind, ...] = (*SERIALISATIONS, *DIGESTS)
"""From the message to others, or to other digests of it; each can come on top of any of the kinds."""
