"""Bytes of block files, read in pieces, with the obfuscation taken off (Core: util/obfuscation.h)."""

from __future__ import annotations

import errno
import os
import stat
from types import TracebackType
from typing import Self

from txexplain.model.errors import InputError

KEY_SIZE = 8  # bytes
NO_KEY = bytes(KEY_SIZE)


class FileReader:
    """One file. `size` is that when it was opened: what a node appends meanwhile is not read.

    Raises InputError where the system refuses.
    """

    def __init__(self, path: str, key: bytes) -> None:
        self.path, self._key = path, key
        try:
            found = os.stat(path)
            if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
                code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.ENXIO
                raise OSError(code, os.strerror(code))
            self._file = open(path, "rb")  # noqa: SIM115 - closed by `with`
            self.size = found.st_size
        except OSError as error:
            raise self._refused(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def stored(self, offset: int, size: int) -> bytes:
        """The bytes as they are in the file: fewer at its end."""
        try:
            self._file.seek(offset)
            return self._file.read(min(size, max(0, self.size - offset)))
        except OSError as error:
            raise self._refused(error) from error

    def read(self, offset: int, size: int) -> bytes:
        """The bytes that were meant."""
        return plain(self.stored(offset, size), self._key, offset)

    def _refused(self, error: OSError) -> InputError:
        return InputError("unreadable_file", path=self.path, reason=error.strerror or type(error).__name__)


def plain(stored: bytes, key: bytes, offset: int) -> bytes:
    """The bytes that stand at this offset of a file, without the key: each byte is changed by that at its offset."""
    if key == NO_KEY:
        return stored
    size, turn = len(stored), offset % KEY_SIZE
    mask = ((key[turn:] + key[:turn]) * (size // KEY_SIZE + 1))[:size]
    return (int.from_bytes(stored, "little") ^ int.from_bytes(mask, "little")).to_bytes(size, "little")
