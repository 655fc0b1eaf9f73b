"""The transaction is there, but not as bytes in their order, or not alone."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair
from txexplain.model.hash_types import SIGHASH_FORKID, hash_type_name
from txexplain.model.hints import ReadField

_REST_OF_TYPE = b"\0\0\0"
_HEX = frozenset(b"0123456789abcdefABCDEF \t\r\n")


def repairs(reading: Reading) -> Iterator[Repair]:
    """The bytes from last to first, what they spell as hex, and the first of two transactions."""
    raw = reading.raw
    place = ReadField("tx", 0, 0, len(raw))
    yield repair("all_reversed", place, raw[::-1])
    if _HEX.issuperset(raw):
        try:
            yield repair("hex_twice", place, bytes.fromhex(raw.decode("ascii")))
        except ValueError:
            return
    if reading.tx is not None:
        rest = raw[reading.end :]
        name = hash_type_name(rest[0] & ~SIGHASH_FORKID) if rest[1:] == _REST_OF_TYPE else None
        if name is not None and not reading.tx.has_witness:
            scripts = sum(bool(txin.script_sig.data) for txin in reading.tx.inputs)
            key = "sighash_type_follows_signed" if scripts == 1 else "sighash_type_follows"
            yield repair(key, place, raw[: reading.end], code=rest.hex(), at=reading.end, name=name, scripts=scripts)
        same = rest == raw[: reading.end]
        yield repair("twice" if same else "another_follows", place, rest, at=reading.end)
