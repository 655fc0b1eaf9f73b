"""Sizes, numbers and forms that a rule forbids: which of them, and what it is instead."""

from __future__ import annotations

from itertools import pairwise

from txexplain.causes.hashes import shown
from txexplain.causes.seen import Found, Seen
from txexplain.crypto.sighash.taproot import is_defined
from txexplain.crypto.taproot import tweaked_key
from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_FORKID, SIGHASH_SINGLE
from txexplain.model.script import MAX_OPCODE, SIGNATURE_CHECKS
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import Failure
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.keys import is_compressed, is_public_key_size, is_x_coordinate
from txexplain.wire.script import parse
from txexplain.wire.taproot import is_control_block, split_annex

_X_ONLY = 32
_NEAR = 8  # bytes that a key lacks or has too many and is still taken for one
_SIZES = {2: 33, 3: 33, 4: 65}  # of a key, by its first byte


def undefined_hash_type(failure: Failure) -> Found:
    hash_type = failure.facts.get("hash_type")
    if not isinstance(hash_type, int):
        return {}
    told: Found = {"cause": "hash_type", "type": f"{hash_type:02x}"}
    rest = hash_type & ~SIGHASH_FORKID & ~SIGHASH_ANYONECANPAY
    is_forks = hash_type & SIGHASH_FORKID and 1 <= rest <= SIGHASH_SINGLE
    return {**told, "hints": "hash_type_forkid"} if is_forks else told


def key_form(failure: Failure) -> Found:
    """PUBKEYTYPE and WITNESS_PUBKEYTYPE: what the key is."""
    key = bytes.fromhex(str(failure.facts.get("key", "")))
    told: Found = {"size": len(key), "first_byte": key[:1].hex()}
    if not key:
        return {"cause": "key_empty"}
    if len(key) == 65 and key[0] in (6, 7):
        return {"cause": "key_hybrid", **told}
    if len(key) == 65 and key[0] == 4:
        return {"cause": "key_uncompressed", **told}
    wanted = _SIZES.get(key[0])
    if wanted is not None and len(key) != 32:
        return {"cause": "key_size", "wanted": wanted, **told}
    return {"cause": "key_x_only" if len(key) == 32 else "key_form", **told}


def key_cut(item: bytes) -> Found:
    """That bytes begin as a key and are a few too few or too many."""
    wanted = _SIZES.get(item[0], 0) if item else 0
    if len(item) == _X_ONLY:
        return {}
    is_near = 0 < abs(len(item) - wanted) <= _NEAR and wanted > 0 and not is_public_key_size(item)
    return {"cause": "key_cut", "first_byte": item[:1].hex(), "size": len(item), "wanted": wanted} if is_near else {}


def tapscript_key(failure: Failure) -> Found:
    """DISCOURAGE_UPGRADABLE_PUBKEYTYPE."""
    key = bytes.fromhex(str(failure.facts.get("key", "")))
    cause = "tapscript_key_prefixed" if is_compressed(key) else "tapscript_key"
    return {"cause": cause, "size": len(key), "first_byte": key[:1].hex()}


def schnorr_size(seen: Seen) -> Found:
    check = _last_check(seen)
    if check is None:
        return {}
    cause = "schnorr_size_ecdsa" if is_ecdsa_signature(check.signature) else "schnorr_size"
    return {"cause": cause, "size": len(check.signature)}


def schnorr_hash_type(seen: Seen) -> Found:
    """A 65th byte that says DEFAULT, one that says nothing defined, or SINGLE where there is no such output."""
    check = _last_check(seen)
    if check is None or check.hash_type is None:
        return {}
    if check.hash_type == 0:
        return {"cause": "schnorr_explicit_default"}
    if not is_defined(check.hash_type):
        return {"cause": "schnorr_undefined_type", "type": f"{check.hash_type:02x}"}
    return {"cause": "schnorr_no_output", "vin": seen.vin, "outputs": len(seen.report.tx.outputs)}


