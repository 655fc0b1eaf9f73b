"""The kinds of mistakes that people make with a message, a file a kind; each is a row here, the likeliest first."""

from __future__ import annotations

from txexplain.diagnosis.messages.algorithms import algorithms
from txexplain.diagnosis.messages.amounts import amounts
from txexplain.diagnosis.messages.hash_types import hash_types
from txexplain.diagnosis.messages.hashing import (
    counts_hashed,
    epoch,
    hash_type_written,
    hashed,
    hashed_again,
    other_scripts_kept,
    parts_hashed_otherwise,
    parts_left_out,
    parts_reversed,
    script_code_written,
    spend_types,
    spent_scripts_written,
)
from txexplain.diagnosis.messages.other_inputs import other_inputs
from txexplain.diagnosis.messages.other_scripts import other_scripts
from txexplain.diagnosis.messages.outputs import outputs
from txexplain.diagnosis.messages.script_codes import script_codes
from txexplain.diagnosis.messages.spent_outputs import spent_outputs
from txexplain.diagnosis.messages.taproot import taproot
from txexplain.diagnosis.messages.transaction import inputs, numbers
from txexplain.diagnosis.setting import HashingKind, Kind

FORMS: tuple[Kind, ...] = (algorithms, script_codes, taproot, hash_types, amounts, spent_outputs)
"""Mistakes in how the message is made: two of them are often made together."""

TRANSACTIONS: tuple[Kind, ...] = (other_inputs, outputs, inputs, numbers)
"""The message of another input, or of a transaction that was another one when it was signed."""

KINDS = FORMS + TRANSACTIONS
"""From a setting to others. Two of them can be made together: the earlier first."""

LIKELY_HASHINGS: tuple[HashingKind, ...] = (hash_type_written, hashed)
"""From the message to others, or to other digests of it, as many people make them, on top of other mistakes too."""

HASHINGS: tuple[HashingKind, ...] = (
    *LIKELY_HASHINGS,
    script_code_written,
    other_scripts_kept,
    epoch,
    spent_scripts_written,
    parts_hashed_otherwise,
    counts_hashed,
    spend_types,
)

RARE_HASHINGS: tuple[HashingKind, ...] = (other_scripts, hashed_again, parts_left_out, parts_reversed)
"""Those that are tried by themselves, when the kinds above are done."""
