"""Small conditions on which more hangs than one sees: each is held by what would be wrong without it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, SimpleNamespace
from typing import Any

import pytest
from causing import ECDSA, INTERNAL, KEYS, LEAF, P2PKH, SCHNORR, case, short, tree
from spends.draft import Draft, Vin
from test_security_notes import keys_of, paying
from walking import text_of

import txexplain
from txexplain.analyse import analyse
from txexplain.diagnosis import diagnose
from txexplain.diagnosis.attempts import attempts
from txexplain.diagnosis.budget import WORK_OF_TRANSACTION, Budget, Spent
from txexplain.diagnosis.fitting import SchnorrFit
from txexplain.diagnosis.known_keys import KnownKeys
from txexplain.explain.pages.verify import verify_page
from txexplain.insights import left_free
from txexplain.model.report import Report, SpentOutput
from txexplain.texts import Texts
from txexplain.verify import verify
from txexplain.wire.hashes import sha256
from txexplain.wire.output_scripts import pay_to_witness
from txexplain.wire.script import push

NO_SIGNATURES = SpentOutput(100_000, P2PKH)


# What signatures leave free


def taproot(*hash_types: int, outputs: int = 2) -> Report:
    """Inputs by the key path, each with a signature of that sighash type; what it signs is not looked at here."""
    coins = [SpentOutput(100_000, pay_to_witness(1, INTERNAL))] * len(hash_types)
    vins = [
        Vin(bytes([number + 1]) * 36, 0xFFFFFFFF, b"", [SCHNORR + bytes([each])])
        for number, each in enumerate(hash_types)
    ]
    draft = Draft(
        2, vins, [(90_000 * len(vins) // outputs, pay_to_witness(0, bytes(19) + b"\7"))] * outputs, 0, [], 0
    )
    return analyse(draft.raw(), coins)


@pytest.mark.parametrize(
    ("hash_types", "found"),
    [
        ((1,), set()),
        ((2,), {"outputs_left_free"}),
        ((3,), {"some_outputs_left_free"}),
        ((0x81,), {"inputs_left_free"}),
        ((0x82,), {"outputs_left_free", "coin_left_free", "inputs_left_free"}),
        ((0x83,), {"some_outputs_left_free", "inputs_left_free"}),
        ((3, 3), set()),
        ((2, 1), set()),
    ],
)
def test_a_taproot_signature_leaves_free_what_an_older_one_does(hash_types: tuple[int, ...], found: set[str]) -> None:
    assert keys_of(taproot(*hash_types)) == found


def calls_of(work: Callable[[], Any]) -> int:
    """How many functions of the program are called, and lines of theirs run: what does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += event in ("call", "line")
        return trace if "txexplain" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_what_is_left_free_is_found_in_time_that_grows_with_the_transaction_and_no_faster() -> None:
    """Twice as many inputs and outputs take twice as many steps, whatever the signatures cover."""
    for hash_type in (0x81, 0x82, 0x83, 3):
        small, large = (taproot(*[hash_type] * size, outputs=size) for size in (60, 120))
        steps = [calls_of(lambda report=report: list(left_free.find(report))) for report in (small, large)]
        assert steps[1] < 2.2 * steps[0], (hash_type, steps)


def test_the_keys_of_an_input_are_found_without_a_look_at_all_the_others() -> None:
    def keys(size: int) -> KnownKeys:
        outputs = [pay_to_witness(1, number.to_bytes(32, "big")) for number in range(1, size + 1)]
        return KnownKeys(paying(*outputs, coin=SpentOutput(100_000, pay_to_witness(1, INTERNAL))))

    def asked(known: KnownKeys) -> int:
        return calls_of(lambda: (known.of_input(0), next(known.elsewhere(0)), known.of_point(5, 5, 0)))

    assert asked(keys(1_000)) == asked(keys(10))


def test_the_key_of_the_input_itself_comes_first() -> None:
    """The same key stands in an output and in the second input; of that it is the input's own."""
    key = short(KEYS[0])
    vins = [Vin(bytes([number]) * 36, 0, push(ECDSA) + push(key)) for number in (1, 2)]
    draft = Draft(2, vins, [(1_000, push(key) + b"\xac"), (1_000, P2PKH)], 0, [], 0)
    known = KnownKeys(analyse(draft.raw(), [NO_SIGNATURES] * 2))
    for vin in (0, 1):
        found = known.of_point(KEYS[0].x, KEYS[0].y, vin)
        assert found is not None
        assert (found.vin, found.facts["role"]) == (vin, "script_sig")
        assert key in {each.public_key for each in known.of_input(vin)}
    elsewhere = known.of_point(KEYS[0].x, KEYS[0].y, 7)
    assert elsewhere is not None
    assert elsewhere.vin == 0


