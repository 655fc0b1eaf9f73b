"""Extended public keys whose prefix also says what they are for (SLIP-132): in descriptors they are xpub or tpub."""

from __future__ import annotations

import re
from typing import NamedTuple

from txexplain.addresses.addresses import base58check_decode, base58check_encode
from txexplain.addresses.descriptors import EXTENDED_KEY

KEY = re.compile(EXTENDED_KEY)
_MAIN, _TEST = bytes.fromhex("0488b21e"), bytes.fromhex("043587cf")
_FORMS = {  # the version that it has, the one that it gets, and the function that it is for
    "049d7cb2": (_MAIN, "sh(wpkh({key}))"),
    "04b24746": (_MAIN, "wpkh({key})"),
    "0295b43f": (_MAIN, "sh(wsh(sortedmulti(M,{key},…)))"),
    "02aa7ed3": (_MAIN, "wsh(sortedmulti(M,{key},…))"),
    "044a5262": (_TEST, "sh(wpkh({key}))"),
    "045f1cf6": (_TEST, "wpkh({key})"),
    "024289ef": (_TEST, "sh(wsh(sortedmulti(M,{key},…)))"),
    "02575483": (_TEST, "wsh(sortedmulti(M,{key},…))"),
}
_VERSION_SIZE = 4
_RECEIVING = "/0/*"  # the path that wallets usually derive addresses to receive by


class Converted(NamedTuple):
    """The key as descriptors have it, and a descriptor of what its prefix says that it is for."""

    key: str
    descriptor: str


def converted(text: str) -> Converted | None:
    """Of a key expression with such a key in it, with its origin and path or without; None where there is none."""
    found = KEY.search(text)
    payload = base58check_decode(found[0]) if found else None
    version, form = _FORMS.get(payload[:_VERSION_SIZE].hex(), (b"", "")) if payload else (b"", "")
    if found is None or payload is None or not form:
        return None
    key = base58check_encode(version + payload[_VERSION_SIZE:])
    path = text[found.end() :] or _RECEIVING
    return Converted(key, form.format(key=text[: found.start()] + key + path))
