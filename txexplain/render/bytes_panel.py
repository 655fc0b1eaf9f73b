"""The bytes of a transaction around those that a place is about, which stand in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.model.bytes import Span
from txexplain.texts import Chunk, Line

_GROUP = 8  # bytes a line are a multiple of this
_MOST = 32
_GAP = 2


def bytes_panel(raw: bytes, spans: Sequence[Span], width: int, height: int) -> list[Line]:
    """`height` lines of hex that begin with the first of the bytes in `spans`, which are marked."""
    digits = len(f"{len(raw):,}")
    per_line = _per_line(raw, width)
    lines = -(-len(raw) // per_line)
    start = min((span.start for span in spans), default=0) // per_line
    start = max(0, min(start, lines - height))
    first, last = start * per_line, min(len(raw), (start + height) * per_line)
    lit = bytearray(last - first + 1)
    for span in spans:
        low, high = max(span.start, first), min(span.end, last)
        if low < high:
            lit[low - first : high - first] = b"\1" * (high - low)
    return [
        _line(raw, offset, min(offset + per_line, last), lit, first, digits)
        for offset in range(first, last, per_line)
    ]


def is_cut(raw: bytes, spans: Sequence[Span], width: int, height: int) -> bool:
    """Whether some of the bytes in `spans` are not on the panel."""
    per_line = _per_line(raw, width)
    first = min((span.start for span in spans), default=0) // per_line
    last = max((span.end for span in spans), default=0)
    return last > (first + height) * per_line


def _per_line(raw: bytes, width: int) -> int:
    digits = len(f"{len(raw):,}")
    return max(_GROUP, min(_MOST, (width - digits - _GAP - 1) // 3 // _GROUP * _GROUP))


def _line(raw: bytes, start: int, end: int, lit: bytearray, first: int, digits: int) -> Line:
    chunks = [Chunk(f"{start:>{digits},} ", "offset")]
    before = False
    for place in range(start, end):
        now = bool(lit[place - first])
        chunks.append(Chunk("[" if now and not before else "]" if before and not now else " ", "lit" if now else ""))
        chunks.append(Chunk(f"{raw[place]:02x}", "lit" if now else "label"))
        before = now
    chunks.append(Chunk("]" if before else "", "lit"))
    return tuple(chunks)
