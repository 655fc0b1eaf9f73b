"""What was typed, as far as a page may repeat it: no file names, and no server with a password."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from txexplain.cli.options import POLICY, RULES, Given
from txexplain.session.commands import Typed

_REPEATED = ("network", *RULES, "block", *POLICY, "max_checks")
_LONGEST_HEX = 1_000
_OPEN_SERVER = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9./_-]*)?")


def typed(given: Given, block: tuple[str, ...] = ()) -> Typed:
    """The options of the command line that decide what is shown; `block` are the words of a block."""
    return Typed(tuple(_options(given)), tuple(_left_out(given)), block)


def _options(given: Given) -> Iterator[str]:
    for name in _REPEATED:
        value, option = getattr(given, name), f"--{name.replace('_', '-')}"
        if value is True:
            yield option
        elif value is not None and value is not False:
            yield f"{option} {shlex.quote(str(value))}"
    yield from (f"--parent {parent}" for parent in given.parent or () if _is_hex(parent))
    for name in ("node", "esplora"):
        url = getattr(given, name)
        if url is not None and _OPEN_SERVER.fullmatch(url):
            yield f"--{name} {url}"


def _left_out(given: Given) -> Iterator[str]:
    if given.prevouts is not None:
        yield "--prevouts"
    if any(not _is_hex(parent) for parent in given.parent or ()):
        yield "--parent"
    for name in ("node", "esplora"):
        url = getattr(given, name)
        if url is not None and not _OPEN_SERVER.fullmatch(url):
            yield f"--{name}"


def _is_hex(parent: str) -> bool:
    return len(parent) <= _LONGEST_HEX and re.fullmatch("[0-9A-Fa-f]+", parent) is not None
