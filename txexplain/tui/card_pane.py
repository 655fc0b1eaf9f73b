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
_LEAST_MATERIAL, _LEAST_BESIDE_CHOICES = 4, 2  # lines
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
        self._words: Document = ()
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
        words = card_words(sitting, wide=wide)
        roomy = height >= (_ROOMY if sitting.card.kind == "read" else _ROOMY_ASK)
        ruled = bool(shown) and height >= _ROOMY and not wide
        count, remark = len(list(layout(words, side))) if words else 0, card_remark(sitting, side)
        reply = self._reply(sitting, side, height - count - len(remark) - ruled)
        ruled = ruled and bool(words or reply or remark)
        below = sum(len(lines) + roomy for lines in (reply, remark) if lines) + ruled
        left, least = height - below - count, _LEAST_MATERIAL if ruled else 0
        if ruled and left < least and _has_first_call(sitting, height):
            if sitting.card.kind == "guess" or left < _LEAST_BESIDE_CHOICES:
                shown, ruled, below = (), False, below - 1
            least = min(least, max(0, left)) if shown else 0
        tall = min(count, max(1, height - below - least))
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
            same, self._told = self._words == words, key
            scrolled = min(self.words.scroll_offset.y, count - tall) if same else 0
            self._words = words
            self.words.styles.height = tall
            self.words.display = bool(words)
            self.words.show(words, Size(width, tall))
            self.words.scroll_to(y=scrolled, animate=False, immediate=True)

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
            marks = (hidden, large, asked, sitting.only_bytes, sitting.projecting)
            told = Material(sitting.shown, raw, fields, *marks, sitting.at)
            pane.show(told, room, sitting.texts)

    def _fields(self, example: str, raw: bytes, texts: Texts) -> FieldNames:
        """The names of the fields; not while something is asked, since they give values too."""
        if example not in self._named:
            tree = partial(self.course.material.tree, example)
            self._named[example] = FieldNames(tree, raw, texts)
        return self._named[example].in_language(texts)

    def _reply(self, sitting: Sitting, width: int, room: int) -> list[Line]:
        """What can be said to the card; choices that are settled without those in between where all have no room."""
        if sitting.waits_for == "number":
            return [answer_line(sitting.texts.line("learn", "ask_answer"), sitting.field.typed)]
        found = choices(sitting)
        if not found:
            keys = answers(sitting)
            return self.reply.lines(keys, width) if keys else []
        lines = self.reply.listed(found, width)
        return lines if len(lines) <= room else self.reply.listed([each for each in found if each.counts], width)

    def scrolling(self) -> Iterator[tuple[DocumentPane, int, int]]:
        """The panes that have more lines than room, with how many are above it and below."""
        panes = [(self.words, self._lines), (self.material.words, self.material.lines)]
        for pane, (count, height) in panes if self.material.display else panes[:1]:
            if pane.display and 0 < height < count:
                above = min(pane.scroll_offset.y, count - height)
                yield pane, above, count - height - above


def _has_first_call(sitting: Sitting, height: int) -> bool:
    """Whether words that do not fit come before what is shown: those of a guess in few lines, those with choices."""
    is_wanted = sitting.only_bytes or sitting.pointing
    return not is_wanted and (height < _LOW if sitting.card.kind == "guess" else bool(choices(sitting)))
