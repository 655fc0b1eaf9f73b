"""Choosing an example on the screen."""

from __future__ import annotations

import os
import sys

from txexplain.bundled import all_examples, all_psbts
from txexplain.cli.keys import own_terminal, read_keys
from txexplain.explain.document import Block, Listing
from txexplain.explain.pages.examples import by_what_they_teach
from txexplain.render.screen import Drawn, Screen, View, draw
from txexplain.texts import Chunk, Line, Texts


class Chooser:
    """The names of the examples, one of which is marked; typing narrows them down."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        groups = by_what_they_teach((*all_examples(), *all_psbts())).values()
        self.rows = [(example.name, example.texts[texts.language][0]) for group in groups for example in group]
        self.marked = 0
        self.typed = ""

    @property
    def found(self) -> list[tuple[str, str]]:
        """Those whose name begins with, or holds, what was typed."""
        first = [row for row in self.rows if row[0].startswith(self.typed)]
        return first or [row for row in self.rows if self.typed in row[0]]

    def press(self, key: str) -> str | None:
        """The name that the key takes, "" where it leaves, None where it only moves."""
        moves = {"down": 1, "up": -1, "page_down": 10, "page_up": -10, "tab": 1}
        if key in moves:
            self.marked = max(0, min(len(self.found) - 1, self.marked + moves[key]))
        elif key == "enter":
            return self.found[self.marked][0] if self.found else None
        elif key == "escape" or (key == "q" and not self.typed):
            return ""
        elif key == "backspace":
            self.typed, self.marked = self.typed[:-1], 0
        elif len(key) == 1:
            self.typed, self.marked = self.typed + key, 0
        return None

    def draw(self, width: int, height: int) -> Drawn:
        first = max(0, self.marked - max(1, height - 8))
        shown = self.found[first : first + max(1, height - 6)]
        rows = tuple(
            (("▸ " if place == self.marked else "  ") + name, (Chunk(title, "here" if place == self.marked else ""),))
            for place, (name, title) in enumerate(shown, first)
        )
        document: tuple[Block, ...] = (Listing(rows),) if rows else ()
        view = View(self.texts.line("step", "choose_title"), b"", (), "", (), document, self._foot())
        return draw(view, width, height)

    def _foot(self) -> Line:
        if not self.typed:
            return self.texts.line("step", "choose_keys", number=self.marked + 1, count=len(self.rows))
        return self.texts.line("step", "choose_typed" if self.found else "choose_none", typed=self.typed)


def choose_example(texts: Texts) -> str:
    """The name of the example that the reader takes, "" for none."""
    chooser, screen = Chooser(texts), Screen(sys.stdout, dict(os.environ))

    def paint() -> None:
        screen.paint(chooser.draw(*screen.size).lines)

    with own_terminal(screen, paint) as repaint:
        try:
            while True:
                repaint()
                for key in read_keys():
                    name = chooser.press(key)
                    if name is not None:
                        return name
        except EOFError:
            return ""
