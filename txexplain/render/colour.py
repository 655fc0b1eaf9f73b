"""Documents in colour: what each style looks like, and the one factory of rich consoles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from txexplain.explain.parts.byte_kinds import kind_of
from txexplain.render.environment import without_misleading
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
    "amount": "",
    "kind": "magenta",
    "opcode": "blue",
    "data": "",
    "message": "green",
    "value": "green",
    "number": "bold",
    "odd": "yellow",
    "invalid": "bold red",
    "fact": "cyan",
    "word": "italic",
    "lit": "bold yellow",
    "here": "bold yellow",
    "key": "bold cyan",
    "why": "italic",
    "valid": "bold green",
    "unknown": "bold yellow",
    "role": "",
    "taken": "magenta",
    "put": "bold green",
    "kept": "",
    "bar.in": "blue",
    "bar.out": "cyan",
    "bar.fee": "yellow",
    "bar.short": "bold red",
}
_BYTE_STYLES = {
    "pointer": "cyan",
    "amount": "green",
    "signature": "magenta",
    "key": "yellow",
    "opcode": "blue",
    "rule": "bright_blue",
    "proof": "bright_cyan",
}


class _Console(Console):
    """A console that leaves a closed pipe to whoever prints; rich's own would end the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console(stream: TextIO, environment: Mapping[str, str]) -> Console:
    """A console as wide and colourful as the stream and the environment have it; `NO_COLOR` is honoured."""
    return _Console(file=stream, markup=False, emoji=False, highlight=False, _environ=without_misleading(environment))


def print_in_colour(lines: Iterable[Line], console: Console) -> None:
    console.print(Segments(_segments(lines)), end="", soft_wrap=True)


def _segments(lines: Iterable[Line]) -> Iterator[Segment]:
    for line in lines:
        yield from segments_of(line)
        yield Segment.line()


def segments_of(line: Line) -> Iterator[Segment]:
    for text, style in line:
        yield Segment(text, _style(style))


@cache
def _style(name: str) -> Style:
    return Style.parse(look_of(name))


def look_of(name: str) -> str:
    """What a style looks like, in the words of rich: `bold red`."""
    if name.startswith("bytes."):
        return _BYTE_STYLES.get(kind_of(name.removeprefix("bytes.")), "")
    return _STYLES.get(name, "")
