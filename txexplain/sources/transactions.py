"""A transaction that is named: by an example, as hex or JSON, in a file, on standard input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from txexplain.bundled import example_names, is_block, is_example, load_example
from txexplain.model.errors import InputError
from txexplain.model.psbt import PSBT_MAGIC
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Origin, Subject, subject_of
from txexplain.sources.files import beginning, existing_file, raw_bytes, read_file, read_stdin, sized, text_in
from txexplain.sources.hexadecimal import (
    MIN_HEX_ARGUMENT,
    clean_hex,
    from_hex,
    has_only_hex,
    hex_in,
    is_dump,
    is_name,
    recognised,
)


def read_source(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool, pick: int | None = None) -> Subject:
    """The transaction that `argument` names. Raises InputError where it names none.

    Without an argument, or with `-`, standard input is read: hex text or raw bytes, as in a file.
    """
    if argument is None and stdin_is_terminal:
        raise InputError("no_transaction")
    if argument is None or argument == "-":
        return from_bytes(read_stdin(stdin), pick)
    path = None if is_text_itself(argument) else existing_file(argument)
    return from_text(argument, pick) if path is None else from_file(path, pick)


def is_text_itself(argument: str) -> bool:
    """Whether it is no name of a file, be there one or not: an example's, long hex, JSON, or nothing."""
    text = clean_hex(argument)
    is_long_hex = len(text) >= MIN_HEX_ARGUMENT and has_only_hex(text)
    return is_long_hex or is_example(argument) or not argument.strip()


def from_text(text: str, pick: int | None = None) -> Subject:
    """The transaction that is written so: the name of an example, hex, or JSON with `hex`. Raises InputError."""
    if not text.strip():
        raise InputError("empty_input")
    if pick:
        return _picked(text, pick, lambda: from_text(text))
    if is_example(text):
        return subject_of(load_example(text))
    digits = clean_hex(text)
    is_long = len(digits) >= MIN_HEX_ARGUMENT
    if has_only_hex(digits) and not is_dump(text) and not is_name(text) and (is_long or not _near_examples(text)):
        return Subject(from_hex(digits))
    found = _from_json(text) or _within(text, pick)
    if found is None:
        raise _not_a_name(text, digits)
    return found


def from_file(path: Path, pick: int | None = None) -> Subject:
    """The transaction in a file: text or raw bytes. Raises InputError."""
    return from_bytes(read_file(path), pick)


def from_bytes(data: bytes, pick: int | None = None) -> Subject:
    """The transaction in the bytes of a file: text as it is told by its characters, or raw. Raises InputError."""
    words = text_in(data)
    if pick:
        return _picked(words or "", pick, lambda: from_bytes(data))
    if words is None:
        return Subject(sized(data))
    digits = clean_hex(words)
    if has_only_hex(digits) and not is_dump(words) and not is_name(words):
        return Subject(from_hex(digits))
    return _from_json(words) or _within(words, pick) or Subject(hex_in(words))


def from_raw(data: bytes) -> Subject:
    """The transaction that these bytes are. Raises InputError where there are none, or far too many."""
    return Subject(raw_bytes(data))


def _from_json(text: str) -> Subject | None:
    """A decoded transaction as a node or `decode --json` prints it, with what it says of the outputs spent."""
    if not text.lstrip().startswith("{") or '"hex"' not in text:
        return None
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    digits = data.get("hex")
    if not isinstance(digits, str) or not has_only_hex(digits):
        return None
    raw, inputs = from_hex(digits), data.get("vin")
    told = isinstance(inputs, list) and any(isinstance(each, dict) and "prevout" in each for each in inputs)
    return Subject(raw, _spent_in_json(text, raw) if told else ())


def _within(text: str, pick: int | None = None) -> Subject | None:
    """The transaction in other text, with the spent outputs that JSON around it tells. Raises InputError."""
    from txexplain.sources.within import payload_in

    found = payload_in(text, pick)
    if found is None:
        return None
    if found.raw.startswith(PSBT_MAGIC):
        raise InputError("looks_like_psbt")
    return Subject(sized(found.raw), _spent_around(found.around, found.raw), origin=Origin(found.form, found.place))


def _picked(text: str, pick: int, one: Callable[[], Subject]) -> Subject:
    """Number `pick` of the transactions in the text. Raises InputError where it is the name of `one` alone."""
    found = _within(text, pick)
    if found is None:
        one()
        from txexplain.sources.within import no_such_pick

        raise no_such_pick(pick, 1)
    return found


def _spent_around(text: str, raw: bytes) -> tuple[SpentOutput | None, ...]:
    """The spent outputs of the transaction that JSON in the text tells, as nodes and explorers write it."""
    if '"prevout"' not in text:
        return ()
    from txexplain.model.hexadecimal import display_hex
    from txexplain.recognise import secrets_hidden
    from txexplain.sources.forms.json_text import objects_in
    from txexplain.spent_outputs import from_inputs
    from txexplain.wire.transaction import decode

    tx = decode(raw)
    names = (display_hex(tx.txid), raw.hex())
    for _, data in objects_in(text):
        if isinstance(data.get("vin"), list) and {data.get("txid"), data.get("hex")} & {*names}:
            with secrets_hidden(text):
                return tuple(from_inputs(data["vin"], tx))
    return ()


def _spent_in_json(text: str, raw: bytes) -> tuple[SpentOutput | None, ...]:
    from txexplain.recognise import secrets_hidden
    from txexplain.spent_outputs import from_json
    from txexplain.wire.transaction import decode

    with secrets_hidden(text):
        return tuple(from_json(text, decode(raw)))


def _not_a_name(argument: str, text: str) -> InputError:
    """Why `argument` is neither an example, hex nor a file, with what it likeliest is instead."""
    found = recognised(argument, text)
    if found is not None:
        return found
    if is_block(argument):
        return InputError("name_of_block", name=argument)
    near = _near_examples(argument)
    if near:
        return InputError("unknown_example", name=beginning(argument), near=", ".join(near))
    if len(argument.split()) > 1:
        return InputError("looks_like_text", count=len(argument))  # perhaps secret words: not shown
    if "/" in argument or "." in argument.strip("."):
        return InputError("no_such_file", name=beginning(argument))
    return InputError("unknown_source", name=beginning(argument))


def _near_examples(name: str) -> list[str]:
    """The names of examples that `name` may be a slip of."""
    from difflib import get_close_matches

    return get_close_matches(name.lower()[:40], example_names(), n=3, cutoff=0.6)
