"""The classroom: a lesson on the screen, a card at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.events import Key, Paste

from txexplain.explain.parts.lesson_title import lesson_title
from txexplain.explain.walk.cards import choices_of, next_lesson
from txexplain.model.course import LeftAt
from txexplain.model.lesson import Lesson, Question
from txexplain.model.spend import Verdict
from txexplain.texts import plain
from txexplain.tui.acts import Act
from txexplain.tui.card_pane import CardPane
from txexplain.tui.cards import MarkBar
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane
from txexplain.tui.replies import Score, result_of_test
from txexplain.tui.seeking import words_in
from txexplain.tui.sitting import Sitting
from txexplain.tui.status import Status
from txexplain.tui.telling_screen import TellingScreen

_AIRY = 28  # lines of the screen from which the body does not begin right below the bar
_MOST_PASTED = 40
_MOVES = ("forward", "back", "scroll", "lessons")
_SCROLLS = ((("down", "j"), 1, 0), (("up", "k"), -1, 0), (("pagedown",), 0, 1), (("pageup",), 0, -1))


class LessonScreen(TellingScreen[None]):
    """A lesson: the card, what it is about beside it, and what was answered."""

    DEFAULT_CSS: ClassVar[str] = """
    LessonScreen #bar { height: 1; }
    """

    def __init__(self, lesson: Lesson, course: Course) -> None:
        super().__init__()
        self.course = course
        self._lesson = lesson
        self.status = Status()
        self.bar = MarkBar("bar")
        self.card = CardPane(course)

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.bar
        yield self.card
        yield self.foot

    def on_mount(self) -> None:
        self.begin(self._lesson)

    def words_here(self) -> list[str]:
        """The terms that the card prints."""
        card, shown = self.sitting.card, self.sitting.shown
        blocks = (*card.words, *(block for scene in shown for block in scene.blocks))
        return words_in(card.title, blocks, self.texts)

    def begin(self, lesson: Lesson) -> None:
        """The lesson from its first card on, or from that at which one left off."""
        self._noted: LeftAt | None = None  # where one is
        self._is_done = False
        self.sitting = Sitting(lesson, self.course.lessons, self.course.material, self.texts)
        first = self.course.scores().get(lesson.name)
        self.sitting.first_score = Score(*first) if first else None
        if place := self.course.places().get(lesson.number):
            self.sitting.go_on_from(place)
        self.retell()

    def acts(self) -> Iterator[Act]:
        sitting = self.sitting
        yield from self._answers()
        if sitting.hidden:
            yield Act("reveal", ("space",), self._doing(sitting.reveal), topic="learn")
        if sitting.is_at_end and not sitting.waits:
            is_open = bool(sitting.lesson.drawn_from and sitting.left)
            if next_lesson(sitting.lesson, self.course.lessons):
                yield Act("next_lesson", ("enter", "right", "l"), self.go_on, topic="learn")
            else:  # not by the key that was pressed on each card before it
                yield Act("first_open" if is_open else "finish", ("enter",), self.finish, topic="learn")
        if sitting.is_at_end and sitting.left:
            yield Act("unanswered", ("s",), self._doing(sitting.to_left), topic="learn")
        reads = not (sitting.waits or sitting.is_at_end) or bool([*self.card.scrolling()])
        yield Act("read", ("space",), self.read_on, reads and not sitting.hidden, "learn")
        passes = "forward" if not sitting.waits else "solve" if sitting.given.was_missed(sitting.at) else "skip"
        yield Act(passes, ("right", "l"), self.go_on, not sitting.is_at_end, "learn")
        yield Act("forward", ("enter",), self._doing(sitting.remind) if sitting.waits else self.go_on, False)
        yield Act("back", ("left", "backspace", "h", "p"), self._doing(sitting.back), sitting.at > 0, "learn")
        yield Act("first", ("home",), self._doing(partial(sitting.go, 0)), False, "learn")
        yield Act("last", ("end",), self._doing(sitting.last), False, "learn")
        yield Act("where", ("s",), self.point, sitting.can_point, "learn")
        yield Act("bytes", ("b",), self._doing(sitting.show_bytes), sitting.has_bytes, "learn")
        on = sitting.projecting
        yield Act("hide" if on else "project", ("P",), self._doing(sitting.project), topic="panes" if on else "learn")
        rests = sitting.at == 0 or sitting.is_at_end
        yield Act("lessons", ("o",), self.list_lessons, rests, "learn")
        yield Act("marks", (), self.retell, False, "learn")
        for keys, lines, pages in _SCROLLS:
            now = "down" in keys and sitting.hidden and self._has_more
            yield Act("scroll", keys, partial(self._scroll, lines, pages), now)

    def all_acts(self) -> Iterator[Act]:
        """While an answer is typed, letters are no commands, but for what shows where to look."""
        sitting = self.sitting
        if not (sitting.field.typed and sitting.waits_for == "number") or self.word_pane is not None:
            yield from super().all_acts()
            return
        for act in self.acts():
            keys = tuple(key for key in act.keys if len(key) > 1 or act.name == "where")
            if keys:
                yield act._replace(keys=keys)

    def _answers(self) -> Iterator[Act]:
        """What answers the card; where these are drawn beside it, the foot need not have them."""
        sitting = self.sitting
        if sitting.waits_for == "verdict":
            for verdict, keys in zip(Verdict, (("v", "y", "1"), ("i", "n", "2"), ("u", "3")), strict=True):
                do = self._doing(partial(sitting.guess, verdict))
                yield Act(f"verdict_{verdict.value}", keys, do, False, "learn")
        elif sitting.waits_for == "yes_no":
            for name, value, keys in (("answer_yes", True, ("y", "Y")), ("answer_no", False, ("n", "N"))):
                word = self.texts.plain("learn", f"short_{name}")  # in Chinese a character, which can be typed
                yield Act(name, (*keys, word), self._doing(partial(sitting.answer, value)), False, "learn")
        elif sitting.waits_for == "choice":
            assert isinstance(sitting.card.item, Question)
            digits = [digit for digit, _ in choices_of(sitting.card.item, self.texts)]
            yield Act("choices", (), self.retell, topic="learn")
            for digit in digits:
                yield Act(f"choice_{digit}", (digit,), self._doing(partial(sitting.answer, digit)), False, "learn")
        elif sitting.waits_for == "number":
            yield Act("check", ("enter",), self._doing(sitting.check), bool(sitting.field.typed), "learn")
            if sitting.field.typed:
                yield Act("rub_out", ("backspace",), self._doing(sitting.field.rub_out), topic="learn")
                yield Act("clear", ("escape",), self._doing(sitting.field.clear), topic="learn")

    def _doing(self, do: Callable[[], object]) -> Callable[[], None]:
        """That, and then the card is drawn as it is now."""

        def done() -> None:
            do()
            self.retell()

        return done

    async def on_key(self, event: Key) -> None:
        """What is typed where a number is asked for; Textual then asks the screens that this is one of."""
        if self._is_typing(event) and self.sitting.type(event.character or ""):
            event.stop()
            event.prevent_default()
            self.say(())
            self.retell()

    def _is_typing(self, event: Key) -> bool:
        """Whether the key is meant for the answer: the first one only where it is no key that the foot names."""
        if self.sitting.waits_for != "number" or self.word_pane is not None or not event.is_printable:
            return False
        if event.key == "space":
            return False
        if self.sitting.field.typed:
            return event.key != "s" or not self.sitting.can_point
        return not any(event.key in act.keys and act.now for act in self._commands())

    def _commands(self) -> Iterator[Act]:
        """What acts although an answer may be typed; not the second keys of what moves."""
        return (act for act in self.all_acts() if act.name not in _MOVES)

    def on_paste(self, event: Paste) -> None:
        self.sitting.type(event.text[:_MOST_PASTED])
        self.retell()

    def on_mark_bar_picked(self, event: MarkBar.Picked) -> None:
        """To a card that was seen already."""
        if self.sitting.can_go(event.card):
            self.sitting.go(event.card)
            self.retell()

    def on_card_pane_resized(self) -> None:
        self._draw()

    def go_on(self) -> None:
        """To the next card, or from the last one to the next lesson, where there is one."""
        sitting = self.sitting
        if sitting.forward():
            self.retell()
            return
        following = next_lesson(sitting.lesson, self.course.lessons)
        if following is not None:
            projecting = sitting.projecting
            self.begin(following)
            self.sitting.projecting = projecting
            self.retell()

    def finish(self) -> None:
        """From the last card of all to the first open question of the test, or out."""
        if self.sitting.lesson.drawn_from and self.sitting.left:
            self.sitting.to_left()
            self.retell()
        else:
            self.app.exit()

    def read_on(self) -> None:
        """Scrolls where more is below, else goes on."""
        pane = next((pane for pane, _, below in self.card.scrolling() if below), None)
        if pane is not None:
            self._scroll_pane(pane, 0, 1)
        elif self.sitting.waits:
            self.sitting.remind()
            self.retell()
        else:
            self.go_on()

    def _scroll(self, lines: int, pages: int) -> None:
        """Scrolls the words where they do not fit, or else the material, or that where both do not."""
        panes = [pane for pane, _, _ in self.card.scrolling()]
        if panes:
            self._scroll_pane(panes[-1], lines, pages)

    def _scroll_pane(self, pane: DocumentPane, lines: int, pages: int) -> None:
        pane.scroll_lines(lines, pages)
        self.call_after_refresh(self._show_foot)

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

        if self.is_current:
            self.app.push_screen(LessonsScreen(self.course, self.sitting.lesson), begin)

    def retell(self) -> None:
        if self.sitting.texts.language != self.texts.language:
            self.sitting.speak(self.texts)
        self._draw()

    def _draw(self) -> None:
        self._note()
        self._show_status()
        self.bar.styles.padding = (0, self.card.padding)
        self.bar.show_marks(self.sitting.marks(), self.sitting.at)
        self.card.styles.margin = (int(self.size.height >= _AIRY), 0, 0, 0)
        self.card.show(self.sitting)
        self._show_foot()

    def _note(self) -> None:
        """Where one is and what was answered; that the lesson is done, where it is, and what came of the test."""
        sitting, course = self.sitting, self.course
        if sitting.place != self._noted:
            self._noted = sitting.place
            course.on_place(sitting.lesson.number, sitting.place)
        if sitting.is_done and not self._is_done:
            self._is_done = True
            if not sitting.lesson.drawn_from:
                course.on_done(sitting.lesson.number)
            score = sitting.given.score()
            if score.asked and not sitting.given.is_shown and score.asked >= len(sitting.lesson.drawn_from):
                course.on_score(sitting.lesson.name, *score)
            if sitting.lesson.drawn_from and score.asked:
                course.on_result(result_of_test(sitting))

    def _show_status(self) -> None:
        sitting, texts = self.sitting, self.texts
        name = plain(lesson_title(sitting.lesson, texts))
        modes = {"mode_asking": sitting.projecting, "mode_large": self.telling_app.large}
        on = [texts.plain("step", mode) for mode, is_on in modes.items() if is_on]
        self.status.tell(sitting.at + 1, len(sitting.cards), name, (), on)

    def _show_foot(self) -> None:
        self.foot.show(self.all_acts(), self._more())

    def _more(self) -> str:
        """How many lines are above and below what is shown of the words and of the material, together."""
        scrolled = [(above, below) for _, above, below in self.card.scrolling()]
        return "   ".join(self.counted(sum(above for above, _ in scrolled), sum(below for _, below in scrolled)))

    @property
    def _has_more(self) -> bool:
        return any(below for _, _, below in self.card.scrolling())
