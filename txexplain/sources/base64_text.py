"""A PSBT in base64, and what is wrong with one that is not whole."""

from __future__ import annotations

import base64
import re

from txexplain.model.errors import DecodeError, InputError
from txexplain.wire.psbt import read_psbt

_AROUND = re.compile(r"[\s\"'`]+")
_AMID = re.compile(r"(?<![A-Za-z0-9+/])cHNidP[A-Za-z0-9+/]{20,}=*")
_ALPHABET = re.compile(r"[A-Za-z0-9+/]*")


def psbt_in(text: str) -> bytes | None:
    """The bytes of a text that is nothing but base64; None where other words stand in it.

    Raises InputError where a character lacks or is another one.
    """
    word = _AROUND.sub("", text)
    digits = word.rstrip("=")
    place = _ALPHABET.match(digits)
    assert place is not None
    if place.end() < len(digits):
        if not _ALPHABET.fullmatch(text.strip(" \t\r\n\"'`").split(None, 1)[0].rstrip("=")):
            raise InputError("psbt_not_base64", place=place.end() + 1, char=digits[place.end()], count=len(word))
        return None
    raw = base64.b64decode(digits + "=" * (-len(digits) % 4)) if len(digits) % 4 != 1 else b""
    if len(word) % 4 and not _is_psbt(raw):
        raise InputError("psbt_base64_cut", count=len(word))
    return raw


def check_psbt_amid(text: str) -> None:
    """Raises InputError where a PSBT in base64 stands among other words, and not all of it."""
    found = _AMID.search(text)
    if found is not None:
        psbt_in(found[0])


def _is_psbt(raw: bytes) -> bool:
    """Whether it reads as one: also without the padding, which some programs leave off, nothing is missing then."""
    try:
        read_psbt(raw)
    except DecodeError:
        return False
    return True
