"""The cause of one failure: first what lacks or stands in the wrong place, then what the check itself found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from txexplain.causes import forms
from txexplain.causes.by_facts import by_facts
from txexplain.causes.hashes import Compared, compared, mismatch, shown
from txexplain.causes.lacking import item_of_other_size, lacking
from txexplain.causes.locks import unmet_lock
from txexplain.causes.misplaced import misplaced
from txexplain.causes.programs import program_mismatch
from txexplain.causes.seen import Found, Seen
from txexplain.causes.unsigned import unsigned
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY
from txexplain.model.script import OP_CHECKMULTISIG, OP_CHECKSIG, OP_EQUAL, is_true, opcode_name
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import is_pay_to_pubkey_hash

_SCHNORR_SIZES = (64, 65)
_UNUSED_BITS = 0x60  # of the sighash type of ECDSA


def cause_of(seen: Seen) -> Found:
    """Its facts; empty where no more is known than the failure says."""
    code, tx = seen.failure.code, seen.report.tx
    if code == "UNSATISFIED_LOCKTIME":
        return _unmet(seen, unmet_lock(seen.failure, tx.lock_time, seen.txin.sequence, tx.version))
    found = unsigned(seen) or misplaced(seen)
    if found:
        return found
    find = _BY_CODE.get(code)
    return by_facts(seen.failure) if find is None else find(seen)


def _unmet(seen: Seen, found: Found) -> Found:
    """What is set anew must be signed anew, here and in other inputs."""
    fix = str(found.get("fix", ""))
    own = any(map(_is_signature, seen.items))
    commits = _commits_to_sequences if fix.startswith("sequence") else _is_signature
    if not fix or not (own or any(commits(item) for _, item in seen.items_of_others())):
        return found
    return {**found, "fix": f"{found['fix']},sign_again"}


def _is_signature(item: bytes) -> bool:
    return is_ecdsa_signature(item) or len(item) in _SCHNORR_SIZES


def _commits_to_sequences(item: bytes) -> bool:
    """Whether it is a signature that commits to the sequences of other inputs too."""
    if is_ecdsa_signature(item):
        return item[-1] & ~_UNUSED_BITS == SIGHASH_ALL
    return len(item) in _SCHNORR_SIZES and not (len(item) == _SCHNORR_SIZES[1] and item[-1] & SIGHASH_ANYONECANPAY)


def _items_differ(seen: Seen) -> Found:
    """OP_EQUALVERIFY, or OP_EQUAL at the end: a hash and the one that it should be, or two items."""
    found = compared(seen)
    if found is not None:
        return _of_key(seen, found) if _is_key_hash(seen) else mismatch("preimage", seen, found)
    before = seen.ending[-1][0] if seen.ending else ()
    if len(before) < 2:
        return {}
    differ: Found = {"cause": "items_differ", "first": shown(before[-2]), "second": shown(before[-1])}
    return item_of_other_size(seen) or differ


def _of_key(seen: Seen, found: Compared) -> Found:
    """The key of a standard script for a key hash, or what is in its place."""
    if len(seen.stages[-1].before) == 1 and is_ecdsa_signature(found.preimage):
        return {"cause": "key_missing"}
    told = mismatch("key", seen, found)
    cut = forms.key_cut(found.preimage)
    if cut and told["cause"] == "key_mismatch" and "hints" not in told:
        return {**told, **cut}
    is_key = is_public_key_size(found.preimage) or "key_form_prefixed" in told.values()
    return told if is_key else {**told, "cause": "item_for_key"}


def _is_key_hash(seen: Seen) -> bool:
    """Whether the script that failed is a standard one for a key hash."""
    return is_pay_to_pubkey_hash(seen.stages[-1].script.data)


def _false_at_end(seen: Seen) -> Found:
    """EVAL_FALSE: what the last opcode made of what."""
    stage = next((stage for stage in reversed(seen.stages) if stage.proof is None), None)
    if stage is None or (not stage.steps and stage.skipped):
        return {}
    stack = stage.steps[-1].stack if stage.steps else stage.before
    if not stack:
        return {"cause": "nothing_on_top"}
    if is_true(stack[-1]):
        return {}
    opcode = None if seen.last is None else seen.last.opcode
    if opcode == OP_EQUAL:
        return _items_differ(seen)
    if opcode in (OP_CHECKSIG, OP_CHECKMULTISIG):
        return _check_false(seen)
    return {"cause": "false_on_top" if stack[-1] else "empty_on_top", "item": shown(stack[-1])}


def _check_false(seen: Seen) -> Found:
    """A check of signatures that came out false: of empty ones, or of some that are not valid."""
    checks = seen.ending[-1][1].checks if seen.ending else ()
    if seen.last is None or not checks:
        return {}
    name = opcode_name(seen.last.opcode)
    if all(not check.signature for check in checks):
        return {"cause": "check_of_empty", "opcode": name}
    if seen.last.opcode == OP_CHECKMULTISIG:
        return {"cause": "check_unmatched", "opcode": name}
    return {} if any(check.passes for check in checks) else {"cause": "check_false", "opcode": name}


_BY_CODE: Mapping[str, Callable[[Seen], Found]] = {
    "EVAL_FALSE": _false_at_end,
    "EQUALVERIFY": _items_differ,
    "INVALID_STACK_OPERATION": lacking,
    "CHECKSIGVERIFY": _check_false,
    "WITNESS_PROGRAM_MISMATCH": program_mismatch,
    "SCHNORR_SIG_SIZE": forms.schnorr_size,
    "SCHNORR_SIG_HASHTYPE": forms.schnorr_hash_type,
    "TAPROOT_WRONG_CONTROL_SIZE": forms.control_size,
    "VERIFY": forms.false_item,
    "NUMEQUALVERIFY": forms.numbers_differ,
}
