"""A step of a script as a picture: the stack before it and after it as piles, the instruction between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import StackItem, StackLine, StepRow, TryRow
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.words import Label, fitted, lines_of, pixels, safe
from txexplain.texts import Chunk, Line, Texts, plain

_MARGIN, _TOP, _BOTTOM = 28, 30, 22
_ITEM, _PITCH = 36, 42  # height of an item, and from one to the next
_PADDING, _SIGN = 14, 20
_MOST_ROLE, _MOST_BYTES = 190.0, 190.0
_LEAST_BOX, _LEAST_OP, _MOST_OP = 220.0, 130.0, 270.0
_GAP = 34  # from a pile to the instruction
_LINE = 20
_MOST_LINES = 3  # of a remark
_SIGNS = {"taken": "−", "put": "+"}


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    style: str
    labels: tuple[Label, ...]


class _Columns(NamedTuple):
    """How wide roles are, and a pile as a whole."""

    role: float
    pile: float


def stack_drawing(row: StepRow, texts: Texts, *, name: str = "stack") -> Drawing:
    """The piles with the top on top, and marks on what is taken and what is put."""
    piles = _piles(row, texts)
    columns = _columns(piles)
    height = max((_height(pile) for pile in piles), default=_PITCH)
    middle = _TOP + height / 2
    op_width = min(_MOST_OP, max(_LEAST_OP, pixels(safe(row.line), "op") + 2 * _PADDING))
    op_x = _MARGIN + (columns.pile + _GAP if piles else 0)
    boxes, labels = [_op_box(row, op_x, middle, op_width)], list[Label]()
    width = op_x + op_width + _MARGIN
    for place, pile in enumerate(piles):
        x = _MARGIN + (0 if place == 0 else 2 * _GAP + op_width + place * columns.pile + (place - 1) * _GAP)
        found = list(_pile(pile, x, _TOP + height, columns))
        boxes += (each for each in found if isinstance(each, Box))
        labels += (each for each in found if isinstance(each, Label))
        width = max(width, x + columns.pile + _MARGIN)
    width = max(width, 420)
    below = list(_below(row, width - 2 * _MARGIN, _TOP + height + 50))
    bottom = max((label.y for label in below), default=_TOP + height + 20)
    return drawn(
        "stack",
        name,
        texts.plain("pictures", "stack_title", instruction=plain(row.line).strip()),
        " ".join(_told(row, texts)),
        lang=texts.language,
        width=round(width),
        height=round(bottom + _BOTTOM),
        boxes=boxes,
        labels=[*labels, *below],
        arrows=_arrows(op_x, op_width, middle) if len(piles) > 1 else (),
        floors=[(_floor(pile, place, columns, op_width), _TOP + height + 4) for place, pile in enumerate(piles)],
        pile=columns.pile,
    )


def _floor(pile: StackLine, place: int, columns: _Columns, op_width: float) -> float:
    return _MARGIN + (0 if place == 0 else 2 * _GAP + op_width + place * columns.pile + (place - 1) * _GAP)


def _piles(row: StepRow, texts: Texts) -> Sequence[StackLine]:
    """Those before and after, the same twice where nothing changes, and the alt stack."""
    if row.stacks and row.stacks[0].label == texts.plain("verify", "stack_same"):
        same = row.stacks[0]
        labels = (texts.plain("verify", key) for key in ("stack_before", "stack_after"))
        return (*(same._replace(label=label) for label in labels), *row.stacks[1:])
    return row.stacks


def _columns(piles: Sequence[StackLine]) -> _Columns:
    items = [item for pile in piles for item in pile.items]
    role = min(_MOST_ROLE, max((pixels(_role(item), "words") for item in items), default=0))
    data = min(_MOST_BYTES, max((pixels(_data(item), "hex") for item in items), default=0))
    return _Columns(role, max(_LEAST_BOX, 3 * _PADDING + _SIGN + role + data))


def _role(item: StackItem) -> Line:
    return safe((Chunk(item.role, "role") if item.role else Chunk(item.size, "label"),))


def _data(item: StackItem) -> Line:
    return safe((Chunk(item.text),))


def _height(pile: StackLine) -> float:
    return max(_PITCH, sum(_PITCH if not item.hidden else _PITCH + _LINE for item in pile.items))


def _pile(pile: StackLine, x: float, floor: float, columns: _Columns) -> Iterator[Box | Label]:
    """The boxes from the bottom up, and below them which stack it is."""
    middle = x + columns.pile / 2
    yield Label(middle, floor + 22, "small", fitted((Chunk(pile.label),), columns.pile, "small"), "middle")
    if not pile.items:
        yield Label(middle, floor - 14, "words", fitted(pile.more, columns.pile, "words"), "middle")
    y = floor
    for item in pile.items:
        y -= _PITCH
        yield _item_box(item, x, y + _PITCH - _ITEM, columns)
        if item.hidden:
            y -= _LINE
            yield Label(middle, y + 14, "small", fitted((Chunk(item.hidden),), columns.pile, "small"), "middle")


def _item_box(item: StackItem, x: float, y: float, columns: _Columns) -> Box:
    end = x + columns.pile - _PADDING
    room = columns.pile - 3 * _PADDING - _SIGN - columns.role
    labels = [
        Label(x + _PADDING + _SIGN, y + 23, "words", fitted(_role(item), columns.role, "words")),
        Label(end, y + 23, "hex", fitted(_data(item), room, "hex"), "end"),
    ]
    if item.mark in _SIGNS:
        labels.append(Label(x + _PADDING, y + 23.5, "op", (Chunk(_SIGNS[item.mark], item.mark),)))
    return Box(x, y, columns.pile, _ITEM, item.mark, tuple(labels))


def _op_box(row: StepRow, x: float, middle: float, width: float) -> Box:
    words = fitted(tuple(Chunk(chunk.text.strip()) for chunk in row.line), width - _PADDING, "op")
    return Box(
        x,
        middle - 22,
        width,
        44,
        "op" if row.executed else "",
        (Label(x + width / 2, middle + 5, "op", words, "middle"),),
    )


def _arrows(x: float, width: float, middle: float) -> Sequence[tuple[float, float, float]]:
    """From the pile before to the instruction, and from that to the pile after: from, to, height."""
    return ((x - _GAP + 5, x - 7, middle), (x + width + 5, x + width + _GAP - 7, middle))


def _below(row: StepRow, width: float, y: float) -> Iterator[Label]:
    """Which signature was tried against which key, and what is said of the step."""
    for each in row.tries:
        yield Label(_MARGIN, y, "words", fitted(_try(each), width, "words"))
        y += _LINE
    y += 6 if row.tries else 0
    for remark in row.remarks:
        for line in lines_of(remark, width, "words", _MOST_LINES):
            yield Label(_MARGIN, y, "words", line)
            y += _LINE


def _try(row: TryRow) -> Line:
    mark = Chunk("✓ " if row.passes else "✗ ", row.style)
    arrow = Chunk("  →  ", "label")
    return (mark, Chunk(row.signature, "role"), arrow, Chunk(row.key, "role"), Chunk("   "), *row.words)


def _told(row: StepRow, texts: Texts) -> Iterator[str]:
    """The piles in words, the top first."""
    for pile in row.stacks:
        items = [
            " ".join(part for part in (_SIGNS.get(each.mark, ""), each.role or each.size, each.text) if part)
            for each in reversed(pile.items)
        ]
        words = texts.plain("pictures", "between").join(items) or plain(pile.more)
        yield texts.plain("pictures", "stack_pile", label=pile.label, items=words)
    yield from (plain(line) for line in row.remarks[:1])
