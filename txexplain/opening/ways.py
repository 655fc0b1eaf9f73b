"""The ways to open an output script, with the scripts that are known behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.miniscript.paths import NO_ITEMS, ItemSizes, Path
from txexplain.miniscript.ways import MAX_PATHS, SCHNORR_SIZE
from txexplain.model.bytes import ByteSlice
from txexplain.model.lock import MAX_COUNTED, LockKey, Signers, Way
from txexplain.opening.closed import why_closed
from txexplain.opening.scripts import FindKey, Paths, of_key_hash, paths_through
from txexplain.opening.weight import weight_of_input
from txexplain.templates.outputs import output_type
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import witness_program
from txexplain.wire.script import parse, push
from txexplain.wire.taproot import CONTROL_BASE_SIZE, LEAF_VERSION_TAPSCRIPT

KeyText = Callable[[bytes], str]
Participants = Callable[[bytes], tuple[str, ...]]
Weigh = Callable[[ItemSizes], int]

_KEY_HASH_SIZE = 20
_HASH_OF_TREE_SIZE = 32
_UNCOMPRESSED = ItemSizes(65 - 33, 0)  # what such a key takes more


class Opened(NamedTuple):
    """The ways, the cheapest first, and how many are left out, None where there can be others that are not known.

    `heaviest_wu` is the most of all whose weight is known, those that are left out included; None where none is, or
    where those that are left out were not weighed.
    """

    ways: tuple[Way, ...] = ()
    more: int | None = 0
    heaviest_wu: int | None = None


_UNKNOWN = Opened(more=None)


class Leaf(NamedTuple):
    """A leaf of a taproot tree, the `depth` 0 where it is the only one."""

    script: bytes
    depth: int = 0
    version: int = LEAF_VERSION_TAPSCRIPT


def open_ways(
    script: bytes,
    *,
    redeem_script: bytes | None = None,
    witness_script: bytes | None = None,
    leaves: Sequence[Leaf] = (),
    internal_key: bytes | None = None,
    key_text: KeyText = bytes.hex,
    find_key: FindKey = lambda digest: None,
    participants: Participants = lambda key: (),
) -> Opened:
    """Each way to open an output script, the cheapest first, and how many are left out: None if the scripts behind it
    are not known, or not of a kind of which the ways can be told. There are at most MAX_PATHS, and no more than
    MAX_COUNTED are counted.

    The other scripts are those that it is the hash of (not checked); `internal_key` (32 bytes) and the `leaves` from
    the left are those of a taproot output: with the key and no leaves there are none. `key_text` gives the text for a
    key as it is in the script (32, 33 or 65 bytes; the internal key), or for its hash (20 bytes) where only that is
    known; "" for its hex. `find_key` gives the key that a hash is of, None where it is not known; `participants` the
    texts of the keys that sign together for one.
    """
    if why_closed(script, redeem_script, witness_script):
        return Opened()
    teller = _Teller(key_text, find_key, participants)
    type_ = output_type(parse(ByteSlice(0, script))).key
    if type_ == "witness_v1_taproot":
        return teller.taproot(script[2:], internal_key, leaves)
    if type_ == "scripthash":
        return teller.script_hash(redeem_script, witness_script)
    if type_ in ("witness_v0_keyhash", "witness_v0_scripthash"):
        return teller.witness_v0(script, witness_script)
    if type_ in ("anchor", "witness_unknown"):  # by consensus anybody opens it, with nothing
        return _cheapest_first([Way("output", weight_wu=weight_of_input(0) if type_ == "anchor" else None)], 0)
    paths = paths_through(script, find_key)
    return teller.ways("output", paths, lambda items: weight_of_input(items.script_sig_bytes), legacy=True)


class _Teller:
    def __init__(self, key_text: KeyText, find_key: FindKey, participants: Participants) -> None:
        self.key_text, self.find_key, self.participants = key_text, find_key, participants

    def ways(
        self, place: str, paths: Paths | None, weight: Weigh, leaf: int | None = None, *, legacy: bool = False
    ) -> Opened:
        """`legacy` scripts are those for which nodes pass on inputs with uncompressed keys."""
        if paths is None:
            return _UNKNOWN
        found = [self._way(path, place, weight if paths.is_sized(path) else None, leaf) for path in paths.found]
        if legacy:
            found = [_with_uncompressed(*each, weight) for each in zip(found, paths.found, strict=True)]
        return _cheapest_first(found, paths.left_out)

    def _way(self, path: Path, place: str, weight: Weigh | None, leaf: int | None = None) -> Way:
        signers = tuple(Signers(needed, tuple(map(self._key, keys))) for needed, keys in path.groups)
        weight_wu = weight(path.items) if weight else None
        return Way(place, signers, path.preimages, path.older, path.after, leaf, weight_wu)

    def _key(self, key: bytes) -> LockKey:
        text = self.key_text(key) or key.hex()
        return (
            LockKey(text, key_hash=key)
            if len(key) == _KEY_HASH_SIZE
            else LockKey(text, key, participants=self.participants(key))
        )

    def script_hash(self, redeem_script: bytes | None, witness_script: bytes | None) -> Opened:
        if redeem_script is None:
            return _UNKNOWN
        pushed = len(push(redeem_script))
        program = witness_program(ByteSlice(0, redeem_script))
        if program and program.version == 0:
            return self.witness_v0(redeem_script, witness_script, script_sig=pushed)
        paths = paths_through(redeem_script, self.find_key)
        return self.ways(
            "redeem_script", paths, lambda items: weight_of_input(items.script_sig_bytes + pushed), legacy=True
        )

    def witness_v0(self, program: bytes, witness_script: bytes | None, script_sig: int = 0) -> Opened:
        """The program itself, or nested in P2SH, where `script_sig` bytes push it."""
        if len(program) == 2 + _KEY_HASH_SIZE:
            paths = Paths((of_key_hash(program[2:], self.find_key),))
            place = "redeem_script" if script_sig else "output"
            return self.ways(place, paths, lambda items: weight_of_input(script_sig, items))
        if witness_script is None:
            return _UNKNOWN
        size = len(witness_script)
        inner = paths_through(witness_script, self.find_key)
        return self.ways("witness_script", inner, lambda items: weight_of_input(script_sig, items, [size]))

    def taproot(self, output_key: bytes, internal_key: bytes | None, leaves: Sequence[Leaf]) -> Opened:
        found, more = list[Way](), 0 if internal_key else None
        if NOBODYS_KEY not in (internal_key, output_key):
            signed = Path(((1, (internal_key or output_key,)),), items=ItemSizes(SCHNORR_SIZE + 1, 1))
            found.append(self._way(signed, "key_path", lambda items: weight_of_input(0, items)))
        for place, leaf in enumerate(leaves):
            opened = self._leaf(leaf, place)
            found += opened.ways
            more = None if more is None or opened.more is None else more + opened.more
        return _cheapest_first(found, more)

    def _leaf(self, leaf: Leaf, place: int) -> Opened:
        """Of a version that has no rules yet nothing is run (BIP341)."""
        others = [len(leaf.script), CONTROL_BASE_SIZE + _HASH_OF_TREE_SIZE * leaf.depth]
        if leaf.version != LEAF_VERSION_TAPSCRIPT:
            return _cheapest_first([Way("leaf", leaf=place, weight_wu=weight_of_input(0, NO_ITEMS, others))], 0)
        paths = paths_through(leaf.script, self.find_key, tapscript=True)
        return self.ways("leaf", paths, lambda items: weight_of_input(0, items, others), place)


def _with_uncompressed(way: Way, path: Path, weight: Weigh) -> Way:
    """With what it weighs where the keys of which only the hash is known are uncompressed."""
    hidden = sum(key.key is None for signers in way.signers for key in signers.keys)
    if not hidden or way.weight_wu is None:
        return way
    return way._replace(uncompressed_wu=weight(path.items.plus(_UNCOMPRESSED, hidden)))


def _cheapest_first(ways: Sequence[Way], left_out: int | None) -> Opened:
    """At most MAX_PATHS, and how many are left out."""
    found = sorted(ways, key=lambda way: (way.weight_wu is None, way.weight_wu or 0))
    more = None if left_out is None else min(left_out + max(0, len(found) - MAX_PATHS), MAX_COUNTED)
    heaviest = None if left_out else max((way.weight_wu for way in found if way.weight_wu is not None), default=None)
    return Opened(tuple(found[:MAX_PATHS]), more, heaviest)
