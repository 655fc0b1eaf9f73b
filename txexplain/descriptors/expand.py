"""A descriptor to its output scripts, with the scripts behind them and their keys (Core: Expand, MakeScripts)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.crypto.taproot import leaf_hash, tree_root, tweaked_key
from txexplain.descriptors.descriptor import Descriptor, Parsed
from txexplain.descriptors.keys import Key
from txexplain.miniscript.node import Node, with_keys
from txexplain.miniscript.types import type_of
from txexplain.miniscript.write import script_of
from txexplain.model.derivation import MAX_INDEX
from txexplain.model.errors import InputError
from txexplain.model.lock import LockKey
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_compressed
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness
from txexplain.wire.taproot import LEAF_VERSION_TAPSCRIPT

MAX_KEYS = 10_000  # that are derived in one go, each in about three milliseconds
Keyed = tuple[LockKey, ...]


class Inner(NamedTuple):
    """A script as a miniscript, where it is one, and its keys in the order in which it has them."""

    script: bytes
    node: Node | None = None
    keys: Keyed = ()


class Leaf(NamedTuple):
    """A leaf of a taproot tree."""

    depth: int
    script: bytes
    node: Node
    keys: Keyed
    version: int = LEAF_VERSION_TAPSCRIPT


class Expanded(NamedTuple):
    """One output script, and what is known behind it.

    `node` is the script that runs as a miniscript, None where that is none, is not known, or is one of the `leaves`.
    `internal_key` is 32 bytes; `rawtr()` has none. `keys` are all keys in the order of the scripts, each with the
    text that the descriptor has for it: 33 bytes or 65, in taproot 32.
    """

    script_pubkey: bytes
    redeem_script: bytes | None = None
    witness_script: bytes | None = None
    leaves: tuple[Leaf, ...] = ()
    internal_key: bytes | None = None
    keys: Keyed = ()
    node: Node | None = None


def check_work(parsed: Parsed, places: int) -> None:
    """Raises InputError("too_many_keys") where to derive it at so many places of its range would take minutes."""
    keys = places * parsed.derived_keys
    if keys > MAX_KEYS:
        raise InputError("too_many_keys", count=keys, limit=MAX_KEYS)


def expand(parsed: Parsed, index: int = 0, path: int = 0) -> tuple[Expanded, ...]:
    """The output scripts at that place of its range, on that path of its multipath: one, of `combo()` two or four.

    Raises InputError("descriptor_hardened") where a key cannot be derived without its private key. An `index` from 0
    to 2³¹ - 1; what has no range is the same at all of them.
    """
    if not 0 <= index <= MAX_INDEX:
        core = "End of range is too high" if index > 0 else "Range should be greater or equal than 0"
        raise InputError("descriptor_range", core=core, first=index, last=index)
    return _scripts(parsed.descriptors[path], index)


def _scripts(descriptor: Descriptor, index: int) -> tuple[Expanded, ...]:
    name = descriptor.function
    if name in ("addr", "raw"):
        return (Expanded(descriptor.script),)
    if name == "combo":
        return _combo(descriptor, index)
    if name == "tr":
        return (_taproot(descriptor, index),)
    if name == "rawtr":
        key = _key_at(descriptor.keys[0], index, x_only=True)
        return (Expanded(pay_to_witness(1, key.key or b""), keys=(key,)),)
    if name == "sh":
        return (_behind_hash(_scripts(descriptor.inside[0], index)[0]),)
    if name == "wsh":
        inner = _inner(descriptor.inside[0], index)
        output = pay_to_witness(0, sha256(inner.script))
        return (Expanded(output, witness_script=inner.script, keys=inner.keys, node=inner.node),)
    if name == "wpkh":
        return (_witness_key_hash(_key_at(descriptor.keys[0], index)),)
    inner = _inner(descriptor, index)
    return (Expanded(inner.script, keys=inner.keys, node=inner.node),)


def _behind_hash(inner: Expanded) -> Expanded:
    redeem_script = inner.script_pubkey
    return inner._replace(script_pubkey=pay_to_script_hash(hash160(redeem_script)), redeem_script=redeem_script)


def _witness_key_hash(key: LockKey) -> Expanded:
    return Expanded(pay_to_witness(0, hash160(key.key or b"")), keys=(key,), node=_check("pk_h", key))


def _combo(descriptor: Descriptor, index: int) -> tuple[Expanded, ...]:
    key = _key_at(descriptor.keys[0], index)
    plain = tuple(
        Expanded(script_of(node), keys=(key,), node=node) for node in (_check("pk_k", key), _check("pk_h", key))
    )
    if not is_compressed(key.key or b""):
        return plain
    witness = _witness_key_hash(key)
    return (*plain, witness, _behind_hash(witness))


def _taproot(descriptor: Descriptor, index: int) -> Expanded:
    internal = _key_at(descriptor.keys[0], index, x_only=True)
    leaves = []
    for depth, each in zip(descriptor.depths, descriptor.inside, strict=True):
        inner = _inner(each, index)
        assert inner.node is not None
        leaves.append(Leaf(depth, inner.script, inner.node, inner.keys))
    root = tree_root((leaf.depth, leaf_hash(leaf.version, leaf.script)) for leaf in leaves) if leaves else b""
    key = internal.key or b""
    tweaked = tweaked_key(key, root)
    if tweaked is None:  # for a hash above the order of the curve, which nobody will find
        raise InputError("descriptor_hardened", core="Cannot derive script without private keys", key=internal.text)
    keys = (internal, *(each for leaf in leaves for each in leaf.keys))
    return Expanded(pay_to_witness(1, tweaked[0]), leaves=tuple(leaves), internal_key=key, keys=keys)


# Scripts that run


def _inner(descriptor: Descriptor, index: int) -> Inner:
    x_only = descriptor.is_tapscript
    keys = tuple(_key_at(key, index, x_only=x_only) for key in descriptor.keys)
    name = descriptor.function
    if descriptor.node is not None:
        node = with_keys(descriptor.node, lambda place: keys[int.from_bytes(place, "big")].key or b"")
        return Inner(script_of(node), node, keys)
    if name in ("pk", "pkh"):
        node = _check("pk_k" if name == "pk" else "pk_h", keys[0], tapscript=x_only)
        return Inner(script_of(node), node, keys)
    if name.startswith("sorted"):
        keys = tuple(sorted(keys, key=lambda each: each.key or b""))
    fragment = name.removeprefix("sorted")
    if fragment not in ("multi", "multi_a"):
        (found,) = _scripts(descriptor, index)
        return Inner(found.script_pubkey, found.node, found.keys)
    type_ = type_of(fragment, (), 0, tapscript=x_only)
    node = Node(fragment, type_, number=descriptor.needed, keys=tuple(each.key or b"" for each in keys))
    return Inner(script_of(node), node, keys)


def _check(fragment: str, key: LockKey, *, tapscript: bool = False) -> Node:
    data = key.key or b""
    leaf = Node(fragment, type_of(fragment, (), 0, tapscript=tapscript), keys=(data,))
    if fragment == "pk_h":
        leaf = leaf._replace(data=hash160(data))
    return Node("c", type_of("c", (leaf.type,), 0, tapscript=tapscript), (leaf,))


def _key_at(key: Key, index: int, *, x_only: bool = False) -> LockKey:
    found = key.at(index)
    if found is None:
        raise InputError("descriptor_hardened", core="Cannot derive script without private keys", key=str(key))
    participants = tuple(map(str, key.participants))
    return LockKey(str(key), found[1:33] if x_only else found, participants=participants)
