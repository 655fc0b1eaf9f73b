"""The page on two scripts that are run as one, by the rule until July 2010, for a lesson."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import (
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    StackItem,
    StackLine,
    StepRow,
    Steps,
)
from txexplain.explain.parts.assembly import instruction_words
from txexplain.explain.parts.numbers import grouped
from txexplain.model.lesson import JoinedRun, JoinedStep
from txexplain.texts import Chunk, Texts


def joined_page(run: JoinedRun, texts: Texts) -> Document:
    """Each instruction of the joined script, which of them the run reached, and how it ended."""
    key, style = ("joined_opens", "unknown") if run.opens else ("joined_closed", "invalid")
    end = Fact(texts.plain("learn", "joined_end"), ((Chunk(texts.plain("learn", key), style),),))
    return (
        Heading(texts.line("learn", "joined"), 2),
        Paragraph(texts.line("learn", "joined_text")),
        Steps(tuple(_rows(run, texts))),
        Facts((end,)),
    )


def _rows(run: JoinedRun, texts: Texts) -> Iterator[StepRow]:
    before: tuple[bytes, ...] = ()
    for position, step in enumerate(run.steps):
        line = tuple(instruction_words(step.instruction, texts, whole=False, tapscript=False))
        stacks = _stacks(before, step, texts) if step.reached else ()
        key = "joined_ends" if before == step.stack else ""
        remarks = (texts.line("learn", key if step.reached else "joined_not_reached"),) if key else ()
        yield StepRow(grouped(position), line, step.reached, stacks, remarks)
        before = step.stack


def _stacks(before: tuple[bytes, ...], step: JoinedStep, texts: Texts) -> tuple[StackLine, ...]:
    """The stack before and after a push; once where the instruction leaves it alone."""
    if before == step.stack:
        return (_pile("stack_same", before, len(before), texts),)
    return _pile("stack_before", before, len(before), texts), _pile("stack_after", step.stack, len(before), texts)


def _pile(key: str, items: tuple[bytes, ...], same: int, texts: Texts) -> StackLine:
    told = tuple(StackItem(item.hex(), "" if at < same else "put", data=item) for at, item in enumerate(items))
    return StackLine(texts.plain("verify", key), told, () if told else texts.line("verify", "stack_empty"))
