"""What an error repeats of what was given, without what may be a secret in it: a key, be it mistyped, a password.

`recognise_secret` refuses what is surely one. Here the rest is caught: a key that is broken, cut or mistyped, 64 hex
digits where no ID is meant, the user and the password in a URL. In their place is an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from txexplain.addresses.addresses import networks_of
from txexplain.model.errors import Fact, InputError, TxExplainError
from txexplain.model.hexadecimal import is_hex
from txexplain.recognise.path_form import is_path
from txexplain.recognise.random_text import APART, INVISIBLE, looks_random

E = TypeVar("E", bound=TxExplainError)

_IN_ITS_PLACE = "…"
_IDS = (
    "id",
    "txid",
    "asked",
    "came",
    "place",
    "places",
    "wanted",
)  # facts with ids, by which everybody finds a transaction
_FOUND_ID = "spent_outputs_of_other"  # what it found is one too
_PATHS = ("path", "folder", "parent", "name")  # facts
_BARE = re.compile(r"(?:0[xX])?[0-9A-Fa-f]{64}")
_HEX_RUN = re.compile(r"([0-9A-Fa-f]{12,64})…?")
_NO_IDS = ("link_to_address",)
_KEYS_ARE_READ = tuple(  # errors of miniscript in which each key was read as one
    f"miniscript_{reason}"
    for reason in "malleable unsigned mixed_timelocks duplicate_keys resources not_alone unsatisfiable".split()
)
_CREDENTIALS = re.compile(
    r"(?<=//)[^\s/]{0,300}[:@]\S{0,300}@|(?<=//)[^\s/@:]{1,300}:(?!\d{1,5}(?:$|[^\w@]))[^\s/@]*…$"
)
_USER_AND_PASSWORD = re.compile(r"(?<![^\s\"'`=])[^\s/:@\"'`=]{1,300}:[^\s@]{0,300}@(?=\S)")
_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?([0-9A-Za-z]{44,65}|[0-9A-Fa-f]{128})(?![0-9A-Za-z]|\.[A-Za-z])")
_DIGITS_APART = re.compile(rf"(?<![0-9A-Za-z])(?:0[xX])?[0-9A-Fa-f]+(?:[\s{INVISIBLE}]+[0-9A-Fa-f]+)+(?![0-9A-Za-z])")
_DIGITS_CUT = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?[0-9A-Fa-f]{12,}(?=…$)")
_MOST_NO_DIGITS = 6  # slips in 64 digits
_CUT, _CUT_WORD = ("word", "name"), 40  # facts of which so many characters are shown
_WORD = re.compile(r"[0-9A-Za-z]+")
_FEWEST_RANDOM, _FEWEST_CUT = 12, 8  # characters: of a key no more is shown
_PUBLIC = re.compile(
    r"[xyztuvYZUV]pub[0-9A-Za-z]{20,}|[13mn2][0-9A-Za-z]{25,35}"
)  # or an address, with a slip perhaps


def secrets_left_out(error: E, typed: Collection[str] = ()) -> E:
    """The same error; where one of its facts may hold a secret, a fresh one that has an ellipsis there.

    `typed` are 64 hex digits each: where a fact holds some of them, nothing else tells what they are of.
    """
    facts = {name: _hidden_fact(error, name, fact, typed) for name, fact in error.facts.items()}
    return error if facts == dict(error.facts) else error.with_facts(**facts)


def _hidden_fact(error: TxExplainError, name: str, fact: Fact, typed: Collection[str]) -> Fact:
    if not isinstance(fact, str) or name == "server":
        return fact
    if name in _PATHS and (is_path(fact) or (name != "name" and "/" in fact)):
        return _hidden_in_path(fact)
    ids = not isinstance(error, InputError) or (name in _IDS and error.code not in _NO_IDS)
    ids = ids or error.code in _KEYS_ARE_READ or (error.code, name) == (_FOUND_ID, "found")
    if error.code in _NO_IDS and is_hex(fact):
        return _IN_ITS_PLACE
    fact = fact if ids else _without(typed, fact)
    is_cut = name in _CUT and len(fact) == _CUT_WORD
    left = hidden(f"{fact}{_IN_ITS_PLACE}" if is_cut else fact, digits=not ids)
    return left.removesuffix(_IN_ITS_PLACE) if is_cut and left.startswith(fact) else left


def _without(typed: Collection[str], text: str) -> str:
    def cut(run: re.Match[str]) -> str:
        return _IN_ITS_PLACE if any(digits.startswith(run[1]) for digits in typed) else run[0]

    return _HEX_RUN.sub(cut, text) if typed else text


def _hidden_in_path(path: str) -> str:
    """The path without what is surely a secret in it: names of files have letters and digits as by chance too."""
    from txexplain.recognise import recognise_secret

    path = _without_password(path)
    if recognise_secret(path) is not None:
        return hidden(path)
    return "/".join(_IN_ITS_PLACE if _BARE.fullmatch(part) else part for part in path.split("/"))


def _without_password(text: str) -> str:
    return _USER_AND_PASSWORD.sub(f"{_IN_ITS_PLACE}@", _CREDENTIALS.sub(f"{_IN_ITS_PLACE}@", text))


def hidden(text: str, *, digits: bool = True) -> str:
    """The text without what may be a secret, with `digits` also without 64 hex digits."""
    text = _without_password(text)
    if digits:
        text = _DIGITS_APART.sub(_digits_hidden, text)
        text = _DIGITS_CUT.sub("", _DIGITS.sub(_digits_hidden, text))
    for start, end in reversed(list(_random_places(text))):
        text = text[:start] + _IN_ITS_PLACE + text[end:]
    return text


def _digits_hidden(found: re.Match[str]) -> str:
    whole = "".join(_WORD.findall(found[0])).removeprefix("0x").removeprefix("0X")
    if not (44 <= len(whole) <= 65 or len(whole) == 128) or networks_of(found[0]):
        return found[0]
    no_digits = sum(character not in "0123456789abcdefABCDEF" for character in whole)
    return _IN_ITS_PLACE if no_digits <= _MOST_NO_DIGITS else found[0]


def _random_places(text: str) -> Iterator[tuple[int, int]]:
    """Where base58 stands that is no address and no public key, also where white space divides it."""
    for group in _groups(text):
        fewest = _FEWEST_CUT if text.startswith(_IN_ITS_PLACE, group[-1].end()) else _FEWEST_RANDOM
        if sum(len(word[0]) for word in group) >= fewest:
            yield group[0].start(), group[-1].end()


def _groups(text: str) -> Iterable[list[re.Match[str]]]:
    """Words as of base58, those together that only white space divides."""
    groups: list[list[re.Match[str]]] = []
    for word in _WORD.finditer(text):
        if not _is_noise(word[0], is_piece=text.startswith(_IN_ITS_PLACE, word.end())):
            continue
        if groups and APART.fullmatch(text, groups[-1][-1].end(), word.start()):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _is_noise(word: str, *, is_piece: bool) -> bool:
    return looks_random(word, is_piece=is_piece) and _PUBLIC.fullmatch(word) is None and not networks_of(word)
