"""Output descriptors: read, refused, written and derived as Bitcoin Core does."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from bad_descriptors import BAD, TPUB, XPUB, A, B, Bad, C
from conftest import load_vectors, vector_bytes
from descriptor_answers import HASH, SEEDS, differing, hashed, ours, random_descriptor, running
from effort import cpu_seconds
from nodes import BITCOIND
from random_descriptors import made, mutated

from txexplain.addresses.addresses import base58check_encode
from txexplain.addresses.descriptors import (
    DESCRIPTOR_FUNCTIONS,
    Shift,
    checksum_of,
    fitting_change,
    fitting_shift,
    with_checksum,
)
from txexplain.crypto.taproot import leaf_hash, tree_root, tweaked_key
from txexplain.descriptors.expand import MAX_KEYS, Expanded, expand
from txexplain.descriptors.parse import _FUNCTIONS, parse_descriptor
from txexplain.descriptors.refused import core_answer
from txexplain.descriptors.rpc import derived_addresses, descriptorinfo_data
from txexplain.explain.parts.errors import error_facts, sentence
from txexplain.miniscript.write import script_of
from txexplain.model.errors import InputError
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.recognise.something_else import recognise_else
from txexplain.sources.lock_text import is_one_by_its_form
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness

FORGED = "0279BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(vector_bytes("core_descriptors.jsonl.gz")).splitlines()]


def counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def refusal(text: str) -> InputError:
    with pytest.raises(InputError) as raised:
        parse_descriptor(text, MAIN)
    return raised.value


# What a node answers


def test_getdescriptorinfo_is_answered_as_a_node_does(record_property) -> None:
    counts: Counter[str] = Counter()
    for row in rows():
        answer = ours(row["descriptor"])[0]
        assert answer == row["getdescriptorinfo"], row["descriptor"]
        counts["equal" if "result" in answer else "refused with the same sentence"] += 1
    record_property("getdescriptorinfo", counted(counts))
    assert counts.total() == 250


def test_addresses_are_derived_as_a_node_does(record_property) -> None:
    counts: Counter[str] = Counter()
    for row in rows():
        if "deriveaddresses" in row:
            text = row["deriveaddresses"].pop("descriptor")
            answer = ours(text)[1]
            assert answer == row["deriveaddresses"], text
            counts["equal" if "result" in answer else answer["error"]] += 1
    record_property("deriveaddresses", counted(counts))
    assert counts["equal"] == 128
    assert counts["Cannot derive script without private keys"] == 31
    assert counts.total() == 186


def test_invented_descriptors_are_answered_as_a_node_did() -> None:
    """Right ones and wrong ones, of all functions; tests/descriptor_answers.py asks a node again."""
    assert hashed(map(ours, map(random_descriptor, SEEDS))) == HASH


@pytest.mark.slow
@pytest.mark.skipif(not BITCOIND, reason="no TXEXPLAIN_TEST_NODE, which names a bitcoind")
def test_invented_and_mutated_descriptors_are_answered_as_a_node_does(record_property) -> None:
    texts = [*map(random_descriptor, range(1_000, 2_000)), *mutants(2_000)]
    with running() as node:
        assert differing(node, texts) == []
    record_property("descriptors", f"{len(texts)} answered as a node does")


# What is wrong


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.code}-{bad.text[:20]}")
def test_each_mistake_has_its_error_and_the_sentence_of_core(bad: Bad) -> None:
    error = refusal(bad.text)
    assert error.code == bad.code
    if bad.core is not None:
        assert core_answer(error) == {"error": bad.core, "code": -5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_can_be_told(language: str) -> None:
    texts = Texts(language)
    for bad in BAD:
        error = refusal(bad.text)
        assert sentence(error, texts)
        shown = str(error_facts(error, texts))
        assert len(shown) < 3_000, "a long descriptor is not repeated whole"


def test_a_changed_character_is_found_wherever_it_is() -> None:
    random = Random(380)
    for row in rows()[::5]:
        text = with_checksum(row["descriptor"].partition("#")[0])
        at = random.randrange(len(text))
        if text[at] == "#":
            continue
        letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l" if at > text.index("#") else "0123456789abcdefXYZ/*'"
        instead = random.choice([letter for letter in letters if letter != text[at]])
        body, _, checksum = (text[:at] + instead + text[at + 1 :]).partition("#")
        assert fitting_change(body, checksum) == (at, instead, text[at])


def test_a_missing_extra_or_swapped_character_is_found_wherever_it_is() -> None:
    random, found = Random(382), 0
    for row in rows()[::30]:
        text = row["descriptor"].partition("#")[0]
        if len(text) > 300:
            continue
        at, checksum = random.randrange(len(text) - 1), checksum_of(text)
        added, swapped = f"{text[:at]}X{text[at:]}", text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        slips = [(text[:at] + text[at + 1 :], "missing"), (added, "extra")]
        for slip, kind in slips + ([(swapped, "swapped")] if swapped != text else []):
            shift = fitting_shift(slip, checksum)
            assert shift is not None
            assert shift.kind == kind
            assert _undone(slip, shift) == text
            found += 1
        assert fitting_shift(text[:at] + "XYZ" + text[at + 2 :], checksum) is None
    assert found > 8


def _undone(text: str, shift: Shift) -> str:
    kind, at, char = shift
    if kind == "missing":
        return text[:at] + char + text[at:]
    return text[:at] + text[at + 1 :] if kind == "extra" else text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def test_two_changed_characters_are_not_guessed_at() -> None:
    random = Random(381)
    for _ in range(20):
        text = f"wpkh([d34db33f/84h/0h/0h]{XPUB}/0/*)"
        one, other = random.sample(range(10, 30), 2)
        changed = [("1" if at in (one, other) else char) for at, char in enumerate(text)]
        if sum(mine != its for mine, its in zip(changed, text, strict=True)) == 2:
            assert fitting_change("".join(changed), checksum_of(text)) is None


def test_the_place_of_a_wrong_character_is_counted_from_one() -> None:
    error = refusal(f"pkh({A[:-1]}9)#{checksum_of(f'pkh({A})')}")
    assert error.code == "descriptor_checksum_near"
    assert (error.facts["place"], error.facts["found"], error.facts["instead"]) == (70, "9", "8")


SECRETS = (
    "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1",
    "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss",
    "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY2",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "form", ["wpkh({})", "sh(multi(1,{},nonsense))", "tr([d34db33f/1]{}/0/*)#qqqqqqqq", "wsh(pk({}"]
)
def test_a_secret_is_refused_before_all_else_and_not_repeated(form: str, secret: str) -> None:
    error = refusal(form.format(secret))
    assert error.code == "looks_like_private_key"
    assert not error.facts
    assert core_answer(error) is None


@pytest.mark.parametrize("form", ["pkh({})", "wsh(pk({}))", "{}", "sh({})", "multi(1,{})", "tr({})"])
def test_64_digits_that_are_no_key_are_not_repeated(form: str) -> None:
    digits = 64 * "f"
    error = refusal(form.format(digits))
    assert digits not in str(error)


# Networks


def test_keys_decide_about_the_network_where_none_is_named() -> None:
    assert parse_descriptor(f"wpkh({XPUB})").network == MAIN
    assert parse_descriptor(f"wpkh({TPUB})").network == NETWORKS["test"]
    assert parse_descriptor(f"wpkh({A})").network == MAIN
    assert parse_descriptor("addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)").network == NETWORKS["regtest"]


def test_addresses_are_those_of_the_network() -> None:
    assert derived_addresses(parse_descriptor(f"wpkh({A})", NETWORKS["regtest"])) == [
        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    ]
    with pytest.raises(InputError, match="descriptor_key_of_other_network"):
        parse_descriptor(f"wpkh({XPUB})", NETWORKS["signet"])


# Ranges


@pytest.mark.parametrize(
    ("places", "core"),
    [
        (None, "Range must be specified for a ranged descriptor"),
        ((2, 1), "Range specified as [begin,end] must not have begin after end"),
        ((-1, 1), "Range should be greater or equal than 0"),
        ((0, 1 << 31), "End of range is too high"),
        (1 << 31, "End of range is too high"),
        (-1, "End of range is too high"),
        ((0, 1_000_000), "Range is too large"),
    ],
)
def test_a_wrong_range_is_refused_in_the_words_of_core(places: Any, core: str) -> None:
    with pytest.raises(InputError) as raised:
        derived_addresses(parse_descriptor(f"wpkh({XPUB}/*)"), places)
    assert core_answer(raised.value) == {"error": core, "code": -8}


def test_a_range_of_what_has_none_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        derived_addresses(parse_descriptor(f"wpkh({XPUB})"), 0)
    assert core_answer(raised.value)["error"] == "Range should not be specified for an un-ranged descriptor"


def test_no_more_addresses_are_derived_than_can_be_waited_for() -> None:
    parsed = parse_descriptor(f"tr(musig({XPUB}/<0;1>/*,{A}),multi_a(1,{B},{C}))")
    assert parsed.derived_keys == 4  # the extended key and that of both together, on each path
    with pytest.raises(InputError, match="too_many_keys") as raised:
        derived_addresses(parsed, MAX_KEYS // 4)
    assert raised.value.facts == {"count": MAX_KEYS + 4, "limit": MAX_KEYS}


def test_every_function_that_is_read_is_recognised_and_no_other() -> None:
    assert set(DESCRIPTOR_FUNCTIONS) == set(_FUNCTIONS)
    for name in DESCRIPTOR_FUNCTIONS:
        text = f"{name}({A})"
        assert is_one_by_its_form(text)
        error = recognise_else(text)
        assert error is not None
        assert error.code == "looks_like_descriptor"
    assert not is_one_by_its_form(f"wpk({A})")


def test_the_last_place_of_a_range_is_reached() -> None:
    last = (1 << 31) - 1
    assert len(derived_addresses(parse_descriptor(f"wpkh({XPUB}/*)"), (last, last))) == 1


# Scripts


def scripts_of(text: str, index: int = 0, path: int = 0) -> tuple[Expanded, ...]:
    return expand(parse_descriptor(text), index, path)


def test_combo_has_four_scripts_and_of_an_uncompressed_key_two() -> None:
    four = scripts_of(f"combo({A})")
    assert [len(each.script_pubkey) for each in four] == [35, 25, 22, 23]
    assert four[3].redeem_script == four[2].script_pubkey
    uncompressed = next(bad.text for bad in BAD if bad.code == "descriptor_uncompressed_key")
    assert [len(each.script_pubkey) for each in scripts_of(uncompressed.replace("wpkh", "combo"))] == [67, 25]


def test_scripts_lead_to_the_hashes_before_them(record_property) -> None:
    checked = 0
    for seed in range(0, 400, 2):
        found: tuple[Expanded, ...] = ()
        with suppress(InputError):  # where a step is hardened
            found = scripts_of(made(seed), 1)
        for each in found:
            check(each)
            checked += 1
    record_property("scripts", checked)
    assert checked > 100


def check(found: Expanded) -> None:
    """What is known behind an output script is what it commits to, and the nodes are those of the scripts."""
    behind = found.script_pubkey
    if found.redeem_script is not None:
        assert behind == pay_to_script_hash(hash160(found.redeem_script))
        behind = found.redeem_script
    if found.witness_script is not None:
        assert behind == pay_to_witness(0, sha256(found.witness_script))
        behind = found.witness_script
    if found.internal_key is not None:
        leaves = [(leaf.depth, leaf_hash(leaf.version, leaf.script)) for leaf in found.leaves]
        tweaked = tweaked_key(found.internal_key, tree_root(leaves) if leaves else b"")
        assert tweaked is not None
        assert behind == pay_to_witness(1, tweaked[0])
    if found.node is not None and len(behind) not in (22, 23):
        assert script_of(found.node) == behind
    for leaf in found.leaves:
        assert script_of(leaf.node) == leaf.script
        assert all((key.key or b"") in leaf.script or hash160(key.key or b"") in leaf.script for key in leaf.keys)


def test_keys_are_named_as_they_are_written_in_the_order_of_the_script() -> None:
    (found,) = scripts_of(f"wsh(sortedmulti(2,{C},[d34db33f/48h]{B},{A}))")
    assert [each.text for each in found.keys] == [A, f"[d34db33f/48h]{B}", C]
    assert [each.key for each in found.keys] == [bytes.fromhex(key) for key in (A, B, C)]


def test_a_tree_keeps_its_leaves_in_order_with_their_depths() -> None:
    (found,) = scripts_of(f"tr({A},{{pk({B}),{{pk({C}),multi_a(1,{A},{B})}}}})")
    assert [leaf.depth for leaf in found.leaves] == [1, 2, 2]
    assert [key.text for key in found.keys] == [A, B, C, A, B]
    assert found.leaves[0].script == b"\x20" + bytes.fromhex(B[2:]) + b"\xac"


def test_trees_of_bip341_have_its_addresses() -> None:
    """Those whose leaves are all `pk()`."""
    count = 0
    for case in load_vectors("bip341_wallet_vectors.json")["scriptPubKey"]:
        tree = case["given"]["scriptTree"]
        text = written(tree)
        if text is not None:
            key = case["given"]["internalPubkey"]
            (found,) = scripts_of(f"tr({key}{text and ','}{text})")
            assert found.script_pubkey.hex() == case["expected"]["scriptPubKey"]
            count += 1
    assert count >= 4


def written(tree: Any) -> str | None:
    """A script tree as a descriptor, None where a leaf is no `pk()`."""
    if tree is None:
        return ""
    if isinstance(tree, dict):
        script = tree["script"]
        is_key = script[:2] == "20" and script[66:] == "ac" and tree["leafVersion"] == 192
        return f"pk({script[2:66]})" if is_key else None
    sides = [written(each) for each in tree]
    return None if None in sides else f"{{{','.join(side or '' for side in sides)}}}"


def test_a_multipath_is_as_many_descriptors() -> None:
    parsed = parse_descriptor(f"wsh(multi(1,{XPUB}/<0;1>/*,{A}))")
    assert parsed.canonical == tuple(with_checksum(f"wsh(multi(1,{XPUB}/{path}/*,{A}))") for path in (0, 1))
    assert descriptorinfo_data(parsed)["multipath_expansion"] == list(parsed.canonical)
    first, second = (expand(parsed, 7, path)[0].script_pubkey for path in (0, 1))
    assert first == scripts_of(f"wsh(multi(1,{XPUB}/0/*,{A}))", 7)[0].script_pubkey != second


def test_an_extended_key_of_the_greatest_depth_has_no_children() -> None:
    key = base58check_encode(bytes.fromhex("0488b21e") + b"\xff" + bytes(8) + bytes(32) + bytes.fromhex(A))
    assert scripts_of(f"wpkh({key})")
    with pytest.raises(InputError, match="descriptor_hardened"):
        scripts_of(f"wpkh({key}/0)")


# The canonical form


def test_the_canonical_form_is_its_own() -> None:
    written = [answer[0]["result"]["descriptor"] for seed in SEEDS if "result" in (answer := ours(made(seed)))[0]]
    assert len(written) > 200
    for text in written:
        assert parse_descriptor(text, MAIN).canonical == (text,)


def test_hex_is_written_small_and_steps_are_marked_as_the_last_one_was() -> None:
    assert parse_descriptor(f"pkh({FORGED})").canonical == (with_checksum(f"pkh({A})"),)
    text = f"[D34DB33F/1h/2']{XPUB}/3/*"
    assert str(parse_descriptor(f"pkh({text})").descriptors[0]) == f"pkh([d34db33f/1'/2']{XPUB}/3/*)"
    text = f"[d34db33f/1'/2']{XPUB}/3/*h"
    assert str(parse_descriptor(f"pkh({text})").descriptors[0]) == f"pkh([d34db33f/1'/2']{XPUB}/3/*h)".replace(
        "'", "h"
    )


# Hostile ones


def mutants(count: int) -> Iterator[str]:
    for seed in range(count):
        random = Random(seed)
        text = mutated(made(seed, mistakes=True), random)
        yield with_checksum(text) if random.random() < 0.2 and "#" not in text else text


@pytest.mark.parametrize("count", [1_000, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_mutated_descriptor_is_read_or_refused(count: int, record_property) -> None:
    counts: Counter[str] = Counter()
    for text in mutants(count):
        try:
            parsed = parse_descriptor(text)
            descriptorinfo_data(parsed)
            expand(parsed, 0)
            counts["read"] += 1
        except InputError as error:
            counts[error.code] += 1
    record_property("mutated", counted(counts))
    assert counts.total() == count
    assert len(counts) > 20


@pytest.mark.parametrize(
    "text",
    [
        f"tr({A},{'{' * 100_000}",
        "wsh(" * 20_000,
        f"wsh({'and_v(' * 30_000}",
        f"wsh({'n' * 100_000}:pk({A}))",
        f"tr({A},{'dv:' * 30_000}pk({A}))",
        f"pkh([d34db33f{'/1' * 50_000}]{A})",
        f"pkh({XPUB}/<{';'.join(map(str, range(30_000)))}>{'/1' * 1_000})",
        f"musig({'musig(' * 10_000}",
        "(" * 200_000,
        f"pk({'1' * 190_000})",
        f"addr({'1' * 190_000})",
        f"multi({'9' * 100_000},{A})",
    ],
    ids=lambda text: text[:12],
)
def test_deep_and_long_ones_are_refused_or_read_in_time(text: str) -> None:
    def read() -> None:
        with suppress(InputError):
            parse_descriptor(text)

    assert cpu_seconds(read) < 5


def test_the_deepest_tree_is_read() -> None:
    depth = 128
    text = f"tr({A},{'{' * depth}pk({B}){f',pk({B})}}' * depth})"
    (found,) = scripts_of(text)
    assert max(leaf.depth for leaf in found.leaves) == depth
    assert all(one >= other for one, other in pairwise([leaf.depth for leaf in found.leaves]))
