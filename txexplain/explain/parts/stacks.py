"""A step as it is shown: the script element, and the stacks before it and after it."""

from __future__ import annotations

from txexplain.explain.document import StackItem, StackLine
from txexplain.explain.parts.assembly import instruction_words
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.script import OP_ELSE, OP_ENDIF
from txexplain.model.spend import Items, Stage, Step
from txexplain.texts import Chunk, Line, Texts

SHOWN_ITEMS = 8  # of a stack, from its top
SHOWN_ITEM_BYTES = 10  # a longer item is shortened
INDENT, MAX_INDENT = "  ", 8  # of what stands in branches


def element_line(step: Step, depth: int, tapscript: bool, texts: Texts) -> Line:
    """The script element, indented by the branches it stands in."""
    line = tuple(instruction_words(step.instruction, texts, whole=False, tapscript=tapscript))
    return (Chunk(INDENT * min(depth, MAX_INDENT)), *line) if depth else line


def before_step(stage: Stage, place: int) -> tuple[tuple[Items, Items], int]:
    """The stacks before the step that is at `place` among those kept, and how many branches it stands in."""
    step = stage.steps[place]
    closing = step.instruction.opcode in (OP_ELSE, OP_ENDIF)
    if place == 0 and step.position == 0:
        return (stage.before, ()), 0
    before = stage.steps[place - 1]
    if place == 0 or before.position != step.position - 1:  # what was there before is not kept
        return (step.stack, step.altstack), max(0, step.depth - closing)
    return (before.stack, before.altstack), max(0, before.depth - closing)


def stack_lines(step: Step, stack: Items, altstack: Items, texts: Texts) -> tuple[StackLine, ...]:
    """The stack before and after the step, with marks where it changes; the alt stack where that does."""
    same = min(step.kept, _common(stack, step.stack)) if step.failure else step.kept
    stacks = [
        _stack_line(texts.plain("verify", "stack_before"), stack, same, "taken", texts),
        _stack_line(texts.plain("verify", "stack_after"), step.stack, same, "put", texts),
    ]
    if step.failure and stack == step.stack:  # it stopped before it took anything
        stacks = [_stack_line(texts.plain("verify", "stack_before"), stack, len(stack), "", texts)]
    if altstack != step.altstack:
        kept = _common(altstack, step.altstack)
        stacks.append(_stack_line(texts.plain("verify", "altstack_after"), step.altstack, kept, "put", texts))
    return tuple(stacks)


def _stack_line(label: str, items: Items, same: int, mark: str, texts: Texts) -> StackLine:
    """The topmost items of a stack; those above the `same` lowest ones carry the mark."""
    first = max(0, len(items) - SHOWN_ITEMS)
    shown_items = tuple(
        StackItem(_item_words(item, texts), mark if place >= same else "")
        for place, item in enumerate(items[first:], first)
    )
    more = texts.line("verify", "more_below", count=grouped(first)) if first else ()
    return StackLine(label, shown_items, more if items else texts.line("verify", "stack_empty"))


def _item_words(item: bytes, texts: Texts) -> str:
    if not item:
        return texts.plain("verify", "empty_item")
    return item.hex() if len(item) <= SHOWN_ITEM_BYTES else shortened(item.hex())


def _common(before: Items, after: Items) -> int:
    """How many of the lowest items are the same before and after."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count
