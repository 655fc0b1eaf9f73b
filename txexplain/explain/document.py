"""A document without looks: blocks of text that any renderer can lay out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from txexplain.model.bytes import Span
from txexplain.model.signing import Cover
from txexplain.texts import Chunk, Line


class Heading(NamedTuple):
    line: Line
    level: int = 1


class Paragraph(NamedTuple):
    line: Line


class Fact(NamedTuple):
    """A label, what it says (one line or several), and a sentence on what that means.

    `general` is a note that holds for every fact of its kind, so that a page tells it once. A `detail` is left out
    of a page where not everything is asked for: the `fact`, or its `note`, or the fact when its note was told before
    (`again`).
    """

    label: str
    values: tuple[Line, ...]
    note: Line = ()
    general: bool = False
    detail: str = ""


class Facts(NamedTuple):
    """Facts below each other; where the labels of all are long, `long_labels` asks for a wider column."""

    rows: tuple[Fact, ...]
    long_labels: bool = False


class FlowRow(NamedTuple):
    """One coin: a tag (`#0`), an amount in words, what it is, and the amount in satoshi, None where it is not known.

    `part` is `coin`, `rest` for the coins that are not shown one by one, or of the totals `fee`, `short` (what comes
    out and never went in) or `total`.
    """

    tag: str
    amount: str
    line: Line = ()
    sat: int | None = None
    part: str = "coin"


class FlowSide(NamedTuple):
    """The coins of one side, with a title, and in a word or two: `label`."""

    title: Line
    label: str
    rows: tuple[FlowRow, ...]
    totals: tuple[FlowRow, ...] = ()


class Flow(NamedTuple):
    """What goes in, `left`, and what comes out, `right`: amounts in proportion to each other, in this unit."""

    left: FlowSide
    right: FlowSide
    unit: str


class ByteRow(NamedTuple):
    """A labelled run of bytes, or where `data` is empty the heading of the rows below it.

    `folded` tells of what is left out instead, regions or bytes: so many of them, `left_out`.
    """

    offset: int
    data: bytes
    key: str
    label: str
    value: str
    depth: int
    folded: str = ""
    left_out: int = 0


class ByteMap(NamedTuple):
    """Bytes, row by row; `before` where they are those of a transaction before it was changed."""

    rows: tuple[ByteRow, ...]
    before: bool = False


def tail_of(rows: Sequence[ByteRow], place: int) -> ByteRow | None:
    """The last bytes of the field of which the row at `place` has the first, where its middle is folded."""
    if place + 2 >= len(rows):
        return None
    middle, tail = rows[place + 1 : place + 3]
    is_end = middle.folded and tail.data and not tail.label and tail.key == rows[place].key
    return tail if is_end else None


class Callout(NamedTuple):
    """Something to notice: `style` is fact, odd or invalid; or `word`, where the label is a word that is new."""

    style: str
    label: str
    line: Line


class Listing(NamedTuple):
    """Names, each with a line on what it is."""

    rows: tuple[tuple[str, Line], ...]


class StackItem(NamedTuple):
    """One item as it is shown: what it is for, or where that is not known how long it is, and its bytes.

    `mark` is `taken` or `put` where the step changes it, else empty; `hidden` tells of items left out above it, and
    `behind` are these. `data` is the whole item, for media that have room for it.
    """

    text: str
    mark: str = ""
    role: str = ""
    size: str = ""
    hidden: str = ""
    data: bytes = b""
    behind: tuple[StackItem, ...] = ()


class StackLine(NamedTuple):
    """A stack, its top last; `more` is said of one without items."""

    label: str
    items: tuple[StackItem, ...]
    more: Line = ()


class TryRow(NamedTuple):
    """A signature tried against a key, both by their roles; `style` is valid, odd or label."""

    signature: str
    key: str
    passes: bool
    style: str
    words: Line


class StepRow(NamedTuple):
    """One script element: its position, itself, the stacks it changes, and remarks. Not `executed`: passed over.

    The first of the stacks is what it finds, the second what it leaves. `tries` are signatures and keys in the order
    in which they were tried. `spans` are the element's bytes, where it stands in the transaction.
    """

    position: str
    line: Line
    executed: bool
    stacks: tuple[StackLine, ...]
    remarks: tuple[Line, ...] = ()
    tries: tuple[TryRow, ...] = ()
    spans: tuple[Span, ...] = ()


class Steps(NamedTuple):
    rows: tuple[StepRow, ...]


class Grid(NamedTuple):
    """A table of marks or figures: a head a column, and rows of a label and a cell a column.

    `said` has of each row what to say to those who do not see its place under the heads.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    said: tuple[tuple[str, ...], ...] = ()


