"""What a card of a lesson is about: its title, bytes, stacks and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container

from txexplain.explain.document import Block, ByteMap, Document, Heading, Paragraph, StepRow, Steps
from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.explain.walk.place import Scene
from txexplain.model.bytes import Span
from txexplain.render.layout import layout
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.pile_lines import Piles, pile_lines

_MOST_WORDS = 6  # lines of words that stacks leave room for
_MOST_BYTES = 9  # lines of bytes, with the caption
_LEAST_BYTES = 3
_SHOWN_SPANS = 3


class Material(NamedTuple):
    """Scenes of the walkthrough or pages, and the transaction. `hidden` leaves out what a step does.

    Where something is `asked`, stacks are shown whole before any words. `only_bytes` has the bytes in all the room;
    else they are left out where a class is asked first. `card` is the number of the card that it is beside.
    """

    scenes: tuple[Scene, ...]
    raw: bytes
    fields: FieldNames | None
    hidden: bool
    large: bool
    asked: bool = False
    only_bytes: bool = False
    asks_first: bool = False
    card: int = 0


class MaterialPane(Container):
    """One scene, or several below each other."""

    DEFAULT_CSS: ClassVar[str] = """
    MaterialPane #material-title, MaterialPane #piles { height: auto; }
    MaterialPane #material-bytes { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="material")
        self._title = LinesPane("material-title")
        self._piles = LinesPane("piles")
        self._bytes = BytesPane("material-bytes")
        self.words = DocumentPane("material-words")
        self.lines = 0, 0  # of the words, and that they have room for
        self._shown: object = None
        self._scenes: tuple[Scene, ...] = ()
        self._card = 0

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._piles
        yield self.words
        yield self._bytes

    def show(self, material: Material, room: tuple[int, int], texts: Texts) -> None:
        """Draws it in so many columns and lines; where nothing is another, what was scrolled stays so."""
        key = (material._replace(fields=None), room, texts.language, id(self._title.looks))
        if key == self._shown:
            return
        self._shown = key
        scenes = material.scenes
        scrolled = self.words.scroll_offset.y if self._is_same(material) else 0
        self._scenes, self._card = scenes, material.card
        if material.only_bytes:
            self._show_only_bytes(material, room, texts)
            return
        width, height = room
        title = scenes[0].title if len(scenes) == 1 else ()
        self._lines(
            self._title, [tuple(Chunk(chunk.text, chunk.style or "title") for chunk in title)] if title else []
        )
        piles = self._drawn_piles(material, room, texts)
        roomy = len(piles) + 3 <= height
        self._lines(self._piles, ([(), *piles, ()] if roomy else piles) if piles else [])
        words = _document(scenes, drawn=bool(piles))
        left = height - bool(title) - (len(piles) + 2 * roomy if piles else 0)
        wanted = len(list(layout(words, width)))
        used = self._show_bytes(material, left - wanted - 1, width, texts)
        used += bool(used)
        self.words.display = True
        self.words.show(words)
        self.lines = wanted, max(1, left - used)
        self.words.scroll_to(y=max(0, min(scrolled, wanted - self.lines[1])), animate=False, immediate=True)
        self.words.styles.height = min(self.lines) if used else "1fr"

    def _is_same(self, material: Material) -> bool:
        """Whether it is what that card had; of a question that is answered now also what told too much before."""
        titles = [scene.title for scene in material.scenes] == [scene.title for scene in self._scenes]
        return titles and self._card == material.card

    def _show_only_bytes(self, material: Material, room: tuple[int, int], texts: Texts) -> None:
        """The bytes that it is about in all the room."""
        for pane in (self._title, self._piles):
            self._lines(pane, [])
        self.words.display = False
        self.lines = 0, 0
        spans, raw = [span for scene in material.scenes for span in scene.spans], material.raw
        self._bytes.show(raw, spans, _caption(spans, len(raw), texts), material.fields)
        self._bytes.display, self._bytes.styles.height = True, room[1]

    def _drawn_piles(self, material: Material, room: tuple[int, int], texts: Texts) -> list[Line]:
        """The stacks of a step, where they have room."""
        row, (width, height) = _stacked(material.scenes), room
        if row is None:
            return []
        drawn = Piles(row.stacks, () if material.hidden else row.tries, material.hidden, material.large)
        words, least = (0, 1) if material.asked else (_MOST_WORDS, 3)
        if material.asked and (compact := self._beside_all_words(drawn, material, room, texts)):
            return compact
        lines = pile_lines(drawn, width, max(1, height - 1 - words), texts)
        if material.asked and len(lines) > height - least:  # what the step leaves is what is asked about
            lines = pile_lines(drawn._replace(stacks=row.stacks[1:]), width, max(1, height - 1), texts)
        return lines if len(lines) <= height - least else []

    def _beside_all_words(self, drawn: Piles, material: Material, room: tuple[int, int], texts: Texts) -> list[Line]:
        """The stacks as high as leaves room for all the words, where there is one."""
        width, height = room
        left = height - 1 - len(list(layout(_document(material.scenes, drawn=True), width)))
        lines = pile_lines(drawn, width, left, texts) if left > 0 else []
        return lines if len(lines) <= left else []

    def _show_bytes(self, material: Material, height: int, width: int, texts: Texts) -> int:
        """The bytes that it is about, where they are not listed already and have room; how many lines they take."""
        spans, raw = [span for scene in material.scenes for span in scene.spans], material.raw
        listed = any(
            isinstance(block, ByteMap) and len(block.rows) > 1 for scene in material.scenes for block in scene.blocks
        )
        about = 0 < sum(end - start for start, end in spans) < len(raw)
        if about and not listed and not material.asks_first:
            self._bytes.show(raw, spans, _caption(spans, len(raw), texts), material.fields)
            height = min(height, self._bytes.line_count(width), _MOST_BYTES)
        else:
            height = 0
        self._bytes.display = height >= _LEAST_BYTES
        self._bytes.styles.height = height
        return height if self._bytes.display else 0

    def _lines(self, pane: LinesPane, lines: Sequence[Line]) -> None:
        pane.styles.height = len(lines)
        pane.display = bool(lines)
        pane.show(lines)


def _caption(spans: Sequence[Span], size: int, texts: Texts) -> str:
    """Which bytes are lit."""
    words = ", ".join(byte_numbers(*span) for span in spans[:_SHOWN_SPANS]) + (
        ", …" if len(spans) > _SHOWN_SPANS else ""
    )
    one = sum(end - start for start, end in spans) == 1
    return texts.plain("step", "bytes_lit_one" if one else "bytes_lit", spans=words, size=grouped(size))


def _stacked(scenes: Sequence[Scene]) -> StepRow | None:
    """The step whose stacks are drawn as piles, where there is one."""
    rows = [row for scene in scenes for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
    return rows[0] if len(rows) == 1 and rows[0].stacks else None


def _document(scenes: Sequence[Scene], *, drawn: bool) -> Document:
    """What is told in words; `drawn` are the stacks."""
    blocks: list[Block] = []
    for scene in scenes:
        if len(scenes) > 1 and scene.title:
            blocks.append(Heading(scene.title, 3))
        if scene.around:
            blocks.append(Paragraph(scene.around))
        blocks += [_without_stacks(block) if drawn else block for block in scene.blocks]
    return tuple(blocks)


def _without_stacks(block: Block) -> Block:
    if not isinstance(block, Steps):
        return block
    return Steps(tuple(row._replace(stacks=(), tries=()) for row in block.rows))
