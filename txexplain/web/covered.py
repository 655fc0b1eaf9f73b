"""What a signature covers, drawn on the transaction: its parts as boxes, in the order of the bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import ByteMap, ByteRow
from txexplain.explain.parts.numbers import shortened
from txexplain.model.bytes import Span
from txexplain.texts import Texts

SHOWN_BOXES = 8  # inputs, and outputs, and witnesses
_SINGLE = ("tx.version", "tx.lock_time")
_BOXES = ("tx.vin", "tx.vout", "tx.witness")
_PARTS = {  # the rows of a box by what they are a part of
    "tx.vin.txid": "coin",
    "tx.vin.vout": "coin",
    "tx.vin.script": "script",
    "tx.vin.sequence": "sequence",
    "tx.vout.value": "amount",
    "tx.vout.script": "script",
}
_LONGEST_VALUE = 20


class Part(NamedTuple):
    """A part of a box; `state` is full, half or none."""

    label: str
    value: str
    state: str


class Box(NamedTuple):
    """The version, an input, an output, a witness or the locktime."""

    kind: str
    title: str
    parts: tuple[Part, ...]


class Covered(NamedTuple):
    """The boxes that are drawn, and how many are not."""

    boxes: tuple[Box, ...]
    left_out: int


def covered(spans: Sequence[Span], fields: ByteMap | None, texts: Texts) -> Covered:
    """The transaction in boxes, with what lies in the spans marked. Nothing where the fields are not known."""
    boxes: list[Box] = []
    counts: dict[str, int] = {}
    for rows in _cut(fields.rows if fields else ()):
        box = _box(rows, spans, texts)
        if box is not None and box.parts:
            counts[box.kind] = counts.get(box.kind, 0) + 1
            boxes += [box] if counts[box.kind] <= SHOWN_BOXES else []
    return Covered(tuple(boxes), sum(counts.values()) - len(boxes))


def _cut(rows: Sequence[ByteRow]) -> Iterator[Sequence[ByteRow]]:
    """The rows of each part of the transaction, its heading first."""
    starts = [place for place, row in enumerate(rows) if row.depth == 0]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield rows[start:end]


def _box(rows: Sequence[ByteRow], spans: Sequence[Span], texts: Texts) -> Box | None:
    first = rows[0]
    if first.key in _SINGLE and first.data:
        return Box(first.key[3:], first.label, (Part("", first.value, _state(rows, spans)),))
    if first.key not in _BOXES or first.folded:
        return None
    kind = first.key[3:]
    if kind == "witness":
        return Box(kind, first.label, (Part(texts.plain("web_live", "part", "items"), "", _state(rows, spans)),))
    return Box(kind, first.label, tuple(_parts(rows[1:], spans, texts)))


def _parts(rows: Sequence[ByteRow], spans: Sequence[Span], texts: Texts) -> Iterator[Part]:
    found: dict[str, list[ByteRow]] = {}
    name = ""
    for row in rows:
        if row.depth == 1:
            name = _PARTS.get(row.key, "")
        if name:
            found.setdefault(name, []).append(row)
    for name, each in found.items():
        yield Part(texts.plain("web_live", "part", name), _value(name, each), _state(each, spans))


def _value(name: str, rows: Sequence[ByteRow]) -> str:
    """What a part says, short: which coin, how much, from when."""
    if name == "coin":
        return ":".join(shortened(row.value) if len(row.value) > _LONGEST_VALUE else row.value for row in rows)
    return rows[0].value if len(rows) == 1 else ""


def _state(rows: Sequence[ByteRow], spans: Sequence[Span]) -> str:
    """Whether all of the bytes in these rows are in the spans, or some, or none."""
    inside = [any(span.start <= row.offset < span.end for span in spans) for row in rows if row.data]
    if not any(inside):
        return "none"
    return "full" if all(inside) else "half"
