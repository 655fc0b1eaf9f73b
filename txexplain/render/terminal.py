"""Documents to a stream: colour where it is wanted, plain characters where no others can be shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from txexplain.explain.document import Document
from txexplain.render.layout import layout
from txexplain.texts import Line

_STYLES = {
    "title": "bold",
    "section": "bold",
    "item": "bold",
    "byline": "",
    "strong": "bold",
    "rule": "dim",
    "label": "dim",
    "note": "",
    "said": "bold",
    "offset": "dim",
    "arrow": "dim",
    "code": "cyan",
    "name": "cyan",
    "txid": "cyan",
    "address": "green",
    "amount": "bold",
    "total": "",
    "kind": "magenta",
    "opcode": "blue",
    "data": "",
    "message": "green",
    "value": "green",
    "number": "bold",
    "odd": "yellow",
    "invalid": "bold red",
    "fact": "cyan",
}
_BYTE_STYLES = (  # the first key that the region's begins with decides
    ("tx.vin.txid", "cyan"),
    ("tx.vin.vout", "cyan"),
    ("tx.vout.value", "green"),
    ("ecdsa_signature", "magenta"),
    ("schnorr_signature", "magenta"),
    ("public_key", "yellow"),
    ("x_only_public_key", "yellow"),
    ("output_key", "yellow"),
    ("script.opcode", "blue"),
    ("script.push.opcode", "blue"),
    ("script.push.size", "blue"),
    ("tx.version", "red"),
    ("tx.lock_time", "red"),
    ("tx.vin.sequence", "red"),
    ("control_block", "bright_cyan"),
)
_ASCII = str.maketrans({"─": "-", "→": ">", "↓": "v", "…": "...", "·": "-", "✗": "x", "×": "x"})


class _Console(Console):
    """A console that leaves a closed pipe to whoever prints; rich's own would end the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Console:
    """The one console factory: width, colour and encoding as the stream and the environment have them.

    `NO_COLOR` is honoured, `FORCE_COLOR=0` forces nothing, a size that is no number is no size, and a stream
    whose encoding cannot hold a character gets its escape instead of an error.
    """
    environment = {name: value for name, value in environment.items() if not _is_misleading(name, value)}
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return _Console(file=stream, markup=False, emoji=False, highlight=False, _environ=environment)


def _is_misleading(name: str, value: str) -> bool:
    """Whether rich would take the variable for what it does not say, or fail on it."""
    if name == "FORCE_COLOR":
        return value in ("", "0", "false")
    if name.endswith(("COLUMNS", "LINES")):
        return not (value.isascii() and value.isdigit() and len(value) <= 4 and int(value) > 0)
    return False


def print_document(document: Document, console: Console) -> None:
    console.print(Segments(_segments(layout(document, console.width), console)), end="", soft_wrap=True)


def _segments(lines: Iterator[Line], console: Console) -> Iterator[Segment]:
    ascii_only = not console.encoding.lower().startswith("utf")
    for line in lines:
        yield from line_segments(line, ascii_only=ascii_only)


def line_segments(line: Line, *, ascii_only: bool = False) -> Iterator[Segment]:
    """The line and its end as rich takes them."""
    for text, style in line:
        yield Segment(text.translate(_ASCII) if ascii_only else text, _style(style))
    yield Segment.line()


@cache
def _style(name: str) -> Style:
    return Style.parse(_look(name))


def _look(name: str) -> str:
    if name.startswith("bytes."):
        key = name.removeprefix("bytes.")
        return next((look for start, look in _BYTE_STYLES if key.startswith(start)), "")
    return _STYLES.get(name, "")
