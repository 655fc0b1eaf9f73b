"""Undo data: the outputs that a block spent, as Core keeps them to be able to take it back.

Core: undo.h (CBlockUndo, TxInUndoFormatter), compressor.h (TxOutCompression), serialize.h (VARINT).
"""

from __future__ import annotations

from functools import lru_cache

from txexplain.model.report import SpentOutput
from txexplain.model.script import MAX_SCRIPT_SIZE
from txexplain.wire.keys import FIELD_SIZE

_SPECIAL_SIZES = (20, 20, 32, 32, 32, 32)  # bytes of scripts that are kept shorter, by their kind
_P2PKH, _P2SH = 0, 1
_POWERS: tuple[int, ...] = tuple(10**zeros for zeros in range(10))
_MAX_VARINT = (1 << 64) - 1


class UndoFault(ValueError):
    """These bytes are no undo data."""


def spent_outputs(data: bytes) -> list[list[SpentOutput]]:
    """What each transaction but the coinbase spent, in the order of its inputs. Raises UndoFault."""
    try:
        return _Undo(data).block()
    except IndexError:
        raise UndoFault from None


def count_of(data: bytes) -> int:
    """How many transactions the data are about: all of the block but its coinbase. Raises UndoFault."""
    try:
        return _Undo(data).compact_size()
    except IndexError:
        raise UndoFault from None


class _Undo:
    """Reads on from `position`. Raises IndexError at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def block(self) -> list[list[SpentOutput]]:
        found = [[self._coin() for _ in range(self.compact_size())] for _ in range(self.compact_size())]
        if self._position != len(self._data):
            raise UndoFault
        return found

    def compact_size(self) -> int:
        """A count, no greater than what the data have room for."""
        first = self._take(1)[0]
        value = first if first < 0xFD else int.from_bytes(self._take(1 << (first - 0xFC)), "little")
        if value > len(self._data):
            raise UndoFault
        return value

    def _take(self, size: int) -> bytes:
        start = self._position
        self._position = end = start + size
        if end > len(self._data):
            raise IndexError
        return self._data[start:end]

    def _varint(self) -> int:
        """Base 128 with the highest digit first; each digit but the last stands for one more (Core: ReadVarInt)."""
        data, position, value = self._data, self._position, 0
        while True:
            byte = data[position]
            position += 1
            value = value << 7 | byte & 0x7F
            if value > _MAX_VARINT:
                raise UndoFault
            if byte < 0x80:
                self._position = position
                return value
            value += 1

    def _coin(self) -> SpentOutput:
        code = self._varint()
        height = code >> 1
        if height:
            self._varint()  # once the version of the transaction
        value_sat = amount_of(self._varint())
        return SpentOutput(value_sat, self._script(), height, bool(code & 1))

    def _script(self) -> bytes:
        size = self._varint()
        if size < len(_SPECIAL_SIZES):
            return special_script(size, self._take(_SPECIAL_SIZES[size]))
        size -= len(_SPECIAL_SIZES)
        script = self._take(size)
        return script if size <= MAX_SCRIPT_SIZE else b"\x6a"  # as Core reads one that nobody can spend


def amount_of(number: int) -> int:
    """The satoshi that the number stands for: zeros at the end are kept as their count (Core: DecompressAmount)."""
    if number == 0:
        return 0
    number, zeros = divmod(number - 1, 10)
    if zeros < len(_POWERS) - 1:
        number, digit = divmod(number, 9)
        return (number * 10 + digit + 1) * _POWERS[zeros]
    return (number + 1) * _POWERS[zeros]


def special_script(kind: int, data: bytes) -> bytes:
    """The output script of which only the hash or the key is kept (Core: DecompressScript). Raises UndoFault."""
    if kind == _P2PKH:
        return b"\x76\xa9\x14" + data + b"\x88\xac"
    if kind == _P2SH:
        return b"\xa9\x14" + data + b"\x87"
    if kind < 4:
        return bytes((33, kind)) + data + b"\xac"
    return b"\x41" + _whole_key(data, kind & 1) + b"\xac"


@lru_cache(maxsize=1 << 12)
def _whole_key(x_bytes: bytes, parity: int) -> bytes:
    """The uncompressed public key with this x, its y even or odd. Raises UndoFault where the curve has none."""
    x = int.from_bytes(x_bytes, "big")
    square = (x**3 + 7) % FIELD_SIZE
    y = pow(square, (FIELD_SIZE + 1) // 4, FIELD_SIZE)
    if x >= FIELD_SIZE or y * y % FIELD_SIZE != square:
        raise UndoFault
    if y & 1 != parity:
        y = FIELD_SIZE - y
    return b"\x04" + x_bytes + y.to_bytes(32, "big")
