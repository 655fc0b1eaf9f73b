"""Files that the user names: written beside and moved, so that none is ever there by half."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from txexplain.cli.output import tell_note, write_bytes
from txexplain.model.errors import OutputError
from txexplain.texts import Texts

STANDARD_OUTPUT = "-"
_ASKED, _PAUSE = 20, 0.1  # how often it looks whether a pipe has a reader, and seconds in between
_WHYS = {
    errno.EISDIR: "folder",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
}
_SEPARATORS = tuple(each for each in (os.sep, os.altsep) if each)


def write_and_tell(path: str, text: str, texts: Texts, *, force: bool) -> None:
    """Writes a file as `write_file` does, and says so on standard error. Raises ClosedPipe or OutputError."""
    write_file(path, text, force=force)
    if path != STANDARD_OUTPUT:
        kilobytes = -(-len(_encoded(text)) // 1000)
        tell_note(texts.line("cli", "written", path=_shown(path), size=f"{kilobytes:,}"))


def write_new(path: str, text: str) -> None:
    """Writes a file that is not there yet. Raises ClosedPipe or OutputError."""
    write_file(path, text, force=False)


def write_file(path: str, text: str, *, force: bool) -> None:
    """Writes the text to a file as UTF-8; `-` is standard output. Raises ClosedPipe or OutputError.

    A file that exists is left alone without `force`. With it what a symbolic link leads to is replaced, not the link.
    A device or a pipe is written to as it is.
    """
    kind = check_file(path, force=force)
    data = _encoded(text)
    if path == STANDARD_OUTPUT or _is_standard_output(kind):
        write_bytes(data)
        return
    with _told(path):
        if kind is None or stat.S_ISREG(kind.st_mode):
            _put(os.path.realpath(path), data, kind, force=force)
        else:
            _write_to(path, data, kind)


def _write_to(path: str, data: bytes, kind: os.stat_result) -> None:
    """The data to a device or a pipe."""
    with open(path, "wb", opener=_opened if stat.S_ISFIFO(kind.st_mode) else None) as file:
        file.write(data)


def check_file(path: str, *, force: bool, read: Sequence[str] = ()) -> os.stat_result | None:
    """What is there under this name; to be asked before long work. Raises OutputError where it must stay.

    `read` are names of which those that are files are read, and never written.
    """
    if path == STANDARD_OUTPUT:
        return None
    if any(_is_same_file(path, name) for name in read):
        raise OutputError("file_is_read", path=_shown(path))
    with _told(path):
        found = _found(path)
        if found is not None:
            _check_found(path, found, force=force)
        return found


def _found(path: str) -> os.stat_result | None:
    """None where a file can be made. Raises OSError where none can."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        folder = os.path.dirname(os.path.realpath(path))
        if path.endswith(_SEPARATORS) or not os.path.isdir(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        return None


def _check_found(path: str, found: os.stat_result, *, force: bool) -> None:
    """Raises OSError or OutputError where it must stay as it is."""
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode) or _is_standard_output(found):
        return
    if not force:
        raise OutputError("file_exists", path=_shown(path))
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _opened(path: str, flags: int) -> int:
    """A pipe with a name, once somebody reads it. Raises OSError where nobody does after a while."""
    for _ in range(_ASKED):
        try:
            descriptor = os.open(path, flags | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            time.sleep(_PAUSE)
        else:
            os.set_blocking(descriptor, True)
            return descriptor
    raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), path)


def _put(path: str, data: bytes, old: os.stat_result | None, *, force: bool) -> None:
    """The data in a new file, which takes the place of the old one; without `force` that of nothing."""
    beside = os.path.join(os.path.dirname(path), f".txexplain-{secrets.token_hex(8)}")
    try:
        _write_new(beside, data)
        _move(beside, path, old, force=force)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)


def _write_new(path: str, data: bytes) -> None:
    """The data to a file that is not there yet, until the disk has them."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _move(beside: str, path: str, old: os.stat_result | None, *, force: bool) -> None:
    """A file to the place of the old one, whose permissions it gets; without `force` to that of nothing."""
    if old is not None:
        with suppress(OSError):
            os.chmod(beside, stat.S_IMODE(old.st_mode))
    if force:
        os.replace(beside, path)
    else:
        _move_to_nothing(beside, path)


def _move_to_nothing(beside: str, path: str) -> None:
    """Raises FileExistsError where another program has put a file there meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError, AttributeError):  # a file system without links, or a system
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(beside, path)


def _is_same_file(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other) and stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):  # what is no file, as the hex of a transaction
        return False


def _is_standard_output(found: os.stat_result | None) -> bool:
    """Whether it is what standard output goes to, as `/dev/stdout` is, wherever that leads."""
    try:
        return found is not None and os.path.samestat(found, os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):
        return False


def _shown(path: str) -> str:
    """The name as text: a byte that is none as `\\xff`."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # a name that no file can have
        return _encoded(path).decode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _has_file_above(path: str) -> bool:
    """Whether a part of the path that must be a folder is a file."""
    above = os.path.dirname(path)
    while above and not os.path.lexists(above):
        above = os.path.dirname(above)
    return bool(above) and not os.path.isdir(above) and os.path.exists(above)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """What the system refuses, or Python before it asks the system, as an OutputError."""
    try:
        yield
    except FileExistsError as error:
        raise OutputError("file_exists", path=_shown(path)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        why = "file_above" if _has_file_above(path) else _WHYS.get(error.errno or 0, "other")
        raise OutputError("file_not_written", path=_shown(path), reason=reason, why=why) from error
    except ValueError as error:  # a character that no name can have
        raise OutputError("file_not_written", path=_shown(path), reason=os.strerror(errno.EINVAL)) from error
