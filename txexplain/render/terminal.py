"""Documents to a stream: in colour on a terminal, plain in a pipe, ASCII where nothing else can be shown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from txexplain.explain.document import Document
from txexplain.render.environment import without_misleading
from txexplain.render.layout import layout
from txexplain.render.plain import plain_line
from txexplain.texts import Chunk, Line

PIPE_WIDTH = 80
_ASCII = str.maketrans("─→↓·✗✓×−–●◐○›█▏├└│“”‘’", "->v-xvx--#+.>#||`|\"\"''") | {
    ord("…"): "...",
    ord("≤"): "<=",
    ord("≥"): ">=",
}


def print_document(document: Document, stream: TextIO, environment: Mapping[str, str] = os.environ) -> None:
    """Lays the document out for the stream and writes it.

    `COLUMNS` is the width where it is a number. `FORCE_COLOR` colours a pipe too, but not as `FORCE_COLOR=0`. A
    character that the stream's encoding cannot hold is written as its escape.
    """
    environment = without_misleading(environment)
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    encoding = getattr(stream, "encoding", None) or "utf-8"
    plain_ascii = not encoding.lower().startswith("utf")
    if not stream.isatty() and "FORCE_COLOR" not in environment:
        width = int(environment.get("COLUMNS", PIPE_WIDTH))
        stream.write("".join(plain_line(line) + "\n" for line in _lines(document, width, plain_ascii)))
        return
    from txexplain.render.colour import make_console, print_in_colour  # rich's console is slow to load

    console = make_console(stream, environment)
    print_in_colour(_lines(document, console.width, plain_ascii), console)


def _lines(document: Document, width: int, plain_ascii: bool) -> Iterable[Line]:
    if not plain_ascii:
        return layout(document, width)
    return map(in_ascii, layout(_spelled(document), width))


def _spelled(value: Any) -> Any:
    """The document with its words in ASCII, before it is laid out: what stands for a character may be wider."""
    if isinstance(value, str):
        return value.translate(_ASCII)
    if not isinstance(value, tuple):
        return value
    parts = map(_spelled, value)
    return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)


def in_ascii(line: Line) -> Line:
    """The line with characters that stand for those that no other encoding has."""
    return tuple(Chunk(text.translate(_ASCII), style) for text, style in line)
