"""Hashes of the top item."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.script.machine import Machine
from txexplain.script.opcodes.table import opcode
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256


def _hash(name: str, function: Callable[[bytes], bytes]) -> None:
    @opcode(name, needs=1)
    def body(machine: Machine) -> None:
        machine.stack.append(function(machine.stack.pop()))


_hash("OP_RIPEMD160", ripemd160)
_hash("OP_SHA1", sha1)
_hash("OP_SHA256", sha256)
_hash("OP_HASH160", hash160)
_hash("OP_HASH256", hash256)
