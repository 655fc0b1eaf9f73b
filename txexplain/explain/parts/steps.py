"""What one step of a script did, and why it is there, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.parts.numbers import grouped, utc
from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.report import Capture, Certainty, InputReport, Match
from txexplain.model.rules import Rules
from txexplain.model.script import (
    MAX_LOCK_NUMBER_SIZE,
    MAX_NUMBER_SIZE,
    OP_0,
    OP_1,
    OP_16,
    OP_CHECKLOCKTIMEVERIFY,
    OP_CHECKSEQUENCEVERIFY,
    OP_CHECKSIGADD,
    OP_ELSE,
    OP_IF,
    OP_IFDUP,
    OP_NOTIF,
    Instruction,
    is_op_success,
    is_true,
    opcode_name,
    script_number,
)
from txexplain.model.signing import SignatureCheck, SigVersion
from txexplain.model.spend import Items, Stage, Step
from txexplain.model.transaction import (
    LOCK_TIME_THRESHOLD,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
    Transaction,
)
from txexplain.texts import Line, Texts

_PUSHED_HASH = Span(3, 23)  # in the script that a witness key hash stands for (BIP141)
_COMPRESSED_KEY_SIZE = 33
UNKNOWN_KEY_TYPE = "unknown_key_type"  # the reason of a check that counts as passing, unchecked (BIP342)
_NO_POINT_TRIED = "bad_public_key"  # the reason of a check against bytes that nodes cannot read as a key
_PUSHBYTES = range(0x01, 0x4C)
_UPGRADABLE = range(0xB3, 0xBA)  # OP_NOP4 to OP_NOP10
_UNKNOWN = range(0xBB, 0xFF)
_UNARY = ("1ADD", "1SUB", "NEGATE", "ABS", "NOT", "0NOTEQUAL")
_BINARY = (
    "ADD",
    "SUB",
    "BOOLAND",
    "BOOLOR",
    "NUMEQUAL",
    "NUMNOTEQUAL",
    "LESSTHAN",
    "GREATERTHAN",
    "LESSTHANOREQUAL",
    "GREATERTHANOREQUAL",
    "MIN",
    "MAX",
)
_OPERANDS = {
    **{f"OP_{name}": 1 for name in _UNARY},
    **{f"OP_{name}": 2 for name in (*_BINARY, "NUMEQUALVERIFY")},
    "OP_WITHIN": 3,
}
_LOCKS = {
    OP_CHECKLOCKTIMEVERIFY: Rules.CHECKLOCKTIMEVERIFY,
    OP_CHECKSEQUENCEVERIFY: Rules.CHECKSEQUENCEVERIFY,
}


def opcode_key(opcode: int, *, tapscript: bool = False) -> str:
    """The table of `opcodes.toml` that tells of the opcode; opcodes that differ in a number share one."""
    if tapscript and is_op_success(opcode):
        return "OP_SUCCESS"
    if opcode in _PUSHBYTES:
        return "OP_PUSHBYTES"
    if OP_1 <= opcode <= OP_16:
        return "OP_NUMBER"
    if opcode in _UPGRADABLE:
        return "OP_NOPN"
    return "OP_UNKNOWN" if opcode in _UNKNOWN else opcode_name(opcode)


def opcode_line(opcode: int, part: str, texts: Texts, *, tapscript: bool = False, size: int | None = None) -> Line:
    """A sentence of the opcode's table, its number or the size of its push filled in."""
    number = opcode - OP_1 + 1
    told = opcode if size is None else size
    return texts.line("opcodes", opcode_key(opcode, tapscript=tapscript), part, number=number, size=grouped(told))


def is_lock_asleep(opcode: int, rules: Rules) -> bool:
    """Whether the opcode is a lock whose rule did not exist yet, so that it does nothing."""
    return opcode in _LOCKS and _LOCKS[opcode] not in rules


