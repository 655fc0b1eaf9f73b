"""Bech32 (BIP173) and bech32m (BIP350), and the segwit addresses written in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32 = 1
BECH32M = 0x2BC830A3
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
MAX_LENGTH = 90


def generator_sums(generator: tuple[int, ...]) -> tuple[int, ...]:
    """For each value of as many bits as there are generators, the sum (exclusive or) of those whose bit is set."""
    sums = [0]
    for each in generator:
        sums += [each ^ known for known in sums]
    return tuple(sums)


_STEP = generator_sums(_GENERATOR)


def shifted(remainder: int, value: int) -> int:
    """The remainder after one value of five bits more."""
    return (remainder & 0x1FFFFFF) << 5 ^ value ^ _STEP[remainder >> 25]


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        checksum = shifted(checksum, value)
    return checksum


def checksum_constant(hrp: str, values: Iterable[int]) -> int:
    """What is left of the values with their checksum: BECH32, BECH32M, or another number where it is wrong."""
    return _polymod([*_expand(hrp), *values])


def _expand(hrp: str) -> list[int]:
    return [ord(char) >> 5 for char in hrp] + [0] + [ord(char) & 31 for char in hrp]


def encode(hrp: str, values: list[int], constant: int) -> str:
    """The string for the 5-bit `values` behind the human-readable part `hrp`."""
    polymod = _polymod([*_expand(hrp), *values, 0, 0, 0, 0, 0, 0]) ^ constant
    checksum = [polymod >> 5 * (5 - place) & 31 for place in range(6)]
    return hrp + "1" + "".join(CHARSET[value] for value in [*values, *checksum])


def decode(text: str) -> tuple[str, list[int], int] | None:
    """The human-readable part, the 5-bit values and the checksum constant; None where it is neither encoding."""
    if len(text) > MAX_LENGTH or any(not 33 <= ord(char) <= 126 for char in text):
        return None
    if text != text.lower() and text != text.upper():
        return None
    text = text.lower()
    hrp, separator, data = text.rpartition("1")
    if not separator or not hrp or len(data) < 6 or any(char not in CHARSET for char in data):
        return None
    values = [CHARSET.index(char) for char in data]
    constant = checksum_constant(hrp, values)
    return (hrp, values[:-6], constant) if constant in (BECH32, BECH32M) else None


def encode_program(hrp: str, version: int, program: bytes) -> str:
    """The address of a witness program: bech32 for version 0, bech32m for all others."""
    constant = BECH32 if version == 0 else BECH32M
    pairs, sums = character_pairs(), _sums_of_pairs()
    remainder, begun = _after_version(hrp, version), f"{hrp}1{CHARSET[version]}"
    count, odd = divmod(-(-len(program) * 8 // 5), 2)
    number = int.from_bytes(program, "big") << (-len(program) * 8 % 5)
    if odd:
        first = number >> 10 * count
        remainder, begun = shifted(remainder, first), begun + CHARSET[first]
    groups = [number >> shift & 1023 for shift in range(10 * count - 10, -10, -10)]
    for group in (*groups, 0, 0, 0):  # two groups of five bits in one step
        remainder = (remainder & 0xFFFFF) << 10 ^ group ^ sums[remainder >> 20]
    remainder ^= constant
    checksum = pairs[remainder >> 20] + pairs[remainder >> 10 & 1023] + pairs[remainder & 1023]
    return f"{begun}{''.join([pairs[group] for group in groups])}{checksum}"


@cache
def _after_version(hrp: str, version: int) -> int:
    return _polymod([*_expand(hrp), version])


@cache
def character_pairs() -> tuple[str, ...]:
    """The two characters of each value of ten bits."""
    return tuple(first + second for first in CHARSET for second in CHARSET)


@cache
def _sums_of_pairs() -> tuple[int, ...]:
    """What each value of the ten bits at the top of a remainder becomes in two steps."""
    return generator_sums(tuple(shifted(shifted(1 << bit, 0), 0) for bit in range(20, 30)))


def decode_program(text: str) -> tuple[str, int, bytes] | None:
    """The human-readable part, version and program of a segwit address; None where it is not one."""
    decoded = decode(text)
    if decoded is None or not decoded[1]:
        return None
    hrp, (version, *groups), constant = decoded
    program = program_of(groups)
    if version > 16 or program is None:
        return None
    if not 2 <= len(program) <= 40 or (version == 0 and len(program) not in (20, 32)):
        return None
    return (hrp, version, program) if constant == (BECH32 if version == 0 else BECH32M) else None


def program_of(groups: list[int]) -> bytes | None:
    """The witness program in groups of five bits; None where they are padded with more than 4 bits, or not zeros."""
    spare_bits = len(groups) * 5 % 8
    if spare_bits >= 5 or (groups and groups[-1] & (1 << spare_bits) - 1):
        return None
    return bytes(_regroup(groups, 5, 8)[: len(groups) * 5 // 8])


def _regroup(values: Iterable[int], width: int, new_width: int) -> list[int]:
    """The same bits in groups of another width, the last one padded with zeros."""
    bits = buffer = 0
    groups = []
    for value in values:
        buffer = buffer << width | value
        bits += width
        while bits >= new_width:
            bits -= new_width
            groups.append(buffer >> bits & (1 << new_width) - 1)
        buffer &= (1 << bits) - 1
    if bits:
        groups.append(buffer << (new_width - bits) & (1 << new_width) - 1)
    return groups
