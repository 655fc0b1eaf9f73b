"""An opcode that a script lacks: most often the one that says how many bytes are pushed."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.faults.lengths import SIZES, number_at
from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.errors import Fact
from txexplain.model.hints import ReadField
from txexplain.model.script import OP_PUSHDATA1, opcode_name
from txexplain.wire.cursor import compact_size

_SHAPES = (  # of output scripts: the opcodes before the data, how long it is, and the opcodes after it
    (b"\x76\xa9\x14", 20, b"\x88\xac"),
    (b"\xa9\x14", 20, b"\x87"),
    (b"\x00\x14", 20, b""),
    (b"\x00\x20", 32, b""),
    (b"\x51\x20", 32, b""),
    (b"\x21", 33, b"\xac"),
    (b"\x41", 65, b"\xac"),
)
_PUSHES = 20
_NEAR = 2  # a length farther off has nothing to do with the opcode
_PROGRAMS = {b"\x00\x14": 22, b"\x00\x20": 34}
_KEYS = {2: 33, 3: 33, 4: 65}


def repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    """The script whose length this is, with an opcode more; its length mended too, where it must be."""
    if place.key not in SIZES:
        return
    raw, size_start = reading.raw, place.start
    start, stated = number_at(raw, size_start)
    if place.key == "tx.vout.script_size":
        for at, opcode, right in _missing_of_shapes(raw, start):
            mended = replaced(raw, start + at, start + at, bytes([opcode]))
            mended = replaced(mended, size_start, start, compact_size(right))
            facts: dict[str, Fact] = {"at": start + at, "put": f"{opcode:02x}", "name": opcode_name(opcode)}
            if right == stated:
                yield repair("push" if opcode < OP_PUSHDATA1 and opcode else "opcode", place, mended, **facts)
            elif abs(right - stated) <= _NEAR:
                yield repair("opcode_and_length", place, mended, **facts, stated=stated, right=right)
    elif place.key == "tx.vin.script_size":
        for at, size in _missing_pushes(raw, start):
            mended = replaced(raw, at, at, bytes([size]))
            if at > start and raw[at - 1] == size:  # then it is there: the push before it lacks a byte, and took it
                yield repair("byte_missing", ReadField("tx.vin.script", place.number, start, start + stated), mended)
                continue
            yield repair("push", place, mended, at=at, put=f"{size:02x}", name=opcode_name(size))


def _missing_of_shapes(raw: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Of each shape that fits but for one opcode: where that belongs, itself, and the length of the whole script."""
    for head, size, tail in _SHAPES:
        for lacking in range(len(head) + len(tail)):
            before = head[:lacking] + head[lacking + 1 :]
            after = tail if lacking < len(head) else tail[: lacking - len(head)] + tail[lacking - len(head) + 1 :]
            middle = start + (len(before) if lacking < len(head) else len(head)) + size
            fits = raw.startswith(before if lacking < len(head) else head, start)
            at = lacking if lacking < len(head) else lacking + size
            opcode = (head + tail)[lacking]
            if fits and raw.startswith(after, middle) and raw[start + at : start + at + 1] != bytes([opcode]):
                yield at, opcode, len(head) + size + len(tail)


def _missing_pushes(raw: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where data begins that nothing pushes, in an input script, and how long it is."""
    position = start
    for _ in range(_PUSHES):
        size = _bare_data(raw, position)
        if size:
            yield position, size
            position += size
        elif position < len(raw) and raw[position] < OP_PUSHDATA1:
            position += 1 + raw[position]
        else:
            return


def _bare_data(raw: bytes, start: int) -> int:
    """The length of the signature, key or witness program that begins there, 0 where none does."""
    head = raw[start : start + 3]
    if len(head) < 3:
        return 0
    if head[0] == 0x30 and head[2] == 0x02 and 0x43 <= head[1] <= 0x46:
        return head[1] + 3
    return _PROGRAMS.get(head[:2], 0) or _KEYS.get(head[0], 0)
