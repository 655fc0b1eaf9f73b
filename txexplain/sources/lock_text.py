"""What locks coins, as people have it: an address, a descriptor, an output script, a public key.

What is pasted around it is taken off: quotes, white space, `bitcoin:` and what follows a question mark. Text that may
be a private key is refused and never repeated, as 64 hex digits are.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from txexplain.addresses.addresses import networks_of
from txexplain.addresses.descriptors import CALL, EXTENDED_KEY
from txexplain.bundled import is_example, is_psbt
from txexplain.model.derivation import MAX_INDEX
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import ID_DIGITS, is_hex
from txexplain.model.networks import Network
from txexplain.model.report import Facts
from txexplain.model.subject import LockSubject, Note
from txexplain.recognise import recognise_secret_within
from txexplain.recognise.path_form import is_path
from txexplain.recognise.wrong_address import wrong_address
from txexplain.sources.files import beginning, existing_file, read_text, read_text_file
from txexplain.sources.hexadecimal import clean_hex, recognised
from txexplain.wire.keys import can_sign, is_public_key_size

MAX_LOCK = 200_000  # characters: the hex of ten times the largest script that runs
MAX_SHOWN_RANGE = 1_000  # places of a range that are looked at in one go
_OF_OTHER_COIN = re.compile(r"0[xX][0-9A-Fa-f]{40}")
_BETWEEN = " \t\r\n\f\v,;"  # what can be around anything
_AROUND = _BETWEEN + "\"'`<>."
_PAIRS = ('""', "''", "``", "<>")
_PUSHED = re.compile(r"<\s*(?:[0-9A-Fa-f]{2})+\s*>")  # in assembly
_OPCODE = re.compile(r"\bOP_\w")
_BEGINNING = re.compile(r"(?:bc|tb|bcrt)1[0-9a-z]{0,4}", re.I | re.A)
_MAX_NAME, _MOST_NAMES = 20, 8  # of what a link to pay says besides
_SEPARATOR = re.compile(r"[\s,;|]+")
_MAX_LIST = 20_000  # characters that are looked through for several of them
_URI = re.compile(r"bitcoin:(?://)?", re.I)
_FUNCTION = re.compile(r"(?!push)[a-z0-9_]+(?::[a-z0-9_]+)?\(", re.I)
_BEGINS_AS_DESCRIPTOR = re.compile(CALL)
_DESCRIPTOR = re.compile(rf"{CALL}.*\)(?:#\w*)?", re.S)
_EXTENDED_KEY = re.compile(rf"(?:\[[^\]]*\])?{EXTENDED_KEY}(?:/[^()]*)?")
_ASSEMBLY = re.compile(r"(?:^|\s)OP_\w|\s|^<|^\[|^PUSHDATA\(")
_SURELY_ASSEMBLY = re.compile(r"\bOP_\w|^<|^\[", re.I)
_PROGRAM_VERSION = re.compile(r"0|-1|1[0-6]?|[2-9]")  # as Core writes the opcode of a small number
_NO_TEXT = re.compile(r"[\0-\x08\x0e-\x1a\ud800-\udfff]")  # bytes that are no text are read as the last of these
_KEY_SIZES = (33, 65)  # bytes
_TOLD = {  # what else is told of, and which fact of it may be an address
    "link_to_address": "id",
    "not_hex": "",
    "looks_like_address": "text",
    "looks_like_invoice": "",
    "looks_like_other_coin": "",
    "looks_like_silent_payment": "",
    "looks_like_wrong_address": "",
}
_INDEXES = re.compile(r"([0-9]{1,10})(?:\s*(?:-|–|\.\.)\s*([0-9]{1,10}))?")


def read_lock(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> LockSubject:
    """What the argument, the file of that name, or for `-` standard input holds. Raises InputError."""
    if argument is None and stdin_is_terminal:
        raise InputError("no_lock")
    if argument is None or argument == "-":
        return lock_in(read_text("-", stdin))
    if not argument.strip() or is_one_by_its_form(argument):
        return lock_in(argument)
    path = existing_file(argument)
    return _lock_or_no_file(argument) if path is None else lock_in(read_text_file(path))


def _lock_or_no_file(argument: str) -> LockSubject:
    try:
        return lock_in(argument)
    except InputError as error:
        if error.code == "not_a_lock" and is_path(argument.strip()):
            raise InputError("no_such_file", name=argument.strip()) from None
        raise


def is_one_by_its_form(text: str) -> bool:
    """Whether it can be nothing else, be there a file of that name or not."""
    bare, _ = _undressed(text)
    return bool(_DESCRIPTOR.fullmatch(bare) or networks_of(bare)) or _key_in(bare) is not None


def _nothing_in(notes: tuple[Note, ...]) -> InputError:
    """Why nothing is left: a link has parameters alone, or nothing was there."""
    if notes:
        return InputError("link_without_address", names=notes[0].facts["names"])
    return InputError("no_lock", why="empty")


def begins_as_descriptor(text: str) -> bool:
    """Whether it was meant as a descriptor, whole or not."""
    return _BEGINS_AS_DESCRIPTOR.match(_undressed(text)[0]) is not None


def lock_in(text: str) -> LockSubject:
    """What the text is. Raises InputError where it is none of these, and where it may be a secret."""
    secret = recognise_secret_within(text)
    if secret is not None:
        raise secret
    if len(text) > MAX_LOCK:
        raise InputError("lock_too_long", count=len(text), limit=MAX_LOCK)
    if _NO_TEXT.search(text):
        raise InputError("lock_no_text")
    bare, notes = _undressed(text)
    if not bare:
        raise _nothing_in(notes)
    _refuse_several(text)
    if _OF_OTHER_COIN.fullmatch(bare):  # which reads as hex too
        raise recognised(bare, clean_hex(bare)) or InputError("not_a_lock", text=beginning(bare))
    found = _by_its_form(bare) or _script_in(bare) or _lock_amid(bare)
    return found._replace(notes=(*notes, *found.notes))


def _refuse_several(text: str) -> None:
    """Raises InputError where there is a list of them, or more than one address."""
    lines, words = (_parts(text.splitlines()), _parts(_SEPARATOR.split(text[:_MAX_LIST])))
    found = {each for each in words if networks_of(each)}
    if len(lines) > 1 and all(map(is_one_by_its_form, lines)):
        found |= lines
    if len(words) > 1 and all(each in found or _key_in(each) for each in words):
        found |= words
    if len(found) > 1:
        raise InputError("several_locks", count=len(found))


def _parts(parts: list[str]) -> set[str]:
    """Without what is around them; `<hex>` stays as it is, for it is a push of a script."""
    parts = [part.strip(_BETWEEN) for part in parts]
    return {bare for part in parts if (bare := part if _PUSHED.fullmatch(part) else part.strip(_AROUND))}


def lock_alone(text: str) -> LockSubject | None:
    """The address, descriptor or public key that the text is and that can be nothing else; None where it is none.

    Raises InputError where it may be a secret.
    """
    return lock_in(text) if len(text) <= MAX_LOCK and is_one_by_its_form(text) else None


def indexes_in(text: str | None) -> tuple[int, int] | None:
    """The first and the last index that `5` or `0-9` names. Raises InputError."""
    if text is None:
        return None
    found = _INDEXES.fullmatch(text.strip())
    first = int(found[1]) if found else 0
    last = int(found[2]) if found and found[2] else first
    if found is None or last < first or last > MAX_INDEX:
        raise InputError("bad_index", text=beginning(text), last=MAX_INDEX)
    if last - first >= MAX_SHOWN_RANGE:
        raise InputError("range_too_large", count=last - first + 1, limit=MAX_SHOWN_RANGE)
    return first, last


def on_network(subject: LockSubject, network: Network | None) -> LockSubject:
    """The same on that network. Raises InputError where it is an address of others alone."""
    if network is None or subject.kind != "address":
        return subject._replace(network=network)
    error = wrong_address(subject.text, network)
    if error is not None:
        raise error
    return subject._replace(network=network)


def _undressed(text: str) -> tuple[str, tuple[Note, ...]]:
    """The text without what is pasted around it, and that parts of a link to pay were left out."""
    bare = _bare(text)
    uri = _URI.match(bare)
    if uri is None:
        return _joined(bare), ()
    bare, _, rest = bare[uri.end() :].partition("?")
    names = [part.partition("=")[0][:_MAX_NAME] for part in rest.split("&")[:_MOST_NAMES] if part]
    required = [name for name in names if name.lower().startswith("req-")]
    if required:
        raise InputError("link_requires", names=", ".join(required))
    return bare.strip(_AROUND), (Note("uri_parts", Facts(names=", ".join(names))),) if names else ()


def _bare(text: str) -> str:
    """The text without quotes and brackets around it; in assembly, those around a push are part of it."""
    text, before = text.strip(_BETWEEN), None
    while text != before and not _PUSHED.fullmatch(text):
        before = text
        ends = text[:1] + text[-1:]
        if len(text) > 1 and ends in _PAIRS and not set(ends) & set(text[1:-1]):
            text = text[1:-1].strip(_BETWEEN)
    alone = text.strip(_AROUND)
    if _PUSHED.fullmatch(text) or _OPCODE.search(text) or (len(alone.split()) > 1 and not _FUNCTION.match(alone)):
        return text
    return alone


def _joined(text: str) -> str:
    """A descriptor without the line breaks that a terminal or a mail put into it."""
    return re.sub(r"\s*\n\s*", "", text) if "\n" in text and _FUNCTION.match(text) else text


def _by_its_form(text: str) -> LockSubject | None:
    if networks_of(text):
        return LockSubject("address", text)
    if _EXTENDED_KEY.fullmatch(text):
        raise _of_extended_key(text)
    if _FUNCTION.match(text):
        return LockSubject("descriptor", text)
    key = _key_in(text)
    return None if key is None else LockSubject("public_key", key.hex(), key)


def _of_extended_key(text: str) -> InputError:
    """That a function is missing around the key; of one with a prefix of its own how descriptors have it."""
    from txexplain.addresses.slip132 import converted

    found = converted(text)
    if found is None:
        return InputError("extended_key_alone")
    return InputError("key_of_slip132", prefix=text.partition("pub")[0][-1:] + "pub", descriptor=found.descriptor)


def _key_in(text: str) -> bytes | None:
    """The public key that the hex is. Raises InputError where it has the form of one and no point is on the curve."""
    digits = clean_hex(text)
    if len(digits) not in (66, 130) or not is_hex(digits):
        return None
    key = bytes.fromhex(digits)
    return key if is_public_key_size(key) and can_sign(key) else None


def _script_in(text: str) -> LockSubject | None:
    """The script that the text is, in hex or assembly. Raises InputError where its form is that and it is none."""
    digits = clean_hex(text)
    if digits and is_hex(digits) and len(text.split()) == 1:
        return _script_of(digits.lower())
    words = text.split()
    if _BEGINNING.fullmatch(text):
        raise InputError("address_beginning", text=text)
    if len(words) == 1 and len(digits) > 2 and is_hex(digits + digits):
        raise InputError("odd_hex_digits", count=len(digits))
    if len(words) > 1 and all(is_hex(word + word) for word in words) and not _PROGRAM_VERSION.fullmatch(words[0]):
        return _script_in_pieces(words)
    if not _ASSEMBLY.search(text) and not _PROGRAM_VERSION.fullmatch(text):
        return None
    return _script_in_assembly(text)


def _script_in_assembly(text: str) -> LockSubject | None:
    from txexplain.wire.assemble import assemble

    try:
        return LockSubject("script", text, assemble(text))
    except InputError:
        if _SURELY_ASSEMBLY.search(text) is None:
            return None
        raise


def _script_in_pieces(words: list[str]) -> LockSubject:
    """The script that the words are together, as dumps have it. Raises InputError where they are not one alone."""
    from txexplain.wire.script import is_sound

    digits = "".join(words).lower()
    if not is_hex(digits) or not is_sound(bytes.fromhex(digits)):
        raise InputError("hex_in_lines", count=len(words))
    return _script_of(digits)


def _script_of(digits: str) -> LockSubject:
    """The script in hex. Raises InputError where that may be a private key, a transaction or the like."""
    from txexplain.sources.pasted import kind_of

    if len(digits) == ID_DIGITS:
        raise InputError("lock_of_64_digits")
    raw = bytes.fromhex(digits)
    if kind_of(raw):
        raise InputError("not_a_lock_but")
    if len(raw) in _KEY_SIZES and is_public_key_size(raw):
        raise InputError("key_not_on_curve", text=digits)
    return LockSubject("script", digits, raw)


def _lock_amid(text: str) -> LockSubject:
    """The address in a link or in other text. Raises InputError with what the text is, where there is none."""
    error = wrong_address(text)
    if error is not None:
        raise error
    if is_example(text) or is_psbt(text):
        raise InputError("not_a_lock", text=text, why="example")
    told = recognised(text, clean_hex(text))
    if told is None or told.code not in _TOLD:
        raise InputError("not_a_lock", text=beginning(text))
    address = told.facts.get(_TOLD[told.code])
    if not isinstance(address, str) or not networks_of(address):
        raise told.with_facts(why="lock") if told.code == "looks_like_silent_payment" else told
    return LockSubject("address", address, notes=(Note("address_amid", Facts(text=address)),))
