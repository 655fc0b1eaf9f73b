"""The keys that the scripts of an input name and of which the PSBT tells nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.model.script import KEY_CHECKS, OP_DUP, OP_HASH160
from txexplain.model.signing import SigVersion
from txexplain.psbt.named import usable_pushes
from txexplain.psbt.places import Place
from txexplain.psbt.signing_data import SigningData
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.script import instructions

_HASH_SIZE, _X_ONLY = 20, 32


def keys_without_origin(place: Place, data: SigningData, known: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those that are not `known`: keys of 33 or 65 bytes, in taproot of 32; of a key that only its hash names, that.

    Where no script is known that the lock asks for, those of the scripts that are stated all the same.
    """
    told = {name for key in known for name in (key, key[-_X_ONLY:], hash160(key))}
    if data.internal_key in told:
        told.add(place.output_key)
    return tuple(key for key in dict.fromkeys(_named(place, data)) if key not in told)


def _named(place: Place, data: SigningData) -> Iterator[bytes]:
    if place.version is SigVersion.TAPROOT:
        if not data.without_key_path:
            yield place.output_key
        for leaf in place.leaves.values():
            yield from _in_leaf(leaf)
        return
    for script in (place.script,) if place.script else (data.redeem_script, data.witness_script):
        yield from _in_script(script or b"")


def _in_script(script: bytes) -> Iterator[bytes]:
    """Keys, and hashes behind OP_DUP OP_HASH160."""
    before: tuple[int, int] = (-1, -1)
    usable = usable_pushes(script)
    for item in instructions(script):
        data = item.data or b""
        is_hash = before == (OP_DUP, OP_HASH160) and len(data) == _HASH_SIZE
        if data in usable and (is_hash or is_public_key_size(data)):
            yield data
        before = (before[1], item.opcode)


def _in_leaf(script: bytes) -> Iterator[bytes]:
    """What is pushed right before a signature is checked."""
    pushed = b""
    for item in instructions(script):
        if item.opcode in KEY_CHECKS and len(pushed) == _X_ONLY:
            yield pushed
        pushed = item.data or b""
