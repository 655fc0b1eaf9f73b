"""What was hashed leads to another hash than the one committed to: both, and what does fit, if that is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from txexplain.causes.seen import Found, Seen
from txexplain.crypto.curve import compressed, parse_public_key
from txexplain.model.script import (
    OP_EQUAL,
    OP_EQUALVERIFY,
    OP_HASH160,
    OP_HASH256,
    OP_IF,
    OP_NOTIF,
    OP_RIPEMD160,
    OP_SHA1,
    OP_SHA256,
)
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256
from txexplain.wire.keys import can_sign, is_x_coordinate
from txexplain.wire.script import instructions, push

Hash = Callable[[bytes], bytes]
HASHES: Mapping[str, Hash] = {
    "SHA256": sha256,
    "HASH160": hash160,
    "HASH256": hash256,
    "RIPEMD160": ripemd160,
    "SHA1": sha1,
}
HASHING = {
    OP_SHA256: "SHA256",
    OP_HASH160: "HASH160",
    OP_HASH256: "HASH256",
    OP_RIPEMD160: "RIPEMD160",
    OP_SHA1: "SHA1",
}
_MENDED = ("key", "redeem", "witness_script")  # of which it is told what to do where nothing that fits is at hand
_READ_INSTRUCTIONS = 10_000
_SHOWN_BYTES = 80  # of an item in a fact


class Compared(NamedTuple):
    """A hash that was taken of `preimage` by `function`, and the one that it was compared with."""

    function: str
    preimage: bytes
    committed: bytes

    @property
    def computed(self) -> bytes:
        return HASHES[self.function](self.preimage)


def compared(seen: Seen) -> Compared | None:
    """What the last steps hashed and compared with a hash of the script, where that is how it ended."""
    if len(seen.ending) < 3:
        return None
    (hashed, first), (_, second), (items, third) = seen.ending[-3:]
    opcodes = first.instruction.opcode, third.instruction.opcode
    if opcodes[0] not in HASHING or opcodes[1] not in (OP_EQUAL, OP_EQUALVERIFY) or len(items) < 2 or not hashed:
        return None
    committed = second.instruction.data
    return None if committed is None else Compared(HASHING[opcodes[0]], hashed[-1], committed)


def mismatch(what: str, seen: Seen, found: Compared) -> Found:
    """Both hashes, and which other thing does lead to the one committed to.

    `what` is the kind of thing that was hashed: `key`, `redeem`, `witness_script` or `preimage`.
    """
    hint = next(_hints(what, seen, found), {"fix": what} if what in _MENDED else {})
    return {
        "cause": f"{what}_mismatch",
        "function": found.function,
        "computed": found.computed.hex(),
        "committed": found.committed.hex(),
        **hint,
    }


def _hints(what: str, seen: Seen, found: Compared) -> Iterator[Found]:
    take, committed = HASHES[found.function], found.committed
    if found.preimage == committed:
        yield {"hints": "hash_itself"}
    if what == "key":
        yield from _key_hints(seen, found)
    if what in ("redeem", "witness_script"):
        yield from _script_hints(take, found)
    if found.computed == committed[::-1]:
        yield {"hints": "hash_reversed"}
    for name, other in HASHES.items():
        if name != found.function and other(found.preimage) == committed:
            yield {"hints": "other_function", "other_function": name}
    yield from _elsewhere(seen, take, found)
    if what == "preimage":
        yield from _preimage_hints(seen, take, found)


def _elsewhere(seen: Seen, take: Hash, found: Compared) -> Iterator[Found]:
    """What fits stands elsewhere; or what is here fits the coin of another input."""
    for item in seen.items:
        if item != found.preimage and take(item) == found.committed:
            yield {"hints": "other_item", "item": shown(item)}
    for index, item in seen.items_of_others():
        if take(item) == found.committed:
            yield {"hints": "other_input", "input": index}
    for index, script in seen.other_scripts():
        if found.computed in script:
            yield {"hints": "of_other_input", "input": index}


def _preimage_hints(seen: Seen, take: Hash, found: Compared) -> Iterator[Found]:
    """The preimage in other bytes, or a signature in its place."""
    item = found.preimage
    if take(item[::-1]) == found.committed:
        yield {"hints": "item_reversed"}
    if item.isalnum() and not len(item) % 2 and _from_hex(item, take) == found.committed:
        yield {"hints": "item_in_hex"}
    yield from signature_hint(seen, item)


def signature_hint(seen: Seen, item: bytes) -> Iterator[Found]:
    """A signature where a preimage belongs: in a script with branches it may be that of another one."""
    if is_ecdsa_signature(item):
        read = islice(instructions(seen.stages[-1].script.data), _READ_INSTRUCTIONS)
        branches = any(each.opcode in (OP_IF, OP_NOTIF) for each in read)
        yield {"hints": f"signature_for_preimage{'_branch' if branches else ''}"}


def _from_hex(item: bytes, take: Hash) -> bytes:
    """The hash of what hexadecimal digits stand for; empty where they are none."""
    try:
        return take(bytes.fromhex(item.decode("ascii")))
    except ValueError:
        return b""


def _key_hints(seen: Seen, found: Compared) -> Iterator[Found]:
    """Another form of the key, or the key in the place of the signature."""
    take, committed = HASHES[found.function], found.committed
    if is_ecdsa_signature(found.preimage):
        before = seen.items[-2] if len(seen.items) > 1 else b""
        if take(before) == committed:
            yield {"hints": "swapped"}
        else:
            yield {"hints": "signature_for_key"}
    for name, form in key_forms(found.preimage):
        if take(form) == committed:
            yield {"hints": f"key_form_{name}"}


def key_forms(key: bytes) -> Iterator[tuple[str, bytes]]:
    """The other ways to write a public key: `compressed`, `uncompressed`, `other_parity`, `x_only`."""
    if len(key) == 32 and is_x_coordinate(key):
        yield from (("prefixed", prefix + key) for prefix in (b"\x02", b"\x03"))
    if not can_sign(key):
        return
    point = parse_public_key(key)
    assert point is not None
    short = compressed(point)
    if key != short:
        yield "compressed", short
    yield "other_parity", bytes([short[0] ^ 1]) + short[1:]
    if len(key) != 65:
        yield "uncompressed", b"\x04" + short[1:] + point.y.to_bytes(32, "big")
    yield "x_only", short[1:]


def _script_hints(take: Hash, found: Compared) -> Iterator[Found]:
    """The script in another wrapping: behind its length, pushed once more, without a push that it should be."""
    script, committed = found.preimage, found.committed
    inner = pushed_inside(script)
    if inner is not None and take(inner) == committed:
        yield {"hints": "script_with_length", "length": script[: len(script) - len(inner)].hex()}
    if committed in (take(push(script)), take(sized(script))):
        yield {"hints": "committed_with_length"}
    if take is hash160:
        yield from _wrapped_hints(script, committed)


def _wrapped_hints(script: bytes, committed: bytes) -> Iterator[Found]:
    """What is inside a witness program, where the redeem script must be the program itself."""
    if hash160(b"\x00\x20" + sha256(script)) == committed:
        yield {"hints": "program_of_script", "program": f"0020{sha256(script).hex()}"}
    if hash160(b"\x00\x14" + hash160(script)) == committed:
        yield {"hints": "program_of_key", "program": f"0014{hash160(script).hex()}"}
    if len(script) in (20, 32) and hash160(b"\x00" + push(script)) == committed:
        yield {"hints": "program_without_version", "program": f"00{push(script).hex()}"}


def pushed_inside(data: bytes) -> bytes | None:
    """What `data` is one push of, or stands in it behind its length; None where it is no such thing."""
    found = next(instructions(data), None)
    if found is not None and found.data and not found.flaw and found.span.end == len(data):
        return found.data
    if data[:1] == b"\xfd" and len(data) > 3 and int.from_bytes(data[1:3], "little") == len(data) - 3:
        return data[3:]
    if len(data) > 1 and data[0] == len(data) - 1:
        return data[1:]
    return None


def shown(item: bytes) -> str:
    """An item in hex, of a long one its first bytes."""
    return item.hex() if len(item) <= _SHOWN_BYTES else f"{item[:_SHOWN_BYTES].hex()}…"
