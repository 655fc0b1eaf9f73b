"""The checksum of a descriptor looked at: whether it fits, and where one wrong character would explain that it does not."""

from __future__ import annotations

import re
from typing import NoReturn

from txexplain.addresses.descriptors import CHECKSUM_SIZE, SYMBOLS, checksum_of, fitting_change
from txexplain.descriptors.refused import refuse

_HARDENED = re.compile(r"(?<=[0-9*])h(?=[/\]),])")  # of a step, not of a key in hex
_MAX_CORRECTED = 20_000  # characters


def without_checksum(text: str, *, required: bool = False) -> str:
    """The descriptor in front of `#`; raises InputError where the checksum is not its (Core: CheckChecksum)."""
    body, *behind = text.split("#")
    if len(behind) > 1:
        refuse("several_checksums", "Multiple '#' symbols")
    if not behind and required:
        refuse("checksum_missing", "Missing checksum")
    size = len(behind[0].encode(errors="replace")) if behind else CHECKSUM_SIZE
    if size != CHECKSUM_SIZE:
        refuse("checksum_size", f"Expected 8 character checksum, not {size} characters", count=size)
    foreign = next((place for place, char in enumerate(body) if char not in SYMBOLS), None)
    if foreign is not None:
        refuse("characters", "Invalid characters in payload", place=foreign + 1, found=body[foreign])
    computed = checksum_of(body)
    if behind and behind[0] != computed:
        _refuse_checksum(body, behind[0], computed)
    return body


def _refuse_checksum(body: str, provided: str, computed: str) -> NoReturn:
    core = f"Provided checksum '{provided}' does not match computed checksum '{computed}'"
    facts = {"provided": provided, "computed": computed}
    if provided in (checksum_of(body.replace("'", "h")), checksum_of(_HARDENED.sub("'", body))):
        refuse("checksum_of_marks", core, **facts)
    change = fitting_change(body, provided) if len(body) <= _MAX_CORRECTED else None
    if change is None:
        refuse("checksum", core, **facts)
    code = "checksum_of_change" if change.place < len(body) else "checksum_changed"
    refuse(code, core, **facts, place=change.place + 1, found=change.found, instead=change.instead)
