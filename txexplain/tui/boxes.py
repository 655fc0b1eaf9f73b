"""One stack as a pile of boxes: light where an item stays, broken where it goes, heavy where it comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from txexplain.explain.document import StackItem
from txexplain.render.printable import printable
from txexplain.texts import Chunk, Line

SIGN = 2  # cells at the left of a box for the sign of what is taken or put
BORDERS = 4  # cells of a box for its sides, and a blank at each
_SIGNS = {"taken": ("−", "taken"), "put": ("+", "put"), "": ("", "rule")}
_SIDES = {"taken": "┊", "put": "┃", "": "│"}
_CORNERS = {  # by what is above, the line itself and what is below: h(eavy), l(ight) or nothing
    " ll": "┌┐",
    " hh": "┏┓",
    "ll ": "└┘",
    "hh ": "┗┛",
    "lll": "├┤",
    "hhh": "┣┫",
    "hhl": "┡┩",
    "lhh": "┢┪",
}
_LEAST, _LARGE = 3, 8  # bytes of hex that is cut, at least, and in large type
_WIDE_END = 100  # bytes at both ends of an item: more than any screen has room for in a line
_GAP = 2


class Form(NamedTuple):
    """How a pile is drawn: with hex below the role where they do not fit one line, and with lines between items.

    `large` cuts hex short, for a screen that is seen from far away. `column` is how wide the widest of the roles is:
    equal bytes are cut alike whatever they are for.
    """

    roomy: bool = True
    ruled: bool = True
    large: bool = False
    column: int = 0


def fitted(digits: str, room: int, large: bool = False) -> str:
    """Hex in so many cells: whole, or as much of its two ends as there is room for, in whole bytes."""
    room = min(room, 2 * _LARGE + 1) if large else room
    if len(digits) <= room:
        return digits
    shown = max(_LEAST, (room - 1) // 2)
    head = (shown + 1) // 2
    return f"{digits[: 2 * head]}…{digits[-2 * (shown - head) :]}"


def clipped(words: str, room: int) -> str:
    """The words in exactly so many cells, with an ellipsis where they are cut."""
    if cell_len(words) <= room:
        return set_cell_size(words, room)
    return set_cell_size(set_cell_size(words, max(0, room - 1)).rstrip() + "…", max(0, room))


def digits_of(item: StackItem) -> str:
    """The item in hex, of a long one its two ends; or the words for one that is empty."""
    data = item.data
    if len(data) > 2 * _WIDE_END:
        return f"{data[:_WIDE_END].hex()}…{data[-_WIDE_END:].hex()}"
    return data.hex() or item.text


def box_lines(items: Sequence[StackItem], label: str, top: str, inner: int, form: Form) -> list[Line]:
    """The pile, its top on top, `inner` cells wide inside; its name is in the line on which it stands."""
    lines: list[Line] = []
    above: StackItem | None = None
    for item in reversed(items):
        if above is None or form.ruled:
            lines.append(_rule(above, item, top if above is None else "", inner))
        if item.hidden:
            lines.append(_content(item, Chunk(printable(item.hidden), "note"), (), inner, signed=False))
        lines += _item_lines(item, inner, form)
        above = item
    lines.append(_rule(above, None, label, inner))
    return lines


def _item_lines(item: StackItem, inner: int, form: Form) -> Iterator[Line]:
    style = item.mark or ("label" if item.role or not item.data else "")
    words = Chunk(printable(item.role or item.size), item.mark or ("" if item.role else "label"))
    used = cell_len(words.text) + _GAP if words.text else 0
    digits = printable(fitted(digits_of(item), inner, form.large))
    if used + cell_len(digits) <= inner:
        yield _content(item, words, (Chunk(digits, style),), inner)
    elif not form.roomy:
        room = max(inner - (form.column + _GAP if used else 0), 2 * _LEAST + 1)
        digits = printable(fitted(digits_of(item), room, form.large))
        yield _content(item, words, (Chunk(digits, style),), inner)
    else:
        yield _content(item, words, (), inner)
        yield _content(item, Chunk(digits, style), (), inner, signed=False)


def _content(item: StackItem, first: Chunk, last: Line, inner: int, signed: bool = True) -> Line:
    """A line in a box: something at its left, something at its right, between its sides."""
    sign, style = _SIGNS[item.mark]
    side = _SIDES[item.mark]
    rest = sum(cell_len(text) for text, _ in last)
    left = Chunk(clipped(first.text, inner - rest - (1 if rest else 0)) + (" " if rest else ""), first.style)
    return (
        Chunk(f"{sign if signed else '':<{SIGN}}", style),
        Chunk(f"{side} ", style),
        left,
        *last,
        Chunk(f" {side}", style),
    )


def _rule(above: StackItem | None, below: StackItem | None, words: str, inner: int) -> Line:
    """The line between two items, or at an end, with words in it."""
    marks = [item.mark for item in (above, below) if item is not None]
    heavy = "put" in marks
    style = "put" if heavy else "taken" if marks and set(marks) == {"taken"} else "rule"
    corners = _CORNERS.get(_weight(above) + ("h" if heavy else "l") + _weight(below), "──")
    line = {"put": "━", "taken": "┄", "rule": "─"}[style]
    width = inner + BORDERS - 2
    named = f" {printable(words)} " if words else ""
    rest = max(0, width - 1 - cell_len(named))
    return (
        Chunk(" " * SIGN),
        Chunk(corners[0] + line, style),
        Chunk(named, "label"),
        Chunk(line * rest + corners[1], style),
    )


def _weight(item: StackItem | None) -> str:
    return " " if item is None else "h" if item.mark == "put" else "l"
