"""A text to a miniscript: all of BIP379's expressions, read as Bitcoin Core reads them (miniscript.h: Parse)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from txexplain.miniscript.elements import NoMiniscript
from txexplain.miniscript.node import HASHES, MAX_KEYS_OF_MULTI_A, MAX_LOCK, Node, ends_in_check
from txexplain.miniscript.read import max_script_size
from txexplain.miniscript.types import type_of
from txexplain.model.script import MAX_PUBKEYS_PER_MULTISIG

ParseKey = Callable[[str], bytes | None]

_WRAPPED = re.compile(r"(.[a-z]*):", re.DOTALL)
_NAME = re.compile(r"[01]|[a-z_0-9]+\(")
_NUMBER = re.compile(r"-?[0-9]+")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_SIZE_OF_WRAPPERS = {"a": 2, "s": 1, "c": 1, "d": 3, "j": 4, "n": 1, "v": 0, "u": 4, "t": 1, "l": 4}
_OF_SEVERAL = {  # how many are inside, and what is added to the size of the script
    "and_v": (2, 1),
    "and_b": (2, 2),
    "or_b": (2, 2),
    "or_c": (2, 3),
    "or_d": (2, 4),
    "or_i": (2, 4),
    "and_n": (2, 5),
    "andor": (3, 5),
}
_MAX_INT64 = 0x7FFF_FFFF_FFFF_FFFF


def parse_miniscript(text: str, parse_key: ParseKey, *, tapscript: bool) -> Node | None:
    """The expression, None where the text is none; it can still be insane, or not even typed well (see `sanity`).

    `parse_key` gives any bytes for the text of a key, which the nodes then hold, or None where that is no key; what
    it raises comes through. The bytes can be a placeholder: `node.with_keys` puts the real keys there later, which
    no size depends on. The `data` of a `pk_h` is empty until then.
    """
    try:
        return _Parser(text, parse_key, tapscript).parse()
    except NoMiniscript:
        return None


class _Parser:
    """What is still `to_do` is on a stack, like the nodes that are `made`. The `size` of the script is counted as
    Core counts it, with a byte that each leaf borrows, so that a text that is too large ends where it does there."""

    def __init__(self, text: str, parse_key: ParseKey, tapscript: bool) -> None:
        self.text, self.parse_key, self.tapscript = text, parse_key, tapscript
        self.at, self.size, self.limit = 0, 1, max_script_size(tapscript=tapscript)
        self.made: list[Node] = []
        self.to_do: list[Callable[[], None]] = [self._wrapped]

    def parse(self) -> Node:
        while self.to_do:
            self._check_size()
            self.to_do.pop()()
        if self.at < len(self.text):
            raise NoMiniscript
        return self.made[0]

    def _check_size(self) -> None:
        if self.size > self.limit:
            raise NoMiniscript

    def _then(self, *steps: Callable[[], None]) -> None:
        """What to do next, in this order."""
        self.to_do += reversed(steps)

    def _make(
        self, fragment: str, many: int = 0, number: int = 0, keys: tuple[bytes, ...] = (), data: bytes = b""
    ) -> None:
        """A node around the last `many` that were made."""
        first = len(self.made) - many
        inside = tuple(self.made[first:])
        of_thresh = number if fragment == "thresh" else 0
        type_ = type_of(fragment, tuple(each.type for each in inside), of_thresh, tapscript=self.tapscript)
        self.made[first:] = [Node(fragment, type_, inside, number, keys, data)]

    def _take(self, letter: str) -> None:
        if not self.text.startswith(letter, self.at):
            raise NoMiniscript
        self.at += 1

    # Wrappers

    def _wrapped(self) -> None:
        """An expression, behind wrappers and a colon or not."""
        found, before = _WRAPPED.match(self.text, self.at), ""
        for letter in found[1] if found else "":
            self._check_size()
            if letter not in _SIZE_OF_WRAPPERS or before == letter == "v":
                raise NoMiniscript
            self.size += _SIZE_OF_WRAPPERS[letter]
            self.to_do.append(self._wrapper(letter))
            before = letter
        self.to_do.append(self._expression)
        self.at = found.end() if found else self.at

    def _wrapper(self, letter: str) -> Callable[[], None]:
        """What to do when the expression inside is made."""
        if letter == "l":
            self._make("0")
            return partial(self._make, "or_i", 2)
        if letter in "tu":
            return partial(self._make_with, *(("1", "and_v", 2) if letter == "t" else ("0", "or_i", 2)))
        return self._verify if letter == "v" else partial(self._make, letter, 1)

    def _make_with(self, leaf: str, fragment: str, many: int) -> None:
        self._make(leaf)
        self._make(fragment, many)

    def _verify(self) -> None:
        self.size += not ends_in_check(self.made[-1])
        self._make("v", 1)

    # Expressions

    def _expression(self) -> None:
        found = _NAME.match(self.text, self.at)
        if not found:
            raise NoMiniscript
        name = found[0].rstrip("(")
        if name in ("0", "1"):
            self.at += 1
            self._make(name)
        elif name in ("pk", "pkh", "pk_k", "pk_h"):
            self._key(name)
        elif name in HASHES:
            self._hash(name)
        elif name in ("older", "after"):
            self._lock(name)
        else:
            self.at = found.end()
            self._compound(name)

    def _compound(self, name: str) -> None:
        if name == "thresh":
            needed = self._count()
            self.size += 2 + _added_by_number(needed)
            self._then(self._wrapped, partial(self._threshold, 1, needed))
        elif name in _OF_SEVERAL:
            many, added = _OF_SEVERAL[name]
            self.size += added
            comma, close = partial(self._take, ","), partial(self._take, ")")
            made = partial(self._make_with, "0", "andor", 3) if name == "and_n" else partial(self._make, name, many)
            between: list[Callable[[], None]] = [self._wrapped, comma]
            self._then(*between * (many - 1), self._wrapped, close, made)
        elif name == ("multi_a" if self.tapscript else "multi"):
            self._multisig(name)
        else:
            raise NoMiniscript

    def _threshold(self, count: int, needed: int) -> None:
        """Behind the `count`-th of what is added up."""
        if self.text.startswith(",", self.at):
            self.at += 1
            self.size += 2
            self._then(self._wrapped, partial(self._threshold, count + 1, needed))
            return
        self._take(")")
        if needed > count:
            raise NoMiniscript
        self._make("thresh", count, needed)

    # Leaves

    def _inner(self, name: str) -> str:
        """What is in the brackets behind the name."""
        depth, start, end = 0, self.at + len(name) + 1, self.at
        while end < len(self.text):
            letter = self.text[end]
            if not depth and letter in "),}":
                break
            depth += (letter in "({") - (letter in ")}")
            end += 1
        self.at = end
        if self.text[end - 1] != ")" or end - 1 < start:
            raise NoMiniscript
        return self.text[start : end - 1]

    def _parsed_key(self, text: str) -> bytes:
        key = self.parse_key(text)
        if key is None:
            raise NoMiniscript
        return key

    def _key(self, name: str) -> None:
        key = self._parsed_key(self._inner(name))
        hashed = name in ("pkh", "pk_h")
        self.size += 23 if hashed else 32 if self.tapscript else 33
        self._make("pk_h" if hashed else "pk_k", keys=(key,))
        if name in ("pk", "pkh"):
            self.size += 1
            self._make("c", 1)

    def _hash(self, name: str) -> None:
        text, size = self._inner(name), HASHES[name][1]
        if not _HEX.fullmatch(text) or len(text) != 2 * size:
            raise NoMiniscript
        self.size += size + 6
        self._make(name, data=bytes.fromhex(text))

    def _lock(self, name: str) -> None:
        number = _integer(self._inner(name))
        if number > MAX_LOCK:
            raise NoMiniscript
        self.size += 1 + _added_by_number(number)
        self._make(name, number=number)

    def _count(self) -> int:
        """A number up to a comma in the same brackets."""
        return _integer(self._up_to(","))

    def _up_to(self, letters: str) -> str:
        """What comes before the first of these letters or the end of the brackets, which must be one of them."""
        end = self.at
        while end < len(self.text) and self.text[end] not in letters and self.text[end] != ")":
            end += 1
        if end == self.at or end == len(self.text) or self.text[end] not in letters:
            raise NoMiniscript
        start, self.at = self.at, end + 1
        return self.text[start:end]

    def _multisig(self, name: str) -> None:
        needed = _integer(self._up_to(","), -_MAX_INT64 - 1)  # judged behind the keys, as Core does
        keys, many = list[bytes](), name == "multi_a"
        while not keys or self.text[self.at - 1] == ",":
            keys.append(self._parsed_key(self._up_to(",)")))
        if not 1 <= needed <= len(keys) <= (MAX_KEYS_OF_MULTI_A if many else MAX_PUBKEYS_PER_MULTISIG):
            raise NoMiniscript
        of_numbers = _added_by_number(needed) if many else (len(keys) > 16) + (needed > 16)
        self.size += 34 * len(keys) + of_numbers + (1 if many else 2)
        self._make(name, number=needed, keys=tuple(keys))


def _integer(text: str, least: int = 1) -> int:
    """One of 64 bits, and at least that (Core: ToIntegral)."""
    if not _NUMBER.fullmatch(text):
        raise NoMiniscript
    digits = text.lstrip("-").lstrip("0")
    number = int(digits or "0") if len(digits) < 20 else _MAX_INT64 + 2
    number = -number if text.startswith("-") else number
    if not least <= number <= _MAX_INT64:
        raise NoMiniscript
    return number


def _added_by_number(number: int) -> int:
    """The bytes of its push beyond one."""
    return sum(number > limit for limit in (16, 0x7F, 0x7FFF, 0x7FFFFF))
