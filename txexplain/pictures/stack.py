"""A step of a script as a picture: the stack before it and after it as piles, the instruction between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import StackItem, StackLine, StepRow, TryRow
from txexplain.explain.parts.numbers import shortened
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.words import Label, fitted, lines_of, pixels, safe
from txexplain.texts import Chunk, Line, Texts, plain

_MARGIN, _TOP, _BOTTOM = 28, 30, 22
_ITEM, _PITCH = 36, 42  # height of an item, and from one to the next
_PADDING, _SIGN = 14, 20
_MOST_ROLE, _MOST_BYTES = 190.0, 190.0
_LEAST_BOX, _LEAST_OP, _MOST_OP = 220.0, 130.0, 270.0
_GAP = 52  # from a pile to the instruction
_LINE, _HEADING = 20, 34
_LEAST_WIDTH = 420
_MOST_LINES = 3  # of a remark
_SIGNS = {"taken": "−", "put": "+"}


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    style: str
    labels: tuple[Label, ...]


class Arrow(NamedTuple):
    line: str
    head: str


class Columns(NamedTuple):
    """Where piles and the instruction are placed, and how wide they, and the roles in a pile, are."""

    role: float
    pile: float
    op: float
    op_x: float

    def pile_x(self, place: int) -> float:
        """The left edge of a pile: of the first on the left of the instruction, of the others on its right."""
        if place == 0:
            return _MARGIN
        return self.op_x + self.op + _GAP + (place - 1) * (self.pile + _GAP)

    def width(self, piles: int) -> float:
        end = self.pile_x(piles - 1) + self.pile if piles > 1 else self.op_x + self.op
        return max(_LEAST_WIDTH, end + _MARGIN)


def stack_drawing(row: StepRow, texts: Texts, *, name: str = "stack", heading: Line = ()) -> Drawing:
    """The piles with the top on top, and marks on what is taken and what is put; above them a heading."""
    piles = _piles(row, texts)
    columns = _columns(row, piles)
    heights = [_height(pile) for pile in piles] or [_PITCH]
    floor = _TOP + (_HEADING if heading else 0) + max(heights)
    width = columns.width(len(piles))
    found = [each for place, pile in enumerate(piles) for each in _pile(pile, columns.pile_x(place), floor, columns)]
    below = list(_below(row, width - 2 * _MARGIN, floor + 50))
    above = (Label(_MARGIN, 40, "heading", fitted(heading, width - 2 * _MARGIN, "heading")),) if heading else ()
    bottom = max((label.y for label in below), default=floor + 22)
    return drawn(
        "stack",
        name,
        texts.plain("pictures", "stack_title", instruction=plain(row.line).strip()),
        " ".join(_told(row, texts)),
        lang=texts.language,
        width=round(width),
        height=round(bottom + _BOTTOM),
        boxes=[_op_box(row, columns, floor - max(heights) / 2), *(each for each in found if isinstance(each, Box))],
        labels=[*above, *(each for each in found if isinstance(each, Label)), *below],
        arrows=tuple(_arrows(columns, piles, floor)) if len(piles) > 1 else (),
        floors=[(columns.pile_x(place), floor + 4) for place in range(len(piles))],
        pile=columns.pile,
    )


def _piles(row: StepRow, texts: Texts) -> Sequence[StackLine]:
    """Those before and after, the same twice where nothing changes, and the alt stack."""
    if row.stacks and row.stacks[0].label == texts.plain("verify", "stack_same"):
        same = row.stacks[0]
        labels = (texts.plain("verify", key) for key in ("stack_before", "stack_after"))
        return (*(same._replace(label=label) for label in labels), *row.stacks[1:])
    return row.stacks


def _columns(row: StepRow, piles: Sequence[StackLine]) -> Columns:
    items = [item for pile in piles for item in pile.items]
    role = min(_MOST_ROLE, max((pixels(_role(item), "words") for item in items), default=0))
    data = min(_MOST_BYTES, max((pixels(_data(item), "hex") for item in items), default=0))
    pile = max(_LEAST_BOX, 3 * _PADDING + _SIGN + role + data)
    op = min(_MOST_OP, max(_LEAST_OP, pixels(safe((Chunk(_instruction(row)),)), "op") + 2 * _PADDING))
    return Columns(role, pile, op, _MARGIN + (pile + _GAP if piles else 0))


def _role(item: StackItem) -> Line:
    return safe((Chunk(item.role, "role") if item.role else Chunk(item.size, "label"),))


def _data(item: StackItem) -> Line:
    return safe((Chunk(item.text),))


def _height(pile: StackLine) -> float:
    return max(_PITCH, sum(_PITCH if not item.hidden else _PITCH + _LINE for item in pile.items))


def _pile(pile: StackLine, x: float, floor: float, columns: Columns) -> Iterator[Box | Label]:
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


def _item_box(item: StackItem, x: float, y: float, columns: Columns) -> Box:
    end = x + columns.pile - _PADDING
    room = columns.pile - 3 * _PADDING - _SIGN - columns.role
    labels = [
        Label(x + _PADDING + _SIGN, y + 23, "words", fitted(_role(item), columns.role, "words")),
        Label(end, y + 23, "hex", fitted(_data(item), room, "hex"), "end"),
    ]
    if item.mark in _SIGNS:
        labels.append(Label(x + _PADDING, y + 23.5, "op", (Chunk(_SIGNS[item.mark], item.mark),)))
    return Box(x, y, columns.pile, _ITEM, item.mark, tuple(labels))


def _instruction(row: StepRow) -> str:
    """The instruction, of bytes that it pushes the two ends."""
    words = plain(row.line).strip()
    return f"<{shortened(words[1:-1])}>" if words.startswith("<") and words.endswith(">") else words


def _op_box(row: StepRow, columns: Columns, middle: float) -> Box:
    x, width = columns.op_x, columns.op
    words = fitted((Chunk(_instruction(row)),), width - _PADDING, "op")
    label = Label(x + width / 2, middle + 5, "op", words, "middle")
    return Box(x, middle - 22, width, 44, "op" if row.executed else "", (label,))


def _arrows(columns: Columns, piles: Sequence[StackLine], floor: float) -> Iterator[Arrow]:
    """From what is taken off the pile before to the instruction, and from that to what it puts on the pile after."""
    middle = floor - max(map(_height, piles)) / 2
    x, end = columns.op_x, columns.op_x + columns.op
    taken, put = (_middle_of(pile, mark, floor) for pile, mark in zip(piles, _SIGNS, strict=False))
    if taken is not None:
        yield _arrow(x - _GAP + 5, taken, x - 7, middle)
    if put is not None:
        yield _arrow(end + 5, middle, end + _GAP - 7, put)


def _middle_of(pile: StackLine, mark: str, floor: float) -> float | None:
    """The middle of the items of the pile with that mark; None where there are none."""
    y, found = floor, list[float]()
    for item in pile.items:
        y -= _PITCH
        if item.mark == mark:
            found += (y, y + _PITCH)
        y -= _LINE if item.hidden else 0
    return (min(found) + max(found)) / 2 if found else None


def _arrow(x: float, y: float, to_x: float, to_y: float) -> Arrow:
    half = (x + to_x) / 2
    line = f"M{x:.1f} {y:.1f}C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    return Arrow(line, f"M{to_x:.1f} {to_y - 5:.1f}l7 5l-7 5z")


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
        items = [_item_words(each, texts) for each in reversed(pile.items)]
        words = texts.plain("pictures", "between").join(items) or plain(pile.more)
        yield texts.plain("pictures", "stack_pile", label=pile.label, items=words)
    yield from (plain(line) for line in row.remarks[:1])


def _item_words(item: StackItem, texts: Texts) -> str:
    """What the item is, its bytes, and what the instruction does with it."""
    words = " ".join(part for part in (item.role or item.size, item.text) if part)
    return texts.plain("pictures", f"stack_{item.mark}", item=words) if item.mark in _SIGNS else words
