"""Text in data: what people wrote into an OP_RETURN output or a coinbase."""

from __future__ import annotations

from collections.abc import Iterable

MIN_RUN = 4


def readable(data: bytes) -> str | None:
    """The whole data as UTF-8 text of at least four printable characters, or None where it is not that."""
    if len(data) < MIN_RUN:
        return None
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return decoded if decoded.strip() and all(char.isprintable() or char in "\t\n" for char in decoded) else None


def text_runs(data: bytes) -> list[str]:
    """The runs of at least four printable characters with a letter among them, read as UTF-8."""
    decoded = data.decode("utf-8", "replace").replace("\ufffd", "\0")
    runs = "".join(char if char.isprintable() else "\0" for char in decoded).split("\0")
    return [run for run in runs if len(run) >= MIN_RUN and any(char.isalpha() for char in run)]


def pushed_text(pushes: Iterable[bytes]) -> list[str]:
    """The runs in each push of a coinbase: the opcodes between them, which look like letters, are no text."""
    return [run for data in pushes for run in text_runs(data)]
