"""`--lines`: what was given as lines, each of them answered by a line of JSON or of columns."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from txexplain.bulk.fields import fields_in
from txexplain.bulk.jobs import jobs_of
from txexplain.bulk.lines import Defaults
from txexplain.bulk.reading import Source, line_works
from txexplain.bulk.work import Asked, Fields
from txexplain.cli.many import run_many
from txexplain.cli.options import Given
from txexplain.cli.reading import policy_of, rules_of, stdin_as_it_comes, stdin_bytes, stdin_is_terminal
from txexplain.model.errors import InputError
from txexplain.model.networks import network_named
from txexplain.session.views import Choices
from txexplain.sources.files import existing_file, opened
from txexplain.sources.transactions import is_text_itself
from txexplain.texts import Texts

_OF_ONE = {  # options that say something of one transaction, and of what kind
    "prevouts": "coins",
    "parent": "coins",
    "pick": "one",
    "node": "server",
    "esplora": "server",
    "block": "server",
}
_STDIN = "-"


def answer_lines(view: str, given: Given, texts: Texts, choices: Choices) -> int:
    """Answers every line, and returns the first status that occurred of those that a reader should know first.

    Raises InputError where the options do not go together, before anything is read.
    """
    asked = Asked(view, _fields(view, given), given.tsv, texts.language, choices, given.max_checks)
    _refuse_what_is_of_one(given, choices)
    network = None if given.network is None else network_named(given.network)
    defaults = Defaults(network, rules_of(given), given.height, policy_of(given))
    arguments = given.several or (_STDIN,)
    if arguments == (_STDIN,) and not given.several and stdin_is_terminal():
        raise InputError("no_transaction")
    if _STDIN in arguments and sys.stdin is None:  # closed before the program began, which is no empty pipe
        raise InputError("empty_input")
    works = line_works(_sources(arguments), view, defaults)
    return run_many(works, asked, texts, jobs_of(given.jobs), _size_of(arguments))


def _fields(view: str, given: Given) -> Fields | None:
    if not given.lines:
        name = "--fields" if given.fields else "--tsv" if given.tsv else "--jobs"
        raise InputError("needs_lines", name=name, command=view)
    if given.fields is None and given.tsv:
        raise InputError("tsv_needs_fields")
    return None if given.fields is None else fields_in(given.fields, view)


def _refuse_what_is_of_one(given: Given, choices: Choices) -> None:
    """Raises InputError where an option says something of one transaction."""
    name = next((name for name in _OF_ONE if getattr(given, name) not in (None, [])), None)
    if name is None and choices.bytes:
        name = "bytes"
    if name is not None:
        raise InputError("not_with_lines", name=f"--{name}", why=_OF_ONE.get(name, "one"))


def _sources(arguments: Sequence[str]) -> Iterator[Source]:
    """Files of lines, standard input, or a transaction itself; of several files each is named."""
    are_named = len(arguments) > 1
    for argument in arguments:
        path = None if argument == _STDIN or is_text_itself(argument) else existing_file(argument)
        if argument == _STDIN:
            yield Source(lambda: nullcontext(stdin_as_it_comes()), _STDIN if are_named else None)
        elif path is not None:
            yield Source(partial(opened, path), _shown(path) if are_named else None)
        else:
            yield Source(partial(BytesIO, _in_one_line(argument)))


def _in_one_line(argument: str) -> bytes:
    """Its line breaks are no more than white space: it is one transaction."""
    return " ".join(argument.splitlines()).encode("utf-8", "surrogateescape")


def _shown(path: Path) -> str:
    """The name of a file as text, whatever bytes it has."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _size_of(arguments: Sequence[str]) -> int | None:
    """The bytes that there are to read; None where that is not known."""
    total = 0
    for argument in arguments:
        size = _size_of_stdin() if argument == _STDIN else _size_of_file(argument)
        if size is None:
            return None
        total += size
    return total


def _size_of_file(argument: str) -> int | None:
    path = None if is_text_itself(argument) else existing_file(argument)
    return len(argument) if path is None else _size(path.stat())


def _size_of_stdin() -> int | None:
    try:
        return _size(os.fstat(stdin_bytes().fileno()))
    except (OSError, ValueError):
        return None


def _size(found: Any) -> int | None:
    return found.st_size if stat.S_ISREG(found.st_mode) else None
