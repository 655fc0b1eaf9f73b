"""A miniscript as a tree of fragments, gone through without recursion: a script can be deep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from txexplain.miniscript.types import Type
from txexplain.model import script as op
from txexplain.wire.hashes import hash160

T = TypeVar("T")
HASHES = {  # the opcode of each fragment that asks for a preimage, and the size of its hash in bytes
    "sha256": (op.OP_SHA256, 32),
    "hash256": (op.OP_HASH256, 32),
    "ripemd160": (op.OP_RIPEMD160, 20),
    "hash160": (op.OP_HASH160, 20),
}
VERIFYING = {  # opcodes that verify as well, in place of OP_VERIFY behind
    op.OP_CHECKSIG: op.OP_CHECKSIGVERIFY,
    op.OP_CHECKMULTISIG: op.OP_CHECKMULTISIGVERIFY,
    op.OP_EQUAL: op.OP_EQUALVERIFY,
    op.OP_NUMEQUAL: op.OP_NUMEQUALVERIFY,
}
MAX_KEYS_OF_MULTI_A = 999
MAX_LOCK = 0x7FFFFFFF  # of `older` and `after`


class Node(NamedTuple):
    """One fragment: `c` or `pk_k` or `and_v`, with the expressions inside, in the order of BIP379's text.

    `number` is a lock time, or how many of several are needed; `data` is the hash of a preimage or, for `pk_h`, of a
    key, which is among the `keys` where it is known. Of a text the `keys` are what its reader gave for them.
    """

    fragment: str
    type: Type
    inside: tuple[Node, ...] = ()
    number: int = 0
    keys: tuple[bytes, ...] = ()
    data: bytes = b""


def evaluate(root: Node, visit: Callable[[Node, Sequence[T]], T]) -> T:
    """What `visit` makes of the root: it is called for every node, from left to right, after those inside it."""
    results: list[T] = []
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, seen = waiting.pop()
        if not seen:
            waiting.append((node, True))
            waiting += [(each, False) for each in reversed(node.inside)]
            continue
        first = len(results) - len(node.inside)
        results[first:] = [visit(node, results[first:])]
    return results[0]


def with_keys(root: Node, key_of: Callable[[bytes], bytes]) -> Node:
    """The same with what `key_of` gives for each of its keys (33 bytes, in tapscript 32), hashed for a `pk_h`."""

    def visit(node: Node, inside: Sequence[Node]) -> Node:
        keys = tuple(map(key_of, node.keys))
        data = hash160(keys[0]) if node.fragment == "pk_h" and keys else node.data
        return node._replace(inside=tuple(inside), keys=keys, data=data)

    return evaluate(root, visit)


_CHECKS = frozenset("c thresh multi multi_a sha256 hash256 ripemd160 hash160".split())


def ends_in_check(node: Node) -> bool:
    """Whether its last opcode is one that can verify as well, so that `v:` adds none (Core: not the type `x`)."""
    while node.fragment in ("s", "and_v"):
        node = node.inside[-1]
    return node.fragment in _CHECKS
