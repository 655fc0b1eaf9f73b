"""Pages longer than the screen go through a pager, as git has it: `PAGER`, or else `less`."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from subprocess import PIPE, Popen
from typing import Any, TextIO, cast

_LESS = "FRX"  # leave at once where it fits, let colours through, leave the screen as it is


@contextmanager
def paged(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Iterator[TextIO]:
    """What is written to the terminal goes through the reader's pager once it is longer than the screen."""
    command = pager_command(environment)
    if command is None or not _is_watched(stream, environment):
        yield stream
        return
    pages = _Pages(stream, command, environment)
    try:
        yield cast(TextIO, pages)
    finally:
        pages.end()


def pager_command(environment: Mapping[str, str]) -> list[str] | None:
    """The words that start the pager; None where there is none, or `PAGER` is empty or `cat`."""
    try:
        words = shlex.split(environment.get("PAGER", "less"))
    except ValueError:  # a quote without its end
        return None
    if not words or os.path.basename(words[0]) == "cat" or shutil.which(words[0]) is None:
        return None
    return words


def _is_watched(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether somebody sees the output and can type, on a terminal that can do more than print."""
    typed = sys.stdin is not None and sys.stdin.isatty()
    return typed and stream.isatty() and (environment.get("TERM") or "dumb") not in ("dumb", "unknown")


class _Pages:
    """A stream that holds back what fits on the screen, and starts the pager for more."""

    def __init__(self, stream: TextIO, command: list[str], environment: Mapping[str, str]) -> None:
        self._stream, self._command = stream, command
        charset = {"LESSCHARSET": "utf-8"} if stream.encoding.lower() == "utf-8" else {}
        wished = environment.get("LESS")
        less = _LESS if wished is None else f"-R {wished}"  # what follows may take it back
        self._environment = {**charset, **environment, "LESS": less}
        self._held: list[str] = []
        self._rows = shutil.get_terminal_size().lines
        self._pager: Popen[bytes] | None = None

    def write(self, text: str) -> int:
        if self._pager is None:
            self._held.append(text)
            self._rows -= text.count("\n")
            if self._rows > 0:
                return len(text)
            text, size = "".join(self._held), len(text)
            self._held = []
            if not self._start():
                self._stream.write(text)
                return size
        self._feed(text)
        return len(text)

    def _start(self) -> bool:
        try:
            self._pager = Popen(self._command, stdin=PIPE, env=self._environment)
        except OSError:
            self._rows = sys.maxsize  # then without
        return self._pager is not None

    def _feed(self, text: str) -> None:
        assert self._pager is not None
        assert self._pager.stdin is not None
        with suppress(BrokenPipeError):  # the reader has seen enough
            self._pager.stdin.write(text.encode(self._stream.encoding, self._stream.errors or "strict"))

    def end(self) -> None:
        """Shows what was held back, or waits until the reader has left the pager."""
        if self._pager is None:
            self._stream.write("".join(self._held))
            return
        with _interrupts_left_to_the_pager():
            with suppress(BrokenPipeError):
                assert self._pager.stdin is not None
                self._pager.stdin.close()
            self._pager.wait()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Ctrl-C reaches both: in a pager it ends a search, and must not end what feeds it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
