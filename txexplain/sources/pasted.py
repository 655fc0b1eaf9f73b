"""Whole transactions, PSBTs and blocks in what people paste: JSON, command lines, code, dumps, labelled fields.

Each way of reading gives bytes, and only what is whole down to its last byte is taken: what is shown was there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from txexplain.model.errors import DecodeError
from txexplain.model.hexadecimal import ID_DIGITS
from txexplain.model.subject import PSBT_MAGIC
from txexplain.sources.forms import MIN_SIZE, Find
from txexplain.sources.forms.bytes_listed import byte_lists, dumps
from txexplain.sources.forms.fields import fields
from txexplain.sources.forms.json_text import in_json, texts_in
from txexplain.sources.forms.rebuilt import rebuilt
from txexplain.sources.forms.undress import views
from txexplain.sources.forms.words import added_strings, bytes_of_word, is_cut, runs, wrapped

MAX_TEXT = 40_000_000
_LARGE = 2_000_000  # characters: a larger text is read as it stands, in the ways that large transactions come in
_MAX_NESTED = 3  # texts in strings in texts
_EFFORT = 4  # times the length of a text that is looked through, and of a short one this much more
_FREE_EFFORT = 600_000
_COST_OF_A_VIEW = 1_000  # as many characters
_BEGINS = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?((?:0[123]000000|70736274ff)[0-9A-Fa-f]{30,})(?![0-9A-Za-z])")
_VERSIONS = (1, 2, 3)

Way = Callable[[str], Iterator[Find]]

_IN_JSON: tuple[Way, ...] = (in_json, rebuilt)
_WAYS: tuple[Way, ...] = (
    runs,
    wrapped,
    dumps,
    byte_lists,
    added_strings,
    fields,
)
_WAYS_OF_CUT: tuple[Way, ...] = (runs, dumps)  # what else joins pieces, and would close the gap


class Payload(NamedTuple):
    """What was found: `kind` says of which kind (`transaction`, `psbt` …), `form` in what, `place` where in that.

    `around` is the text in which it stands as it was read: JSON there may tell more of it.
    """

    raw: bytes
    kind: str
    form: str
    place: str = ""
    around: str = ""


def payloads(text: str) -> list[Payload]:
    """All that is whole in the text, each once, in the order in which it was found."""
    return list(_Search(len(text)).found_in(text, 0).values()) if len(text) <= MAX_TEXT else []


class _Search:
    """What was looked at already, and how many characters may still be looked at, layers and strings included."""

    def __init__(self, size: int) -> None:
        self.tried: set[bytes] = set()
        self.texts: set[str] = set()
        self.effort = _EFFORT * size + _FREE_EFFORT

    def found_in(self, text: str, nested: int) -> dict[bytes, Payload]:
        """By its bytes, what the first way finds by which there is anything; else what is in the strings of JSON."""
        cut = False
        for view in views(text) if len(text) <= _LARGE else (text,):
            self.effort -= len(view) + _COST_OF_A_VIEW
            if self.effort < 0:
                break
            cut = cut or is_cut(view)
            found = self._in_view(view, _IN_JSON) or self._in_strings(view, nested)
            found = found or self._in_view(view, _WAYS_OF_CUT if cut or len(text) > _LARGE else _WAYS)
            if found:
                return found
        return {}

    def _in_view(self, text: str, ways: Iterable[Way]) -> dict[bytes, Payload]:
        found: dict[bytes, Payload] = {}
        for way in ways:
            for find in way(text):
                if len(find.raw) >= MIN_SIZE and find.raw not in self.tried:
                    self.tried.add(find.raw)
                    kind = kind_of(find.raw)
                    if kind:
                        found[find.raw] = Payload(
                            find.raw, kind, find.form, _without_secret(find.line_or_path(text)), text
                        )
            if found:
                break
        return found

    def _in_strings(self, text: str, nested: int) -> dict[bytes, Payload]:
        found: dict[bytes, Payload] = {}
        for path, inner in texts_in(text) if nested < _MAX_NESTED else ():
            if inner in self.texts:
                continue
            self.texts.add(inner)
            for raw, each in self.found_in(inner, nested + 1).items():
                path = _without_secret(path)
                place = f"{path} | fromjson | {each.place}" if each.form.startswith("json") else path
                found[raw] = each._replace(form="json", place=place)
        return found


def _without_secret(path: str) -> str:
    """The path in JSON, unless a private key or a seed is the name of a member."""
    if path.isdigit():
        return path
    from txexplain.recognise import recognise_secret_amid

    return path if recognise_secret_amid(path) is None else "…"


def kind_of(raw: bytes) -> str:
    """What the bytes are, whole; empty where they are none of these."""
    if len(raw) < MIN_SIZE:
        return ""
    if raw.startswith(PSBT_MAGIC):
        return "psbt" if _is_psbt(raw) else ""
    if _is_transaction(raw):
        return "transaction"
    if _is_block(raw):
        return "block"
    return "message" if _is_message(raw) else ""


def _is_message(raw: bytes) -> bool:
    """Whether it is what a signature signs: `decode` takes that apart, and all else says what it is."""
    from txexplain.crypto.sighash.read import read_message

    return read_message(raw) is not None


def _is_psbt(raw: bytes) -> bool:
    from txexplain.wire.psbt import read_psbt

    try:
        read_psbt(raw)
    except DecodeError:
        return False
    return True


def _is_transaction(raw: bytes) -> bool:
    from txexplain.wire.transaction import decode

    try:
        tx = decode(raw)
    except DecodeError:
        return False
    return bool(tx.inputs) or tx.version in _VERSIONS  # without inputs much reads as a transaction


def _is_block(raw: bytes) -> bool:
    from txexplain.recognise import recognise_bytes
    from txexplain.wire.block import BlockReader

    told = recognise_bytes(raw)
    if told is None or told.code != "looks_like_block":
        return False
    try:
        return sum(1 for _ in BlockReader(raw).transactions()) > 0
    except DecodeError:
        return False


def beginning_in(text: str) -> Find | None:
    """The one run of hex or base64 that begins like a transaction or PSBT, and is not whole or not right."""
    for view in views(text) if len(text) <= _LARGE else ():
        found: dict[bytes, Find] = {}
        for find in (*in_json(view), *_beginnings(view), *(() if is_cut(view) else wrapped(view))):
            if _BEGINS.fullmatch(find.raw[:24].hex()) and find.form != "fields":
                found.setdefault(find.raw, find._replace(place=find.line_or_path(view)))
        longest = max(found, key=len, default=b"")
        if found and all(longest.startswith(raw) for raw in found):
            return found[longest]
    return None


def odd_digits_in(text: str) -> int | None:
    """How many digits a run of hex has that begins like a transaction, where they are odd; None without one."""
    counts = (len(match[1]) for match in _BEGINS.finditer(text))
    return next((count for count in counts if count % 2), None)


def _is_open(text: str, run: re.Match[str]) -> bool:
    """Whether the text ends in it, and it is in a string that is never closed."""
    return not text[run.end() :].strip() and text[run.start() - 1 : run.start()] in ('"', "'", "`")


def _beginnings(text: str) -> Iterator[Find]:
    for match in _BEGINS.finditer(text):
        digits = match[1]
        if len(digits) % 2 and _is_open(text, match):
            digits = digits[:-1]  # half of a byte, behind which the text ends
        if len(digits) % 2 == 0 and len(digits) != ID_DIGITS and not text.startswith("..", match.end()):
            form = "cut_string" if _is_open(text, match) else "text"
            yield Find(bytes.fromhex(digits), form, match.start())
    for match in re.finditer(r"cHNidP[A-Za-z0-9+/]{20,}={0,2}", text):
        for raw in bytes_of_word(match[0]):
            yield Find(raw, "base64", match.start())
