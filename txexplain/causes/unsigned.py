"""An input that nobody has signed yet: it provides no signature, and fails for that. What must sign it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.causes.misplaced import program_of
from txexplain.causes.seen import Found, Seen
from txexplain.crypto.taproot import prove_commitment
from txexplain.model.bytes import ByteSlice
from txexplain.model.script import NONSTANDARD, OP_CHECKMULTISIGVERIFY, OP_CHECKSIG, OP_CHECKSIGADD
from txexplain.templates.outputs import output_type
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import is_pay_to_script_hash, is_pay_to_taproot
from txexplain.wire.script import parse
from txexplain.wire.taproot import is_control_block, split_annex

_CHECKS = (*range(OP_CHECKSIG, OP_CHECKMULTISIGVERIFY + 1), OP_CHECKSIGADD)
_STOPS = ("INVALID_STACK_OPERATION", "EVAL_FALSE", "CHECKSIGVERIFY", "CHECKMULTISIGVERIFY", "VERIFY")
"""What a script with other conditions may fail by, for want of signatures."""


_OF_WANT = (
    *_STOPS,
    *("WITNESS_PROGRAM_MISMATCH", "WITNESS_PROGRAM_WITNESS_EMPTY", "EQUALVERIFY", "SCHNORR_SIG_SIZE"),
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
    asked = asked_of(seen) if seen.fails and _is_short(seen) and seen.only_pushes else None
    if asked is None or seen.failure.code not in _OF_WANT or any(map(_may_be_signature, asked.given)):
        return {}
    if asked.script is None:
        return _by_hash(asked)
    return _by_script(asked.script, asked.given) or _by_any_script(asked.script, asked.given, seen)


def _is_short(seen: Seen) -> bool:
    return len(seen.pushes) + len(seen.witness) <= _MOST_ITEMS


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
        return {"cause": "unsigned_multisig", "required": found.facts["required"], "total": found.facts["total"]}
    if found.key == "pubkey" and not given:
        return {"cause": "unsigned_key", "value": found.pieces("public_key")[0].data.hex()}
    if found.key == "pubkeyhash" and all(hash160(item) == script[3:23] for item in given):
        return {"cause": "unsigned_key_hash", "value": script[3:23].hex()}
    return {}


def _by_any_script(script: bytes, given: tuple[bytes, ...], seen: Seen) -> Found:
    """A script of no type that checks signatures, and fails where it does so, or for want of any item."""
    items = parse(ByteSlice(0, script)).instructions
    code = seen.failure.code
    if code not in _STOPS or not any(item.opcode in _CHECKS for item in items) or _is_typed(script):
        return {}
    if code == "INVALID_STACK_OPERATION" and not given:
        return {"cause": "unsigned_script"}
    checks = seen.ending[-1][1].checks if seen.ending else ()
    empty = bool(checks) and all(not check.signature for check in checks)
    at_check = seen.last is not None and seen.last.opcode in _CHECKS
    return {"cause": "unsigned_script"} if at_check and (empty or code == "INVALID_STACK_OPERATION") else {}


def _is_typed(script: bytes) -> bool:
    return output_type(parse(ByteSlice(0, script))).key != NONSTANDARD
