"""What is wrong with a segwit address (BIP173, BIP350), in which the checksum tells one wrong character or two."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.addresses.bech32 import (
    BECH32,
    BECH32M,
    CHARSET,
    MAX_LENGTH,
    checksum_constant,
    decode,
    decode_program,
    program_of,
)
from txexplain.addresses.locate import Slip, slips
from txexplain.model.address import AddressMistake, mistake
from txexplain.model.networks import NETWORKS

_HRPS = tuple(dict.fromkeys(network.bech32_hrp for network in NETWORKS.values()))
_CHECKSUM_SIZE = 6
_USUAL_SIZES = {0: (20, 32), 1: (32,)}  # bytes of the programs that wallets make, by version
_FEWEST, _MOST_VERSION = 2, 16
_CHARACTERS = frozenset(CHARSET)
_MOST_TAKEN = max(map(len, _HRPS)) + 2  # characters in place of which another start is tried


def segwit_mistake(text: str) -> AddressMistake | None:
    """What is wrong with a text that begins as a segwit address, and is none."""
    lower = text.lower()
    is_mixed = text not in (lower, text.upper())
    if is_mixed and is_address(lower):
        return mistake("address_mixed_case", text, _of_other_case(text), lower)
    found = _mistake(lower)
    if text == lower or found is None:
        return found
    instead = found.instead if is_mixed else found.instead and found.instead.upper()
    return found._replace(text=text, instead=instead)


def mistaken_start(text: str) -> AddressMistake | None:
    """An address with another prefix, or with a slip in it: by which one the checksum is right."""
    lower = text.lower()
    if not _CHARACTERS.issuperset(lower[_MOST_TAKEN:]):
        return None
    found = {}
    for hrp in _HRPS:
        start = hrp + "1"
        for taken in range(len(start) + 2):
            if is_address(start + lower[taken:]):
                found[start + lower[taken:]] = mistake(
                    "address_wrong_start", text, tuple(range(taken)), start + lower[taken:], start=start
                )
    return next(iter(found.values())) if len(found) == 1 else None


def unknown_prefix(text: str) -> AddressMistake | None:
    """A segwit address of nobody knows what: everything is right but for the prefix."""
    decoded = decode_program(text) if "1" in text else None
    return decoded and mistake("address_unknown_prefix", text, tuple(range(len(decoded[0]))), prefix=decoded[0])


def is_address(text: str) -> bool:
    """Whether it is a segwit address on some network."""
    decoded = decode_program(text)
    return decoded is not None and decoded[0] in _HRPS


def _of_other_case(text: str) -> tuple[int, ...]:
    """The letters of the case that fewer have."""
    upper = [place for place, char in enumerate(text) if char.isupper()]
    lower = [place for place, char in enumerate(text) if char.islower()]
    return tuple(upper if len(upper) < len(lower) else lower)


def _mistake(text: str) -> AddressMistake | None:
    if len(text) > MAX_LENGTH:
        return mistake("address_too_long", text, tuple(range(MAX_LENGTH, len(text))), count=len(text))
    hrp, _, data = text.partition("1")
    wrong = tuple(place for place, char in enumerate(text) if place > len(hrp) and char not in CHARSET)
    if wrong:
        return _with_unused(text, wrong)
    if len(data) <= _CHECKSUM_SIZE:
        return _of_wrong_length(text, hrp)
    constant = checksum_constant(hrp, [CHARSET.index(char) for char in data])
    if constant in (BECH32, BECH32M):
        return _with_right_checksum(text, hrp, constant)
    return _with_wrong_checksum(text, hrp, constant)


def _with_unused(text: str, wrong: tuple[int, ...]) -> AddressMistake:
    """Characters that no such address has; where it is one, whichever other makes the checksum right."""
    found = _addresses(text[: wrong[0]] + char + text[wrong[0] + 1 :] for char in CHARSET) if len(wrong) == 1 else []
    return mistake("address_unused_character", text, wrong, found[0] if len(found) == 1 else None)


def _with_right_checksum(text: str, hrp: str, constant: int) -> AddressMistake | None:
    """The checksum is right, and it is no address all the same."""
    _, (version, *groups), _ = decode(text) or (hrp, [0], 0)
    if version > _MOST_VERSION:
        return mistake("address_unknown_version", text, (len(hrp) + 1,), version=version)
    if constant != (BECH32 if version == 0 else BECH32M):
        return mistake("address_needs_bech32m" if version else "address_needs_bech32", text, version=version)
    program = program_of(groups)
    if program is None:
        return mistake("address_bad_padding", text)
    return mistake("address_program_size", text, version=version, size=len(program))


def _with_wrong_checksum(text: str, hrp: str, left: int) -> AddressMistake:
    length = len(text) - len(hrp) - 1
    found = [slips(left ^ constant, length) or () for constant in (BECH32, BECH32M)]
    return (
        _one_wrong(text, [each for each in found if len(each) == 1])
        or _swapped(text)
        or _two_wrong(text, [each for each in found if len(each) == 2])
        or mistaken_start(text)
        or _missing_or_extra(text, hrp)
        or _of_wrong_length(text, hrp)
        or mistake("address_wrong_checksum", text)
    )


def _addresses(candidates: Iterable[str]) -> list[str]:
    """Those that are addresses, each once."""
    return [each for each in dict.fromkeys(candidates) if is_address(each)]


def _corrected(text: str, found: tuple[Slip, ...]) -> str:
    chars = list(text)
    for slip in found:
        place = len(text) - 1 - slip.from_end
        chars[place] = CHARSET[CHARSET.index(chars[place]) ^ slip.change]
    return "".join(chars)


def _one_wrong(text: str, found: list[tuple[Slip, ...]]) -> AddressMistake | None:
    right = [(each[0], fixed) for each in found if is_address(fixed := _corrected(text, each))]
    if len(right) != 1:
        return None
    ((slip, fixed),) = right
    return mistake("address_wrong_character", text, (len(text) - 1 - slip.from_end,), fixed)


def _swapped(text: str) -> AddressMistake | None:
    swaps = {
        text[:place] + text[place + 1] + text[place] + text[place + 2 :]: (place, place + 1)
        for place in range(len(text) - 1)
        if text[place] != text[place + 1]
    }
    right = _addresses(swaps)
    return mistake("address_swapped_characters", text, swaps[right[0]], right[0]) if len(right) == 1 else None


def _two_wrong(text: str, found: list[tuple[Slip, ...]]) -> AddressMistake | None:
    """Which two; what they would have to be is not said, as chance finds such a pair too often."""
    right = [each for each in found if is_address(_corrected(text, each))]
    if len(right) != 1:
        return None
    return mistake("address_two_wrong_characters", text, tuple(len(text) - 1 - slip.from_end for slip in right[0]))


def _missing_or_extra(text: str, hrp: str) -> AddressMistake | None:
    start = len(hrp) + 1
    shorter = {text[:place] + text[place + 1 :]: place for place in range(len(text) - 1, start - 1, -1)}
    longer = {
        text[:place] + char + text[place:]: place for place in range(len(text), start - 1, -1) for char in CHARSET
    }
    found = [
        (kind, places[fixed], fixed)
        for kind, places, length in (
            ("address_extra_character", shorter, len(text) - 1),
            ("address_missing_character", longer, len(text) + 1),
        )
        if length in _usual_lengths(hrp)
        for fixed in _addresses(places)
    ]
    if len(found) != 1:
        return None
    ((kind, place, fixed),) = found
    return mistake(kind, text, (place,), fixed)


def _usual_lengths(hrp: str, version: int | None = None) -> tuple[int, ...]:
    """How many characters addresses of the version have, or of any version that wallets make."""
    sizes = {size for each in (_USUAL_SIZES if version is None else (version,)) for size in _USUAL_SIZES[each]}
    return tuple(len(hrp) + 2 + -(-size * 8 // 5) + _CHECKSUM_SIZE for size in sorted(sizes))


def _of_wrong_length(text: str, hrp: str) -> AddressMistake | None:
    """For its version; None where wallets make addresses of this length, or none at all of the version."""
    version = CHARSET.index(text[len(hrp) + 1])
    if len(text) - len(hrp) - 1 <= _CHECKSUM_SIZE:
        usual = _usual_lengths(hrp)
    elif version not in _USUAL_SIZES or len(text) in _usual_lengths(hrp, version):
        return None
    else:
        usual = _usual_lengths(hrp, version)
    return mistake("address_wrong_length", text, count=len(text), usual=", ".join(map(str, usual)))