def control_size(seen: Seen) -> Found:
    """TAPROOT_WRONG_CONTROL_SIZE; the control block can be elsewhere."""
    items = [item.data for item in split_annex(seen.txin.witness)[0]]
    told: Found = {"size": len(items[-1])}
    as_key = _key_path_with_key(items[0], items[1], seen.script[2:]) if len(items) == 2 else ""
    if as_key:
        return {"cause": as_key, **told}
    if all(map(is_like_schnorr, items)):
        return {"cause": "taproot_signatures", "items": len(items), **told}
    if is_control_block(items[-2]) and items[-2][0] & 0xFE == 0xC0:
        return {"cause": "control_not_last", **told}
    if _is_leaf_script(items[-1]):
        return {"cause": "control_missing", **told}
    return {"cause": "control_size", **told}


def is_like_schnorr(item: bytes) -> bool:
    """Whether it is as long as a Schnorr signature, and no public key."""
    return len(item) in (64, 65) and not is_public_key_size(item)


def _is_leaf_script(item: bytes) -> bool:
    """Whether it reads as a script that checks a signature by a key of 32 bytes."""
    script = parse(ByteSlice(0, item))
    read = script.instructions
    whole = script.complete and all(each.flaw is None and each.opcode <= MAX_OPCODE for each in read)
    pairs = pairwise(read)
    return whole and any(
        key.span.end - key.span.start == 33 and check.opcode in SIGNATURE_CHECKS for key, check in pairs
    )


def _key_path_with_key(first: bytes, last: bytes, output_key: bytes) -> str:
    """A signature and a key as P2WPKH has them, where the signature alone belongs; empty where it is not so."""
    if last == output_key:
        return "tree_output_key"
    if first in (output_key, b"\x02" + output_key, b"\x03" + output_key):
        return "tree_output_key_first"
    tweaked = tweaked_key(last, b"") if len(last) == 32 and is_x_coordinate(last) else None
    if tweaked is not None and tweaked[0] == output_key:
        return "tree_internal_key"
    return "tree_key_hash_form" if is_ecdsa_signature(first) and is_public_key_size(last) else ""


def undefined_program(failure: Failure) -> Found:
    """DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: by its place, its length or its version."""
    facts = failure.facts
    if facts.get("version") == 1:
        return {"cause": "program_nested" if facts.get("nested") and facts.get("size") == 32 else "program_size"}
    return {"cause": "program_version"} if "version" in facts else {}


def too_few_items(failure: Failure) -> Found:
    facts = failure.facts
    if "number" in facts:
        return {"cause": "item_depth"}
    return {"cause": "items_needed"} if "needed" in facts else {}


def counted(failure: Failure) -> Found:
    """SIG_COUNT, PUBKEY_COUNT: negative or too many."""
    count, limit = failure.facts.get("count"), failure.facts.get("limit")
    if not isinstance(count, int) or not isinstance(limit, int):
        return {}
    which = "signatures" if failure.code == "SIG_COUNT" else "keys"
    return {"cause": f"{which}_negative" if count < 0 else f"{which}_many"}


def condition(failure: Failure) -> Found:
    """MINIMALIF and TAPSCRIPT_MINIMALIF: what was taken as the condition; a signature is none."""
    item = failure.facts.get("item")
    if not isinstance(item, str):
        return {}
    tapscript = failure.code.startswith("TAPSCRIPT")
    return condition_taken(bytes.fromhex(item), failure.opcode, tapscript) or {"cause": failure.code.lower()}


def condition_taken(item: bytes, opcode: str, tapscript: bool) -> Found:
    """That an opcode took a signature as its condition; empty where the item is none."""
    is_signature = is_like_schnorr(item) if tapscript else is_ecdsa_signature(item)
    return {"cause": "condition_missing", "opcode": opcode} if is_signature and opcode else {}


def left_over(failure: Failure) -> Found:
    items = failure.facts.get("items")
    if not isinstance(items, int):
        return {}
    return {"cause": "items_left" if items else "nothing_left"}


def false_item(seen: Seen) -> Found:
    """OP_VERIFY: which false item."""
    if not seen.ending:
        return {}
    before, _ = seen.ending[-1]
    return {"cause": "verify_empty" if not before[-1] else "verify_item", "item": shown(before[-1])} if before else {}


def numbers_differ(seen: Seen) -> Found:
    if not seen.ending or len(seen.ending[-1][0]) < 2:
        return {}
    first, second = seen.ending[-1][0][-2:]
    return {"cause": "numbers_differ", "first": shown(first), "second": shown(second)}


def _last_check(seen: Seen) -> SignatureCheck | None:
    checks = seen.stages[-1].checks if seen.stages else ()
    return checks[-1] if checks else None