class TreeNode(NamedTuple):
    """A hash and what it stands for; `lit` where it is on the path. One without text stands for levels left out."""

    text: str
    label: str
    lit: bool = False
    children: tuple[TreeNode, ...] = ()


class Tree(NamedTuple):
    """A tree of hashes, its root on top, with the path from one leaf lit; not `holds` where the root is wrong."""

    root: TreeNode
    holds: bool = True


Block = Heading | Paragraph | Facts | Flow | ByteMap | Callout | Listing | Steps | Grid | Tree
Document = tuple[Block, ...]


class Signed(NamedTuple):
    """Which input's signature a section is about, and what its message commits to that the transaction lacks.

    `hash_type` is the sighash type in words, which the message ends with or begins with.
    """

    vin: int
    beyond: tuple[Cover, ...]
    hash_type: str = ""


class Section(NamedTuple):
    """A part of a page: its heading, None where it has none, what stands below it, and the bytes that it is about.

    `key` is the kind of place that it tells (`stage`, `message`), "" where it is no place of a walkthrough. Where it
    has no bytes, `absent` says why, as of a scene. `signed` is there if it tells a message. Of an answer the first
    blocks, `asked` of them, are what is asked and not hidden.
    """

    heading: Heading | None
    blocks: Document
    spans: tuple[Span, ...] = ()
    key: str = ""
    absent: str = ""
    signed: Signed | None = None
    asked: int = 0


def sections_of(document: Document) -> tuple[Section, ...]:
    """The document cut at its headings; nothing is left out."""
    sections: list[Section] = []
    for block in document:
        if isinstance(block, Heading):
            sections.append(Section(block, ()))
        elif sections:
            sections[-1] = sections[-1]._replace(blocks=(*sections[-1].blocks, block))
        else:
            sections.append(Section(None, (block,)))
    return tuple(sections)


def text(words: str, style: str = "") -> Line:
    return (Chunk(words, style),)


def styled(line: Line, style: str) -> Line:
    """The line in that style, but for what has a style of its own."""
    return tuple(Chunk(chunk.text, chunk.style or style) for chunk in line)


def join(*lines: Line, by: str = "  ") -> Line:
    """The lines in one, `by` between them; empty ones left out."""
    joined: Line = ()
    for line in lines:
        if line:
            joined += ((Chunk(by),) if joined else ()) + line
    return joined


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The value with each text in it changed; what holds no text that changes is the same object."""
    if isinstance(value, str):
        return change(value)
    if not isinstance(value, tuple):
        return value
    return remade(value, [mapped(part, change) for part in value])


def remade(value: Any, parts: Sequence[Any]) -> Any:
    """The tuple, named or not, of these parts; itself where they are the ones that it has."""
    if all(new is old for new, old in zip(parts, value, strict=True)):
        return value
    return getattr(value, "_make", tuple)(parts)


def untold(facts: Facts, told: set[Line], *, short: bool = False) -> Facts:
    """The facts without the general notes that stood on the page before, which are remembered in `told`.

    `short` leaves out those facts that say nothing else.
    """
    if short:
        facts = facts._replace(rows=tuple(row for row in facts.rows if row.detail != "again" or row.note not in told))
    fresh = tuple(fact._replace(note=()) if fact.general and fact.note in told else fact for fact in facts.rows)
    told |= {fact.note for fact in facts.rows if fact.general}
    return facts._replace(rows=fresh)


def without_details(block: Block) -> Block:
    """The block; of facts those that are no details, and without notes that are."""
    if not isinstance(block, Facts):
        return block
    kept = (fact for fact in block.rows if fact.detail != "fact")
    return block._replace(rows=tuple(fact._replace(note=()) if fact.detail == "note" else fact for fact in kept))
