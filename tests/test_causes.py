"""One error, one cause: each is found where it is so, and the hashes and numbers that prove it are computed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from causing import CASES as OF_ERRORS
from causing import (
    ECDSA,
    KEYS,
    MULTISIG,
    NESTED,
    ONE,
    P2PK,
    P2PKH,
    P2WPKH,
    Case,
    case,
    p2sh,
    p2wsh,
)
from causing_lacks import LACKING
from conftest import Ran
from field_causes import FIELD
from spends import make_spend
from spends.keys import Order, key_of
from test_texts import flat

from txexplain.analyse import analyse
from txexplain.explain.parts.failures import is_unsigned
from txexplain.model.messages import Message, Unfinished
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.model.subject import Subject
from txexplain.session.transaction import Session
from txexplain.texts import LANGUAGES
from txexplain.verify import Verifier
from txexplain.wire.assemble import assemble
from txexplain.wire.output_scripts import is_pay_to_taproot, pay_to_witness
from txexplain.wire.script import push

CASES = (*OF_ERRORS, *LACKING)
FIXES = {
    *("fix_lock_time", "fix_lock_height", "fix_sequence_not_final", "fix_sequence", "fix_version"),
    *("fix_version_and_sequence", "fix_sign_again", "fix_key", "fix_redeem", "fix_witness_script", "fix_unsigned"),
}
OF_PAGES = {
    *FIXES,
    *(
        "to_sign_unknown",
        "heading_hidden_bip143",
        "heading_hidden_legacy",
        "hole_script_code_hidden",
        "to_sign_hidden",
        "to_sign_hidden_one",
        "heading_likely_bip341",
        "heading_likely_bip143",
        "heading_likely_legacy",
        "hole_script_code",
    ),
    *("between", "not_signed", "as_it_is", "heading_to_sign", "to_sign", "to_sign_unchecked", "to_sign_with_hole"),
    *("to_sign_typed", "no_message_of_type"),
    *("hole", "hole_amount", "hole_script_pubkey", "hole_sha_amounts", "hole_sha_script_pubkeys"),
    *("nothing_for_key", "nothing_for_script_hash", "nothing_for_unknown"),
}
"""Texts that name no cause."""


def judged(each: Case) -> list[InputVerdict]:
    report = analyse(each.raw, each.spent)
    return [Verifier(report, each.rules).input(index) for index in range(len(each.spent))]


@pytest.mark.parametrize("each", CASES, ids=lambda each: f"{each.cause} {each.hints}")
def test_a_failure_says_its_cause(each: Case) -> None:
    spends = judged(each)
    assert spends[0].verdict is Verdict.INVALID
    told = [spend.run.failure.facts for spend in spends if spend.run.failure is not None]
    assert (each.cause, each.hints) in [(facts.get("cause"), facts.get("hints", "")) for facts in told], told


def test_every_cause_and_hint_that_is_told_is_found_in_some_case() -> None:
    found = {each.cause for each in CASES} | {hint for each in CASES for hint in each.hints.split(",") if hint}
    told = {path[0] for path in flat("en", "causes")}
    assert told - found == OF_PAGES


@pytest.mark.parametrize("number", range(60))
def test_any_failure_can_be_told_in_every_language(number: int) -> None:
    made = make_spend(77, number)
    session = Session(Subject(made.raw, spent_outputs=made.spent))
    for language in LANGUAGES:
        assert "{" not in session.page("verify", language).text()
        assert session.page("sighash", language, input=made.index).text()


def test_an_error_of_relay_alone_has_its_own_sentence() -> None:
    """The redeem script runs in the input script, where it has the signature in it: relay's error is of that."""
    each = case("", p2sh(MULTISIG), b"\0" + push(ECDSA) * 2 + MULTISIG)
    spend = judged(each)[0]
    assert spend.run.failure is not None
    assert spend.run.failure.facts["cause"] == "redeem_not_pushed"
    assert spend.standard is not None
    assert spend.standard.code == "SIG_FINDANDDELETE"
    assert "cause" not in spend.standard.facts


# What people ask about: the answer is at the top


