"""The stepper: keys move through a walkthrough, and every move draws the screen anew."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from txexplain.cli.keys import SCROLLS, own_terminal, read_keys
from txexplain.cli.on_screen import edited, legend, meaning, next_language, scrolled, signs, typed_line
from txexplain.explain.document import Block, Callout, Document, Heading, Listing
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.explain.walk.place import Place, Scene
from txexplain.explain.walk.tour import Tour
from txexplain.render.layout import layout
from txexplain.render.screen import Drawn, Screen, View, draw
from txexplain.texts import Chunk, Line, Texts, plain

_SEARCHED_WIDTH = 100
_SHOWN_SPANS = 3
_ASKS = {"g": "ask_go", "/": "ask_search", "w": "ask_why"}
_SHORT_HELP = ("read", "forward", "back", "into", "out", "input", "go", "search", "why", "language", "help", "quit")
_HELP = (*_SHORT_HELP[:6], "scroll", "ends", "go", "search", "again", *_SHORT_HELP[8:])


class Stepper:
    """A walkthrough on a screen."""

    def __init__(self, tour: Tour, texts: Texts, screen: Screen) -> None:
        self.tour = tour
        self.texts = texts
        self.screen = screen
        self.scroll = 0
        self.over: tuple[Block, ...] = ()  # what lies over the place: the keys, or what a name means
        self.typing: tuple[str, str] | None = None  # what is asked for, and what was typed so far
        self.message: Line = ()
        self.pattern = ""
        self._drawn = Drawn([], 0, 1)

    def run(self) -> None:
        """Until the reader leaves, by `q`, Ctrl-C or Ctrl-D."""
        with own_terminal(self.screen, self.paint) as repaint:
            while True:
                repaint()
                try:
                    for key in read_keys():
                        if not self.press(key):
                            return
                except EOFError:
                    return

    def press(self, key: str) -> bool:
        """What the key does; False where it ends the stepper."""
        self.message = ()
        if self.typing is not None:
            self._type(key)
            return True
        if self.over and key not in SCROLLS:
            self.over, self.scroll = (), 0
            return True
        if key == "q":
            return False
        moves: dict[str, Callable[[], bool]] = {
            **dict.fromkeys(("right", "n", "l"), self.tour.forward),
            **dict.fromkeys(("left", "backspace", "p", "h"), self.tour.back),
            **dict.fromkeys(("i", "tab"), self.tour.next_input),
            "I": self.tour.previous_input,
            **dict.fromkeys(("enter", "d"), self.tour.into),
            **dict.fromkeys(("escape", "u"), self.tour.out),
            "home": self.tour.first,
            "end": self.tour.last,
            "N": self._search_again,
        }
        if key == " ":
            key = "page_down" if self._drawn.more else "right"
        if key in moves:
            self._move(key, moves[key])
        else:
            self._other(key)
        return True

    def _move(self, key: str, move: Callable[[], bool]) -> None:
        if move():
            self.scroll = 0
        else:
            reason = {"enter": "no_more_detail", "d": "no_more_detail", "escape": "at_top", "u": "at_top"}
            self._say(reason.get(key, "no_further"))

    def _other(self, key: str) -> None:
        """Keys that do not move through the places."""
        if key in SCROLLS:
            self.scroll = scrolled(self._drawn, key)
        elif key in _ASKS:
            self.typing = (_ASKS[key], "")
        elif key == "L":
            self.texts = next_language(self.texts)
        elif key == "?":
            self.over, self.scroll = self._help(), 0

    def _type(self, key: str) -> None:
        assert self.typing is not None
        asked, typed = self.typing
        if key == "enter":
            self.typing = None
            {"ask_go": self._go, "ask_search": self._search, "ask_why": self._why}[asked](typed)
        else:
            now = edited(typed, key)
            self.typing = None if now is None else (asked, now)

    def _go(self, typed: str) -> None:
        """To a number, an input (`i3`) or an output (`o0`)."""
        word = typed.strip().lower()
        digits = word.lstrip("io#")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 7):
            self._say("go_unknown", typed)
            return
        go = {"i": self.tour.go_to_input, "o": self.tour.go_to_output}.get(word[0], self.tour.go_to_number)
        if go(int(digits)):
            self.scroll = 0
        else:
            self._say("go_nowhere", typed)

    def _why(self, typed: str) -> None:
        """What the name means, over the place that one is at."""
        self.over, self.message = meaning(typed, self.texts)
        if self.over:
            self.scroll = 0

    def _search(self, typed: str) -> None:
        self.pattern = typed.strip().casefold()
        if self.pattern:
            self._search_again()

    def _search_again(self) -> bool:
        """To the next place where the words stand that were searched for last."""
        if self.pattern and self.tour.search(lambda place: self.pattern in self._words(place)):
            self.scroll = 0
            return True
        self._say("not_found", self.pattern)
        return True

    def _say(self, key: str, typed: str = "") -> None:
        self.message = (Chunk(self.texts.plain("step", key, typed=typed), "odd"),)

    def _words(self, place: Place) -> str:
        told = self.tour.told_at(place, self.texts)
        lines = layout((Heading(told.title), *told.blocks), _SEARCHED_WIDTH)
        return " ".join(plain(line).strip() for line in lines).casefold()

    def paint(self) -> None:
        self._drawn = draw(self.view(), *self.screen.size)
        self.screen.paint(self._drawn.lines)

    def view(self) -> View:
        """What the screen shows now."""
        texts = self.texts
        told = self.tour.tell(texts)
        number, count = self.tour.progress()
        name = self.tour.story.example.name if self.tour.story.example else ""
        mark = texts.plain("step", "detail_mark") if self.tour.in_detail or self.tour.long_form else ""
        status = (
            Chunk(texts.plain("step", "status", number=number, count=count, name=name) + mark + " ", "label"),
            *(Chunk(chunk.text, chunk.style or "title") for chunk in told.title),
        )
        end = (self._foot(), self.scroll, *signs(texts), self.message)
        if self.over:
            return View((), b"", (), "", (), self.over, *end)
        raw, blocks = self.tour.story.report.tx.raw, told.blocks
        if self.tour.has_detail and not self.tour.in_detail:
            blocks = (*blocks, Callout("fact", "", texts.line("step", "hint_signature")))
        return View(status, raw, told.spans, self._caption(told, len(raw)), told.around, blocks, *end)

    def _caption(self, told: Scene, size: int) -> str:
        """Which bytes of the transaction are lit, or why none are."""
        spans = told.spans
        if not spans:
            key = "bytes_none" if told.absent == "coin" else f"bytes_{told.absent}"
            return self.texts.plain("step", key, size=grouped(size))
        if sum(end - start for start, end in spans) == size:
            return self.texts.plain("step", "bytes_all", size=grouped(size))
        words = ", ".join(byte_numbers(*span) for span in spans[:_SHOWN_SPANS])
        more = ", …" if len(spans) > _SHOWN_SPANS else ""
        one = sum(end - start for start, end in spans) == 1
        return self.texts.plain(
            "step", "bytes_lit_one" if one else "bytes_lit", spans=words + more, size=grouped(size)
        )

    def _help(self) -> Document:
        rows = tuple(
            (self.texts.plain("step", f"keys_{name}"), self.texts.line("step", f"does_{name}")) for name in _HELP
        )
        title = Heading(self.texts.line("step", "help_title"), 1)
        return (title, Listing(rows))

    def _foot(self) -> Line:
        if self.typing is not None:
            asked, typed = self.typing
            return typed_line(self.texts.line("step", asked), typed)
        if self.over:
            return self.texts.line("step", "any_key")
        return legend((("step", name) for name in _SHORT_HELP), self.texts)


def step_through(tour: Tour, texts: Texts) -> None:
    """Runs the stepper on the terminal."""
    Stepper(tour, texts, Screen(sys.stdout, dict(os.environ))).run()
