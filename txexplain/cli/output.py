"""Data to standard output, everything else to standard error; a closed pipe and a full disk are foreseen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import OutputError, TxExplainError
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.explain.document import Document


class ClosedPipe(Exception):
    """Nobody reads standard output any more, as behind `| head -1`."""


def write(text: str) -> None:
    """Writes `text` to standard output. Raises ClosedPipe or OutputError."""
    with _writing():
        sys.stdout.write(text)


def flush() -> None:
    write("")


def show(document: Document) -> None:
    """Prints a document to standard output. Raises ClosedPipe or OutputError."""
    from txexplain.render.terminal import make_console, print_document

    with _writing():
        print_document(document, make_console(sys.stdout))


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ClosedPipe from error
    except OSError as error:
        _point_nowhere(sys.stdout)
        raise OutputError("write_failed", reason=error.strerror or type(error).__name__) from error


def leave_closed_pipe() -> None:
    """Keeps the interpreter from complaining, as it ends, about what it could not write."""
    _point_nowhere(sys.stdout)


def _point_nowhere(stream: Any) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell_error(error: TxExplainError, texts: Texts) -> None:
    """Prints to standard error what went wrong, where, and what to do about it."""
    from txexplain.explain.errors import error_document
    from txexplain.render.terminal import make_console, print_document

    with suppress(OSError):
        print_document(error_document(error, texts), make_console(sys.stderr))


def tell_usage(message: str, context: Any) -> None:
    """Prints a usage error to standard error, the words of the user made printable."""
    from txexplain.render.printable import printable

    with suppress(OSError):
        if context is not None:
            sys.stderr.write(context.get_usage() + "\n")
        sys.stderr.write(f"txexplain: {printable(message)}\n")
