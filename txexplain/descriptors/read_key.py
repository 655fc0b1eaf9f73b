"""Key expressions read (Core: ParsePubkey, ParsePubkeyInner); of each the alternatives of its multipath."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from txexplain.addresses.addresses import base58check_decode
from txexplain.addresses.descriptors import EXTENDED_KEY
from txexplain.addresses.slip132 import converted
from txexplain.descriptors.keys import Key, Origin
from txexplain.descriptors.paths import Marks, check_number, read_paths, take_range
from txexplain.descriptors.reader import Reader
from txexplain.descriptors.refused import behind, cut, without_digits
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import HEX_DIGITS, is_hex
from txexplain.model.networks import MAIN, NETWORKS, Network
from txexplain.wire.keys import can_sign, is_compressed, is_hybrid, is_public_key_size, is_x_coordinate

Keys = tuple[Key, ...]
_EXTENDED = re.compile(EXTENDED_KEY)
_VERSIONS = {True: b"\x04\x88\xb2\x1e", False: b"\x04\x35\x87\xcf"}  # xpub of the main network, tpub of all others
_DIGITS = (66, 130)  # of a public key in hex
_SIZE = 78  # bytes of an extended key (BIP32)


class Place(NamedTuple):
    """Where a key is: which forms of it that allows, and on which network."""

    network: Network
    uncompressed: bool = False
    taproot: bool = False


def network_of_keys(text: str) -> Network | None:
    """That of the first extended key in the text, for the test networks `test`; None where there is none."""
    for match in _EXTENDED.finditer(text):
        payload = base58check_decode(match[0])
        if payload and payload[:4] in _VERSIONS.values():
            return MAIN if payload[:4] == _VERSIONS[True] else NETWORKS["test"]
    return None


def read_key(text: str, place: Place) -> Keys:
    """The key that the expression is, of a multipath one for each of its numbers.

    Raises InputError: what is wrong with it, with Core's sentence as the fact `core`.
    """
    if text.startswith("musig("):
        return _several_as_one(text, place)
    before, *after = text.split("]")
    if len(after) > 1:
        raise InputError("descriptor_origin", core="Multiple ']' characters found for a single pubkey")
    marks = Marks()
    if not after:
        return _with_marks(_key(text, place, marks), marks)
    origin = _origin(before, marks)
    return tuple(key._replace(origin=origin) for key in _with_marks(_key(after[0], place, marks), marks))


def _with_marks(keys: Keys, marks: Marks) -> Keys:
    return tuple(key._replace(apostrophe=True) for key in keys) if marks.apostrophe else keys


def _origin(text: str, marks: Marks) -> Origin:
    if text[:1] != "[":
        core = f"Key origin start '[ character expected but not found, got '{text[:1] or ']'}' instead"
        raise InputError("descriptor_origin", core=core)
    fingerprint, *steps = text[1:].split("/")
    if len(fingerprint) != 8:
        raise InputError(
            "descriptor_origin",
            core=f"Fingerprint is not 4 bytes ({len(fingerprint)} characters instead of 8 characters)",
        )
    if not is_hex(fingerprint):
        raise InputError("descriptor_origin", core=f"Fingerprint '{fingerprint}' is not hex")
    return Origin(bytes.fromhex(fingerprint), read_paths(steps, marks, multipath=False)[0])


def _key(text: str, place: Place, marks: Marks) -> Keys:
    written, *steps = text.split("/")
    if not written:
        raise InputError("descriptor_no_key", core="No key provided")
    if " " in (written[0], written[-1]):
        raise InputError("descriptor_key", core=f"Key '{written}' is invalid due to whitespace", key=cut(written))
    if not steps and is_hex(written):
        return (_plain_key(written, bytes.fromhex(written), place),)
    found = _extended_key(written, place.network)
    if found is None:
        raise _no_extended_key(written, place.network, has_steps=bool(steps))
    ranged = take_range(steps, marks)
    return tuple(found._replace(path=path, ranged=ranged) for path in read_paths(steps, marks))


def _plain_key(written: str, data: bytes, place: Place) -> Key:
    if is_public_key_size(data) and is_hybrid(data):
        raise InputError("descriptor_hybrid_key", core="Hybrid public keys are not allowed", key=written)
    if can_sign(data):
        if not place.uncompressed and not is_compressed(data):
            raise InputError("descriptor_uncompressed_key", core="Uncompressed keys are not allowed", key=written)
        return Key(data)
    if len(data) == 32 and place.taproot and is_x_coordinate(data):
        return Key(b"\2" + data, is_x_only=True)
    core = without_digits(f"Pubkey '{written}' is invalid")
    if len(data) == 32:
        raise InputError("descriptor_key_of_32_bytes", core=core)
    raise _invalid(written, core)


@lru_cache(maxsize=1024)
def _extended_key(written: str, network: Network) -> Key | None:
    """Core: DecodeExtPubKey."""
    payload = base58check_decode(written)
    if payload is None or len(payload) != _SIZE or payload[:4] != _VERSIONS[network == MAIN]:
        return None
    depth, data = payload[4], payload[45:]
    if (not depth and any(payload[5:13])) or not is_compressed(data) or not can_sign(data):
        return None
    return Key(data, extended=written, chain_code=payload[13:45], depth=depth)


def _invalid(written: str, core: str) -> InputError:
    """What is no key: of hex of a wrong length, which may be a part of a secret, the number of its digits alone."""
    if HEX_DIGITS.issuperset(written) and len(written) not in _DIGITS:
        return InputError("descriptor_key", core=core, why="digits", count=len(written))
    return InputError("descriptor_key", core=core, key=cut(written))


def _no_extended_key(written: str, network: Network, *, has_steps: bool) -> InputError:
    core = f"key '{written}' is not valid"
    payload = base58check_decode(written)
    if payload and len(payload) == _SIZE and payload[:4] == _VERSIONS[network != MAIN]:
        return InputError("descriptor_key_of_other_network", core=core, key=written, network=network.name)
    instead = converted(written)
    if instead is not None:
        return InputError("descriptor_key_of_slip132", core=core, prefix=written[:4], key=instead.key)
    if has_steps and len(written) in _DIGITS and is_hex(written) and can_sign(bytes.fromhex(written)):
        return InputError("descriptor_steps", core=core, key=written)
    return _invalid(written, core)


def together(keys: Sequence[Keys], core: str) -> tuple[Keys, ...]:
    """Of each path of the multipaths all keys; those without one are the same for all."""
    many = max(map(len, keys))
    if any(len(each) not in (1, many) for each in keys):
        raise InputError("descriptor_multipath", core=core)
    check_number(many * len(keys))
    return tuple(tuple(each[path % len(each)] for each in keys) for path in range(many))


# Several keys as one


def _several_as_one(text: str, place: Place) -> Keys:
    if not place.taproot:
        raise InputError("descriptor_musig", core="musig() is only allowed in tr() and rawtr()")
    if text.count(")") > 1:
        raise InputError("descriptor_musig", core="Too many ')' in musig() expression")
    head, closing, derivation = text.partition(")")
    inside = Reader(head + closing)
    if not inside.is_call("musig"):
        raise InputError("descriptor_musig", core="Invalid musig() expression")
    participants = _participants(inside, place)
    if not derivation.startswith("/"):  # whatever else is behind it Core passes over
        return _combined(participants, ((),), "")
    return _combined(participants, *_derivation(derivation, participants))


def _participants(inside: Reader, place: Place) -> list[Keys]:
    """Those in the brackets, of each its alternatives."""
    found: list[Keys] = []
    within = Place(place.network)
    while inside:
        if found and not inside.takes(","):
            raise InputError("descriptor_musig", core=f"musig(): expected ',', got '{inside.first}'")
        found.append(prefixed("musig(): ", str(inside.expression()), within))
    if not found:
        raise InputError("descriptor_musig", core="musig(): Must contain key expressions")
    return found


def prefixed(prefix: str, text: str, place: Place) -> Keys:
    """`read_key`, where in front of Core's sentence stands whose key it is."""
    try:
        return read_key(text, place)
    except InputError as error:
        raise behind(prefix, error) from None


