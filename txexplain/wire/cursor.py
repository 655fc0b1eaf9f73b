"""Reads fields off a byte string, as strictly as Core's deserialisation, and says where it had to stop."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice, Span, compact_size_width
from txexplain.model.errors import DecodeError

_FIRST_OF_WIDTH = {3: 0xFD, 5: 0xFE, 9: 0xFF}
_ONE_BYTE = tuple(bytes([value]) for value in range(0xFD))
MAX_SIZE = 0x02000000  # the largest CompactSize Core accepts (serialize.h)


class Cursor:
    """A position in `raw`. Every read names its `field`, so that an error can; `index` is the element read."""

    def __init__(self, raw: bytes, position: int = 0) -> None:
        self.raw = raw
        self.position = position
        self.index = 0

    def take(self, size: int, field: str) -> bytes:
        """The next `size` bytes. Raises DecodeError("truncated") where fewer are left."""
        start = self.position
        end = start + size
        if end > len(self.raw):
            raise self._truncated(start, size, field)
        self.position = end
        return self.raw[start:end]

    def piece(self, size: int, field: str) -> ByteSlice:
        """The next `size` bytes and their place. Raises as `take` does."""
        return ByteSlice(self.position, self.take(size, field))

    def uint(self, size: int, field: str) -> int:
        """A little-endian unsigned number of `size` bytes."""
        return int.from_bytes(self.take(size, field), "little")

    def int64(self, field: str) -> int:
        """A little-endian signed number of 8 bytes: an amount."""
        return int.from_bytes(self.take(8, field), "little", signed=True)

    def compact_size(self, field: str) -> int:
        """A CompactSize number: 1, 3, 5 or 9 bytes (Core: ReadCompactSize).

        Raises DecodeError("non_canonical_size") where fewer bytes would have done, and
        DecodeError("size_too_large") above 33,554,432.
        """
        start = self.position
        first = self.uint(1, field)
        if first < 0xFD:
            return first
        width = 1 << (first - 0xFC)
        if start + 1 + width > len(self.raw):
            raise self._truncated(start, 1 + width, field)
        value = self.uint(width, field)
        span = Span(start, self.position)
        if width != compact_size_width(value) - 1:
            raise DecodeError("non_canonical_size", span, self.raw, field=field, index=self.index, value=value)
        if value > MAX_SIZE:
            raise DecodeError("size_too_large", span, self.raw, field=field, index=self.index, value=value)
        return value

    def _truncated(self, start: int, wanted: int, field: str) -> DecodeError:
        end = len(self.raw)
        return DecodeError(
            "truncated",
            Span(start, end),
            self.raw,
            field=field,
            index=self.index,
            wanted=wanted,
            left=end - start,
        )


def compact_size(value: int) -> bytes:
    """The canonical CompactSize of `value` (Core: WriteCompactSize)."""
    if value < 0xFD:
        return _ONE_BYTE[value]
    width = compact_size_width(value)
    return bytes([_FIRST_OF_WIDTH[width]]) + value.to_bytes(width - 1, "little")


def sized(data: bytes) -> bytes:
    """The data behind its length as a CompactSize: how scripts and witness items are written."""
    return compact_size(len(data)) + data
