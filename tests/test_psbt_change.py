"""Which outputs a PSBT claims to be change, and what keeps an output from being taken for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from built_psbts import (
    COIN,
    HONEST,
    TWO_OF_THREE,
    A,
    B,
    C,
    Coin,
    D,
    Paid,
    Whole,
    from_,
    from_xpub,
    in_witness,
    key_path,
    multisig,
    of_leaf,
    origin,
    public,
    to_,
    wpkh,
)
from spends.keys import small_key
from spends.scripts import OP, push
from test_psbt_analysis import analysis_of

from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_script_hash

VAULT = [from_(key, 0, 5, fingerprint=name) for key, name in ((A, "d34db33f"), (B, "0badf00d"), (C, "deadbeef"))]


def claim(coin: Coin, paid: Paid) -> str:
    whole = Whole([coin], [Paid(wpkh(D), value=50_000), replace(paid, value=40_000)])
    return analysis_of(whole.raw).outputs[1].is_change


@pytest.mark.parametrize(
    ("entries", "script", "expected"),
    [
        ([to_(B, 1, 0)], wpkh(B), "claims"),
        ([to_(B, 0, 7)], wpkh(B), "receives"),
        ([to_(B, 2, 7)], wpkh(B), "same_account"),
        ([to_(B, 1, 0, fingerprint="0badf00d")], wpkh(B), "other_keys"),
        ([(b"\x02" + public(B), origin(1, 1, 0))], wpkh(B), "other_account"),
        ([to_(B, 1, 0)], wpkh(C), "differs"),
        ([to_(B, 1, 0)], pay_to_script_hash(hash160(wpkh(B))), "other_script"),
        ([to_(B, 1, 0), (b"\x00", wpkh(B))], pay_to_script_hash(hash160(wpkh(B))), "other_script"),
        ([], wpkh(B), ""),
    ],
)
def test_an_output_of_one_key(entries, script: bytes, expected: str) -> None:
    assert claim(COIN, Paid(script, entries)) == expected


def test_without_keys_of_the_inputs_nothing_is_claimed() -> None:
    assert claim(Coin(wpkh(A)), Paid(wpkh(B), [to_(B, 1, 0)])) == "unknown"
    unknown = replace(COIN, entries=[from_(A, 0, 0, fingerprint="00000000")])
    assert claim(unknown, Paid(wpkh(B), [to_(B, 1, 0, fingerprint="00000000")])) == "unknown"


def _vault(script: bytes, *keys) -> Paid:
    names = ("d34db33f", "0badf00d", "deadbeef")
    origins = [to_(key, 1, 5, fingerprint=name) for key, name in zip(keys, names, strict=False) if key]
    return Paid(in_witness(script), [(b"\x01", script), *origins])


def test_an_output_of_several_keys_is_change_only_with_all_of_them_and_as_many_signatures() -> None:
    coin = Coin(in_witness(TWO_OF_THREE), [(b"\x05", TWO_OF_THREE), *VAULT])
    keys = tuple(map(small_key, (13, 17, 19)))
    assert claim(coin, _vault(multisig(*keys), *keys)) == "claims"
    assert claim(coin, _vault(multisig(*reversed(keys)), *keys)) == "claims"  # sorted otherwise
    assert claim(coin, _vault(multisig(*keys, required=1), *keys)) == "other_script"
    assert claim(coin, _vault(multisig(*keys, D, required=2), *keys)) == "other_script"
    assert claim(coin, _vault(multisig(keys[0], keys[1], D), keys[0], keys[1], None)) == "other_script"
    assert claim(coin, _vault(multisig(keys[0], keys[1], D), *keys)) == "differs"
    assert claim(coin, Paid(wpkh(keys[0]), [to_(keys[0], 1, 5)])) == "other_script"


def test_a_taproot_output_is_change_where_nothing_in_its_tree_is_anybody_elses() -> None:
    coin = Coin(key_path(A), [(b"\x17", A.x_only), (b"\x16" + A.x_only, b"\x00" + _origin(0, 0))])
    internal = [(b"\x05", B.x_only), (b"\x07" + B.x_only, b"\x00" + _origin(1, 0))]
    assert claim(coin, Paid(key_path(B), internal)) == "claims"
    hidden, _ = of_leaf(push(D.x_only) + OP["CHECKSIG"], B)
    assert claim(coin, Paid(hidden, internal)) == "differs"
    leaf = push(D.x_only) + OP["CHECKSIG"]
    tree = (b"\x06", b"\x00\xc0" + bytes([len(leaf)]) + leaf)
    assert claim(coin, Paid(hidden, [*internal, tree])) == "other_script"


def _origin(*steps: int) -> bytes:
    return from_(A, *steps)[1]


def test_extended_keys_bear_out_a_claim_or_do_not() -> None:
    def view(whole: Whole):
        return analysis_of(whole.raw).outputs[1]

    assert [key.by_xpub for key in view(from_xpub()).keys] == [True]
    other = view(from_xpub(of_change=(1, 1)))
    assert (other.is_change, [key.by_xpub for key in other.keys]) == ("differs", [False])
    assert [key.by_xpub for key in view(HONEST).keys] == [None]
