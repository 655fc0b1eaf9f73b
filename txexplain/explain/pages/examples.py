"""The list of bundled examples, in groups by what they teach."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Block, Document, Heading, Listing, Paragraph
from txexplain.model.examples import Example
from txexplain.texts import ANY_LANGUAGE, Chunk, Line, Texts, catalogue


def examples_page(examples: Sequence[Example], texts: Texts) -> Document:
    blocks: list[Block] = [
        Heading(texts.line("cli", "examples_heading"), 1),
        Paragraph(texts.line("cli", "examples_intro", name="pizza")),
    ]
    for group, members in by_what_they_teach(examples).items():
        blocks += _group(group, members, texts)
    return (*blocks, Paragraph(texts.line("cli", "examples_blocks")))


def by_what_they_teach(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """The examples in groups, in the order in which to read them."""
    left = {example.name: example for example in examples}
    groups = {}
    for group, tags in catalogue(ANY_LANGUAGE, "examples").items():
        groups[group] = [
            example for tag in str(tags).split(", ") for example in examples if example.teaches[0] == tag
        ]
        for example in groups[group]:
            del left[example.name]
    return {**groups, "examples_other": list(left.values())}


def _group(key: str, members: Sequence[Example], texts: Texts) -> list[Block]:
    if not members:
        return []
    rows = tuple((example.name, _about(example, texts)) for example in members)
    return [Heading(texts.line("cli", key), 2), Listing(rows)]


def _about(example: Example, texts: Texts) -> Line:
    title = Chunk(example.texts[texts.language][0])
    if not example.synthetic:
        return (title,)
    return title, Chunk(texts.plain("cli", "examples_synthetic"), "note")
