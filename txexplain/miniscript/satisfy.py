"""What satisfies a miniscript: the smallest witness that nobody else can change (BIP379; Core: ProduceInput)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from txexplain.miniscript.node import Node, evaluate
from txexplain.model.script import MAX_STACK_SIZE


class Source(Protocol):
    """Who has what a witness is made of."""

    def signature(self, key: bytes) -> bytes | None:
        """The signature by this key, None where it is not there."""

    def preimage(self, hash_name: str, digest: bytes) -> bytes | None:
        """What has this hash, None where it is not known."""

    def older(self, number: int) -> bool:
        """Whether the input waits so long (BIP112)."""

    def after(self, number: int) -> bool:
        """Whether the transaction waits so long (BIP65)."""


MAX_OF_THRESH = 250  # of more nobody makes one, and to find what satisfies it takes their number squared

Pieces = bytes | tuple["Pieces", ...]


class Witness(NamedTuple):
    """Items, the top last; whether a signature is among them, and whether others can put something else instead.

    The `pieces` are not joined until all is found, for there are many ways that are not taken.
    """

    pieces: Pieces = ()
    height: int = 0
    size: int = 0
    signed: bool = False
    malleable: bool = False


class Ways(NamedTuple):
    """How an expression is dissatisfied and satisfied; None where it cannot be."""

    no: Witness | None
    yes: Witness | None


def satisfy(node: Node, source: Source) -> tuple[bytes, ...] | None:
    """The items for the script, the top last; None where something lacks, or where anybody could make others."""
    found = evaluate(node, lambda each, inside: _ways(each, inside, source)).yes
    return _flat(found.pieces) if found and found.signed and not found.malleable else None


def _flat(pieces: Pieces) -> tuple[bytes, ...]:
    items, waiting = list[bytes](), [pieces]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, bytes):
            items.append(piece)
        else:
            waiting += reversed(piece)
    return tuple(items)


_EMPTY = Witness()
_ZERO = Witness(b"", 1, 1)
_ONE = Witness(b"\x01", 1, 2)
_WRONG_PREIMAGE = Witness(bytes(32), 1, 33, malleable=True)


def _item(data: bytes | None, *, signed: bool = False) -> Witness | None:
    return None if data is None else Witness(data, 1, len(data) + 1, signed)


def _join(lower: Witness | None, upper: Witness | None) -> Witness | None:
    """One upon the other; None where one is, or where they are more than a stack holds."""
    if lower is None or upper is None or lower.height + upper.height > MAX_STACK_SIZE:
        return None
    return Witness(
        (lower.pieces, upper.pieces),
        lower.height + upper.height,
        lower.size + upper.size,
        lower.signed or upper.signed,
        lower.malleable or upper.malleable,
    )


def _better(one: Witness | None, other: Witness | None) -> Witness | None:
    """Which to show: if one has no signature that one, for others could show it too; else the smaller of the safe."""
    if one is None or other is None:
        return other if one is None else one
    if one.signed != other.signed:
        return other if one.signed else one
    if not one.signed:
        one, other = one._replace(malleable=True), other._replace(malleable=True)
    elif one.malleable != other.malleable:
        return other if one.malleable else one
    return one if one.size <= other.size else other


def _best(ways: Iterable[Witness | None]) -> Witness | None:
    found = None
    for each in ways:
        found = _better(found, each)
    return found


def _malleable(witness: Witness | None) -> Witness | None:
    return witness and witness._replace(malleable=True)


def _ways(node: Node, inside: Sequence[Ways], source: Source) -> Ways:
    if node.fragment in _LEAVES:
        return _LEAVES[node.fragment](node, source)
    if node.fragment == "thresh":
        return _thresh(inside, node.number)
    return _COMPOUND[node.fragment](*inside)


def _of_key(node: Node, source: Source) -> Ways:
    return Ways(_ZERO, _item(source.signature(node.keys[0]), signed=True))


def _of_key_hash(node: Node, source: Source) -> Ways:
    if not node.keys:
        return Ways(None, None)
    key, without = _item(node.keys[0]), _of_key(node, source)
    return Ways(_join(without.no, key), _join(without.yes, key))


def _of_hash(node: Node, source: Source) -> Ways:
    return Ways(_WRONG_PREIMAGE, _item(source.preimage(node.fragment, node.data)))


def _of_lock(node: Node, source: Source) -> Ways:
    holds = source.older(node.number) if node.fragment == "older" else source.after(node.number)
    return Ways(None, _EMPTY if holds else None)


def _multi(node: Node, source: Source) -> Ways:
    """Below all an item that OP_CHECKMULTISIG takes for nothing; a key that does not sign takes none."""
    options = [Ways(_EMPTY, _item(source.signature(key), signed=True)) for key in node.keys]
    return Ways(_zeros(node.number + 1), _counted(options, _ZERO, node.number)[node.number])


def _multi_a(node: Node, source: Source) -> Ways:
    """The first key takes the top item; one that does not sign takes an empty one."""
    options = [Ways(_ZERO, _item(source.signature(key), signed=True)) for key in reversed(node.keys)]
    return Ways(_zeros(len(node.keys)), _counted(options, _EMPTY, node.number)[node.number])


def _zeros(count: int) -> Witness:
    return Witness((b"",) * count, count, count)


def _counted(options: Iterable[Ways], start: Witness, most: int) -> list[Witness | None]:
    """By how many are satisfied, none up to `most`: the best witness for that many of the options."""
    found: list[Witness | None] = [start]  # as far as any is there
    for no, yes in options:
        if not found:
            break
        found.append(None)
        for count in range(len(found) - 1, 0, -1):
            found[count] = _better(_join(found[count], no), _join(found[count - 1], yes))
        found[0] = _join(found[0], no)
        del found[most + 1 :]
        while found and found[-1] is None:
            found.pop()
    return found + [None] * (most + 1 - len(found))


def _thresh(inside: Sequence[Ways], needed: int) -> Ways:
    """Dissatisfied by none, or by any number but the right one, which others could change."""
    if len(inside) > MAX_OF_THRESH:
        return Ways(None, None)
    found = _counted(reversed(inside), _EMPTY, len(inside))
    others = [each if count == 0 else _malleable(each) for count, each in enumerate(found) if count != needed]
    return Ways(_best(others), found[needed])


def _and_b(x: Ways, y: Ways) -> Ways:
    overcomplete = (_malleable(_join(y.yes, x.no)), _malleable(_join(y.no, x.yes)))
    return Ways(_best((_join(y.no, x.no), *overcomplete)), _join(y.yes, x.yes))


def _or_b(x: Ways, y: Ways) -> Ways:
    both = _malleable(_join(y.yes, x.yes))
    return Ways(_join(y.no, x.no), _best((_join(y.no, x.yes), _join(y.yes, x.no), both)))


def _or_i(x: Ways, y: Ways) -> Ways:
    no, yes = ((_join(one, _ONE), _join(other, _ZERO)) for one, other in zip(x, y, strict=True))
    return Ways(_better(*no), _better(*yes))


def _andor(x: Ways, y: Ways, z: Ways) -> Ways:
    return Ways(
        _better(_join(y.no, x.yes), _join(z.no, x.no)),
        _better(_join(y.yes, x.yes), _join(z.yes, x.no)),
    )


def _nonzero(x: Ways) -> Ways:
    """`j:`; another dissatisfaction inside, if it needs no signature, could be put instead of the empty item."""
    return Ways(_ZERO._replace(malleable=x.no is not None and not x.no.signed), x.yes)


def _same(x: Ways) -> Ways:
    return x


_LEAVES: dict[str, Callable[[Node, Source], Ways]] = {
    "0": lambda node, source: Ways(_EMPTY, None),
    "1": lambda node, source: Ways(None, _EMPTY),
    "pk_k": _of_key,
    "pk_h": _of_key_hash,
    "older": _of_lock,
    "after": _of_lock,
    "sha256": _of_hash,
    "hash256": _of_hash,
    "ripemd160": _of_hash,
    "hash160": _of_hash,
    "multi": _multi,
    "multi_a": _multi_a,
}
_COMPOUND: dict[str, Callable[..., Ways]] = {
    "a": _same,
    "s": _same,
    "c": _same,
    "n": _same,
    "d": lambda x: Ways(_ZERO, _join(x.yes, _ONE)),
    "v": lambda x: Ways(None, x.yes),
    "j": _nonzero,
    "and_v": lambda x, y: Ways(_join(y.no, x.yes), _join(y.yes, x.yes)),
    "and_b": _and_b,
    "or_b": _or_b,
    "or_c": lambda x, y: Ways(None, _better(x.yes, _join(y.yes, x.no))),
    "or_d": lambda x, y: Ways(_join(y.no, x.no), _better(x.yes, _join(y.yes, x.no))),
    "or_i": _or_i,
    "andor": _andor,
}
