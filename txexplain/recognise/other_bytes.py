"""Bytes that are neither a transaction nor a block: a script, a Merkle proof, a transaction of Ethereum."""

from __future__ import annotations

from txexplain.model.block import HEADER_SIZE
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import DecodeError, InputError
from txexplain.wire.cursor import Cursor
from txexplain.wire.output_scripts import is_pay_to_pubkey_hash, is_pay_to_script_hash, witness_program

_ETHEREUM_TYPES = (1, 2, 3, 4)  # EIP-2718
_LONG_LIST = 0xF7  # RLP: one more for each byte of the length
_WITNESS_SIZES = (20, 32)
_OP_CHECKMULTISIG, _OP_1, _OP_16, _OP_RETURN = 0xAE, 0x51, 0x60, 0x6A


def recognise_other_bytes(raw: bytes) -> InputError | None:
    if _is_script(raw):
        return InputError("looks_like_script")
    return InputError("looks_like_ethereum") if _is_ethereum(raw) else None


def is_merkle_proof(raw: bytes) -> bool:
    """Whether behind the header come a count, hashes and flags, and nothing else (Core: CMerkleBlock)."""
    cursor = Cursor(raw, HEADER_SIZE + 4)
    try:
        hashes = cursor.compact_size("block.tx_count")
        flags = Cursor(raw, cursor.position + 32 * hashes)
        size = flags.compact_size("block.tx_count")
    except DecodeError:
        return False
    return 0 < hashes <= int.from_bytes(raw[80:84], "little") and flags.position + size == len(raw)


def _is_script(raw: bytes) -> bool:
    """One of the standard output scripts, down to its last byte."""
    program = witness_program(ByteSlice(0, raw))
    if program is not None and len(program.program.data) in _WITNESS_SIZES:
        return True
    return is_pay_to_pubkey_hash(raw) or is_pay_to_script_hash(raw) or _is_multisig(raw) or _is_data(raw)


def _is_multisig(raw: bytes) -> bool:
    ends = len(raw) > 3 and raw[-1] == _OP_CHECKMULTISIG
    return ends and _OP_1 <= raw[0] <= raw[-2] <= _OP_16 and (len(raw) - 3) % 34 == 0 and raw[1] == 33


def _is_data(raw: bytes) -> bool:
    return len(raw) > 2 and raw[0] == _OP_RETURN and raw[1] == len(raw) - 2 <= 75


def _is_ethereum(raw: bytes) -> bool:
    """A list whose length is all that is left, with a type before it or not."""
    body = raw[1:] if raw[:1] and raw[0] in _ETHEREUM_TYPES else raw
    width = body[0] - _LONG_LIST if body else 0
    return 1 <= width <= 3 and len(body) == 1 + width + int.from_bytes(body[1 : 1 + width], "big")
