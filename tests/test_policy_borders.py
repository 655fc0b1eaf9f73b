"""Where relay's rules begin and end: what signing leaves of them, what callers may set, what only just passes."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from said_polt import AT, PAD, tx
from spends.draft import Vin
from test_texts import flat

import txexplain
from txexplain.model.policy import Policy, PolicySettings, Tip
from txexplain.model.report import SpentOutput
from txexplain.policy.sentences import SCRIPT_SENTENCES
from txexplain.policy.signing import LASTING, OF_SIGNED
from txexplain.session.relayed import relay_of_unsigned
from txexplain.texts import ANY_LANGUAGE, catalogue
from txexplain.wire.hashes import hash160
from txexplain.wire.script import push
from txexplain.wire.sigops import executed_legacy

ROOM = Path(txexplain.__file__).parent / "policy"
P2PKH = b"\x76\xa9\x14" + bytes(20) + b"\x88\xac"
FUTURE = b"\x52\x02" + b"\1\2"  # a witness program that means nothing yet
CHECKS = b"\xac" * 2_501
MULTISIGS = b"\xae" * 900


def before_signing(*outputs: tuple[int, bytes], version: int = 2, script: bytes = P2PKH) -> Policy:
    session = txexplain.read(tx(*outputs, vin=Vin(AT, 0), version=version), spent_outputs=[(100_000_000, script)])
    return relay_of_unsigned(session).policy


def test_every_rule_is_told_before_signing_or_only_of_what_is_signed() -> None:
    said = {
        node.value
        for file in ROOM.glob("*.py")
        if file.name != "signing.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    words = {path[-1] for path in flat("en", "policy") if path[0] == "reason"} | {
        "consensus",
        "coinbase",
        "non_final_never",
    }
    assert said & words == LASTING | OF_SIGNED
    assert not LASTING & OF_SIGNED


@pytest.mark.parametrize(
    ("rule", "policy"),
    [
        ("truc_size", lambda: before_signing(*[PAD] * 400, version=3)),
        ("input_witness_undefined", lambda: before_signing(script=FUTURE)),
        ("bip54_sigops", lambda: before_signing(script=CHECKS)),
        ("too_many_sigops", lambda: before_signing((1_000, MULTISIGS))),
        ("version", lambda: before_signing(version=9)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_signature_takes_away_is_refused_before_there_is_one(rule: str, policy: Any) -> None:
    found = policy()
    assert rule in {each.rule for each in found.reasons}
    assert found.accepted is False


def test_a_size_that_signing_changes_is_not_told_in_the_words_of_a_node() -> None:
    found = before_signing(*[PAD] * 400, version=3)
    assert [(each.name, each.detail) for each in found.reasons] == [("TRUC-violation", "")]


def test_a_scriptsig_or_a_witness_that_is_still_to_come_is_no_reason() -> None:
    long = Vin(AT, 0, push(bytes(500)) * 4)
    session = txexplain.read(tx(vin=long), spent_outputs=[(100_000, P2PKH)])
    assert "scriptsig_size" in {each.rule for each in session.policy.reasons}
    assert relay_of_unsigned(session).policy.accepted is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("core", 99),
        ("core", 26),
        ("core", True),
        ("core", "31"),
        ("tip", 900_000),
        ("tip", (900_000, None)),
        ("tip", Tip(-1)),
        ("tip", Tip(500_000_000)),
        ("tip", Tip(1.5)),  # type: ignore[arg-type]
        ("tip", Tip(900_000, 1)),
        ("tip", Tip(900_000, "x")),  # type: ignore[arg-type]
        ("data_carrier_bytes", "x"),
        ("data_carrier_bytes", -1),
        ("data_carrier_bytes", True),
        ("min_relay_sat_per_kvb", 0.5),
        ("dust_relay_sat_per_kvb", -1),
        ("permit_bare_multisig", 1),
    ],
)
def test_settings_that_are_none_are_refused_by_their_name(field: str, wrong: object) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"policy\.{field}"):
        txexplain.read("p2wpkh", policy=PolicySettings(**{field: wrong}))  # type: ignore[arg-type]


@pytest.mark.parametrize("tip", [(900_000, "x"), ("900000",), (True, None), (1.0,), (), (1, 1_750_000_000, 3)])
def test_a_tip_is_a_height_and_a_time(tip: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="tip"):
        txexplain.read("p2wpkh", tip=tip)


def test_a_time_that_is_not_known_can_be_left_out() -> None:
    for tip in (900_000, (900_000,), (900_000, None), Tip(900_000), "900000"):
        assert txexplain.read("p2wpkh", tip=tip).policy.settings.tip == Tip(900_000)


def of_coin(coin: SpentOutput, **options: Any) -> set[str]:
    session = txexplain.read(tx(vin=Vin(AT, 0xFFFFFFFF)), spent_outputs=[coin], **options)
    return {each.rule for each in session.policy_unrun.reasons}


def test_a_coinbase_is_refused_until_a_hundred_blocks_are_on_it() -> None:
    coin = SpentOutput(100_000, P2PKH, height=1_000, coinbase=True)
    assert "premature_coinbase" in of_coin(coin, tip=1_098)  # the next block would be the hundredth, with 99 between
    assert "premature_coinbase" not in of_coin(coin, tip=1_099)
    assert "premature_coinbase" not in of_coin(coin._replace(coinbase=False), tip=1_098)
    assert "premature_coinbase" not in of_coin(coin)


def test_an_empty_redeem_script_is_one() -> None:
    script = b"\xa9\x14" + hash160(b"") + b"\x87"
    for script_sig, rules in ((b"\0", set()), (b"", {"p2sh_redeem_missing"})):
        session = txexplain.read(tx(vin=Vin(AT, 0, script_sig)), spent_outputs=[(100_000, script)])
        found = {each.rule for each in session.policy_unrun.reasons}
        assert found & {"p2sh_redeem_missing", "p2sh_malformed"} == rules


def test_bip54_counts_a_multisig_in_a_scriptsig_by_the_number_before_it() -> None:
    """Core: CheckSigopsBIP54, which counts the scriptSig accurately as well."""
    assert executed_legacy(b"\x52\xae", b"") == 2
    assert executed_legacy(b"\xae", b"") == 20
    assert executed_legacy(b"", b"\x53\xae") == 3
    assert executed_legacy(push(b"\x51\xae"), b"\xa9\x14" + bytes(20) + b"\x87") == 1


def test_the_sentences_of_script_errors_are_those_by_which_why_knows_them() -> None:
    words = catalogue(ANY_LANGUAGE, "node_words")
    for code, sentence in SCRIPT_SENTENCES.items():
        assert code in words, code
        assert sentence in map(str.strip, str(words[code]["says"]).split("|")), code
