"""What opens the coin is in the wrong place: redeem scripts missing or pushed wrongly, data in the wrong field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from txexplain.causes.forms import is_like_schnorr
from txexplain.causes.hashes import compared, mismatch, pushed_inside
from txexplain.causes.last_item import script_not_last
from txexplain.causes.seen import Found, Seen
from txexplain.model.bytes import ByteSlice
from txexplain.templates.outputs import output_type
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import WitnessProgram, is_pay_to_script_hash, is_pay_to_taproot, witness_program
from txexplain.wire.script import instructions, parse, push

_OPENED_BY_INPUT_SCRIPT = ("pubkey", "pubkeyhash", "multisig")
_OF_FORM = (  # errors of relay alone, which are told of the script that runs
    *("SIG_FINDANDDELETE", "OP_CODESEPARATOR", "MINIMALDATA", "MINIMALIF", "SIG_PUSHONLY", "NULLFAIL", "CLEANSTACK"),
    *("SIG_HIGH_S", "SIG_HASHTYPE", "PUBKEYTYPE", "DISCOURAGE_UPGRADABLE_NOPS"),
)
_TRIED_STARTS = 60  # elements of an input script from which on it is tried as a redeem script


def program_of(seen: Seen) -> WitnessProgram | None:
    """The witness program that the output is, or that its redeem script is."""
    native = witness_program(ByteSlice(0, seen.script))
    if native is not None:
        return native
    redeem = seen.redeem_script
    return None if redeem is None else witness_program(ByteSlice(0, redeem))


def misplaced(seen: Seen) -> Found:
    """Empty where it is not that."""
    if is_pay_to_script_hash(seen.script) and seen.redeem_script is None:
        return {} if seen.failure.code in _OF_FORM else _redeem(seen)
    if seen.failure.code in ("WITNESS_MALLEATED", "WITNESS_MALLEATED_P2SH"):
        return _malleated(seen)
    if program_of(seen) is not None or not seen.witness:
        return {}
    if seen.failure.code == "WITNESS_UNEXPECTED":
        cause = "witness_unexpected_p2sh" if is_pay_to_script_hash(seen.script) else "witness_unexpected"
        return {"cause": cause, "items": len(seen.witness)}
    is_opened_there = output_type(parse(ByteSlice(0, seen.script))).key in _OPENED_BY_INPUT_SCRIPT
    if seen.script_sig or not seen.fails or not is_opened_there:
        return {}
    return {"cause": "data_in_witness", "items": len(seen.witness)}


def _redeem(seen: Seen) -> Found:
    """No redeem script of that hash is pushed last."""
    committed = seen.script[2:22]
    if not seen.script_sig:
        return _without_input_script(seen, committed)
    for start, script in _tails(seen.script_sig):
        if hash160(script) == committed and pushed_inside(script) is None:
            return {"cause": "redeem_not_pushed", "start": start, "script": script.hex()}
    found = compared(seen)
    if found is None or found.computed == found.committed:
        return {}
    return script_not_last("redeem", seen.pushes, seen, found) or mismatch("redeem", seen, found)


def _tails(script: bytes) -> Iterator[tuple[int, bytes]]:
    """The input script from each of its elements on."""
    starts = [item.span.start for item in islice(instructions(script), _TRIED_STARTS)]
    yield from ((start, script[start:]) for start in starts)


def _without_input_script(seen: Seen, committed: bytes) -> Found:
    """The witness can tell which redeem script is missing."""
    told: Found = {"committed": committed.hex()}
    if not seen.witness:
        return {}
    last = seen.witness[-1]
    for program in (b"\x00\x20" + sha256(last), b"\x00\x14" + hash160(last)):
        if hash160(program) == committed:
            return {"cause": "redeem_missing", "script": program.hex(), "script_sig": push(program).hex(), **told}
    if any(hash160(item) == committed for item in seen.items):
        return {"cause": "redeem_in_witness", **told}
    return {"cause": "redeem_missing_unknown", **told}


def _in_wrong_field(seen: Seen) -> str:
    """What must be in the witness, where the input script has it: a Schnorr signature, or the witness script."""
    program = program_of(seen)
    if program is None or not seen.pushes:
        return ""
    items = [item for item in seen.pushes if item not in seen.witness]
    if is_pay_to_taproot(seen.script):
        return "taproot_in_script_sig" if len(seen.pushes) == 1 and any(map(is_like_schnorr, items)) else ""
    if any(not program.version and sha256(item) == program.program.data for item in items):
        return f"witness_script_in_script_sig{'_nested' if seen.failure.code.endswith('P2SH') else ''}"
    return ""


def _malleated(seen: Seen) -> Found:
    """An input script where a witness spend must have none, or more than the push of the redeem script."""
    pushes = seen.pushes
    where = _in_wrong_field(seen)
    if where:
        return {"cause": where}
    if any(is_ecdsa_signature(item) or is_public_key_size(item) for item in pushes):
        nested = "_nested" if seen.failure.code == "WITNESS_MALLEATED_P2SH" else ""
        return {"cause": f"data_in_script_sig{nested}"}
    size = len(seen.script_sig)
    if seen.failure.code == "WITNESS_MALLEATED":
        cause = "malleated_program" if pushes == (seen.script,) else "malleated"
        return {"cause": cause, "size": size}
    count = sum(1 for _ in instructions(seen.script_sig))
    if count == 1:
        return {"cause": "malleated_push", "first_byte": seen.script_sig[:1].hex()}
    twice = count == 2 and len(set(pushes)) == 1 and len(pushes) == 2
    return {"cause": "malleated_twice" if twice else "malleated_items", "items": count}
