"""What was guessed and answered in a lesson, and what is said of it, in whatever language it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.walk.cards import Card
from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.model.course import LeftAt
from txexplain.model.lesson import Answer, Experiment, Question
from txexplain.model.spend import Verdict
from txexplain.tui.replies import Score, Told, told_answer, told_guess, told_hint

_SETTLED = ("right", "wrong", "late", "shown")


class Given:
    """By card: its state, what was tried, what is said.

    The states: `tried` once and not right yet, `right` at the first try, `wrong` at first, `late` where what came of
    it was seen before the guess, `skipped`, `shown` to a class. Answered `once`, there is no other try.
    """

    def __init__(self, material: LessonMaterial, *, once: bool = False) -> None:
        self.material = material
        self.once = once
        self.states: dict[int, str] = {}
        self.tried: dict[int, list[Answer]] = {}
        self._said: dict[int, Told] = {}
        self._hints: dict[int, Told] = {}

    def is_answered(self, at: int) -> bool:
        """Whether the answer was found, told or shown."""
        return at in self._said

    def was_missed(self, at: int) -> bool:
        """Whether it was answered wrongly, and waits to be answered again."""
        return self.states.get(at) == "tried"

    def told(self, at: int) -> Told | None:
        """What is said of the answer, or of the last try."""
        return self._said.get(at) or self._hints.get(at)

    def answer(self, at: int, item: Question, value: Answer) -> None:
        """After a wrong answer there is a hint, and another try; or, where there is none, the answer."""
        right = self.material.answer(item)
        if value != right:
            self.tried.setdefault(at, []).append(value)
            if self.once:
                self.tell(at, item, "wrong")
                return
            self.states[at] = "tried"
            self._hints[at] = told_hint(item, value)
            return
        self.states[at] = "wrong" if self.was_missed(at) else "right"
        self._said[at] = told_answer(item, right, "right", "valid")

    def tell(self, at: int, item: Question, state: str) -> None:
        """Says the answer, which was not found."""
        self.states[at] = state
        self._said[at] = told_answer(item, self.material.answer(item), "the_answer", "unknown")

    def guess(self, at: int, item: Experiment, verdict: Verdict) -> None:
        after = self.material.try_out(item).after
        came_true = verdict is (Verdict.INVALID if after is None else after.verdict)
        was_seen = self.states.get(at) == "skipped"
        self.states[at] = "wrong" if not came_true else "late" if was_seen else "right"
        self._said[at] = told_guess(after and after.verdict, came_true)

    def skip(self, at: int) -> None:
        """Passes it by: it waits still, and what is asked is not answered."""
        self.states[at] = "skipped"

    def show(self, at: int) -> None:
        """What came of an experiment is shown to a class."""
        self.states[at] = "shown"

    def waiting(self, cards: Sequence[Card]) -> list[int]:
        """The cards that ask for something and were not answered yet."""
        return [at for at, card in enumerate(cards) if card.kind != "read" and self.states.get(at) not in _SETTLED]

    def score(self) -> Score:
        states = list(self.states.values())
        asked = sum(state in ("right", "wrong", "late", "tried") for state in states)
        shown = states.count("shown") if self.once and asked else 0  # in a test one that is shown is missed
        return Score(states.count("right"), asked + shown)

    @property
    def is_shown(self) -> bool:
        """Whether something was shown that was to be answered: what is right then is no score."""
        return "shown" in self.states.values()

    def tried_choices(self) -> dict[int, str]:
        """By card the digits of the choices that were tried, and are not right."""
        tried = {at: "".join(each for each in values if isinstance(each, str)) for at, values in self.tried.items()}
        return {at: digits for at, digits in tried.items() if digits}

    def take_over(self, cards: Sequence[Card], place: LeftAt) -> None:
        """What one left with, as far as these cards ask for something."""
        for at, state in place.states.items():
            item = cards[at].item if at < len(cards) and cards[at].kind != "read" else None
            if item is not None:
                self.states[at] = state
            if isinstance(item, Question) and item.right and (tried := place.tried.get(at)):
                self.tried[at] = [digit for digit in tried if digit != item.right]
            if isinstance(item, Question) and state == "tried" and self.tried.get(at):
                self._hints[at] = told_hint(item, self.tried[at][-1])
            if isinstance(item, Question) and state in _SETTLED:
                key, style = ("right", "valid") if state == "right" else ("the_answer", "unknown")
                self._said[at] = told_answer(item, self.material.answer(item), key, style)
            elif isinstance(item, Experiment) and state in ("right", "wrong", "late"):
                after = self.material.try_out(item).after
                self._said[at] = told_guess(after and after.verdict, state != "wrong")
