"""What a line of text names: hex at once, all else as a command reads its argument."""

from __future__ import annotations

import re
from binascii import unhexlify

from txexplain.bundled import could_be_example
from txexplain.model.errors import InputError
from txexplain.model.subject import PSBT_MAGIC, PsbtSubject, Subject
from txexplain.sources.files import MIN_TRANSACTION_SIZE, sized
from txexplain.sources.transactions import from_text, with_example

Named = Subject | PsbtSubject
_BOM = "\ufeff"
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b]")


def named_in(line: bytes | str) -> Named:
    """The transaction or PSBT that the line names. Raises InputError."""
    raw = raw_of_hex(line)
    return with_example(from_text(text_of(line))) if raw is None else told(raw)


def raw_of_hex(line: bytes | str) -> bytes | None:
    """The bytes of long hex in one piece; None for all else."""
    if len(line) < 2 * MIN_TRANSACTION_SIZE:
        return None
    try:
        raw = unhexlify(line)
    except ValueError:
        return None
    return sized(raw)


def text_of(line: bytes | str) -> str:
    """The line as text. Raises InputError where bytes are in it that are in no text."""
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("line_not_text") from None
    text = text.strip(_BOM)
    if _NO_TEXT.search(text) is not None:
        raise InputError("line_not_text")
    return text


def told(raw: bytes) -> Named:
    """What the bytes begin like, with what is known of the example that they are, if they are one."""
    if raw.startswith(PSBT_MAGIC):
        return PsbtSubject(raw)
    return with_example(Subject(raw)) if could_be_example(raw) else Subject(raw)
