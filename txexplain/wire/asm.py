"""Scripts as Bitcoin Core's RPC writes them."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.model.hash_types import hash_type_name
from txexplain.model.script import (
    OP_1NEGATE,
    OP_16,
    OP_PUSHDATA4,
    OPCODE_NAMES,
    Script,
    is_unspendable,
    script_number,
)
from txexplain.wire.der import is_valid_signature_encoding
from txexplain.wire.script import elements


def core_asm(script: bytes, *, sighash_types: bool = False) -> str:
    """The string Core prints as `asm` (Core: ScriptToAsmStr).

    `sighash_types` is for scriptSigs: the last byte of what looks like a signature is written `[ALL]`.
    """
    cut = ((opcode, data, flaw) for opcode, _, _, data, flaw, _ in elements(script))
    return _asm(cut, sighash_types and not is_unspendable(script))


def asm_of(script: Script, *, sighash_types: bool = False) -> str:
    """The same of a script that is cut up already."""
    if not script.complete:
        return core_asm(script.slice.data, sighash_types=sighash_types)
    cut = [(opcode, data, flaw) for opcode, _, data, flaw, _ in script.instructions]
    return _asm(cut, sighash_types and not is_unspendable(script.slice.data))


def _asm(cut: Iterable[tuple[int, bytes | None, str | None]], may_sign: bool) -> str:
    words = []
    for opcode, data, flaw in cut:
        if flaw:
            words.append("[error]")
        elif data is None:
            words.append(_NAMES[opcode])
        elif len(data) <= 4:
            words.append(str(_clamped(script_number(data))))
        elif may_sign and data[0] == _DER_TAG and (name := _hash_type(data)) is not None:
            words.append(f"{data[:-1].hex()}[{name}]")
        else:
            words.append(data.hex())
    return " ".join(words)


def core_opcode_name(opcode: int) -> str:
    """Core's GetOpName, for an opcode that pushes nothing from the script."""
    if OP_PUSHDATA4 < opcode <= OP_16 and opcode != OP_1NEGATE + 1:
        return str(opcode - OP_1NEGATE - 1)
    name = OPCODE_NAMES[opcode]
    return "OP_UNKNOWN" if name.startswith("OP_UNKNOWN") else name


_DER_TAG = 0x30  # what a signature begins with
_NAMES = tuple(map(core_opcode_name, range(256)))


def _hash_type(data: bytes) -> str | None:
    """What the last byte of a signature is called; None where it is none."""
    return hash_type_name(data[-1]) if is_valid_signature_encoding(data) else None


def _clamped(number: int) -> int:
    """Core's CScriptNum::getint: the nearest 32-bit number."""
    return max(-0x80000000, min(0x7FFFFFFF, number))
