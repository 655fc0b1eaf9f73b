"""Addresses of other coins, by their checksum where it is Bitcoin's, else by their form; links to their explorers."""

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
_SITES = {  # explorers: of another coin's alone, and of several coins, by their path
    "Ethereum": r"(?:[a-z0-9-]+\.)?(?:etherscan\.io|ethplorer\.io|beaconcha\.in)",
    "BNB Smart Chain": r"(?:testnet\.)?bscscan\.com",
    "Polygon": r"polygonscan\.com",
    "Litecoin": r"litecoinspace\.org|chain\.so/(?:tx/)?LTC",
    "Dogecoin": r"dogechain\.info|chain\.so/(?:tx/)?DOGE",
    "Dash": r"(?:insight|explorer)\.dash\.org",
    "Liquid": r"liquid\.network|blockstream\.info/liquid(?:testnet)?|mempool\.space/liquid",
    "Solana": r"solscan\.io|explorer\.solana\.com|solana\.fm",
    "Tron": r"tronscan\.(?:org|io)",
    "Monero": r"xmrchain\.net",
    "XRP": r"xrpscan\.com|livenet\.xrpl\.org",
    "Cardano": r"cardanoscan\.io|cexplorer\.io",
}
_SEVERAL_COINS = re.compile(
    r"(?:www\.)?(?:blockchair\.com|blockcypher\.com|live\.blockcypher\.com|blockchain\.com/explorer/transactions)"
    r"/(?:[a-z]{2}/)?(bitcoin-cash|ethereum|litecoin|dogecoin|dash|zcash|ecash|monero|cardano|solana|ltc|doge|eth|bch)\b"
)
_NAMES = {
    "bitcoin-cash": "Bitcoin Cash",
    "bch": "Bitcoin Cash",
    "ecash": "eCash",
    "ltc": "Litecoin",
    "doge": "Dogecoin",
    "eth": "Ethereum",
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


def coin_of_site(link: str) -> str | None:
    """The other coin whose explorer the link leads to; None where it is none of these."""
    place = re.sub(r"^(?:https?://)?(?:www\.)?", "", link, flags=re.I)
    several = _SEVERAL_COINS.match(place.lower())
    if several is not None:
        return _NAMES.get(several[1], several[1].capitalize())
    return next((coin for coin, form in _SITES.items() if re.match(rf"(?:{form})(?![\w-])", place, re.I)), None)
