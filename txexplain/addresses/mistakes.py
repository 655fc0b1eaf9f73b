"""What exactly is wrong with a text that was meant as an address: of the wrong kind or network, cut, one slip in it.

What can be told is tried: with each change that one slip of the hand would undo the text is read again. A change is only
named where the address that it leads to is the only one; whoever gave the address has to say whether it is the right one.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from txexplain.addresses.addresses import address_of, networks_of, script_of
from txexplain.addresses.currencies import coin_of
from txexplain.model.errors import Fact, InputError
from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import NETWORKS, Network

MAX_TEXT = 300  # characters; what is longer was not meant as an address
BECH32_FORM = re.compile(r"(?:bc|tb|bcrt)1[0-9a-z]{4,}", re.I)
BASE58_FORM = re.compile(r"[13mn2][0-9A-Za-z]{24,35}")
_CUT = re.compile(r"((?:bc|tb|bcrt)1[0-9a-z]+|[13mn2][1-9A-HJ-NP-Za-km-z]{2,})(?:\.{2,}|\u2026|\*{2,})([0-9A-Za-z]*)", re.I)
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")


class AddressMistake(NamedTuple):
    """`key` says what is wrong, `facts` what its sentence needs, `places` which characters of `text`, counted from 0.

    `instead` is the only address that a change at these places leads to, where there is one.
    """

    key: str
    text: str
    places: tuple[int, ...] = ()
    instead: str | None = None
    facts: FrozenDict[str, Fact] = FrozenDict()

    def error(self) -> InputError:
        """The error that tells it: its places count from 1."""
        facts: dict[str, Fact] = {"text": self.text, **self.facts}
        if self.places:
            facts["places"] = ", ".join(str(place + 1) for place in self.places)
            facts["chars"] = ", ".join(f"`{self.text[place]}`" for place in self.places)
        if self.instead is not None:
            facts["instead"] = self.instead
        return InputError(f"address_{self.key}", **facts)


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
        return AddressMistake("of_other_coin", text, facts=FrozenDict(coin=coin))
    cut = _CUT.fullmatch(text)
    if cut is not None:
        return AddressMistake("cut", text, tuple(range(cut.end(1), cut.start(2))))
    return _with_unseen(text) or _by_form(text)


def addresses_of(script: bytes) -> dict[str, str | None]:
    """The address of the output script on each network, None where it has none."""
    return {name: address_of(script, network) for name, network in NETWORKS.items()}


def _of_other_network(text: str, networks: list[Network], asked: Network) -> AddressMistake:
    names = ", ".join(each.name for each in networks)
    return AddressMistake("of_other_network", text, facts=FrozenDict(networks=names, asked=asked.name))


def _with_unseen(text: str) -> AddressMistake | None:
    """White space or characters that are not shown, in what else is an address."""
    unseen = tuple(place for place, char in enumerate(text) if category(char) in _UNSEEN)
    bare = "".join(char for char in text if category(char) not in _UNSEEN)
    if not unseen or not networks_of(bare):
        return None
    char = f"U+{ord(text[unseen[0]]):04X}"
    return AddressMistake("unseen_character", text, unseen, bare, FrozenDict(char=char, count=len(unseen)))


def _by_form(text: str) -> AddressMistake | None:
    if BECH32_FORM.fullmatch(text):
        from txexplain.addresses.mistakes_bech32 import segwit_mistake

        return segwit_mistake(text)
    if BASE58_FORM.fullmatch(text):
        from txexplain.addresses.mistakes_base58 import base58_mistake

        return base58_mistake(text)
    return None
