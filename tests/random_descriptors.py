"""Descriptors of every kind, right ones and ones with mistakes, the same from the same seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from txexplain.addresses.addresses import base58check_encode
from txexplain.addresses.descriptors import SYMBOLS, with_checksum
from txexplain.crypto.curve import G, Point, compressed, multiply

_XPUB = bytes.fromhex("0488b21e")
_STEPS = ("0", "1", "2147483647", "44h", "0'", "7h")
_MISTAKES = ("", "x", "-1", "2147483648", "1hh", "<0>", "<0;0>", "<1;x>", "00", "*", "4294967296", " 1", "<>", "<")
_HASHES = (("sha256", 32), ("hash256", 32), ("ripemd160", 20), ("hash160", 20))
_TOKENS = (
    *"(){},;<>[]/*'h:#01 ",
    "pk(",
    "wsh(",
    "sh(",
    "tr(",
    "multi(",
    "musig(",
    "addr(",
    "raw(",
    "rawtr(",
    "and_v(v:",
    "older(1)",
    "thresh(2,",
    "/<0;1>",
    "/*",
    "/*h",
    "sortedmulti_a(",
    "multi_a(",
    "combo(",
    "pkh(",
    "wpkh(",
    "a:",
    "s:",
    "v:",
    "0279be",
)


@cache
def point_of(number: int) -> Point:
    point = multiply(G, number)
    assert point is not None
    return point


class Maker:
    """Makes descriptors; with `mistakes` about one in ten of its choices is a wrong one."""

    def __init__(self, random: Random, *, mistakes: bool = False) -> None:
        self.random = random
        self.wrong = 0.1 if mistakes else 0.0
        self.paths = random.choice((0, 0, 2, 3))

    def slips(self) -> bool:
        return self.random.random() < self.wrong

    def hex_key(self) -> str:
        point = point_of(self.random.randrange(1, 1_000))
        key = compressed(point).hex()
        if self.slips():
            y = f"{point.y:064x}"
            return self.random.choice(
                (f"04{key[2:]}{y}", f"06{key[2:]}{y}", f"07{key[2:]}{y}", key[2:], key[:-2], key[:-1])
            )
        return key.upper() if self.random.random() < 0.1 else key

    def extended(self) -> str:
        depth = self.random.choice((0, 0, 3, 4, 254, 255))
        lead = bytes(8) if not depth and not self.slips() else self.random.randbytes(8)
        key = compressed(point_of(self.random.randrange(1, 1_000)))
        version = _XPUB if not self.slips() else self.random.choice((bytes.fromhex("043587cf"), bytes(4)))
        return base58check_encode(version + bytes([depth]) + lead + self.random.randbytes(32) + key)

    def steps(self, most: int = 3) -> str:
        def one() -> str:
            return self.random.choice(
                _MISTAKES if self.slips() else _STEPS[:3] if self.random.random() < 0.9 else _STEPS
            )

        found = [one() for _ in range(self.random.randrange(most + 1))]
        if self.paths and self.random.random() < 0.5:
            count = self.paths + (1 if self.slips() else 0)
            found.insert(self.random.randrange(len(found) + 1), f"<{';'.join(map(str, range(count)))}>")
        return "".join(f"/{each}" for each in found)

    def key(self, *, taproot: bool = False, plain: bool = False) -> str:
        """With its origin; in taproot also as 32 bytes, or several as one."""
        choice = self.random.random()
        if taproot and not plain and choice < 0.1:
            return self.musig()
        if choice < 0.4:
            found = self.hex_key()
            found = found[2:] if taproot and self.random.random() < 0.5 else found
        else:
            found = (
                self.extended() + self.steps() + self.random.choice(("", "/*", "/*", "/*h" if choice < 0.5 else "/*"))
            )
        if self.random.random() < 0.3:
            mark = self.random.choice(("[d34db33f", "[D34DB33F/84h/0h/0h", "[00000000/1/2'", "[12345678/44'/0'/0'"))
            if self.slips():
                mark = self.random.choice(
                    ("[d34db33", "[d34db33g", "[d34db33f/<0;1>", "d34db33f", "]", "[d34db33f/x")
                )
            found = f"{mark}]{found}"
        return f" {found}" if self.slips() and self.slips() else found

    def musig(self) -> str:
        keys = [self.key(plain=not self.slips()) for _ in range(self.random.randrange(1, 4))]
        behind = self.steps() + self.random.choice(("", "/*")) if self.random.random() < 0.4 else ""
        return f"musig({','.join(keys)}){behind}"

    def multisig(self, name: str, most: int, **keys: bool) -> str:
        count = self.random.randrange(1, most + 1 + (2 if self.slips() else 0))
        needed = (
            self.random.randrange(1, count + 1) if not self.slips() else self.random.choice((0, count + 1, "x", ""))
        )
        return f"{name}({','.join([str(needed), *(self.key(**keys) for _ in range(count))])})"

    # Miniscript

    def expression(self, depth: int, *, taproot: bool) -> str:
        """One of type B, most often sane."""
        branches: tuple[Callable[[], str], ...] = (
            lambda: f"and_v({self.verifying(taproot=taproot)},{self.expression(depth - 1, taproot=taproot)})",
            lambda: f"or_d(pk({self.key(taproot=taproot)}),{self.expression(depth - 1, taproot=taproot)})",
            lambda: (
                f"or_i({self.expression(depth - 1, taproot=taproot)},{self.expression(depth - 1, taproot=taproot)})"
            ),
            lambda: (
                f"andor(pk({self.key(taproot=taproot)}),older({self.lock()}),{self.expression(0, taproot=taproot)})"
            ),
            lambda: (
                f"thresh(2,pk({self.key(taproot=taproot)}),s:pk({self.key(taproot=taproot)}),sln:after({self.lock()}))"
            ),
            lambda: f"and_b(pk({self.key(taproot=taproot)}),a:{self.expression(0, taproot=taproot)})",
        )
        if depth:
            return self.random.choice(branches)()
        if self.random.random() < 0.3:
            return self.multisig("multi_a" if taproot else "multi", 3, taproot=taproot)
        return f"{self.random.choice(('pk', 'pkh'))}({self.key(taproot=taproot)})"

    def verifying(self, *, taproot: bool) -> str:
        name, size = self.random.choice(_HASHES)
        digest = self.random.randbytes(size if not self.slips() else size - 1).hex()
        return self.random.choice(
            (
                f"v:pk({self.key(taproot=taproot)})",
                f"v:{name}({digest})",
                f"v:older({self.lock()})",
                f"v:pkh({self.key(taproot=taproot)})",
            )
        )

    def lock(self) -> int:
        return self.random.choice(
            (1, 16, 144, 65535, 4194305, 700000, 1700000000, 2147483647) if not self.slips() else (0, 1 << 31)
        )

    def leaf(self) -> str:
        choice = self.random.random()
        if choice < 0.4:
            return f"pk({self.key(taproot=True)})"
        if choice < 0.7:
            return self.multisig(self.random.choice(("multi_a", "sortedmulti_a")), 4, taproot=True)
        return self.expression(self.random.randrange(3), taproot=True)

    def tree(self, depth: int) -> str:
        if not depth or self.random.random() < 0.3:
            return self.leaf()
        closing = "}" if not self.slips() else self.random.choice(("", "}}", ")"))
        return f"{{{self.tree(depth - 1)},{self.tree(depth - 1)}{closing}"

    # Descriptors

    def script(self, name: str) -> str:
        made: dict[str, Callable[[], str]] = {
            "tr": self.taproot,
            "rawtr": lambda: f"rawtr({self.key(taproot=True)})",
            "multi": lambda: self.multisig(self.random.choice(("multi", "sortedmulti")), 3),
            "sh": self.behind_hash,
            "wsh": self.behind_witness_hash,
            "raw": lambda: f"raw({self.random.randbytes(self.random.randrange(1, 40)).hex()})",
            "addr": self.address,
        }
        return made[name]() if name in made else f"{name}({self.key()})"

    def taproot(self) -> str:
        tree = f",{self.tree(3)}" if self.random.random() < 0.7 else ""
        return f"tr({self.key(taproot=True)}{tree})"

    def behind_hash(self) -> str:
        inner = self.random.choice(("multi", "wsh", "wpkh", "pk", "pkh", ""))
        return f"sh({self.script(inner) if inner else self.multisig('multi', 16)})"

    def behind_witness_hash(self) -> str:
        choice = self.random.random()
        if choice < 0.5:
            return f"wsh({self.expression(3, taproot=False)})"
        return f"wsh({self.multisig('sortedmulti', 20) if choice < 0.75 else self.script('pkh')})"

    def address(self) -> str:
        version = self.random.choice((0, 5, 111) if self.wrong else (0, 5))
        return f"addr({base58check_encode(bytes([version]) + self.random.randbytes(20))})"

    def descriptor(self) -> str:
        names = (
            "pk",
            "pkh",
            "wpkh",
            "combo",
            "multi",
            "sh",
            "sh",
            "wsh",
            "wsh",
            "tr",
            "tr",
            "tr",
            "rawtr",
            "raw",
            "addr",
        )
        found = self.script(self.random.choice(names))
        if self.slips():
            found = self.random.choice(
                (f"{found},", f"wsh({found})", f"sh({found})", f"tr({found})", found[:-1], f"{found})")
            )
        return found


def mutated(text: str, random: Random) -> str:
    """With one to three changes: a character or a piece put in, left out, doubled or replaced."""
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(text) + 1)
        size = random.choice((0, 1, 1, 2, 8, 40))
        piece = random.choice((random.choice(tuple(SYMBOLS)), random.choice(_TOKENS), "", text[at : at + size]))
        text = text[:at] + piece + text[at + size :]
    return text


def made(seed: int, *, mistakes: bool = False, checksum: bool = False) -> str:
    """One descriptor."""
    random = Random(seed)
    found = Maker(random, mistakes=mistakes).descriptor()
    return with_checksum(found) if checksum else found
