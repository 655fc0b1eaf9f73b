"""The line of the answer that tells of relay policy, and which tries of a multisig count as failures."""

from __future__ import annotations

import pytest
from spends.draft import Draft, Vin
from test_texts import flat

from txexplain.analyse import analyse
from txexplain.bundled import load_example
from txexplain.explain.parts.failures import fitting_no_key
from txexplain.model.signing import SignatureCheck
from txexplain.session.read import read

TRUE = b"\x51"


def draft(version: int = 2, sequence: int = 0xFFFFFFFF, lock_time: int = 0) -> bytes:
    vin = Vin(b"\1" * 36, sequence)
    return Draft(version, [vin], [(1000, b"\0\x14" + bytes(20))], lock_time, [], 0).raw()


def refused(lang: str = "en") -> str:
    return flat(lang, "policy")[("refused",)].format(core="Core 31")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_judged_is_not_called_valid_by_the_line_on_policy(lang: str) -> None:
    page = read(draft(version=0).hex()).page("verify", lang).text(200)
    assert f"✗ {refused(lang)}" in page
    assert "✓" not in page


def test_an_annex_is_not_relayed() -> None:
    example = load_example("annex")
    (finding,) = [each for each in analyse(example.raw, example.spent_outputs).findings if each.key == "annex"]
    (span,) = finding.spans
    assert example.raw[span.start] == 0x50
    assert not analyse(example.raw).finding("annex")
    session = read("annex")
    assert [(each.name, each.rule, each.at) for each in session.policy.reasons] == [
        ("bad-witness-nonstandard", "annex", 0)
    ]
    page = session.page("verify", "en").text(200)
    assert f"✗ {refused()}: bad-witness-nonstandard" in page
    assert page.count("Input 0 carries an annex") == 1


def test_what_no_block_can_hold_is_not_relayed() -> None:
    page = read(draft(sequence=0, lock_time=0xFFFFFFFF).hex()).page("verify", "en").text(200)
    assert f"✗ {refused()}: non-final" in page
    assert page.count("no block can ever contain") == 1


def test_a_try_counts_as_failing_unless_its_signature_is_found_valid_later() -> None:
    def check(signature: bytes, key: bytes, *, passes: bool) -> SignatureCheck:
        return SignatureCheck("ecdsa", signature, key, passes)

    tries = (
        check(b"2", b"C", passes=True),
        check(b"1", b"B", passes=False),
        check(b"1", b"A", passes=True),
        check(b"2", b"D", passes=False),
    )
    assert fitting_no_key(tries) == [tries[3]]


def test_a_key_that_is_checked_again_for_another_message_is_not_called_another_key(cli) -> None:
    tries = [each for each in read("codeseparator").verify().inputs[0].run.checks if not each.passes]
    assert len({(each.signature, each.public_key) for each in tries}) == 1
    said = " ".join(cli("verify", "codeseparator").out.split())
    assert "2 valid signatures (sighash ALL); 4 checks returned false, which this script allows" in said
    assert "did not match" not in said


@pytest.mark.parametrize(("lang", "words"), [("en", "fails relay's checks with"), ("zh", "通不过转发检查，错误是")])
def test_the_name_of_an_error_is_not_called_a_rule_that_is_broken(cli, lang: str, words: str) -> None:
    said = cli("verify", "codeseparator", "--lang", lang).out
    assert f"{words} OP_CODESEPARATOR" in " ".join(said.split())
