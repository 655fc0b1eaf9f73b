"""Which keys a script of no type asks signatures of, as far as its form or its run shows them."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.causes.hashes import HASHING
from txexplain.causes.seen import Found, Seen
from txexplain.model.script import (
    OP_CHECKSIG,
    OP_CHECKSIGADD,
    OP_CHECKSIGVERIFY,
    OP_GREATERTHANOREQUAL,
    OP_NUMEQUAL,
    OP_NUMEQUALVERIFY,
    Instruction,
)
from txexplain.model.signing import SigVersion
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.script import instructions

_COMPARE = (OP_NUMEQUAL, OP_NUMEQUALVERIFY, OP_GREATERTHANOREQUAL)
_BESIDES_SIGNATURE = {OP_CHECKSIG: 1, OP_CHECKSIGVERIFY: 1, OP_CHECKSIGADD: 2}  # items that the opcode takes
_LONGEST = 35_000  # bytes of a script that is looked at for its form: 1,000 keys
_X_ONLY_SIZE = 32


def unsigned_by(script: bytes, seen: Seen) -> Found:
    """Who must sign, of a script that checks signatures and was given none."""
    items = list(instructions(script)) if len(script) <= _LONGEST else []
    if len(items) == 2 and _is_key(items[0].pushed, seen) and items[1].opcode == OP_CHECKSIG:
        return {"cause": "unsigned_key", "value": (items[0].pushed or b"").hex()}
    counted = _counted(items, seen)
    if counted is not None:
        return of_multisig(*counted)
    key = _stopped_at(seen)
    return {"cause": "unsigned_script"} if key is None else {"cause": "unsigned_script_key", "value": key.hex()}


def of_multisig(required: int, total: int) -> Found:
    """So many of so many keys must sign."""
    form = "" if required != total else "_one" if total == 1 else "_all"
    return {"cause": f"unsigned_multisig{form}", "required": required, "total": total}


def signature_missing(seen: Seen) -> Found:
    """Where a check of one signature found the key, and no item for the signature; else empty."""
    if not seen.ending or seen.last is None:
        return {}
    opcode, stack = seen.last.opcode, seen.ending[-1][0]
    left = 2 if opcode == OP_CHECKSIGADD else 1
    if (
        opcode not in (OP_CHECKSIG, OP_CHECKSIGVERIFY, OP_CHECKSIGADD)
        or len(stack) != left
        or not _is_key(stack[-1], seen)
    ):
        return {}
    script = seen.stages[-1].script.data
    keys = _keys(script, seen) if len(script) <= _LONGEST else []
    told: Found = {"cause": "signature_missing", "value": stack[-1].hex()}
    if len(keys) < 2 or stack[-1] not in keys:
        return told
    return {**told, "cause": "signature_missing_of", "number": keys.index(stack[-1]) + 1}


def _keys(script: bytes, seen: Seen) -> list[bytes]:
    """What the script pushes in the form of keys, without what is compared with a hash."""
    keys, before = [], -1
    for item in instructions(script):
        if item.data is not None and _is_key(item.data, seen) and before not in HASHING:
            keys.append(item.data)
        before = item.opcode
    return keys


def _counted(items: Sequence[Instruction], seen: Seen) -> tuple[int, int] | None:
    """How many of how many keys sign, where the script is `<key> CHECKSIG <key> CHECKSIGADD … <number> NUMEQUAL`."""
    if len(items) < 4 or len(items) % 2 or items[-1].opcode not in _COMPARE:
        return None
    pairs = list(zip(items[:-2:2], items[1:-2:2], strict=True))
    checks = [OP_CHECKSIG, *[OP_CHECKSIGADD] * (len(pairs) - 1)]
    if [check.opcode for _, check in pairs] != checks or not all(_is_key(key.pushed, seen) for key, _ in pairs):
        return None
    required = int.from_bytes(items[-2].pushed or b"", "little")
    return (required, len(pairs)) if 0 < required <= len(pairs) else None


def _stopped_at(seen: Seen) -> bytes | None:
    """The key of the first check of an empty signature, or of the one that found no signature."""
    checks = [check for stage in seen.stages for check in stage.checks]
    if checks:
        return checks[0].public_key if _is_key(checks[0].public_key, seen) else None
    found = signature_missing(seen).get("value")
    return bytes.fromhex(found) if isinstance(found, str) else None


def _is_key(item: bytes | None, seen: Seen) -> bool:
    """Whether it has the form of a key; 32 bytes have it in tapscript alone."""
    if item is None or not seen.stages:
        return False
    is_tapscript = seen.stages[-1].version is SigVersion.TAPSCRIPT
    return is_public_key_size(item) or (is_tapscript and len(item) == _X_ONLY_SIZE)