def step_line(
    step: Step, before: Items, capture: Capture | None, texts: Texts, *, asleep: bool = False, tapscript: bool = False
) -> Line:
    """What the step did; `before` is the stack it began with, `capture` what is known of the bytes it pushes.

    `asleep` is a lock whose rule did not exist yet (see `is_lock_asleep`).
    """
    instruction = step.instruction
    if asleep:
        return texts.line("walk", "lock_asleep")
    if instruction.data:
        return _push_line(instruction, capture, texts)
    if any(check.reason == UNKNOWN_KEY_TYPE for check in step.checks):
        return texts.line("walk", "unchecked")
    line = opcode_line(instruction.opcode, "does", texts, tapscript=tapscript)
    key = opcode_key(instruction.opcode, tapscript=tapscript)
    outcome = "true" if _came_out_true(step, before) else "false"
    if not texts.has("opcodes", key, outcome):
        return line
    return (*line, *texts.line("page", "between_sentences"), *texts.line("opcodes", key, outcome))


def _push_line(instruction: Instruction, capture: Capture | None, texts: Texts) -> Line:
    size = len(instruction.data or b"")
    if capture is None:
        return texts.count("walk", "push_plain", size)
    key = "push_by_form" if capture.certainty is Certainty.HEURISTIC else "push_role"
    return texts.count("walk", key, size, role=texts.plain("fields", capture.role))


def _came_out_true(step: Step, before: Items) -> bool:
    """Which of its two outcomes the opcode had. One that ends a script otherwise has the true one only."""
    opcode = step.instruction.opcode
    if opcode in (OP_IF, OP_NOTIF, OP_ELSE):
        return step.taken
    if opcode == OP_IFDUP:
        return len(step.stack) > len(before)
    if opcode == OP_CHECKSIGADD:
        return bool(step.checks) and step.checks[-1].passes
    if opcode_name(opcode).endswith("VERIFY"):
        return True
    return bool(step.stack) and is_true(step.stack[-1])


def numbers_line(
    step: Step, before: Items, tx: Transaction, vin: int, texts: Texts, *, read_next: bool = False
) -> Line:
    """The numbers that the opcode read, and what they made; or the one that is pushed, if it is read as one."""
    opcode = step.instruction.opcode
    if step.instruction.data:
        return texts.line("walk", "number_pushed", number=_number(step.instruction.data)) if read_next else ()
    if opcode in _LOCKS:
        return _lock_line(opcode, before, tx, vin, texts)
    count = _OPERANDS.get(opcode_name(opcode), 0)
    operands = before[-count:] if count else ()
    if not count or len(operands) < count or any(len(item) > MAX_NUMBER_SIZE for item in operands):
        return ()
    told = texts.plain("why", "between_names").join(_number(item) for item in operands)
    if step.failure or opcode_name(opcode).endswith("VERIFY") or not step.stack:
        return texts.line("walk", "numbers_read", numbers=told)
    return texts.line("walk", "numbers_made", numbers=told, made=_number(step.stack[-1]))


def _number(item: bytes) -> str:
    return grouped(script_number(item))


def _lock_line(opcode: int, before: Items, tx: Transaction, vin: int, texts: Texts) -> Line:
    if not before or len(before[-1]) > MAX_LOCK_NUMBER_SIZE:
        return ()
    wanted = script_number(before[-1])
    if opcode == OP_CHECKLOCKTIMEVERIFY:
        return texts.line(
            "walk", "lock_numbers", wanted=_lock_time(wanted, texts), found=_lock_time(tx.lock_time, texts)
        )
    found = _relative(tx.inputs[vin].sequence, texts)
    key = "relative_numbers" if tx.version >= 2 else "relative_numbers_version"
    return texts.line("walk", key, wanted=_relative(wanted, texts), found=found, version=grouped(tx.version))


def _lock_time(number: int, texts: Texts) -> str:
    if 0 <= number < LOCK_TIME_THRESHOLD:
        return texts.plain("walk", "lock_height", number=grouped(number))
    if LOCK_TIME_THRESHOLD <= number <= 0xFFFFFFFF:
        return texts.plain("walk", "lock_time", number=grouped(number), time=utc(number))
    return grouped(number)


def _relative(number: int, texts: Texts) -> str:
    if number < 0:
        return grouped(number)
    if number & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return texts.plain("walk", "relative_off", hex=f"{number:08x}")
    units = number & SEQUENCE_LOCKTIME_MASK
    key = "relative_time" if number & SEQUENCE_LOCKTIME_TYPE_FLAG else "relative_blocks"
    return texts.plain("walk", key, number=grouped(units))


