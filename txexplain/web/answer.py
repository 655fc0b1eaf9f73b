"""The verdict on top of a page, before the money and the facts among which it stands on a terminal."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.explain.document import Block, Fact, Facts, Flow, Section
from txexplain.texts import Texts

_VERDICTS = ("valid", "invalid", "unknown")
_OPEN = "open"  # the style of what is no verdict yet
_VERDICT_LABELS = (("verify", "verdict"), ("page", "verdict"), ("psbt", "status"))


class Answer(NamedTuple):
    """A fact that is an answer of the page; `style` is how its verdict is shown, and the first is no minor one."""

    style: str
    fact: Fact
    is_minor: bool = False


def answer_first(section: Section, texts: Texts) -> Section:
    """The section with its verdicts, if it has some, before the flow of money: then the policy."""
    for place, block in enumerate(section.blocks):
        if isinstance(block, Facts) and (answers := _answers(block, texts)):
            told = [answer.fact for answer in answers]
            rest = block._replace(rows=tuple(row for row in block.rows if not any(row is fact for fact in told)))
            others = [*section.blocks[:place], *([rest] if rest.rows else []), *section.blocks[place + 1 :]]
            flow = next((at for at, each in enumerate(others) if isinstance(each, Flow)), place)
            at = min(flow, place)
            others[at:at] = answers  # type: ignore[assignment]
            return section._replace(blocks=tuple[Block, ...](others))
    return section


def _answers(block: Facts, texts: Texts) -> list[Answer]:
    """The verdict with which the block begins, and what a node's policy would say."""
    verdicts = {texts.plain(*key) for key in _VERDICT_LABELS}
    policy = texts.plain("policy", "label")
    first = [row for row in block.rows[:1] if row.label in verdicts or _verdict_of(row)]
    others = [row for row in block.rows if row.label == policy and row not in first]
    return [Answer(_verdict_of(row) or _OPEN, row, is_minor=row not in first) for row in (*first, *others)]


def _verdict_of(fact: Fact) -> str:
    """The style of the verdict with which the fact begins, or with which its line ends; empty where there is none."""
    styles = [chunk.style for chunk in fact.values[0]] if fact.values else []
    if not styles or styles[0] not in _VERDICTS:
        return ""
    return next(style for style in reversed(styles) if style in _VERDICTS)