def _derivation(text: str, participants: list[Keys]) -> tuple[tuple[tuple[int, ...], ...], str]:
    """The paths from the key of all, and whether they have a range."""
    if not all(keys[0].is_extended for keys in participants):
        raise InputError(
            "descriptor_musig", core="musig(): derivation requires all participants to be xpubs or xprvs"
        )
    if any(keys[0].is_range for keys in participants):
        raise InputError(
            "descriptor_musig", core="musig(): Cannot have ranged participant keys if musig() also has derivation"
        )
    marks, steps = Marks(), text.split("/")[1:]
    ranged = take_range(steps, marks)
    if ranged == "*h":
        raise InputError("descriptor_musig", core="musig(): Cannot have hardened child derivation")
    try:
        paths = read_paths(steps, marks)
    except InputError as error:
        raise behind("musig(): ", error) from None
    if marks.any:
        raise InputError("descriptor_musig", core="musig(): cannot have hardened derivation steps")
    return paths, ranged


def _combined(participants: list[Keys], paths: tuple[tuple[int, ...], ...], ranged: str) -> Keys:
    if max(map(len, participants)) > 1 and len(paths) > 1:
        raise InputError(
            "descriptor_musig", core="musig(): Cannot have multipath participant keys if musig() is also multipath"
        )
    alternatives = together(participants, "musig(): Multipath derivation paths have mismatched lengths")
    if len(alternatives) > 1:
        return tuple(Key(b"", participants=keys, path=paths[0], ranged=ranged) for keys in alternatives)
    return tuple(Key(b"", participants=alternatives[0], path=path, ranged=ranged) for path in paths)
