"""What a card of a lesson is about: its title, bytes, stacks and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from txexplain.explain.document import Block, Document, Heading, Paragraph, StepRow, Steps
from txexplain.explain.walk.place import Scene
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.pile_lines import Piles, pile_lines

_MOST_WORDS = 6  # lines of words that stacks leave room for


class MaterialPane(Container):
    """Scenes of the walkthrough, or pages: one, or several below each other."""

    DEFAULT_CSS: ClassVar[str] = """
    MaterialPane #material-title, MaterialPane #piles { height: auto; }
    MaterialPane #material-words { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(id="material")
        self._title = LinesPane("material-title")
        self._piles = LinesPane("piles")
        self.words = DocumentPane("material-words")
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._piles
        yield self.words

    def show(
        self, scenes: Sequence[Scene], raw: bytes, texts: Texts, *, room: tuple[int, int], hidden: bool, large: bool
    ) -> None:
        """Draws them in so many columns and lines; `hidden` leaves out what a step does."""
        width, height = room
        one = len(scenes) == 1
        title = scenes[0].title if one else ()
        self._lines(
            self._title, [tuple(Chunk(chunk.text, chunk.style or "title") for chunk in title)] if title else []
        )
        row = _stacked(scenes)
        piles: list[Line] = []
        if row is not None:
            drawn = Piles(row.stacks, () if hidden else row.tries, hidden, large)
            piles = pile_lines(drawn, width, max(1, height - 1 - _MOST_WORDS), texts)
            if len(piles) > height - 3:
                row, piles = None, []
        self._lines(self._piles, [(), *piles, ()] if piles else [])
        self.words.show(_document(scenes, drawn=row is not None))

    def _lines(self, pane: LinesPane, lines: Sequence[Line]) -> None:
        pane.styles.height = len(lines)
        pane.display = bool(lines)
        pane.show(lines)


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
