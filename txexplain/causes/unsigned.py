"""An input that nobody has signed yet: it provides no signature, and fails for that. What must sign it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.causes.asked_keys import of_multisig, unsigned_by
from txexplain.causes.hashes import compared
from txexplain.causes.misplaced import program_of
from txexplain.causes.seen import Found, Seen
from txexplain.crypto.taproot import prove_commitment
from txexplain.model.bytes import ByteSlice
from txexplain.model.script import (
    NONSTANDARD,
    OP_CHECKMULTISIG,
    OP_CHECKMULTISIGVERIFY,
    OP_GREATERTHANOREQUAL,
    OP_NUMEQUAL,
    OP_NUMEQUALVERIFY,
    SIGNATURE_CHECKS,
)
from txexplain.templates.outputs import output_type
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import is_pay_to_script_hash, is_pay_to_taproot, pay_to_pubkey_hash
from txexplain.wire.script import instructions, parse
from txexplain.wire.taproot import is_control_block, split_annex

_STOPS = (
    *("INVALID_STACK_OPERATION", "EVAL_FALSE", "CHECKSIGVERIFY", "CHECKMULTISIGVERIFY", "VERIFY"),
    *("NUMEQUALVERIFY", "EQUALVERIFY"),
)
"""What a script with other conditions may fail by, for want of signatures."""
_MULTISIG = (OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY)
_COUNTING = (OP_NUMEQUAL, OP_NUMEQUALVERIFY, OP_GREATERTHANOREQUAL)


_OF_WANT = (
    *_STOPS,
    *("WITNESS_PROGRAM_MISMATCH", "WITNESS_PROGRAM_WITNESS_EMPTY", "SCHNORR_SIG_SIZE"),
)
"""What an input may fail by, of whatever form, that has nothing or little."""
_MOST_ITEMS = 24  # that a signer leaves where signatures are to come: as many as keys, and the scripts


class Asked(NamedTuple):
    """The script that asks for signatures (None: a key hash or an output key, `by`), and what is given to it."""

    script: bytes | None
    given: tuple[bytes, ...]
    by: str = ""
    value: bytes = b""


def unsigned(seen: Seen) -> Found:
    """Who must sign the input; empty where something of it is signed, or no signature is what lacks."""
    template = _template(seen) if seen.fails else ""
    if template:
        return {"cause": template}
    asked = asked_of(seen) if seen.fails and _is_short(seen) and seen.only_pushes else None
    if asked is None or seen.failure.code not in _OF_WANT or any(map(_may_be_signature, asked.given)):
        return {}
    if asked.script is None:
        return _by_hash(asked)
    return _by_script(asked.script, asked.given) or _by_any_script(asked.script, asked.given, seen)


def _is_short(seen: Seen) -> bool:
    return len(seen.pushes) + len(seen.witness) <= _MOST_ITEMS


def _template(seen: Seen) -> str:
    """The input script is what it is in the message to sign: the script that asks for the signature."""
    script_sig = seen.script_sig
    if not script_sig or seen.witness:
        return ""
    if script_sig == seen.script:
        return "unsigned_template"
    if is_pay_to_script_hash(seen.script) and hash160(script_sig) == seen.script[2:22] and _checks(script_sig):
        return "unsigned_template_redeem"
    program = program_of(seen)
    is_code = program is not None and not program.version and script_sig == pay_to_pubkey_hash(program.program.data)
    return "unsigned_template_code" if is_code else ""


def _checks(script: bytes) -> bool:
    return any(item.opcode in SIGNATURE_CHECKS for item in instructions(script))


def asked_of(seen: Seen) -> Asked | None:
    """What asks for a signature, as far as the input shows it; None where that cannot be told."""
    items = tuple(item for item in (*seen.pushes, *seen.witness) if item)
    program = program_of(seen)
    redeem = seen.redeem_script
    if program is None and is_pay_to_script_hash(seen.script):
        if redeem is None:
            return Asked(None, items, "script_hash", seen.script[2:22])
        return Asked(redeem, _without(items, redeem))
    if program is None:
        return Asked(seen.script, items)
    given = items if redeem is None else _without(items, redeem)
    data = program.program.data
    if is_pay_to_taproot(seen.script):
        return _of_taproot(seen, data)
    if program.version or len(data) not in (20, 32):
        return None
    if len(data) == 20:
        return Asked(None, given, "key_hash", data)
    if seen.witness and sha256(seen.witness[-1]) == data:
        return Asked(seen.witness[-1], _without(given, seen.witness[-1]))
    return Asked(None, given, "witness_script_hash", data)


def _of_taproot(seen: Seen, output_key: bytes) -> Asked | None:
    items = [item.data for item in split_annex(seen.txin.witness)[0]]
    if len(items) < 2:
        return Asked(None, tuple(item for item in items if item), "output_key", output_key)
    *given, script, control = items
    if not is_control_block(control) or not prove_commitment(control, script, output_key).holds:
        return None
    return Asked(script, tuple(item for item in given if item))


def _without(items: Sequence[bytes], script: bytes) -> tuple[bytes, ...]:
    return tuple(item for item in items if item != script)


def _may_be_signature(item: bytes) -> bool:
    """Whether it could be meant for one, well-formed or not."""
    return (item[:1] == b"\x30" and 8 <= len(item) <= 80) or (len(item) in (64, 65) and not is_public_key_size(item))


def _by_hash(asked: Asked) -> Found:
    """Only a hash, or a key, is known; the key of that hash may be there."""
    fits = asked.by == "key_hash" and all(hash160(item) == asked.value for item in asked.given)
    if asked.given and not fits:
        return {}
    return {"cause": f"unsigned_{asked.by}", "value": asked.value.hex()}


def _by_script(script: bytes, given: tuple[bytes, ...]) -> Found:
    found = output_type(parse(ByteSlice(0, script)))
    if found.key == "multisig" and not given:
        return of_multisig(int(found.facts["required"]), int(found.facts["total"]))
    if found.key == "pubkey" and not given:
        return {"cause": "unsigned_key", "value": found.pieces("public_key")[0].data.hex()}
    if found.key == "pubkeyhash" and all(hash160(item) == script[3:23] for item in given):
        return {"cause": "unsigned_key_hash", "value": script[3:23].hex()}
    return {}


def _by_any_script(script: bytes, given: tuple[bytes, ...], seen: Seen) -> Found:
    """A script of no type that checks signatures, and fails where it does so, or for want of any item."""
    code = seen.failure.code
    if code not in _STOPS or not _checks(script) or _is_typed(script):
        return {}
    return unsigned_by(script, seen) if _is_for_want_of_signatures(given, seen) else {}


def _is_for_want_of_signatures(given: tuple[bytes, ...], seen: Seen) -> bool:
    """Whether it ends at a check of nothing, at the count of such checks, or for want of any item."""
    is_short = seen.failure.code == "INVALID_STACK_OPERATION"
    if _asks_none(seen):
        return False
    if (is_short and not given) or seen.last is None:
        return is_short
    checks = [check for stage in seen.stages for check in stage.checks]
    empty = bool(checks) and all(not check.signature for check in checks)
    if seen.last.opcode in SIGNATURE_CHECKS:
        return empty or is_short
    is_count = seen.last.opcode in _COUNTING or not given
    return empty and not is_short and is_count and compared(seen) is None


def _asks_none(seen: Seen) -> bool:
    """Whether it ends at a multisig that requires no signature, and lacks the empty item below."""
    stack = seen.ending[-1][0] if seen.ending else ()
    if seen.last is None or seen.last.opcode not in _MULTISIG or not stack or len(stack[-1]) != 1:
        return False
    keys = stack[-1][0]
    return len(stack) > keys + 1 and not stack[-2 - keys]


def _is_typed(script: bytes) -> bool:
    return output_type(parse(ByteSlice(0, script))).key != NONSTANDARD
