"""The classroom: a lesson on the screen, a card at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message

from txexplain.explain.document import Document, Heading, Listing, Paragraph
from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.walk.cards import lesson_words, next_lesson
from txexplain.model.lesson import Lesson
from txexplain.model.spend import Verdict
from txexplain.render.layout import layout
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.cards import Choices, MarkBar, answer_line, wrapped
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.material_pane import Material, MaterialPane
from txexplain.tui.sitting import Sitting
from txexplain.tui.telling_screen import TellingScreen

WIDE = 110  # columns from which words and material stand beside each other
_SIDE_SHARE = 5, 12  # of them for the words
_LEAST_MATERIAL = 4  # lines
_ROOMY = 12  # lines from which there are blank ones
_AIRY = 28  # lines of the screen from which the body does not begin right below the bar
_PADDED = 90  # columns from which lines do not begin at the very edge
_MOST_PASTED = 40
_SCROLLS = ((("down", "j"), 1, 0), (("up", "k"), -1, 0), (("pagedown",), 0, 1), (("pageup",), 0, -1))


class Body(Container):
    """What is between the bar and the keys; it says when its room becomes another."""

    class Resized(Message):
        """The room is another."""

    def on_resize(self) -> None:
        self.post_message(self.Resized())


class LessonScreen(TellingScreen[None]):
    """A lesson: the card, what it is about beside it, and what was answered."""

    DEFAULT_CSS: ClassVar[str] = """
    LessonScreen #status, LessonScreen #bar { height: 1; }
    LessonScreen #body { height: 1fr; }
    LessonScreen #side.above { border-bottom: solid $panel; }
    LessonScreen #side.below { border-top: solid $panel; }
    LessonScreen #material.beside { border-left: solid $panel; }
    """

    def __init__(self, lesson: Lesson, course: Course) -> None:
        super().__init__()
        self.course = course
        self._lesson = lesson
        self.status = LinesPane("status")
        self.bar = MarkBar("bar")
        self.body = Body(id="body")
        self.side = Container(id="side")
        self.words = DocumentPane("words")
        self.reply = Choices("reply")
        self.remark = LinesPane("remark")
        self.material = MaterialPane()
        self._named: dict[str, FieldNames] = {}
        self._told: object = None
        self._lines = 0, 0  # of the words, and that they have room for

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.bar
        with self.body:
            with self.side:
                yield self.words
                yield self.reply
                yield self.remark
            yield self.material
        yield self.foot

    def on_mount(self) -> None:
        self.begin(self._lesson)

    def begin(self, lesson: Lesson) -> None:
        """The lesson from its first card on."""
        self.sitting = Sitting(lesson, self.course.lessons, self.course.material, self.texts)
        self.retell()

    def acts(self) -> Iterator[Act]:
        sitting = self.sitting
        yield from self._answers()
        if sitting.hidden:
            yield Act("reveal", ("space",), self._doing(sitting.reveal), topic="learn")
        if sitting.is_at_end and not sitting.waits:
            name = "next_lesson" if next_lesson(sitting.lesson, self.course.lessons) else "finish"
            yield Act(name, ("enter", "right", "l"), self.go_on, topic="learn")
        reads = not (sitting.hidden or sitting.waits or sitting.is_at_end)
        yield Act("read", ("space",), self.read_on, reads or bool(self._more()), "learn")
        yield Act("forward", ("right", "enter", "l"), self.go_on, not sitting.is_at_end, "learn")
        yield Act("back", ("left", "backspace", "h", "p"), self._doing(sitting.back), sitting.at > 0, "learn")
        yield Act("where", ("s",), self.point, sitting.can_point, "learn")
        rests = sitting.at == 0 or sitting.is_at_end
        yield Act("project", ("P",), self._doing(sitting.project), rests or sitting.projecting, "learn")
        yield Act("lessons", ("o",), self.list_lessons, rests, "learn")
        for keys, lines, pages in _SCROLLS:
            yield Act("scroll", keys, partial(self._scroll, lines, pages), False)

    def _answers(self) -> Iterator[Act]:
        """What answers the card; where these are drawn beside it, the foot need not have them."""
        sitting = self.sitting
        if sitting.waits_for == "verdict":
            for verdict, keys in zip(Verdict, (("v", "y"), ("i", "n"), ("u",)), strict=True):
                do = self._doing(partial(sitting.guess, verdict))
                yield Act(f"verdict_{verdict.value}", keys, do, False, "learn")
        elif sitting.waits_for == "yes_no":
            for name, value, keys in (("answer_yes", True, ("y", "Y")), ("answer_no", False, ("n", "N"))):
                word = self.texts.plain("learn", f"short_{name}")  # in Chinese a character, which can be typed
                yield Act(name, (*keys, word), self._doing(partial(sitting.answer, value)), False, "learn")
        elif sitting.typed:
            yield Act("check", ("enter",), self._doing(sitting.check), topic="learn")
            yield Act("rub_out", ("backspace",), self._doing(sitting.rub_out), False, "learn")

    def _doing(self, do: Callable[[], object]) -> Callable[[], None]:
        """That, and then the card is drawn as it is now."""

        def done() -> None:
            do()
            self.retell()

        return done

    def on_key(self, event: Key) -> None:
        """What is typed where a number is asked for."""
        if event.character is not None and self.sitting.type(event.character):
            event.stop()
            event.prevent_default()
            self.say(())
            self.retell()

    def on_paste(self, event: Paste) -> None:
        for character in event.text[:_MOST_PASTED]:
            self.sitting.type(character)
        self.retell()

    def on_mark_bar_picked(self, event: MarkBar.Picked) -> None:
        """To a card that was seen already."""
        if self.sitting.can_go(event.card):
            self.sitting.go(event.card)
            self.retell()

    def on_body_resized(self) -> None:
        self._draw()

    def go_on(self) -> None:
        """To the next card, or from the last one to the next lesson."""
        sitting = self.sitting
        if sitting.forward():
            if sitting.is_at_end:
                self.course.on_done(sitting.lesson.number)
            self.retell()
            return
        following = next_lesson(sitting.lesson, self.course.lessons)
        if following is None:
            self.app.exit()
        else:
            projecting = sitting.projecting
            self.begin(following)
            self.sitting.projecting = projecting
            self.retell()

    def read_on(self) -> None:
        """Scrolls where more is below, else goes on."""
        pane = next((pane for pane, _, below in self._scrolling() if below), None)
        if pane is None:
            self.go_on()
        else:
            self._scroll_pane(pane, 0, 1)

    def _scroll(self, lines: int, pages: int) -> None:
        """Scrolls the words where they do not fit, or else the material, or that where both do not."""
        panes = [pane for pane, _, _ in self._scrolling()]
        if panes:
            self._scroll_pane(panes[-1], lines, pages)

    def _scroll_pane(self, pane: DocumentPane, lines: int, pages: int) -> None:
        pane.scroll_lines(lines, pages)
        self.call_after_refresh(self._show_foot)

    def _scrolling(self) -> Iterator[tuple[DocumentPane, int, int]]:
        """The panes that have more lines than room, with how many are above it and below."""
        panes = [(self.words, self._lines), (self.material.words, self.material.lines)]
        for pane, (count, height) in panes if self.material.display else panes[:1]:
            if pane.display and 0 < height < count:
                above = min(pane.scroll_offset.y, count - height)
                yield pane, above, count - height - above

    def point(self) -> None:
        """Shows what the hint points to, and again what was there."""
        self.sitting.pointing = self.sitting.can_point and not self.sitting.pointing
        self.retell()

    def list_lessons(self) -> None:
        """The list of lessons, over this one."""
        from txexplain.tui.lessons_screen import LessonsScreen

        def begin(lesson: Lesson | None) -> None:
            if lesson is not None:
                self.begin(lesson)
            else:
                self.retell()

        self.app.push_screen(LessonsScreen(self.course, self.sitting.lesson), begin)

    def retell(self) -> None:
        if self.sitting.texts.language != self.texts.language:
            self.sitting.speak(self.texts)
        self._draw()

    def _draw(self) -> None:
        self.status.show([self._status()])
        self.bar.show_marks(self.sitting.marks(), self.sitting.at)
        self._arrange()
        self._show_foot()

    def _status(self) -> Line:
        sitting, texts = self.sitting, self.texts
        title = lesson_words(sitting.lesson, texts)["title"]
        mode = f" · {texts.plain('learn', 'projecting')}" if sitting.projecting else ""
        return (
            Chunk(texts.plain("learn", "lesson", number=sitting.lesson.number, title=title), "title"),
            Chunk(mode, "hidden"),
        )

    def _arrange(self) -> None:
        """Gives the words, the reply and the material their room, and draws them."""
        (width, height), shown = self.body.size, self.sitting.shown
        if not width or not height:
            return
        wide = bool(shown) and width >= WIDE and not self.telling_app.large
        pad = int(width >= _PADDED)
        side = (width * _SIDE_SHARE[0] // _SIDE_SHARE[1] if wide else width) - 2 * pad
        words, roomy = self._words(wide), height >= _ROOMY
        reply, remark = self._reply(side), self._remarked(side)
        ruled = bool(shown) and roomy and not wide
        below = sum(len(lines) + roomy for lines in (reply, remark) if lines) + ruled
        count = len(list(layout(words, side))) if words else 0
        tall = min(count, max(1, height - below - (_LEAST_MATERIAL if ruled else 0)))
        self._show_lines(self.reply, reply, roomy)
        self._show_lines(self.remark, remark, roomy)
        self._show_words(words, count, tall, side)
        used = height if wide or not shown else min(height, tall + below)
        self._place_side("beside" if wide else "over" if ruled else "", side + 2 * pad, used)
        for pane in (self.status, self.bar, self.side, self.material):
            pane.styles.padding = (0, pad)
        self.body.styles.margin = (int(self.size.height >= _AIRY), 0, 0, 0)
        self._show_material((width - side - 5, height) if wide else (width - 2 * pad, height - used))

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

    def _place_side(self, manner: str, width: int, height: int) -> None:
        """`beside` what is shown; else above what is read, and below what is asked about, with a rule in between."""
        asks = self.sitting.card.kind != "read"
        self.side.styles.dock = "left" if manner == "beside" else "bottom" if asks else "top"
        self.side.styles.width, self.side.styles.height = width, height
        self.side.set_class(manner == "over" and not asks, "above")
        self.side.set_class(manner == "over" and asks, "below")
        self.side.display = height > 0
        self.material.set_class(manner == "beside", "beside")

    def _show_material(self, room: tuple[int, int]) -> None:
        sitting, pane = self.sitting, self.material
        pane.display = bool(sitting.shown) and room[1] > 0
        if pane.display:
            raw = self.course.material.story(sitting.card.example).report.tx.raw
            hidden = sitting.hidden and sitting.card.kind == "read"
            fields = None if sitting.waits else self._fields(sitting.card.example, raw)
            pane.show(Material(sitting.shown, raw, fields, hidden, self.telling_app.large), room, self.texts)

    def _fields(self, example: str, raw: bytes) -> FieldNames:
        """The names of the fields; not while something is asked, since they give values too."""
        if example not in self._named:
            tree = partial(self.course.material.tree, example)
            self._named[example] = FieldNames(tree, raw, self.texts)
        return self._named[example].in_language(self.texts)

    def _words(self, wide: bool) -> Document:
        """The words of the card, where they were not read already, without what the screen itself leads to."""
        card = self.sitting.card
        words = tuple(block for block in card.words if not isinstance(block, Listing))
        if card.place == "tried":
            remark = self.sitting.remark
            return (Heading(card.title, 3), *((Paragraph(remark),) if remark else ()), *words)
        if not card.shown or card.kind != "read":
            return (Heading(card.title, 3), *words) if card.title and self.sitting.at else words
        return words if card.fresh or wide else ()

    def _reply(self, width: int) -> list[Line]:
        """What can be said to the card."""
        texts, awaited = self.texts, self.sitting.waits_for
        if awaited == "number":
            return [answer_line(texts.line("learn", "ask_answer"), self.sitting.typed)]
        names = {
            "verdict": ("verdict_valid", "verdict_invalid", "verdict_unknown"),
            "yes_no": ("answer_yes", "answer_no"),
        }
        keys = [texts.plain("learn", f"key_{name}") for name in names.get(awaited, ())]
        words = [texts.plain("learn", f"short_{name}") for name in names.get(awaited, ())]
        return self.reply.lines(zip(keys, keys, words, strict=True), width) if keys else []

    def _remarked(self, width: int) -> list[Line]:
        """What is said to what was answered, and where the end leads."""
        lines = [] if self.sitting.card.place == "tried" else wrapped(self.sitting.remark, width)
        if self.sitting.is_at_end:
            following = next_lesson(self.sitting.lesson, self.course.lessons)
            told = self.texts.line("learn", "enter_end")
            if following is not None:
                title = lesson_words(following, self.texts)["title"]
                told = self.texts.line("learn", "enter_next", number=following.number, title=title)
            lines += wrapped(told, width)
        return lines

    def _show_foot(self) -> None:
        self.foot.show(self.all_acts(), self._more())

    def _more(self) -> str:
        """How many lines are above and below what is shown of the words, or else of the material."""
        for _, above, below in self._scrolling():
            told = [(above, "above"), (below, "below")]
            return "   ".join(self.texts.plain("step", key, count=lines) for lines, key in told if lines)
        return ""
