"""Whether the checksum of a descriptor is its own; where not, which one wrong character would explain that."""

from __future__ import annotations

import re

from txexplain.addresses.descriptors import CHECKSUM_SIZE, SYMBOLS, checksum_of, fitting_change
from txexplain.descriptors.refused import refused
from txexplain.model.errors import Fact, InputError

_HARDENED = re.compile(r"(?<=[0-9*])h(?=[/\]),])")  # of a step, not of a key in hex
_MAX_CORRECTED = 20_000  # characters


def without_checksum(text: str, *, required: bool = False) -> str:
    """The descriptor in front of `#`; raises InputError where the checksum is not its (Core: CheckChecksum)."""
    body, *behind = text.split("#")
    if len(behind) > 1:
        raise refused("several_checksums", "Multiple '#' symbols")
    if not behind and required:
        raise refused("checksum_missing", "Missing checksum")
    size = len(behind[0].encode(errors="replace")) if behind else CHECKSUM_SIZE
    if size != CHECKSUM_SIZE:
        raise refused("checksum_size", f"Expected 8 character checksum, not {size} characters", count=size)
    foreign = next((place for place, char in enumerate(body) if char not in SYMBOLS), None)
    if foreign is not None:
        raise refused("characters", "Invalid characters in payload", place=foreign + 1, found=body[foreign])
    computed = checksum_of(body)
    if behind and behind[0] != computed:
        raise _no_checksum(body, behind[0], computed)
    return body


def _no_checksum(body: str, provided: str, computed: str) -> InputError:
    core = f"Provided checksum '{provided}' does not match computed checksum '{computed}'"
    facts: dict[str, Fact] = {"provided": provided, "computed": computed}
    if provided in (checksum_of(body.replace("'", "h")), checksum_of(_HARDENED.sub("'", body))):
        return refused("checksum_of_marks", core, **facts)
    change = fitting_change(body, provided) if len(body) <= _MAX_CORRECTED else None
    if change is None:
        return refused("checksum", core, **facts)
    code = "checksum_of_change" if change.place < len(body) else "checksum_changed"
    return refused(code, core, **facts, place=change.place + 1, found=change.found, instead=change.instead)
