"""The run of a script as a web page shows it: one step at a time, the piles before and after it whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.explain.document import StackItem, StackLine, StepRow, Steps
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.texts import plain

SHOWN_STEPS = 250  # of one script; of more the first and the last
_LAST = 50
WHOLE_ITEM = 80  # bytes of an item that are shown at once
LONGEST_ITEM = 520  # what a script can push; longer items are shown by their ends
ALL_ITEMS = 120_000  # hex digits of all items of one script, after which they are shown by their ends
_CHIP = 21


class Item(NamedTuple):
    """An item as it is shown: whole in `hex`, or short in `text` and whole, to be opened, in `hex`.

    `behind` are those above it that can be opened.
    """

    item: StackItem
    text: str
    hex: str = ""
    behind: tuple[Item, ...] = ()

    @property
    def size(self) -> int:
        """About how many characters it takes."""
        return len(self.hex or self.text) + sum(each.size for each in self.behind)


class Pile(NamedTuple):
    """A stack, its top first."""

    stack: StackLine
    items: tuple[Item, ...]


class Step(NamedTuple):
    """A step, what it is called in the row of instructions, and its piles.

    A run of instructions that are passed over is called by the numbers `at` which they stand alone.
    """

    row: StepRow
    at: str
    chip: str
    piles: tuple[Pile, ...]


class Run(NamedTuple):
    """The steps that are shown, how many are left out, and before which of those shown."""

    steps: tuple[Step, ...]
    left_out: int
    gap: int


def run_of(block: Steps) -> Run:
    """The steps with all that is drawn of them, of very many the first and the last."""
    rows, gap = block.rows, SHOWN_STEPS - _LAST
    left_out = max(0, len(rows) - SHOWN_STEPS)
    if left_out:
        rows = (*rows[:gap], *rows[-_LAST:])
    return Run(tuple(_steps(rows)), left_out, gap)


def _steps(rows: tuple[StepRow, ...]) -> Iterator[Step]:
    room = ALL_ITEMS
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        piles = []
        for stack in row.stacks:
            items = tuple(_item(item, room) for item in reversed(stack.items))
            room -= sum(item.size for item in items)
            piles.append(Pile(stack, items))
        at = _at(row, after)
        yield Step(row, at, _chip(row) if at == row.position else "", tuple(piles))


def _item(item: StackItem, room: int) -> Item:
    size = len(item.data)
    if item.behind and room > 0:
        behind = tuple(_item(each, room) for each in reversed(item.behind))
        return _item(item._replace(behind=()), room)._replace(item=item, behind=behind)
    if not size or size > LONGEST_ITEM or 2 * size > room:
        return Item(item, item.text)
    return Item(item, item.data.hex()) if size <= WHOLE_ITEM else Item(item, item.text, item.data.hex())


def _at(row: StepRow, after: StepRow | None) -> str:
    """The number of the instruction; of a run that is passed over the first and the last."""
    if row.executed or after is None or not (row.position and after.position):
        return row.position
    last = int(after.position.replace(",", "")) - 1
    return f"{row.position}–{grouped(last)}" if grouped(last) != row.position else row.position


def _chip(row: StepRow) -> str:
    """The instruction in a few cells: a long push by the ends of its data."""
    pushed = next((chunk.text for chunk in row.line if chunk.style == "data"), "")
    words = plain(row.line).strip()
    if len(words) <= _CHIP:
        return words
    if pushed:
        return f"<{shortened(pushed.strip().strip('<>'))}>"
    return f"{words[:_CHIP]}…"
