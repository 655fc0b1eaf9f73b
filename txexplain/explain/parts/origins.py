"""Every item of a run followed from where it comes from to what it is used for, on all stacks it stands on.

The stacks that the engine left are the measure: an item that is followed wrongly counts as one of unknown origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.explain.parts.steps import capture_at, is_lock_asleep, shapes_of
from txexplain.explain.parts.uses import Origin, Tracked, Tried, note_uses, tries_of
from txexplain.model.report import Capture, Certainty, InputReport
from txexplain.model.rules import Rules
from txexplain.model.script import (
    OP_0,
    OP_1,
    OP_1NEGATE,
    OP_16,
    is_witness_program,
    opcode_name,
    script_number,
)
from txexplain.model.spend import Before, Items, Run, Stage, Step

_BY_PLACE = ("p2pkh", "p2wpkh")  # kinds of spend that tell signature and key by where they stand
_TOLD_BY_FORM = ("ecdsa_signature", "schnorr_signature", "public_key")
_BY_USE_ALONE = ("lock_time_argument",)  # an old rule may not read it
_PROGRAMS = ("witness_v0_keyhash", "witness_v0_scripthash", "witness_v1_taproot", "anchor", "witness_unknown")
_LONG = 20  # bytes that only a hash, a key, a signature or a secret has, and no two by chance
_WITNESS_STAGES = ("witness_script", "witness_key_hash", "leaf_script")

_MOVES: dict[str, tuple[int, tuple[int, ...]]] = {  # how many items are taken, and which of them are put, in order
    "OP_DROP": (1, ()),
    "OP_2DROP": (2, ()),
    "OP_NIP": (2, (1,)),
    "OP_DUP": (1, (0, 0)),
    "OP_2DUP": (2, (0, 1, 0, 1)),
    "OP_3DUP": (3, (0, 1, 2, 0, 1, 2)),
    "OP_OVER": (2, (0, 1, 0)),
    "OP_2OVER": (4, (0, 1, 2, 3, 0, 1)),
    "OP_SWAP": (2, (1, 0)),
    "OP_2SWAP": (4, (2, 3, 0, 1)),
    "OP_ROT": (3, (1, 2, 0)),
    "OP_2ROT": (6, (2, 3, 4, 5, 0, 1)),
    "OP_TUCK": (2, (1, 0, 1)),
}
_HASHES = ("OP_RIPEMD160", "OP_SHA1", "OP_SHA256", "OP_HASH160", "OP_HASH256")
_TRUTHS = (
    "OP_EQUAL OP_CHECKSIG OP_CHECKMULTISIG OP_NOT OP_0NOTEQUAL OP_BOOLAND OP_BOOLOR OP_NUMEQUAL OP_NUMNOTEQUAL "
    "OP_LESSTHAN OP_GREATERTHAN OP_LESSTHANOREQUAL OP_GREATERTHANOREQUAL OP_WITHIN".split()
)
_NUMBERS = "OP_1ADD OP_1SUB OP_NEGATE OP_ABS OP_ADD OP_SUB OP_MIN OP_MAX OP_SIZE OP_DEPTH OP_CHECKSIGADD".split()


class StackItems(NamedTuple):
    """The items before a step and after it, and which signature it tried against which key."""

    before: tuple[Tracked, ...]
    after: tuple[Tracked, ...]
    altstack: tuple[Tracked, ...]
    tries: tuple[Tried, ...] = ()


class Followed(NamedTuple):
    """The items of a run in the order in which they appeared, and the stacks of each step of each stage."""

    items: list[Tracked]
    stages: list[list[StackItems]]


def follow(run: Run, item: InputReport | None, rules: Rules) -> Followed:
    """Follows every item through the stages of the run."""
    follower = _Follower(item, rules)
    return Followed(follower.items, [follower.stage(stage) for stage in run.stages])


class _Follower:
    """The stacks as the run goes on; `pushed` is what the input script left."""

    def __init__(self, item: InputReport | None, rules: Rules) -> None:
        self.items: list[Tracked] = []
        self._item = item
        self._rules = rules
        self._known = _known_pieces(item) if item is not None else {}
        self._pushed: list[Tracked] = []

    def stage(self, stage: Stage) -> list[StackItems]:
        stack, altstack = self._begin(stage), list[Tracked]()
        steps = []
        for step in stage.steps:
            if step.before is not None:
                stack, altstack = self._resumed(step.before, [*stack, *altstack])
            before, tries = stack, tries_of(step, stack)
            stack, altstack = self._step(stage, step, stack, altstack)
            steps.append(StackItems(tuple(before), tuple(stack), tuple(altstack), tries))
        if stage.role == "script_sig":
            self._pushed = stack
        return steps

    def _begin(self, stage: Stage) -> list[Tracked]:
        """The stack that a stage starts with: what the input script left, or what the witness brings."""
        carried: list[Tracked] = []
        if stage.role == "script_pubkey":
            carried = self._pushed
        elif stage.role == "redeem_script" and self._pushed:
            self._pushed[-1].used_as("redeem_script")
            carried = self._pushed[:-1]
        elif stage.role in _WITNESS_STAGES and self._item is not None:
            pieces = self._item.txin.witness[: len(stage.before)]
            carried = [self._new(piece.data, role=self._known.get(piece.start, "")) for piece in pieces]
        return self._measured(carried, stage.before)

    def _step(
        self, stage: Stage, step: Step, stack: list[Tracked], altstack: list[Tracked]
    ) -> tuple[list[Tracked], list[Tracked]]:
        """The stacks after the step."""
        if not step.executed:
            return stack, altstack
        name = opcode_name(step.instruction.opcode)
        if not is_lock_asleep(step.instruction.opcode, self._rules):
            note_uses(name, stack, stage.version)
        if step.failure:
            after, other = stack[: len(step.stack)], altstack
        elif name == "OP_TOALTSTACK":
            after, other = stack[:-1], [*altstack, *stack[-1:]]
        elif name == "OP_FROMALTSTACK":
            after, other = [*stack, *altstack[-1:]], altstack[:-1]
        else:
            after, other = self._changed(stage, step, name, stack), altstack
        return self._measured(after, step.stack), self._measured(other, step.altstack)

    def _changed(self, stage: Stage, step: Step, name: str, stack: list[Tracked]) -> list[Tracked]:
        """The stack after an opcode that touches no other: pushed to, moved, or with something new on it."""
        if name in _MOVES:
            count, order = _MOVES[name]
            return [*stack[:-count], *(stack[-count:][place] for place in order)]
        if name in ("OP_PICK", "OP_ROLL"):
            return _reached(name, stack)
        if name == "OP_IFDUP":
            return [*stack, *stack[-1:]][: len(step.stack)]
        kept, made = stack[: step.kept], step.stack[step.kept :]
        if name == "OP_SIZE":
            kept, made = stack, step.stack[-1:]
        source = stack[-1] if name in _HASHES and stack else None
        return [*kept, *(self._new(data, _origin(step, name), source, self._role(stage, step)) for data in made)]

    def _role(self, stage: Stage, step: Step) -> str:
        """What the script is known to hold the pushed bytes for."""
        if self._item is None:
            return ""
        if step.position == 0 and Rules.WITNESS in self._rules and _is_program(stage, self._item):
            return "witness_version"
        if not step.instruction.data:
            return ""
        if stage.role == "script_sig":
            return self._known.get(step.instruction.slice.start, "")
        return _told(capture_at(step, stage, self._item))

    def _measured(self, items: Sequence[Tracked], stack: Items) -> list[Tracked]:
        """The items where they are those of the stack; others in place of those that are not."""
        same = [*items[: len(stack)], *[None] * (len(stack) - len(items))]
        return [
            each if each is not None and each.data == data else self._new(data)
            for each, data in zip(same, stack, strict=True)
        ]

    def _resumed(self, now: Before, seen: Sequence[Tracked]) -> tuple[list[Tracked], list[Tracked]]:
        """The stacks after steps that are not kept; a long item that was `seen` once before them is that one."""
        known: dict[bytes, set[int]] = {}
        for each in seen:
            known.setdefault(each.data, set()).add(id(each))
        sure = {each.data: each for each in seen if len(each.data) >= _LONG and len(known[each.data]) == 1}
        stack, altstack = ([sure.get(data) or self._new(data) for data in each] for each in (now.stack, now.altstack))
        return stack, altstack

    def _new(
        self, data: bytes, made_by: Origin | None = None, source: Tracked | None = None, role: str = ""
    ) -> Tracked:
        self.items.append(Tracked(data, made_by, source, role))
        return self.items[-1]


def _known_pieces(item: InputReport) -> dict[int, str]:
    """What is proven of the pieces that the input brings, by where they begin; no form alone proves anything."""
    if item.certainty is not Certainty.PROVEN:
        return {}
    return {
        capture.slice.start: role
        for capture in item.kind.captures
        if (role := _told(capture)) and (item.kind.key in _BY_PLACE or capture.role not in _TOLD_BY_FORM)
    }


def _is_program(stage: Stage, item: InputReport) -> bool:
    if stage.role == "script_pubkey" and item.spent is None:  # assumed
        return is_witness_program(stage.script.data)
    return any(shape.key in _PROGRAMS for shape in shapes_of(stage, item))


def _told(capture: Capture | None) -> str:
    """The role of a capture, by the word that stacks use for it; nothing where it is a guess, or a key is none."""
    if capture is None or capture.certainty is not Certainty.PROVEN or capture.flaw or capture.role in _BY_USE_ALONE:
        return ""
    return {
        "ecdsa_signature": "signature",
        "schnorr_signature": "signature",
        "x_only_public_key": "public_key",
    }.get(capture.role, capture.role)


def _origin(step: Step, name: str) -> Origin | None:
    opcode = step.instruction.opcode
    if name in _HASHES:
        return Origin.HASH
    if name in _TRUTHS:
        return Origin.TRUTH
    return Origin.NUMBER if name in _NUMBERS or opcode in (OP_0, OP_1NEGATE) or OP_1 <= opcode <= OP_16 else None


def _reached(name: str, stack: list[Tracked]) -> list[Tracked]:
    """OP_PICK and OP_ROLL: the item whose place the top tells, counted below it, comes to the top."""
    below, place = stack[:-1], -1 - script_number(stack[-1].data)
    found = below[place]
    if name == "OP_ROLL":
        del below[place]
    return [*below, found]
