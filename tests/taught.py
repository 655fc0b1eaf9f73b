"""Lessons on the screen, driven by the pilot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from piloted import drawn, piloted
from textual.pilot import Pilot

from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.material import lesson_material
from txexplain.model.course import LeftAt
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Experiment, Lesson, Question, Show
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.course import Course
from txexplain.tui.lesson import LessonScreen
from txexplain.tui.lessons_screen import LessonsScreen
from txexplain.tui.sitting import Sitting


def lesson_of_choices() -> Lesson:
    """A lesson with a question of four choices, of which the third is right, and one that is answered by a number."""
    asked = {
        "ask": "Why does the fee stand in no field of the transaction?",
        "hint": "Add up what goes in, and what comes out.",
        "after": "Whoever has the coins that are spent can compute it: it is what is not given to any output.",
        "choice1": "The miner writes it into the block when the block is found, long after it was signed",
        "choice2": "It is always the same",
        "choice3": "It is the rest: what goes in less what comes out of it, so no field is needed for it",
        "choice4": "It is in the `locktime`",
    }
    told = {
        "ask": "为什么交易里没有手续费字段？",
        "hint": "把输入和输出的金额各加一遍。",
        "after": "知道所花费的币的人都能算出它：没有给任何输出的，就是手续费。",
        "choice1": "矿工找到区块时才写进区块，那时交易早已签好",
        "choice2": "它总是一样多",
        "choice3": "它是余下的部分：输入之和减去输出之和",
        "choice4": "它在 `locktime` 里",
    }
    coins = Show("coins")
    choice = Question("p2pkh", "", (), coins, (coins,), frozen({"en": asked, "zh": told}), "3")
    words = {"ask": "What is output 0 worth?", "hint": "Look at the coins.", "after": "The first output has it."}
    number = Question("p2pkh", "output_value", (0,), coins, (coins,), frozen({"en": words, "zh": words}))
    titled = {key: key for key in ("title", "goal", "belief", "truth", "source")}
    return Lesson(99, "choices", "p2pkh", (choice, number), frozen({"en": titled, "zh": titled}))


class Class:
    """A course on a screen: which lessons are done, and what is drawn."""

    def __init__(self, lesson: Lesson | str | None, language: str = "en", lessons: tuple[Lesson, ...] = ()) -> None:
        self.done: list[int] = []
        self.places: dict[int, LeftAt] = {}
        self.last: int | None = None
        self.scores: dict[str, tuple[int, int]] = {}
        course = Course(
            lessons or all_lessons(),
            lesson_material(),
            lambda: frozenset(self.done),
            self.done.append,
            lambda: self.places,
            self.leave_at,
            lambda: self.last if self.last in self.places else None,
            lambda: self.scores,
            self.note_score,
        )
        first = lesson_of(lesson) if isinstance(lesson, str) else lesson
        self.screen = LessonScreen(first, course) if first else LessonsScreen(course)
        self.app: TellingApp[Any] = TellingApp(Texts(language), self.screen, "learn")

    @property
    def left(self) -> tuple[int, int]:
        """The lesson that one was in last, and the card."""
        return self.last or 0, self.places.get(self.last or 0, LeftAt()).card

    @left.setter
    def left(self, at: tuple[int, int]) -> None:
        self.last, card = at
        lesson = next(each for each in self.screen.course.lessons if each.number == self.last)
        made = Sitting(lesson, self.screen.course.lessons, lesson_material(), Texts()).made
        self.places[self.last] = LeftAt(card, made=made)

    @property
    def states(self) -> Mapping[int, str]:
        """How its cards were answered."""
        return self.places.get(self.last or 0, LeftAt()).states

    @states.setter
    def states(self, states: Mapping[int, str]) -> None:
        assert self.last is not None
        self.places[self.last] = self.places[self.last]._replace(states=states)

    def leave_at(self, lesson: int, place: LeftAt) -> None:
        self.last = lesson
        self.places.pop(lesson, None)
        if place.is_begun:
            self.places[lesson] = place

    def note_score(self, name: str, right: int, asked: int) -> None:
        self.scores.setdefault(name, (right, asked))

    @property
    def sitting(self) -> Sitting:
        screen = self.app.screen
        assert isinstance(screen, LessonScreen)
        return screen.sitting

    @property
    def text(self) -> str:
        return "\n".join(drawn(self.app))

    def play(self, play: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
        piloted(self.app, play, size)

    async def go(self, pilot: Pilot[Any], kind: str) -> None:
        """To the first card of that kind, of which `number` is a question that is answered by one."""
        wanted = "ask" if kind == "number" else kind
        cards = [at for at, card in enumerate(self.sitting.cards) if card.kind == wanted]
        self.sitting.go(next(at for at in cards if kind != "number" or self._asks_number(at)))
        await self.again(pilot)

    def _asks_number(self, at: int) -> bool:
        item = self.sitting.cards[at].item
        return isinstance(item, Question) and type(lesson_material().answer(item)) is int

    async def again(self, pilot: Pilot[Any]) -> None:
        """Draws the card as it is now."""
        self.app.retell()
        await pilot.pause()


def right_keys(sitting: Sitting) -> list[str]:
    """The keys that answer the card rightly; none where nothing is asked."""
    item = sitting.card.item
    if not sitting.waits:
        return []
    if isinstance(item, Experiment):
        return [{"valid": "v", "unknown": "u"}.get(item.expected.verdict, "i")]
    assert isinstance(item, Question)
    value = lesson_material().answer(item)
    if item.right:
        return [item.right]
    return ["yn"[not value]] if isinstance(value, bool) else [*str(value), "enter"]


def wrong_keys(sitting: Sitting) -> list[str]:
    """The keys that answer it wrongly."""
    item = sitting.card.item
    if not sitting.waits:
        return []
    if isinstance(item, Experiment):
        return ["i" if item.expected.verdict == "valid" else "v"]
    assert isinstance(item, Question)
    value = lesson_material().answer(item)
    if item.right:
        return ["12"[item.right == "1"]]
    return ["yn"[value]] if isinstance(value, bool) else [*str(int(value) + 1), "enter"]
