"""What opens an output script, what the input weighs that does, and which amounts are dust."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from conftest import EXAMPLES, vector_bytes

from txexplain.model.bytes import compact_size_width
from txexplain.model.lock import Way
from txexplain.model.transaction import TxIn
from txexplain.opening import Leaf, open_ways
from txexplain.wire.dust import dust_sat
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.script import instructions
from txexplain.wire.taproot import split_annex
from txexplain.wire.transaction import decode

A, B, C = (
    "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
    "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
)
X, Y = (
    "e493dbf1c10d80f3581e4904930b1404cc6c13900ee0758474fa94abe8c4cd13",
    "2f8bde4d1a07209355b4a7250a5c5128e88b84bddc619ab7cba8d569b240efe4",
)
H20, H32 = "cd" * 20, "ab" * 32
NAMES = {bytes.fromhex(key): name for key, name in ((A, "A"), (B, "B"), (C, "C"), (X, "X"), (Y, "Y"), (H20, "hash"))}


def _told(way: Way) -> str:
    """A way in few letters."""
    signers = [f"{each.needed} of {''.join(key.text for key in each.keys)}" for each in way.signers]
    shown = [f"{name} {digest[:1].hex()}" for name, digest in way.preimages]
    waits = [f"older {number}" for number in way.older] + [f"after {number}" for number in way.after]
    place = way.place if way.leaf is None else f"{way.place} {way.leaf}"
    return f"{place}: {', '.join([*signers, *shown, *waits]) or 'nothing'}: {way.weight_wu}"


def _ways(script: str, **known: Any) -> tuple[list[str], int | None]:
    known.setdefault("key_text", lambda key: NAMES.get(key, ""))
    ways, more, _ = open_ways(bytes.fromhex(script), **known)
    return [_told(way) for way in ways], more


@pytest.mark.parametrize(
    ("script", "ways", "more"),
    [
        (f"21{A}ac", ["output: 1 of A: 456"], 0),
        (f"76a914{H20}88ac", ["output: 1 of hash: 592"], 0),
        (f"5221{A}21{B}21{C}53ae", ["output: 2 of ABC: 752"], 0),
        (f"0014{H20}", ["output: 1 of hash: 272"], 0),
        (f"5120{X}", ["key_path: 1 of X: 231"], None),
        (f"0020{H32}", [], None),
        (f"a914{H20}87", [], None),
        ("51024e73", ["output: nothing: 164"], 0),
        (f"5220{H32}", ["output: nothing: None"], 0),
        ("6a01aa", [], 0),
        ("6a", [], 0),
        ("00" * 10_001, [], 0),
        ("51", ["output: nothing: 164"], 0),
        ("00", [], 0),
        ("", [], None),
        ("9351", [], None),
        ("21" + "02" * 20, [], 0),  # cut short
        (f"029000b275{'21' + A}ac", ["output: 1 of A, older 144: 456"], 0),
    ],
)
def test_ways_to_open_an_output_script(script: str, ways: list[str], more: int | None) -> None:
    assert _ways(script) == (ways, more)


@pytest.mark.parametrize(
    ("redeem_script", "witness_script", "ways", "more"),
    [
        (f"5221{A}21{B}21{C}53ae", None, ["redeem_script: 2 of ABC: 1188"], 0),
        (f"0014{H20}", None, ["redeem_script: 1 of hash: 364"], 0),
        (f"0020{H32}", None, [], None),
        (f"0020{H32}", f"21{A}ac", ["witness_script: 1 of A: 414"], 0),
        (f"21{A}ac", None, ["redeem_script: 1 of A: 600"], 0),
        ("61" * 521, None, [], 0),  # no input can push it
        (f"5120{X}", None, [], None),
    ],
)
def test_ways_through_a_redeem_script(
    redeem_script: str, witness_script: str | None, ways: list[str], more: int | None
) -> None:
    inner = witness_script and bytes.fromhex(witness_script)
    assert _ways(f"a914{H20}87", redeem_script=bytes.fromhex(redeem_script), witness_script=inner) == (ways, more)


@pytest.mark.parametrize(
    ("script", "ways"),
    [
        (f"21{A}ac", ["1 of A: 274"]),
        (f"76a914{H20}88ac", ["1 of hash: 298"]),
        (f"21{A}ac736476a914{H20}88ad029000b268", ["1 of A: 306", "1 of hash, older 144: 341"]),
        (f"6321{A}67029000b27521{B}68ac", ["1 of B, older 144: 317", "1 of A: 318"]),  # Lightning's to_local
        (f"21{A}ac736460b268", ["1 of A: 279", "older 16: 207"]),  # Lightning's anchor
        (
            f"82012088a820{H32}88{'21' + A}ac",
            ["1 of A, sha256 ab: 346"],
        ),
        (f"a820{H32}88{'21' + A}ac", ["1 of A, sha256 ab: None"]),  # a preimage of any size
        (f"63a820{H32}8821{A}67029000b17521{B}68ac", ["1 of B, after 144: 352", "1 of A, sha256 ab: None"]),
        (
            f"a914{H20}8763{'21' + A}67029000b175{'21' + B}68ac",
            ["1 of A, hash160 cd: None", "1 of B, after 144: None"],
        ),
        (f"a914{H20}8763{'21' + A}676351677668{'21' + B}68ac", None),
        (f"a914{H20}8763{'21' + A}68ac", None),  # without another branch
        (f"a914{H20}8763{'21' + A}67{'21' + B}67{'21' + C}68ac", None),
        (f"a914{H20}8763{'21' + A}67{'21' + B}", []),  # not closed
    ],
)
def test_ways_through_a_witness_script(script: str, ways: list[str] | None) -> None:
    found, more = _ways(f"0020{sha256(bytes.fromhex(script)).hex()}", witness_script=bytes.fromhex(script))
    assert more == (None if ways is None else 0)
    assert sorted(found) == sorted(f"witness_script: {way}" for way in ways or [])


def _offered(anchors: bool) -> str:
    delay = "51b275" if anchors else ""
    return f"76a914{H20}8763ac6721{A}7c820120876475527c21{B}52ae67a914{'ee' * 20}88ac68{delay}68"


def _received(anchors: bool) -> str:
    delay = "51b275" if anchors else ""
    return f"76a914{H20}8763ac6721{A}7c8201208763a914{'ee' * 20}88527c21{B}52ae677502e803b175ac68{delay}68"


@pytest.mark.parametrize("anchors", [False, True])
def test_ways_through_lightnings_htlcs(anchors: bool) -> None:
    waits = ", older 1" if anchors else ""
    for script, ways in (
        (_offered(anchors), {"1 of hash", f"1 of A, hash160 ee{waits}", f"2 of AB{waits}"}),
        (_received(anchors), {"1 of hash", f"1 of A{waits}, after 1000", f"2 of AB, hash160 ee{waits}"}),
    ):
        found, more = _ways(f"0020{H32}", witness_script=bytes.fromhex(script))
        assert more == 0
        assert {way.split(": ")[1] for way in found} == ways


def _leaves(*scripts: str, version: int = 0xC0) -> list[Leaf]:
    return [
        Leaf(bytes.fromhex(script), min(place + 1, len(scripts) - 1), version) for place, script in enumerate(scripts)
    ]


def test_ways_to_open_a_taproot_output() -> None:
    leaves = _leaves(f"20{X}ac", f"20{X}ad029000b2", f"20{X}ac20{Y}ba529c")
    found = _ways(f"5120{H32}", internal_key=bytes.fromhex(Y), leaves=leaves)
    assert found == (
        [
            "key_path: 1 of Y: 231",
            "leaf 0: 1 of X: 332",
            "leaf 1: 1 of X, older 144: 368",
            "leaf 2: 2 of XY: 466",
        ],
        0,
    )


def test_of_very_many_leaves_the_cheapest_are_told() -> None:
    leaf = Leaf(bytes.fromhex(f"20{X}ac"), 8)
    found, more = _ways(f"5120{H32}", internal_key=bytes.fromhex(Y), leaves=[leaf] * 200)
    assert (len(found), more, found[0]) == (64, 137, "key_path: 1 of Y: 231")


def test_a_key_that_nobody_has_opens_nothing() -> None:
    nobodys = NOBODYS_KEY
    assert _ways(f"5120{H32}", internal_key=nobodys, leaves=[Leaf(bytes.fromhex(f"20{X}ac"))]) == (
        ["leaf 0: 1 of X: 300"],
        0,
    )


def test_leaves_of_other_versions_and_with_op_success_are_open_to_anybody() -> None:
    other = Leaf(bytes.fromhex("ff"), 0, 0xC2)
    success = Leaf(bytes.fromhex(f"20{X}ac50"))
    for leaf, weight in ((other, 201), (success, 235)):
        ways, *_ = open_ways(bytes.fromhex(f"5120{H32}"), internal_key=bytes.fromhex(Y), leaves=[leaf])
        found = [(way.signed, way.weight_wu) for way in ways if way.place == "leaf"]
        assert found == [(False, weight)]


def test_a_leaf_that_cannot_be_told_leaves_it_open_how_many_there_are() -> None:
    leaves = _leaves(f"20{X}ac", "935187")
    found, more = _ways(f"5120{H32}", internal_key=bytes.fromhex(Y), leaves=leaves)
    assert (len(found), more) == (2, None)


def test_what_is_pushed_and_never_run_only_weighs() -> None:
    """An inscription."""
    envelope = "0063036f7264010109696d6167652f706e67004c50" + "11" * 80 + "68"
    plain, inscribed = (f"20{X}ac", f"20{X}ac{envelope}")
    ways = [
        open_ways(bytes.fromhex(f"5120{H32}"), internal_key=bytes.fromhex(Y), leaves=[Leaf(bytes.fromhex(script))])[0]
        for script in (plain, inscribed)
    ]
    weights = [way[1].weight_wu for way in ways]
    assert weights[0] == 300
    assert weights[1] == 300 + len(envelope) // 2


@pytest.mark.parametrize("branch", ["00637668", "006351675268", "00635163516868", "0063ac68"])
def test_a_branch_that_holds_more_than_pushes_is_not_passed_over(branch: str) -> None:
    leaf = Leaf(bytes.fromhex(f"20{X}ac{branch}"))
    ways, more, _ = open_ways(bytes.fromhex(f"5120{H32}"), internal_key=bytes.fromhex(Y), leaves=[leaf])
    assert ([way.place for way in ways], more) == (["key_path"], None)


def test_a_key_that_is_known_behind_its_hash_is_named_and_weighed() -> None:
    key = bytes.fromhex("04" + "0a" * 64)
    script = "76a914" + hash160(key).hex() + "88ac"
    found = open_ways(bytes.fromhex(script), find_key={hash160(key): key}.get)
    signer = found[0][0].signers[0].keys[0]
    assert (signer.key, signer.key_hash, signer.text) == (key, None, key.hex())
    assert found[0][0].weight_wu == 592 + 4 * 32
    unknown = open_ways(bytes.fromhex(script))[0][0].signers[0].keys[0]
    assert (unknown.key, unknown.key_hash, unknown.text) == (None, hash160(key), hash160(key).hex())


# Against real inputs


def _weight(txin: TxIn) -> int:
    """What the input weighs in truth."""
    size = len(txin.script_sig.data)
    witness = sum(compact_size_width(len(item.data)) + len(item.data) for item in txin.witness)
    counted = compact_size_width(len(txin.witness)) + witness if txin.witness else 0
    return 4 * (40 + compact_size_width(size) + size) + counted


def _ways_of_input(txin: TxIn, script: bytes) -> tuple[Way, ...]:
    """With all that the input reveals."""
    pushes = [item.data or b"" for item in instructions(txin.script_sig.data)]
    witness = [item.data for item in split_annex(txin.witness)[0]]
    known: dict[str, Any] = {"find_key": {hash160(item): item for item in pushes + witness}.get}
    if script[:1] == b"\xa9" and pushes:
        known["redeem_script"] = pushes[-1]
    if known.get("redeem_script", script)[:2] == b"\x00\x20":
        known["witness_script"] = witness[-1]
    if script[:2] == b"\x51\x20" and len(witness) > 1:
        leaf, control = witness[-2:]
        known |= {"internal_key": control[1:33], "leaves": [Leaf(leaf, (len(control) - 33) // 32, control[0] & 0xFE)]}
    return open_ways(script, **known)[0]


def _beyond(txin: TxIn) -> int:
    """What larger signatures add, with a high S, and an annex."""
    annex = split_annex(txin.witness)[1]
    high = sum(len(item.data or b"") == 73 for item in instructions(txin.script_sig.data))
    return 4 * high + (1 + len(annex.data) if annex else 0)


def _spends() -> Iterator[tuple[str, TxIn, bytes]]:
    for name, example in EXAMPLES.items():
        for txin, coin in zip(decode(example.raw).inputs, example.spent_outputs, strict=False):
            if coin is not None:
                yield name, txin, coin.script_pubkey
    for line in gzip.decompress(vector_bytes("core_regtest_getblock.jsonl.gz")).splitlines():
        for item in json.loads(line, parse_float=Decimal)["getblock"]["tx"]:
            prevouts = [vin["prevout"]["scriptPubKey"]["hex"] for vin in item["vin"] if "prevout" in vin]
            for txin, script in zip(decode(bytes.fromhex(item["hex"])).inputs, prevouts, strict=False):
                yield "regtest", txin, bytes.fromhex(script)


def test_real_inputs_weigh_no_more_than_their_way_and_little_less(record_property) -> None:
    """A little: signatures one or two bytes shorter, four times, and a size that then takes a byte instead of three.

    `all-types` and `before-p2sh` have signatures that are far shorter or none; of the others no way is told.
    """
    differences, without = Counter[int](), Counter[str]()
    for name, txin, script in _spends():
        weights = [way.weight_wu for way in _ways_of_input(txin, script)]
        known = [weight - _weight(txin) + _beyond(txin) for weight in weights if weight is not None]
        if len(known) < max(len(weights), 1):
            without[name] += 1
        elif name not in ("all-types", "before-p2sh"):
            assert any(0 <= each <= 20 for each in known), (name, known)
            differences[min(each for each in known if each >= 0)] += 1
    assert "regtest" not in without
    assert sum(without.values()) < 20
    record_property(
        "weights of inputs", f"{sum(differences.values())} real inputs, at most {max(differences)} lighter"
    )


# Dust


@pytest.mark.parametrize(
    ("script", "sat"),
    [
        (f"76a914{H20}88ac", 546),
        (f"a914{H20}87", 540),
        (f"0014{H20}", 294),
        (f"0020{H32}", 330),
        (f"5120{H32}", 330),
        ("51024e73", 240),
        (f"6028{'00' * 40}", 354),
        (f"21{A}ac", 576),
        (f"41{'04' * 65}ac", 672),
        (f"5121{A}51ae", 582),
        (f"0021{'00' * 33}", 333),  # a program of version 0 is one whatever its size
        ("", 471),
        ("00" * 252, 1_227),
        ("00" * 253, 1_236),
        ("6a", None),
        ("6a04deadbeef", None),
        ("00" * 10_001, None),
    ],
)
def test_less_than_this_is_dust(script: str, sat: int | None) -> None:
    assert dust_sat(bytes.fromhex(script)) == sat
