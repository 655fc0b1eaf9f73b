"""A lesson on the screen: cards to read, guesses to make, questions to answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from txexplain.cli.keys import SCROLLS, own_terminal, read_keys
from txexplain.cli.on_screen import edited, legend, meaning, next_language, scrolled, signs, typed_line
from txexplain.cli.progress_file import mark_done
from txexplain.explain.document import Document
from txexplain.explain.pages.lesson import (
    Card,
    LessonMaterial,
    answer_words,
    cards,
    hint_line,
    lesson_words,
    shown_scene,
)
from txexplain.lessons.answers import is_yes_or_no, read_answer
from txexplain.model.lesson import Experiment, Item, Lesson, Question
from txexplain.model.spend import Verdict
from txexplain.render.screen import Drawn, Screen, View, draw
from txexplain.texts import Chunk, Line, Texts, plain

_VERDICTS = {"y": Verdict.VALID, "n": Verdict.INVALID, "u": Verdict.UNKNOWN}
_READ_KEYS = ("read", "forward", "back", "why", "language", "quit")
_LONGEST_ANSWER = 20


class Classroom:
    """One lesson, card by card. What was guessed and answered is remembered while it runs."""

    def __init__(
        self, lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts, screen: Screen
    ) -> None:
        self.lesson = lesson
        self.course = course
        self.material = material
        self.texts = texts
        self.screen = screen
        self.cards = tuple(cards(lesson, course, material, texts))
        self.at = 0
        self.scroll = 0
        self.typed = ""
        self.message: Line = ()
        self.finished = False
        self.showing = False  # what a question is about, over the question
        self.over: Document = ()  # what a word means, over the card
        self.asking: str | None = None  # the word that is being typed
        self._said: dict[int, tuple[bool, Callable[[Texts], Line]]] = {}  # by card: right at once, and what was said
        self._tried: set[int] = set()  # cards whose first try was wrong, or that were to be passed by
        self._drawn = Drawn([], 0, 1)

    @property
    def card(self) -> Card:
        return self.cards[self.at]

    def run(self) -> bool:
        """Until the lesson is done (True), or the reader leaves."""
        with own_terminal(self.screen, self.paint) as repaint:
            while not self.finished:
                repaint()
                try:
                    for key in read_keys():
                        if not self.press(key):
                            return self.finished
                except EOFError:
                    return False
        return True

    def press(self, key: str) -> bool:
        """What the key does; False where it ends the lesson."""
        self.message = ()
        if self.asking is not None:
            self._ask(key)
            return True
        if key in SCROLLS and not (self.card.kind == "ask" and key in "jk"):
            self.scroll = scrolled(self._drawn, key)
            return True
        if self.showing or self.over:
            self.showing, self.over, self.scroll = False, (), 0
            return True
        if self.card.kind != "read" and self.at not in self._said and self._reply(key):
            return True
        if key == " " and self._drawn.more:
            self.scroll += self._drawn.page
        elif key in ("right", " ", "enter", "l"):
            return self._forward()
        elif key in ("left", "backspace", "h", "p"):
            self._go(max(0, self.at - 1))
        elif key == "s" and isinstance(self.card.item, Question) and self.card.item.see is not None:
            self.showing, self.scroll = True, 0
        elif key == "w":
            self.asking = ""
        elif key == "L":
            self._speak(next_language(self.texts))
        return key != "q"

    def _go(self, at: int) -> None:
        self.at, self.scroll, self.typed = at, 0, ""
        if self.at + 1 == len(self.cards):
            mark_done(self.lesson.number)
            asked = sum(card.kind != "read" for card in self.cards)
            right = sum(at_once for at_once, _ in self._said.values())
            told = {"number": self.lesson.number, "right": right, "count": asked}
            self.message = self.texts.line("learn", "finished", **told)

    def _forward(self) -> bool:
        """To the next card; past a question only when it was answered, or asked to be passed a second time."""
        if self.card.kind != "read" and self.at not in self._said:
            if self.at not in self._tried:
                self._tried.add(self.at)
                self.message = self.texts.line("learn", "no_answer")
                return True
            if self.card.kind == "ask":
                item = self.card.item
                self._said[self.at] = (False, lambda texts: self._told_of(item, "the_answer", texts))
                return True
        if self.at + 1 < len(self.cards):
            self._go(self.at + 1)
            return True
        self.finished = True
        return False

    def _ask(self, key: str) -> None:
        """A word that is asked for, letter by letter."""
        assert self.asking is not None
        if key == "enter":
            self.over, self.message = meaning(self.asking, self.texts)
            self.asking, self.scroll = None, 0
        else:
            self.asking = edited(self.asking, key)

    def _speak(self, texts: Texts) -> None:
        self.texts = texts
        self.cards = tuple(cards(self.lesson, self.course, self.material, self.texts))

    def _reply(self, key: str) -> bool:
        """A guess, or a part of an answer; whether the key was one."""
        if self.card.kind == "guess":
            if key.lower() not in _VERDICTS:
                return False
            self._guessed(_VERDICTS[key.lower()])
            return True
        if key == "enter" and self.typed:
            self._answered_with(self.typed)
            return True
        if key == "backspace" and self.typed:
            self.typed = self.typed[:-1]
            return True
        if is_yes_or_no(key) or (key.isdigit() and key.isascii()) or (key in ",." and self.typed):
            self.typed = (self.typed + key)[:_LONGEST_ANSWER]
            return True
        return False

    def _guessed(self, verdict: Verdict) -> None:
        assert isinstance(self.card.item, Experiment)
        after = self.material.try_out(self.card.item).after
        came_true = verdict is (Verdict.INVALID if after is None else after.verdict)
        word = "verdict_" + ("" if after is None else after.verdict.value)

        def told(texts: Texts) -> Line:
            outcome = texts.plain("learn", "unreadable") if after is None else texts.plain("verify", word)
            key = "guess_right" if came_true else "guess_wrong"
            return (Chunk(texts.plain("learn", key, verdict=outcome), "valid" if came_true else "unknown"),)

        self._said[self.at] = (came_true and self.at not in self._tried, told)
        self._said[self.at + 1] = (False, told)  # on the card with what came of it
        self._go(self.at + 1)

    def _answered_with(self, typed: str) -> None:
        item = self.card.item
        assert isinstance(item, Question)
        self.typed = ""
        if read_answer(typed) == self.material.answer(item):
            at_once = self.at not in self._tried
            self._said[self.at] = (at_once, lambda texts: self._told_of(item, "right", texts))
            return
        self._tried.add(self.at)
        hint = plain(hint_line(item, self.texts))
        self.message = (Chunk(self.texts.plain("learn", "wrong", answer=typed, hint=hint), "unknown"),)

    def _told_of(self, item: Item | None, key: str, texts: Texts) -> Line:
        assert isinstance(item, Question)
        answer = answer_words(self.material.answer(item), texts)
        return (Chunk(texts.plain("learn", key, answer=answer), "valid" if key == "right" else "unknown"),)

    def paint(self) -> None:
        self._drawn = draw(self.view(), *self.screen.size)
        self.screen.paint(self._drawn.lines)

    def view(self) -> View:
        """What the screen shows now."""
        texts = self.texts
        if self.over:
            return View((), b"", (), "", (), self.over, texts.line("step", "any_key"), self.scroll, *signs(texts))
        told = self.card.scene
        if self.showing and isinstance(self.card.item, Question) and self.card.item.see is not None:
            told = shown_scene(self.card.item.example, self.card.item.see, self.material, texts)
        example = self.card.item.example if self.card.item else self.lesson.example
        numbers = {"number": self.at + 1, "count": len(self.cards), "lesson": self.lesson.number}
        place = texts.plain("learn", "status", example=example, **numbers)
        title = told.title or (Chunk(lesson_words(self.lesson, texts)["title"]),)
        status = (Chunk(place + " · ", "label"), *(Chunk(chunk.text, chunk.style or "title") for chunk in title))
        raw = self.material.story(example).report.tx.raw
        foot, message = self._keys(), self._asked()
        return View(status, raw, told.spans, "", told.around, told.blocks, foot, self.scroll, *signs(texts), message)

    def _asked(self) -> Line:
        """What was said last, or what the reader is asked for."""
        if self.asking is not None:
            return typed_line(self.texts.line("step", "ask_why"), self.asking)
        if self.message:
            return self.message
        if self.at in self._said:
            return self._said[self.at][1](self.texts)
        if self.card.kind == "read" or self.showing:
            return ()
        if self.card.kind == "guess":
            return self.texts.line("learn", "ask_guess")
        assert isinstance(self.card.item, Question)
        key = "ask_yes_no" if isinstance(self.material.answer(self.card.item), bool) else "ask_answer"
        return typed_line(self.texts.line("learn", key), self.typed)

    def _keys(self) -> Line:
        if self.showing:
            return self.texts.line("step", "any_key")
        names = [("step", name) for name in _READ_KEYS]
        if self.card.kind == "guess" and self.at not in self._said:
            names.insert(0, ("learn", "guess"))
        if self.card.kind == "ask":
            names.insert(0, ("learn", "hint"))
            if self.at not in self._said:
                names.insert(0, ("learn", "answer"))
        return legend(names, self.texts)


def teach(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> bool:
    """The lesson on the terminal; whether the reader came to its end."""
    screen = Screen(sys.stdout, dict(os.environ))
    return Classroom(lesson, course, material, texts, screen).run()
