"""A step as it is shown: the script element, and the stacks before it and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import StackItem, StackLine, TryRow
from txexplain.explain.parts.assembly import instruction_words
from txexplain.explain.parts.failures import hash_type_words
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.roles import COUNTED, Role, StepRoles, Try
from txexplain.model.script import OP_ELSE, OP_ENDIF
from txexplain.model.spend import Items, Stage, Step
from txexplain.texts import Chunk, Line, Texts

SHOWN_ENDS = 3  # items at both ends of what a step leaves alone, and of what it changes, before the rest is counted
MOST_BEHIND = 40  # items that are counted and can still be looked at, in media that open what is folded
WHOLE_CHANGE = 12  # items that a step changes and that are all shown: those of a 3-of-5 multisig
INDENT, MAX_INDENT = "  ", 8  # of what stands in branches
_LARGEST_TOLD = 99_999  # a number beyond is long, and told below


class _Pile(NamedTuple):
    """A stack as it is drawn: its items, their roles, and how many of the lowest are left alone."""

    items: Items
    roles: tuple[Role, ...]
    same: int
    mark: str


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


def stack_lines(step: Step, roles: StepRoles, stack: Items, altstack: Items, texts: Texts) -> tuple[StackLine, ...]:
    """The stack before and after the step, with marks where it changes; the alt stack where that does."""
    same = min(step.kept, _common(stack, step.stack)) if step.failure else step.kept
    piles = {
        "stack_before": _Pile(stack, roles.before, same, "taken"),
        "stack_after": _Pile(step.stack, roles.after, same, "put"),
    }
    if step.failure and stack == step.stack:  # it stopped before it took anything
        piles = {"stack_before": _Pile(stack, roles.before, len(stack), "")}
    elif same == len(stack) == len(step.stack):
        piles = {"stack_same": _Pile(stack, roles.before, same, "")}
    if altstack != step.altstack:
        kept = _common(altstack, step.altstack)
        piles["altstack_after"] = _Pile(step.altstack, roles.altstack, kept, "put")
    return tuple(_stack_line(texts.plain("verify", key), pile, texts) for key, pile in piles.items())


def _stack_line(label: str, pile: _Pile, texts: Texts) -> StackLine:
    """The items of a stack; those above the lowest that stay carry the mark."""
    items = tuple(_shown(pile, texts))
    return StackLine(label, items, () if items else texts.line("verify", "stack_empty"))


def _shown(pile: _Pile, texts: Texts) -> Iterator[StackItem]:
    """The items, bottom first; of many only those at both ends of what stays and of what changes."""
    for part, whole in ((range(pile.same), 2 * SHOWN_ENDS + 1), (range(pile.same, len(pile.items)), WHOLE_CHANGE)):
        places = part if len(part) <= whole else [*part[:SHOWN_ENDS], *part[-SHOWN_ENDS:]]
        for place, following in zip(places, [*places[1:], part.stop], strict=False):
            more = following - place - 1
            shown = _shown_item(pile, place, texts)
            if more:
                hidden = texts.plain("verify", "more_between", count=grouped(more))
                behind = range(place + 1, following) if more <= MOST_BEHIND else ()
                shown = shown._replace(hidden=hidden, behind=tuple(_shown_item(pile, each, texts) for each in behind))
            yield shown


def _shown_item(pile: _Pile, place: int, texts: Texts) -> StackItem:
    item = pile.items[place]
    words = role_words(pile.roles[place], texts)
    size = "" if words else _size_words(item, texts)
    return StackItem(_item_words(item, texts), pile.mark if place >= pile.same else "", words, size, data=item)


def _item_words(item: bytes, texts: Texts) -> str:
    return shortened(item.hex()) or texts.plain("verify", "empty_item")


def _size_words(item: bytes, texts: Texts) -> str:
    if not item:
        return ""
    return texts.plain("verify", "item_size_one" if len(item) == 1 else "item_size_many", size=grouped(len(item)))


def role_words(role: Role, texts: Texts) -> str:
    """The role in a word or two, with its number among several, or the number that the item is."""
    if not role.key:
        return ""
    if role.key in COUNTED and role.number:
        return texts.plain("verify", "item", f"{role.key}_n", ordinal=role.number)
    if role.value is not None:
        if abs(role.value) > _LARGEST_TOLD:
            return texts.plain("verify", "item", "number_long")
        return texts.plain("verify", "item", role.key, value=grouped(role.value))
    if texts.has("verify", "item", role.key):
        return texts.plain("verify", "item", role.key)
    return texts.plain("fields", role.key)


def try_rows(tries: Sequence[Try], limit: int, texts: Texts) -> tuple[TryRow, ...]:
    """Which signature was tried against which key, in order, and what came of it: the first `limit` of them."""
    return tuple(
        TryRow(
            role_words(each.signature, texts),
            role_words(each.key, texts),
            each.check.passes,
            *_outcome(each, place + 1 < len(tries), texts),
        )
        for place, each in enumerate(tries[:limit])
    )


def _outcome(each: Try, more: bool, texts: Texts) -> tuple[str, Line]:
    """Whether it passes; where it does not, why, and whether another key is tried."""
    check = each.check
    if check.passes:
        key = "try_unchecked" if check.reason else "try_passes"
        return "odd" if check.reason else "valid", texts.line("verify", key, hash_type=hash_type_words(check))
    if check.reason == "empty_signature" or not check.signature:
        return "label", texts.line("verify", "try_empty")
    if more and check.sighash is not None:
        return "label", texts.line("verify", "try_next")
    reason = texts.plain("script_errors", "reason", check.reason)
    return "label" if more else "odd", texts.line("verify", "try_fails", reason=reason)


def _common(before: Items, after: Items) -> int:
    """How many of the lowest items are the same before and after."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count
