"""Every byte has one label: the leaves tile the transaction, whatever the bytes are."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES, Ran

from txexplain.analyse import analyse, regions
from txexplain.explain.pages.byte_map import byte_map
from txexplain.model.bytes import Region
from txexplain.model.errors import DecodeError
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire import regions as regions_module
from txexplain.wire.cursor import compact_size

MUTANTS = 500


def tree_of(raw: bytes, name: str | None = None) -> Region:
    spent = EXAMPLES[name].spent_outputs if name else ()
    return regions(analyse(raw, spent))


def assert_tiles(tree: Region, raw: bytes) -> None:
    position = 0
    for leaf in tree.leaves():
        assert leaf.start == position < leaf.end
        position = leaf.end
    assert (tree.start, tree.end, position) == (0, len(raw), len(raw))
    _assert_nested(tree)


def _assert_nested(region: Region) -> None:
    if region.children:
        assert (region.children[0].start, region.children[-1].end) == (region.start, region.end)
    for child in region.children:
        _assert_nested(child)


def found(tree: Region, key: str) -> list[Region]:
    below = [region for child in tree.children for region in found(child, key)]
    return [tree, *below] if tree.key == key else below


@pytest.mark.parametrize("name", EXAMPLES)
def test_leaves_tile_every_example(name: str) -> None:
    raw = EXAMPLES[name].raw
    assert_tiles(tree_of(raw, name), raw)
    assert_tiles(tree_of(raw), raw)


def test_leaves_tile_500_mutated_examples_that_still_decode() -> None:
    choose = random.Random(170)
    names = [name for name, example in EXAMPLES.items() if len(example.raw) < 5000]
    tiled = 0
    while tiled < MUTANTS:
        raw = bytearray(EXAMPLES[choose.choice(names)].raw)
        for _ in range(choose.randint(1, 4)):
            raw[choose.randrange(len(raw))] = choose.choice(
                [0, 1, 0x4C, 0x4D, 0x4E, 0x6A, 0xFF, choose.randrange(256)]
            )
        try:
            tree = tree_of(bytes(raw))
        except DecodeError:
            continue
        assert_tiles(tree, bytes(raw))
        tiled += 1


def test_numbers_of_the_tree_are_those_of_the_bytes() -> None:
    for name, example in EXAMPLES.items():
        for leaf in tree_of(example.raw, name).leaves():
            data = example.raw[leaf.start : leaf.end]
            if leaf.key in ("tx.version", "tx.vin.vout", "tx.vin.sequence", "tx.vout.value", "tx.lock_time"):
                assert leaf.value == int.from_bytes(data, "little")
            if leaf.key == "tx.vin.txid":
                assert leaf.value == data[::-1].hex()


def test_a_signature_is_taken_apart_to_each_byte_of_its_framing() -> None:
    raw = EXAMPLES["first"].raw
    (signature,) = found(tree_of(raw, "first"), "ecdsa_signature")
    parts = [(part.key.rpartition(".")[2], raw[part.start : part.end].hex()[:4]) for part in signature.children]
    assert parts == [
        ("sequence_tag", "30"),
        ("sequence_size", "44"),
        ("r_tag", "02"),
        ("r_size", "20"),
        ("r", "4e45"),
        ("s_tag", "02"),
        ("s_size", "20"),
        ("s", "1815"),
        ("hash_type", "01"),
    ]


def test_keys_control_blocks_and_annexes_are_taken_apart() -> None:
    legacy = tree_of(EXAMPLES["pizza"].raw, "pizza")
    assert {tuple(part.key for part in key.children) for key in found(legacy, "public_key")} == {
        ("public_key.prefix", "public_key.x", "public_key.y")
    }
    taproot = tree_of(EXAMPLES["all-types"].raw, "all-types")
    (control_block,) = found(taproot, "control_block")
    assert len(found(control_block, "control_block.path")) == 21
    assert found(control_block, "control_block.internal_key")[0].end - control_block.start == 33
    (annex,) = found(tree_of(EXAMPLES["annex"].raw, "annex"), "annex")
    assert annex.children[0].key == "annex.tag"


def test_scripts_inside_pushes_and_witnesses_are_opened() -> None:
    p2sh = tree_of(EXAMPLES["p2sh-multisig"].raw, "p2sh-multisig")
    (redeem_script,) = found(p2sh, "redeem_script")
    assert len(found(redeem_script, "public_key")) == 3
    (witness_script,) = found(tree_of(EXAMPLES["lightning-htlc"].raw, "lightning-htlc"), "witness_script")
    assert found(witness_script, "payment_hash_ripemd160")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_has_a_name_in_each_language(language: str) -> None:
    texts = Texts(language)
    for example in EXAMPLES.values():
        report = analyse(example.raw, example.spent_outputs)
        assert byte_map(report, regions(report), texts)


def test_the_whole_map_shows_every_byte() -> None:
    for name in ("all-types", "batch", "sha1-bounty"):
        report = analyse(EXAMPLES[name].raw)
        rows = byte_map(report, regions(report), Texts(), show_all=True)[-1].rows
        assert b"".join(row.data for row in rows) == EXAMPLES[name].raw
        folded = byte_map(report, regions(report), Texts())[-1].rows
        assert sum(len(row.data) for row in folded) < len(EXAMPLES[name].raw)
        assert any(row.folded for row in folded)


def hostile(items: int) -> bytes:
    """A transaction whose only input has so many empty witness items."""
    head = bytes.fromhex("02000000000101") + b"\x22" * 36 + b"\0" + b"\xff" * 4
    output = bytes.fromhex("01e803000000000000160014") + b"\5" * 20
    return head + output + compact_size(items) + bytes(items) + bytes(4)


def of_scripts() -> bytes:
    """One with scripts of many opcodes, in two inputs and three outputs."""
    script = b"\xfd\x70\x17" + b"\x61" * 6000
    vin = b"\x22" * 36 + script + b"\xff" * 4
    return b"\2\0\0\0\2" + vin * 2 + b"\3" + (bytes(8) + script) * 3 + bytes(4)


@pytest.mark.parametrize("raw", [hostile(40_000), of_scripts()], ids=["witness", "scripts"])
@pytest.mark.parametrize("limit", [0, 1, 5, 40, 6_010, 15_000, 25_000])
def test_regions_within_a_limit_tile_it_too_and_the_rest_is_one_leaf_a_list(raw: bytes, limit: int) -> None:
    report = analyse(raw)
    whole, cut = regions(report), regions(report, limit)
    assert_tiles(cut, raw)
    count = sum(1 for _ in every(cut))
    assert count <= limit + 40, "what is around and behind the list that was not gone on with"
    rest = found(cut, "not_labelled")
    assert rest, "something is left"
    labelled = {(region.key, region.start, region.end) for region in every(whole)}
    assert {(each.key, each.start, each.end) for each in every(cut) if each.key != "not_labelled"} <= labelled


def every(tree: Region) -> Iterator[Region]:
    yield tree
    for child in tree.children:
        yield from every(child)


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    report = analyse(of_scripts())
    assert regions(report, 100_000) == regions(report)


def test_json_of_a_hostile_transaction_says_that_labels_are_missing_and_all_has_them(
    tmp_path: Path, cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert regions_module.REGION_LIMIT == 100_000
    monkeypatch.setattr(regions_module, "REGION_LIMIT", 1_000)
    path = tmp_path / "hostile.raw"
    path.write_bytes(hostile(600))
    cut = cli("decode", "--json", "--bytes", str(path))
    whole = cli("decode", "--json", "--bytes", "--all", str(path))
    assert json.loads(cut.out)["regions_limit"] == 1_000
    assert "1,000" in cut.err
    assert "regions_limit" not in json.loads(whole.out)
    assert whole.err == ""
