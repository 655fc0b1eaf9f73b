"""What is wrong with an address in base58check: every slip of one character is undone, and the checksum asked.

The checksum has 32 bits, and some 4,000 changes are tried: one of them is right by chance once in a million times.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from txexplain.addresses.addresses import base58check_decode, networks_of
from txexplain.model.address import AddressMistake, mistake
from txexplain.model.networks import NETWORKS
from txexplain.wire.hashes import hash256

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SIZE = 25  # bytes: the version, a hash of 20, and the checksum
_VERSIONS = frozenset(
    prefix for network in NETWORKS.values() for prefix in (network.pubkey_prefix, network.script_prefix)
)
_FEWEST, _MOST = 26, 35  # characters
_LETTERS = 10  # as many are never of one case by chance


class _Change(NamedTuple):
    """One slip undone: what the text would be, as a number too."""

    kind: str
    places: tuple[int, ...]
    fixed: str
    number: int


def base58_mistake(text: str) -> AddressMistake:
    """What is wrong with a text of an address's length that begins as one in base58check, and is none."""
    letters = "".join(filter(str.isalpha, text))
    if len(letters) > _LETTERS and letters in (letters.lower(), letters.upper()):
        return mistake("address_case_lost", text)
    unused = tuple(place for place, char in enumerate(text) if char not in _ALPHABET)
    if unused:
        found = _right(_substitutions(text, unused)) if len(unused) == 1 else []
        return mistake("address_unused_character", text, unused, found[0].fixed if len(found) == 1 else None)
    payload = base58check_decode(text)
    if payload is not None:
        if len(payload) != _SIZE - 4:
            return mistake("address_payload_size", text, size=len(payload))
        return mistake("address_unknown_version_byte", text, version=payload[0])
    return _with_wrong_checksum(text)


def _with_wrong_checksum(text: str) -> AddressMistake:
    found = _right(_changes(text))
    if len(found) == 1:
        ((kind, places, fixed, _),) = found
        return mistake(kind, text, places, fixed)
    if not _FEWEST <= len(text) <= _MOST:
        return mistake("address_wrong_length", text, count=len(text), usual=f"{_FEWEST}-{_MOST}")
    return mistake("address_wrong_checksum", text)


def _right(changes: Iterator[_Change]) -> list[_Change]:
    """Those that lead to an address, of several to the same the first."""
    right = {change.fixed: change for change in changes if _may_be_right(change.number) and networks_of(change.fixed)}
    return list(right.values())


def _may_be_right(number: int) -> bool:
    """Whether the number has the version and the checksum of an address, whatever ones the text begins with."""
    if number >> 8 * _SIZE or number >> 8 * (_SIZE - 1) not in _VERSIONS:
        return False
    data = number.to_bytes(_SIZE, "big")
    return hash256(data[:-4])[:4] == data[-4:]


def _changes(text: str) -> Iterator[_Change]:
    yield from _substitutions(text, tuple(range(len(text))))
    yield from _swaps(text)
    yield from _shorter_and_longer(text)


def _number(text: str) -> int:
    """As base58 reads it; a character that it does not know counts as zero."""
    return _parts(text)[-1]


def _parts(text: str) -> list[int]:
    """The number that each start of the text is, from the empty one on."""
    return list(
        accumulate((max(0, _ALPHABET.find(char)) for char in text), lambda n, digit: n * 58 + digit, initial=0)
    )


def _substitutions(text: str, places: tuple[int, ...]) -> Iterator[_Change]:
    number = _number(text)
    for place in places:
        unit = 58 ** (len(text) - 1 - place)
        without = number - max(0, _ALPHABET.find(text[place])) * unit
        for digit, char in enumerate(_ALPHABET):
            if char != text[place]:
                fixed = text[:place] + char + text[place + 1 :]
                yield _Change("address_wrong_character", (place,), fixed, without + digit * unit)


def _swaps(text: str) -> Iterator[_Change]:
    for place in range(len(text) - 1):
        fixed = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if fixed != text:
            yield _Change("address_swapped_characters", (place, place + 1), fixed, _number(fixed))


def _shorter_and_longer(text: str) -> Iterator[_Change]:
    starts, number = _parts(text), _number(text)
    for place in range(len(text) + 1):
        unit = 58 ** (len(text) - place)
        start, rest = starts[place] * unit, number - starts[place] * unit
        if place < len(text):
            shorter = text[:place] + text[place + 1 :]
            yield _Change(
                "address_extra_character", (place,), shorter, starts[place] * (unit // 58) + rest % (unit // 58)
            )
        for digit, char in enumerate(_ALPHABET):
            longer = text[:place] + char + text[place:]
            yield _Change("address_missing_character", (place,), longer, start * 58 + digit * unit + rest)
