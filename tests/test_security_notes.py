"""What is known to lose money is pointed out, by spends of our own signer, and is not where it is not so."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from conftest import EXAMPLES
from ecdsa.ecdsa import generator_secp256k1 as G
from spends import make_spend
from spends.draft import Draft, Vin
from spends.judges import engine_runs
from spends.keys import key_of
from test_truth_nonces import NONCE, p2pkh, public, signed
from walking import text_of

import txexplain
from txexplain.analyse import analyse, with_others
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import tweaked_key
from txexplain.explain.pages.decode import decode_page
from txexplain.insights.large_fee import MAX_FEE_RATE_SAT, MAX_FEE_SAT
from txexplain.insights.open_outputs import _STARTS, LONGEST_TRIED, OPEN_SCRIPTS, _is_open_hash
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Verdict
from txexplain.script.spend import run_alone
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire import known_points
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.known_points import LARGEST_KNOWN
from txexplain.wire.output_scripts import PAY_TO_ANCHOR, pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import number_push, push
from txexplain.wire.transaction import decode

AMOUNT = 10_000
SECRET = 0x5EC12E7 << 200
NEW = {
    *("burnt", "hash_of_none", "open_output", "unprotected_spend", "known_key_output", "known_key_coin"),
    *("fee_rate_above_limit", "fee_above_limit", "fee_above_outputs", "signs_nothing", "outputs_left_free"),
    *("some_outputs_left_free", "coin_left_free", "inputs_left_free", "nonce_used_elsewhere"),
}


def facts_of(report: Report, key: str) -> list[Facts]:
    return [each.facts for each in report.findings if each.key == key]


def keys_of(report: Report) -> set[str]:
    return {each.key for each in report.findings} & NEW


def paying(*outputs: tuple[int, bytes] | bytes, coin: SpentOutput | None = None, vin: Vin | None = None) -> Report:
    """What is found in a transaction with these outputs, which spends one coin."""
    made = [each if isinstance(each, tuple) else (AMOUNT, each) for each in outputs]
    draft = Draft(2, [vin or Vin(b"\1" * 36, 0xFFFFFFFF)], made, 0, [], 0)
    return analyse(draft.raw(), [] if coin is None else [coin])


def told(report: Report, language: str = "en") -> str:
    return text_of(decode_page(report, Texts(language)))


# Keys that everybody knows


def forms(secret: int) -> dict[str, bytes]:
    """The output scripts that one key can open alone."""
    key = key_of(secret)
    short, whole, _ = key.forms
    tweaked = tweaked_key(key.x_only, b"")
    assert tweaked is not None
    return {
        "p2pk": push(short) + b"\xac",
        "p2pk whole": push(whole) + b"\xac",
        "p2pkh": pay_to_pubkey_hash(hash160(short)),
        "p2pkh whole": pay_to_pubkey_hash(hash160(whole)),
        "p2wpkh": pay_to_witness(0, hash160(short)),
        "p2sh-p2wpkh": pay_to_script_hash(hash160(pay_to_witness(0, hash160(short)))),
        "p2tr": pay_to_witness(1, tweaked[0]),
        "p2tr raw": pay_to_witness(1, key.x_only),
        "1-of-2": b"\x51" + push(public(SECRET)) + push(short) + b"\x52\xae",
    }


@pytest.mark.parametrize("form", forms(1))
@pytest.mark.parametrize("secret", [1, 2, 3, 100, LARGEST_KNOWN, N - 1, N - 77])
def test_a_key_that_everybody_knows_is_named_by_its_number(form: str, secret: int) -> None:
    script = forms(secret)[form]
    number = str(secret) if secret < N // 2 else f"n−{N - secret}"
    numbers = {str(min(secret, N - secret))} if form.startswith("p2tr") else {number}  # of an x the sign is open
    report = paying(script, coin=SpentOutput(AMOUNT, script))
    (output,), (coin,) = facts_of(report, "known_key_output"), facts_of(report, "known_key_coin")
    assert {output["numbers"]} == {coin["numbers"]} == numbers
    assert f"it is the number {output['numbers']}" in told(report)


@pytest.mark.parametrize("secret", [LARGEST_KNOWN + 1, SECRET, N - LARGEST_KNOWN - 1])
def test_a_key_that_not_everybody_knows_is_not(secret: int) -> None:
    report = paying(*forms(secret).values())
    assert not facts_of(report, "known_key_output")


def test_a_multisig_counts_only_where_enough_keys_are_known() -> None:
    for required, count in ((1, 1), (2, 2)):
        keys = b"".join(push(public(secret)) for secret in (5, SECRET, 6))
        report = paying(number_push(required) + keys + b"\x53\xae")
        assert facts_of(report, "known_key_output")[0]["count"] == count
    keys = b"".join(push(public(secret)) for secret in (5, SECRET, SECRET + 1))
    assert not facts_of(paying(b"\x52" + keys + b"\x53\xae"), "known_key_output")


def test_a_second_check_is_not_passed_by_the_first_key() -> None:
    both = push(public(1)) + b"\xad" + push(public(SECRET)) + b"\xac"
    assert not facts_of(paying(both), "known_key_output")


def test_the_keys_of_a_revealed_script_are_known_too() -> None:
    script = b"\x51" + push(public(9)) + b"\x51\xae"
    vin = Vin(b"\1" * 36, 0, b"", [b"", b"\x30" * 9, script])
    report = paying(b"\x6a", coin=SpentOutput(AMOUNT, pay_to_witness(0, sha256(script))), vin=vin)
    assert facts_of(report, "known_key_coin") == [{"vin": 0, "count": 1, "numbers": "9"}]


def test_the_table_of_known_keys_is_that_of_their_points() -> None:
    """By ecdsa's arithmetic."""
    for number in random.Random(5).sample(range(1, LARGEST_KNOWN + 1), 20):
        key = key_of(number)
        assert known_points._point(number) == (key.x, key.y)
    xs = b"".join(int((number * G).x()).to_bytes(32, "big")[:3] for number in range(1, LARGEST_KNOWN + 1))
    assert xs == known_points._X
    assert len(known_points._KEY_HASHES) == 4 * len(xs)
    assert len(known_points._NESTED) == 2 * len(xs)
    assert len(known_points._TAPROOT) == len(xs)


