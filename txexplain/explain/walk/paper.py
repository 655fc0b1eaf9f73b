"""What a handout leaves out for pupils, and where they write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from txexplain.model.lesson import Screen, Show
from txexplain.texts import Chunk, Line, Texts, plain

BLANK, BOX = "blank", "box"  # the styles of a line to write on, and of a box to tick with its words
_BLANK, _GAP = "_" * 60, "____"
_FEWEST_STACK_LINES = 5
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

    def hides(self, stack: StackLine, row: StepRow) -> bool:
        """Whether it is such a stack, or has one as its lower part that another step than this one leaves."""
        items, own = _items(stack), {_items(left) for left in row.stacks[1:]}
        return items in self.hidden or any(items[:at] in self.hidden - own for at in range(1, len(items)))

    def room(self, key: str, lines: int) -> Document:
        """What is to be written there, and so many lines to write on."""
        blank = Paragraph((Chunk(_BLANK, BLANK),))
        return (Paragraph(self.texts.line("handout", key)), *[blank] * lines)

    def stack_room(self) -> Document:
        """Lines for a stack: for each as many as the highest one has items, so that they give nothing away."""
        return self.room("draw_stack", max([_FEWEST_STACK_LINES, *map(len, self.hidden)]))

    def trial(self, card: Card, number: int) -> Document:
        """What is done to a block, and that the lesson of that number shows what comes of it."""
        if card.place != "blockif" or card.show is None:
            return ()
        done = self.texts.line("handout", f"trial_{card.show.name.split()[-1]}")
        shows_it = self.texts.line("handout", "shows_it", number=number)
        return (Paragraph((*done, *self.texts.line("page", "between_sentences"), *shows_it)),)


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
    """The document without these sentences, in a paragraph, as a note or in a list, and without rows of these labels.

    A paragraph of nothing else goes with its heading.
    """
    if not told:
        return document
    kept: list[Block] = []
    for block in document:
        if isinstance(block, Paragraph) and block.line in told:
            if kept and isinstance(kept[-1], Heading):
                kept.pop()
        elif isinstance(block, Paragraph):
            kept.append(block._replace(line=_without_sentences(block.line, told)))
        elif isinstance(block, Facts):
            labels = [plain(line) for line in told]
            rows = (row._replace(note=()) if row.note in told else row for row in block.rows)
            kept.append(block._replace(rows=tuple(row for row in rows if row.label not in labels)))
        elif isinstance(block, Listing):
            kept.append(block._replace(rows=tuple(row for row in block.rows if row[1] not in told)))
        else:
            kept.append(block)
    return tuple(kept)


def _without_sentences(line: Line, told: Sequence[Line]) -> Line:
    """The line without these sentences and the space before each."""
    for sentence in told:
        for at in range(len(line) - len(sentence), 0, -1):
            if line[at : at + len(sentence)] == sentence:
                before = line[: at - 1] if not line[at - 1].text.strip() else line[:at]
                line = (*before, *line[at + len(sentence) :])
    return line


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


def _off_paper(card: Card) -> Sequence[Show]:
    """What the lesson leaves off a pupil's sheet."""
    return card.item.off_paper if isinstance(card.item, Screen) else ()


def names_off_paper(card: Card) -> list[str]:
    """Of which kinds that is."""
    return [show.what for show in _off_paper(card)]


def numbers_off_paper(card: Card) -> list[str]:
    """The numbers among it."""
    return [show.name for show in _off_paper(card) if show.what == "number"]


def sentences_off_paper(card: Card, texts: Texts) -> Iterator[Line]:
    """The sentences among it, and the labels of rows."""
    for show in _off_paper(card):
        if show.what == "text":
            topic, keys = show.name.split()
            yield texts.unfilled(topic, *keys.split("."))


def without_secrets(scene: Scene, paper: Paper) -> Scene:
    """The scene, of which some steps leave what pupils shall find out elsewhere: these without their stacks."""
    return scene._replace(blocks=tuple(_without_secrets(block, paper) for block in scene.blocks))


def _without_secrets(block: Block, paper: Paper) -> Block:
    if not isinstance(block, Steps):
        return block
    return Steps(tuple(_before(row, paper) if _tells(row, paper) else row for row in block.rows))


def _tells(row: StepRow, paper: Paper) -> bool:
    return any(paper.hides(stack, row) for stack in row.stacks)


def veiled_scene(scene: Scene, paper: Paper) -> Scene:
    """The scene without what steps leave, and without what they find where that was asked for before."""
    return scene._replace(blocks=tuple(_veiled(block, paper) for block in scene.blocks))


def without_stacks(scene: Scene) -> Scene:
    """The scene without what steps find and leave."""
    return scene._replace(blocks=tuple(map(_without_stacks, scene.blocks)))


def _without_stacks(block: Block) -> Block:
    return Steps(tuple(row._replace(stacks=()) for row in block.rows)) if isinstance(block, Steps) else block


def without_blocks(document: Document, printed: Sequence[Document]) -> Document:
    """The document without blocks of those that are printed."""
    known = {block for each in printed for block in each}
    return tuple(block for block in document if block not in known)


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
    found = tuple(stack for stack in row.stacks[:1] if not paper.hides(stack, row))
    label = paper.texts.plain("verify", "stack_before")  # also where nothing changes, which is to be found out
    unmarked = tuple(stack._replace(label=label, items=tuple(map(_unmarked, stack.items))) for stack in found)
    name = next((chunk.text.strip() for chunk in row.line if chunk.text.strip().startswith("OP_")), "")
    known = bool(name) and paper.texts.has("opcodes", name, "does")
    return row._replace(stacks=unmarked, remarks=(_does(name, paper.texts),) if known else (), tries=())


def _does(name: str, texts: Texts) -> Line:
    """What the opcode does; of true or false, that it pushes it, where no check of a signature ends the script."""
    does, stack = texts.unfilled("opcodes", name, "does"), texts.plain("opcodes", name, "stack")
    if not stack.endswith(texts.plain("handout", "true_or_false")):
        return does
    pushes = "pushes_result_of_check" if name.startswith("OP_CHECK") else "pushes_result"
    return (*does, *texts.line("page", "between_sentences"), *texts.line("handout", pushes))


def _rows(document: Document) -> list[StepRow]:
    return [row for block in document if isinstance(block, Steps) for row in block.rows]


def _items(stack: StackLine) -> _Pile:
    return tuple(f"{item.role} {item.size} {item.text}" for item in stack.items)


def _unmarked(item: StackItem) -> StackItem:
    return item._replace(mark="", behind=tuple(map(_unmarked, item.behind)))
