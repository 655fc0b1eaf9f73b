"""The stack before a step and after it as lines: piles of boxes side by side, or where there is no room a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from txexplain.explain.document import StackItem, StackLine, TryRow
from txexplain.render.printable import printable
from txexplain.render.stacks import tries as try_lines
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.boxes import BORDERS, SIGN, Form, box_lines, clipped, digits_of, fitted

MIN_BOX = 24  # cells of a box in which a role and some of its hex can be read
MAX_INNER = 68  # cells: a key in hex fits
_LARGE_INNER = 40
_ARROW = "  →"
_GAP = 2
_MAX_ROLE = 18  # cells of the column of roles in a list
_SIGNS = {"taken": "−", "put": "+", "": ""}
_FORMS = (Form(), Form(roomy=False), Form(roomy=False, ruled=False))


class Piles(NamedTuple):
    """What is drawn: stacks, and signatures tried; `hidden` keeps back what it does, `large` cuts hex short."""

    stacks: tuple[StackLine, ...] = ()
    tries: tuple[TryRow, ...] = ()
    hidden: bool = False
    large: bool = False


def pile_lines(piles: Piles, width: int, height: int | None, texts: Texts) -> list[Line]:
    """The most spacious drawing that fits the height, or the lowest; the most spacious where there is no height."""
    told = piles._replace(stacks=asked(piles.stacks, texts), tries=()) if piles.hidden else piles
    told = told._replace(stacks=tuple(_named(stack, texts) for stack in told.stacks))
    drawn: list[Line] = []
    for lines in _drawings(told, width, texts):
        if not drawn or (height is not None and len(drawn) > height and len(lines) < len(drawn)):
            drawn = lines
        if height is None or len(drawn) <= height:
            break
    return drawn


def _drawings(piles: Piles, width: int, texts: Texts) -> Iterator[list[Line]]:
    """From the most spacious to the lowest."""
    below = [(), *try_lines(piles.tries, width)] if piles.tries else []
    if width >= 2 * MIN_BOX + len(_ARROW):
        column = max((cell_len(item.role or item.size) for stack in piles.stacks for item in stack.items), default=0)
        for form in _FORMS:
            form = form._replace(large=piles.large, column=min(column, _MAX_ROLE))
            yield [*_side_by_side(piles.stacks, form, width, texts), *below]
    yield [*_listed(piles, width, texts), *below[1:]]


def asked(stacks: Sequence[StackLine], texts: Texts) -> tuple[StackLine, ...]:
    """The stack before, without marks, and in place of the stack after a question mark."""
    label = {key: texts.plain("verify", f"stack_{key}") for key in ("before", "after")}
    items = tuple(item._replace(mark="") for item in stacks[0].items) if stacks else ()
    more = stacks[0].more if stacks else ()
    unknown = StackItem("", role=texts.plain("panes", "unknown"))
    return (StackLine(label["before"], items, more), StackLine(label["after"], (unknown,)))


def _named(stack: StackLine, texts: Texts) -> StackLine:
    """With a word for an item of which nothing is known, and that has no bytes to count."""
    nameless = texts.plain("panes", "nameless")
    items = tuple(item if item.role or item.size else item._replace(size=nameless) for item in stack.items)
    return stack._replace(items=items)


def _side_by_side(stacks: Sequence[StackLine], form: Form, width: int, texts: Texts) -> Iterator[Line]:
    """Piles on one ground, with an arrow from each to the next; what has no room stands below."""
    inner = _inner(stacks, width, form.large)
    each = SIGN + inner + BORDERS
    beside = max(1, (width + len(_ARROW)) // (each + len(_ARROW)))
    for start in range(0, len(stacks), beside):
        drawn = [_pile(stack, inner, form, texts) for stack in stacks[start : start + beside]]
        height = max(map(len, drawn))
        for place in range(height):
            line: Line = ()
            for number, pile in enumerate(drawn):
                missing = height - len(pile)
                part = pile[place - missing] if place >= missing else ()
                gap = _ARROW if number == 1 and place == height - 1 else " " * len(_ARROW)
                line += (Chunk(gap if number else "", "arrow"), *_filled(part, each))
            yield _without_end(line)


def _inner(stacks: Sequence[StackLine], width: int, large: bool) -> int:
    """How wide the boxes are inside: as two or three piles beside each other have room, alike at every step."""
    count = 3 if len(stacks) > 2 and width >= 3 * MIN_BOX + 2 * len(_ARROW) else 2
    room = (width - (count - 1) * len(_ARROW)) // count - SIGN - BORDERS
    return min(room, _LARGE_INNER if large else MAX_INNER)


def _pile(stack: StackLine, inner: int, form: Form, texts: Texts) -> list[Line]:
    if stack.items:
        top = texts.plain("panes", "top") if _is_known(stack) else ""
        return box_lines(stack.items, stack.label, top, inner, form)
    words = "".join(text for text, _ in stack.more)
    ground = box_lines((), stack.label, "", inner, form)
    return [(Chunk(" " * (SIGN + 2)), Chunk(printable(words), "note")), *ground]


def _filled(line: Line, width: int) -> Line:
    return (*line, Chunk(" " * (width - width_of(line))))


def _without_end(line: Line) -> Line:
    return line[:-1] if line and not line[-1].text.strip() else line


def _listed(piles: Piles, width: int, texts: Texts) -> Iterator[Line]:
    """A line an item, top first: what the step takes, then what it leaves; where hidden, the stack it finds."""
    stacks = piles.stacks
    if len(stacks) > 1 and not piles.hidden and stacks[1].items:
        taken = tuple(item for item in stacks[0].items if item.mark == "taken")
        removed = StackLine(texts.plain("panes", "list_taken"), taken)
        stacks = (removed, *stacks[1:]) if taken else stacks[1:]
    for stack in stacks:
        yield from wrap((Chunk(printable(_label(stack, texts)), "label"), Chunk(" "), *stack.more), width)
        column = min(_MAX_ROLE, max((cell_len(item.role or item.size) for item in stack.items), default=0))
        for item in reversed(stack.items):
            yield from _listed_item(item, column, width, piles.large)


def _label(stack: StackLine, texts: Texts) -> str:
    return texts.plain("panes", "list_label", label=stack.label) if _is_known(stack) else stack.label


def _is_known(stack: StackLine) -> bool:
    """Whether it has items, and not only a question mark."""
    return any(map(digits_of, stack.items))


def _listed_item(item: StackItem, column: int, width: int, large: bool) -> Iterator[Line]:
    style = item.mark or "label"
    if item.hidden:
        yield (Chunk(" " * SIGN), Chunk(set_cell_size(printable(item.hidden), width - SIGN).rstrip(), "note"))
    words = clipped(printable(item.role or item.size), min(column, width - SIGN))
    room = width - SIGN - column - _GAP
    digits = printable(fitted(digits_of(item), room, large))
    name = Chunk(words, item.mark or ("" if item.role else "label"))
    line = (Chunk(f"{_SIGNS[item.mark]:<{SIGN}}", style), name, Chunk(" " * _GAP))
    yield (*line, Chunk(digits, style)) if cell_len(digits) <= room else line[:-1]
