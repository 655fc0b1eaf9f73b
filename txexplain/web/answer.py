"""The verdict on top of a page, before the money and the facts among which it stands on a terminal."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.explain.document import Block, Fact, Facts, Flow, Section

_VERDICTS = ("valid", "invalid", "unknown")


class Answer(NamedTuple):
    """A fact that is the answer of the page; `style` is how its verdict is shown."""

    style: str
    fact: Fact


def answer_first(section: Section) -> Section:
    """The section with its verdict, if it has one, before the flow of money."""
    for place, block in enumerate(section.blocks):
        if isinstance(block, Facts) and block.rows and (style := _verdict_of(block.rows[0])):
            rest = block._replace(rows=block.rows[1:])
            others = [*section.blocks[:place], *([rest] if rest.rows else []), *section.blocks[place + 1 :]]
            flow = next((at for at, each in enumerate(others) if isinstance(each, Flow)), place)
            others.insert(min(flow, place), Answer(style, block.rows[0]))  # type: ignore[arg-type]
            return section._replace(blocks=tuple[Block, ...](others))
    return section


def _verdict_of(fact: Fact) -> str:
    """The style of the verdict with which the fact begins, or with which its line ends; empty where there is none."""
    styles = [chunk.style for chunk in fact.values[0]] if fact.values else []
    if not styles or styles[0] not in _VERDICTS:
        return ""
    return next(style for style in reversed(styles) if style in _VERDICTS)
