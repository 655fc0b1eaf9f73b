"""A document laid out in lines for one width. No colour yet: styles stay names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from txexplain.explain.document import (
    Block,
    ByteMap,
    ByteRow,
    Callout,
    Document,
    Fact,
    Facts,
    Flow,
    Grid,
    Heading,
    Listing,
    Paragraph,
    Steps,
    Tree,
)
from txexplain.render.flow import flow
from txexplain.render.printable import printable
from txexplain.render.stacks import PileColumn, grid, pile_column, steps
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line, plain

MIN_WIDTH = 40
READING_WIDTH = 100  # pages are set no wider, however wide the terminal
BYTES_WIDTH = 120  # but for maps of bytes, where ids fit beside them then
MAX_NAME_WIDTH = 24  # names up to this one have one column on a page
SHORT_VALUE = 40  # cells: a value up to this one stands out, a sentence does not
MIN_NOTE_WIDTH = 14  # cells beside a label in which a sentence can still be read
MAX_LABEL_WIDTH = 12  # a longer label stands on a line of its own; beside one of these 64 hex digits fit 80 cells
MAX_LONG_LABEL_WIDTH = 22  # the same where labels are long and there is room
HEX_WIDTH = 64  # cells of a hash, which is not broken where that can be helped
_WORDS = re.compile("[!-~]+")
_BULLET = "· "  # begins one of several values, whose further lines are indented below its words
_INDENT = 2
_MARGIN = Chunk(" " * _INDENT)
_BLANK: Line = ()


class _Page(NamedTuple):
    """What the blocks of a page share: its width, that of bytes, and columns of values, descriptions and stacks."""

    width: int
    bytes: int
    facts: int
    long_facts: int
    wide_facts: int
    names: int
    piles: PileColumn


def layout(document: Document, width: int) -> Iterator[Line]:
    """The lines of the document, each safe to print, at most `width` cells wide, and no wider than can be read."""
    page = _page(document, max(width, MIN_WIDTH))
    before: Block | None = None
    for block in document:
        if before is not None and _set_apart(before, block):
            yield _BLANK
        yield from _lines(block, page)
        before = block


def _page(document: Document, screen: int) -> _Page:
    width = min(screen, READING_WIDTH)
    facts = [block for block in document if isinstance(block, Facts)]
    long_ones = [block for block in facts if block.long_labels and not _has_room(block, width)]
    wide_ones = [block for block in facts if block.long_labels and _has_room(block, width)]
    listings = [block for block in document if isinstance(block, Listing) and not _has_commands(block)]
    return _Page(
        width,
        min(screen, BYTES_WIDTH),
        _column((fact.label for block in facts if not block.long_labels for fact in block.rows), MAX_LABEL_WIDTH),
        _column((fact.label for block in long_ones for fact in block.rows), MAX_LABEL_WIDTH),
        _column((fact.label for block in wide_ones for fact in block.rows), MAX_LONG_LABEL_WIDTH),
        _column((name for block in listings for name, _ in block.rows), MAX_NAME_WIDTH),
        pile_column([block for block in document if isinstance(block, Steps)]),
    )


def _has_room(block: Facts, width: int) -> bool:
    """Whether long labels can stand beside their values, which hashes need the room for."""
    values = (plain(value) for fact in block.rows for value in fact.values)
    longest = max((len(word) for value in values for word in _WORDS.findall(value)), default=0)
    return width - _INDENT - 2 - min(longest, HEX_WIDTH) >= MAX_LONG_LABEL_WIDTH


def _has_commands(block: Listing) -> bool:
    """Whether it lists commands, which are longer than other names."""
    return any(" " in name for name, _ in block.rows)


def _column(labels: Iterable[str], limit: int) -> int:
    """Where what stands beside these labels begins, those apart that are longer than the limit."""
    return max((size for label in labels if (size := cell_len(label)) <= limit), default=0) + _INDENT + 2


def _set_apart(before: Block, block: Block) -> bool:
    """Whether a blank line goes between the two."""
    if isinstance(block, Heading):
        return block.level != 4 and not (isinstance(before, Heading) and before.level == 2)
    if isinstance(before, Heading):
        return before.level in (1, 4)
    if isinstance(before, Paragraph):
        return True
    return type(before) is not type(block) or isinstance(block, Facts)


def _lines(block: Block, page: _Page) -> Iterator[Line]:
    width = page.width
    if isinstance(block, Heading):
        return _heading(block, width)
    if isinstance(block, Paragraph):
        return iter(wrap(_safe(block.line), width))
    if isinstance(block, Facts):
        return _facts(block, _facts_column(block, page), width)
    if isinstance(block, Flow):
        return flow(block, width)
    if isinstance(block, ByteMap):
        return _byte_map(block, page.bytes)
    if isinstance(block, Callout):
        return _callout(block, width)
    if isinstance(block, Steps):
        return steps(block, page.piles, width)
    if isinstance(block, Grid):
        return grid(block, width)
    if isinstance(block, Tree):
        from txexplain.render.trees import tree  # few pages have one

        return tree(block, width)
    return _listing(block, page.names, width)


def _facts_column(block: Facts, page: _Page) -> int:
    """Where the values of the block begin."""
    if not block.long_labels:
        return page.facts
    return page.wide_facts if _has_room(block, page.width) else page.long_facts


def _safe(line: Line, style: str = "") -> Line:
    """The line made printable; chunks without a style get this one."""
    return tuple(Chunk(printable(chunk.text), chunk.style or style) for chunk in line)


def _hanging(label: Line, line: Line, indent: int, width: int) -> Iterator[Line]:
    """The label, then the line, its further lines indented below its first."""
    pad = Chunk(" " * max(0, indent - width_of(label)))
    for place, part in enumerate(wrap(line, width - indent)):
        yield (*label, pad, *part) if place == 0 else (Chunk(" " * indent), *part)


def _heading(block: Heading, width: int) -> Iterator[Line]:
    style = {1: "title", 2: "section", 3: "item"}.get(block.level, "byline")
    line = _safe(block.line, style)
    yield from wrap(line, width)
    if block.level == 2:
        yield (Chunk("─" * width, "rule"),)


def _facts(block: Facts, column: int, width: int) -> Iterator[Line]:
    """Labels in a column; values beside them, and what they mean below."""
    for fact in block.rows:
        yield from _fact(fact, column, width)


def _fact(fact: Fact, column: int, width: int) -> Iterator[Line]:
    label: Line = (_MARGIN, Chunk(printable(fact.label), "label"))
    if width_of(label) + 2 > column:
        yield label
        label = ()
    for value in fact.values:
        value = _safe(value, "said" if width_of(value) <= SHORT_VALUE else "")
        if value and value[0].text == _BULLET:
            pad = Chunk(" " * (column - width_of(label)))
            yield from _hanging((*label, pad, value[0]), value[1:], column + len(_BULLET), width)
            label = ()
            continue
        room = width - column
        note = _safe(fact.note, "note")
        if note and width_of(value) + 2 + width_of(note) <= room:
            yield from _hanging(label, (*value, Chunk("  "), *note), column, width)
            note = ()
        else:
            yield from _hanging(label, value, column, width)
        if note:
            yield from _hanging((), note, column, width)
        label = ()


def _callout(block: Callout, width: int) -> Iterator[Line]:
    mark = {"invalid": "✗", "odd": "!", "fact": "·", "word": "›"}[block.style]
    label = (Chunk(f"{' ' * _INDENT}{mark} ", block.style),)
    line = (Chunk(printable(block.label), block.style), *_safe(block.line, "note" if block.style == "word" else ""))
    return _hanging(label, line, _INDENT + 2, width)


def _byte_map(block: ByteMap, width: int) -> Iterator[Line]:
    """Offset, bytes and name side by side; sixteen bytes a line, or eight where the width is small."""
    per_line = 16 if width >= 78 else 8
    offset_width = max((len(f"{row.offset:,}") for row in block.rows), default=1)
    name_column = offset_width + 2 + per_line * 2 + per_line // 4 - 1 + 2
    for row in block.rows:
        yield from _byte_row(row, per_line, offset_width, name_column, width)


def _byte_row(row: ByteRow, per_line: int, offset_width: int, name_column: int, width: int) -> Iterator[Line]:
    indent = name_column + row.depth * 2 if width >= 60 else name_column + row.depth
    if not row.data:
        words = _safe((Chunk(row.folded, "note") if row.folded else Chunk(row.label, "item"),))
        least = offset_width + 2 + row.depth * 2
        column = least if row.folded else max(least, min(indent, width - width_of(words)))
        yield from _hanging((Chunk(f"{row.offset:>{offset_width},}", "offset"),), words, column, width)
        return
    names = _byte_names(row.label, row.value, width - indent)
    size = len(row.data)
    for place in range(max(-(-size // per_line), len(names))):
        start = place * per_line
        data = row.data[start : start + per_line].hex(" ", -4)
        offset = f"{row.offset + start:>{offset_width},}" if data else " " * offset_width
        line = (Chunk(offset, "offset"), Chunk("  "), Chunk(data, f"bytes.{row.key}"))
        if place < len(names):
            yield (*line, Chunk(" " * (indent - len(offset) - 2 - len(data))), *names[place])
        else:
            yield line


@lru_cache(1024)
def _byte_names(label: str, value: str, room: int) -> tuple[Line, ...]:
    """What the bytes are, and their value, in lines that fit the room; of many inputs most are the same."""
    if not label:
        return ()
    if not value:
        return tuple(wrap((Chunk(printable(label)),), room))
    return tuple(wrap((Chunk(f"{printable(label)} = "), Chunk(printable(value), "value")), room))


def _listing(block: Listing, names: int, width: int) -> Iterator[Line]:
    """Names in a column and what they are beside it, or below where there is no room."""
    own = _column((name for name, _ in block.rows), width)
    column = own if _has_commands(block) else max(names, own)
    for name, line in block.rows:
        label = Chunk(printable(name), "name")
        if cell_len(name) + _INDENT + 2 > column:  # a command with an id in it, which is copied whole
            yield _MARGIN, label
            yield from _hanging((), _safe(line), _INDENT * 2, width)
        elif width - column >= MIN_NOTE_WIDTH:
            yield from _hanging((_MARGIN, label), _safe(line), column, width)
        else:
            yield from _hanging((), (label,), _INDENT, width)
            yield from _hanging((), _safe(line), _INDENT * 2, width)
