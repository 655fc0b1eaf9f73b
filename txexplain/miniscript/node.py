"""A miniscript as a tree of fragments, gone through without recursion: a script can be deep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from txexplain.miniscript.types import Type

T = TypeVar("T")


class Node(NamedTuple):
    """One fragment: `c` or `pk_k` or `and_v`, with the expressions inside, in the order of the script.

    `number` is a lock time, or how many of several are needed; `data` is the hash of a preimage or, for `pk_h`, of a
    key, which is among the `keys` where it is known.
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
