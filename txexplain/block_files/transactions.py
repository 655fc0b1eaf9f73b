"""Where the transactions of a block stand, read no further than that needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import DecodeError
from txexplain.wire.block import commitment_of, committed_hash, merkle_root
from txexplain.wire.cursor import Cursor
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import read_either


class BlockFault(ValueError):
    """These bytes are no block, or not the one that the header is of."""


class Place(NamedTuple):
    """A transaction: from `start` to `end`; its inputs and outputs from `body` to `witness`, where that begins.

    `body` is 4 bytes further than `start` where there is no witness; the last 4 bytes are the lock time.
    """

    start: int
    end: int
    body: int
    witness: int
    inputs: int
    output_sat: int

    @property
    def base_size(self) -> int:
        """Bytes without witness."""
        return 8 + self.witness - self.body


def places(raw: bytes) -> list[Place]:
    """All transactions of a block, to its last byte. Raises BlockFault."""
    try:
        count, position = _compact_size(raw, HEADER_SIZE)
        found = list(_places(raw, count, position))
    except IndexError:
        raise BlockFault from None
    if not found or found[-1].end != len(raw):
        raise BlockFault
    return found


def _places(raw: bytes, count: int, position: int) -> Iterator[Place]:
    for _ in range(count):
        place = _place(raw, position)
        yield place
        position = place.end


def _place(raw: bytes, start: int) -> Place:
    """The transaction that begins there. Raises IndexError where the bytes end before it."""
    has_witness = raw[start + 4] == 0 and raw[start + 5] == 1
    body = start + 6 if has_witness else start + 4
    inputs, position = _compact_size(raw, body)
    for _ in range(inputs):
        size, position = _compact_size(raw, position + 36)
        position += size + 4
    count, position = _compact_size(raw, position)
    output_sat = 0
    for _ in range(count):
        output_sat += int.from_bytes(raw[position : position + 8], "little")
        size, position = _compact_size(raw, position + 8)
        position += size
    witness = position
    if has_witness:
        position = _after_witness(raw, inputs, position)
    if position + 4 > len(raw):
        raise IndexError
    return Place(start, position + 4, body, witness, inputs, output_sat)


def _after_witness(raw: bytes, inputs: int, position: int) -> int:
    for _ in range(inputs):
        items, position = _compact_size(raw, position)
        for _ in range(items):
            size, position = _compact_size(raw, position)
            position += size
    return position


def _compact_size(raw: bytes, position: int) -> tuple[int, int]:
    """The number, and where the bytes go on."""
    first = raw[position]
    if first < 0xFD:
        return first, position + 1
    end = position + 1 + (1 << (first - 0xFC))
    if end > len(raw):
        raise IndexError
    return int.from_bytes(raw[position + 1 : end], "little"), end


def check_hashes(raw: bytes, found: Sequence[Place]) -> None:
    """Raises BlockFault where the transactions are not those that the header commits to, or the witnesses not those
    that the coinbase does (BIP141)."""
    if merkle_root([_txid(raw, place) for place in found]) != raw[36:68]:
        raise BlockFault
    if any(map(_has_witness, found)):
        _check_witnesses(raw, found)


def _has_witness(place: Place) -> bool:
    return place.body != place.start + 4


def _check_witnesses(raw: bytes, found: Sequence[Place]) -> None:
    try:
        commitment = commitment_of(read_either(Cursor(raw, found[0].start)))
    except DecodeError:
        raise BlockFault from None
    if commitment is None or commitment.reserved is None:
        return
    wtxids = [hash256(raw[place.start : place.end]) for place in found]
    if committed_hash(wtxids, commitment.reserved) != commitment.hash:
        raise BlockFault


def _txid(raw: bytes, place: Place) -> bytes:
    start, end = place.start, place.end
    if not _has_witness(place):
        return hash256(raw[start:end])
    return hash256(raw[start : start + 4] + raw[place.body : place.witness] + raw[end - 4 : end])


def is_whole(raw: bytes) -> bool:
    """Whether the bytes are a block, with the transactions that its header commits to."""
    try:
        check_hashes(raw, places(raw))
    except BlockFault:
        return False
    return True
