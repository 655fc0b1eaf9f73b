"""The checksum of output descriptors (BIP380)."""

from __future__ import annotations

from functools import lru_cache

from txexplain.addresses.bech32 import CHARSET, generator_sums

_INPUT = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
_GENERATOR = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
_STEP = generator_sums(_GENERATOR)
_SYMBOLS = {char: place for place, char in enumerate(_INPUT)}


def _step(checksum: int, value: int) -> int:
    return (checksum & 0x7FFFFFFFF) << 5 ^ value ^ _STEP[checksum >> 35]


@lru_cache(maxsize=1024)  # many inputs often spend outputs of one script
def with_checksum(descriptor: str) -> str:
    """The descriptor, `#`, and its eight checksum characters (Core: AddChecksum)."""
    checksum, group, size = 1, 0, 0
    for char in descriptor:
        place = _SYMBOLS[char]
        checksum = _step(checksum, place & 31)
        group, size = group * 3 + (place >> 5), size + 1
        if size == 3:
            checksum, group, size = _step(checksum, group), 0, 0
    if size:
        checksum = _step(checksum, group)
    for _ in range(8):
        checksum = _step(checksum, 0)
    checksum ^= 1
    return descriptor + "#" + "".join(CHARSET[checksum >> 5 * (7 - place) & 31] for place in range(8))
