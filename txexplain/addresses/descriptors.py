"""The form of output descriptors, and their checksum (BIP380)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from txexplain.addresses.bech32 import CHARSET, character_pairs, generator_sums

CHECKSUM_SIZE = 8  # characters
DESCRIPTOR_FUNCTIONS = tuple(
    "pk pkh wpkh combo multi sortedmulti multi_a sortedmulti_a sh wsh tr rawtr addr raw".split()
)
EXTENDED_KEY = r"[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{100,112}"  # a public one, of any wallet (BIP32, SLIP132)
CALL = rf"(?:{'|'.join((*DESCRIPTOR_FUNCTIONS, 'musig'))})\("  # how a descriptor begins, or what people take for one
_INPUT = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
_GENERATOR = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
_STEP = generator_sums(_GENERATOR)
Sums = tuple[int, ...]
SYMBOLS = {char: place for place, char in enumerate(_INPUT)}


def _step(checksum: int, value: int) -> int:
    return (checksum & 0x7FFFFFFFF) << 5 ^ value ^ _STEP[checksum >> 35]


def _symbols(descriptor: str) -> Iterator[int]:
    """Numbers of five bits: one for each character, and one for the groups of each three (DescriptorChecksum)."""
    group, size = 0, 0
    for char in descriptor:
        place = SYMBOLS[char]
        yield place & 31
        group, size = group * 3 + (place >> 5), size + 1
        if size == 3:
            yield group
            group, size = 0, 0
    if size:
        yield group


def _remainder(symbols: Iterable[int]) -> int:
    checksum = 1
    for symbol in symbols:
        checksum = _step(checksum, symbol)
    for _ in range(CHECKSUM_SIZE):
        checksum = _step(checksum, 0)
    return checksum ^ 1


def checksum_of(descriptor: str) -> str:
    """Its eight characters; KeyError for a character that no descriptor has."""
    first, second, third, top_high, top_low, next_high, next_low = _by_threes()
    high, low, chars = 0, 1, iter(descriptor)  # of its 40 bits, each half a number of one word
    for one, two, three in zip(chars, chars, chars, strict=False):
        top, below = high >> 10, high & 1023
        high = low ^ top_high[top] ^ next_high[below]
        low = first[one] + second[two] + third[three] ^ top_low[top] ^ next_low[below]
    for symbol in _symbols(descriptor[len(descriptor) // 3 * 3 :]):
        checksum = _step(high << 20 | low, symbol)
        high, low = checksum >> 20, checksum & 0xFFFFF
    for _ in range(CHECKSUM_SIZE // 4):
        top, below = high >> 10, high & 1023
        high, low = low ^ top_high[top] ^ next_high[below], top_low[top] ^ next_low[below]
    low ^= 1
    pairs = character_pairs()
    return pairs[high >> 10] + pairs[high & 1023] + pairs[low >> 10] + pairs[low & 1023]


@cache
def _by_threes() -> tuple[dict[str, int], dict[str, int], dict[str, int], Sums, Sums, Sums, Sums]:
    """For four steps at once, which are three characters: what each of the three is worth, by its place among them.

    Then what the ten highest bits of a checksum become in four steps, and the ten below: upper and lower half.
    """
    characters = [
        {char: (place & 31) << 20 - 5 * number | (place >> 5) * 3 ** (3 - number) for char, place in SYMBOLS.items()}
        for number in (1, 2, 3)
    ]
    effects = [1 << bit for bit in range(20, 40)]
    for _ in range(4):
        effects = [_step(effect, 0) for effect in effects]
    first, second, third = characters
    of_top, of_next = generator_sums((*effects[10:],)), generator_sums((*effects[:10],))
    halves = [tuple(part(each) for each in sums) for sums in (of_top, of_next) for part in (_upper, _lower)]
    return first, second, third, halves[0], halves[1], halves[2], halves[3]


def _upper(checksum: int) -> int:
    return checksum >> 20


def _lower(checksum: int) -> int:
    return checksum & 0xFFFFF


@lru_cache(maxsize=1024)  # many inputs often spend outputs of one script
def with_checksum(descriptor: str) -> str:
    """The descriptor, `#`, and its eight checksum characters (Core: AddChecksum)."""
    return f"{descriptor}#{checksum_of(descriptor)}"


class Change(NamedTuple):
    """One character of a descriptor with its checksum, `place` from 0, and what there would make the two fit."""

    place: int
    found: str
    instead: str


def fitting_change(descriptor: str, checksum: str) -> Change | None:
    """The one change of a single character with which descriptor and checksum fit; None for none, or several."""
    if len(checksum) != CHECKSUM_SIZE or any(char not in CHARSET for char in checksum):
        return None
    difference = _difference(descriptor, checksum)
    found = [*_in_checksum(difference, len(descriptor) + 1, checksum), *_in_descriptor(difference, descriptor)]
    return found[0] if len(found) == 1 else None


def _difference(descriptor: str, checksum: str) -> int:
    """Between the checksum that the descriptor has and the one that is stated."""
    stated = sum(CHARSET.index(char) << 5 * (7 - place) for place, char in enumerate(checksum))
    return _remainder(_symbols(descriptor)) ^ stated


class Shift(NamedTuple):
    """Another slip with which a descriptor and its checksum fit, undone: which one, at which `place` from 0.

    `kind` is `extra` (without the character there), `swapped` (with it and the next one swapped) or `missing` (with
    `char` put there).
    """

    kind: str
    place: int
    char: str


def fitting_shift(descriptor: str, checksum: str) -> Shift | None:
    """The one slip of the three with which descriptor and checksum fit; None for none, or several."""
    found = {text: shift for text, shift in _shifts(descriptor, checksum) if checksum_of(text) == checksum}
    return next(iter(found.values())) if len(found) == 1 else None


def _shifts(text: str, checksum: str) -> Iterator[tuple[str, Shift]]:
    """Each slip undone, of several that lead to the same text the last; of those that add something what may fit."""
    for place, char in enumerate(text):
        yield text[:place] + text[place + 1 :], Shift("extra", place, char)
        yield text[:place] + text[place + 1 : place + 2] + char + text[place + 2 :], Shift("swapped", place, char)
    for place in range(len(text) + 1):
        with_any = f"{text[:place]}0{text[place:]}"
        for change in _in_descriptor(_difference(with_any, checksum), with_any, place):
            yield text[:place] + change.instead + text[place:], Shift("missing", place, change.instead)


def _in_checksum(difference: int, start: int, checksum: str) -> Iterator[Change]:
    wrong = [place for place in range(CHECKSUM_SIZE) if difference >> 5 * (7 - place) & 31]
    if len(wrong) == 1:
        char = checksum[wrong[0]]
        yield Change(start + wrong[0], char, CHARSET[CHARSET.index(char) ^ difference >> 5 * (7 - wrong[0])])


def _in_descriptor(difference: int, descriptor: str, only: int | None = None) -> Iterator[Change]:
    """The code is linear: what a change in one symbol does to the checksum depends only on how many follow.

    Where `only` is given, no other place is looked at.
    """
    effects = [1 << bit for bit in range(5)]
    for _ in range(CHECKSUM_SIZE):
        effects = [_step(effect, 0) for effect in effects]
    last = (len(descriptor) - 1) // 3 * 3
    for start in range(last, -1, -3):
        three = descriptor[start : start + 3]
        if only is None or start <= only < start + 3:
            yield from _in_group(difference, start, three, effects, only)
        for _ in range(1 + len(three)):
            effects = [_step(effect, 0) for effect in effects]


def _in_group(difference: int, start: int, three: str, effects: list[int], only: int | None) -> Iterator[Change]:
    of_group = generator_sums(tuple(effects))
    for place in range(len(three) - 1, -1, -1):
        effects = [_step(effect, 0) for effect in effects]
        if only is None or only == start + place:
            of_char = generator_sums(tuple(effects))
            for char in _fitting(three, place, difference, of_char, of_group):
                yield Change(start + place, three[place], char)


def _fitting(three: str, place: int, difference: int, of_char: Sums, of_group: Sums) -> Iterator[str]:
    """The characters with which, at that place among three, the checksum changes by `difference`."""
    now = SYMBOLS[three[place]]
    group = 0
    for char in three:
        group = group * 3 + (SYMBOLS[char] >> 5)
    weight = 3 ** (len(three) - 1 - place)
    for char, symbol in SYMBOLS.items():
        changed = group + weight * ((symbol >> 5) - (now >> 5))
        if char != "#" and of_char[(symbol ^ now) & 31] ^ of_group[group ^ changed] == difference:
            yield char
