"""How often the scripts of an input can compute on the curve where they run: what judging it can take."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice
from txexplain.model.script import KEY_CHECKS
from txexplain.model.transaction import TxIn
from txexplain.wire.output_scripts import (
    WITNESS_V0_SIZES,
    is_pay_to_script_hash,
    is_pay_to_taproot,
    witness_program,
)
from txexplain.wire.script import instructions
from txexplain.wire.sigops import count, executed_legacy, redeem_script_of
from txexplain.wire.taproot import split_annex


def curve_checks(txin: TxIn, script_pubkey: bytes) -> int:
    """At most so many times the scripts of an input compute on the curve where they run, all rules known today.

    Each check of a signature is one, a multisig one for each of its keys, and taproot's commitment to a script.
    """
    of_base = executed_legacy(txin.script_sig.data, script_pubkey)
    if not txin.witness:
        return of_base
    if is_pay_to_taproot(script_pubkey):
        return of_base + _of_taproot(txin)
    in_p2sh = is_pay_to_script_hash(script_pubkey)
    found = witness_program(ByteSlice(0, redeem_script_of(txin.script_sig.data) if in_p2sh else script_pubkey))
    if found is None or found.version:
        return of_base
    is_key_hash = len(found.program.data) == WITNESS_V0_SIZES[0]
    return of_base + (1 if is_key_hash else count(txin.witness[-1].data, accurate=True))


def _of_taproot(txin: TxIn) -> int:
    """By the key path one; else the opcodes of the tapscript, and that it is in the tree (BIP341, BIP342)."""
    items, _ = split_annex(txin.witness)
    if len(items) < 2:
        return 1
    return 1 + sum(item.opcode in KEY_CHECKS for item in instructions(items[-2].data))
