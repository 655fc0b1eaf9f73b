"""The foot of a screen: a rule with what is above and below, what is said, and the keys that act here and now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.acts import Act
from txexplain.tui.drawn import Telling, line_strip

_MESSAGE_LINES = 4
_KEY_LINES = 2
_LEAST_FOR_TWO = 18  # lines of the screen from which keys may take two
_GAP = "  "
_FIRST = (
    "walk choose pick begin take look_up down up leave close choices reveal unanswered first_open read"
    " forward skip solve back check"
    " into out scroll word search outline bytes hide"
)
_ORDER = {name: place for place, name in enumerate(_FIRST.split())}  # not all keys may fit
_LAST = ("keys", "quit")  # always there, at the right end
_ONE_LINE = 120  # columns from which one line of keys is enough


class Foot(Telling):
    """Docked at the bottom, as high as what it says."""

    DEFAULT_CSS = "Foot { dock: bottom; height: 2; }"

    class Pressed(Message):
        """A key of it was clicked."""

        def __init__(self, act: Act) -> None:
            super().__init__()
            self.act = act

    class Resized(Message):
        """It takes another number of lines."""

    def __init__(self) -> None:
        super().__init__()
        self._acts: list[Act] = []
        self._message: Line = ()
        self._rule: str = ""
        self._lines: list[Line] = []
        self._places: list[list[tuple[int, Act | None]]] = []

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
        if not self.is_attached:  # the app is ending
            return
        width = self.size.width or self.app.size.width
        message = _wrapped(self._message, width) if self._message else []
        keys = self._keys(width, self.screen.size.height or self.app.size.height)
        self._lines = [_captioned(self._rule, width), *message, *keys]
        if self.styles.height is None or self.styles.height.value != len(self._lines):
            self.styles.height = len(self._lines)
            self.post_message(self.Resized())
        self.refresh()

    def _keys(self, width: int, height: int) -> list[Line]:
        """The keys on as many lines as they take, the last ones at the right end; and where each stands."""
        texts = self.telling_app.texts
        legends = [(act, _legend(act, texts)) for act in self._acts]
        first = [each for each in legends if each[0].name not in _LAST]
        last = [each for each in legends if each[0].name in _LAST]
        kept = sum(width_of(legend) + len(_GAP) for _, legend in last)
        most = 1 if width >= _ONE_LINE or height < _LEAST_FOR_TWO else _KEY_LINES
        lines = _filled(first, width, most, kept)
        lines[-1].put(last, max(lines[-1].used, width - kept + len(_GAP)))
        self._places = [line.places for line in lines]
        return [tuple(line.chunks) for line in lines]

    def on_click(self, event: Click) -> None:
        """Does what the key does that is clicked."""
        line = event.y - (len(self._lines) - len(self._places))
        if 0 <= line < len(self._places):
            act = next((act for start, act in reversed(self._places[line]) if start <= event.x), None)
            if act is not None:
                self.post_message(self.Pressed(act))

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else ()
        return line_strip(line, self.looks).adjust_cell_length(self.size.width).apply_style(self.rich_style)


class _Row:
    """A line of keys, and from which column on each of them stands."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.places: list[tuple[int, Act | None]] = []
        self.used = 0

    def put(self, legends: Iterable[tuple[Act, Line]], at: int) -> None:
        """These, from that column on."""
        for act, legend in legends:
            self.chunks.append(Chunk(" " * (at - self.used)))
            self.chunks += legend
            self.used = at + width_of(legend)
            self.places += [(at, act), (self.used, None)]
            at = self.used + len(_GAP)


def _filled(legends: Iterable[tuple[Act, Line]], width: int, most: int, kept: int) -> list[_Row]:
    """As many of them as fit on so many lines, on the last of which that many columns stay free."""
    rows = [_Row()]
    for act, legend in legends:
        at = rows[-1].used + len(_GAP) if rows[-1].used else 0
        free = width - (kept if len(rows) == most else 0)
        if at and at + width_of(legend) > free:
            if len(rows) == most:
                break
            rows.append(_Row())
            at = 0
        rows[-1].put([(act, legend)], at)
    if rows[-1].used + kept > width:
        rows.append(_Row())
    return rows


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
