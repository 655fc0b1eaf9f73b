"""Script bytes to instructions (Core: GetScriptOp), and the numbers in them (Core: CScriptNum)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.script import (
    OP_1NEGATE,
    OP_16,
    OP_CHECKSIGADD,
    OP_CODESEPARATOR,
    OP_PUSHDATA1,
    OP_PUSHDATA4,
    Instruction,
    Script,
    encode_number,
)
from txexplain.wire.cursor import compact_size, sized

Element: TypeAlias = tuple[int, int, int, bytes | None, str | None, int]

KEPT_INSTRUCTIONS = 10_000  # outside tapscript, a script that can run has no more bytes than that
KEPT_OF_OUTPUT = 1_000  # of an output script or a scriptSig: no known shape is longer


def elements(script: bytes) -> Iterator[Element]:
    """The elements of `script` as `instructions` gives them, from offset 0, as plain tuples: for who needs speed.

    Opcode, first byte, byte behind the last, what it pushes, its flaw, and how many bytes were announced.
    """
    position, end = 0, len(script)
    while position < end:
        opcode = script[position]
        if opcode > OP_PUSHDATA4:
            yield opcode, position, position + 1, None, None, 0
            position += 1
            continue
        stop = position + 1 + opcode
        if opcode < OP_PUSHDATA1 and stop <= end:  # most of all
            yield opcode, position, stop, script[position + 1 : stop], None, opcode
            position = stop
            continue
        item = _push_at(position, script)
        yield item
        position = item[2]


def instructions(script: bytes, start: int = 0) -> Iterator[Instruction]:
    """The elements of `script`, whose first byte stands at offset `start`; they tile it exactly.

    A push that runs past the end is an instruction with a flaw, the last one: never an error.
    """
    new = tuple.__new__  # NamedTuples made directly: half of the time, and there are many
    for opcode, first, stop, data, flaw, wanted in elements(script):
        yield new(Instruction, (opcode, new(Span, (start + first, start + stop)), data, flaw, wanted))


def instruction_of(element: Element, start: int) -> Instruction:
    """The element, of a script whose first byte stands at offset `start`."""
    opcode, first, stop, data, flaw, wanted = element
    return Instruction(opcode, Span(start + first, start + stop), data, flaw, wanted)


def is_sound(script: bytes) -> bool:
    """Whether every opcode has a name and no push runs past the end."""
    return all(flaw is None and opcode <= OP_CHECKSIGADD for opcode, _, _, _, flaw, _ in elements(script))


def _push_at(position: int, script: bytes) -> Element:
    """The push whose opcode stands at `position`; one with a flaw takes the rest of the script."""
    opcode, end = script[position], len(script)
    data_start, size = position + 1, opcode
    if opcode >= OP_PUSHDATA1:
        data_start += 1 << (opcode - OP_PUSHDATA1)
        if data_start > end:
            return opcode, position, end, b"", "length", 0
        size = int.from_bytes(script[position + 1 : data_start], "little")
    stop = data_start + size
    if stop > end:
        return opcode, position, end, script[data_start:], "data", size
    return opcode, position, stop, script[data_start:stop], None, size


def first_of(script: bytes, opcodes: frozenset[int]) -> Instruction | None:
    """The first element that has one of these opcodes, or a flaw; None where there is none. None of them may push."""
    position, end = 0, len(script)
    while position < end:
        opcode = script[position]
        if opcode in opcodes:
            return Instruction(opcode, Span(position, position + 1))
        if opcode > OP_PUSHDATA4:
            position += 1
            continue
        item = _push_at(position, script)
        if item[4]:
            return instruction_of(item, 0)
        position = item[2]
    return None


def parse(piece: ByteSlice, *, tapscript: bool = False, keep: int = KEPT_INSTRUCTIONS) -> Script:
    """The script in `piece`, to be shown and matched; of a huge one only the first `keep` elements.

    To run a script take `instructions`, which gives all of it.
    """
    elements = tuple(islice(instructions(piece.data, piece.start), keep))
    return Script(piece, elements, not elements or elements[-1].span.end == piece.end, tapscript)


def is_minimal_number(data: bytes) -> bool:
    """Whether no shorter item means the same number (Core: CScriptNum with fRequireMinimal)."""
    if not data or data[-1] & 0x7F:
        return True
    return len(data) > 1 and bool(data[-2] & 0x80)


def is_minimal_push(instruction: Instruction) -> bool:
    """Whether the shortest opcode was used for this data (Core: CheckMinimalPush)."""
    return is_minimal(instruction.opcode, instruction.data or b"")


def is_minimal(opcode: int, data: bytes) -> bool:
    """Whether no shorter opcode pushes the data."""
    if len(data) == 1 and (1 <= data[0] <= 16 or data[0] == 0x81):
        return False  # OP_1 to OP_16 and OP_1NEGATE say it in one byte
    if not data:
        return opcode == 0
    if len(data) < OP_PUSHDATA1:
        return opcode == len(data)
    return opcode == OP_PUSHDATA1 + (0 if len(data) <= 0xFF else 1 if len(data) <= 0xFFFF else 2)


def push(data: bytes) -> bytes:
    """The script that pushes `data` with a length of its own, small numbers too (Core: CScript::operator<<)."""
    size = len(data)
    if size < OP_PUSHDATA1:
        return bytes([size]) + data
    place = 0 if size <= 0xFF else 1 if size <= 0xFFFF else 2
    return bytes([OP_PUSHDATA1 + place]) + size.to_bytes(1 << place, "little") + data


def number_push(number: int) -> bytes:
    """The shortest script that pushes the number (Core: CScript::operator<< for numbers)."""
    if number == 0:
        return b"\0"
    return bytes([OP_1NEGATE + 1 + number]) if -1 <= number <= 16 else push(encode_number(number))


def is_push_only(script: bytes) -> bool:
    """Whether every element pushes, OP_RESERVED counted as one that does (Core: CScript::IsPushOnly)."""
    return all(opcode <= OP_16 and flaw is None for opcode, _, _, _, flaw, _ in elements(script))


def find_and_delete(script: bytes, pattern: bytes) -> bytes:
    """The script without each `pattern` that stands where an element begins (Core: FindAndDelete)."""
    if pattern not in script:
        return script
    kept: list[bytes] = []
    rest: bytes | None = script
    while rest:
        start = 0
        while rest.startswith(pattern, start):
            start += len(pattern)
        before, rest = _split_before(pattern, rest[start:])
        kept.append(before)
    return b"".join(kept)


def _split_before(pattern: bytes, script: bytes) -> tuple[bytes, bytes | None]:
    """The script up to the first element that `pattern` follows, that one included, and the rest, or None."""
    for _, _, end, _, flaw, _ in elements(script):
        if not flaw and script.startswith(pattern, end):
            return script[:end], script[end:]
    return script, None


def legacy_script_code(script: bytes) -> bytes:
    """A script code as legacy messages hold it: behind its length, without its OP_CODESEPARATORs.

    Of an element that runs past the end only the opcode and the length are written
    (Core: CTransactionSignatureSerializer::SerializeScriptCode).
    """
    if OP_CODESEPARATOR not in script and is_whole(script):
        return sized(script)
    kept, separators = [], 0
    for opcode, start, end, data, flaw, _ in elements(script):
        if opcode == OP_CODESEPARATOR:
            separators += 1
            continue
        if flaw:
            end = end - len(data or b"") if flaw == "data" else start + 1
        kept.append(script[start:end])
    return compact_size(len(script) - separators) + b"".join(kept)


def is_whole(script: bytes) -> bool:
    """Whether no push runs past the end."""
    return all(flaw is None for _, _, _, _, flaw, _ in elements(script))
