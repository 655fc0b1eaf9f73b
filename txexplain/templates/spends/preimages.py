"""The secret that opens a hash lock: the argument whose hash is the one in the script, which proves what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from txexplain.model.bytes import Piece
from txexplain.model.report import Capture, InnerScript
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256

_HASHES: dict[str, Callable[[bytes], bytes]] = {
    "OP_RIPEMD160": ripemd160,
    "OP_SHA1": sha1,
    "OP_SHA256": sha256,
    "OP_HASH160": hash160,
    "OP_HASH256": hash256,
}


def preimages(scripts: Iterable[InnerScript], arguments: Iterable[Piece]) -> tuple[Capture, ...]:
    """The arguments that hash to what a hash lock in one of the scripts asks for."""
    locks = [shape for inner in scripts for shape in inner.shapes if shape.key == "hash_lock"]
    return tuple(
        Capture("preimage", piece)
        for lock in locks
        for piece in arguments
        if piece.data and _HASHES[str(lock.facts["opcode"])](piece.data) == lock.pieces("hash")[0].data
    )
