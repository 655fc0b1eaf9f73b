"""PSBTs in odd states, of which the pages say what they say of no bundled one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from psbts import (
    DERIVATION,
    INTERNAL,
    KEY_SIG,
    LEAF,
    ORIGIN,
    PARTIAL_SIG,
    REDEEM,
    SIGHASH,
    TAP_DERIVATION,
    WITNESS,
    Made,
)
from spends.keys import Key, small_key
from spends.scripts import OP, push

from txexplain.crypto.musig2 import aggregate_keys, compressed
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.cursor import sized
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness

A, B, C = (small_key(secret) for secret in (3, 5, 7))
_PARTICIPANTS, _PARTIAL = b"\x1a", b"\x1c"
_FINAL_SIG, _FINAL_WITNESS = b"\x07", b"\x08"


def of_psbts() -> Iterator[list[str]]:
    """In every view that has something of its own to say."""
    for raw in _raws():
        yield from ([view, raw.hex()] for view in ("decode", "verify", "explain", "sighash"))
        yield ["decode", "--all", raw.hex()]
    bare = _without_coin(Made(pay_to_witness(0, hash160(_public(A)))))
    coin = [{"value_sat": 100_000, "script_pubkey": pay_to_witness(0, hash160(_public(A))).hex()}]
    yield ["decode", bare.hex(), "--prevouts", json.dumps(coin)]
    yield ["trace", bare.hex()]
    yield ["decode", "cHNidP8BA!"]
    yield ["decode", "cHNidP8BA"]


def _raws() -> Iterator[bytes]:
    yield from (made.raw for made in (*_signed(), *_lacking(), *_in_taproot()))
    made = Made(pay_to_witness(0, hash160(_public(A))))
    yield _without_coin(made)
    yield _without_coin(made.add(PARTIAL_SIG, made.ecdsa(A, b"\x51"), _public(A)))
    made = Made(b"\x51").add(_FINAL_SIG, push(b"\1"))
    yield _without_coin(made)
    made.tx = made.tx.replace((90_000).to_bytes(8, "little"), (200_000).to_bytes(8, "little"))
    yield made.raw  # more comes out than goes in
    yield from _of_many()


def _public(key: Key) -> bytes:
    return key.forms[0]


def _of_a() -> Made:
    return Made(pay_to_witness(0, hash160(_public(A))))


def _signed() -> Iterator[Made]:
    """Signatures that are valid, that are not, of another type than usual, by keys that no script names."""
    code = pay_to_pubkey_hash(hash160(_public(A)))
    made = _of_a()
    signature = made.ecdsa(A, code)
    yield made.add(PARTIAL_SIG, signature, _public(A)).add(DERIVATION, ORIGIN, _public(A))
    made = _of_a()
    yield made.add(PARTIAL_SIG, made.ecdsa(A, b"\x51"), _public(A))
    made = _of_a()
    made.add(PARTIAL_SIG, made.ecdsa(A, code, hash_type=0x83), _public(A))
    yield made.add(SIGHASH, (0x83).to_bytes(4, "little"))
    made = _of_a().add(DERIVATION, ORIGIN, _public(B))
    yield made.add(PARTIAL_SIG, made.ecdsa(C, code), _public(C))
    yield _of_a().add(_FINAL_SIG, push(b"\1"))
    yield Made(b"\x51").add(_FINAL_SIG, push(b"\1"))  # finished, and nothing in it is signed
    separators = (
        push(_public(A)) + OP["CHECKSIGVERIFY"] + OP["CODESEPARATOR"] * 17 + push(_public(B)) + OP["CHECKSIG"]
    )
    made = Made(pay_to_witness(0, sha256(separators))).add(WITNESS, separators)
    yield made.add(PARTIAL_SIG, made.ecdsa(B, b"\x51"), _public(B))


def _lacking() -> Iterator[Made]:
    """Keys, scripts and spent outputs that lack."""
    many = b"\x52" + b"".join(push(_public(key)) for key in (A, B, C)) + b"\x53\xae"
    yield Made(pay_to_pubkey_hash(hash160(_public(A))))
    of_two = pay_to_pubkey_hash(hash160(_public(A)))[:-1] + OP["CHECKSIGVERIFY"] + pay_to_pubkey_hash(bytes(20))
    yield Made(pay_to_witness(0, sha256(of_two))).add(WITNESS, of_two)
    yield Made(many)
    made = Made(pay_to_script_hash(bytes(20))).add(DERIVATION, ORIGIN, _public(B))
    yield made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), _public(A))
    yield Made(pay_to_witness(0, bytes(32)))
    yield Made(pay_to_witness(0, bytes(32))).add(WITNESS, push(_public(A)) + b"\xac")
    yield Made(pay_to_witness(0, bytes(32))).add(WITNESS, pay_to_pubkey_hash(hash160(_public(A))))
    yield Made(pay_to_pubkey_hash(hash160(_public(A))), claimed=True)
    yield Made(b"\x6a", claimed=True)
    yield Made(b"\x02\x01\x02\x87")  # nonstandard: nobody can tell what it takes
    yield Made(pay_to_script_hash(hash160(many))).add(REDEEM, many).add(b"\xf0", b"unknown field")


def _in_taproot() -> Iterator[Made]:
    leaf = push(B.x_only) + OP["CHECKSIG"]
    root = leaf_hash(0xC0, leaf)
    output_key, parity = tweaked_key(A.x_only, root) or (b"", 0)
    origin = b"\x00" + ORIGIN
    made = Made(pay_to_witness(1, output_key)).add(INTERNAL, A.x_only).add(TAP_DERIVATION, origin, A.x_only)
    yield made.add(LEAF, leaf + b"\xc0", bytes([0xC0 | parity]) + A.x_only)
    unknown = push(b"\x02" + B.x_only) + OP["CHECKSIG"]
    output_key, parity = tweaked_key(A.x_only, leaf_hash(0xC0, unknown)) or (b"", 0)
    items = (b"\1", unknown, bytes([0xC0 | parity]) + A.x_only)
    yield Made(pay_to_witness(1, output_key)).add(_FINAL_WITNESS, b"\3" + b"".join(map(sized, items)))
    made = _of_a()
    yield made.add(KEY_SIG, made.schnorr(A))
    yield Made(pay_to_witness(1, output_key), claimed=True)
    made = Made(pay_to_witness(1, output_key))
    yield made.add(PARTIAL_SIG, made.ecdsa(A, b"\x51"), _public(A))
    keys = [_public(A), _public(B)]
    found = aggregate_keys(keys)
    assert found is not None
    aggregate = compressed(found.point)
    partial = (_PARTIAL, bytes(31) + b"\1", _public(A) + aggregate)
    yield Made(pay_to_witness(1, aggregate[1:])).add(*partial)
    yield Made(pay_to_witness(1, aggregate[1:])).add(_PARTICIPANTS, b"".join(keys), aggregate).add(*partial)


def _without_coin(made: Made) -> bytes:
    """The PSBT without the transaction that it spends from."""
    return made.raw.replace(sized(b"\x00") + sized(made.parent), b"", 1)


def _of_many() -> Iterator[bytes]:
    """No input yet; more inputs, outputs, kinds of what lacks, and fields than are shown."""
    yield _psbt(0, [])
    yield _psbt(30, [(b"\xf0" + bytes([number]), b"value") for number in range(40)])


def _psbt(count: int, fields: list[tuple[bytes, bytes]]) -> bytes:
    inputs = [DraftInput(sha256(bytes([number])), 0, b"", 0xFFFFFFFD, [], 0) for number in range(count)]
    outputs = [DraftOutput(1_000, b"\x51")] * (count or 1)
    maps = [[(b"\x00", Draft(2, 0, inputs, outputs).serialise()), *fields], *[fields] * count, *[[]] * (count or 1)]
    return PSBT_MAGIC + b"".join(
        b"".join(sized(key) + sized(value) for key, value in each) + b"\x00" for each in maps
    )
