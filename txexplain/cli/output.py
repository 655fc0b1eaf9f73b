"""Data to standard output, everything else to standard error; a closed pipe and a full disk are foreseen."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO, cast

from txexplain.model.errors import OutputError, TxExplainError
from txexplain.texts import Line, Texts

if TYPE_CHECKING:
    from txexplain.cli.whole_lines import Interrupts
    from txexplain.explain.document import Document


FORM_FEED = "\f"


class _Manner:
    """How output reaches the reader: through a pager where it is long, not at all where only the status is wanted."""

    pages = True
    quiet = False


MANNER = _Manner()


class ClosedPipe(Exception):
    """Nobody reads standard output any more, as behind `| head -1`."""


class _WholeWrites:
    """A text stream that writes all of a text or raises OSError, where Python's own may drop the rest.

    With PYTHONUNBUFFERED the bytes go straight to the file, which may take only some of them and say so.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if getattr(self._stream, "buffer", None) is None:
            return self._stream.write(text)
        self.write_bytes(text.encode(self._stream.encoding, "backslashreplace"))
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """The bytes themselves, whatever the encoding; as text where the stream takes nothing else."""
        raw = getattr(self._stream, "buffer", None)
        if raw is None:
            self._stream.write(data.decode("utf-8"))
            return
        self._stream.flush()
        left = memoryview(data)
        while left:
            taken = raw.write(left)
            if not taken:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            left = left[taken:]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def write(text: str | Iterator[str]) -> None:
    """Writes `text`, or text that comes in pieces, to standard output. Raises ClosedPipe or OutputError."""
    if MANNER.quiet:
        return
    with _writing() as stream:
        for piece in (text,) if isinstance(text, str) else text:
            stream.write(piece)


def write_bytes(data: bytes) -> None:
    """Writes bytes to standard output, whatever its encoding. Raises ClosedPipe or OutputError."""
    if MANNER.quiet:
        return
    with _writing() as stream:
        stream.write_bytes(data)


def write_lines(data: bytes, interrupts: Interrupts) -> None:
    """Writes whole lines to standard output, which has them when this returns.

    An interrupt waits until they are out, or ends it after a whole line where nobody takes them; a file that takes no
    more ends after a whole line too. Raises ClosedPipe, OutputError or KeyboardInterrupt.
    """
    from txexplain.cli.whole_lines import descriptor_of, send

    if MANNER.quiet or not data:
        return
    with _writing() as stream:
        descriptor = descriptor_of(sys.stdout)
        if descriptor is None:
            stream.write(data.decode("utf-8"))
        else:
            sys.stdout.flush()
            send(descriptor, data, interrupts)


def show(document: Document, *, spoken: Texts | None = None) -> None:
    """Prints a document to standard output; `spoken` for a screen reader, by these texts.

    Raises ClosedPipe or OutputError.
    """
    show_each((document,), spoken=spoken)


def show_each(documents: Iterable[Document], *, spoken: Texts | None = None) -> None:
    """Prints documents below each other, each of which may be made when its turn comes."""
    if MANNER.quiet:
        return
    from txexplain.render.terminal import print_document, print_spoken

    with _read() as stream:
        for document in documents:
            if spoken is None:
                print_document(document, stream)
            else:
                print_spoken(document, spoken, stream)


def show_apart(documents: Iterable[Document], *, spoken: Texts | None = None) -> None:
    """Prints documents that each begin a page: behind a form feed, or a rule where people read them on a terminal."""
    if MANNER.quiet:
        return
    from txexplain.render.terminal import print_document, print_rule, print_spoken

    with _read() as stream:
        for number, document in enumerate(documents):
            if number and stream.isatty():
                print_rule(stream)
            elif number:
                stream.write(FORM_FEED)
            if spoken is None:
                print_document(document, stream)
            else:
                print_spoken(document, spoken, stream)


def show_text(text: str) -> None:
    """Prints text for people. Raises ClosedPipe or OutputError."""
    if not MANNER.quiet:
        with _read() as stream:
            stream.write(text)


@contextmanager
def _read() -> Iterator[TextIO]:
    """Standard output for what people read: through a pager, where they sit at a terminal."""
    with _writing() as whole:
        stream = cast(TextIO, whole)
        if not (MANNER.pages and stream.isatty()):
            yield stream
            return
        from txexplain.cli.pager import paged

        with paged(stream) as pages:
            yield pages


@contextmanager
def _writing() -> Iterator[_WholeWrites]:
    if sys.stdout is None:  # closed before the program began
        raise OutputError("write_failed", reason=os.strerror(errno.EBADF))
    try:
        yield _WholeWrites(sys.stdout)
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
    from txexplain.explain.pages.error import error_document
    from txexplain.render.terminal import print_document
    from txexplain.session.broken import diagnosis_of

    page = error_document(error, texts, diagnosis_of(error))
    with _telling() as stream:
        print_document(page, stream)


def tell_note(line: Line) -> None:
    """Prints a remark to standard error, beside the data, unless only errors are wanted."""
    if MANNER.quiet:
        return
    from txexplain.explain.document import Paragraph
    from txexplain.render.terminal import print_document

    with _telling() as stream:
        print_document((Paragraph(line),), stream)


def tell_in_one_line(text: str, *, is_error: bool = False) -> None:
    """Prints a remark to standard error as one line, however long, unless only errors are wanted and it is none."""
    if is_error or not MANNER.quiet:
        with _telling() as stream:
            stream.write(f"{text}\n")


def say_plainly(code: str) -> None:
    """The last resort, where not even the error can be told in full."""
    with suppress(OSError):
        os.write(2, f"txexplain: {code}\n".encode("ascii", "replace"))


@contextmanager
def _telling() -> Iterator[TextIO]:
    """Standard error; where it is closed or full there is nobody to tell."""
    stream = sys.stderr if sys.stderr is not None else StringIO()
    try:
        yield cast(TextIO, _WholeWrites(stream))
        stream.flush()
    except OSError:
        _point_nowhere(stream)