# The limits of a diagnosis


def test_for_a_signature_that_no_key_can_have_made_none_is_looked_for() -> None:
    """`known` is never asked, of which there can be tens of thousands; 5 is the x of no point."""
    asked: Any = SimpleNamespace(r=5, s=1, attempt=SimpleNamespace(keys=(INTERNAL,)))
    assert not SchnorrFit(asked).possible


def test_a_diagnosis_says_when_not_all_keys_were_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    each = case("", P2PKH, push(ECDSA) + push(short(KEYS[0])))
    report = analyse(each.raw, each.spent)
    spend = verify(report).inputs[0]
    for limit, left_out in ((1_000, False), (3, True)):
        monkeypatch.setattr("txexplain.diagnosis.known_keys.MAX_ELEMENTS", limit)
        assert diagnose(report, spend).left_out == left_out


def test_what_is_hashed_counts_until_nothing_is_left() -> None:
    budget = Budget(lambda: None)
    assert budget.begin_input()
    for _ in range(6):
        budget.take(work_bytes=WORK_OF_TRANSACTION // 6)
    with pytest.raises(Spent):
        budget.take(work_bytes=1)
    assert budget.left_out
    assert not budget.begin_input()


@pytest.mark.parametrize(("before", "found"), [(10, 1), (5_000, 0)])
def test_a_check_behind_steps_that_were_not_kept_is_not_looked_at(before: int, found: int) -> None:
    """What changed the stack in between, or which OP_CODESEPARATOR was the last, is not known there."""
    leaf = b"\x61" * before + LEAF
    output, control = tree(leaf)
    each = case("", output, b"", [SCHNORR, leaf, control])
    report = analyse(each.raw, each.spent)
    assert len(attempts(report, verify(report).inputs[0], Budget(lambda: None))) == found


# Causes


def test_the_first_byte_that_a_control_block_should_have_is_told() -> None:
    output, control = tree(LEAF)
    each = case("", output, b"", [SCHNORR, LEAF, bytes([control[0] ^ 1]) + control[1:]])
    failure = verify(analyse(each.raw, each.spent)).inputs[0].run.failure
    assert failure is not None
    assert (failure.facts["cause"], failure.facts["first_byte"]) == ("tree_parity", f"{control[0]:02x}")


@pytest.mark.parametrize(("size", "is_signature"), [(8, True), (71, True), (72, True), (80, True), (81, False)])
def test_whatever_could_be_meant_for_a_signature_makes_an_input_not_unsigned(
    size: int, *, is_signature: bool
) -> None:
    script = b"\xac"
    each = case("", pay_to_witness(0, sha256(script)), b"", [b"\x30" + bytes(size - 1), script])
    failure = verify(analyse(each.raw, each.spent)).inputs[0].run.failure
    assert failure is not None
    assert str(failure.facts.get("cause", "")).startswith("unsigned") != is_signature


OTHER_FORM = (
    "02000000011111111111111111111111111111111111111111111111111111111111111111000000006946304302201f94e1"
    "7a7c7a26b999530f80270fe48243ed50e787bdf7889106e355879bb8d5021f6f2d1c69235f1307eea8b139a3193725023178"
    "aa1211afc072230fde76cce501210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ffffff"
    "ff018403000000000000160014333333333333333333333333333333333333333300000000"
)
"""Signed with the key of the number 1, which comes compressed; the output has the hash of its uncompressed form."""


def test_that_the_key_is_in_its_other_form_is_said_once_where_the_signature_proves_it() -> None:
    coin = {"amount": 2e-05, "scriptPubKey": "76a91491b24bf9f5288532960ac687abb035127b1d28a588ac"}
    session = txexplain.read(OTHER_FORM, spent_outputs=[coin])
    texts = Texts("en")
    proven, alone = (text_of(verify_page(session.verify(diagnosis=each), texts)) for each in (True, False))
    assert "same key in uncompressed form" in proven
    assert "uncompressed form of this key matches" not in proven
    assert "uncompressed form of this key matches" in alone
