"""What the tests of the walkthrough share: stories of examples and of other transactions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from conftest import EXAMPLES

from txexplain.analyse import analyse
from txexplain.explain.document import Block, Document
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.examples import Example
from txexplain.model.networks import NETWORKS
from txexplain.model.report import Report, SpentOutput
from txexplain.texts import Line
from txexplain.verify import Verifier

FULL_STORY = Choice(details=True)


@cache
def story_of(name: str) -> Story:
    """The story of a bundled example, as `explain` tells it."""
    example = EXAMPLES[name]
    report = analyse(example.raw, example.spent_outputs, NETWORKS[example.network])
    height = example.block_height if example.network == "main" else None
    return story_about(report, height, example=example)


def story_about(report: Report, height: int | None = None, keep: int = 30, example: Example | None = None) -> Story:
    judge = Verifier(report, None, height)
    return Story(judge.verification(), cache(partial(judge.trace, keep_steps=keep)), example)


def story_from(raw: bytes, spent: Sequence[SpentOutput | None] = ()) -> Story:
    return story_about(analyse(raw, spent))


def words(line: Line) -> str:
    return "".join(chunk.text for chunk in line)


def lines_in(value: object) -> list[str]:
    """Every text in a document, a block or a part of one."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, tuple):
        return []
    if value and all(type(each).__name__ == "Chunk" for each in value):
        return [words(value)]
    return [text for each in value for text in lines_in(each)]


def text_of(blocks: Document | tuple[Block, ...]) -> str:
    return "\n".join(lines_in(blocks))
