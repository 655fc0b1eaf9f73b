"""A security note is shown where it is so: what rests on a signature or a hash is dropped where that fails."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from said_fixnotes import CONTROL, ENVELOPE, PUZZLE, puzzles, spending
from spends.draft import Draft, Vin
from test_security_notes import AMOUNT, FREE, SECRET, facts_of, keys_of, paying, signed_with
from test_truth_nonces import NONCE, p2pkh, public
from walking import text_of

import txexplain
from txexplain.bundled import load_example
from txexplain.crypto.taproot import tweaked_key
from txexplain.explain.pages.decode import decode_page
from txexplain.explain.pages.verify import verify_page
from txexplain.model.report import Report, SpentOutput
from txexplain.model.spend import Verification
from txexplain.texts import LANGUAGES, Texts
from txexplain.verify import verify
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push

ONE = CONTROL[1:]  # the x of G


def judged(report: Report) -> Verification:
    return verify(report)


def notes(report: Report, view: str = "verify", language: str = "en") -> str:
    texts = Texts(language)
    return text_of(decode_page(report, texts) if view == "decode" else verify_page(judged(report), texts))


# Signatures


@pytest.mark.parametrize("witness", [False, True])
@pytest.mark.parametrize(("hash_types", "outputs", "found"), [each for each in FREE if each[2]])
def test_a_note_on_what_is_left_free_is_open_in_decode_and_settled_when_the_signatures_are_valid(
    hash_types: tuple[int, ...], outputs: int, found: set[str], *, witness: bool
) -> None:
    report = signed_with(*hash_types, outputs=outputs, witness=witness)
    assert all(each.conditions for each in report.findings if each.key in found)
    assert "not known here" in notes(report, "decode")
    told = judged(report).report
    assert keys_of(told) == found
    assert not any(each.conditions for each in told.findings)
    assert "not known here" not in notes(report)


@pytest.mark.parametrize("hash_type", [2, 3, 0x81, 0x82, 0x83])
@pytest.mark.parametrize("witness", [False, True])
def test_no_note_on_what_is_left_free_rests_on_a_signature_that_fails(hash_type: int, *, witness: bool) -> None:
    """The last byte is another than that of the message that was signed."""
    good = signed_with(1, outputs=2, witness=witness)
    (item,) = good.inputs
    last = item.txin.witness[0].data if witness else item.script_sig.instructions[0].data or b""
    made = last[:-1] + bytes([hash_type])
    shown: tuple[bytes, Sequence[bytes]] = (b"", (made, public(SECRET)))
    if not witness:
        shown = (push(made) + push(public(SECRET)), ())
    outputs = [(each.value_sat, each.script.slice.data) for each in good.outputs]
    assert item.spent is not None
    bad = spending((item.spent.script.slice.data, *shown), outputs=outputs)
    assert judged(bad).inputs[0].run.checks[0].passes is False
    assert keys_of(bad)
    assert not keys_of(judged(bad).report)


def test_a_signature_of_the_number_one_that_fails_signs_no_number_one() -> None:
    good = signed_with(1, 3, outputs=1)
    assert facts_of(judged(good).report, "signs_nothing")
    script_sig = good.inputs[0].txin.script_sig.data
    made = script_sig[1 : 1 + script_sig[0]]
    vin = push(made[:-1] + b"\x03") + push(public(SECRET))
    coin = pay_to_pubkey_hash(hash160(public(SECRET)))
    bad = spending((coin, script_sig, ()), (coin, vin, ()))
    assert facts_of(bad, "signs_nothing")
    assert not facts_of(judged(bad).report, "signs_nothing")


def test_what_could_not_be_checked_stays_open() -> None:
    report = signed_with(2, outputs=2, witness=True)
    alone = txexplain.read(report.tx.raw).report
    assert "outputs_left_free" in keys_of(judged(alone).report)
    assert "If the signatures are valid, which is not known here" in notes(alone)


def test_conditions_are_in_the_data_where_they_are_open() -> None:
    report = signed_with(0x82, outputs=1)
    data = txexplain.read(report.tx.raw).to_dict("decode")
    (found,) = (each for each in data["findings"] if each["key"] == "coin_left_free")
    assert found["conditions"] == [{"kind": "signature", "vin": 0}]
    assert all("conditions" not in each for each in data["findings"] if each["key"] == "not_replaceable")


# Keys that everybody knows


def leaf_spend(output_key: bytes | None) -> Report:
    """By a control block of the key of 1, of a coin with this key."""
    made = (b"", (b"\x51", CONTROL))
    if output_key is None:
        return txexplain.read(
            Draft(2, [Vin(b"\1" * 36, 0, b"", list(made[1]))], [(9, b"\x51")], 0, [], 0).raw()
        ).report
    return spending((pay_to_witness(1, output_key), *made))


def test_a_known_internal_key_is_named_without_condition_only_where_the_control_block_leads_to_the_coin() -> None:
    from txexplain.crypto.taproot import leaf_hash

    key = tweaked_key(ONE, leaf_hash(0xC0, b"\x51"))
    assert key is not None
    for parity in (0, 1):
        control = bytes([0xC0 | parity]) + ONE
        report = spending((pay_to_witness(1, key[0]), b"", (b"\x51", control)))
        if judged(report).verdict.value == "valid":
            assert facts_of(judged(report).report, "known_key_coin")[0]["numbers"] == "1"
            assert "Everybody knows a private key that is enough to sign for input 0" in notes(report)
            return
    pytest.fail("neither parity leads to the output key")


def test_a_control_block_that_does_not_lead_to_the_coin_names_no_key() -> None:
    report = leaf_spend(bytes.fromhex("1fb966918db3af46c37234b6a4b043719886d6a05859ba32f72742d6141f7ae6"))
    assert not facts_of(judged(report).report, "known_key_coin")
    assert "If the key or script shown in input 0 is that of the coin" in notes(report, "decode")


def test_without_the_coin_a_known_key_is_named_on_a_condition() -> None:
    report = leaf_spend(None)
    assert "If the key or script shown in input 0 is that of the coin spent there" in notes(report)
    shown, _ = p2pkh((7, NONCE))
    alone = txexplain.read(shown.tx.raw).report
    assert "If the key or script shown in input 0 is that of the coin spent there" in notes(alone)


def test_what_is_shown_names_no_key_where_its_hash_is_another() -> None:
    single = b"\x51" + push(public(9)) + b"\x51\xae"
    other = b"\x51" + push(public(SECRET)) + b"\x51\xae"
    shown = (
        (pay_to_script_hash, hash160, lambda script: (b"\x00" + push(b"\x30" * 9) + push(script), ())),
        (lambda hashed: pay_to_witness(0, hashed), sha256, lambda script: (b"", (b"", b"\x30" * 9, script))),
    )
    for lock, hashed, made in shown:
        assert facts_of(spending((lock(hashed(single)), *made(single))), "known_key_coin")
        assert not facts_of(spending((lock(hashed(other)), *made(single))), "known_key_coin")
    keys = (b"", (b"\x30" * 9, public(9)))
    assert facts_of(spending((pay_to_witness(0, hash160(public(9))), *keys)), "known_key_coin")
    assert not facts_of(spending((pay_to_witness(0, hash160(public(SECRET))), *keys)), "known_key_coin")


# Spends without signatures


@pytest.mark.parametrize("script", [b"\x51\x6a", b"\x61\x7e\x51", b"\x00", b"\x51\x51\x88\x00", b"\x51\x63"])
@pytest.mark.parametrize("form", ["p2sh", "p2wsh", "bare"])
def test_what_no_input_can_open_is_not_called_unprotected(script: bytes, form: str) -> None:
    coin = {
        "p2sh": (pay_to_script_hash(hash160(script)), push(script), ()),
        "p2wsh": (pay_to_witness(0, sha256(script)), b"", (script,)),
        "bare": (script, b"\x51", ()),
    }[form]
    report = spending(coin)
    assert judged(report).verdict.value == "invalid"
    assert not facts_of(judged(report).report, "unprotected_spend")
    assert "No signature protects" not in notes(report, "decode")


def test_a_script_of_another_hash_protects_nothing_and_is_not_spoken_of() -> None:
    report = spending((pay_to_witness(0, sha256(b"\x51")), b"", (b"open", PUZZLE)))
    assert not facts_of(report, "unprotected_spend")


# Once of several


@pytest.mark.parametrize(("language", "words"), [("en", "protects inputs 0–2:"), ("zh", "保护输入 0–2：")])
def test_the_same_of_several_inputs_is_told_once(language: str, words: str) -> None:
    told = notes(puzzles(3), "verify", language)
    assert told.count(words) == 1
    assert len(facts_of(puzzles(3), "unprotected_spend")) == 3


def test_inputs_of_which_another_thing_is_true_are_told_apart() -> None:
    key = lambda secret: push(public(secret)) + b"\xac"  # noqa: E731
    told = notes(spending((key(5), b"", ()), (key(6), b"", ()), (key(5), b"", ())))
    assert "sign for inputs 0 and 2: it is the number 5" in told
    assert "sign for input 1: it is the number 6" in told


# Other notes


def test_only_of_data_outputs_it_is_said_that_they_need_no_money() -> None:
    data, key = (5, b"\x6a\x01a"), (5, b"\x51\x20" + b"\xff" * 32)
    assert "A data output needs no money" in notes(paying(data), "decode")
    assert "A data output needs no money" in notes(paying(data, data), "decode")
    for outputs in ((key,), (key, data)):
        assert "burnt" in keys_of(paying(*outputs))
        assert "A data output needs no money" not in notes(paying(*outputs), "decode")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["decode", "verify"])
def test_an_opcode_for_a_tag_is_the_first_note(view: str, language: str) -> None:
    made = Draft(2, [Vin(b"\1" * 36, 0, b"", [bytes(64), ENVELOPE, CONTROL])], [(9, b"\x51")], 0, [], 0).raw()
    report = txexplain.read(made).report
    assert next(each.key for each in report.findings if each.level.value != "fact") == "inscription_tag"
    assert "OP_1" in notes(report, view, language)
    pushed = ENVELOPE.replace(b"ord\x51", b"ord\x01\x01")
    made = Draft(2, [Vin(b"\1" * 36, 0, b"", [bytes(64), pushed, CONTROL])], [(9, b"\x51")], 0, [], 0).raw()
    assert not facts_of(txexplain.read(made).report, "inscription_tag")


def test_a_coin_spent_twice_counts_for_no_fee() -> None:
    coins = [SpentOutput(AMOUNT, b"\x51")] * 2
    raw = Draft(2, [Vin(b"\1" * 36, 0), Vin(b"\1" * 36, 0)], [(AMOUNT, b"\x51")], 0, [], 0).raw()
    session = txexplain.read(raw, spent_outputs=coins)
    assert (session.fee_sat, session.report.input_sat) == (None, None)
    assert "none: one coin is spent twice" in notes(session.report)
    assert session.verify().broken[0].key == "bad-txns-inputs-duplicate"


BROKEN = {
    "bad-txns-in-belowout": ([(AMOUNT + 1, b"\x51")], "Only 10,000 sat go in, but 10,001 sat come out."),
    "bad-txns-vout-toolarge": ([(21 * 10**14 + 1, b"\x51")], "Output 0 holds 2,100,000,000,000,001 sat"),
    "bad-txns-vout-negative": ([(-1, b"\x51")], "Output 0 has a negative amount"),
    "bad-txns-vout-empty": ([], "It has no outputs."),
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_rule_that_the_whole_breaks_is_said_once_by_the_verdict(key: str) -> None:
    outputs, words = BROKEN[key]
    told = notes(spending((b"\x51", b"", ()), outputs=outputs))
    assert judged(spending((b"\x51", b"", ()), outputs=outputs)).broken[0].key == key
    assert told.count(words) == 1
    assert told.index("verdict") < told.index(words) < told.index("size")


# What a run has shown


def page_of(name: str) -> str:
    """Judged by the rules of its block."""
    done = verify(example(name), height=load_example(name).block_height)
    return " ".join(text_of(verify_page(done, Texts())).split())


def example(name: str) -> Report:
    return txexplain.read(name).report


def test_signatures_in_an_input_script_that_can_be_replaced_protect_nothing() -> None:
    """The coin asks for none; the same data would not do for another output, another script does."""
    assert (
        "The coin spent by input 1 asks for no signature, and the signatures checked in the input script"
        in page_of("nop2")
    )
    assert "use the same data" not in page_of("nop2")
    assert "which is not known here, the coin spent by input 1" in notes(example("nop2"), "decode")


def test_what_a_signature_leaves_free_is_not_said_of_one_that_is_refused_unread() -> None:
    assert facts_of(example("sighash-none"), "outputs_left_free")
    assert not facts_of(judged(example("sighash-none")).report, "outputs_left_free")


def test_a_shared_nonce_gives_the_key_away_whatever_the_encoding() -> None:
    told = " ".join(notes(example("nonce-reuse")).split())
    assert "if both were made by that key, whatever their encoding, anybody can" in told


def test_a_shared_nonce_of_valid_signatures_is_no_condition() -> None:
    report = judged(p2pkh((77, NONCE), (77, NONCE))[0]).report
    (found,) = [each for each in report.findings if each.key == "reused_nonce"]
    assert (found.conditions, found.certainty.value) == ((), "proven")
    page = " ".join(text_of(verify_page(judged(p2pkh((77, NONCE), (77, NONCE))[0]), Texts())).split())
    assert "by the same key, over different messages: anybody can compute the private key" in page


def test_a_nonce_that_everybody_knows_is_told_once() -> None:
    """Each of the signatures gives its key away by itself."""
    page = page_of("all-types")
    assert "From each of them, anybody can compute the private key" in page
    assert "the same r" not in page
    assert " if both" not in page
    assert "From each one that was made by its key" in notes(example("all-types"), "decode")


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_burnt_in_one_output_is_said_with_the_reason(language: str) -> None:
    report = paying((700, b"\x51\x20" + bytes(31) + b"\5"))
    said = {
        "en": ("can never be spent. The 700 sat in it are burnt.", "can never be spent"),
        "zh": ("其中的 700 聪被销毁", "被销毁"),
    }
    whole, once = said[language]
    page = notes(report, "decode", language)
    assert whole in page
    assert page.count(once) == 1
