"""What an opcode lacks on the stack, or finds of another size than it asks for: a signature, a preimage."""

from __future__ import annotations

from itertools import islice

from txexplain.causes.asked_keys import signature_missing
from txexplain.causes.by_facts import by_facts
from txexplain.causes.forms import condition_taken
from txexplain.causes.hashes import HASHING, signature_hint
from txexplain.causes.seen import Found, Seen
from txexplain.model.script import OP_EQUAL, OP_EQUALVERIFY, OP_IF, OP_NOTIF, OP_SIZE, Instruction, opcode_name
from txexplain.model.signing import SigVersion
from txexplain.wire.output_scripts import is_pay_to_script_hash
from txexplain.wire.script import instructions

_FURTHEST = 10_000  # instruction of a script up to which it is read again
_SIZE_BYTES = 2  # of the number of an item's bytes
_LOOKED_AT = 6  # instructions from the one that fails on: SIZE <number> EQUALVERIFY <hash opcode> <hash> EQUAL


def lacking(seen: Seen) -> Found:
    """INVALID_STACK_OPERATION: which item is missing, where the script shows it; else how many."""
    return _condition_missing(seen) or signature_missing(seen) or _preimage_missing(seen) or by_facts(seen.failure)


def _condition_missing(seen: Seen) -> Found:
    """An OP_IF or OP_NOTIF before took a signature as its condition."""
    for stack, step in seen.ending:
        opcode = step.instruction.opcode
        if stack and opcode in (OP_IF, OP_NOTIF):
            tapscript = seen.stages[-1].version is SigVersion.TAPSCRIPT
            found = condition_taken(stack[-1], opcode_name(opcode), tapscript)
            if found:
                return found
    return {}


def _preimage_missing(seen: Seen) -> Found:
    """No item is left for the opcode that hashes, or that asks for the size of what is hashed next."""
    position = seen.failure.position
    if position is None or position > _FURTHEST or seen.last is None or seen.ending[-1][0]:
        return {}
    script = seen.stages[-1].script.data
    ahead = list(islice(instructions(script), position, position + _LOOKED_AT))
    if len(ahead) > 3 and ahead[0].opcode == OP_SIZE and ahead[2].opcode == OP_EQUALVERIFY:
        ahead = ahead[3:]
    if not _compares_hash(ahead) or is_pay_to_script_hash(script):
        return {}
    committed = (ahead[1].data or b"").hex()
    return {"cause": "preimage_missing", "function": HASHING[ahead[0].opcode], "committed": committed}


def _compares_hash(ahead: list[Instruction]) -> bool:
    """Whether it goes on as `<hash opcode> <hash> EQUAL`, or EQUALVERIFY."""
    if len(ahead) < 3 or ahead[0].opcode not in HASHING or not ahead[1].data:
        return False
    return ahead[2].opcode in (OP_EQUAL, OP_EQUALVERIFY)


def item_of_other_size(seen: Seen) -> Found:
    """`SIZE <number> EQUALVERIFY` of an item of another size; else empty."""
    if len(seen.ending) < 3 or seen.ending[-3][1].instruction.opcode != OP_SIZE or not seen.ending[-3][0]:
        return {}
    item, wanted = seen.ending[-3][0][-1], seen.ending[-2][1].instruction.pushed
    if wanted is None or len(wanted) > _SIZE_BYTES:
        return {}
    told: Found = {"cause": "item_size", "size": len(item), "wanted": int.from_bytes(wanted, "little")}
    return {**told, **next(signature_hint(seen, item), {})}
