"""Which outputs a PSBT claims to be change, and what keeps an output from being taken for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from built_psbts import (
    COIN,
    HONEST,
    MERKLE_ROOT,
    OUT_INTERNAL,
    OUT_TAP_DERIVATION,
    TREE,
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

from txexplain.crypto.taproot import branch_hash, leaf_hash, tweaked_key
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness

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


# Trees

_NUMS = NOBODYS_KEY


def _tree(internal: bytes, leaves: list[tuple[bytes, int]], keys, *steps: int, output: bool = False):
    """A taproot output over one leaf or two, as it is stated by whoever spends it, or pays to it."""
    hashes = [leaf_hash(version, script) for script, version in leaves]
    root = hashes[0] if len(hashes) == 1 else branch_hash(*hashes) if hashes else b""
    found = tweaked_key(internal, root)
    assert found is not None
    kind = OUT_TAP_DERIVATION if output else b"\x16"
    stated = bytes([len(hashes)]) + b"".join(hashes) + _origin(*steps)
    origins = [(kind + key.x_only, stated) for key in keys]
    if output:
        depth = len(hashes) - 1
        tree = b"".join(bytes([depth, version]) + sized(script) for script, version in leaves)
        entries = [(OUT_INTERNAL, internal), *([(TREE, tree)] if leaves else []), *origins]
        return Paid(pay_to_witness(1, found[0]), entries)
    entries = [(b"\x17", internal), *([(MERKLE_ROOT, root)] if leaves else []), *origins]
    for number, (script, version) in enumerate(leaves):
        block = bytes([version | found[1]]) + internal + b"".join(hashes[:number] + hashes[number + 1 :])
        entries.append((b"\x15" + block, script + bytes([version])))
    return Coin(pay_to_witness(1, found[0]), entries)


def _pk(key, version: int = 0xC0) -> tuple[bytes, int]:
    return push(key.x_only) + OP["CHECKSIG"], version


def _multi(*keys, required: str = "2") -> tuple[bytes, int]:
    checks = [OP["CHECKSIG"], *[OP["CHECKSIGADD"]] * (len(keys) - 1)]
    return b"".join(push(key.x_only) + check for key, check in zip(keys, checks, strict=True)) + OP[required] + OP[
        "NUMEQUAL"
    ], 0xC0


def test_a_tree_that_anybody_may_spend_from_is_no_change() -> None:
    coin = _tree(A.x_only, [], [A], 0, 0)
    keyed = OP["DUP"] + OP["HASH160"] + push(hash160(C.x_only)) + OP["EQUALVERIFY"] + OP["CHECKSIG"]
    for script in (OP["1"], keyed, b"", push(B.x_only) + OP["DROP"] + OP["1"]):
        assert claim(coin, _tree(B.x_only, [(script, 0xC0)], [B], 1, 0, output=True)) == "other_script"


def test_a_tree_is_change_where_its_leaves_are_those_of_an_input() -> None:
    for internal, of_change in ((A.x_only, B.x_only), (_NUMS, _NUMS)):
        coin = _tree(internal, [_pk(A)], [A], 0, 0)
        assert claim(coin, _tree(of_change, [_pk(B)], [B], 1, 0, output=True)) == "claims"
        for leaves in (
            [_pk(B, 0xC2)],
            [(push(B.x_only) + OP["DROP"] + OP["1"], 0xC0)],
            [_pk(B), (OP["1"], 0xC0)],
        ):
            assert claim(coin, _tree(of_change, leaves, [B], 1, 0, output=True)) == "other_script"
    for internal, of_change in ((_NUMS, B.x_only), (A.x_only, _NUMS)):
        paid = _tree(of_change, [_pk(B)], [B], 1, 0, output=True)
        assert claim(_tree(internal, [_pk(A)], [A], 0, 0), paid) == "other_script"
    without = _tree(B.x_only, [], [B], 1, 0, output=True)
    assert claim(_tree(A.x_only, [_pk(A)], [A], 0, 0), without) == "other_script"


def test_in_a_tree_as_many_signatures_are_asked_for_and_keys_may_be_sorted() -> None:
    coin = _tree(_NUMS, [_multi(A, B)], [A, B], 0, 0)
    assert claim(coin, _tree(_NUMS, [_multi(C, D)], [C, D], 1, 0, output=True)) == "claims"
    assert claim(coin, _tree(_NUMS, [_multi(D, C)], [C, D], 1, 0, output=True)) == "claims"
    assert claim(coin, _tree(_NUMS, [_multi(C, D, required="1")], [C, D], 1, 0, output=True)) == "other_script"


def test_the_accounts_of_a_script_may_not_change_places() -> None:
    """Who may sign now and who only later."""

    def vault(now, later) -> bytes:
        late = push(public(later)) + OP["CHECKSIGVERIFY"] + OP["10"] + OP["CHECKSEQUENCEVERIFY"]
        return push(public(now)) + OP["CHECKSIG"] + OP["IFDUP"] + OP["NOTIF"] + late + OP["ENDIF"]

    script = vault(A, B)
    coin = Coin(in_witness(script), [(b"\x05", script), *VAULT[:2]])
    keys = tuple(map(small_key, (13, 17)))
    assert claim(coin, _vault(vault(*keys), *keys)) == "claims"
    assert claim(coin, _vault(vault(*reversed(keys)), *keys)) == "other_script"
