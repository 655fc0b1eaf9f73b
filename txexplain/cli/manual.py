"""The man page, made of the help of every command when the package is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from txexplain import __version__
from txexplain.cli.app import COMMANDS, create_command
from txexplain.cli.help import GROUPS, Help, Rows, help_of
from txexplain.cli.language import CommandTexts
from txexplain.texts import Line, catalogue

_STYLES = {"code": "\\fB", "strong": "\\fB"}


def man_page(language: str) -> str:
    """The page in the macros of man(7). It has no date: built again, it is the same."""
    texts = CommandTexts(language, with_help=True)
    parts = [
        f'.TH TXEXPLAIN 1 "" "txexplain {__version__}"',
        ".ad l",
        *_section("name", texts),
        f"txexplain \\- {_plain(texts.plain('manual', 'name'))}",
        *_section("synopsis", texts),
        *"\n.br\n".join(f".B {_plain(_help(name, texts).usage)}" for name in COMMANDS).split("\n"),
        *_section("description", texts),
        *_paragraphs(texts.plain("cli", "app")),
        *_rows(_general(texts)),
        *_section("commands", texts),
        *(line for group in GROUPS for line in _group(group, texts)),
        *(line for topic in ("status", "environment", "examples") for line in _listed(topic, texts)),
    ]
    return "".join(f"{line}\n" for line in parts)


def _general(texts: CommandTexts) -> Rows:
    """The options of the program itself, which are told once."""
    _, options = help_of(create_command(texts, None), "txexplain", texts).parts[-1]
    return options


def _help(name: str, texts: CommandTexts) -> Help:
    return help_of(create_command(texts, name).commands[name], f"txexplain {name}", texts)


def _section(name: str, texts: CommandTexts) -> Iterator[str]:
    yield f".SH {_plain(texts.plain('manual', f'heading_{name}').upper())}"


def _group(group: str, texts: CommandTexts) -> Iterator[str]:
    general = _general(texts)
    for name in GROUPS[group]:
        told = _help(name, texts)
        own = tuple(row for _, rows in told.parts for row in rows if row not in general)
        yield from (f".SS {_plain(told.usage)}", *_paragraphs(told.about), *_rows(own))


def _rows(rows: Rows) -> Iterator[str]:
    for name, about in rows:
        yield from (".TP", f"\\fB{_plain(name)}\\fR", _plain(about))


def _listed(topic: str, texts: CommandTexts) -> Iterator[str]:
    """A section of names and what is said of each."""
    yield from _section(topic, texts)
    names = catalogue(texts.language, "manual")[topic]
    assert isinstance(names, Mapping)
    for name in names:
        yield from (".TP", f"\\fB{_plain(name)}\\fR", _styled(texts.line("manual", topic, name)))


def _paragraphs(text: str) -> list[str]:
    return "\n.PP\n".join(map(_plain, text.split("\n\n"))).split("\n")


def _styled(line: Line) -> str:
    return "".join(f"{_STYLES[style]}{_plain(text)}\\fR" if style else _plain(text) for text, style in line)


def _plain(text: str) -> str:
    """The text as it is, for a formatter that takes backslashes, hyphens and leading dots for its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return re.sub("^([.'])", r"\\&\1", text)


def man_pages(languages: Iterable[str]) -> dict[str, str]:
    """Each page by its place below `share/man`: English at its root, others in the folder of their locale."""
    folders = {"en": "", "zh": "zh_CN/"}
    return {f"{folders.get(each, f'{each}/')}man1/txexplain.1": man_page(each) for each in languages}
