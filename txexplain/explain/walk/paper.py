"""What a handout leaves out for pupils, and where they write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from txexplain.explain.document import (
    Block,
    ByteMap,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    StackItem,
    StackLine,
    StepRow,
    Steps,
    mapped,
)
from txexplain.explain.walk.cards import Card
from txexplain.explain.walk.place import Scene
from txexplain.texts import Chunk, Line, Texts

BLANK, BOX = "blank", "box"  # the styles of a line to write on, and of a box to tick with its words
_BLANK, _GAP = "_" * 60, "____"
_STACK_LINES = 5  # as many as any stack has items, so that their number gives nothing away
_LONG_HEX, _KEPT = re.compile(r"[0-9a-f]{57,}"), 8  # of so many digits, these are kept at each end

_Pile = tuple[str, ...]


class Paper(NamedTuple):
    """The texts, and every stack that pupils shall find out themselves, each by its items."""

    texts: Texts
    hidden: frozenset[_Pile]

    @classmethod
    def of(cls, texts: Texts, asked: Sequence[Card]) -> Paper:
        """The stacks that the steps on these cards leave are hidden."""
        rows = [row for card in asked for scene in card.shown for row in _rows(scene.blocks)]
        return cls(texts, frozenset(_items(stack) for row in rows for stack in row.stacks[1:] if stack.items))

    def room(self, key: str, lines: int) -> Document:
        """What is to be written there, and so many lines to write on."""
        blank = Paragraph((Chunk(_BLANK, BLANK),))
        return (Paragraph(self.texts.line("handout", key)), *[blank] * lines)

    def stack_room(self) -> Document:
        """Lines for a stack, the same number for each."""
        return self.room("draw_stack", _STACK_LINES)


def boxes(names: Sequence[str]) -> Line:
    """Boxes to tick."""
    return tuple(Chunk(f"□ {name}   ", BOX) for name in names)


def shortened_hex(words: Any) -> Any:
    """The words with the middle of long hex left out, which nobody copies by hand."""
    return mapped(words, lambda text: _LONG_HEX.sub(lambda hexed: f"{hexed[0][:_KEPT]}…{hexed[0][-_KEPT:]}", text))


def plainer(document: Document, texts: Texts) -> Document:
    """The document without what only helps those who know the rules of nodes by their names."""
    return tuple(_plainer(block, texts) if isinstance(block, Facts) else block for block in document)


def _plainer(facts: Facts, texts: Texts) -> Facts:
    vsize = texts.unfilled("page", "vsize_note")
    rows = (
        row._replace(note=texts.line("handout", "vsize")) if row.note == vsize else row
        for row in facts.rows
        if row.label != texts.plain("verify", "rules")
    )
    return facts._replace(rows=tuple(rows))


def without_texts(document: Document, told: Sequence[Line]) -> Document:
    """The document without these sentences, each a paragraph or a note, and without headings of nothing else."""
    if not told:
        return document
    kept: list[Block] = []
    for block in document:
        if isinstance(block, Paragraph) and block.line in told:
            if kept and isinstance(kept[-1], Heading):
                kept.pop()
        elif isinstance(block, Facts):
            rows = (row._replace(note=()) if row.note in told else row for row in block.rows)
            kept.append(block._replace(rows=tuple(rows)))
        else:
            kept.append(block)
    return tuple(kept)


def bytes_alone(scene: Scene) -> Scene:
    """Of the scene the bytes and the names of their fields, without what they say."""
    maps = (block for block in scene.blocks if isinstance(block, ByteMap))
    bare = (each._replace(rows=tuple(row._replace(value="") for row in each.rows)) for each in maps)
    return scene._replace(blocks=tuple(bare))


def without_numbers(words: Any, numbers: Sequence[str]) -> Any:
    """The line or document with a gap for each of these numbers; one digit alone can mean anything."""
    asked = "|".join(re.escape(number) for number in numbers if len(number) > 1)
    if not asked:
        return words
    found = re.compile(rf"(?<![\w,.])(?:{asked})(?![\w%]|[,.]\d)")
    return mapped(words, lambda text: found.sub(_GAP, text))


def without_secrets(scene: Scene, paper: Paper) -> Scene:
    """The scene, of which some steps leave what pupils shall find out elsewhere: these without their stacks."""
    return scene._replace(blocks=tuple(_without_secrets(block, paper) for block in scene.blocks))


def _without_secrets(block: Block, paper: Paper) -> Block:
    if not isinstance(block, Steps):
        return block
    return Steps(tuple(_before(row, paper) if _tells(row, paper) else row for row in block.rows))


def _tells(row: StepRow, paper: Paper) -> bool:
    return any(_items(stack) in paper.hidden for stack in row.stacks)


def veiled_scene(scene: Scene, paper: Paper) -> Scene:
    """The scene without what steps leave, and without what they find where that was asked for before."""
    return scene._replace(blocks=tuple(_veiled(block, paper) for block in scene.blocks))


def without_commands(document: Document) -> Document:
    """The document without lists of commands, and without the headings of these."""
    kept: list[Block] = []
    for block in document:
        if not isinstance(block, Listing) or not all(name.startswith("txexplain ") for name, _ in block.rows):
            kept.append(block)
        elif kept and isinstance(kept[-1], Heading):
            kept.pop()
    return tuple(kept)


def _veiled(block: Block, paper: Paper) -> Block:
    return Steps(tuple(_before(row, paper) for row in block.rows)) if isinstance(block, Steps) else block


def _before(row: StepRow, paper: Paper) -> StepRow:
    """The instruction, what its opcode does, and the stack that it finds where that is no secret."""
    found = tuple(stack for stack in row.stacks[:1] if _items(stack) not in paper.hidden)
    unmarked = tuple(stack._replace(items=tuple(map(_unmarked, stack.items))) for stack in found)
    name = next((chunk.text.strip() for chunk in row.line if chunk.text.strip().startswith("OP_")), "")
    known = bool(name) and paper.texts.has("opcodes", name, "does")
    remarks = (paper.texts.unfilled("opcodes", name, "does"),) if known else ()
    return row._replace(stacks=unmarked, remarks=remarks, tries=())


def _rows(document: Document) -> list[StepRow]:
    return [row for block in document if isinstance(block, Steps) for row in block.rows]


def _items(stack: StackLine) -> _Pile:
    return tuple(f"{item.role} {item.size} {item.text}" for item in stack.items)


def _unmarked(item: StackItem) -> StackItem:
    return item._replace(mark="", behind=tuple(map(_unmarked, item.behind)))
