"""What the first bytes of a block say: its header, how many transactions it has, the height in its coinbase."""

from __future__ import annotations

from txexplain.model.block import BIP34_VERSION, HEADER_SIZE
from txexplain.wire.block import pushed_number, target_of, work_number
from txexplain.wire.hashes import hash256

_FLAGS = 2  # bytes: marker and flag of a transaction with witness


def is_header(start: bytes, pow_limit: int) -> bool:
    """Whether they begin with a header whose hash has the work that it names (Core: CheckProofOfWork)."""
    if len(start) < HEADER_SIZE:
        return False
    target = target_of(int.from_bytes(start[72:76], "little"))
    return target is not None and target <= pow_limit and work_number(hash256(start[:HEADER_SIZE])) <= target


def transaction_count(start: bytes) -> int:
    """How many transactions it says to have; at most four bytes of that count."""
    first = start[HEADER_SIZE] if len(start) > HEADER_SIZE else 0
    if first < 0xFD:
        return first
    return int.from_bytes(start[HEADER_SIZE + 1 : HEADER_SIZE + 1 + (2 if first == 0xFD else 4)], "little")


def stated_height(start: bytes, bip34_height: int) -> int | None:
    """The height that the coinbase begins with, where BIP34 demands one of this block; else None."""
    version = int.from_bytes(start[:4], "little", signed=True)
    script = _coinbase_script(start)
    height = None if version < BIP34_VERSION else pushed_number(script)
    return height if height is not None and height >= bip34_height else None


def _coinbase_script(start: bytes) -> bytes:
    """As far as it is in these bytes."""
    width = 1 if start[HEADER_SIZE : HEADER_SIZE + 1] < b"\xfd" else 3 if start[HEADER_SIZE] == 0xFD else 5
    position = HEADER_SIZE + width + 4
    if start[position : position + _FLAGS] == b"\x00\x01":
        position += _FLAGS
    return start[position + 1 + 36 + 1 :]
