"""The money of a transaction as a picture: coins in, coins out and the fee, as ribbons through the transaction."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Flow, FlowRow
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.flow_layout import Layout, trunk_labels
from txexplain.pictures.flow_lying import lying
from txexplain.pictures.flow_sides import Side
from txexplain.pictures.flow_standing import standing as stood
from txexplain.pictures.words import Label, lines_of
from txexplain.texts import Chunk, Line, Texts, plain

_MARGIN = 28
_NARROW, _NARROW_MARGIN = 400, 12
_LINE = 20
_SATOSHI = 100_000_000
_TOLD = 12  # rows of a side in the description
_MOST_LINES = 4  # of a note


def flow_drawing(flow: Flow, texts: Texts, *, name: str = "flow", txid: str = "", standing: bool = False) -> Drawing:
    """Every row of the flow as a ribbon as wide as its amount; where amounts are not known, all equally wide.

    `name` begins the ids in it; `txid`, short, is what stands on the transaction. A `standing` one, for narrow
    screens, goes from top to bottom.
    """
    layout = stood(flow) if standing else lying(flow)
    notes = tuple(_notes(layout, texts))
    return drawn(
        "flow",
        name,
        texts.plain("pictures", "flow_title"),
        " ".join(_told(flow, texts)),
        lang=texts.language,
        width=layout.width,
        height=round(layout.height + _LINE * len(notes)),
        layout=layout,
        trunk_labels=tuple(trunk_labels(tuple(_trunk_lines(layout, txid, texts)), layout.body)),
        notes=notes,
    )


def _trunk_lines(layout: Layout, txid: str, texts: Texts) -> Iterator[tuple[str, Line]]:
    """The word, the short txid, and what flows through it, in bitcoin."""
    yield "heading", texts.line("pictures", "transaction")
    if txid:
        yield "small", (Chunk(txid, "txid"),)
    sat = _carried(layout.left, layout.right)
    if sat:
        yield "small", texts.line("pictures", "bitcoin", amount=_bitcoin(sat))


def _carried(left: Side, right: Side) -> int | None:
    """What flows through, where that is known: no less than what comes out."""
    sides = (right,) if left.is_new else (left, right)
    known = [side.sat for side in sides if side.sat is not None]
    return max(known) if len(known) == len(sides) else None


def _bitcoin(sat: int) -> str:
    """The amount in bitcoin, without zeros at its end."""
    whole, rest = divmod(sat, _SATOSHI)
    return f"{whole:,}.{rest:08d}".rstrip("0").rstrip(".")


def _notes(layout: Layout, texts: Texts) -> Iterator[Label]:
    """What the widths do not say."""
    margin = _MARGIN if layout.width > _NARROW else _NARROW_MARGIN
    y = layout.height
    for line in _told_of_widths(layout, texts):
        for part in lines_of(line, layout.width - 2 * margin, "small", _MOST_LINES):
            yield Label(margin, y, "small", part)
            y += _LINE


def _told_of_widths(layout: Layout, texts: Texts) -> Iterator[Line]:
    if not layout.left.known and not layout.left.is_new:
        yield texts.line("pictures", "flow_equal")
    if layout.has_hairlines:
        yield texts.line("pictures", "flow_hairlines")


def _told(flow: Flow, texts: Texts) -> Iterator[str]:
    """The picture in words."""
    for side in (flow.left, flow.right):
        added = [row for row in side.totals if row.part != "total"]
        rows = [_row_words(row, flow.unit) for row in side.rows[:_TOLD]]
        words = texts.plain("pictures", "between").join((*rows, *(_added_words(row, flow.unit) for row in added)))
        more = texts.plain("pictures", "and_more") if len(side.rows) > _TOLD else ""
        yield texts.plain("pictures", "flow_side", title=plain(side.title), rows=words + more)


def _row_words(row: FlowRow, unit: str) -> str:
    amount = f"{row.amount} {unit}" if row.sat is not None else row.amount
    return " ".join(part for part in (row.tag, amount, plain(row.line)) if part)


def _added_words(row: FlowRow, unit: str) -> str:
    """The fee, or what came from nothing: what it is, and how much."""
    return f"{plain(row.line)} {row.amount} {unit}"
