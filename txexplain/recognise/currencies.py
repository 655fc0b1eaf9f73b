"""Addresses of other coins: by their checksum where it is Bitcoin's, else by a form that nothing else has."""

from __future__ import annotations

import re

from txexplain.addresses.addresses import base58check_decode
from txexplain.addresses.bech32 import decode_program

_MIN, _MAX = 25, 110  # characters
_HRPS = {
    "ltc": "Litecoin",
    "tltc": "Litecoin",
    "btg": "Bitcoin Gold",
    "dgb": "DigiByte",
    "vtc": "Vertcoin",
}
_VERSIONS = {  # what an address of 21 bytes begins with
    b"\x30": "Litecoin",
    b"\x32": "Litecoin",
    b"\x1e": "Dogecoin",
    b"\x16": "Dogecoin",
    b"\x4c": "Dash",
    b"\x10": "Dash",
    b"\x41": "Tron",
}
_ZCASH = (b"\x1c\xb8", b"\x1c\xbd")
_FORMS = {
    "Ethereum": re.compile(r"0x[0-9A-Fa-f]{40}"),
    "Bitcoin Cash": re.compile(r"(?:bitcoincash|bchtest|bchreg):[qpzr][02-9ac-hj-np-z]{41}", re.I),
    "eCash": re.compile(r"ecash:[qp][02-9ac-hj-np-z]{41}", re.I),
    "Monero": re.compile(r"[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}"),
    "Cardano": re.compile(r"addr1[02-9ac-hj-np-z]{50,}"),
}
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,36}")


def coin_of(word: str) -> str | None:
    """The coin whose address the word is; None where it is none of these."""
    if not _MIN <= len(word) <= _MAX:
        return None
    by_form = next((coin for coin, form in _FORMS.items() if form.fullmatch(word)), None)
    if by_form is not None:
        return by_form
    program = decode_program(word) if "1" in word else None
    if program is not None:
        return _HRPS.get(program[0])
    payload = base58check_decode(word) if _BASE58.fullmatch(word) else None
    if payload is None:
        return None
    if len(payload) == 22 and payload[:2] in _ZCASH:
        return "Zcash"
    return _VERSIONS.get(payload[:1]) if len(payload) == 21 else None
