"""A transaction or PSBT that is named: by an example, as hex, base64 or JSON, in a file, on standard input."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from txexplain.bundled import (
    example_of,
    is_block,
    is_example,
    is_psbt,
    load_example,
    load_psbt,
)
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.hexadecimal import ID_DIGITS, display_hex
from txexplain.model.report import Facts
from txexplain.model.subject import PSBT_MAGIC, Note, Origin, PsbtSubject, Subject, psbt_subject_of, subject_of
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
from txexplain.sources.near_examples import near_examples
from txexplain.wire.hashes import hash256

_PSBT_BASE64 = "cHNidP"  # what a PSBT begins with in base64

_MOST_PIECES = 4
_HEIGHT = re.compile(r"[1-9][0-9]{0,6}", re.A)  # of a block; no transaction has so few digits

Named = Subject | PsbtSubject


def given_by(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> str | bytes:
    """The argument as text, or the bytes of the file that it names. Raises InputError.

    Without an argument, or with `-`, standard input is read: hex text or raw bytes, as in a file.
    """
    if argument is None and stdin_is_terminal:
        raise InputError("no_transaction")
    if argument is None or argument == "-":
        return read_stdin(stdin)
    path = None if is_text_itself(argument) else existing_file(argument)
    return argument if path is None else read_file(path)


def from_either(told: str | bytes, pick: int | None = None) -> Named:
    """The transaction or PSBT in text, or in the bytes of a file. Raises InputError."""
    return from_text(told, pick) if isinstance(told, str) else from_bytes(told, pick)


def is_text_itself(argument: str) -> bool:
    """Whether it is no name of a file, be there one or not: an example's, long hex, JSON, or nothing."""
    text = clean_hex(argument)
    is_long_hex = len(text) >= MIN_HEX_ARGUMENT and has_only_hex(text)
    return is_long_hex or is_example(argument) or is_psbt(argument) or not argument.strip()


def from_text(text: str, pick: int | None = None) -> Named:
    """What is written so: the name of an example, hex, base64, or text with one of these in it. Raises InputError."""
    if not text.strip():
        raise InputError("empty_input")
    if pick:
        return _picked(text, pick, lambda: from_text(text))
    if is_example(text):
        return subject_of(load_example(text))
    if is_psbt(text):
        return psbt_subject_of(load_psbt(text))
    if _HEIGHT.fullmatch(text.strip()):
        raise InputError("looks_like_height", text=text.strip())
    digits = clean_hex(text)
    if len(digits) == ID_DIGITS and 1 < len(text.split()) <= _MOST_PIECES and has_only_hex(digits):
        return _from_digits(digits)  # an id that white space divides: no transaction is as short
    apart = _of_pieces_apart(text, digits, pick)
    if apart is not None:
        return apart
    is_long = len(digits) >= MIN_HEX_ARGUMENT
    if has_only_hex(digits) and not is_dump(text) and not is_name(text) and (is_long or not near_examples(text)):
        return _from_digits(digits)
    found = _from_base64(text) or _from_json(text) or _within(text, pick)
    if found is None:
        raise _not_a_name(text, digits)
    return found


def from_file(path: Path, pick: int | None = None) -> Named:
    """The transaction or PSBT in a file: text or raw bytes. Raises InputError."""
    return from_bytes(read_file(path), pick)


def from_bytes(data: bytes, pick: int | None = None) -> Named:
    """The transaction or PSBT in the bytes of a file: text, as its characters tell, or raw. Raises InputError."""
    words = text_in(data)
    if pick:
        return _picked(words or "", pick, lambda: from_bytes(data))
    if words is None:
        return _told(sized(data))
    digits = clean_hex(words)
    apart = _of_pieces_apart(words, digits, pick)
    if apart is not None:
        return apart
    if has_only_hex(digits) and not is_dump(words) and not is_name(words):
        return _from_digits(digits)
    return _from_base64(words) or _from_json(words) or _within(words, pick) or _told(hex_in(words))


def _of_pieces_apart(text: str, digits: str, pick: int | None) -> Named | None:
    """What is whole in hex that is not of one piece, or what its longest piece is; None where it is of one.

    The same of PSBTs in base64 where each is on a line of its own.
    """
    if _is_several(text):
        return _within(text, pick)
    if not has_only_hex(digits) or len(text.split(None, 1)) < 2 or is_dump(text) or is_name(text):
        return None
    from txexplain.sources.forms.pieces import belong_together

    if belong_together(text):
        return None if _is_whole(digits) else _within(text, pick)
    return _within(text, pick) or _from_digits(max(map(clean_hex, text.split()), key=len))


def _is_whole(digits: str) -> bool:
    """Whether the hex is that of a transaction or PSBT, or of nothing that could be told apart."""
    from txexplain.sources.pasted import kind_of

    return len(digits) % 2 == 0 and bool(kind_of(bytes.fromhex(digits)))


