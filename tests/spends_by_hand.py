"""Spends of every kind by known keys, not yet signed; messages and scripts are written by hand (`by_hand`)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from by_hand import In, Message, Tx, hash160, push, sha256, tagged
from spends.keys import Key, Order, key_of, small_key

from txexplain.model.report import SpentOutput
from txexplain.wire.keys import CURVE_ORDER as N

LEGACY = ("p2pk", "p2pkh", "p2sh", "p2sh-multisig", "multisig", "p2sh-keys")
V0 = ("p2wpkh", "p2sh-p2wpkh", "p2wsh", "p2wsh-multisig", "p2sh-p2wsh", "p2wsh-keys")
TAPROOT = ("p2tr", "tapscript", "checksigadd", "tapscript-keys")
ECDSA = LEGACY + V0
KINDS = ECDSA + TAPROOT
MULTISIG = ("multisig", "p2sh-multisig", "p2wsh-multisig", "p2sh-p2wsh")
TWO_KEYS = ("p2sh-keys", "p2wsh-keys", "tapscript-keys")  # <key> OP_CHECKSIGVERIFY <key> OP_CHECKSIG
_P2SH, _P2WSH = ("p2sh", "p2sh-multisig", "p2sh-keys"), ("p2wsh", "p2wsh-multisig", "p2wsh-keys")
_CHECKSIG, _CHECKSIGVERIFY, _CHECKMULTISIG, _CHECKSIGADD = b"\xac", b"\xad", b"\xae", b"\xba"
_EQUAL, _SEPARATOR = b"\x87", b"\xab"


def key_hash_script(hashed: bytes) -> bytes:
    return b"\x76\xa9\x14" + hashed + b"\x88\xac"


@dataclass
class Spend:
    """One input of a transaction that is to be signed: its message as it should be, its keys, who signs."""

    kind: str
    tx: Tx
    index: int
    hash_type: int
    keys: list[Key]
    signers: list[int]
    script: bytes = b""  # the one inside, if there is one
    annex: bytes | None = None
    control: bytes = b""
    internal: Key | None = None
    required: int = 1
    uncompressed: bool = False
    nonces: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def message(self) -> Message:
        algorithm = "taproot" if self.kind in TAPROOT else "bip143" if self.kind in V0 else "legacy"
        made = Message(self.tx, self.index, algorithm, self.hash_type, self.script_code)
        leaf = tagged("TapLeaf", b"\xc0" + push_size(self.script)) if self.kind in TAPROOT[1:] else None
        return made.changed(annex=self.annex, leaf=leaf) if algorithm == "taproot" else made

    @property
    def script_code(self) -> bytes:
        if self.kind in ("p2wpkh", "p2sh-p2wpkh"):
            return key_hash_script(hash160(self.keys[0].forms[0]))
        return self.script or self.tx.ins[self.index].script

    @property
    def is_multisig(self) -> bool:
        return self.kind in MULTISIG

    def public(self, key: Key) -> bytes:
        """The key as scripts and inputs have it."""
        return key.x_only if self.kind in TAPROOT else key.forms[self.uncompressed]

    def signature(self, digest: bytes, key: Key, hash_type: int | None = None) -> bytes:
        """By that key over the digest, written as it should be."""
        written = self.hash_type if hash_type is None else hash_type
        nonce = key_of(self.nonces.randrange(1, N))
        if self.kind in TAPROOT:
            return Order(key, written or None, "schnorr", nonce).schnorr(digest)
        return Order(key, written, "strict", nonce).ecdsa(digest)

    def signed(self, digest: bytes) -> list[bytes]:
        """A signature by each key that signs."""
        return [self.signature(digest, self.keys[place]) for place in self.signers]

    def placed(self, signatures: Sequence[bytes]) -> Tx:
        """The transaction with them."""
        script_sig, witness = self._stacks(list(signatures))
        return self.tx.with_in(self.index, script_sig=script_sig, witness=tuple(witness))

    def _stacks(self, signatures: list[bytes]) -> tuple[bytes, list[bytes]]:
        public = self.public(self.keys[0])
        items = [b"", *signatures] if self.is_multisig else signatures
        items = items[::-1] if self.kind in TWO_KEYS else items
        pushed = b"".join(map(push, items))
        if self.kind == "checksigadd":
            places = dict(zip(self.signers, signatures, strict=False))
            items = [places.get(place, b"") for place in range(len(self.keys))][::-1]
        annex = [self.annex] if self.annex else []
        if self.kind in TAPROOT:
            return b"", [*items, *([] if self.kind == "p2tr" else [self.script, self.control]), *annex]
        if self.kind in _P2SH:
            return pushed + push(self.script), []
        if self.kind in _P2WSH:
            return b"", [*items, self.script]
        return {
            "p2pk": (pushed, []),
            "p2pkh": (pushed + push(public), []),
            "multisig": (pushed, []),
            "p2wpkh": (b"", [*items, public]),
            "p2sh-p2wpkh": (push(b"\0\x14" + hash160(public)), [*items, public]),
            "p2sh-p2wsh": (push(b"\0\x20" + sha256(self.script)), [*items, self.script]),
        }[self.kind]


def push_size(script: bytes) -> bytes:
    from by_hand import sized

    return sized(script)


class Made(NamedTuple):
    """What is to be judged and diagnosed."""

    tx: Tx
    index: int

    @property
    def spent(self) -> list[SpentOutput]:
        return [SpentOutput(each.value, each.script) for each in self.tx.ins]


def _key(rng: random.Random) -> Key:
    return small_key(rng.randrange(1, 2000))


def make(kind: str, rng: random.Random, *, inputs: int = 0, hash_types: Sequence[int] = ()) -> Spend:
    """A spend of that kind, with other inputs and outputs beside it, not yet signed."""
    count = inputs or rng.randint(1, 3)
    ins = tuple(_other_input(rng) for _ in range(count))
    outs = tuple(_output(rng) for _ in range(max(count, rng.randint(1, 3))))
    tx = Tx(rng.choice((1, 2)), ins, outs, rng.choice((0, 100, 500_000, 1_700_000_000)))
    default = (0, 0, 1, 2, 3, 0x81, 0x82, 0x83) if kind in TAPROOT else (1, 1, 1, 2, 3, 0x81, 0x82, 0x83)
    several = kind in MULTISIG or kind == "checksigadd"
    total = 2 if kind in TWO_KEYS else rng.randint(2, 4) if several else 1
    keys = [small_key(secret) for secret in rng.sample(range(1, 2000), total)]
    required = total if kind in TWO_KEYS else rng.randint(1, total) if several else 1
    signers = sorted(rng.sample(range(total), required))
    spend = Spend(kind, tx, rng.randrange(count), rng.choice(hash_types or default), keys, signers, required=required)
    spend.uncompressed = kind in LEGACY and rng.random() < 0.2
    spend.nonces = random.Random(rng.random())
    _lock(spend, rng)
    return spend


def _other_input(rng: random.Random) -> In:
    key = _key(rng)
    program = b"\0\x14" + hash160(key.forms[0])
    witness = (rng.randbytes(71), key.forms[0])
    sequence = rng.choice((0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 5))
    return In(rng.randbytes(32), rng.randrange(4), sequence, rng.randrange(10_000, 10**10), program, b"", witness)


def _output(rng: random.Random) -> tuple[int, bytes]:
    script = rng.choice(
        (b"\0\x14" + rng.randbytes(20), b"\x51\x20" + _key(rng).x_only, key_hash_script(rng.randbytes(20)))
    )
    return rng.randrange(1_000, 10**9), script


def _lock(spend: Spend, rng: random.Random) -> None:
    """The output that it spends, and the script inside."""
    pushed = [push(spend.public(key)) for key in spend.keys]
    required, total = bytes([0x50 + spend.required]), bytes([0x50 + len(pushed)])
    if spend.kind in MULTISIG:
        spend.script = required + b"".join(pushed) + total + _CHECKMULTISIG
    elif spend.kind in TWO_KEYS:
        spend.script = pushed[0] + _CHECKSIGVERIFY + pushed[1] + _CHECKSIG
    elif spend.kind in ("p2sh", "p2wsh", "p2pk", "tapscript"):
        spend.script = pushed[0] + _CHECKSIG
    elif spend.kind == "checksigadd":
        rest = b"".join(each + _CHECKSIGADD for each in pushed[1:])
        spend.script = pushed[0] + _CHECKSIG + rest + required + b"\x9c"
    relock(spend, rng)


def relock(spend: Spend, rng: random.Random | None = None) -> None:
    """Pays to the script as it is now."""
    public, script = spend.public(spend.keys[0]), spend.script
    nested = {"p2sh-p2wpkh": b"\0\x14" + hash160(public), "p2sh-p2wsh": b"\0\x20" + sha256(script)}
    if spend.kind in TAPROOT:
        pays_to = _taproot(spend, rng or random.Random(7))
    elif spend.kind in nested:
        pays_to = b"\xa9\x14" + hash160(nested[spend.kind]) + _EQUAL
    elif spend.kind in _P2SH:
        pays_to = b"\xa9\x14" + hash160(script) + _EQUAL
    elif spend.kind in _P2WSH:
        pays_to = b"\0\x20" + sha256(script)
    elif spend.kind == "p2wpkh":
        pays_to = b"\0\x14" + hash160(public)
    else:
        pays_to = key_hash_script(hash160(public)) if spend.kind == "p2pkh" else script
    spend.tx = spend.tx.with_in(spend.index, script=pays_to, witness=(), script_sig=b"")


def _taproot(spend: Spend, rng: random.Random) -> bytes:
    """The output key: the internal one, tweaked by the leaf, or by nothing. On the key path that key signs."""
    internal = spend.internal = spend.internal or (_key(rng) if spend.kind != "p2tr" else spend.keys[0])
    root = b"" if spend.kind == "p2tr" else tagged("TapLeaf", b"\xc0" + push_size(spend.script))
    tweak = int.from_bytes(tagged("TapTweak", internal.x_only + root), "big")
    output = key_of((internal.even_secret + tweak) % N)
    spend.control = bytes([0xC0 | output.y & 1]) + internal.x_only
    if spend.kind == "p2tr":
        spend.keys = [output]
    return b"\x51\x20" + output.x_only