@pytest.mark.parametrize("name", FIELD)
def test_the_right_answer_is_on_the_first_24_lines(name: str, cli: Callable[..., Ran]) -> None:
    raw, script, value, said = FIELD[name]
    coins = json.dumps([{"value_sat": value, "script_pubkey": script}])
    ran = cli("verify", raw, "--prevouts", coins)
    shown = " ".join(" ".join(ran.out.splitlines()[:24]).split())
    for words in said:
        assert words in shown, shown


# What nobody has signed yet


SIGNED_AS = ("unsigned_key_hash", "unsigned_key", "unsigned_multisig")
UNSIGNED = [each for each in OF_ERRORS if each.cause in SIGNED_AS]


@pytest.mark.parametrize("each", UNSIGNED, ids=lambda each: each.raw.hex()[-40:])
def test_a_signature_over_the_message_to_sign_is_valid(each: Case) -> None:
    """The engine judges: the signatures go where they belong, and the input is valid."""
    session = Session(Subject(each.raw, spent_outputs=each.spent))
    message = session.to_sign(0)
    assert isinstance(message, Message)
    assert session.to_dict("sighash")["messages"][0]["signatures"] == []
    digest = message.sighash.digest
    signatures = [Order(key, 1, "strict", key_of(77)).ecdsa(digest) for key in KEYS]
    if message.hash_type_words == "DEFAULT":
        signatures = [Order(KEYS[0], None, "schnorr", key_of(77)).schnorr(digest)]
    raw = with_signatures(each, signatures)
    assert Verifier(analyse(raw, each.spent)).input(0).verdict is Verdict.VALID


def with_signatures(each: Case, signatures: list[bytes]) -> bytes:
    script = each.spent[0].script_pubkey
    is_multisig = each.cause == "unsigned_multisig"
    items = [b"", *signatures[:2]] if is_multisig else signatures[:1]
    items += [ONE] if each.cause == "unsigned_key_hash" else []
    if script in (P2PKH, P2PK, MULTISIG):
        return filled(each, b"".join(map(push, items)), [])
    if script == NESTED:
        return filled(each, push(P2WPKH), items)
    if script == P2WPKH:
        return filled(each, b"", items)
    if is_pay_to_taproot(script):
        return filled(each, b"", [*items, *(item.data for item in analyse(each.raw).tx.inputs[0].witness[-2:])])
    if script == p2wsh(MULTISIG):
        return filled(each, b"", [*items, MULTISIG])
    return filled(each, b"".join(map(push, [*items, MULTISIG])), [])


def filled(each: Case, script_sig: bytes, witness: list[bytes]) -> bytes:
    return case("", each.spent[0].script_pubkey, script_sig, witness).raw


def test_a_signature_over_the_message_of_the_key_path_is_valid() -> None:
    key = KEYS[2]
    script = pay_to_witness(1, key.x_only)
    session = Session(Subject(case("", script).raw, spent_outputs=case("", script).spent))
    message = session.to_sign(0)
    assert isinstance(message, Message)
    assert message.hash_type_words == "DEFAULT"
    signature = Order(key, None, "schnorr", key_of(78)).schnorr(message.sighash.digest)
    signed = case("", script, b"", [signature])
    assert Verifier(analyse(signed.raw, signed.spent)).input(0).verdict is Verdict.VALID


def test_without_the_amount_the_message_has_one_hole_and_all_else() -> None:
    whole = case("", P2WPKH, b"", [ECDSA[:-1] + b"\x83", ONE])
    known = Verifier(analyse(whole.raw, whole.spent)).input(0).run.checks[0].sighash
    found = Session(Subject(whole.raw)).to_sign(0)
    assert isinstance(found, Unfinished)
    assert known is not None
    assert (found.holes, found.vin, found.hash_type) == (("amount",), (0,), 0x83)
    assert [part for part in found.parts if part.key != "amount"] == [p for p in known.parts if p.key != "amount"]


def test_taproot_without_another_inputs_coin_lacks_the_hashes_of_all_coins() -> None:
    two = case("", pay_to_witness(1, KEYS[2].x_only), others=[(P2WPKH, b"", ())])
    found = Session(Subject(two.raw, spent_outputs=(two.spent[0], None))).to_sign(0)
    assert isinstance(found, Unfinished)
    assert (found.holes, found.vin) == (("sha_amounts", "sha_script_pubkeys"), (1,))


