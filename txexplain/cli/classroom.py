"""A lesson on the screen: cards to read, guesses to make, questions to answer."""

from __future__ import annotations

import os
import sys

from txexplain.cli.keys import SCROLLS, own_terminal, read_keys
from txexplain.cli.progress_file import mark_done
from txexplain.explain.learn import Card, Means, answer_words, cards, hint_line, lesson_words, shown_scene
from txexplain.model.lesson import Answer, Experiment, Lesson, Question
from txexplain.model.spend import Verdict
from txexplain.render.screen import Drawn, Screen, View, draw
from txexplain.texts import LANGUAGES, Chunk, Line, Texts

_YES, _NO = "yY", "nN"
_READ_KEYS = ("read", "forward", "back", "language", "quit")
_LONGEST_ANSWER = 20


class Classroom:
    """One lesson, card by card. What was guessed and answered is remembered while it runs."""

    def __init__(self, lesson: Lesson, means: Means, texts: Texts, screen: Screen) -> None:
        self.lesson = lesson
        self.means = means
        self.texts = texts
        self.screen = screen
        self.cards = tuple(cards(lesson, means, texts))
        self.at = 0
        self.scroll = 0
        self.typed = ""
        self.message: Line = ()
        self.finished = False
        self.showing = False  # what a question is about, over the question
        self._answered: set[int] = set()
        self._drawn = Drawn([], 0, 1)

    @property
    def card(self) -> Card:
        return self.cards[self.at]

    def run(self) -> bool:
        """Until the lesson is done (True), or the reader leaves."""
        with own_terminal(self.screen, self.paint):
            while not self.finished:
                self.paint()
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
        if key in SCROLLS and not (self.card.kind == "ask" and key in "jk"):
            lines, pages = SCROLLS[key]
            self.scroll = max(0, self._drawn.scroll + lines + pages * self._drawn.page)
            return True
        if self.showing:
            self.showing, self.scroll = False, 0
            return True
        if self.card.kind != "read" and self.at not in self._answered and self._reply(key):
            return True
        if key == " " and self._drawn.more:
            self.scroll += self._drawn.page
        elif key in ("right", " ", "enter", "l"):
            return self._forward()
        elif key in ("left", "backspace", "h", "p"):
            self._go(max(0, self.at - 1))
        elif key == "s" and isinstance(self.card.item, Question) and self.card.item.see is not None:
            self.showing, self.scroll = True, 0
        elif key == "L":
            self._speak(LANGUAGES[(LANGUAGES.index(self.texts.language) + 1) % len(LANGUAGES)])
        return key != "q"

    def _go(self, at: int) -> None:
        self.at, self.scroll, self.typed = at, 0, ""

    def _forward(self) -> bool:
        """To the next card; past a question only when it was answered, or asked to be passed a second time."""
        if self.card.kind != "read" and self.at not in self._answered:
            self._answered.add(self.at)
            self.message = self._answer_told() if self.card.kind == "ask" else self.texts.line("learn", "no_answer")
            return True
        if self.at + 1 < len(self.cards):
            self._go(self.at + 1)
            return True
        self.finished = True
        return False

    def _speak(self, language: str) -> None:
        self.texts = Texts(language)
        self.cards = tuple(cards(self.lesson, self.means, self.texts))

    def _reply(self, key: str) -> bool:
        """A guess, or a part of an answer; whether the key was one."""
        if self.card.kind == "guess":
            if not _is_yes_or_no(key):
                return False
            self._guessed(key in _YES)
            return True
        if key == "enter" and self.typed:
            self._answered_with(self.typed)
            return True
        if key == "backspace" and self.typed:
            self.typed = self.typed[:-1]
            return True
        if _is_yes_or_no(key) or (key.isdigit() and key.isascii()) or (key in ",." and self.typed):
            self.typed = (self.typed + key)[:_LONGEST_ANSWER]
            return True
        return False

    def _guessed(self, valid: bool) -> None:
        assert isinstance(self.card.item, Experiment)
        after = self.means.try_out(self.card.item).after
        came_true = valid is (after is not None and after.verdict is Verdict.VALID)
        self._answered.add(self.at)
        self._go(self.at + 1)
        key = "guess_right" if came_true else "guess_wrong"
        self.message = (Chunk(self.texts.plain("learn", key), "valid" if came_true else "unknown"),)

    def _answered_with(self, typed: str) -> None:
        assert isinstance(self.card.item, Question)
        self.typed = ""
        if read_answer(typed) == self.means.answer(self.card.item):
            self._answered.add(self.at)
            told = self.texts.plain("learn", "right", answer=self._told())
            self.message = (Chunk(told, "valid"),)
            return
        hint = "".join(chunk.text for chunk in hint_line(self.card.item, self.texts))
        self.message = (Chunk(self.texts.plain("learn", "wrong", answer=typed, hint=hint), "unknown"),)

    def _told(self) -> str:
        assert isinstance(self.card.item, Question)
        return answer_words(self.means.answer(self.card.item), self.texts)

    def _answer_told(self) -> Line:
        return self.texts.line("learn", "the_answer", answer=self._told())

    def paint(self) -> None:
        self._drawn = draw(self.view(), *self.screen.size)
        self.screen.paint(self._drawn.lines)

    def view(self) -> View:
        """What the screen shows now."""
        texts = self.texts
        told = self.card.scene
        if self.showing and isinstance(self.card.item, Question) and self.card.item.see is not None:
            told = shown_scene(self.card.item.example, self.card.item.see, self.means, texts)
        place = texts.plain("learn", "status", number=self.at + 1, count=len(self.cards), lesson=self.lesson.number)
        title = told.title or (Chunk(lesson_words(self.lesson, texts)["title"]),)
        status = (Chunk(place + " · ", "label"), *(Chunk(chunk.text, chunk.style or "title") for chunk in title))
        raw = self.means.story(self.card.item.example if self.card.item else self.lesson.example).report.tx.raw
        signs = (texts.plain("step", "above", count="{count}"), texts.plain("step", "below", count="{count}"))
        message = self._asked()
        return View(status, raw, told.spans, "", told.around, told.blocks, self._keys(), self.scroll, *signs, message)

    def _asked(self) -> Line:
        """What was said last, or what the reader is asked for."""
        if self.message:
            return self.message
        if self.at in self._answered or self.card.kind == "read" or self.showing:
            return ()
        if self.card.kind == "guess":
            return self.texts.line("learn", "ask_guess")
        return (*self.texts.line("learn", "ask_answer"), Chunk(" " + self.typed, "strong"), Chunk("▏", "lit"))

    def _keys(self) -> Line:
        names = [("step", name) for name in _READ_KEYS]
        if self.card.kind == "guess":
            names.insert(0, ("learn", "guess"))
        if self.card.kind == "ask":
            names[:0] = [("learn", "answer"), ("learn", "hint")]
        words: list[Chunk] = []
        for topic, name in names:
            words += [Chunk("  ")] if words else []
            words += [Chunk(self.texts.plain(topic, f"key_{name}"), "key"), Chunk(" ")]
            words.append(Chunk(self.texts.plain(topic, f"short_{name}"), "label"))
        return tuple(words)


def _is_yes_or_no(typed: str) -> bool:
    return len(typed) == 1 and typed in _YES + _NO


def read_answer(typed: str) -> Answer | None:
    """A number, with or without marks between its digits; y or n for yes and no; None for what is neither."""
    if _is_yes_or_no(typed):
        return typed in _YES
    digits = typed.replace(",", "").replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def teach(lesson: Lesson, means: Means, texts: Texts) -> bool:
    """The lesson on the terminal; notes it as done where the reader comes to its end."""
    screen = Screen(sys.stdout, dict(os.environ))
    done = Classroom(lesson, means, texts, screen).run()
    if done:
        mark_done(lesson.number)
    return done
