"""The mistakes that people make with signatures, one at a time, in spends of every kind (`spends_by_hand`).

Signatures are made by `spends.keys`: nothing of what is tested makes what it is tested with. A mistake says in which
kinds it can occur and how the right clue is called.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from by_hand import Message, Tx, hash160, push, sha256, tagged
from spends.keys import Order, key_of, strict
from spends_by_hand import (
    _CHECKSIG,
    _P2SH,
    _P2WSH,
    _SEPARATOR,
    ECDSA,
    KINDS,
    LEGACY,
    MULTISIG,
    TAPROOT,
    TWO_KEYS,
    V0,
    Made,
    Spend,
    _key,
    make,
    push_size,
    relock,
)

from txexplain.wire.keys import CURVE_ORDER as N

__all__ = ["KINDS", "MISTAKES", "TAPROOT", "Made", "Mistake", "Spend", "make", "relock"]


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


@mistake(TAPROOT, "legacy_message", "witness_v0_message")
def message_of_before_taproot(spend: Spend, rng: random.Random) -> list[bytes]:
    """The script code being the one inside, or the output script, with a sighash type that there was then."""
    spend.hash_type = spend.hash_type or 1
    code = spend.script or spend.tx.ins[spend.index].script
    return _over(spend, spend.message.changed(algorithm=rng.choice(("legacy", "bip143")), script_code=code))


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


@mistake((*_P2SH, *_P2WSH, "p2wpkh", "p2sh-p2wpkh", "p2sh-p2wsh"))
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


@mistake((*_P2SH, *_P2WSH, "p2wpkh", "p2sh-p2wpkh", "p2pkh", "p2sh-p2wsh"))
def hash_for_script(spend: Spend, rng: random.Random) -> list[bytes]:
    if spend.script:
        hashed = (hash160 if spend.kind in _P2SH else sha256)(spend.script)
    else:
        hashed = hash160(spend.public(spend.keys[0]))
    return _over(spend, spend.message.changed(script_code=hashed))


def _separated(spend: Spend, separator: int) -> Message:
    """With an OP_CODESEPARATOR in the script, or its number in the leaf: the right message then."""
    relock(spend)
    right = spend.message
    return right.changed(separator=separator) if spend.kind in TAPROOT else right


@mistake(("p2sh", "p2wsh", "tapscript"))
def script_code_whole(spend: Spend, rng: random.Random) -> list[bytes]:
    """An OP_CODESEPARATOR ran, and all of the script is signed, before segwit without the separator."""
    checks = spend.script
    spend.script = b"\x51\x75" + _SEPARATOR + checks
    right = _separated(spend, 0xFFFFFFFF)
    return _over(spend, right.changed(script_code=b"\x51\x75" + checks) if spend.kind == "p2sh" else right)


@mistake(("p2sh", "p2wsh", "tapscript"))
def script_code_after_separator(spend: Spend, rng: random.Random) -> list[bytes]:
    """An OP_CODESEPARATOR that does not run, and what stands behind it is signed."""
    checks = spend.script
    spend.script = b"\0\x63" + _SEPARATOR + b"\x68" + checks
    right = _separated(spend, 2)
    return _over(spend, right if spend.kind == "tapscript" else right.changed(script_code=b"\x68" + checks))


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
    return _amount(spend, spend.tx.ins[spend.index].value // 10**8)


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


@mistake(("p2tr",), "internal_key")
def internal_key_of_output(spend: Spend, rng: random.Random) -> Tx | None:
    """Not tweaked, where an output shows the key."""
    assert spend.internal is not None
    spend.tx = replace(spend.tx, outs=(*spend.tx.outs, (1000, push(spend.internal.forms[0]) + _CHECKSIG)))
    return spend.placed([spend.signature(spend.message.digest, spend.internal)])


@mistake(("tapscript", "checksigadd"))
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


@mistake(ECDSA, "not_strict_der", "hash_type_written_long")
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


@mistake(ECDSA, "schnorr_in_old_input")
def schnorr_over_the_message_of_taproot(spend: Spend, rng: random.Random) -> list[bytes]:
    message = Message(spend.tx, spend.index, "taproot", rng.choice((0, 1)))
    tail = bytes([message.hash_type]) if message.hash_type else b""
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, None, "schnorr", _key(rng)).schnorr(message.digest) + tail for key in keys]


@mistake(TAPROOT, "legacy_message", "witness_v0_message")
def ecdsa_over_an_old_message(spend: Spend, rng: random.Random) -> list[bytes]:
    code = spend.script or spend.tx.ins[spend.index].script
    message = Message(spend.tx, spend.index, rng.choice(("legacy", "bip143")), 1, code)
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, 1, "strict", _key(rng)).ecdsa(message.digest) for key in keys]


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
    return [spend.public(spend.keys[place]) for place in spend.signers]


@mistake(KINDS)
def placeholder(spend: Spend, rng: random.Random) -> list[bytes]:
    return [bytes(64 if spend.kind in TAPROOT else 72) for _ in spend.signers]


# Of several signatures


@mistake((*MULTISIG, "checksigadd"), whole=True)
def multisig_order(spend: Spend, rng: random.Random) -> list[bytes] | None:
    signatures = _right(spend)
    shuffled = rng.sample(signatures, len(signatures))
    return None if shuffled == signatures else shuffled


@mistake(TWO_KEYS, "other_key")
def signatures_of_two_keys_swapped(spend: Spend, rng: random.Random) -> list[bytes]:
    return _right(spend)[::-1]


@mistake(MULTISIG, whole=True)
def multisig_twice(spend: Spend, rng: random.Random) -> list[bytes] | None:
    signatures = _right(spend)
    return None if spend.required < 2 else [signatures[0], *signatures[:-1]]


@mistake(MULTISIG, whole=True)
def multisig_same_key(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if spend.required < 2:
        return None
    spend.signers = [spend.signers[0], *spend.signers[:-1]]
    return _right(spend)


@mistake(MULTISIG, "multisig_in_place", whole=True)
def one_empty(spend: Spend, rng: random.Random) -> list[bytes]:
    signatures = _right(spend)
    signatures[rng.randrange(len(signatures))] = b""
    return signatures


@mistake(MULTISIG, "multisig_in_place", whole=True)
def key_in_place(spend: Spend, rng: random.Random) -> list[bytes]:
    signatures = _right(spend)
    place = rng.randrange(len(signatures))
    signatures[place] = spend.public(spend.keys[spend.signers[place]])
    return signatures


@mistake(MULTISIG, "multisig_in_place", whole=True)
def something_in_place(spend: Spend, rng: random.Random) -> list[bytes]:
    signatures = _right(spend)
    signatures[rng.randrange(len(signatures))] = rng.choice((b"\x01", rng.randbytes(20), bytes(72), b"\0"))
    return signatures


@mistake(MULTISIG, whole=True)
def multisig_missing(spend: Spend, rng: random.Random) -> list[bytes] | None:
    return None if spend.required < 2 else _right(spend)[: rng.randint(1, spend.required - 1)]


@mistake(MULTISIG, whole=True)
def multisig_dummy_missing(spend: Spend, rng: random.Random) -> Tx:
    return _with_dummy(spend, _right(spend), None)


@mistake(MULTISIG, whole=True)
def multisig_dummy(spend: Spend, rng: random.Random) -> Tx:
    return _with_dummy(spend, _right(spend), rng.choice((b"\x01", b"\0", b"\x30\x06")))


@mistake(MULTISIG, whole=True)
def multisig_too_many(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if spend.required == len(spend.keys):
        return None
    spend.signers = sorted(rng.sample(range(len(spend.keys)), spend.required + 1))
    return _right(spend)


@mistake(("checksigadd",), "multisig_count", whole=True)
def added_too_few(spend: Spend, rng: random.Random) -> list[bytes]:
    spend.signers = spend.signers[:-1]
    return _right(spend)


@mistake(("checksigadd",), "multisig_count", whole=True)
def added_too_many(spend: Spend, rng: random.Random) -> list[bytes] | None:
    if spend.required == len(spend.keys):
        return None
    spend.signers = list(range(len(spend.keys)))
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
    size = len(push(spend.public(spend.keys[0])))
    return tx.with_in(spend.index, script_sig=own.script_sig[:-size] + push(key.forms[0]))


@mistake(("p2pkh", "p2wpkh", "p2sh-p2wpkh"), whole=True)
def signature_and_key_swapped(spend: Spend, rng: random.Random) -> Tx:
    tx = spend.placed(_right(spend))
    own = tx.ins[spend.index]
    if own.witness:
        return tx.with_in(spend.index, witness=own.witness[::-1])
    size = len(push(spend.public(spend.keys[0])))
    return tx.with_in(spend.index, script_sig=own.script_sig[-size:] + own.script_sig[:-size])


@mistake(("p2pkh", "p2wpkh", "p2sh-p2wpkh"), "for_key_in_other_form", whole=True)
def key_in_other_form(spend: Spend, rng: random.Random) -> Tx:
    tx = spend.placed(_right(spend))
    own, other = tx.ins[spend.index], spend.keys[0].forms[not spend.uncompressed]
    if own.witness:
        return tx.with_in(spend.index, witness=(own.witness[0], other))
    size = len(push(spend.public(spend.keys[0])))
    return tx.with_in(spend.index, script_sig=own.script_sig[:-size] + push(other))
