"""What the signature checks of a transaction cost, by the opcodes in its scripts (Core: GetTransactionSigOpCost)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from txexplain.model.bytes import ByteSlice
from txexplain.model.script import (
    MAX_PUBKEYS_PER_MULTISIG,
    OP_0,
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    OP_CHECKMULTISIGVERIFY,
    OP_CHECKSIG,
    OP_CHECKSIGVERIFY,
    OP_PUSHDATA1,
    OP_PUSHDATA4,
)
from txexplain.model.transaction import WITNESS_SCALE_FACTOR, Transaction, TxIn
from txexplain.wire.output_scripts import WITNESS_V0_SIZES, is_pay_to_script_hash, witness_program
from txexplain.wire.script import instructions, is_push_only

MOST_SIGOP_COST_OF_BYTE = MAX_PUBKEYS_PER_MULTISIG * WITNESS_SCALE_FACTOR
"""What no byte of a transaction adds more than to the cost: one opcode, of 20 checks, outside the witness."""
_ANY_CHECK = re.compile(b"[\xac-\xaf]")
_KEY_HASH_SIZE, _SCRIPT_HASH_SIZE = WITNESS_V0_SIZES


def sigop_cost(tx: Transaction, spent: Sequence[bytes | None]) -> int:
    """The cost, of which what a spent script that is not known (None) would add is left out.

    Outside the witness each counts four times; what is revealed for a script hash only where that is known.
    """
    legacy = sum(count(txin.script_sig.data) for txin in tx.inputs)
    legacy += sum(count(output.script_pubkey.data) for output in tx.outputs)
    cost = legacy * WITNESS_SCALE_FACTOR
    if tx.is_coinbase:
        return cost
    return cost + sum(_of_input(txin, script) for txin, script in zip(tx.inputs, spent, strict=True) if script)


def count(script: bytes, *, accurate: bool = False) -> int:
    """The signature checks that the opcodes ask for (Core: CScript::GetSigOpCount).

    A multisig counts 20; where it is `accurate`, as many as the small number before it says.
    """
    if not _ANY_CHECK.search(script):
        return 0
    found, last, position, end = 0, -1, 0, len(script)
    while position < end:
        opcode = script[position]
        position += 1
        if OP_0 < opcode <= OP_PUSHDATA4:
            size = opcode
            if opcode >= OP_PUSHDATA1:
                start = position
                position += 1 << (opcode - OP_PUSHDATA1)
                size = int.from_bytes(script[start:position], "little")
            position += size
            if position > end:
                return found
        elif opcode in (OP_CHECKSIG, OP_CHECKSIGVERIFY):
            found += 1
        elif opcode in (OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY):
            small = accurate and OP_1 <= last <= OP_16
            found += last - OP_1 + 1 if small else MAX_PUBKEYS_PER_MULTISIG
        last = opcode
    return found


def _of_input(txin: TxIn, script_pubkey: bytes) -> int:
    """What the scripts that it reveals cost (Core: GetP2SHSigOpCount, CountWitnessSigOps)."""
    if not is_pay_to_script_hash(script_pubkey):
        return _of_program(txin, script_pubkey)
    redeem_script = redeem_script_of(txin.script_sig.data)
    return count(redeem_script, accurate=True) * WITNESS_SCALE_FACTOR + _of_program(txin, redeem_script)


def executed_legacy(script_sig: bytes, script_pubkey: bytes) -> int:
    """The signature checks outside the witness where they run, those of the output script too (BIP54).

    Of a script hash those of the redeem script (Core: CheckSigopsBIP54).
    """
    behind = redeem_script_of(script_sig) if is_pay_to_script_hash(script_pubkey) else script_pubkey
    return count(script_sig, accurate=True) + count(behind, accurate=True)


def redeem_script_of(script_sig: bytes) -> bytes:
    """What a scriptSig pushes last, for counting: empty where it does anything else (Core: GetSigOpCount)."""
    redeem_script = b""
    if is_push_only(script_sig):
        for item in instructions(script_sig):
            redeem_script = item.data or b""
    return redeem_script


def _of_program(txin: TxIn, script: bytes) -> int:
    found = witness_program(ByteSlice(0, script))
    if found is None or found.version != 0:
        return 0
    size = len(found.program.data)
    if size == _KEY_HASH_SIZE:
        return 1
    return count(txin.witness[-1].data, accurate=True) if size == _SCRIPT_HASH_SIZE and txin.witness else 0
