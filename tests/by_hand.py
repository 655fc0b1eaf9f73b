"""Signed messages written by hand, from nothing but numbers and bytes, with the mistakes that can be made in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ecdsa.ecdsa import curve_secp256k1, generator_secp256k1
from ecdsa.ellipticcurve import INFINITY, PointJacobi

from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.keys import FIELD_SIZE as P

ALL, NONE, SINGLE, ANYONE = 1, 2, 3, 0x80


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hash256(data: bytes) -> bytes:
    return sha256(sha256(data))


def hash160(data: bytes) -> bytes:
    from bitcoin.core.contrib.ripemd160 import ripemd160

    return bytes(ripemd160(sha256(data)))


def tagged(tag: str, data: bytes) -> bytes:
    return sha256(sha256(tag.encode()) * 2 + data)


def le(number: int, size: int) -> bytes:
    return number.to_bytes(size, "little", signed=number < 0)


def compact(size: int) -> bytes:
    return bytes([size]) if size < 253 else b"\xfd" + le(size, 2) if size < 1 << 16 else b"\xfe" + le(size, 4)


def sized(data: bytes) -> bytes:
    return compact(len(data)) + data


def push(data: bytes) -> bytes:
    size = len(data)
    return (
        bytes([size]) + data if size < 76 else (b"\x4c" + le(size, 1) if size < 256 else b"\x4d" + le(size, 2)) + data
    )


@dataclass(frozen=True)
class In:
    """An input, and the output that it spends."""

    txid: bytes
    vout: int
    sequence: int
    value: int
    script: bytes
    script_sig: bytes = b""
    witness: tuple[bytes, ...] = ()

    @property
    def outpoint(self) -> bytes:
        return self.txid + le(self.vout, 4)


@dataclass(frozen=True)
class Tx:
    version: int
    ins: tuple[In, ...]
    outs: tuple[tuple[int, bytes], ...]
    lock_time: int

    def with_in(self, index: int, **changes: Any) -> Tx:
        ins = list(self.ins)
        ins[index] = replace(ins[index], **changes)
        return replace(self, ins=tuple(ins))

    @property
    def raw(self) -> bytes:
        witness = any(each.witness for each in self.ins)
        ins = b"".join(each.outpoint + sized(each.script_sig) + le(each.sequence, 4) for each in self.ins)
        outs = b"".join(le(value, 8) + sized(script) for value, script in self.outs)
        body = compact(len(self.ins)) + ins + compact(len(self.outs)) + outs
        stacks = b"".join(compact(len(each.witness)) + b"".join(map(sized, each.witness)) for each in self.ins)
        marker, tail = (b"\0\1", stacks) if witness else (b"", b"")
        return le(self.version, 4) + marker + body + tail + le(self.lock_time, 4)


@dataclass(frozen=True)
class Message:
    """How a message is made: `algorithm` is legacy, bip143 or taproot. What is None is what it should be."""

    tx: Tx
    index: int
    algorithm: str
    hash_type: int
    script_code: bytes = b""
    annex: bytes | None = None
    leaf: bytes | None = None
    separator: int = 0xFFFFFFFF
    type_bytes: bytes | None = None
    script_field: bytes | None = None
    blank: dict[int, bytes] = field(default_factory=dict)

    def changed(self, **changes: Any) -> Message:
        return replace(self, **changes)

    @property
    def bytes(self) -> bytes:
        return {"legacy": self._legacy, "bip143": self._bip143, "taproot": self._taproot}[self.algorithm]()

    @property
    def digest(self) -> bytes:
        return tagged("TapSighash", self.bytes) if self.algorithm == "taproot" else hash256(self.bytes)

    @property
    def _type(self) -> bytes:
        return le(self.hash_type, 4) if self.type_bytes is None else self.type_bytes

    @property
    def _script(self) -> bytes:
        return sized(self.script_code) if self.script_field is None else self.script_field

    def _legacy(self) -> bytes:
        tx, index, base = self.tx, self.index, self.hash_type & 0x1F
        parts = [le(tx.version, 4)]
        anyone = bool(self.hash_type & ANYONE)
        shown = [(index, tx.ins[index])] if anyone else list(enumerate(tx.ins))
        parts.append(compact(len(shown)))
        for place, each in shown:
            own = place == index
            sequence = 0 if not own and base in (NONE, SINGLE) else each.sequence
            script = self._script if own else sized(self.blank.get(place, b""))
            parts.append(each.outpoint + script + le(sequence, 4))
        if base == NONE:
            parts.append(b"\0")
        elif base == SINGLE:
            value, script = tx.outs[index]
            parts.append(compact(index + 1) + (b"\xff" * 8 + b"\0") * index + le(value, 8) + sized(script))
        else:
            parts.append(compact(len(tx.outs)) + b"".join(le(value, 8) + sized(script) for value, script in tx.outs))
        return b"".join(parts) + le(tx.lock_time, 4) + self._type

    def _bip143(self) -> bytes:
        tx, own, base = self.tx, self.tx.ins[self.index], self.hash_type & 0x1F
        anyone = bool(self.hash_type & ANYONE)
        outs = [le(value, 8) + sized(script) for value, script in tx.outs]
        prevouts = bytes(32) if anyone else hash256(b"".join(each.outpoint for each in tx.ins))
        sequences = hash256(b"".join(le(each.sequence, 4) for each in tx.ins))
        if anyone or base in (NONE, SINGLE):
            sequences = bytes(32)
        outputs = hash256(b"".join(outs))
        if base == NONE:
            outputs = bytes(32)
        elif base == SINGLE:
            outputs = hash256(outs[self.index]) if self.index < len(outs) else bytes(32)
        middle = own.outpoint + self._script + le(own.value, 8) + le(own.sequence, 4)
        return le(tx.version, 4) + prevouts + sequences + middle + outputs + le(tx.lock_time, 4) + self._type

    def _taproot(self) -> bytes:
        tx, own, base = self.tx, self.tx.ins[self.index], self.hash_type & 3
        anyone = bool(self.hash_type & ANYONE)
        outs = [le(value, 8) + sized(script) for value, script in tx.outs]
        found = b"\0" + bytes([self.hash_type]) + le(tx.version, 4) + le(tx.lock_time, 4)
        if not anyone:
            found += sha256(b"".join(each.outpoint for each in tx.ins))
            found += sha256(b"".join(le(each.value, 8) for each in tx.ins))
            found += sha256(b"".join(sized(each.script) for each in tx.ins))
            found += sha256(b"".join(le(each.sequence, 4) for each in tx.ins))
        if base in (0, ALL):
            found += sha256(b"".join(outs))
        found += bytes([(2 if self.leaf else 0) + (self.annex is not None)])
        if anyone:
            found += own.outpoint + le(own.value, 8) + sized(own.script) + le(own.sequence, 4)
        else:
            found += le(self.index, 4)
        if self.annex is not None:
            found += sha256(sized(self.annex))
        if base == SINGLE:
            found += sha256(outs[self.index])
        if self.leaf:
            found += self.leaf + b"\0" + le(self.separator, 4)
        return found


# The curve, by its definition


def _point(x: int, y: int) -> PointJacobi:
    return PointJacobi(curve_secp256k1, x, y, 1, N)


def lift(data: bytes) -> PointJacobi | None:
    """A key of 32, 33 or 65 bytes as a point."""
    x = int.from_bytes(data[-32:] if len(data) in (32, 33) else data[1:33], "big")
    y = pow(x**3 + 7, (P + 1) // 4, P)
    if (y * y - x**3 - 7) % P:
        return None
    if len(data) == 65:
        y = int.from_bytes(data[33:], "big")
    elif y & 1 != (data[0] & 1 if len(data) == 33 else 0):
        y = P - y
    return _point(x, y)


@lru_cache(maxsize=4096)
def ecdsa_valid(r: int, s: int, key: bytes, digest: bytes) -> bool:
    point = lift(key)
    if point is None or not 0 < r < N or not 0 < s < N:
        return False
    inverse = pow(s, -1, N)
    z = int.from_bytes(digest, "big")
    total = generator_secp256k1 * (z * inverse % N) + point * (r * inverse % N)
    return total != INFINITY and int(total.x()) % N == r


@lru_cache(maxsize=4096)
def schnorr_valid(signature: bytes, key: bytes, digest: bytes, parity: int = 0) -> bool:
    point = lift(key[-32:])
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if point is None or r >= P or s >= N:
        return False
    e = int.from_bytes(tagged("BIP0340/challenge", signature[:32] + key[-32:] + digest), "big") % N
    total = generator_secp256k1 * s + point * ((N - e) if not parity else e)
    return total != INFINITY and int(total.x()) == r and (parity == 1 or not int(total.y()) & 1)
