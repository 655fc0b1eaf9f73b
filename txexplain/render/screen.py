"""One screen of the stepper: where one is, the bytes, what is told, and the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple, TextIO

from rich.cells import cell_len, set_cell_size
from rich.control import Control
from rich.segment import ControlType, Segment, Segments

from txexplain.explain.document import Block, Document, Paragraph
from txexplain.model.bytes import Span
from txexplain.render.bytes_panel import bytes_panel, is_cut
from txexplain.render.colour import make_console, segments_of
from txexplain.render.layout import layout
from txexplain.render.printable import printable
from txexplain.render.terminal import in_encoding
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

MIN_WIDTH, MIN_HEIGHT = 40, 8
_MESSAGE_LINES = 4
_ROOMY = 18  # lines from which on the keys may take more than one
_PANEL_HEIGHTS = ((40, 6), (28, 4), (20, 3), (14, 2), (0, 0))  # lines of bytes, by the height of the screen
_RULE = "─"


class View(NamedTuple):
    """What a screen shows: `status` says where one is, `caption` which bytes are lit, `keys` what to press.

    `scroll` is how many lines of the document are above the screen; `above` and `below` say so of {count} lines.
    """

    status: Line
    raw: bytes
    spans: Sequence[Span]
    caption: str
    around: Line
    document: Document
    keys: Line
    scroll: int = 0
    above: str = ""
    below: str = ""
    message: Line = ()


class Drawn(NamedTuple):
    """The lines of a screen, how far it is scrolled, how many lines a page of it has, and whether more follow."""

    lines: list[Line]
    scroll: int
    page: int
    more: bool = False


def draw(view: View, width: int, height: int) -> Drawn:
    """Exactly `height` lines, none wider than `width`; what does not fit is announced by `above` and `below`."""
    head = [_clipped(view.status, width), (Chunk(_RULE * width, "rule"),)]
    panel = next(lines for least, lines in _PANEL_HEIGHTS if height >= least) if _is_about_bytes(view) else 0
    if panel:
        head += [_clipped(line, width) for line in bytes_panel(view.raw, view.spans, width, panel)]
        cut = " …" if is_cut(view.raw, view.spans, width, panel) else ""
        head.append(_captioned(view.caption + cut if view.caption else "", width))
    elif view.caption:
        head[-1] = _captioned(view.caption, width)
    around: tuple[Block, ...] = (Paragraph(view.around),) if view.around else ()
    body = list(layout((*around, *view.document), width))
    foot = [(Chunk(_RULE * width, "rule"),), *_foot(view, width, height)]
    room = max(1, height - len(head) - len(foot))
    scroll = max(0, min(view.scroll, len(body) - room))
    shown = body[scroll : scroll + room]
    if scroll:
        shown[0] = _sign(view.above, scroll + 1, width)
    if scroll + room < len(body):
        shown[-1] = _sign(view.below, len(body) - scroll - room + 1, width)
    shown += [()] * (room - len(shown))
    return Drawn([*head, *shown, *foot][:height], scroll, max(1, room - 2), scroll + room < len(body))


def _is_about_bytes(view: View) -> bool:
    """Whether the place is about some of the bytes, and not about the whole."""
    return 0 < sum(span.end - span.start for span in view.spans) < len(view.raw)


def _foot(view: View, width: int, height: int) -> list[Line]:
    """A message if there is one, and the keys: on as many lines as they take, on one where there is little room."""
    most = _MESSAGE_LINES if height >= _ROOMY else 1
    message = _wrapped(view.message, width, most) if view.message else []
    if height >= _ROOMY:
        return [*message, *wrap(view.keys, width)]
    first, *rest = wrap(view.keys, width - 2)
    return message or [(*first, Chunk(" …", "odd")) if rest else first]


def _wrapped(line: Line, width: int, most: int) -> list[Line]:
    """The line on at most so many lines, the last one with a sign where that is not enough."""
    safe = tuple(Chunk(printable(chunk.text), chunk.style) for chunk in line)
    lines = wrap(safe, width)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _clipped((*lines[most - 1], Chunk(" " * width)), width)]


def _sign(words: str, count: int, width: int) -> Line:
    return _clipped((Chunk(printable(words.format(count=count)), "odd"),), width)


def _clipped(line: Line, width: int) -> Line:
    """The line as far as it fits, with a sign where it does not."""
    safe = tuple(Chunk(printable(chunk.text), chunk.style) for chunk in line)
    if width_of(safe) <= width:
        return safe
    return (*_cut(safe, width - 1), Chunk("…", "odd"))


def _encoded(line: Line, encoding: str) -> Line:
    """The line with what the encoding does not hold written out, as it will be."""
    return tuple(Chunk(text.encode(encoding, "backslashreplace").decode(encoding), style) for text, style in line)


def _cut(line: Line, width: int) -> Line:
    """As much of the line as is `width` cells wide."""
    cut: list[Chunk] = []
    for text, style in line:
        room = width - width_of(tuple(cut))
        cut.append(Chunk(set_cell_size(text, room) if cell_len(text) > room else text, style))
    return tuple(cut)


def _captioned(caption: str, width: int) -> Line:
    """A rule with words in it."""
    words = f" {printable(caption)} "
    if not caption or cell_len(words) + 2 > width:
        return (Chunk(_RULE * width, "rule"),)
    return (Chunk(_RULE * 2, "rule"), Chunk(words, "label"), Chunk(_RULE * (width - 2 - cell_len(words)), "rule"))


class Screen:
    """A terminal that is drawn on as a whole, and left as it was."""

    def __init__(self, stream: TextIO, environment: dict[str, str]) -> None:
        self._console = make_console(stream, environment)
        self._encoding = (getattr(stream, "encoding", None) or "utf-8").lower()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells."""
        width, height = self._console.size
        return max(width, MIN_WIDTH), max(height, MIN_HEIGHT)

    def open(self) -> None:
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)

    def close(self) -> None:
        self._console.show_cursor(True)
        self._console.set_alt_screen(False)

    def paint(self, lines: Iterable[Line]) -> None:
        """Draws the lines from the top, as far as there is room for them, and wipes what was there."""
        parts: list[Segment] = []
        width, height = self._console.size
        for line in islice(lines, height):
            if width_of(line) > width:
                line = _clipped(line, width)
            if not self._encoding.startswith("utf"):
                line = _cut(_encoded(in_encoding(line, self._encoding), self._encoding), width)
            if parts:
                parts.append(Segment("\r\n"))
            parts += [*segments_of(line), *_erase_rest()]
        self._console.control(Control.home())
        self._console.print(Segments([*parts, *_erase_below()]), end="", soft_wrap=True)


def _erase_rest() -> list[Segment]:
    return [Segment("\x1b[K", None, [(ControlType.ERASE_IN_LINE, 0)])]


def _erase_below() -> list[Segment]:
    return [Segment("\x1b[J", None, [(ControlType.CLEAR,)])]