# Coins that anybody can take

OPEN = (b"\x51", b"\x60", b"\x01\x07", b"\x61", b"\x75\x51", b"\x52\x53\x93\x55\x87", b"\x87", b"\x00\x00\x00\xae")
SHUT = (b"\xac", push(public(SECRET)) + b"\xac", b"\xa8\x20" + bytes(32) + b"\x87", b"\x00", b"\x51\x00", b"\x6a\x51")


@pytest.mark.parametrize("script", OPEN)
def test_a_script_that_passes_for_anybody_is_said_to(script: bytes) -> None:
    report = paying(script)
    assert facts_of(report, "open_output") == [{"vout": 0, "how": "script"}]
    assert "Anybody can spend output 0" in told(report)


@pytest.mark.parametrize("script", SHUT)
def test_a_script_that_asks_for_something_is_not(script: bytes) -> None:
    assert not facts_of(paying(script), "open_output")


@pytest.mark.parametrize("script", OPEN_SCRIPTS)
def test_the_hash_of_a_script_that_passes_for_anybody_is_known(script: bytes) -> None:
    nested = pay_to_witness(0, sha256(script))
    for locked in (pay_to_script_hash(hash160(script)), nested, pay_to_script_hash(hash160(nested))):
        assert facts_of(paying(locked), "open_output") == [{"vout": 0, "how": "script_hash"}]
    runs = [run_alone(script, SigVersion.BASE, [b"\1"] * count, CONSENSUS).verdict for count in (0, 1)]
    assert Verdict.VALID in runs


def test_other_hashes_are_not() -> None:
    for start in range(0, len(_STARTS), 3):
        script = pay_to_script_hash(_STARTS[start : start + 3] + bytes(17))
        assert not _is_open_hash(script)


def test_an_anchor_gives_away_what_it_does_not_need() -> None:
    assert facts_of(paying((241, PAY_TO_ANCHOR)), "open_output") == [{"vout": 0, "how": "anchor"}]
    assert not facts_of(paying((240, PAY_TO_ANCHOR)), "open_output")


def test_trying_has_an_end() -> None:
    """A thousand long scripts, and one longer than is tried."""
    many = [number_push(number) + b"\x75" * 1 + b"\x51" for number in range(1000, 2000)]
    assert len(facts_of(paying(*many), "open_output")) == 200
    assert not facts_of(paying(b"\x61" * LONGEST_TRIED + b"\x51"), "open_output")


