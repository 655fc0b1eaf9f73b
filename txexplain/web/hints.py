"""What leads from a text to more: options become whole commands to be typed, and names links to other pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from txexplain.explain.document import ByteMap, ByteRow, Listing, Section, remade
from txexplain.model.frozen import FrozenDict
from txexplain.texts import Chunk
from txexplain.web.command import Command

BULLET = "·"
NO_LINKS: Mapping[str, str] = FrozenDict()
_OPTION = re.compile(r"--(all|tip|input|output)\b")
_ALL = re.compile(r"(?<!\S)--all(?!\S)")


def with_whole_commands(value: Any, command: Command) -> Any:
    """The value, with each option that leads to more of the page in the command of that."""
    if isinstance(value, Chunk):
        is_option = value.style == "code" and _OPTION.match(value.text)
        return Chunk(command.with_option(value.text).shown, "code") if is_option else value
    if isinstance(value, ByteMap):
        return with_whole_rows(value, command)
    if not isinstance(value, tuple):
        return value
    return remade(value, [with_whole_commands(part, command) for part in value])


def with_whole_rows(fields: ByteMap, command: Command) -> ByteMap:
    """The fields, with the command that shows those that are folded away."""
    words = command.of_bytes or command.with_option("--all").shown
    return fields._replace(rows=tuple(_whole_row(row, words) for row in fields.rows))


def _whole_row(row: ByteRow, words: str) -> ByteRow:
    return row._replace(folded=_ALL.sub(lambda _: words, row.folded)) if "--all" in row.folded else row


def is_bulleted(block: object) -> bool:
    """Whether it is a list of things said, none of which has a name."""
    return isinstance(block, Listing) and all(name == BULLET for name, _ in block.rows)


def is_numbered(block: object) -> bool:
    """Whether it is a list of things said, numbered from 1 on, such as choices."""
    return isinstance(block, Listing) and [name for name, _ in block.rows] == [
        str(number) for number in range(1, len(block.rows) + 1)
    ]


def says_only(section: Section) -> bool:
    """Whether it says things and is about no bytes of its own."""
    return all(map(is_bulleted, section.blocks))


class Name(str):
    """A name in a list that leads to another page, `href`."""

    href = ""


def linked(block: Any, links: Mapping[str, str]) -> Any:
    """The block, if it is a list with each name of the links as such."""
    if not links or not isinstance(block, Listing):
        return block
    return block._replace(rows=tuple((_named(name, links), words) for name, words in block.rows))


def _named(name: str, links: Mapping[str, str]) -> str:
    if name not in links:
        return name
    made = Name(name)
    made.href = links[name]
    return made
