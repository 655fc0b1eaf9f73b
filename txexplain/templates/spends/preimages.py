"""The preimage that opens a hash lock: the argument whose hash is the one in the script, which proves what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, InnerScript
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256

_HASHES: dict[str, Callable[[bytes], bytes]] = {
    "OP_RIPEMD160": ripemd160,
    "OP_SHA1": sha1,
    "OP_SHA256": sha256,
    "OP_HASH160": hash160,
    "OP_HASH256": hash256,
}


def preimages(scripts: Iterable[InnerScript], arguments: Iterable[ByteSlice]) -> tuple[Capture, ...]:
    """The arguments that hash to what a hash lock in one of the scripts asks for, in the order of the locks.

    Locks that ask for the same count once, and an argument is hashed once for each opcode.
    """
    locks = [shape for inner in scripts for shape in inner.shapes if shape.key == "hash_lock"]
    if not locks:
        return ()
    asked = dict.fromkeys((str(lock.facts["opcode"]), lock.pieces("hash")[0].data) for lock in locks)
    given = [piece for piece in arguments if piece.data]
    digests = {name: _by_digest(_HASHES[name], given) for name in dict.fromkeys(name for name, _ in asked)}
    return tuple(Capture("preimage", piece) for name, digest in asked for piece in digests[name].get(digest, ()))


def _by_digest(hash_of: Callable[[bytes], bytes], pieces: Iterable[ByteSlice]) -> dict[bytes, list[ByteSlice]]:
    found: dict[bytes, list[ByteSlice]] = {}
    for piece in pieces:
        found.setdefault(hash_of(piece.data), []).append(piece)
    return found
