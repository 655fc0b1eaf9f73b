"""Raw bytes read by offsets alone: where the inputs, outputs and witnesses of a transaction stand, and its sizes.

Much less than `wire.transaction.decode` finds out, at a small part of the cost, where many transactions are asked
for little. It takes what is beyond doubt: every count and size in its shortest form, every piece where the one before
it ends, the last one at the end of the bytes. All else, errors too, is left to the full reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import NamedTuple

from txexplain.model.bytes import MANY, ByteSlice
from txexplain.model.transaction import NULL_VOUT, WITNESS_SCALE_FACTOR, OutPoint, TxIn, TxOut

_MAX_SIZE = 0x02000000  # as in wire.cursor
_MARKER_AND_FLAG = b"\0\1"
_NULL_OUTPOINT = bytes(32) + NULL_VOUT.to_bytes(4, "little")
_INT32, _INT64 = Struct("<I").unpack_from, Struct("<q").unpack_from


class Doubt(Exception):
    """That the full reading has to say what these bytes are."""


class Scan(NamedTuple):
    """Where things stand in `raw`, a whole transaction.

    `inputs` and `outputs` are the offsets of each one's first byte, `witnesses` those of each input's count of
    witness items, none where there is no witness. `body_end` is where the outputs end.
    """

    raw: bytes
    inputs: list[int]
    outputs: list[int]
    witnesses: list[int]
    body_end: int
    output_sat: int

    @property
    def base(self) -> bytes:
        """The transaction without marker, flag and witness."""
        raw = self.raw
        return raw[:4] + raw[6 : self.body_end] + raw[-4:] if self.witnesses else raw

    @property
    def base_size_bytes(self) -> int:
        return self.body_end + 2 if self.witnesses else len(self.raw)  # 4 behind the outputs, less marker and flag

    @property
    def weight_wu(self) -> int:
        """BIP141: three times the size without witness, plus the whole size."""
        return self.base_size_bytes * (WITNESS_SCALE_FACTOR - 1) + len(self.raw)

    @property
    def is_coinbase(self) -> bool:
        """Core's CTransaction::IsCoinBase."""
        return len(self.inputs) == 1 and self.raw.startswith(_NULL_OUTPOINT, self.inputs[0])

    @property
    def version(self) -> int:
        return self.uint32(0)

    @property
    def lock_time(self) -> int:
        return self.uint32(len(self.raw) - 4)

    def uint32(self, start: int) -> int:
        number: int = _INT32(self.raw, start)[0]
        return number

    def txins(self) -> Iterator[TxIn]:
        """The inputs, with their witnesses."""
        raw, witnesses, new = self.raw, self.witnesses, tuple.__new__  # NamedTuples made directly: half of the time
        for number, start in enumerate(self.inputs):
            outpoint = new(OutPoint, (raw[start : start + 32], _INT32(raw, start + 32)[0]))
            script = _piece(raw, start + 36)
            witness = _stack(raw, witnesses[number]) if witnesses else ()
            sequence = _INT32(raw, script[0] + len(script[1]))[0]
            yield new(TxIn, (outpoint, script, sequence, witness))

    def txouts(self) -> Iterator[TxOut]:
        """The outputs."""
        raw = self.raw
        for start in self.outputs:
            yield tuple.__new__(TxOut, (_INT64(raw, start)[0], _piece(raw, start + 8)))


def _piece(raw: bytes, start: int) -> ByteSlice:
    """What is held behind the size at `start`: a script, a witness item."""
    size = raw[start]
    start += 1
    if size > 0xFC:
        size, start = _compact_size(raw, start - 1)
    return tuple.__new__(ByteSlice, (start, raw[start : start + size]))


def _stack(raw: bytes, start: int) -> Sequence[ByteSlice]:
    """The witness items whose count stands at `start`."""
    count, position = _compact_size(raw, start)
    if count > MANY:
        from txexplain.model.pieces import pieces_of  # hardly ever

        return pieces_of(raw, position, _items(raw, position, count))
    items = []
    for _ in range(count):
        item = _piece(raw, position)
        items.append(item)
        position = item[0] + len(item[1])
    return tuple(items)


