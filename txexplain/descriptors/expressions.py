"""Miniscript inside a descriptor: read, judged sane or not, and its keys (Core: ParseScript, the end of it)."""

from __future__ import annotations

from txexplain.descriptors.descriptor import Descriptor, place_of
from txexplain.descriptors.read_key import Keys, Place, read_key, together
from txexplain.descriptors.refused import cut, without_digits
from txexplain.descriptors.unread import reason_in
from txexplain.miniscript.node import Node
from txexplain.model.errors import InputError

_INSANE = {  # by the reason
    "invalid": InputError("miniscript_invalid"),
    "malleable": InputError("miniscript_malleable"),
    "unsigned": InputError("miniscript_unsigned"),
    "mixed_locks": InputError("miniscript_mixed_timelocks"),
    "duplicate_keys": InputError("miniscript_duplicate_keys"),
    "resources": InputError("miniscript_resources"),
    "not_alone": InputError("miniscript_not_alone"),
    "unsatisfiable": InputError("miniscript_unsatisfiable"),
}
_INSIDE = {"sh": "P2SH", "wsh": "P2WSH"}


def read_expression(text: str, where: str, place: Place) -> tuple[Descriptor, ...]:
    """What is none of the functions of descriptors: miniscript, or an error.

    `where` is `top`, `sh`, `wsh` or `tr`; Core reads miniscript everywhere, as in `tr()`, and refuses it then.
    """
    from txexplain.miniscript.text import parse_miniscript

    keys: list[Keys] = []
    within = place._replace(uncompressed=False, taproot=where != "wsh")

    def parse_key(written: str) -> bytes:
        keys.append(read_key(written, within))
        return place_of(len(keys) - 1)

    node = parse_miniscript(text, parse_key, tapscript=where != "wsh")
    if node is None:
        raise _no_expression(text, where)
    if where not in ("wsh", "tr"):
        raise InputError("descriptor_miniscript_place", core="Miniscript expressions can only be used in wsh or tr.")
    _check(node, keys, tapscript=where == "tr")
    alternatives = together(keys, "Miniscript: Multipath derivation paths have mismatched lengths")
    return tuple(Descriptor("miniscript", each, node=node, is_tapscript=where == "tr") for each in alternatives)


def _no_expression(text: str, where: str) -> InputError:
    """What is wrong with it, else that it is none of what can be there."""
    shown = cut(without_digits(text))
    if where in _INSIDE:
        core = f"A function is needed within {_INSIDE[where]}"
        return reason_in(text, core) or InputError("descriptor_function_needed", core=core, found=shown)
    core = f"'{text if '(' in text else without_digits(text)}' is not a valid descriptor function"
    return reason_in(text, core) or InputError("descriptor_function", core=core, found=shown)


def _check(node: Node, keys: list[Keys], *, tapscript: bool) -> None:
    """Raises InputError for an expression that is not sane, by the first path of multipaths, as Core does."""
    from txexplain.miniscript.sanity import insanity

    def key_at(place: bytes) -> bytes:
        """What tells keys apart: two that both need a private key count as one."""
        return keys[int.from_bytes(place, "big")][0].at(0) or b""

    def text_at(place: bytes) -> str:
        return str(keys[int.from_bytes(place, "big")][0])

    found = insanity(node, text_at, tapscript=tapscript, same=key_at)
    if found is not None:
        shown = _key_twice(keys) if found.reason == "duplicate_keys" else cut(found.part)
        raise _INSANE[found.reason].with_facts(core=found.core, part=shown)


def _key_twice(keys: list[Keys]) -> str:
    """The first of them that was there before."""
    seen: set[bytes] = set()
    for key, *_ in keys:
        if (found := key.at(0) or b"") in seen:
            return str(key)
        seen.add(found)
    return ""
