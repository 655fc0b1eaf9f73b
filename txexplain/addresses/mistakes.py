"""What exactly is wrong with a text that was meant as an address: of the wrong kind or network, cut, one slip in it.

What can be told is tried: each change that one slip of the hand would undo is made, and the text read again. A change
is only named where the address that it leads to is the only one.
"""

from __future__ import annotations

import re
from unicodedata import category

from txexplain.addresses.addresses import networks_of
from txexplain.addresses.currencies import coin_of
from txexplain.model.address import AddressMistake, mistake
from txexplain.model.networks import Network

MAX_TEXT = 300  # characters; what is longer was not meant as an address
_BECH32_FORM = re.compile(r"(?:bc|tb|bcrt)1[0-9a-z]{4,}", re.I | re.A)
_BECH32_START = re.compile(r"(?:bc|tb|bcrt)1", re.I)
_BASE58_FORM = re.compile(r"[13mn2][0-9A-Za-z]{23,36}")
_MIXED = re.compile(r"(?=.+[0-9])(?=.*[a-z])(?=.*[A-Z])")  # as base58 nearly always is
_ONE_CASE = re.compile(r"(?=.+[0-9])(?:[0-9a-z]+|[0-9A-Z]+)")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_MOST_HEX = 0.8  # of an address some third of the characters are digits of hex
_CUT = re.compile(
    r"((?:(?:bc|tb|bcrt)1|BC1)[0-9A-Za-z]+|[13mn2][1-9A-HJ-NP-Za-km-z]{3,})(?:\.{2,}|\u2026|\*{2,})([0-9A-Za-z]*)"
)
_MOST_FOREIGN = 2
_USUAL_BECH32 = (38, 39, 40, 58, 59, 60)  # characters behind the start, of which one can be missing or extra
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")


def address_mistake(text: str, network: Network | None = None) -> AddressMistake | None:
    """What is wrong with the text as an address, on `network` where one is given.

    None where nothing is, or where it is nothing like an address. White space around does not count.
    """
    text = text.strip()
    if not 8 <= len(text) <= MAX_TEXT:
        return None
    networks = networks_of(text)
    if networks:
        return None if network is None or network in networks else _of_other_network(text, networks, network)
    coin = coin_of(text)
    if coin is not None:
        return mistake("looks_like_other_coin", text, coin=coin)
    cut = _CUT.fullmatch(text)
    if cut is not None and (_BECH32_START.match(text) or (cut[2] and _MIXED.match(cut[1][1:] + cut[2]))):
        return mistake("address_cut", text, tuple(range(cut.end(1), cut.start(2))))
    return _with_unseen(text) or (_by_form(text) if text.isascii() else None) or _with_foreign(text)


def _of_other_network(text: str, networks: list[Network], asked: Network) -> AddressMistake:
    names = ", ".join(each.name for each in networks)
    return mistake("address_of_other_network", text, networks=names, asked=asked.name)


def _with_unseen(text: str) -> AddressMistake | None:
    """White space, or characters that are not shown, in what else is an address."""
    unseen = tuple(place for place, char in enumerate(text) if category(char) in _UNSEEN)
    bare = "".join(char for char in text if category(char) not in _UNSEEN)
    if not unseen or not networks_of(bare):
        return None
    char = f"U+{ord(text[unseen[0]]):04X}"
    return mistake("address_unseen_character", text, unseen, bare, char=char, count=len(unseen))


def _with_foreign(text: str) -> AddressMistake | None:
    """One or two characters inside what else has the form of an address that are neither letters nor digits."""
    foreign = [place for place, char in enumerate(text) if not (char.isascii() and char.isalnum())]
    if not 1 <= len(foreign) <= _MOST_FOREIGN or foreign[-1] == len(text) - 1 or len(text.split()) > 1:
        return None
    start = _BECH32_START.match(text)
    if start is not None and len(text) - start.end() in _USUAL_BECH32:
        from txexplain.addresses.mistakes_bech32 import segwit_mistake

        return segwit_mistake(text)
    bare = "".join(char for place, char in enumerate(text) if place not in foreign)
    if start is not None or len(foreign) > 1 or not _BASE58_FORM.fullmatch(bare) or not _MIXED.match(bare):
        return None
    from txexplain.addresses.mistakes_base58 import base58_mistake

    return base58_mistake(text)


def _by_form(text: str) -> AddressMistake | None:
    from txexplain.addresses.mistakes_bech32 import mistaken_start, segwit_mistake, unknown_prefix

    if _HEX_DIGITS.issuperset(text):
        return None
    if _BECH32_FORM.fullmatch(text):
        return segwit_mistake(text)
    found = mistaken_start(text) or unknown_prefix(text)
    if found is not None or not _BASE58_FORM.fullmatch(text):
        return found
    if sum(char in _HEX_DIGITS for char in text) > _MOST_HEX * len(text):
        return None
    from txexplain.addresses.mistakes_base58 import base58_mistake

    found = base58_mistake(text)
    alike = _ONE_CASE.fullmatch(text) if found.key == "address_case_lost" else found.instead or _MIXED.match(text)
    return found if alike else None
