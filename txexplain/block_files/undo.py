"""Undo data: the outputs that a block spent, as Core keeps them to be able to take it back.

Core: undo.h (CBlockUndo, TxInUndoFormatter), compressor.h (TxOutCompression), serialize.h (VARINT). Nodes before 0.15
kept height and coinbase only of the last output of a transaction to be spent: of the others they are not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from txexplain.model.report import SpentOutput
from txexplain.model.script import MAX_SCRIPT_SIZE
from txexplain.wire.keys import FIELD_SIZE

_SPECIAL_SIZES = (20, 20, 32, 32, 32, 32)  # bytes of scripts that are kept shorter, by their kind
_P2PKH, _P2SH = 0, 1
_POWERS: tuple[int, ...] = tuple(10**zeros for zeros in range(10))
_MOST_DIGITS = 10  # of a number of 64 bits
_UNSPENDABLE = b"\x6a"  # what Core reads in place of a script that is too long for anybody to spend


class UndoFault(ValueError):
    """These bytes are no undo data."""


def spent_outputs(data: bytes, inputs_of: Sequence[int]) -> list[list[SpentOutput]]:
    """What each transaction but the coinbase spent, in the order of its inputs, of which there are so many each.

    Raises UndoFault, also where the data are of other transactions: no further is read than they can be of these.
    """
    try:
        count, position = _compact_size(data, 0)
        if count != len(inputs_of):
            raise UndoFault
        found = []
        for wanted in inputs_of:
            inputs, position = _compact_size(data, position)
            if inputs != wanted:
                raise UndoFault
            coins, position = _coins(data, position, inputs)
            found.append(coins)
    except IndexError:
        raise UndoFault from None
    if position != len(data):
        raise UndoFault
    return found


def count_of(data: bytes) -> int:
    """How many transactions the data are about: all of the block but its coinbase. Raises UndoFault."""
    try:
        return _compact_size(data, 0)[0]
    except IndexError:
        raise UndoFault from None


# What follows raises IndexError where the data end early, and gives what it read with where the data go on.


def _compact_size(data: bytes, position: int) -> tuple[int, int]:
    """A count, no greater than the data have room for."""
    value = data[position]
    end = position + 1
    if value >= 0xFD:
        end += 1 << (value - 0xFC)
        value = int.from_bytes(data[position + 1 : end], "little")
    if value > len(data) or end > len(data):
        raise UndoFault
    return value, end


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Base 128 with the highest digit first; each digit but the last stands for one more (Core: ReadVarInt)."""
    value = 0
    for at in range(position, position + _MOST_DIGITS):
        byte = data[at]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + 1
        value += 1
    raise UndoFault


def _coins(data: bytes, position: int, count: int) -> tuple[list[SpentOutput], int]:
    coins = []
    for _ in range(count):
        code, position = _varint(data, position)
        height, is_coinbase = (code >> 1, bool(code & 1)) if code > 1 else (None, None)
        if height:  # then a version comes, which is 0 for long
            position = position + 1 if not data[position] else _varint(data, position)[1]
        amount, position = _varint(data, position)
        script, position = _script(data, position)
        coins.append(SpentOutput(amount_of(amount), script, height, is_coinbase))
    return coins, position


def _script(data: bytes, position: int) -> tuple[bytes, int]:
    size, position = _varint(data, position)
    special = size < len(_SPECIAL_SIZES)
    end = position + (_SPECIAL_SIZES[size] if special else size - len(_SPECIAL_SIZES))
    if end > len(data):
        raise IndexError
    script = data[position:end]
    if special:
        return special_script(size, script), end
    return (script if len(script) <= MAX_SCRIPT_SIZE else _UNSPENDABLE), end


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
