"""What a card of a lesson is drawn with: the bar of all cards, what it says, and what is to be said to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.events import Click
from textual.message import Message

from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line
from txexplain.tui.drawn import LinesPane
from txexplain.tui.sitting import Mark
from txexplain.tui.telling_screen import TellingScreen

_SIGNS = {
    ("read", "open"): ("·", "label"),
    ("read", "done"): ("–", "label"),
    ("guess", "open"): ("○", "word"),
    ("guess", "done"): ("○", "word"),
    ("ask", "open"): ("?", "word"),
    ("ask", "done"): ("?", "word"),
}
_ANSWERED = {
    "right": ("✓", "valid"),
    "wrong": ("✗", "odd"),
    "skipped": ("»", "label"),
    "late": ("–", "label"),
    "shown": ("–", "label"),
}
_CHOICE_SIGNS = {"open": (" ", "key"), "wrong": ("✗", "odd"), "right": ("✓", "valid"), "other": (" ", "label")}
_GAP = "  "
_ENDS = 2  # cards to read that a test has: its first and its last


def bar(marks: Sequence[Mark], at: int) -> Line:
    """A sign a card, the current one in brackets."""
    chunks: list[Chunk] = []
    for number, mark in enumerate(marks):
        sign, style = _ANSWERED.get(mark.state) or _SIGNS[mark.kind, mark.state]
        chunks.append(Chunk(f"[{sign}]", "here") if number == at else Chunk(sign, style))
    return tuple(chunks)


def _legend(marks: Sequence[Mark], words: str, width: int) -> Chunk:
    """What the signs of these cards mean, as far as that has room."""
    kinds = [mark.kind for mark in marks]
    missing = ("○" if "guess" not in kinds else "") + ("–" if kinds.count("read") <= _ENDS else "")
    told = [each for each in words.split(_GAP) if each[0] not in missing]
    while told and width_of((Chunk(_GAP.join(told)),)) > width:
        told.pop()
    return Chunk(_GAP.join(told), "label")


class MarkBar(LinesPane):
    """The bar of all cards; one that is clicked is asked for."""

    class Picked(Message):
        """The card of that number was clicked."""

        def __init__(self, card: int) -> None:
            super().__init__()
            self.card = card

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._at = 0

    def show_marks(self, marks: Sequence[Mark], at: int) -> None:
        """What the signs mean stands beside them, or on the first card below them where there is no such room."""
        self._at = at
        screen = self.screen
        assert isinstance(screen, TellingScreen)
        line, width = bar(marks, at), screen.room.width - self.styles.padding.width
        legend = _legend(marks, self.telling_app.texts.plain("learn", "legend"), width)
        room = width - width_of(line) - width_of((legend,))
        is_below = room < 2 and at == 0
        beside = (Chunk(" " * room), legend) if room > 1 else ()
        self.styles.height = 1 + is_below
        self.show([(*line, *beside), *([(legend,)] if is_below else [])])

    def on_click(self, event: Click) -> None:
        """Before the current card a sign is a cell, and after its brackets again."""
        at = event.x if event.x < self._at else max(self._at, event.x - 2)
        if event.y == 0:
            self.post_message(self.Picked(at))


class Choice(NamedTuple):
    """A choice of a question: the digit before it, its words, and `open`, `wrong`, `right` or `other` in the end."""

    digit: str
    words: Line
    state: str

    @property
    def counts(self) -> bool:
        """Whether it can still be chosen, was tried, or is right."""
        return self.state != "other"


class Choices(LinesPane):
    """Answers to choose from, each a key and a word; one that is clicked is as if its key was pressed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._places: list[list[tuple[int, int, str]]] = []

    def lines(self, choices: Iterable[tuple[str, str, str]], width: int) -> list[Line]:
        """The lines for these choices: the key to press, how it is written, and the word."""
        lines: list[list[Chunk]] = [[]]
        self._places = [[]]
        for key, written, word in choices:
            chunks = (
                Chunk("[ ", "rule"),
                Chunk(written, "key"),
                Chunk(f" {printable(word)}", "strong"),
                Chunk(" ]", "rule"),
            )
            used, size = width_of(tuple(lines[-1])), width_of(chunks)
            if used and used + len(_GAP) + size > width:
                lines.append([])
                self._places.append([])
                used = 0
            start = used + len(_GAP) if used else 0
            lines[-1] += ([Chunk(_GAP)] if used else []) + list(chunks)
            self._places[-1].append((start, start + size, key))
        return [tuple(line) for line in lines]

    def listed(self, choices: Iterable[Choice], width: int) -> list[Line]:
        """Choices below each other, each with its mark and its digit in front."""
        lines: list[Line] = []
        self._places = []
        for digit, words, state in choices:
            sign, style = _CHOICE_SIGNS[state]
            front = Chunk(f"{sign} {digit}{_GAP}", style)
            told = words if state in ("open", "right") else tuple(Chunk(text, "label") for text, _ in words)
            indent = width_of((front,))
            for number, line in enumerate(wrapped(told, width - indent)):
                lines.append((Chunk(" " * indent) if number else front, *line))
                self._places.append([(0, width, digit)] if state == "open" else [])
        return lines

    def on_click(self, event: Click) -> None:
        line = event.y - (self.size.height - len(self._places))
        if 0 <= line < len(self._places):
            for start, end, key in self._places[line]:
                if start <= event.x < end and isinstance(self.screen, TellingScreen):
                    self.screen.do(key)


def answer_line(asked: Line, typed: str) -> Line:
    """What is asked for, and what was typed so far, with a caret after it."""
    return (*asked, Chunk(" "), Chunk(typed, "strong"), Chunk("▏", "lit"))


def wrapped(line: Line, width: int) -> list[Line]:
    """The line on as many lines as it takes."""
    safe = tuple(Chunk(printable(chunk.text), chunk.style) for chunk in line)
    return wrap(safe, max(1, width)) if safe else []