def why_line(
    step: Step, before: Items, stage: Stage, item: InputReport, capture: Capture | None, rules: Rules, texts: Texts
) -> Line:
    """Why the element stands there: as its kind of script has it, else what it is good for in general.

    Nothing where the run shows that it is not good for that.
    """
    opcode = step.instruction.opcode
    tapscript = stage.version is SigVersion.TAPSCRIPT
    if is_lock_asleep(opcode, rules) or any(check.reason == UNKNOWN_KEY_TYPE for check in step.checks):
        return ()
    if any(check.sighash is not None and check.sighash.quirk for check in step.checks):
        return texts.line("walk", "why_quirk")
    if [check.reason for check in step.checks] == [_NO_POINT_TRIED]:
        return texts.line("walk", "why_no_point")
    if capture is not None and capture.flaw:
        return texts.line("walk", f"why_{capture.flaw}_pushed")
    outcome = "" if _came_out_true(step, before) else "_false"
    outcome = "_asleep" if Rules.P2SH not in rules and stage.role == "script_pubkey" else outcome
    name = opcode_key(opcode, tapscript=tapscript)
    for shape in shapes_of(stage, item):
        for key in (capture.role if capture else "", f"{name}{outcome}", name):
            if key and texts.has("walk", "why", shape.key, key):
                return texts.line("walk", "why", shape.key, key)
    proven = capture is not None and capture.certainty is Certainty.PROVEN  # else the step says what it looks like
    if capture is not None and proven and texts.has("walk", "push", capture.role):
        return texts.line("walk", "push", capture.role)
    if stage.role == "script_sig" and opcode == OP_0 and step.position == 0 and _counts_keys(item):
        return texts.line("walk", "push_dummy")
    return () if step.instruction.data is not None else opcode_line(opcode, "why", texts, tapscript=tapscript)


def _counts_keys(item: InputReport) -> bool:
    """Whether the input answers to an OP_CHECKMULTISIG, which takes an item too many."""
    shapes = [shape for inner in item.inner_scripts for shape in inner.shapes]
    return any(shape.key == "multisig" for shape in (*shapes, *([item.spent.type] if item.spent else [])))


def shapes_of(stage: Stage, item: InputReport) -> tuple[Match, ...]:
    """The shapes that the script of the stage was recognised as."""
    if stage.role == "script_pubkey":
        return (item.spent.type, *item.spent.shapes) if item.spent else ()
    if stage.role == "witness_key_hash":
        pushed = ByteSlice(stage.script.start + _PUSHED_HASH.start, stage.script.data[slice(*_PUSHED_HASH)])
        return (Match("pubkeyhash", (Capture("public_key_hash", pushed),)),)
    return tuple(shape for inner in item.inner_scripts if inner.role == stage.role for shape in inner.shapes)


def confirmed(step: Step, capture: Capture | None, checks: Sequence[SignatureCheck]) -> Capture | None:
    """What is known of the bytes, or else what the checks of the run took them for, or else what they look like."""
    piece = step.instruction.slice
    if not piece.data or (capture is not None and capture.certainty is Certainty.PROVEN):
        return capture
    for check in checks:
        if piece.data == check.signature:
            return Capture(f"{check.algorithm}_signature", piece)
        if piece.data == check.public_key:
            return Capture("public_key" if check.algorithm == "ecdsa" else "x_only_public_key", piece)
    return capture


def capture_at(step: Step, stage: Stage, item: InputReport) -> Capture | None:
    """What is known of the bytes that the step pushes, or what they look like."""
    piece = step.instruction.slice
    if not piece.data or step.instruction.flaw:
        return None
    found = item.kind.captures if stage.role == "script_sig" else ()
    captures = [*found, *(capture for shape in shapes_of(stage, item) for capture in shape.captures)]
    known = {capture.slice.start: capture for capture in captures}.get(piece.start)
    if known is None and len(piece.data) == _COMPRESSED_KEY_SIZE and piece.data[0] in (2, 3):
        return Capture("public_key", piece, certainty=Certainty.HEURISTIC)
    return known
