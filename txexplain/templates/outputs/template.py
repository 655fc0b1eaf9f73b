"""What the file of a type of output says, and the types whose scripts are one thing in a fixed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Match
from txexplain.model.script import NONSTANDARD, Script
from txexplain.templates.keys import key_capture

_OUTPUT_KEY = "output_key"


def _address_only(type_: Match) -> str | None:
    return None


class OutputTemplate(NamedTuple):
    """A type of output, by Core's name of it; `match` gives None for a script of another type.

    `spend` is what an input that spends it is called where it has the form of no kind of spend; `descriptor` is what
    Core infers for it beyond its address.
    """

    key: str
    match: Callable[[Script], Match | None]
    spend: str = NONSTANDARD
    descriptor: Callable[[Match], str | None] = _address_only


def paying_to(
    key: str,
    role: str,
    size: int,
    script_for: Callable[[bytes], bytes],
    spend: str,
    descriptor: Callable[[Match], str | None] = _address_only,
) -> OutputTemplate:
    """The type of the scripts that `script_for` makes of so many bytes, which are captured in that role."""
    filler = b"\xff" * size
    place = script_for(filler).index(filler)
    capture = key_capture if role == _OUTPUT_KEY else Capture

    def match(script: Script) -> Match | None:
        start, data = script.slice
        held = data[place : place + size]
        if len(held) != size or data != script_for(held):
            return None
        return Match(key, (capture(role, ByteSlice(start + place, held)),))

    return OutputTemplate(key, match, spend, descriptor)
