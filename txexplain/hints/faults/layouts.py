"""One fault all over the transaction: the bytes read in another layout than Bitcoin's, and written again in that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from txexplain.hints.faults.lengths import number_at
from txexplain.hints.oddness import is_settled
from txexplain.hints.reading import Reading, whole
from txexplain.hints.repair import Repair, repair
from txexplain.model.errors import DecodeError
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import Cursor, compact_size, sized
from txexplain.wire.script import instructions

_MARKER = b"\0\1"
_LOCK_TIME = 4
_DER = 0x30
_DER_SIZES = range(0x43, 0x47)
_KEY_SIZE = 33
_SHAPES = ((b"\x76\xa9\x14", 25), (b"\xa9\x14", 23), (b"\x00\x14", 22), (b"\x00\x20", 34), (b"\x51\x20", 34))

_Script = Callable[[Cursor], bytes]
_Stack = Callable[[Cursor], list[bytes]]


class _Misfit(Exception):
    """The bytes are not in that layout."""


def _script(cursor: Cursor) -> bytes:
    return cursor.take(cursor.compact_size(""), "")


def _script_in_digits(cursor: Cursor) -> bytes:
    digits = cursor.compact_size("")
    if digits % 2:
        raise _Misfit
    return cursor.take(digits // 2, "")


def _no_script(cursor: Cursor) -> bytes:
    return b""


def _script_by_shape(cursor: Cursor) -> bytes:
    size = next((size for head, size in _SHAPES if cursor.raw.startswith(head, cursor.position)), None)
    if size is None:
        raise _Misfit
    return cursor.take(size, "")


def _stack(cursor: Cursor) -> list[bytes]:
    return [_script(cursor) for _ in range(cursor.compact_size(""))]


def _stack_in_digits(cursor: Cursor) -> list[bytes]:
    return [_script_in_digits(cursor) for _ in range(cursor.compact_size(""))]


def _stack_without_count(cursor: Cursor) -> list[bytes]:
    """A signature, and behind one in DER its key; an empty stack keeps its 00."""
    first = _script(cursor)
    if not first:
        return []
    return [first, _script(cursor)] if first[0] == _DER else [first]


def _stack_without_sizes(cursor: Cursor) -> list[bytes]:
    """Signatures in DER and compressed keys tell their lengths; other items keep them."""
    return [cursor.take(_own_size(cursor), "") or _script(cursor) for _ in range(cursor.compact_size(""))]


def _own_size(cursor: Cursor) -> int:
    head = cursor.raw[cursor.position : cursor.position + 3]
    if len(head) == 3 and head[0] == _DER and head[1] in _DER_SIZES and head[2] == 2:
        return head[1] + 3
    return _KEY_SIZE if head[:1] in (b"\2", b"\3") else 0


def _stack_as_script(cursor: Cursor) -> list[bytes]:
    """Pushes, behind their length together."""
    found = list(instructions(_script(cursor)))
    if any(item.data is None or item.flaw for item in found):
        raise _Misfit
    return [item.data or b"" for item in found]


def _stacks_after_their_length(cursor: Cursor) -> list[bytes]:
    end, size = number_at(cursor.raw, cursor.position)
    if len(cursor.raw) - _LOCK_TIME - end not in (size, size + 1):  # without the number of items, or with it
        raise _Misfit
    cursor.position = end
    return _stack(cursor)


class _Layout(NamedTuple):
    key: str
    script_in: _Script = _script
    script_out: _Script = _script
    first_stack: _Stack = _stack
    stack: _Stack = _stack
    time_first: bool = False
    of_witness: bool = False


_LAYOUTS = (
    _Layout("lengths_in_digits", _script_in_digits, _script_in_digits, _stack_in_digits, _stack_in_digits),
    _Layout("lengths_in_digits", _script_in_digits, _script_in_digits),
    _Layout("input_sizes_missing", script_in=_no_script),
    _Layout("output_sizes_missing", script_out=_script_by_shape),
    _Layout("witness_counts_missing", first_stack=_stack_without_count, stack=_stack_without_count, of_witness=True),
    _Layout("witness_sizes_missing", first_stack=_stack_without_sizes, stack=_stack_without_sizes, of_witness=True),
    _Layout("witness_like_script", first_stack=_stack_as_script, stack=_stack_as_script, of_witness=True),
    _Layout("witness_length_first", first_stack=_stacks_after_their_length, of_witness=True),
    _Layout("witness_after_lock_time", time_first=True, of_witness=True),
)
_OF_EACH_INPUT = ("input_sizes_missing", "witness_counts_missing", "witness_sizes_missing")


def repairs(reading: Reading) -> Iterator[Repair]:
    """The bytes as Bitcoin has them, of each layout that fits them to the last byte."""
    for layout in _LAYOUTS:
        try:
            mended = _rewritten(reading.raw, layout)
        except (DecodeError, _Misfit):
            continue
        tx = whole(mended) if mended != reading.raw else None
        if tx is None or (layout.of_witness and not (tx.has_witness and is_settled(tx))):
            continue
        if len(tx.inputs) > 1 or layout.key not in _OF_EACH_INPUT:  # of one it is just a field
            yield repair(layout.key, ReadField("tx", 0, 0, len(reading.raw)), mended)


def _rewritten(raw: bytes, layout: _Layout) -> bytes:
    cursor = Cursor(raw)
    version = cursor.take(4, "")
    marker = cursor.take(2, "") if raw.startswith(_MARKER, 4) else b""
    if layout.of_witness and not marker:
        raise _Misfit
    count_in = cursor.compact_size("")
    inputs = [(cursor.take(36, ""), layout.script_in(cursor), cursor.take(4, "")) for _ in range(count_in)]
    count_out = cursor.compact_size("")
    outputs = [(cursor.take(8, ""), layout.script_out(cursor)) for _ in range(count_out)]
    first_time = cursor.take(_LOCK_TIME, "") if layout.time_first else b""
    stacks = [(layout.stack if vin else layout.first_stack)(cursor) for vin in range(count_in if marker else 0)]
    lock_time = first_time or cursor.take(_LOCK_TIME, "")
    if cursor.position != len(raw):
        raise _Misfit
    return b"".join(
        (
            *(version, marker, compact_size(count_in)),
            *(coin + sized(script) + sequence for coin, script, sequence in inputs),
            compact_size(count_out),
            *(amount + sized(script) for amount, script in outputs),
            *(compact_size(len(stack)) + b"".join(map(sized, stack)) for stack in stacks),
            lock_time,
        )
    )