def _items(raw: bytes, position: int, count: int) -> Iterator[ByteSlice]:
    """So many witness items, one behind the other."""
    for _ in range(count):
        item = _piece(raw, position)
        yield item
        position = item[0] + len(item[1])


def scan(raw: bytes) -> Scan:
    """The transaction that `raw` is, down to the last byte. Raises Doubt where the full reading has to say."""
    try:
        places, end = places_at(raw, 0)
    except IndexError:  # it ends early
        raise Doubt from None
    found: Scan = tuple.__new__(Scan, (raw, *places))
    if end != len(raw) or (found.witnesses and _could_be_without_inputs(raw)):
        raise Doubt
    return found


def places_at(raw: bytes, start: int) -> tuple[tuple[list[int], list[int], list[int], int, int], int]:
    """What a Scan has, of what begins at `start`, and where that ends. Raises Doubt or IndexError."""
    position = start + 4
    has_witness = raw[position] == 0
    if has_witness:
        if raw[position : position + 2] != _MARKER_AND_FLAG:
            raise Doubt
        position += 2
    inputs, position = _inputs(raw, position)
    outputs, total, body_end = _outputs(raw, position)
    witnesses, end = _witnesses(raw, body_end, len(inputs)) if has_witness else ([], body_end)
    end += 4
    if end > len(raw):
        raise Doubt
    return (inputs, outputs, witnesses, body_end, total), end


def _inputs(raw: bytes, position: int) -> tuple[list[int], int]:
    count, position = (raw[position], position + 1) if raw[position] < 0xFD else _compact_size(raw, position)
    found = []
    for _ in range(count):
        found.append(position)
        size = raw[position + 36]
        position += 37
        if size > 0xFC:
            size, position = _compact_size(raw, position - 1)
        position += size + 4
    return found, position


def _outputs(raw: bytes, position: int) -> tuple[list[int], int, int]:
    """Where they stand, what they hold together in satoshi, and where they end."""
    count, position = (raw[position], position + 1) if raw[position] < 0xFD else _compact_size(raw, position)
    found, total, end = [], 0, len(raw) - 8
    for _ in range(count):
        if position > end:
            raise Doubt
        found.append(position)
        total += _INT64(raw, position)[0]
        size = raw[position + 8]
        position += 9
        if size > 0xFC:
            size, position = _compact_size(raw, position - 1)
        position += size
    return found, total, position


def _witnesses(raw: bytes, position: int, inputs: int) -> tuple[list[int], int]:
    found, items = [], 0
    for _ in range(inputs):
        found.append(position)
        count, position = (raw[position], position + 1) if raw[position] < 0xFD else _compact_size(raw, position)
        items += count
        for _ in range(count):
            size = raw[position]
            position += 1
            if size > 0xFC:
                size, position = _compact_size(raw, position - 1)
            position += size
    if not items:  # a superfluous witness
        raise Doubt
    return found, position


def _compact_size(raw: bytes, position: int) -> tuple[int, int]:
    """The CompactSize at that place, and where it ends. Raises Doubt where it is not the shortest, or too large."""
    first = raw[position]
    if first < 0xFD:
        return first, position + 1
    width = 1 << (first - 0xFC)
    end = position + 1 + width
    value = int.from_bytes(raw[position + 1 : end], "little")
    shortest = 0xFD if width == 2 else 1 << 4 * width
    if end > len(raw) or not shortest <= value <= _MAX_SIZE:
        raise Doubt
    return value, end


def _could_be_without_inputs(raw: bytes) -> bool:
    """Whether what reads with witness reads without one too: no inputs, one output, to the last byte."""
    try:
        size, start = _compact_size(raw, 14)
    except (Doubt, IndexError):
        return False
    return start + size + 4 == len(raw)
