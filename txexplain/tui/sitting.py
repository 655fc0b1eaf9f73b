"""A lesson while it is taken: the card, what was typed, guessed and answered, and what is hidden from a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.walk.cards import Card, cards
from txexplain.explain.walk.lesson_scenes import LessonMaterial, shown_scene
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.veil import before_asking, hides, unexplained, veiled, words_before
from txexplain.lessons.answers import read_answer
from txexplain.model.course import LeftAt
from txexplain.model.lesson import Answer, Experiment, Lesson, Question, Screen
from txexplain.model.spend import Verdict
from txexplain.texts import Line, Texts
from txexplain.tui.given import Given
from txexplain.tui.number_field import NumberField
from txexplain.tui.replies import Score, Told, end_of_test, told_reminder, told_result


class Mark(NamedTuple):
    """A card in the bar of all: its kind, and `open`, `done`, or how it was answered."""

    kind: str
    state: str


class Sitting:
    """One lesson, card by card. What was guessed and answered is remembered, in whatever language."""

    def __init__(self, lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> None:
        self.lesson = lesson
        self.course = course
        self.material = material
        self.at = 0
        self.field = NumberField()
        self.projecting = False
        self.only_bytes = False  # of what is beside the words
        self.pointing = False  # what a hint points at is shown beside the question
        self.given = Given(material, once=bool(lesson.drawn_from))
        self.first_score: Score | None = None  # of the first time that the lesson was taken to its end
        self._message: Told | None = None
        self._warned: set[int] = set()  # cards that were to be passed by
        self._revealed: set[int] = set()
        self._seen = {0}
        self._has_ended = False  # whether one was at the end with nothing left
        self.is_test = bool(lesson.drawn_from)
        self.speak(texts)
        self.made = f"{lesson.made}.{len(self.cards)}"

    def speak(self, texts: Texts) -> None:
        """The same in another language."""
        self.texts = texts
        self.cards = tuple(cards(self.lesson, self.course, self.material, texts))

    @property
    def card(self) -> Card:
        """The card as it is shown; what a class shall predict is left out."""
        card = self.cards[self.at]
        if self.is_at_end and self.lesson.drawn_from:
            return end_of_test(card, self)
        if not self.projecting or card.kind != "read":
            return card
        if self.hidden:
            return veiled(card)._replace(words=words_before(self.cards, self.at), fresh=True)
        return before_asking(card, self.texts) if self._asks_next else card

    @property
    def _asks_next(self) -> bool:
        """Whether what comes next to guess or to answer was neither settled nor passed by."""
        asking = (at for at, card in enumerate(self.cards) if at > self.at and card.kind != "read")
        at = next(asking, None)
        return at is not None and self.given.states.get(at, "tried") == "tried"

    @property
    def hidden(self) -> bool:
        """Whether something of the card waits to be revealed."""
        if not self.projecting or self.at in self._revealed:
            return False
        return self.waits or bool(hides(self.cards[self.at]))

    @property
    def waits(self) -> bool:
        """Whether a guess or an answer is waited for."""
        return self.cards[self.at].kind != "read" and not self.given.is_answered(self.at)

    @property
    def waits_for(self) -> str:
        """`verdict`, `yes_no`, `choice` or `number`; empty where nothing is waited for."""
        if not self.waits:
            return ""
        item = self.cards[self.at].item
        if not isinstance(item, Question):
            return "verdict"
        value = self.material.answer(item)
        return "choice" if isinstance(value, str) else "yes_no" if isinstance(value, bool) else "number"

    @property
    def shown(self) -> tuple[Scene, ...]:
        """What is beside the words: of a question after a hint what that points at; else what was there last."""
        card = self.card
        if self.pointing and isinstance(card.item, Question) and card.item.see is not None:
            return (shown_scene(card.example, card.item.see, self.material, self.texts),)
        if card.kind == "ask" and self.waits:
            return tuple(map(unexplained, card.shown))
        if card.shown or card.kind != "read" or not isinstance(card.item, Screen):
            return card.shown
        return next((each.shown for each in self._read_before() if each.shown), ())

    def _read_before(self) -> Iterator[Card]:
        """The cards before this one, the last first, as far as they speak of the same."""
        for card in reversed(self.cards[: self.at]):
            if card.kind == "guess" or card.example != self.card.example:
                return
            if card.kind == "read":
                yield card

    @property
    def has_bytes(self) -> bool:
        """Whether what is shown is about some of the bytes of the transaction."""
        return any(scene.spans for scene in self.shown)

    def show_bytes(self) -> None:
        """Shows the bytes alone in place of the rest, or the rest again."""
        self.only_bytes = self.has_bytes and not self.only_bytes

    @property
    def is_at_end(self) -> bool:
        return self.at + 1 == len(self.cards)

    @property
    def can_point(self) -> bool:
        """Whether there is more to be shown than what stands beside the question, which was tried once."""
        item = self.cards[self.at].item
        if not isinstance(item, Question) or item.see is None or (item.see,) == item.beside:
            return False
        return self.given.told(self.at) is not None

    def forward(self) -> bool:
        """To the next card; past a question only when it was answered, or a second time to be passed.

        False at the end of the lesson.
        """
        self._message = None
        if self.waits and not self.at_hand:
            self.remind(again=True)
        elif self.given.was_missed(self.at):
            self._tell_answer("wrong")
        elif self.is_at_end:
            return False
        else:
            if self.waits:
                self.given.skip(self.at)
            self.go(self.at + 1 if self._has_ended or not (self.is_test and self.is_done) else len(self.cards) - 1)
        return True

    @property
    def at_hand(self) -> bool:
        """Whether the answer was tried, or the reader knows how to pass it by."""
        return self.given.was_missed(self.at) or self.at in self._warned

    def remind(self, *, again: bool = False) -> None:
        """Says that an answer is waited for, and how to pass it by, or to do so `again`; a hint stays."""
        self._warned.add(self.at)
        hint = self.given.told(self.at) if self.given.was_missed(self.at) else None
        self._message = told_reminder(hint, again=again)

    def last(self) -> None:
        """To the last card that was seen; of a test that is done, to its result."""
        self.go(len(self.cards) - 1 if self.is_test and self.is_done else max(self._seen))

    def go_on_from(self, place: LeftAt) -> None:
        """To where one left off, and says so, at the end what is left; nowhere where the lesson was another.

        That alone never ends it.
        """
        if place.card < len(self.cards) and place.made == self.made:
            self._seen.update(range(place.card))
            self.given.take_over(self.cards, place)
            self._seen.update(range(max(self.given.states, default=-2) + 2) if self.is_test else ())
            self.go(place.card)
            if self.is_done and self.is_at_end:
                self.back()
            if self.at and not self.is_at_end and self.given.told(self.at) is None:
                self._message = lambda texts: texts.line("learn", "left_here")

    @property
    def place(self) -> LeftAt:
        """Where one is, to go on from there another time; nothing where the lesson is done."""
        if self.is_done:
            return LeftAt()
        return LeftAt(self.at, dict(self.given.states), self.given.tried_choices(), self.lesson.seed, self.made)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits for an answer, and one is at its end; a test is done with its last answer."""
        return (self.is_at_end or self.is_test) and not self.left

    def can_go(self, at: int) -> bool:
        """Whether the card was seen already."""
        return at in self._seen

    def back(self) -> None:
        self.go(max(0, self.at - 1))

    def go(self, at: int) -> None:
        self.at, self.pointing, self.only_bytes, self._message = at, False, False, None
        self.field.clear()
        self._has_ended = self._has_ended or (self.is_at_end and self.is_done)
        self._seen.add(at)
        self._revealed.discard(at)

    def type(self, text: str) -> bool:
        """Further digits of an answer that is typed; whether one is typed here. What is no digit is said."""
        if self.waits_for != "number":
            return False
        refused = self.field.type(text)
        self._message = (lambda texts: texts.line("learn", "no_number", typed=refused)) if refused else None
        return True

    def check(self) -> None:
        """Compares the number that was typed with the answer."""
        value = read_answer(self.field.typed)
        self.field.clear()
        if isinstance(value, int):
            self.answer(value)
        else:
            self.remind()

    def answer(self, value: Answer) -> None:
        """After a wrong answer there is a hint."""
        item = self.card.item
        if self.waits and isinstance(item, Question):
            self._message = None
            self.given.answer(self.at, item, value)

    def guess(self, verdict: Verdict) -> None:
        """To the card with what came of the experiment, which says whether that was guessed."""
        item = self.card.item
        if self.waits_for == "verdict" and isinstance(item, Experiment):
            self.given.guess(self.at, item, verdict)
            self.go(self.at + 1)

    def project(self) -> None:
        """To ask first, or no longer: what is to be predicted is hidden until it is revealed."""
        self.projecting = not self.projecting
        self._revealed.clear()

    def reveal(self) -> None:
        """Shows what was hidden: the answer, what came of an experiment, what a step leaves."""
        self._revealed.add(self.at)
        if self.waits and self.card.kind == "ask":
            self._tell_answer("shown")
        elif self.waits:
            self.given.show(self.at)
            self.go(self.at + 1)

    @property
    def remark(self) -> Line:
        """What is to be said on the card now: of what was just done, or of the answer that was given."""
        if self._message is not None:
            return self._message(self.texts)
        told = self.given.told(self.at - 1 if self.cards[self.at].place == "tried" else self.at)
        if told is not None:
            return told(self.texts)
        if self.hidden:
            card = self.cards[self.at]
            return self.texts.line("learn", "hidden_" + (card.kind if self.waits else hides(card)))
        if not self.is_at_end:
            return ()
        return told_result(self.lesson, self.left, self.given.score(), self.first_score)(self.texts)

    def marks(self) -> list[Mark]:
        """Every card, and how far it is."""
        return [Mark(card.kind, self._state(at)) for at, card in enumerate(self.cards)]

    def _state(self, at: int) -> str:
        state = self.given.states.get(at, "tried")
        return state if state != "tried" else "done" if at in self._seen else "open"

    @property
    def left(self) -> list[int]:
        """The cards that wait for an answer still: while there are any, the lesson is not done."""
        return self.given.waiting(self.cards)

    def to_left(self) -> None:
        """To the first card that waits for an answer."""
        if self.left:
            self._seen.update(range(self.at))
            self.go(self.left[0])

    def _tell_answer(self, state: str) -> None:
        """Says the answer, which was not found: the card is in that state then."""
        item = self.cards[self.at].item
        assert isinstance(item, Question)
        self._message = None
        self.field.clear()
        self.given.tell(self.at, item, state)
