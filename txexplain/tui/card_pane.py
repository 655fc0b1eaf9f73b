"""A card of a lesson: its words, what can be said to it, and what it is about, beside it or above or below."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message

from txexplain.explain.document import Document
from txexplain.explain.parts.field_names import FieldNames
from txexplain.render.layout import layout
from txexplain.texts import Line, Texts
from txexplain.tui.card_words import answers, card_remark, card_words, choices
from txexplain.tui.cards import Choices, answer_line
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane, Telling
from txexplain.tui.material_pane import Material, MaterialPane
from txexplain.tui.sitting import Sitting

WIDE = 110  # columns from which words and material stand beside each other
_SIDE_SHARE = 5, 12  # of them for the words
_LEAST_MATERIAL = 4  # lines
_ROOMY, _ROOMY_ASK = 12, 18  # lines from which there are blank ones, and where something is asked
_LOW = 18  # lines below which the words of a guess have the room alone where they do not fit
_PADDED = 90  # columns from which lines do not begin at the very edge


class CardPane(Container, Telling):
    """Divides its room among what a card has."""

    DEFAULT_CSS: ClassVar[str] = """
    CardPane { height: 1fr; }
    CardPane #side.above { border-bottom: solid $panel; }
    CardPane #side.below { border-top: solid $panel; }
    CardPane #material.beside { border-left: solid $panel; }
    """

    class Resized(Message):
        """The room is another."""

    def __init__(self, course: Course) -> None:
        super().__init__(id="card")
        self.course = course
        self.side = Container(id="side")
        self.words = DocumentPane("words")
        self.reply = Choices("reply")
        self.remark = LinesPane("remark")
        self.material = MaterialPane()
        self._named: dict[str, FieldNames] = {}
        self._told: object = None
        self._lines = 0, 0  # of the words, and that they have room for

    def compose(self) -> ComposeResult:
        with self.side:
            yield self.words
            yield self.reply
            yield self.remark
        yield self.material

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    @property
    def padding(self) -> int:
        """Columns that are left free at the edges."""
        return int(self.size.width >= _PADDED)

    def show(self, sitting: Sitting) -> None:
        """Gives the words, the reply and the material their room, and draws them."""
        (width, height), shown = self.size, sitting.shown
        if not width or not height:
            return
        wide = bool(shown) and width >= WIDE and not self.telling_app.large
        pad = self.padding
        side = (width * _SIDE_SHARE[0] // _SIDE_SHARE[1] if wide else width) - 2 * pad
        words, roomy = (
            card_words(sitting, wide=wide),
            height >= (_ROOMY if sitting.card.kind == "read" else _ROOMY_ASK),
        )
        reply, remark = self._reply(sitting, side), card_remark(sitting, side)
        ruled = bool(shown) and height >= _ROOMY and not wide
        below = sum(len(lines) + roomy for lines in (reply, remark) if lines) + ruled
        count = len(list(layout(words, side))) if words else 0
        if ruled and _is_alone(sitting, height) and count > height - below - _LEAST_MATERIAL:
            shown, ruled, below = (), False, below - 1
        tall = min(count, max(1, height - below - (_LEAST_MATERIAL if ruled else 0)))
        self._show_lines(self.reply, reply, roomy)
        self._show_lines(self.remark, remark, roomy)
        self._show_words(words, count, tall, side)
        used = height if wide or not shown else min(height, tall + below)
        manner = "beside" if wide else "over" if ruled else ""
        self._place_side(manner, sitting.card.kind != "read", (side + 2 * pad, used))
        self._show_material(sitting, (width - side - 5, height) if wide else (width - 2 * pad, height - used))

    def _show_words(self, words: Document, count: int, tall: int, width: int) -> None:
        """The words in so many of their lines; where nothing is another, what was scrolled stays so."""
        key = (words, tall, width, id(self.looks))
        self._lines = count, tall
        if key != self._told:
            self._told = key
            self.words.styles.height = tall
            self.words.display = bool(words)
            self.words.show(words, Size(width, tall))
            self.words.scroll_to(y=0, animate=False, immediate=True)

    def _show_lines(self, pane: LinesPane, lines: list[Line], roomy: bool) -> None:
        lines = [(), *lines] if lines and roomy else lines
        pane.styles.height = len(lines)
        pane.display = bool(lines)
        pane.show(lines)

    def _place_side(self, manner: str, asks: bool, room: tuple[int, int]) -> None:
        """`beside` what is shown; else above what is read, and below what is asked about, with a rule in between."""
        self.side.styles.dock = "left" if manner == "beside" else "bottom" if asks else "top"
        self.side.styles.width, self.side.styles.height = room
        self.side.set_class(manner == "over" and not asks, "above")
        self.side.set_class(manner == "over" and asks, "below")
        self.side.display = room[1] > 0
        self.side.styles.padding = self.material.styles.padding = (0, self.padding)
        self.material.set_class(manner == "beside", "beside")

    def _show_material(self, sitting: Sitting, room: tuple[int, int]) -> None:
        pane = self.material
        pane.display = bool(sitting.shown) and room[1] > 0
        if pane.display:
            raw = self.course.material.story(sitting.card.example).report.tx.raw
            asked = sitting.card.kind == "ask"
            hidden = sitting.hidden and sitting.card.kind == "read"
            fields = None if sitting.waits else self._fields(sitting.card.example, raw, sitting.texts)
            large = self.telling_app.large
            told = Material(sitting.shown, raw, fields, hidden, large, asked, sitting.only_bytes)
            pane.show(told, room, sitting.texts)

    def _fields(self, example: str, raw: bytes, texts: Texts) -> FieldNames:
        """The names of the fields; not while something is asked, since they give values too."""
        if example not in self._named:
            tree = partial(self.course.material.tree, example)
            self._named[example] = FieldNames(tree, raw, texts)
        return self._named[example].in_language(texts)

    def _reply(self, sitting: Sitting, width: int) -> list[Line]:
        """What can be said to the card."""
        if sitting.waits_for == "number":
            return [answer_line(sitting.texts.line("learn", "ask_answer"), sitting.typed)]
        listed = choices(sitting)
        return self.reply.listed(listed, width) if listed else self.reply.lines(answers(sitting), width)

    def scrolling(self) -> Iterator[tuple[DocumentPane, int, int]]:
        """The panes that have more lines than room, with how many are above it and below."""
        panes = [(self.words, self._lines), (self.material.words, self.material.lines)]
        for pane, (count, height) in panes if self.material.display else panes[:1]:
            if pane.display and 0 < height < count:
                above = min(pane.scroll_offset.y, count - height)
                yield pane, above, count - height - above


def _is_alone(sitting: Sitting, height: int) -> bool:
    """Whether words that do not fit in so few lines come before what is shown: those of a guess."""
    return sitting.card.kind == "guess" and height < _LOW and not sitting.only_bytes
