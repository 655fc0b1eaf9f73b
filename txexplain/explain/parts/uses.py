"""What opcodes take the items on the stack for, noted on the items themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from txexplain.model.script import (
    MAX_LOCK_NUMBER_SIZE,
    MAX_NUMBER_SIZE,
    MAX_PUBKEYS_PER_MULTISIG,
    opcode_name,
    script_number,
)
from txexplain.model.signing import SignatureCheck, SigVersion
from txexplain.model.spend import Step
from txexplain.model.transaction import SEQUENCE_LOCKTIME_DISABLE_FLAG

_NUMBERS_READ = {
    **dict.fromkeys("OP_1ADD OP_1SUB OP_NEGATE OP_ABS OP_NOT OP_0NOTEQUAL OP_PICK OP_ROLL".split(), 1),
    **dict.fromkeys(
        "OP_ADD OP_SUB OP_BOOLAND OP_BOOLOR OP_NUMEQUAL OP_NUMEQUALVERIFY OP_NUMNOTEQUAL OP_LESSTHAN OP_GREATERTHAN "
        "OP_LESSTHANOREQUAL OP_GREATERTHANOREQUAL OP_MIN OP_MAX".split(),
        2,
    ),
    "OP_WITHIN": 3,
}
_USES: dict[str, tuple[str, ...]] = {  # of the topmost items, the top last
    **{name: ("number",) * count for name, count in _NUMBERS_READ.items()},
    "OP_CHECKSIG": ("signature", "public_key"),
    "OP_CHECKSIGVERIFY": ("signature", "public_key"),
    "OP_CHECKSIGADD": ("signature", "number", "public_key"),
    "OP_CHECKLOCKTIMEVERIFY": ("lock_time",),
    "OP_CHECKSEQUENCEVERIFY": ("relative_lock",),
    "OP_IF": ("choice",),
    "OP_NOTIF": ("choice",),
}
_MULTISIG = ("OP_CHECKMULTISIG", "OP_CHECKMULTISIGVERIFY")
_LONGEST = {
    "number": MAX_NUMBER_SIZE,
    "lock_time": MAX_LOCK_NUMBER_SIZE,
    "relative_lock": MAX_LOCK_NUMBER_SIZE,
}
_TAPSCRIPT_ONLY = ("OP_CHECKSIGADD",)


class Origin(Enum):
    """What an opcode made, where that tells what it is."""

    HASH = auto()
    TRUTH = auto()
    NUMBER = auto()


class Tracked:
    """One item, however often it is copied: its bytes, what made it of what, and what the run used it for.

    `role` is what its script holds it for, `compared` says that a hash was compared with it, `opens` that its hash
    was the one that was expected.
    """

    __slots__ = ("compared", "data", "made_by", "opens", "role", "source", "use")

    def __init__(
        self, data: bytes, made_by: Origin | None = None, source: Tracked | None = None, role: str = ""
    ) -> None:
        self.data = data
        self.made_by = made_by
        self.source = source
        self.role = role
        self.use = ""
        self.compared = False
        self.opens = False

    def used_as(self, use: str) -> None:
        """Notes a use: the first one counts, but for signatures and keys, which are what they are."""
        if not self.use or use in ("signature", "public_key"):
            self.use = use


Tried = tuple[Tracked, Tracked, SignatureCheck]
"""A signature, a key, and how they were checked."""


class _Multisig(NamedTuple):
    """What an OP_CHECKMULTISIG takes, keys and signatures in the order in which they are tried: the topmost first."""

    keys: tuple[Tracked, ...]
    signatures: tuple[Tracked, ...]
    others: tuple[tuple[Tracked, str], ...]


def note_uses(name: str, stack: Sequence[Tracked], version: SigVersion) -> None:
    """What the opcode takes the topmost items for, where there are as many as it needs and it may run."""
    tapscript = version is SigVersion.TAPSCRIPT
    if (name in _MULTISIG and tapscript) or (name in _TAPSCRIPT_ONLY and not tapscript):
        return
    uses = _USES.get(name, ())
    if len(stack) >= len(uses):
        for item, use in zip(stack[len(stack) - len(uses) :], uses, strict=True):
            if _can_be(use, item.data):
                item.used_as(use)
    if name in _MULTISIG:
        _note_multisig(_multisig(stack))
    if name in ("OP_EQUAL", "OP_EQUALVERIFY") and len(stack) >= 2:
        _note_comparison(stack[-1], stack[-2])
        _note_comparison(stack[-2], stack[-1])


def _can_be(use: str, data: bytes) -> bool:
    """Whether the opcode can read the item so: not what is too long, nor a lock that is switched off (BIP112)."""
    if use == "relative_lock" and script_number(data[:MAX_LOCK_NUMBER_SIZE]) & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return False
    return len(data) <= _LONGEST.get(use, len(data))


def _note_comparison(item: Tracked, other: Tracked) -> None:
    """A hash that the run made, compared with an item that it did not make."""
    if item.made_by is Origin.HASH and other.made_by is None:
        other.compared = True
        if item.data == other.data and item.source is not None:
            item.source.opens = True


def _note_multisig(found: _Multisig | None) -> None:
    if found is None:
        return
    for key in found.keys:
        key.used_as("public_key")
    for signature in found.signatures:
        signature.used_as("signature")
    for item, use in found.others:
        item.used_as(use)


def _multisig(stack: Sequence[Tracked]) -> _Multisig | None:
    """What stands on the stack for it; None where something is lacking, or a count is none (Core: EvalScript)."""
    key_count = _count(stack, 1)
    if key_count is None or key_count > MAX_PUBKEYS_PER_MULTISIG:
        return None
    signature_count = _count(stack, key_count + 2)
    if signature_count is None or signature_count > key_count or len(stack) < key_count + signature_count + 3:
        return None
    keys = tuple(stack[-2 - place] for place in range(key_count))
    signatures = tuple(stack[-3 - key_count - place] for place in range(signature_count))
    counts = ((stack[-1], "key_count"), (stack[-2 - key_count], "signature_count"))
    return _Multisig(keys, signatures, (*counts, (stack[-3 - key_count - signature_count], "extra")))


def _count(stack: Sequence[Tracked], depth: int) -> int | None:
    """The item at that depth as a count."""
    if len(stack) < depth or len(stack[-depth].data) > MAX_NUMBER_SIZE:
        return None
    number = script_number(stack[-depth].data)
    return number if number >= 0 else None


def tries_of(step: Step, stack: Sequence[Tracked]) -> tuple[Tried, ...]:
    """Each check of the step with signature and key, where the opcode is one of which a script tries several."""
    name = opcode_name(step.instruction.opcode)
    if name == "OP_CHECKSIGADD" and len(stack) >= 3:
        return tuple((stack[-3], stack[-1], check) for check in step.checks)
    found = _multisig(stack) if name in _MULTISIG else None
    return () if found is None else tuple(_walk(found, step.checks))


def _walk(found: _Multisig, checks: Sequence[SignatureCheck]) -> Iterator[Tried]:
    """The keys one after the other, each with the first signature that has none yet (Core: EvalScript)."""
    matched = 0
    for key, check in zip(found.keys, checks, strict=False):
        yield found.signatures[matched], key, check
        matched += check.passes
