"""The foot of a screen: a rule with what is above and below, what is said, and the keys that act here and now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from txexplain.render.printable import printable
from txexplain.render.wrap import wrap
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.acts import Act
from txexplain.tui.drawn import Telling, line_strip

_MESSAGE_LINES = 4
_KEY_LINES = 2
_GAP = "  "
_ORDER = {  # what is useful most stands first: not all keys may fit
    name: place
    for place, name in enumerate(
        "close reveal read forward back check into out scroll word search keys quit hide outline bytes go".split()
    )
}


class Foot(Telling):
    """Docked at the bottom, as high as what it says."""

    DEFAULT_CSS = "Foot { dock: bottom; height: 2; }"

    class Resized(Message):
        """It takes another number of lines."""

    def __init__(self) -> None:
        super().__init__()
        self._acts: list[Act] = []
        self._message: Line = ()
        self._rule: str = ""
        self._lines: list[Line] = []
        self._places: list[list[tuple[int, str]]] = []

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return len(self._lines)

    def show(self, acts: Iterable[Act], rule: str = "") -> None:
        """These keys, as far as they act now, and words in the rule above them."""
        named = {act.name: act for act in acts if act.now}  # the last where several have a name
        self._acts = sorted(named.values(), key=lambda act: _ORDER.get(act.name, len(_ORDER)))
        self._rule = rule
        self._draw()

    def say(self, message: Line) -> None:
        if message != self._message:
            self._message = message
            self._draw()

    def rule(self, words: str) -> None:
        """Words in the rule above the keys."""
        if words != self._rule:
            self._rule = words
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.size.width or self.app.size.width
        message = _wrapped(self._message, width) if self._message else []
        keys = self._keys(width, self.screen.size.height)
        self._lines = [_captioned(self._rule, width), *message, *keys]
        if self.styles.height is None or self.styles.height.value != len(self._lines):
            self.styles.height = len(self._lines)
            self.post_message(self.Resized())
        self.refresh()

    def _keys(self, width: int, height: int) -> list[Line]:
        """The keys on as many lines as they take, and where on them each stands."""
        most = _KEY_LINES if height >= 18 else 1
        texts = self.telling_app.texts
        lines: list[list[Chunk]] = [[]]
        self._places = [[]]
        used = 0
        for act in self._acts:
            chunks = _legend(act, texts)
            size = sum(cell_len(chunk.text) for chunk in chunks)
            if used and used + len(_GAP) + size > width:
                if len(lines) == most:
                    break
                lines.append([])
                self._places.append([])
                used = 0
            if used:
                lines[-1].append(Chunk(_GAP))
                used += len(_GAP)
            self._places[-1].append((used, act.keys[0]))
            lines[-1] += chunks
            used += size
            self._places[-1].append((used, ""))
        return [tuple(line) for line in lines]

    def on_click(self, event: Click) -> None:
        """Does what the key does that is clicked."""
        line = event.y - (len(self._lines) - len(self._places))
        if 0 <= line < len(self._places):
            key = next((key for start, key in reversed(self._places[line]) if start <= event.x), "")
            if key:
                self.app.simulate_key(key)

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else ()
        return line_strip(line, self.looks).adjust_cell_length(self.size.width).apply_style(self.rich_style)


def _legend(act: Act, texts: Texts) -> tuple[Chunk, ...]:
    return (
        Chunk(texts.plain(act.topic, f"key_{act.name}"), "key"),
        Chunk(" "),
        Chunk(texts.plain(act.topic, f"short_{act.name}"), "label"),
    )


def _wrapped(message: Line, width: int) -> list[Line]:
    safe = tuple(Chunk(printable(text), style) for text, style in message)
    return wrap(safe, max(1, width))[:_MESSAGE_LINES]


def _captioned(words: str, width: int) -> Line:
    """A rule with words in it, where they fit."""
    words = f" {words} "
    if not words.strip() or cell_len(words) + 2 > width:
        return (Chunk("─" * width, "rule"),)
    return (Chunk("──", "rule"), Chunk(words, "label"), Chunk("─" * (width - 2 - cell_len(words)), "rule"))
