"""What becomes of a transaction that is changed."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.errors import DecodeError
from txexplain.model.spend import InputVerdict, Verification


class Edit(NamedTuple):
    """One change: what is done to which field, and with what.

    `path` is a field such as `vout[0].value`; for `flip` a byte offset too. `value` is the new value for `set`, the
    number of the bit for `flip`, the name of a hash type, or the other path of a `swap`.
    """

    action: str
    path: str
    value: str = ""


class FieldDifference(NamedTuple):
    """A field that is not what it was: its path, and both values, None where there is none."""

    path: str
    before: int | bytes | None
    after: int | bytes | None


class Turning(NamedTuple):
    """Where a run goes another way than before: the stage, and the script element if it is in a script."""

    role: str
    position: int | None = None
    opcode: str = ""


class Cause(NamedTuple):
    """Why an input is judged as it is now: a key for the texts, and the parts of the signed message that changed.

    `message`: the message is another one; `signature`, `hash_type`, `key`, `order`: that is another; `twice`: one
    signature is there in more places; `empty`: one is empty now, which counts as none; `uncovered`: no message
    holds what changed; `other_message`: it does, and a new signature fits it; `none_passes`: as before, and the
    script allows it; `single_bug`: no message, but the number one; `unsigned`: none is asked for; `fits_now`: what
    did not pass does; `unknown_key`: its key has no rules yet; `error`: a check without a signature fails;
    `unknown`; `same`.
    """

    key: str
    parts: tuple[str, ...] = ()


class InputDifference(NamedTuple):
    """One input before and after; None where it was not there, or is no more."""

    before: InputVerdict | None
    after: InputVerdict | None
    turning: Turning | None
    cause: Cause


class WhatIf(NamedTuple):
    """A transaction before and after the edits. `after` is None where the bytes are none any more: then `error`."""

    edits: tuple[Edit, ...]
    raw: bytes
    before: Verification
    after: Verification | None
    error: DecodeError | None
    fields: tuple[FieldDifference, ...]
    inputs: tuple[InputDifference, ...]
