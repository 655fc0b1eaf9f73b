"""PSBTs that pay to silent payment addresses, as they should be and each wrong in one way (BIP375)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from built_psbts import (
    COIN,
    TWO_OF_THREE,
    A,
    B,
    C,
    Coin,
    D,
    Paid,
    Whole,
    flipped,
    from_,
    in_witness,
    key_path,
    number,
    public,
    sighash_type,
    wpkh,
)
from ecdsa.ecdsa import generator_secp256k1 as G
from spends.keys import Key

from txexplain.wire.hashes import tagged_hash
from txexplain.wire.keys import CURVE_ORDER
from txexplain.wire.output_scripts import pay_to_witness
from txexplain.wire.transaction import decode

SCAN, SPEND = B, C


def proof(secret: int, of: Key) -> tuple[bytes, bytes]:
    """A share and the proof of it (BIP374: GenerateProof, with a nonce of its own)."""
    b = _point(of)
    share, nonce = _bytes(b * secret), 123_456_789
    points = [_bytes(G * secret), public(of), share, _bytes(G * 1), _bytes(G * nonce), _bytes(b * nonce)]
    e = tagged_hash("BIP0374/challenge", *points)
    s = (nonce + int.from_bytes(e, "big") * secret) % CURVE_ORDER
    return share, e + s.to_bytes(32, "big")


def _point(key: Key):
    return G * key.secret


def _bytes(point) -> bytes:
    affine = point.to_affine()
    return bytes([2 + (affine.y() & 1)]) + int(affine.x()).to_bytes(32, "big")


def silent_script(coins: Sequence[Coin], secret: int, k: int = 0, spend: Key = SPEND) -> bytes:
    """Where BIP352 pays to."""
    outpoints = [decode(coin.parent(place)).txid + number(0) for place, coin in enumerate(coins)]
    input_hash = int.from_bytes(tagged_hash("BIP0352/Inputs", min(outpoints), _bytes(G * secret)), "big")
    shared = _bytes(_point(SCAN) * (secret * input_hash % CURVE_ORDER))
    t = int.from_bytes(tagged_hash("BIP0352/SharedSecret", shared, k.to_bytes(4, "big")), "big")
    return pay_to_witness(1, _bytes(G * ((spend.secret + t) % CURVE_ORDER))[1:])


def silent(
    *,
    coins: Sequence[Coin] = (COIN,),
    script: bytes | None = None,
    share: bool = True,
    proved: bool = True,
    in_globals: bool = False,
    flags: int = 0,
    keys: bytes = public(SCAN) + public(SPEND),
    spoil: Callable[[bytes], bytes] = bytes,
) -> Whole:
    """Pays to a silent payment address; all is right unless something else is asked for."""
    secret = A.secret
    made, evidence = proof(secret, SCAN)
    kinds = (b"\x07", b"\x08") if in_globals else (b"\x1d", b"\x1e")
    entries = [(kinds[0] + public(SCAN), made)] if share else []
    entries += [(kinds[1] + public(SCAN), spoil(evidence))] if proved else []
    if not in_globals:
        coins = [replace(coins[0], entries=[*coins[0].entries, *entries]), *coins[1:]]
    found = silent_script(coins, secret) if script is None else script
    modifiable = [(b"\x06", bytes([flags]))] if flags else []
    value = sum(coin.value for coin in coins) - 10_000
    return Whole(
        coins, [Paid(found, [(b"\x09", keys)], value)], [*(entries if in_globals else []), *modifiable], version=2
    )


def silent_cases() -> dict[str, bytes]:
    label = (b"\x0a", number(1))
    bare = Coin(pay_to_witness(2, bytes(32)))
    key_of_nobody = b"\x02" + b"\xff" * 32
    no_origin = Coin(wpkh(A))
    second = Coin(wpkh(B), [from_(B, 0, 1)])
    signature = silent(script=b"").signature(A, 1)
    many = [Paid(b"", [(b"\x09", public(SCAN) + public(SPEND))], 40)] * 2324
    return {
        "sp_label_alone": Whole([COIN], [Paid(wpkh(D), [label])], version=2).raw,
        "sp_modifiable": silent(flags=3).raw,
        "sp_no_eligible_input": silent(coins=[Coin(in_witness(TWO_OF_THREE))], share=False, proved=False).raw,
        "sp_witness_version": silent(coins=[COIN, bare]).raw,
        "sp_sighash_type": silent(coins=[replace(COIN, entries=[*COIN.entries, sighash_type(2)])]).raw,
        "sp_signed_early": silent(coins=[replace(COIN, entries=[*COIN.entries, signature])], script=b"").raw,
        "sp_input_unknown": silent(coins=[COIN, replace(second, proved=False)]).raw,
        "sp_proof_missing": silent(proved=False).raw,
        "sp_proof_missing (global)": silent(proved=False, in_globals=True).raw,
        "sp_proof_invalid": silent(spoil=flipped).raw,
        "sp_proof_invalid (global)": silent(spoil=flipped, in_globals=True).raw,
        "sp_key_missing": silent(coins=[no_origin]).raw,
        "sp_key_missing (global)": silent(coins=[no_origin], in_globals=True).raw,
        "sp_share_missing": silent(coins=[COIN, second]).raw,
        "sp_keys_invalid": silent(keys=public(SCAN) + key_of_nobody).raw,
        "sp_too_many": Whole([COIN], many, version=2).raw,
        "sp_script_differs": silent(script=key_path(D)).raw,
    }
