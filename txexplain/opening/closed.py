"""Why nothing can ever open an output: what always fails in it (Core: EvalScript, VerifyWitnessProgram)."""

from __future__ import annotations

from txexplain.model import script as op
from txexplain.model.bytes import ByteSlice
from txexplain.model.script import DISABLED_OPCODES, MAX_OPCODE, Instruction, is_unspendable
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import is_pay_to_taproot, witness_program
from txexplain.wire.script import instructions
from txexplain.wire.unspendable import asked_keys, why_hash_differs, why_keys_cannot_sign, why_program_is_unspendable

_OP_VERIF, _OP_VERNOTIF = 0x65, 0x66
_ALWAYS_FAIL = frozenset((_OP_VERIF, _OP_VERNOTIF))  # in a branch not taken, too
_FAIL_WHEN_RUN = frozenset((op.OP_RESERVED, 0x62, op.OP_RETURN, 0x89, 0x8A, *range(MAX_OPCODE + 1, 0x100)))
_FAIL_IN_TAPSCRIPT = _FAIL_WHEN_RUN - {op.OP_CHECKSIGADD} | {op.OP_CHECKMULTISIG, op.OP_CHECKMULTISIGVERIFY}


def why_closed(script: bytes, redeem_script: bytes | None = None, witness_script: bytes | None = None) -> str | None:
    """The reason, None where none is seen: of the output script, or of the scripts that it is the hash of."""
    if is_unspendable(script):
        return "op_return_output" if len(script) <= op.MAX_SCRIPT_SIZE else "oversized_output_script"
    reason = _why_program_or_script(script)
    if redeem_script is not None:
        too_long = len(redeem_script) > op.MAX_SCRIPT_ELEMENT_SIZE  # no input can push it
        reason = reason or ("long_redeem_script" if too_long else _why_program_or_script(redeem_script, nested=True))
    return reason or (None if witness_script is None else _why_script(witness_script))


def why_nobody_opens(script: bytes, internal_key: bytes | None, *, has_leaves: bool) -> str | None:
    """The reason, as far as is known: a taproot key that was made so that nobody knows its private key."""
    if not is_pay_to_taproot(script):
        return None
    if script[2:] == NOBODYS_KEY:
        return "nobodys_key"
    return "nobodys_internal_key" if internal_key == NOBODYS_KEY and not has_leaves else None


def why_script_fails(script: bytes, *, tapscript: bool = False) -> str | None:
    """What fails in a script that runs, whatever is on the stack. In a tapscript no OP_SUCCESS may be."""
    if not tapscript and len(script) > op.MAX_SCRIPT_SIZE:
        return "oversized_output_script"
    counted = depth = 0
    for item in instructions(script):
        depth += item.opcode in (op.OP_IF, op.OP_NOTIF)
        reason = _why_element_fails(item, depth, tapscript)
        if reason is not None:
            return reason
        depth -= item.opcode == op.OP_ENDIF
        counted += item.opcode > op.OP_16
    if counted > op.MAX_OPS_PER_SCRIPT and not tapscript:
        return "too_many_opcodes"
    return "unbalanced" if depth else None


def _why_program_or_script(script: bytes, *, nested: bool = False) -> str | None:
    """Of an output script, or of a redeem script, which is run as one."""
    if witness_program(ByteSlice(0, script)) is None:
        return _why_script(script)
    found = why_program_is_unspendable(script, nested=nested)
    return found and found[0]


def _why_script(script: bytes) -> str | None:
    found = why_keys_cannot_sign(asked_keys(script)) or why_hash_differs(script)
    return why_script_fails(script) or (found and found[0])


def _why_element_fails(item: Instruction, depth: int, tapscript: bool) -> str | None:
    """At `depth` 0 it is run whatever happens before."""
    if item.flaw:
        return "truncated_push"
    if len(item.data or b"") > op.MAX_SCRIPT_ELEMENT_SIZE:
        return "long_push"
    if item.opcode in DISABLED_OPCODES:
        return "disabled_opcode"
    if item.opcode in (op.OP_ELSE, op.OP_ENDIF) and not depth:
        return "unbalanced"
    if item.opcode in _ALWAYS_FAIL:
        return "failing_opcode"
    fails = _FAIL_IN_TAPSCRIPT if tapscript else _FAIL_WHEN_RUN
    return "failing_opcode" if not depth and item.opcode in fails else None