def test_a_spend_without_signature_is_not_protected() -> None:
    secret = b"open sesame"
    riddle = b"\xa8" + push(sha256(secret)) + b"\x87"
    for script, vin in (
        (riddle, Vin(b"\1" * 36, 0, push(secret))),
        (pay_to_script_hash(hash160(riddle)), Vin(b"\1" * 36, 0, push(secret) + push(riddle))),
        (pay_to_witness(0, sha256(riddle)), Vin(b"\1" * 36, 0, b"", [secret, riddle])),
    ):
        assert facts_of(paying(b"\x6a", coin=SpentOutput(AMOUNT, script), vin=vin), "unprotected_spend") == [
            {"vin": 0}
        ]
    report, _ = p2pkh((77, NONCE))
    assert not facts_of(report, "unprotected_spend")
    signed_too = push(public(SECRET)) + b"\xad" + riddle
    vin = Vin(b"\1" * 36, 0, b"", [secret, b"\x30" * 9, signed_too])
    coin = SpentOutput(AMOUNT, pay_to_witness(0, sha256(signed_too)))
    assert not facts_of(paying(b"\x6a", coin=coin, vin=vin), "unprotected_spend")


# What signatures leave free


def signed_with(*hash_types: int, outputs: int = 2, witness: bool = False) -> Report:
    """One P2PKH or P2WPKH input for each sighash type, properly signed."""
    inputs = [Vin(bytes([place + 1]) * 36, 0xFFFFFFFF) for place in range(len(hash_types))]
    hashed = hash160(public(SECRET))
    lock = pay_to_witness(0, hashed) if witness else pay_to_pubkey_hash(hashed)
    spent = [SpentOutput(AMOUNT, lock)] * len(inputs)
    draft = Draft(2, inputs, [(9_000 * len(inputs) // outputs, b"\x00\x14" + bytes([7]) * 20)] * outputs, 0, spent, 0)
    fields = Fields(decode(draft.raw()), spent)
    for place, hash_type in enumerate(hash_types):
        make = witness_v0_sighash if witness else legacy_sighash
        digest = make(fields, place, pay_to_pubkey_hash(hashed), hash_type).digest
        signature, _, _ = signed(SECRET, NONCE + place, digest, hash_type)
        if witness:
            inputs[place].witness = [signature, public(SECRET)]
        else:
            inputs[place].script_sig = push(signature) + push(public(SECRET))
    session = txexplain.read(draft.raw(), spent_outputs=spent)
    assert session.verify().verdict.value == "valid"
    return session.report


FREE: Sequence[tuple[tuple[int, ...], int, set[str]]] = (
    ((1,), 2, set()),
    ((1, 1), 2, set()),
    ((2,), 2, {"outputs_left_free"}),
    ((3,), 1, set()),
    ((3,), 2, {"some_outputs_left_free"}),
    ((3, 3), 2, set()),
    ((2, 1), 2, set()),
    ((0x81,), 2, {"inputs_left_free"}),
    ((0x81, 1), 2, set()),
    ((0x82,), 2, {"outputs_left_free", "coin_left_free", "inputs_left_free"}),
    ((1, 0x82), 2, {"coin_left_free"}),
    ((0x83,), 1, {"inputs_left_free"}),
    ((0x83, 0x83), 3, {"inputs_left_free", "some_outputs_left_free"}),
)


@pytest.mark.parametrize("witness", [False, True])
@pytest.mark.parametrize(("hash_types", "outputs", "found"), FREE)
def test_what_no_signature_covers_is_said_to_be_free(
    hash_types: tuple[int, ...], outputs: int, found: set[str], *, witness: bool
) -> None:
    assert keys_of(signed_with(*hash_types, outputs=outputs, witness=witness)) == found


def test_what_is_free_can_be_changed_and_nothing_else() -> None:
    """By judging it again with the output changed."""
    for hash_types, free in (((2,), {0, 1}), ((3,), {1}), ((1, 0x82), set()), ((1,), set())):
        report = signed_with(*hash_types)
        coins = [item.coin for item in report.inputs]
        for vout in (0, 1):
            session = txexplain.read(report.tx.raw, spent_outputs=coins)
            changed = session.whatif([("set", f"vout[{vout}].value", "3999")])
            stays = changed.after is not None and changed.after.verdict.value == "valid"
            assert stays == (vout in free), (hash_types, vout)


def test_a_signature_of_the_number_one_is_said_to_open_other_coins() -> None:
    """Single without output: the very same bytes sign in a second transaction, for another coin of the key."""
    report = signed_with(1, 3, outputs=1)
    assert facts_of(report, "signs_nothing") == [{"vin": 1, "outputs": 1}]
    taken = report.inputs[1].txin.script_sig.data
    coin = SpentOutput(77_777, pay_to_pubkey_hash(hash160(public(SECRET))))
    draft = Draft(1, [Vin(b"\4" * 36, 0), Vin(b"\5" * 36, 0, taken)], [(9, b"\x51")], 0, [], 0)
    again = txexplain.read(draft.raw(), spent_outputs=[SpentOutput(0, b"\x51"), coin])
    assert again.verify().inputs[1].verdict.value == "valid"


def test_in_a_witness_single_without_output_signs_no_number_one() -> None:
    report = signed_with(1, 3, outputs=1, witness=True)
    assert not facts_of(report, "signs_nothing")


# Nonces across transactions


@pytest.mark.parametrize("sign", [1, -1])
def test_a_nonce_used_in_an_earlier_transaction_gives_the_key_away(sign: int) -> None:
    parent, ((z1, r, s1),) = p2pkh((SECRET, NONCE))
    child, ((z2, r2, s2),) = p2pkh((SECRET, sign * NONCE), hash_type=2)
    report = with_others(child, [parent.tx.raw])
    (facts,) = facts_of(report, "nonce_used_elsewhere")
    assert (facts["keys"], facts["messages"]) == ("same", "different")
    assert {facts["first_txid"], facts["second_txid"]} == {each.tx.txid[::-1].hex() for each in (parent, child)}
    assert "anybody can compute the private key" in told(report)
    assert r == r2
    nonce = (z1 - z2) * pow(s1 - sign * s2, -1, N) % N
    assert (s1 * nonce - z1) * pow(r, -1, N) % N == SECRET


def test_a_parent_that_is_given_is_looked_at() -> None:
    parent, _ = p2pkh((SECRET, NONCE))
    outpoint = parent.tx.txid + bytes(4)
    made = signed(SECRET, NONCE, b"\7" * 32, 1)[0]
    inputs = [Vin(outpoint, 0), Vin(b"\7" * 36, 0, push(made) + push(public(SECRET)))]
    child = Draft(2, inputs, [(1, b"\x6a")], 0, [], 0).raw()
    report = txexplain.read(child, parents=[parent.tx.raw]).report
    assert facts_of(report, "nonce_used_elsewhere")[0]["keys"] == "same"


def test_other_nonces_in_an_earlier_transaction_give_nothing_away() -> None:
    parent, _ = p2pkh((SECRET, NONCE))
    child, _ = p2pkh((SECRET, NONCE + 1), hash_type=2)
    assert not facts_of(with_others(child, [parent.tx.raw]), "nonce_used_elsewhere")
    same = with_others(child, [child.tx.raw])  # the very same signature twice
    assert not facts_of(same, "nonce_used_elsewhere")


# Fees and what is burnt


def with_fee(fee_sat: int, output_sat: int = 10**9) -> Report:
    return paying((output_sat, forms(SECRET)["p2wpkh"]), coin=SpentOutput(fee_sat + output_sat, b"\x51\x87"))


def test_a_fee_above_the_limits_of_a_node_is_pointed_out() -> None:
    limit = MAX_FEE_RATE_SAT * with_fee(0).tx.vsize_vb
    assert not keys_of(with_fee(limit)) & {"fee_rate_above_limit", "fee_above_limit"}
    assert facts_of(with_fee(limit + 1), "fee_rate_above_limit")[0]["rate"] == MAX_FEE_RATE_SAT
    large = paying(*[forms(SECRET)["p2wpkh"]] * 60, coin=SpentOutput(60 * AMOUNT + MAX_FEE_SAT + 1, b"\x51\x87"))
    assert "fee_above_limit" in keys_of(large)
    assert "fee_above_outputs" in keys_of(with_fee(501, 500))
    assert "fee_above_outputs" not in keys_of(with_fee(500, 500))


def test_what_is_burnt_is_counted() -> None:
    report = paying((5, b"\x6a"), (7, b"\x6a\x01a"), (0, b"\x6a"), (11, b"\x76\xa9\x00\x88\xac"), (13, b"\x51\x7e"))
    assert facts_of(report, "burnt") == [{"vout": 0, "count": 4, "value_sat": 36}]
    assert not facts_of(paying((0, b"\x6a"), (9, forms(SECRET)["p2pkh"])), "burnt")


NEVER = {
    "hash_of_wrong_length": (
        *(b"\x76\xa9\x00\x88\xac", b"\xa9\x13" + bytes(19) + b"\x87", b"\xa8\x14" + bytes(20) + b"\x88\x51"),
    ),
    "long_push": (b"\x4d\x09\x02" + bytes(521) + b"\x75\x51",),
    "disabled_opcode": (b"\x51\x7e", b"\x00\x63\x95\x68"),
    "failing_opcode": (b"\x51\x6a", b"\x50"),
    "unbalanced": (b"\x51\x63", b"\x67"),
    "too_many_opcodes": (b"\x61" * 202,),
}


@pytest.mark.parametrize(("key", "script"), [(key, each) for key, scripts in NEVER.items() for each in scripts])
def test_more_scripts_that_always_fail_are_found(key: str, script: bytes) -> None:
    report = paying(script)
    assert [each.key for each in report.findings if each.key in NEVER] == [key]
    stacks: tuple[list[bytes], ...] = ([], [b"\1"], [b"", b""], [b"\1", b"\2", b"\3"])
    assert all(
        run_alone(script, SigVersion.BASE, list(each), CONSENSUS).verdict is Verdict.INVALID for each in stacks
    )


@pytest.mark.parametrize(
    "script", [b"\xa9\x14" + bytes(20) + b"\x87", b"\x63\xa9\x00\x87\x67\x51\x68", b"\xa9\x00\x87\x91"]
)
def test_a_hash_that_can_be_equal_or_need_not_be_does_not_burn(script: bytes) -> None:
    assert not facts_of(paying(script), "hash_of_wrong_length")


def test_hashes_of_nothing_stand_for_no_key() -> None:
    for script in (pay_to_pubkey_hash(bytes(20)), pay_to_pubkey_hash(hash160(b"")), pay_to_script_hash(bytes(20))):
        assert facts_of(paying(script), "hash_of_none") == [{"vout": 0}]
    assert not facts_of(paying(pay_to_script_hash(hash160(b""))), "hash_of_none")  # anybody can open that


# No false alarm

NOTED = {
    "all-types": {"fee_above_outputs"},
    "anyonecanpay": {"inputs_left_free"},
    "checksig-not": {"signs_nothing"},
    "codeseparator": {"fee_above_outputs"},
    "hash-puzzle": {"unprotected_spend"},
    "key-one": {"known_key_coin"},
    "nop2": {"unprotected_spend"},
    "pizza": {"fee_above_limit"},
    "sha1-bounty": {"unprotected_spend"},
    "sighash-none": {"outputs_left_free"},
    "single-bug": {"signs_nothing"},
    "tiny": {"unprotected_spend"},
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_noted_where_they_should_be_and_nowhere_else(name: str) -> None:
    example = EXAMPLES[name]
    assert keys_of(analyse(example.raw, example.spent_outputs)) == NOTED.get(name, set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_note_is_told_in_words(language: str) -> None:
    report = paying((5, b"\x6a"), b"\x51", forms(7)["p2pkh"], PAY_TO_ANCHOR, pay_to_script_hash(hash160(b"")))
    assert len(keys_of(report)) >= 3
    assert "{" not in told(report, language)


def test_random_spends_have_no_known_key_and_are_never_called_unprotected_where_they_are_signed() -> None:
    """Of the generator's spends: where the note is there, no signature was checked."""
    noted = 0
    for number in range(300):
        case = make_spend(14, number)
        report = analyse(case.raw, case.spent)
        vins = {int(facts["vin"]) for facts in facts_of(report, "unprotected_spend")}
        if case.index in vins:
            noted += 1
            for run in engine_runs(case, CONSENSUS):
                assert not any(stage.checks for stage in run.stages)
    assert noted
