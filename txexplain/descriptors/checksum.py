"""The checksum of a descriptor looked at: whether it fits, and where one wrong character would explain that it does not."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.addresses.descriptors import CHECKSUM_SIZE, SYMBOLS, checksum_of, fitting_change
from txexplain.descriptors.refused import refuse


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


def _refuse_checksum(body: str, provided: str, computed: str) -> None:
    core = f"Provided checksum '{provided}' does not match computed checksum '{computed}'"
    change = fitting_change(body, provided)
    if change is None:
        refuse("checksum", core, provided=provided, computed=computed)
    refuse("checksum_near", core, provided=provided, computed=computed, place=change.place + 1, **change.facts)
