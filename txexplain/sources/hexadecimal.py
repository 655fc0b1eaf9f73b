"""Hex text, and what text is that is none."""

from __future__ import annotations

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import HEX_DIGITS, ID_DIGITS
from txexplain.sources.files import sized

MIN_HEX_ARGUMENT = 20  # a shorter argument of hex digits may well be the name of a file
_FIRST_OFFSETS = ("0" * 7, "0" * 8)  # of `od`; of `xxd` and `hexdump`
_LONGEST_OFFSET = 16  # digits
_VERSIONS = ("1000000", "2000000", "3000000")  # how a transaction begins, behind the first 0
_LONGEST_NAME = 650  # characters: ten ids
_AROUND_HEX = dict.fromkeys(map(ord, " \t\r\n\f\v\"'`,;"))


def clean_hex(text: str) -> str:
    """The text without what people paste along with hex: white space, line breaks, quotes, a leading 0x."""
    if text[:2] in ("b'", 'b"'):  # as Python prints bytes
        text = text[1:]
    text = text.translate(_AROUND_HEX)
    return text[2:] if text[:2] in ("0x", "0X") else text


def is_dump(text: str) -> bool:
    """Whether it begins with the offset of the first byte, as a dump does; so may a transaction of version 0.

    Or with that of another byte, and goes on with more.
    """
    first, *rest = text.split(None, 1) or [""]
    if bool(rest) and first.removesuffix(":") in _FIRST_OFFSETS:
        return True
    if not rest or len(first) > _LONGEST_OFFSET or "\n" not in text:
        return False
    from txexplain.sources.forms.broken_dump import is_in_rows

    return is_in_rows(text.lstrip())


def is_name(text: str) -> bool:
    """Whether the hex names something: ids one after the other, an id and a number, an account of Ethereum."""
    first, *others = text[:_LONGEST_NAME].split()
    if len(first) == 42 and first[:2] == "0x" and not others:
        return True
    if len(first) != ID_DIGITS or not others or first[1:8] in _VERSIONS:
        return False
    return all(len(word) == ID_DIGITS for word in others[:-1]) and (
        len(others[-1]) < 6 or len(others[-1]) == ID_DIGITS
    )


def has_only_hex(text: str) -> bool:
    """Whether it is nothing but hex digits, one at least."""
    return bool(text) and HEX_DIGITS.issuperset(text)


def is_key_size(text: str) -> bool:
    """Whether it is 64 hex digits: an id, or a private key."""
    digits = clean_hex(text)
    return len(digits) == ID_DIGITS and has_only_hex(digits)


def from_hex(text: str) -> bytes:
    if len(text) == ID_DIGITS:
        raise InputError("looks_like_txid", text=text)
    if len(text) % 2:
        raise InputError("odd_hex_digits", count=len(text))
    return sized(bytes.fromhex(text))


def hex_in(words: str) -> bytes:
    """The bytes of hex text."""
    text = clean_hex(words)
    if has_only_hex(text) and not is_name(words):
        return from_hex(text)
    raise recognised(words, text) or InputError("looks_like_text", count=len(words))


def recognised(words: str, text: str) -> InputError | None:
    """What the words are instead of hex, where that can be told; `text` is what is left of them as hex."""
    from txexplain.recognise import recognise_text
    from txexplain.recognise.path_form import is_path

    found = _as_example(recognise_text(words.strip()))
    good = sum(char in HEX_DIGITS for char in text)
    if found is None and is_path(words.strip()):
        return None
    if found is None and len(text) >= MIN_HEX_ARGUMENT and 0.9 * len(text) <= good < len(text):
        place = next(place for place, char in enumerate(text) if char not in HEX_DIGITS)
        return InputError("not_hex", place=place + 1, char=text[place], count=len(text))
    return found


def _as_example(found: InputError | None) -> InputError | None:
    """The same, but of a link to the page of a bundled example the name of that."""
    if found is None or found.code != "link_to_transaction":
        return found
    from txexplain.bundled import example_of

    txid = str(found.facts["id"])
    name = example_of(txid.lower())
    return found if name is None else InputError("link_to_example", id=txid, name=name)
