"""The money of a transaction as a picture: coins in, coins out and the fee, as ribbons through the transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Flow, FlowRow
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.flow_sides import HEAD, LABEL_WIDTH, Lanes, Ribbon, Side, ribbons_of, side_of
from txexplain.pictures.words import Label, fitted
from txexplain.texts import Chunk, Line, Texts, plain

WIDTH = 1000
_MARGIN = 28
_LEFT = Lanes(words=274, anchor="end", port=288, start=294, end=426)
_RIGHT = Lanes(words=726, anchor="start", port=706, start=706, end=574)
_BULGE = 7  # how much higher the body of the transaction is than what flows through it
_LEAST_TRUNK, _ROW_TRUNK, _MOST_TRUNK = 170.0, 22.0, 340.0  # pixels, the second a row
_FOOT = 20
_SATOSHI = 100_000_000
_TOLD = 12  # rows of a side in the description


class _Gradient(NamedTuple):
    key: str
    start: float
    end: float


class _Body(NamedTuple):
    """The box of the transaction."""

    x: float
    y: float
    width: float
    height: float


def flow_drawing(flow: Flow, texts: Texts, *, name: str = "flow", txid: str = "") -> Drawing:
    """Every row of the flow as a ribbon as wide as its amount; where amounts are not known, all equally wide.

    `name` begins the ids in it; `txid`, short, is what stands on the transaction.
    """
    left, right = side_of(flow.left, "in"), side_of(flow.right, "out")
    trunk = min(_MOST_TRUNK, max(_LEAST_TRUNK, _ROW_TRUNK * max(len(left.rows), len(right.rows))))
    body = max(sum(left.slots(trunk)), sum(right.slots(trunk)), trunk + 2 * _BULGE)
    middle = HEAD + body / 2
    ribbons = [*ribbons_of(left, middle, trunk, _LEFT), *ribbons_of(right, middle, trunk, _RIGHT)]
    notes = tuple(_notes(left, texts))
    bottom = HEAD + body + _FOOT
    return drawn(
        "flow",
        name,
        texts.plain("pictures", "flow_title"),
        " ".join(_told(flow, texts)),
        lang=texts.language,
        width=WIDTH,
        height=round(bottom + 20 * len(notes)),
        parts=tuple(_gradients(ribbons)),
        headings=(*_heading(left, _LEFT, flow.unit), *_heading(right, _RIGHT, flow.unit)),
        ribbons=ribbons,
        body=_Body(_LEFT.end, middle - trunk / 2 - _BULGE, _RIGHT.end - _LEFT.end, trunk + 2 * _BULGE),
        trunk_labels=tuple(_trunk_labels(flow, middle, txid, texts)),
        notes=[Label(_MARGIN, bottom + 20 * place, "small", line) for place, line in enumerate(notes)],
    )


def _gradients(ribbons: Sequence[Ribbon]) -> Iterator[_Gradient]:
    for key in sorted({each.style for each in ribbons}):
        lanes = _LEFT if key in ("in", "short") else _RIGHT
        yield _Gradient(key, lanes.start, lanes.end)


def _heading(side: Side, lanes: Lanes, unit: str) -> Iterator[Label]:
    """What the side is, and what it adds up to."""
    yield Label(lanes.words, 38, "heading", fitted(side.title, LABEL_WIDTH, "heading"), lanes.anchor)
    if side.total is not None:
        line = (*side.total.line, Chunk(f" {side.total.amount} {unit}"))
        yield Label(lanes.words, 58, "small", fitted(line, LABEL_WIDTH, "small"), lanes.anchor)


def _trunk_labels(flow: Flow, middle: float, txid: str, texts: Texts) -> Iterator[Label]:
    """The word, the short txid, and what flows through it, in bitcoin."""
    centre, width = (_LEFT.end + _RIGHT.end) / 2, _RIGHT.end - _LEFT.end - 12
    lines: list[tuple[str, Line]] = [("heading", texts.line("pictures", "transaction"))]
    if txid:
        lines.append(("small", (Chunk(txid, "txid"),)))
    totals = [row.sat for row in (*flow.left.totals, *flow.right.totals) if row.part == "total" and row.sat]
    if totals:
        lines.append(("small", texts.line("pictures", "bitcoin", amount=_bitcoin(max(totals)))))
    top = middle - 9 * (len(lines) - 1) + 5
    for place, (kind, line) in enumerate(lines):
        yield Label(centre, top + 20 * place - (2 if place == 0 else 0), kind, fitted(line, width, kind), "middle")


def _bitcoin(sat: int) -> str:
    """The amount in bitcoin, without zeros at its end."""
    whole, rest = divmod(sat, _SATOSHI)
    return f"{whole:,}.{rest:08d}".rstrip("0").rstrip(".")


def _notes(left: Side, texts: Texts) -> Iterator[Line]:
    """What the widths do not say."""
    if not left.known and not left.is_new:
        yield texts.line("pictures", "flow_equal")


def _told(flow: Flow, texts: Texts) -> Iterator[str]:
    """The picture in words."""
    for side in (flow.left, flow.right):
        rows = [*side.rows[:_TOLD], *(row for row in side.totals if row.part != "total")]
        words = texts.plain("pictures", "between").join(_row_words(row, flow.unit) for row in rows)
        more = texts.plain("pictures", "and_more") if len(side.rows) > _TOLD else ""
        yield texts.plain("pictures", "flow_side", title=plain(side.title), rows=words + more)


def _row_words(row: FlowRow, unit: str) -> str:
    amount = f"{row.amount} {unit}" if row.sat is not None else row.amount
    return " ".join(part for part in (row.tag, amount, plain(row.line)) if part)