def _is_several(text: str) -> bool:
    """Whether several lines are a whole transaction or PSBT each."""
    if "\n" not in text.strip():
        return False
    from txexplain.sources.within import is_one_a_line

    return is_one_a_line(text)


def from_raw(data: bytes) -> Named:
    """The transaction or PSBT that these bytes are. Raises InputError where there are none, or far too many."""
    return _told(raw_bytes(data))


def _told(raw: bytes, origin: Origin | None = None) -> Named:
    """What the bytes begin like: a PSBT, or a transaction."""
    kind = PsbtSubject if raw.startswith(PSBT_MAGIC) else Subject
    return kind(raw, origin=origin)


def _from_base64(text: str) -> PsbtSubject | None:
    """A PSBT in base64, as wallets give it, with line breaks or without. Raises InputError where that is damaged."""
    if not text.lstrip(" \t\r\n\"'`").startswith(_PSBT_BASE64):
        return None
    from txexplain.sources.base64_text import psbt_in

    raw = psbt_in(text)
    return None if raw is None else PsbtSubject(sized(raw))


def _from_digits(digits: str) -> Named:
    """The transaction or PSBT in hex, or the example whose txid that is."""
    name = example_of(digits.lower()) if len(digits) == ID_DIGITS else None
    if name is None:
        return _told(from_hex(digits))
    return subject_of(load_example(name))._replace(notes=(note_of_example(name, digits),))


def note_of_example(name: str, digits: str) -> Note:
    """Of which example the txid or the wtxid was given, and which of the two it was."""
    is_txid = load_example(name).txid == digits.lower()
    return Note("txid_of_example" if is_txid else "wtxid_of_example", Facts(name=name))


def with_example(subject: Named) -> Named:
    """With what is known of the bundled example that these bytes are."""
    if not isinstance(subject, Subject) or subject.example:
        return subject
    name = _name_of_bytes(subject.raw)
    if name is None:
        return subject
    from txexplain.sources.examples import known_as

    return known_as(subject, name)


def _name_of_bytes(raw: bytes) -> str | None:
    """The example that they are: their hash is its wtxid, or where they hold no witness its txid."""
    return example_of(display_hex(hash256(raw)))


def _from_json(text: str) -> Named | None:
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
    return _with_warning(_with_coins_around(_told(from_hex(digits)), text), text)


def _within(text: str, pick: int | None = None) -> Named | None:
    """The transaction or PSBT in other text, with the spent outputs that JSON around it tells. Raises InputError."""
    from txexplain.sources.within import payload_in

    found = payload_in(text, pick)
    if found is None:
        if _PSBT_BASE64 in text:
            from txexplain.sources.base64_text import check_psbt_amid

            check_psbt_amid(text)
        return None
    subject = _with_coins_around(_told(sized(found.raw), Origin(found.form, found.place)), found.around)
    return _with_warning(subject, text)


def _with_warning(subject: Named, text: str) -> Named:
    """The same, with a note where a secret stands beside it in the text."""
    from txexplain.recognise import is_secret_beside

    return subject._replace(notes=(*subject.notes, Note("secret_beside"))) if is_secret_beside(text) else subject


def _picked(text: str, pick: int, one: Callable[[], Named]) -> Named:
    """Number `pick` of what is in the text. Raises InputError where it is the name of `one` alone."""
    found = _within(text, pick)
    if found is None:
        one()
        from txexplain.sources.within import no_such_pick

        raise no_such_pick(pick, 1)
    return found


def _with_coins_around(subject: Named, text: str) -> Named:
    """The transaction with the spent outputs that JSON in the text tells."""
    if "{" not in text or not isinstance(subject, Subject):
        return subject
    from txexplain.recognise import secrets_hidden
    from txexplain.sources.forms.json_text import documents, objects_in
    from txexplain.sources.named import named_otherwise
    from txexplain.spent_outputs import SpentOutputs
    from txexplain.wire.transaction import decode

    try:
        tx = decode(subject.raw)
    except DecodeError:
        return subject
    named = named_otherwise(tx, objects_in(text))
    told = SpentOutputs(tx)
    with secrets_hidden(text):
        told.around(documents(text))
    notes = (*named, *((Note("in_order"),) if told.in_order else ()))
    return subject._replace(spent_outputs=told.coins if any(told.coins) else (), notes=notes)


def _not_a_name(argument: str, text: str) -> InputError:
    """Why `argument` is neither an example, hex nor a file, with what it likeliest is instead."""
    found = recognised(argument, text)
    if found is not None:
        return found
    if is_block(argument):
        return InputError("name_of_block", name=argument)
    near = near_examples(argument)
    if near:
        return InputError("unknown_example", name=beginning(argument), near=", ".join(near))
    if len(argument.split()) > 1:
        return InputError("looks_like_text", count=len(argument))  # perhaps secret words: not shown
    if "/" in argument or "." in argument.strip("."):
        return InputError("no_such_file", name=beginning(argument))
    return InputError("unknown_source", name=beginning(argument))
