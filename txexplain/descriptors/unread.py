"""Why an expression is neither a function of descriptors nor miniscript: the first thing that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from txexplain.descriptors.refused import cut
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex

MAX_LOCK = 0x7FFF_FFFF
_HASH_DIGITS = {"sha256": 64, "hash256": 64, "ripemd160": 40, "hash160": 40}
_LOCKS = ("older", "after")
_OF_MINISCRIPT = (
    *("pk", "pkh", "pk_k", "pk_h", "multi", "multi_a", "thresh"),
    *("and_v", "and_b", "and_n", "or_b", "or_c", "or_d", "or_i", "andor"),
    *_LOCKS,
    *_HASH_DIGITS,
)
_OF_DESCRIPTORS = (
    "wpkh",
    "sh",
    "wsh",
    "tr",
    "rawtr",
    "combo",
    "sortedmulti",
    "sortedmulti_a",
    "addr",
    "raw",
    "musig",
)
FUNCTIONS = (*_OF_MINISCRIPT, *_OF_DESCRIPTORS, "addr", "raw", "musig")
_WRAPPERS = "asctdvjnlu"
_CALL = re.compile(r"(?:(\w*):)?(\w*)\((?=([^(),{}]*)([(),{}]?))")
_NUMBER = re.compile(r"[0-9]{1,20}")
_MAX_NAME = 20


def reason_in(text: str, core: str) -> InputError | None:
    """The error for the first call in it that is wrong by itself; None where each is right.

    `core` is the sentence of Bitcoin Core, which says less.
    """
    fault = next((fault for call in _CALL.finditer(text) for fault in _faults(*call.groups(""))), None)
    return None if fault is None else fault.with_facts(core=core)


def _faults(wrappers: str, name: str, inside: str, end: str) -> Iterator[InputError]:
    """What is wrong with a call: `inside` is what follows the bracket, up to the sign `end`."""
    near = "" if name in FUNCTIONS else _near(name)
    if near:
        yield InputError("descriptor_function_near", found=name, near=near)
    elif name and name not in FUNCTIONS:
        yield InputError("descriptor_function", found=f"{name[:_MAX_NAME]}()")
    for letter in wrappers:
        if letter not in _WRAPPERS:
            yield InputError("miniscript_wrapper", found=letter, part=cut(f"{wrappers}:{name}"))
    if end == ")" and name in _LOCKS and not (_NUMBER.fullmatch(inside) and 1 <= int(inside) <= MAX_LOCK):
        yield InputError("miniscript_timelock", function=name, found=cut(inside))
    digits = _HASH_DIGITS.get(name, 0)
    if end == ")" and digits and not (len(inside) == digits and is_hex(inside)):
        yield InputError("miniscript_hash", function=name, count=len(inside), digits=digits)


def _near(name: str) -> str:
    """The functions that the name may be a slip of."""
    from difflib import get_close_matches

    if len(name) > _MAX_NAME:
        return ""
    return ", ".join(get_close_matches(name.lower(), FUNCTIONS, n=2, cutoff=0.6))