def test_no_message_is_told_where_a_code_separator_decides_or_nothing_is_checked() -> None:
    for script in (assemble(f"CODESEPARATOR <{ONE.hex()}> CHECKSIG"), assemble("ADD")):
        each = case("", p2wsh(script), b"", [script])
        assert Session(Subject(each.raw, spent_outputs=each.spent)).to_sign(0) is None


def test_a_valid_input_is_never_called_unsigned() -> None:
    for script, script_sig in ((b"\x51", b""), (assemble(f"<{ONE.hex()}> CHECKSIG NOT"), b"\0")):
        each = case("", script, script_sig)
        spend = Verifier(analyse(each.raw, each.spent)).input(0)
        assert spend.verdict is Verdict.VALID
        assert not is_unsigned(spend)


@pytest.mark.parametrize(
    "each", [each for each in CASES if each.cause.startswith("unsigned_")], ids=lambda e: e.cause
)
def test_a_signature_of_any_form_makes_it_not_unsigned(each: Case) -> None:
    raw = filled(each, push(ECDSA), [ECDSA])
    spend = Verifier(analyse(raw, each.spent)).input(0)
    assert spend.verdict is Verdict.INVALID
    assert not is_unsigned(spend)


@pytest.mark.parametrize("hash_type", [1, 2, 3, 0x81, 0x82, 0x83])
def test_the_message_of_another_type_is_the_one_that_a_signature_of_it_is_checked_against(hash_type: int) -> None:
    other = case("", P2WPKH, b"", [ECDSA[:-1] + bytes([hash_type]), ONE])
    known = Verifier(analyse(other.raw, other.spent)).input(0).run.checks[0].sighash
    signed = case("", P2WPKH, b"", [ECDSA, ONE])
    found = Session(Subject(signed.raw, spent_outputs=signed.spent)).to_sign(0, hash_type)
    assert isinstance(found, Message)
    assert found.sighash == known


def test_what_is_in_order_is_not_blamed() -> None:
    """A redeem script that matches; a witness of a coin that anybody can take; an input script beside a witness."""
    matching = case("", p2sh(P2PK), b"\x51\x75" + push(ECDSA) + push(P2PK))
    open_coin = case("", b"\x51", b"", [b"\1"])
    malleated = case("", pay_to_witness(1, KEYS[2].x_only), b"\x51")
    found = [judged(each)[0].run.failure for each in (matching, open_coin, malleated)]
    told = [(failure.code, failure.facts.get("cause")) for failure in found if failure]
    assert told == [
        ("SIG_PUSHONLY", None),
        ("WITNESS_UNEXPECTED", "witness_unexpected"),
        ("WITNESS_MALLEATED", "malleated"),
    ]


def test_a_script_with_checks_that_fails_before_them_is_not_called_unsigned() -> None:
    script = assemble(f"0 VERIFY <{ONE.hex()}> CHECKSIG")
    (spend,) = judged(case("", p2wsh(script), b"", [b"", script]))
    assert spend.run.failure is not None
    assert spend.run.failure.facts.get("cause") == "verify_empty"
    assert not is_unsigned(spend)


def test_of_an_input_without_data_and_coin_each_likely_message_is_shown_with_its_holes() -> None:
    empty = case("", P2WPKH)
    assert Session(Subject(empty.raw)).to_sign(0) is None
    likely = Session(Subject(empty.raw)).likely_to_sign(0)
    assert [(each.algorithm, each.holes) for each in likely] == [
        ("bip341", ("sha_amounts", "sha_script_pubkeys")),
        ("bip143", ("amount", "script_code")),
        ("legacy", ("script_code",)),
    ]
    whole = Session(Subject(empty.raw, spent_outputs=empty.spent)).to_sign(0)
    assert isinstance(whole, Message)
    known = [part for part in whole.sighash.parts if part.key not in ("amount", "script_code")]
    assert [part for part in likely[1].parts if part.data] == known
    assert Session(Subject(empty.raw, spent_outputs=empty.spent)).likely_to_sign(0) == ()
