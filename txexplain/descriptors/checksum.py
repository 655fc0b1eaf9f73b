"""Whether the checksum of a descriptor is its own; where not, which one wrong character would explain that."""

from __future__ import annotations

import re

from txexplain.addresses.bech32 import CHARSET
from txexplain.addresses.descriptors import CHECKSUM_SIZE, SYMBOLS, checksum_of, fitting_change, fitting_shift
from txexplain.model.errors import InputError

_HARDENED = re.compile(r"(?<=[0-9*])h(?=[/\]),])")  # of a step, not of a key in hex
_MAX_CORRECTED = 20_000  # characters
_MAX_SHIFTED = 600  # characters: to look for one that is missing takes their number squared
_AROUND = 6  # characters before and after the wrong one


def without_checksum(text: str) -> str:
    """The descriptor in front of `#`; raises InputError where the checksum is not its (Core: CheckChecksum)."""
    body, *behind = text.split("#")
    if len(behind) > 1:
        raise InputError("descriptor_several_checksums", core="Multiple '#' symbols")
    size = len(behind[0].encode(errors="replace")) if behind else CHECKSUM_SIZE
    if size != CHECKSUM_SIZE:
        raise InputError(
            "descriptor_checksum_size", core=f"Expected 8 character checksum, not {size} characters", count=size
        )
    foreign = next((place for place, char in enumerate(body) if char not in SYMBOLS), None)
    if foreign is not None:
        raise InputError(
            "descriptor_characters", core="Invalid characters in payload", place=foreign + 1, found=body[foreign]
        )
    computed = checksum_of(body)
    if behind and behind[0] != computed:
        raise _no_checksum(body, behind[0], computed)
    return body


def _no_checksum(body: str, provided: str, computed: str) -> InputError:
    core = f"Provided checksum '{provided}' does not match computed checksum '{computed}'"
    if provided in (checksum_of(body.replace("'", "h")), checksum_of(_HARDENED.sub("'", body))):
        return InputError("descriptor_checksum_of_marks", core=core, provided=provided, computed=computed)
    change = fitting_change(body, provided) if len(body) <= _MAX_CORRECTED else None
    if change is None:
        return _with_shift(body, InputError("descriptor_checksum", core=core, provided=provided, computed=computed))
    place, found, instead = change
    return InputError(
        "descriptor_checksum_near",
        core=core,
        provided=provided,
        computed=computed,
        place=place + 1,
        around=_around(f"{body}#{provided}", place),
        found=found,
        instead=instead,
    )


def _with_shift(body: str, error: InputError) -> InputError:
    """The error, with the one character that is missing, extra or swapped, where that explains it."""
    provided = str(error.facts["provided"])
    is_checksum = len(provided) == CHECKSUM_SIZE and set(provided) <= set(CHARSET)
    shift = fitting_shift(body, provided) if is_checksum and len(body) <= _MAX_SHIFTED else None
    if shift is None:
        return error
    errors = {
        "missing": InputError("descriptor_checksum_missing"),
        "extra": InputError("descriptor_checksum_extra"),
        "swapped": InputError("descriptor_checksum_swapped"),
    }
    around = _around(f"{body}#{provided}", shift.place)
    facts = {"core": str(error.facts["core"]), "provided": provided, "computed": str(error.facts["computed"])}
    return errors[shift.kind].with_facts(**facts, place=shift.place + 1, found=shift.char, around=around)


def _around(text: str, place: int) -> str:
    start, end = max(0, place - _AROUND), place + _AROUND + 1
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
