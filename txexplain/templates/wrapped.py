"""What an output script could be behind: a P2SH output, a witness program, a witness program in P2SH.

It is what Core's `decodescript` says of it (rpc/rawtransaction.cpp).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.model.report import Match
from txexplain.model.script import (
    MAX_OPCODE,
    MAX_SCRIPT_ELEMENT_SIZE,
    NONSTANDARD,
    is_op_success,
    is_unspendable,
)
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_compressed
from txexplain.wire.output_scripts import is_pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import instructions

_IN_SEGWIT = (NONSTANDARD, "multisig", "pubkey", "pubkeyhash")
_IN_SCRIPT_HASH = (*_IN_SEGWIT, "witness_v0_keyhash", "witness_v0_scripthash")
_WITH_KEYS = ("multisig", "pubkey")


class Wrapped(NamedTuple):
    """An output script, and the scripts of which the hashes lead to it, None where there is none."""

    script_pubkey: bytes
    redeem_script: bytes | None = None
    witness_script: bytes | None = None


def wrapped(script: bytes, type_: Match) -> Iterator[Wrapped]:
    """The outputs that a script of this type could be behind: P2SH, then its witness program, and that in P2SH."""
    if type_.key not in _IN_SCRIPT_HASH or not _can_run(script):
        return
    yield Wrapped(pay_to_script_hash(hash160(script)), script)
    if type_.key in _IN_SEGWIT and _can_be_in_segwit(type_):
        program, witness_script = _witness_program(script, type_)
        yield Wrapped(program, None, witness_script)
        yield Wrapped(pay_to_script_hash(hash160(program)), program, witness_script)


def _can_run(script: bytes) -> bool:
    """Whether each opcode can run, in tapscript too, and it as a whole (Core: HasValidOps, IsUnspendable)."""
    return not is_unspendable(script) and not any(
        item.flaw
        or item.opcode > MAX_OPCODE
        or is_op_success(item.opcode)
        or len(item.data or b"") > MAX_SCRIPT_ELEMENT_SIZE
        for item in instructions(script)
    )


def _can_be_in_segwit(type_: Match) -> bool:
    """Whether all of its keys are compressed, as segwit asks for."""
    return type_.key not in _WITH_KEYS or all(is_compressed(key.data) for key in type_.pieces("public_key"))


def _witness_program(script: bytes, type_: Match) -> tuple[bytes, bytes | None]:
    """The program that stands for it, and the script if it is of its hash: else it is of that of its one key."""
    if type_.key == "pubkey":
        return pay_to_witness(0, hash160(script[1:-1])), None
    if is_pay_to_pubkey_hash(script):
        return pay_to_witness(0, script[3:23]), None
    return pay_to_witness(0, sha256(script)), script
