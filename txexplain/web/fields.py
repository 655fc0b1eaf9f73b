"""The bytes of a transaction as the panel of a web page shows them: its fields, in groups, each of one kind."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import ByteMap, ByteRow, tail_of
from txexplain.explain.parts.byte_kinds import KINDS, kind_of
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.model.bytes import Span, joined
from txexplain.texts import Texts

SHOWN_FIELDS = 1_200  # of a panel; what is beyond is counted
ALL_SPANS = 60  # of a section; of more only those of fields that are shown


class Field(NamedTuple):
    """One field: where it stands, what it is, and its bytes as hex; of a long one the `head`, `gap` and `tail`."""

    start: int
    end: int
    kind: str
    label: str
    value: str
    path: str
    head: str
    gap: str = ""
    tail: str = ""

    @property
    def where(self) -> str:
        return byte_numbers(self.start, self.end)


class Group(NamedTuple):
    """The fields of one input, output or witness, or neighbours that belong to none; `notes` are said below it."""

    caption: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()


class Panel(NamedTuple):
    """The groups in the order of the bytes, the kinds that occur, and how many fields are left out.

    `heading` is the key of what it is called, `size` how many bytes there are.
    """

    groups: tuple[Group, ...]
    kinds: tuple[str, ...]
    left_out: int
    heading: str
    size: int


def panel(fields: ByteMap, texts: Texts) -> Panel:
    """The fields as a panel, the first `SHOWN_FIELDS` of them."""
    groups: list[Group] = []
    seen = 0
    for group in _groups(fields, texts):
        room = max(0, SHOWN_FIELDS - seen)
        seen += len(group.fields)
        if room or not group.fields:
            groups.append(group._replace(fields=group.fields[:room]))
    kinds = {field.kind for group in groups for field in group.fields}
    of_psbt = any(row.key.startswith("psbt") for row in fields.rows[:1])
    return Panel(
        tuple(groups),
        tuple(kind for kind in KINDS if kind in kinds),
        max(0, seen - SHOWN_FIELDS),
        "bytes_heading_psbt" if of_psbt else "bytes_heading_before" if fields.before else "bytes_heading",
        max((row.offset + len(row.data) for row in fields.rows), default=0),
    )


def _groups(fields: ByteMap, texts: Texts) -> Iterator[Group]:
    """Cut where the tree of fields begins again: an input, an output, or fields by themselves."""
    rows, path = fields.rows, [""]
    caption, found, notes = "", list[Field](), list[str]()
    place = 0
    while place < len(rows):
        row = rows[place]
        heading = not row.data and not row.folded
        if row.depth == 0 and (heading or caption or (notes and not row.folded)):
            yield from _group(caption, found, notes)
            caption, found, notes = row.label if heading else "", [], []
        if heading:
            path[row.depth :] = [row.label]
        elif row.folded:
            notes.append(row.folded)
        else:
            tail = tail_of(rows, place)
            found.append(_field(row, tail, path[: row.depth], texts))
            place += 2 if tail else 0
        place += 1
    yield from _group(caption, found, notes)


def _group(caption: str, found: list[Field], notes: list[str]) -> Iterator[Group]:
    if found or notes:
        yield Group(caption, tuple(found), tuple(notes))


def _field(row: ByteRow, tail: ByteRow | None, path: Sequence[str], texts: Texts) -> Field:
    end = row.offset + len(row.data)
    named = Field(row.offset, end, kind_of(row.key), row.label, row.value, ", ".join(filter(None, path)), "")
    if tail is None:
        return named._replace(head=row.data.hex(" "))
    gap = texts.plain("web_live", "bytes_gap", count=grouped(tail.offset - end))
    whole = tail.offset + len(tail.data)
    return named._replace(end=whole, head=row.data.hex(" "), gap=gap, tail=tail.data.hex(" "))


def within(spans: Sequence[Span], fields: ByteMap) -> tuple[Span, ...]:
    """The spans; of very many those that touch a field that is shown, of which there are never very many."""
    if len(spans) <= ALL_SPANS:
        return tuple(spans)
    starts = [row.offset for row in fields.rows if row.data]
    ends = [row.offset + len(row.data) for row in fields.rows if row.data]
    return tuple(span for span in spans if bisect_left(starts, span.end) > bisect_right(ends, span.start))


def hidden_of(spans: Sequence[Span], shown: Sequence[tuple[int, int]]) -> int:
    """How many bytes of the spans are in none of the fields that are `shown`, which stand in order."""
    starts, ends = [start for start, _ in shown], [end for _, end in shown]
    count = 0
    for span in joined(spans):
        touched = shown[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
        count += span.end - span.start - sum(min(end, span.end) - max(start, span.start) for start, end in touched)
    return count


def spans_attr(spans: Sequence[Span]) -> str:
    """The spans as the script of the page reads them: `5-41 149-153`, neighbours joined."""
    return " ".join(f"{span.start}-{span.end}" for span in joined(spans))
