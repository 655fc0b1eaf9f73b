"""Documents to a stream: in colour on a terminal, plain in a pipe, with stand-ins for what its encoding lacks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TextIO

from txexplain.explain.document import Document, Paragraph, mapped
from txexplain.render.environment import without_misleading
from txexplain.render.layout import MIN_WIDTH, layout
from txexplain.render.plain import plain_line
from txexplain.render.stand_ins import AS_WIDE, CLEARER
from txexplain.texts import Chunk, Line, Texts

PIPE_WIDTH = 80
_STAND_INS = {**AS_WIDE, **CLEARER}


def print_document(document: Document, stream: TextIO, environment: Mapping[str, str] = os.environ) -> None:
    """Lays the document out for the stream and writes it.

    `COLUMNS` is the width where it is a number. `FORCE_COLOR` colours a pipe too, but not as `FORCE_COLOR=0`. A
    character that the stream's encoding cannot hold is written as its escape.
    """
    environment = without_misleading(environment)
    encoding = _encoding_of(stream)
    if not stream.isatty() and "FORCE_COLOR" not in environment:
        width = int(environment.get("COLUMNS", PIPE_WIDTH))
        stream.write("".join(plain_line(line) + "\n" for line in _lines(document, width, encoding)))
        return
    from txexplain.render.colour import make_console, print_in_colour  # rich's console is slow to load

    console = make_console(stream, environment)
    print_in_colour(_lines(document, console.width, encoding), console)


def print_rule(stream: TextIO) -> None:
    """A line between two documents, no wider than any page."""
    print_document((Paragraph((Chunk("─" * MIN_WIDTH, "rule"),)),), stream)


def print_spoken(document: Document, texts: Texts, stream: TextIO) -> None:
    """Writes the document for a screen reader, the same to a terminal and to a pipe: no colour, no line broken."""
    from txexplain.render.spoken import spoken_lines  # only those who ask for it need it

    table = _stand_ins(_encoding_of(stream))
    stream.write("".join(f"{line.translate(table)}\n" for line in spoken_lines(document, texts)))


def _encoding_of(stream: TextIO) -> str:
    """The stream's encoding; from now on it writes as its escape what that cannot hold."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return getattr(stream, "encoding", None) or "utf-8"


def _lines(document: Document, width: int, encoding: str) -> Iterable[Line]:
    table = _stand_ins(encoding)
    if not table:
        return layout(document, width)
    return (_translated(line, table) for line in layout(_spelled(document, table), width))


@cache
def _stand_ins(encoding: str) -> dict[int, str]:
    """What is written for the characters that the encoding lacks: GBK has the arrows, and no ✓."""
    return {code: words for code, words in _STAND_INS.items() if not _holds(encoding, chr(code))}


def _holds(encoding: str, char: str) -> bool:
    try:
        return bool(char.encode(encoding))
    except (UnicodeEncodeError, LookupError):
        return False


def _spelled(document: Document, table: Mapping[int, str]) -> Document:
    """The document with stand-ins, before it is laid out: they may be wider than what they stand for."""
    found: Document = mapped(document, lambda text: text.translate(table))
    return found


def _translated(line: Line, table: Mapping[int, str]) -> Line:
    return tuple(Chunk(text.translate(table), style) for text, style in line)
