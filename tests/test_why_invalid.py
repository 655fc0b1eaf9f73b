"""What a page says of an input that fails: first what stopped it, each thing once, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from causing import CASES, ECDSA, ONE, P2PK, P2PKH, P2WPKH, TWO, Case, case, locked, p2sh, p2wsh
from causing_lacks import LACKING
from conftest import Ran
from said_cause import given
from spends.keys import Order, key_of

from txexplain.model.messages import Message
from txexplain.model.subject import Subject
from txexplain.session.transaction import Session
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import hash160
from txexplain.wire.script import push

Cli = Callable[..., Ran]
CSV = assemble("144 CHECKSEQUENCEVERIFY")
NOT_REACHED = "There is a later mistake, which the run did not reach."


def flat(page: str) -> str:
    return " ".join(page.split())


def shown(each: Case, cli: Cli, *options: str) -> str:
    return flat(cli("verify", *given(each), *options).out)


def signed_for_none(lock: str) -> Case:
    """Behind a lock that is not met, and signed with a sighash type that the signature does not say."""
    script = assemble(f"{lock} DROP <{ONE.hex()}> CHECKSIG")
    draft = case("", p2wsh(script), b"", [ECDSA, script])
    message = Session(Subject(draft.raw, spent_outputs=draft.spent)).to_sign(0, 2)
    assert isinstance(message, Message)
    signature = Order(key_of(1001), 1, "strict", key_of(77)).ecdsa(message.sighash.digest)
    return case("", p2wsh(script), b"", [signature, script])


@pytest.mark.parametrize("lock", ["500000 CHECKLOCKTIMEVERIFY", "144 CHECKSEQUENCEVERIFY"])
def test_what_stopped_the_run_is_said_before_a_signature_that_it_did_not_reach(lock: str, cli: Cli) -> None:
    page = shown(signed_for_none(lock), cli)
    stopped, later = page.index("timelock" if "SEQUENCE" in lock else "locktime is 0"), page.index(NOT_REACHED)
    assert stopped < later < page.index("its sighash type is NONE, not ALL") < page.index("UNSATISFIED_LOCKTIME")


ALONE = [each for each in (*LACKING, *CASES) if len(each.spent) == 1]
OF_EACH = [pytest.param(each, marks=[pytest.mark.slow] if place % 6 else []) for place, each in enumerate(ALONE)]


@pytest.mark.parametrize("each", OF_EACH)
def test_the_page_of_one_input_says_its_cause_once(each: Case, cli: Cli) -> None:
    top, _, inputs = cli("verify", *given(each)).out.partition("\nInputs\n")
    note = flat(top).partition("#0: ")[2].partition(". ")[0]
    assert len(note) > 20
    assert note not in flat(inputs.partition("Relay policy")[0])


def test_of_two_inputs_each_says_its_cause(cli: Cli) -> None:
    wrong = push(ECDSA) + push(TWO)
    page = cli("verify", *given(case("", P2PKH, wrong, others=[(P2PKH, wrong, ())]))).out
    assert "The public key hashes to" in flat(page.partition("Inputs\n")[2])


def test_the_first_of_several_inputs_that_fail_says_its_cause_with_the_verdict_alone(cli: Cli) -> None:
    """That of the next one is said where the input is told."""
    top, _, inputs = cli("verify", *given(case("", P2PKH, b"", others=[(P2WPKH, b"", ())]))).out.partition("Inputs\n")
    first, second = (f"hashes to {hash160(ONE).hex()}", "As it is, it fails with WITNESS_PROGRAM_MISMATCH")
    assert flat(top).count(first) == 1
    assert (flat(inputs).count(first), flat(inputs).count(second)) == (1, 1)


@pytest.mark.parametrize("view", ["verify", "explain"])
def test_what_to_run_next_names_the_input(view: str, cli: Cli) -> None:
    others = [(P2WPKH, b"", ()), (b"\x51", b"", ()), (p2sh(b"\x51"), push(b"\x51"), ())]
    page = flat(cli(view, *given(case("", b"\x51", others=[*others, (P2PK, b"", ())]))).out)
    assert [f"sighash TX --input {vin}" in page for vin in range(5)] == [False, True, False, False, True]
    assert "--input N" not in page


def test_a_long_item_is_shortened_once(cli: Cli) -> None:
    script = assemble(f"SIZE 200 EQUALVERIFY HASH160 <{hash160(b'x').hex()}> EQUAL")
    wrong = assemble(f"HASH160 <{hash160(b'x' * 200).hex()}> SWAP HASH160 <{hash160(b'y').hex()}> EQUALVERIFY")
    for each in (script, wrong):
        page = shown(case("", p2wsh(each), b"", [b"x" * 200, b"x" * 200, each]), cli)
        assert all(word.count("…") <= 1 for word in page.split() if len(word) > 20)
    differ = assemble("EQUALVERIFY 1")
    page = shown(case("", p2wsh(differ), b"", [b"x" * 200, b"y" * 200, differ]), cli)
    assert f"{'78' * 20}… and {'79' * 20}…" in page


def test_inputs_of_which_the_same_is_told_stay_together(cli: Cli) -> None:
    page = cli("verify", *given(case("", P2WPKH, others=[(P2WPKH, b"", ())] * 3))).out
    assert "#0–#3" in page


def test_two_clues_of_the_verdict_are_not_said_again(cli: Cli) -> None:
    script = assemble(f"2 <{ONE.hex()}> <{TWO.hex()}> 2 CHECKMULTISIG")
    draft = case("", p2sh(script), b"\0" + push(script))
    message = Session(Subject(draft.raw, spent_outputs=draft.spent)).to_sign(0)
    assert isinstance(message, Message)
    digest = message.sighash.digest
    signed = [push(Order(key_of(secret), 1, "strict", key_of(77)).ecdsa(digest)) for secret in (1001, 1002)]
    wrong = case("", p2wsh(script), b"", [b"", signed[1][1:], signed[0][1:], script])
    page = shown(wrong, cli)
    assert page.count("Signatures 1 and 2 are valid for a different message") == 1
    assert page.count("They are also in the wrong order") == 1


def test_the_commands_that_are_named_show_the_message_of_a_hidden_script(cli: Cli) -> None:
    """All of it but the script; inside P2SH there are two messages that it can be."""
    for script, algorithms in ((p2sh(P2PK), ["bip143", "legacy"]), (p2wsh(P2PK), ["bip143"])):
        each = case("", script)
        told = json.loads(cli("sighash", *given(each), "--json").out)
        assert [message["algorithm"] for message in told["likely"]] == algorithms
        for message in told["likely"]:
            unknown = [part["key"] for part in message["parts"] if part["hex"] is None]
            assert (unknown, message["missing_vin"]) == (["script_code"], [])
        page = flat(cli("sighash", *given(each)).out)
        assert page.count("script code not known The script that checks the signature.") == len(algorithms)


def test_a_message_with_a_hole_is_the_one_that_is_signed(cli: Cli) -> None:
    """Part by part, once the script is given."""
    hidden = json.loads(cli("sighash", *given(case("", p2wsh(P2PK))), "--json").out)["likely"][0]
    shown_whole = json.loads(cli("sighash", *given(case("", p2wsh(P2PK), b"", [P2PK])), "--json").out)["messages"][0]
    pairs = list(zip(hidden["parts"], shown_whole["parts"], strict=True))
    assert [part["key"] for part, whole in pairs if part["hex"] != whole["hex"]] == ["script_code"]


@pytest.mark.parametrize(("hash_type", "again"), [(1, True), (2, False), (3, False), (0x81, False), (0x21, True)])
def test_signatures_of_other_inputs_commit_to_a_sequence_by_their_type(hash_type: int, again: bool, cli: Cli) -> None:
    locked_there = (p2wsh(CSV), b"", [CSV])
    other = (P2WPKH, b"", [ECDSA[:-1] + bytes([hash_type]), ONE])
    page = shown(case("", *locked_there, sequence=0xFFFFFFFD, others=[other]), cli)
    assert "sequence to 00000090" in page
    assert ("Then sign again" in page) is again


@pytest.mark.parametrize(
    ("each", "fix"),
    [
        (locked("", "1711441930 CHECKLOCKTIMEVERIFY"), "Set the locktime to at least 1,711,441,930;"),
        (locked("", "120 CHECKLOCKTIMEVERIFY", lock_time=500_000_000), "a block height, 120 or higher;"),
        (locked("", "144 CHECKSEQUENCEVERIFY", sequence=10), "sequence to 00000090,"),
        (locked("", "4194306 CHECKSEQUENCEVERIFY", sequence=10), "sequence to 00400002,"),
        (locked("", "10 CHECKSEQUENCEVERIFY", version=1, sequence=10), "Set the version to 2. Then sign again"),
        (case("", P2PKH), "txexplain sighash TX --input 0"),
    ],
)
def test_what_to_do_is_said(each: Case, fix: str, cli: Cli) -> None:
    assert fix in shown(each, cli)


def test_rules_of_old_blocks_are_told_where_all_is_asked_for(cli: Cli) -> None:
    before_p2sh = case("", p2sh(P2PKH), push(ECDSA) + push(TWO) + push(P2PKH))
    assert "Before block 173,805" not in shown(before_p2sh, cli)
    assert "Before block 173,805" in shown(before_p2sh, cli, "--all")


def test_a_reason_of_relay_that_is_not_the_one_of_consensus_is_explained(cli: Cli) -> None:
    negative = assemble("<81> CHECKLOCKTIMEVERIFY DROP 1")  # a push that is longer than it need be
    page = shown(case("", p2sh(negative), push(negative)), cli)
    assert "NEGATIVE_LOCKTIME" in page
    assert "Input 0 fails relay's checks with MINIMALDATA:" in page
