"""Spends of every kind by known keys, and the mistakes that people make with their signatures, one at a time.

Messages and scripts are written by hand (`by_hand`), signatures by `spends.keys`: nothing of what is tested makes
what it is tested with. A mistake says in which kinds it can occur and how the right clue is called.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from by_hand import In, Message, Tx, hash160, push, sha256, tagged
from spends.keys import Key, Order, key_of, small_key, strict

from txexplain.model.report import SpentOutput
from txexplain.wire.keys import CURVE_ORDER as N

LEGACY = ("p2pk", "p2pkh", "p2sh", "p2sh-multisig", "multisig")
V0 = ("p2wpkh", "p2sh-p2wpkh", "p2wsh", "p2wsh-multisig", "p2sh-p2wsh")
TAPROOT = ("p2tr", "tapscript", "checksigadd")
ECDSA = LEGACY + V0
KINDS = ECDSA + TAPROOT
MULTISIG = ("multisig", "p2sh-multisig", "p2wsh-multisig", "p2sh-p2wsh")
_CHECKSIG, _CHECKMULTISIG, _CHECKSIGADD, _EQUAL = b"\xac", b"\xae", b"\xba", b"\x87"


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
        public = self.keys[0].forms[0]
        items = [b"", *signatures] if self.is_multisig else signatures
        pushed = b"".join(push(item) if item else b"\0" for item in items)
        if self.kind == "checksigadd":
            places = dict(zip(self.signers, signatures, strict=False))
            items = [places.get(place, b"") for place in range(len(self.keys))][::-1]
        annex = [self.annex] if self.annex else []
        return {
            "p2pk": lambda: (pushed, []),
            "p2pkh": lambda: (pushed + push(public), []),
            "p2sh": lambda: (pushed + push(self.script), []),
            "p2sh-multisig": lambda: (pushed + push(self.script), []),
            "multisig": lambda: (pushed, []),
            "p2wpkh": lambda: (b"", [*items, public]),
            "p2sh-p2wpkh": lambda: (push(b"\0\x14" + hash160(public)), [*items, public]),
            "p2wsh": lambda: (b"", [*items, self.script]),
            "p2wsh-multisig": lambda: (b"", [*items, self.script]),
            "p2sh-p2wsh": lambda: (push(b"\0\x20" + sha256(self.script)), [*items, self.script]),
            "p2tr": lambda: (b"", [*items, *annex]),
            "tapscript": lambda: (b"", [*items, self.script, self.control, *annex]),
            "checksigadd": lambda: (b"", [*items, self.script, self.control, *annex]),
        }[self.kind]()


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
    keys = [_key(rng) for _ in range(3 if kind in MULTISIG or kind == "checksigadd" else 1)]
    while len({key.secret for key in keys}) < len(keys):
        keys = [_key(rng) for _ in keys]
    signers = sorted(rng.sample(range(3), 2)) if len(keys) > 1 else [0]
    spend = Spend(kind, tx, rng.randrange(count), rng.choice(hash_types or default), keys, signers)
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
    keys = spend.keys
    public = keys[0].forms[0]
    if spend.kind in MULTISIG:
        spend.script = b"\x52" + b"".join(push(key.forms[0]) for key in keys) + b"\x53" + _CHECKMULTISIG
    elif spend.kind in ("p2sh", "p2wsh", "p2pk"):
        spend.script = push(public) + _CHECKSIG
    elif spend.kind == "tapscript":
        spend.script = push(keys[0].x_only) + _CHECKSIG
    elif spend.kind == "checksigadd":
        rest = b"".join(push(key.x_only) + _CHECKSIGADD for key in keys[1:])
        spend.script = push(keys[0].x_only) + _CHECKSIG + rest + b"\x52\x9c"
    relock(spend, rng)


def relock(spend: Spend, rng: random.Random | None = None) -> None:
    """Pays to the script as it is now."""
    public, script = spend.keys[0].forms[0], spend.script
    nested = {"p2sh-p2wpkh": b"\0\x14" + hash160(public), "p2sh-p2wsh": b"\0\x20" + sha256(script)}
    if spend.kind in TAPROOT:
        pays_to = _taproot(spend, rng or random.Random(7))
    elif spend.kind in nested:
        pays_to = b"\xa9\x14" + hash160(nested[spend.kind]) + _EQUAL
    elif spend.kind in ("p2sh", "p2sh-multisig"):
        pays_to = b"\xa9\x14" + hash160(script) + _EQUAL
    elif spend.kind in ("p2wsh", "p2wsh-multisig"):
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


# The mistakes


class Mistake(NamedTuple):
    """`make` gives the signatures, or the whole transaction; None where it cannot be made of that spend."""

    name: str
    kinds: tuple[str, ...]
    make: Callable[[Spend, random.Random], Sequence[bytes] | Tx | None]
    keys: tuple[str, ...]
    whole: bool = False


MISTAKES: list[Mistake] = []


def mistake(
    kinds: Sequence[str], *keys: str, whole: bool = False
) -> Callable[[Callable[[Spend, random.Random], Sequence[bytes] | Tx | None]], None]:
    """Adds a mistake, named as its function is; `keys` are the clues of which one has to be said, by default that."""

    def add(function: Callable[[Spend, random.Random], Sequence[bytes] | Tx | None]) -> None:
        name = function.__name__.strip("_")
        MISTAKES.append(Mistake(name, tuple(kinds), function, keys or (name,), whole))

    return add


def _over(spend: Spend, message: Message) -> list[bytes]:
    return spend.signed(message.digest)


def _raw(spend: Spend, data: bytes) -> list[bytes]:
    """Over these bytes as a message."""
    from by_hand import hash256

    return spend.signed(tagged("TapSighash", data) if spend.kind in TAPROOT else hash256(data))


# Of the message


@mistake(ECDSA)
def no_hash_type(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(type_bytes=b""))


@mistake(ECDSA)
def hash_type_one_byte(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(type_bytes=bytes([spend.hash_type])))


@mistake(ECDSA)
def hash_type_reversed(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(type_bytes=spend.hash_type.to_bytes(4, "big")))


@mistake(KINDS, "other_hash_type", "hash_type_all_for_default", "hash_type_default_for_all")
def other_hash_type(spend: Spend, rng: random.Random) -> list[bytes]:
    types = (0, 1, 2, 3, 0x81, 0x82, 0x83) if spend.kind in TAPROOT else (1, 2, 3, 0x81, 0x82, 0x83)
    other = rng.choice([each for each in types if each != spend.hash_type])
    return _over(spend, spend.message.changed(hash_type=other))


@mistake(ECDSA)
def hashed_once(spend: Spend, rng: random.Random) -> list[bytes]:
    return spend.signed(sha256(spend.message.bytes))


@mistake(TAPROOT)
def hashed_untagged(spend: Spend, rng: random.Random) -> list[bytes]:
    return spend.signed(sha256(spend.message.bytes))


@mistake(KINDS)
def digest_reversed(spend: Spend, rng: random.Random) -> list[bytes]:
    return spend.signed(spend.message.digest[::-1])


@mistake(V0)
def legacy_message(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(algorithm="legacy"))


@mistake(LEGACY)
def witness_v0_message(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(algorithm="bip143"))


@mistake(KINDS)
def other_input(spend: Spend, rng: random.Random) -> list[bytes] | None:
    others = [place for place in range(len(spend.tx.ins)) if place != spend.index]
    if not others:
        return None
    return _over(spend, spend.message.changed(index=rng.choice(others)))


@mistake(("p2sh", "p2sh-multisig", "p2wpkh", "p2sh-p2wpkh", "p2wsh", "p2wsh-multisig", "p2sh-p2wsh"))
def output_script(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(script_code=spend.tx.ins[spend.index].script))


@mistake(("p2sh-p2wpkh", "p2sh-p2wsh"))
def inner_script(spend: Spend, rng: random.Random) -> list[bytes]:
    """The redeem script, which is a witness program."""
    hashed = sha256(spend.script) if spend.script else hash160(spend.keys[0].forms[0])
    return _over(spend, spend.message.changed(script_code=b"\0" + push(hashed)))


@mistake(ECDSA)
def script_code_with_length(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(script_code=push_size(spend.script_code)))


@mistake(ECDSA)
def script_code_without_length(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(script_field=spend.script_code))


@mistake(ECDSA)
def script_code_empty(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(script_code=b""))


@mistake(("p2wpkh", "p2sh-p2wpkh", "p2pkh", "p2sh", "p2sh-multisig", "p2wsh", "p2wsh-multisig", "p2sh-p2wsh"))
def hash_for_script(spend: Spend, rng: random.Random) -> list[bytes]:
    scripts = {
        "p2wsh": sha256,
        "p2wsh-multisig": sha256,
        "p2sh-p2wsh": sha256,
        "p2sh": hash160,
        "p2sh-multisig": hash160,
    }
    hashed = scripts[spend.kind](spend.script) if spend.kind in scripts else hash160(spend.keys[0].forms[0])
    return _over(spend, spend.message.changed(script_code=hashed))


def _amount(spend: Spend, value: int) -> list[bytes]:
    return _over(spend, spend.message.changed(tx=spend.tx.with_in(spend.index, value=value)))


@mistake(V0, "other_amount")
def amount_of_other_input(spend: Spend, rng: random.Random) -> list[bytes] | None:
    others = [each.value for place, each in enumerate(spend.tx.ins) if place != spend.index]
    return _amount(spend, rng.choice(others)) if others else None


@mistake(V0, "other_amount")
def amount_zero(spend: Spend, rng: random.Random) -> list[bytes]:
    return _amount(spend, 0)


@mistake(V0, "other_amount")
def amount_in_btc(spend: Spend, rng: random.Random) -> list[bytes]:
    own = spend.tx.ins[spend.index].value
    return _amount(spend, own // 10**8)


@mistake(KINDS)
def ids_displayed(spend: Spend, rng: random.Random) -> list[bytes]:
    ins = tuple(replace(each, txid=each.txid[::-1]) for each in spend.tx.ins)
    return _over(spend, spend.message.changed(tx=replace(spend.tx, ins=ins)))


@mistake(KINDS, "inputs_reordered", "other_input")
def inputs_reordered(spend: Spend, rng: random.Random) -> list[bytes] | None:
    count = len(spend.tx.ins)
    if count < 2 or spend.hash_type & 0x80:
        return None
    tx = replace(spend.tx, ins=spend.tx.ins[::-1])
    return _over(spend, spend.message.changed(tx=tx, index=count - 1 - spend.index))


@mistake(KINDS)
def outputs_reordered(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if len(spend.tx.outs) < 2 or spend.hash_type & 3 == 2:
        return None
    tx = replace(spend.tx, outs=spend.tx.outs[::-1])
    changed = spend.message.changed(tx=tx)
    return None if changed.bytes == spend.message.bytes else _over(spend, changed)


@mistake(KINDS)
def output_missing(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if len(spend.tx.outs) < 2 or spend.hash_type not in (0, 1, 0x81):
        return None
    vout = rng.randrange(len(spend.tx.outs))
    outs = spend.tx.outs[:vout] + spend.tx.outs[vout + 1 :]
    return _over(spend, spend.message.changed(tx=replace(spend.tx, outs=outs)))


@mistake(LEGACY)
def forkid(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.hash_type |= 0x40
    return _over(spend, spend.message.changed(algorithm="bip143"))


@mistake(TAPROOT[1:])
def key_path_message(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(leaf=None))


@mistake(TAPROOT)
def annex_left_out(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.annex = b"\x50" + rng.randbytes(5)
    return _over(spend, spend.message.changed(annex=None))


@mistake(TAPROOT)
def annex_added(spend: Spend, rng: random.Random) -> list[bytes]:
    return _over(spend, spend.message.changed(annex=b"\x50"))


@mistake(TAPROOT, "other_spent_outputs")
def other_amounts(spend: Spend, rng: random.Random) -> list[bytes]:
    ins = tuple(replace(each, value=0) for each in spend.tx.ins)
    return _over(spend, spend.message.changed(tx=replace(spend.tx, ins=ins)))


@mistake(TAPROOT, "other_spent_outputs")
def own_output_for_all(spend: Spend, rng: random.Random) -> list[bytes] | None:
    own = spend.tx.ins[spend.index]
    if len(spend.tx.ins) < 2 or spend.hash_type & 0x80:
        return None
    ins = tuple(replace(each, value=own.value, script=own.script) for each in spend.tx.ins)
    return _over(spend, spend.message.changed(tx=replace(spend.tx, ins=ins)))


# Of the key


@mistake(ECDSA)
def other_parity(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.keys = list(spend.keys)
    digest = spend.message.digest
    return [spend.signature(digest, key_of(N - spend.keys[place].secret)) for place in spend.signers]


@mistake(KINDS)
def key_elsewhere(spend: Spend, rng: random.Random) -> Tx | None:
    """By the key of another input, which its witness shows."""
    others = [place for place in range(len(spend.tx.ins)) if place != spend.index]
    if not others:
        return None
    key = _key(rng)
    if key.secret in {each.secret for each in spend.keys}:
        return None
    place = rng.choice(others)
    program = b"\0\x14" + hash160(key.forms[0])
    spend.tx = spend.tx.with_in(place, script=program, witness=(rng.randbytes(71), key.forms[0]))
    digest = spend.message.digest
    return spend.placed([spend.signature(digest, key) for _ in spend.signers])


@mistake(("p2tr",), "key_elsewhere")
def internal_key_of_output(spend: Spend, rng: random.Random) -> Tx | None:
    """Not tweaked, where an output shows the key."""
    assert spend.internal is not None
    spend.tx = replace(spend.tx, outs=(*spend.tx.outs, (1000, push(spend.internal.forms[0]) + _CHECKSIG)))
    return spend.placed([spend.signature(spend.message.digest, spend.internal)])


@mistake(TAPROOT[1:])
def internal_key(spend: Spend, rng: random.Random) -> list[bytes]:
    assert spend.internal is not None
    return [spend.signature(spend.message.digest, spend.internal) for _ in spend.signers]


# How it is written


def _numbers(signature: bytes) -> tuple[int, int]:
    from txexplain.wire.der import lax_der

    numbers = lax_der(signature[:-1])
    assert numbers is not None
    return numbers


def _right(spend: Spend) -> list[bytes]:
    return _over(spend, spend.message)


@mistake(ECDSA)
def no_hash_type_byte(spend: Spend, rng: random.Random) -> list[bytes]:
    return [each[:-1] for each in _right(spend)]


@mistake(ECDSA)
def compact(spend: Spend, rng: random.Random) -> list[bytes]:
    tail = bytes([spend.hash_type]) if rng.random() < 0.5 else b""
    return [b"".join(number.to_bytes(32, "big") for number in _numbers(each)) + tail for each in _right(spend)]


@mistake(ECDSA)
def not_strict_der(spend: Spend, rng: random.Random) -> list[bytes]:
    from spends.keys import ECDSA_STYLES, LAX_STYLES

    style = rng.choice([each for each in LAX_STYLES if each != "negative"])
    return [ECDSA_STYLES[style](*_numbers(each)) + each[-1:] for each in _right(spend)]


@mistake(ECDSA)
def signature_in_text(spend: Spend, rng: random.Random) -> list[bytes]:
    import base64

    write = rng.choice((lambda data: data.hex().encode(), base64.b64encode))
    return [write(each) for each in _right(spend)]


@mistake(TAPROOT, "signature_in_text")
def hex_of_schnorr(spend: Spend, rng: random.Random) -> list[bytes]:
    return [each.hex().encode() for each in _right(spend)]


@mistake(KINDS)
def length_in_signature(spend: Spend, rng: random.Random) -> list[bytes]:
    return [push(each) for each in _right(spend)]


@mistake(KINDS)
def hash_type_written_long(spend: Spend, rng: random.Random) -> list[bytes]:
    size = 64 if spend.kind in TAPROOT else -1
    return [
        (each[:size] if size > 0 else each[:-1]) + spend.hash_type.to_bytes(4, "little") for each in _right(spend)
    ]


@mistake(KINDS)
def numbers_swapped(spend: Spend, rng: random.Random) -> list[bytes]:
    if spend.kind in TAPROOT:
        return [each[32:64] + each[:32] + each[64:] for each in _right(spend)]
    return [strict(*_numbers(each)[::-1]) + each[-1:] for each in _right(spend)]


@mistake(KINDS)
def numbers_reversed(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if spend.kind in TAPROOT:
        return [each[:32][::-1] + each[32:64][::-1] + each[64:] for each in _right(spend)]
    turned = [[int.from_bytes(n.to_bytes(32, "big"), "little") for n in _numbers(each)] for each in _right(spend)]
    if any(number >= N for numbers in turned for number in numbers):
        return None
    return [strict(*numbers) + bytes([spend.hash_type]) for numbers in turned]


@mistake(ECDSA)
def schnorr_in_old_input(spend: Spend, rng: random.Random) -> list[bytes]:
    digest = spend.message.digest
    tail = bytes([spend.hash_type])
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, None, "schnorr", _key(rng)).schnorr(digest) + tail for key in keys]


@mistake(TAPROOT)
def ecdsa_in_taproot(spend: Spend, rng: random.Random) -> list[bytes]:
    digest = spend.message.digest
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, spend.hash_type, "strict", _key(rng)).ecdsa(digest) for key in keys]


@mistake(TAPROOT)
def default_written(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.hash_type = 0
    return [each + b"\0" for each in _right(spend)]


@mistake(TAPROOT)
def hash_type_undefined(spend: Spend, rng: random.Random) -> list[bytes]:
    return [each[:64] + bytes([rng.choice((4, 0x41, 0x80, 0x84, 0xFF))]) for each in _right(spend)]


@mistake(TAPROOT)
def nonce_of_odd_y(spend: Spend, rng: random.Random) -> list[bytes]:
    digest, written = spend.message.digest, spend.hash_type or None
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, written, "odd_y", _key(rng)).schnorr(digest) for key in keys]


@mistake(KINDS)
def public_key_in_place(spend: Spend, rng: random.Random) -> list[bytes]:
    form = (lambda key: key.x_only) if spend.kind in TAPROOT else (lambda key: key.forms[0])
    return [form(spend.keys[place]) for place in spend.signers]


@mistake(KINDS)
def placeholder(spend: Spend, rng: random.Random) -> list[bytes]:
    return [bytes(64 if spend.kind in TAPROOT else 72) for _ in spend.signers]


# Of several signatures


@mistake((*MULTISIG, "checksigadd"), whole=True)
def multisig_order(spend: Spend, rng: random.Random) -> list[bytes]:
    return _right(spend)[::-1]


@mistake(MULTISIG, whole=True)
def multisig_twice(spend: Spend, rng: random.Random) -> list[bytes]:
    return [_right(spend)[0]] * 2


@mistake(MULTISIG, whole=True)
def multisig_same_key(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.signers = [spend.signers[0]] * 2
    return _right(spend)


@mistake(MULTISIG, "multisig_in_place", whole=True)
def one_empty(spend: Spend, rng: random.Random) -> list[bytes]:
    one, other = _right(spend)
    return rng.choice(([b"", other], [one, b""]))


@mistake(MULTISIG, "multisig_in_place", whole=True)
def key_in_place(spend: Spend, rng: random.Random) -> list[bytes]:
    one, other = _right(spend)
    public = spend.keys[spend.signers[1]].forms[0]
    return rng.choice(([public, other], [one, public]))


@mistake(MULTISIG, whole=True)
def multisig_missing(spend: Spend, rng: random.Random) -> list[bytes]:
    return _right(spend)[:1]


@mistake(MULTISIG, whole=True)
def multisig_dummy_missing(spend: Spend, rng: random.Random) -> Tx:
    return _with_dummy(spend, _right(spend), None)


@mistake(MULTISIG, whole=True)
def multisig_dummy(spend: Spend, rng: random.Random) -> Tx:
    return _with_dummy(spend, _right(spend), rng.choice((b"\x01", b"\0", b"\x30\x06")))


@mistake(MULTISIG, whole=True)
def multisig_too_many(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.signers = [0, 1, 2]
    return _right(spend)


@mistake(("checksigadd",), "multisig_count", whole=True)
def added_too_few(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.signers = spend.signers[:1]
    return _right(spend)


@mistake(("checksigadd",), "multisig_count", whole=True)
def added_too_many(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.signers = [0, 1, 2]
    return _right(spend)


def _with_dummy(spend: Spend, signatures: Sequence[bytes], dummy: bytes | None) -> Tx:
    """In place of the empty item another one, or none."""
    tx = spend.placed(signatures)
    own = tx.ins[spend.index]
    if own.witness:
        first = [] if dummy is None else [dummy]
        return tx.with_in(spend.index, witness=(*first, *own.witness[1:]))
    return tx.with_in(spend.index, script_sig=(b"" if dummy is None else push(dummy)) + own.script_sig[1:])


# Of the key beside the signature


@mistake(("p2pkh", "p2wpkh", "p2sh-p2wpkh"), "for_key_brought", whole=True)
def other_key_brought(spend: Spend, rng: random.Random) -> Tx:
    """Another key signs and comes with it, by the message of the script that is spent."""
    code, key = spend.script_code, key_of(rng.randrange(3000, 4000))
    tx = spend.placed([spend.signature(spend.message.changed(script_code=code).digest, key)])
    own = tx.ins[spend.index]
    if own.witness:
        return tx.with_in(spend.index, witness=(own.witness[0], key.forms[0]))
    return tx.with_in(spend.index, script_sig=own.script_sig[:-34] + push(key.forms[0]))


@mistake(("p2pkh", "p2wpkh", "p2sh-p2wpkh"), whole=True)
def signature_and_key_swapped(spend: Spend, rng: random.Random) -> Tx:
    tx = spend.placed(_right(spend))
    own = tx.ins[spend.index]
    if own.witness:
        return tx.with_in(spend.index, witness=own.witness[::-1])
    return tx.with_in(spend.index, script_sig=own.script_sig[-34:] + own.script_sig[:-34])
