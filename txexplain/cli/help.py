"""What `--help` prints, and the screen without a command: in the reader's language, wrapped by columns."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import POLICY

GROUPS = {
    "look": ("explain", "decode", "step", "block", "blocks", "lock"),
    "check": ("verify", "trace", "sighash", "whatif", "script"),
    "learn": ("learn", "why", "examples", "schema"),
}
_WIDTH = 80  # help is set no wider
_NAMES_WIDTH = 24  # a longer name stands on a line of its own

Rows = tuple[tuple[str, str], ...]


class Help(NamedTuple):
    """How something is called, what it does, and its parts by heading: names, and what each is for."""

    usage: str
    about: str
    parts: tuple[tuple[str, Rows], ...]


def help_of(command: Any, path: str, texts: CommandTexts) -> Help:
    """The help of a command as the parser has it; of the program itself, with all commands."""
    groups = hasattr(command, "commands")
    arguments = tuple((str(each.metavar), each.help) for each in _parameters(command, "argument"))
    options = tuple((_option_names(each), each.help) for each in _parameters(command, "option"))
    of_policy = {f"--{name.replace('_', '-')}" for name in POLICY}
    policy = tuple(row for row in options if row[0].split()[0] in of_policy)
    options = tuple(row for row in options if row not in policy)
    options += (("-h, --help", texts.plain("cli", "help_option")),)
    usage = [path, texts.plain("cli", "usage_options")]
    usage += [texts.plain("cli", "usage_command")] if groups else [name for name, _ in arguments]
    parts = [
        *(_groups(texts) if groups else ()),
        (texts.plain("cli", "heading_arguments"), arguments),
        (texts.plain("cli", "heading_options"), options),
        (texts.plain("cli", "heading_policy"), policy),
    ]
    about = texts.plain("cli", "app") if groups else command.help
    return Help(" ".join(usage), about, tuple(part for part in parts if part[1]))


def _parameters(command: Any, kind: str) -> list[Any]:
    return [each for each in command.params if each.param_type_name == kind and not getattr(each, "hidden", False)]


def _option_names(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _groups(texts: CommandTexts) -> Iterator[tuple[str, Rows]]:
    for group, commands in GROUPS.items():
        yield texts.plain("cli", f"commands_{group}"), tuple((name, texts.plain("cli", name)) for name in commands)


def help_text(help: Help, texts: CommandTexts) -> str:
    """The help, laid out for the terminal."""
    width = _columns()
    lines = [*_wrapped(texts.plain("cli", "usage", usage=help.usage), width)]
    for paragraph in help.about.split("\n\n"):
        lines += ["", *_wrapped(paragraph, width)]
    return _text([*lines, *_parts(help.parts, width)])


def first_screen(texts: CommandTexts) -> str:
    """What to start with, and every command, on one screen of 24 lines."""
    width = _columns()
    lines = [*_wrapped(texts.plain("cli", "first_intro"), width), *_parts(_groups(texts), width)]
    return _text([*lines, *_wrapped(texts.plain("cli", "first_end"), width)])


def _columns() -> int:
    return max(40, min(shutil.get_terminal_size().columns, _WIDTH))


def _parts(parts: Iterator[tuple[str, Rows]] | Sequence[tuple[str, Rows]], width: int) -> Iterator[str]:
    parts = tuple(parts)
    sizes = [len(name) for _, rows in parts for name, _ in rows if len(name) <= _NAMES_WIDTH]
    column = max(sizes, default=0) + 4
    for title, rows in parts:
        yield from ("", title)
        for name, about in rows:
            yield from _row(name, about, column, width)


def _row(name: str, about: str, column: int, width: int) -> Iterator[str]:
    """The name, and beside it what it is for; below it, where the name is long."""
    start = f"  {name}"
    if len(start) + 2 > column:
        yield start
        start = ""
    for line in _wrapped(about, width - column):
        yield f"{start:<{column}}{line}"
        start = ""


def _wrapped(text: str, width: int) -> list[str]:
    from txexplain.render.wrap import wrap
    from txexplain.texts import Chunk, plain

    return [plain(line) for line in wrap((Chunk(text),), width)]


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
