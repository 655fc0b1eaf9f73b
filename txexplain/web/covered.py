"""What a signature covers, drawn on the transaction: its parts as boxes, in the order of the bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from txexplain.explain.document import ByteMap, ByteRow, Signed
from txexplain.explain.parts.numbers import shortened
from txexplain.model.bytes import Span
from txexplain.texts import Texts

SHOWN_BOXES = 8  # inputs, and outputs, and witnesses
SHOWN_ITEMS = 6  # of a witness, before neighbours that are alike share a part
_COUNTS = ("tx.vin.count", "tx.vout.count")  # drawn where they are covered: some messages have none
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
_SCRIPTS = ("redeem_script", "witness_script", "leaf_script")  # which may be signed where they stand
_LONGEST_VALUE = 20


class Part(NamedTuple):
    """A part of a box; `state` is full, half or none, or `beyond`: covered, and not among these bytes."""

    label: str
    value: str
    state: str


class Box(NamedTuple):
    """The version, a count, an input, an output, a witness, the locktime or the sighash type."""

    kind: str
    title: str
    parts: tuple[Part, ...]


class Covered(NamedTuple):
    """The boxes that are drawn, the states that occur in them, and how many boxes are not drawn."""

    boxes: tuple[Box, ...]
    states: tuple[str, ...]
    left_out: int


def covered(spans: Sequence[Span], signed: Signed | None, fields: ByteMap | None, texts: Texts) -> Covered:
    """The transaction in boxes, with what lies in the spans marked. Nothing where the fields are not known.

    Of many inputs, outputs and witnesses the first are drawn, and that of the input that is `signed`.
    """
    boxes: list[Box] = []
    counts = dict.fromkeys(_BOXES, 0)
    left_out = 0
    for rows in _cut(fields.rows if fields else ()):
        key, number = rows[0].key, counts.get(rows[0].key, 0)
        if key in counts:
            counts[key] += 1
        if rows[0].folded or not _is_drawn(number, signed):
            left_out += max(1, rows[0].left_out) if key in _BOXES else 0
        elif box := _box(rows, spans, signed, number, texts):
            boxes.append(box)
    if boxes and signed and signed.hash_type:
        boxes.append(Box("hash_type", texts.plain("web_live", "hash_type"), (Part("", signed.hash_type, "beyond"),)))
    states = {part.state for box in boxes for part in box.parts} | {"full", "none"}
    shown = tuple(state for state in ("full", "half", "beyond", "none") if state in states)
    return Covered(tuple(boxes), shown, left_out)


def _is_drawn(number: int, signed: Signed | None) -> bool:
    own = signed.vin if signed else 0
    return number == own or number < SHOWN_BOXES - (own >= SHOWN_BOXES)


def _cut(rows: Sequence[ByteRow]) -> Iterator[Sequence[ByteRow]]:
    """The rows of each part of the transaction, its heading first."""
    starts = [place for place, row in enumerate(rows) if row.depth == 0]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield rows[start:end]


def _box(
    rows: Sequence[ByteRow], spans: Sequence[Span], signed: Signed | None, number: int, texts: Texts
) -> Box | None:
    first = rows[0]
    kind = first.key[3:]
    if first.key in _SINGLE and first.data:
        return Box(kind, first.label, (Part("", first.value, _state(rows, spans)),))
    if first.key in _COUNTS and _state(rows, spans) != "none":
        return Box("count", first.label, (Part("", first.value, _state(rows, spans)),))
    if first.key not in _BOXES:
        return None
    if kind == "witness":
        parts = _items(rows[1:], spans)
    else:
        beyond = _beyond(signed, number, texts) if kind == "vin" and signed else ()
        parts = (*_parts(rows[1:], spans, texts), *beyond)
    return Box(kind, first.label, tuple(parts)) if parts else None


def _parts(rows: Sequence[ByteRow], spans: Sequence[Span], texts: Texts) -> Iterator[Part]:
    found: dict[str, list[ByteRow]] = {}
    for label, row in _labelled(rows, texts):
        found.setdefault(label, []).append(row)
    for label, each in found.items():
        yield Part(label, _value(each), _state(each, spans))


def _labelled(rows: Sequence[ByteRow], texts: Texts) -> Iterator[tuple[str, ByteRow]]:
    """The fields of an input or output by their part; a script that the input script reveals is a part of its own."""
    label, revealed, depth = "", "", 0
    for row in rows:
        if row.depth == 1:
            name = _PARTS.get(row.key, "")
            label = texts.plain("web_live", "part", name) if name else ""
        if row.depth <= depth:
            revealed = ""
        if row.key in _SCRIPTS:
            revealed, depth = row.label, row.depth
        if label:
            yield revealed or label, row


def _items(rows: Sequence[ByteRow], spans: Sequence[Span]) -> tuple[Part, ...]:
    """The items of a witness, each with what it is; of many, neighbours in the same state are one part."""
    parts: list[Part] = []
    for label, each in _witness_items(rows):
        named = next((row.label for row in each if row.depth == 2 and row.label), "")
        parts.append(Part(label, named, _state(each, spans)))
    if len(parts) <= SHOWN_ITEMS:
        return tuple(parts)
    runs = [list(run) for _, run in groupby(parts, key=lambda part: part.state)]
    return tuple(
        run[0] if len(run) == 1 else Part(f"{run[0].label} – {run[-1].label}", "", run[0].state) for run in runs
    )


def _witness_items(rows: Sequence[ByteRow]) -> Iterator[tuple[str, list[ByteRow]]]:
    """The rows of each item, without its length, which nothing signs."""
    label, found = "", list[ByteRow]()
    for row in rows:
        if row.depth == 1:
            if label:
                yield label, found
            label, found = row.label if row.key == "tx.witness.item" else "", []
        elif row.key != "tx.witness.item.size":
            found.append(row)
    if label:
        yield label, found


def _beyond(signed: Signed, number: int, texts: Texts) -> Iterator[Part]:
    """What the message takes from the coin of this input."""
    for field, start, stop in signed.beyond:
        first, last = (signed.vin, signed.vin + 1) if field == "script_code" else (start, stop)
        if first <= number < last:
            yield Part(texts.plain("web_live", "part", field), "", "beyond")


def _value(rows: Sequence[ByteRow]) -> str:
    """What a part says, short: which coin, how much, from when."""
    if rows[0].key == "tx.vin.txid":
        return ":".join(shortened(row.value) if len(row.value) > _LONGEST_VALUE else row.value for row in rows)
    return rows[0].value if len(rows) == 1 else ""


def _state(rows: Sequence[ByteRow], spans: Sequence[Span]) -> str:
    """Whether all of the bytes in these rows are in the spans, or some, or none."""
    inside = [any(span.start <= row.offset < span.end for span in spans) for row in rows if row.data]
    if not any(inside):
        return "none"
    return "full" if all(inside) else "half"
