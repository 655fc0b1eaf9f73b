"""A signature has one name in sentences, table and proof; what is said of several is said once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from spends_with_mistakes import SPENDS

from txexplain.bundled import load_block

FIRST_LINES = 24


def given(name: str) -> list[str]:
    raw, script, value_sat = SPENDS[name]
    return [raw, "--prevouts", json.dumps([{"value_sat": value_sat, "script_pubkey": script}])]


def page(cli, name: str, *arguments: str) -> str:
    return " ".join(cli("verify", *given(name), *arguments, width=80).out.split())


def data(cli, name: str) -> dict[str, Any]:
    (entry,) = json.loads(cli("verify", *given(name), "--json").out)["inputs"]
    return dict(entry)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "p2shp2wsh_good_bad",
            "Signature 1 is valid for key 1; signature 2 is not valid for any key. "
            "Valid signatures: 1 of the 2 required.",
        ),
        ("csa_one_bad", "Signature 1 is valid for key 1; signature 2 is not valid for any key."),
        (
            "multi_wrongorder_and_wrong_msg",
            "Signatures 1 and 2 are valid for a different message: its script code is the output script. "
            "They are also in the wrong order.",
        ),
        ("csa_ecdsa", "Signatures 1 and 2, each: An ECDSA signature in DER is in the place of a Schnorr signature."),
        ("multi_nohashbyte_one", "Signature 2: The sighash type byte is missing at the end of the signature."),
    ],
)
def test_the_first_lines_name_each_signature_by_its_number(cli, name: str, words: str) -> None:
    first = cli("verify", *given(name), width=80).out.splitlines()[:FIRST_LINES]
    assert words in " ".join(" ".join(first).split())


def test_the_proof_and_the_table_have_the_same_numbers(cli) -> None:
    out = page(cli, "p2shp2wsh_good_bad")
    assert "signature 1 ✓ · · signature 2 · · ·" in out
    assert re.search(r"by signature 1 \(3045\w+…\w+\)", out)
    assert re.search(r"Signature 2 \(3044\w+…\w+\) is not valid for any other message", out)
    assert "from the top of the stack down" in page(cli, "csa_one_bad")


@pytest.mark.parametrize(
    ("name", "said_once"),
    [
        ("p2pkh_hashtype_two_mistakes", "The sighash type byte is missing at the end of the signature."),
        ("tap_ecdsa_legacy", "is in the place of a Schnorr signature."),
        ("wpkh_swapped_wit", "The signature and the public key are swapped"),
    ],
)
def test_nothing_is_said_twice_of_one_input(cli, name: str, said_once: str) -> None:
    top, _, section = page(cli, name).partition("Inputs ─")
    assert top.count(said_once) == 1
    assert section.count(said_once) <= 1


def test_where_nothing_is_found_what_was_given_is_a_likely_cause_but_not_where_a_signature_is_valid(cli) -> None:
    nothing = page(cli, "tr_internal")
    assert "If an amount or a script given here" in nothing
    assert "the private key was not tweaked" in nothing
    assert "given here for" not in page(cli, "csa_one_bad")


def test_the_proof_says_which_parts_of_the_message_differ(cli) -> None:
    assert "differs locktime: 00000000, needed: 50f80c00" in page(cli, "locktime_changed")
    assert "differs script code: 17a914f9…c4d77187, needed: 69522103…7ae653ae" in page(
        cli, "multi_wrongorder_and_wrong_msg"
    )


def test_an_order_besides_another_mistake_is_in_the_data(cli) -> None:
    whole = data(cli, "multi_wrongorder_and_wrong_msg")["diagnosis"]["whole"]
    (clue,) = [each for each in whole if each["key"] == "multisig_order_too"]
    assert clue["facts"]["order"] == "1, 0"


@pytest.mark.parametrize("name", SPENDS)
def test_each_signature_that_the_input_brings_is_in_the_data(cli, name: str) -> None:
    entry = data(cli, name)
    raw = SPENDS[name][0]
    signatures = {each["signature"] for each in entry["signatures"]}
    assert signatures
    assert all(signature in raw for signature in signatures)
    assert all(each["diagnosis"] for each in entry["signatures"] if each["reason"] == "unchecked")
    if "multi" in name or name.startswith(("p2shp2wsh", "csa_ecdsa")):
        assert len(signatures) == 2


def test_trace_ends_with_what_the_signature_was_made_for_and_a_block_can_leave_it_out(cli) -> None:
    out = " ".join(cli("trace", *given("locktime_changed"), "--input", "0").out.split())
    assert out.endswith("Sign the locktime that the transaction has.")
    left_out = cli("trace", *given("locktime_changed"), "--input", "0", "--no-diagnosis").out
    assert "Sign the locktime" not in left_out
    other_script = "2102" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" + "ac"
    coins = json.dumps([{"value_sat": 5_000_000_000, "script_pubkey": other_script}])
    shown = ("block", load_block("block170").raw.hex(), "--tx", "1", "--as", "verify", "--prevouts", coins)
    assert "Digests of messages tried" in " ".join(cli(*shown).out.split())
    assert "Digests of messages tried" not in " ".join(cli(*shown, "--no-diagnosis").out.split())
