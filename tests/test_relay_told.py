"""How relay's answer is asked for and told: options, data, pages; each text by a transaction that it is true of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran, validator_of
from said_polt import ANCHOR, AT, P2WPKH, PAD, of_relay, of_wrong_policies, p2sh, spent, tx
from spends.draft import Vin
from test_looked_up import Story
from test_texts import flat
from text_calls import recorded

import txexplain
from txexplain.explain.parts.numbers import fee_rate
from txexplain.model.policy import PolicySettings, Tip
from txexplain.session.policy import settings_of
from txexplain.texts import LANGUAGES

Cli = Callable[..., Ran]
MINED = ("pizza", "first", "first-segwit", "csv", "cltv")


def policy_of(cli: Cli, *words: str, view: str = "verify") -> Any:
    return json.loads(cli(view, *words, "--json").out)["policy"]


def test_every_text_on_relay_is_said_of_some_transaction(cli: Cli) -> None:
    with recorded() as asked:
        for call in of_relay():
            ran = cli(*call)
            assert ran.status in (0, 1, 4), (call, ran.err)
    topics = {path for topic, *path in map(list, asked) if topic == "policy" for path in [tuple(path)]}
    unsaid = {"other", "consensus", "script_unnamed", "control_block_empty"}
    assert {path for path in flat("en", "policy") if path[-1] not in unsaid} - topics == set()
    assert ("reason", "other") not in topics


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_on_relay_leaves_a_gap(cli: Cli, language: str) -> None:
    for call in of_relay():
        out = cli(*call, "--lang", language).out
        assert "{" not in out, call
        assert "None" not in out.replace("None: the locktime", ""), call


@pytest.mark.parametrize("call", list(of_wrong_policies()), ids=lambda call: call[-1])
def test_nonsense_is_refused_with_its_place(cli: Cli, call: list[str]) -> None:
    option, _, value = call[-1].partition("=")
    for language in LANGUAGES:
        ran = cli(*call, "--lang", language)
        assert (ran.status, ran.out) == (2, "")
        assert option in ran.err
        assert value.split(",")[-1] in ran.err


@pytest.mark.parametrize("view", ["decode", "verify", "explain", "whatif"])
def test_every_view_has_the_answer_in_its_data(cli: Cli, view: str) -> None:
    edits = ["--set", "vout[0].value=10"] if view == "whatif" else []
    data = json.loads(cli(view, "p2wpkh", *edits, "--json").out)
    assert not list(validator_of(view).iter_errors(data))
    if view == "whatif":
        assert data["before"]["policy"]["accepted"] is True
        data = data["after"]
    told = data["policy"]
    assert told["accepted"] is {"decode": None, "whatif": False}.get(view, True)
    assert told["missing"] == (["scripts"] if view == "decode" else [])
    assert [each["name"] for each in told["reasons"]][:1] == (["dust"] if view == "whatif" else [])


def test_the_first_reason_is_the_one_on_the_page(cli: Cli) -> None:
    words = [tx((10, P2WPKH), (10, P2WPKH), version=9).hex(), *spent(b"\x51")]
    names = [each["name"] for each in policy_of(cli, *words)["reasons"]]
    assert names[:3] == ["version", "dust", "dust"]
    assert "bad-txns-nonstandard-inputs" in names
    out = cli("verify", *words).out
    assert "✗ Core 31 would reject it: version\n" in out
    assert "Outputs 0 (10 of 294 sat), 1 (10 of 294 sat) are dust. Allowed: 1" in " ".join(out.split())
    assert "Output 1 holds" not in out


def test_a_version_is_asked_for_and_says_who_it_is(cli: Cli) -> None:
    raw = tx(version=3).hex()
    assert policy_of(cli, raw, "--core", "27")["reasons"][0]["name"] == "version"
    assert policy_of(cli, raw, "--core", "28")["reasons"] == []
    assert "Core 27 would reject it: version" in cli("verify", raw, "--core", "27").out
    assert "Core 27 would reject it: version: Its version is 3; only versions 1 and 2 are relayed." in " ".join(
        cli("verify", raw).out.split()
    )


def test_options_of_a_node_are_those_of_core(cli: Cli) -> None:
    given = ["--datacarriersize", "80", "--minrelaytxfee", "0.00001", "--dustrelayfee", ".00000001"]
    told = policy_of(cli, "p2wpkh", *given, "--no-permitbaremultisig", "--core", "30")
    assert (told["core"], told["data_carrier_bytes"], told["permit_bare_multisig"]) == (30, 80, False)
    assert (told["min_relay_sat_per_kvb"], told["dust_relay_sat_per_kvb"]) == (1000, 1)
    assert "Core 30 with your options would accept it" in cli("verify", "p2wpkh", *given, "--core", "30").out
    dear = cli("verify", "p2wpkh", "--minrelaytxfee", "0.01").out
    assert "min relay fee not met" in dear
    assert "141 vB need 141,000 sat, at 1,000 sat/vB" in " ".join(dear.split())


def test_a_tip_decides_about_a_lock_time(cli: Cli) -> None:
    words = [tx(PAD, PAD, lock_time=900_000).hex(), *spent(P2WPKH)]
    waiting, before, then = (policy_of(cli, *words, *tip) for tip in ([], ["--tip", "899999"], ["--tip", "900000"]))
    assert "tip" in waiting["missing"]
    assert waiting["accepted"] is not True
    assert "non-final" in [each["name"] for each in before["reasons"]]
    assert before["tip"] == {"height": 899_999, "median_time": None}
    assert "non-final" not in [each["name"] for each in then["reasons"]]
    assert "tip" not in then["missing"]


def test_a_coinbase_is_spent_from_the_hundredth_block_on(cli: Cli) -> None:
    words = [tx().hex(), *spent(P2WPKH, height=1000, coinbase=True)]
    for tip, early in (("1098", True), ("1099", False)):
        names = [each["name"] for each in policy_of(cli, *words, "--tip", tip)["reasons"]]
        assert ("bad-txns-premature-spend-of-coinbase" in names) == early


def test_a_relative_lock_says_how_long_it_is_and_what_would_settle_it(cli: Cli) -> None:
    page = " ".join(cli("verify", "taproot-csv").out.split())
    assert "Input 0 waits 288 blocks after its coin was made" in page
    assert "To answer: --tip HEIGHT, and the coin's height in --prevouts." in page
    assert "MEDIANTIME" not in page
    given = [tx(vin=Vin(AT, 288)).hex(), *spent(ANCHOR, height=1_000)]
    page = " ".join(cli("verify", *given).out.split())
    assert "To answer: --tip HEIGHT." in page
    for tip, names in (("1286", ["non-BIP68-final"]), ("1287", [])):
        told = policy_of(cli, *given, "--tip", tip)
        assert (told["missing"], [each["name"] for each in told["reasons"]][: len(names)]) == ([], names)
        assert names or "non-BIP68-final" not in [each["name"] for each in told["reasons"]]


def test_where_scripts_are_not_run_a_lock_is_still_told(cli: Cli) -> None:
    out, csv = (" ".join(cli("decode", name).out.split()) for name in ("cltv", "csv"))
    assert "(scripts not run here; its locktime needs a newest block at height 388,429 or higher)" in out
    assert policy_of(cli, "cltv", view="decode")["missing"] == ["scripts", "tip"]
    assert policy_of(cli, "csv", view="decode")["missing"] == ["scripts", "tip", "coin_heights"]
    assert "(scripts not run here; whether its waits are over is not known: non-final, non-BIP68-final)" in csv


def test_relay_says_where_the_rules_of_today_stop_a_script_that_its_own_stop_earlier(cli: Cli) -> None:
    page = " ".join(cli("verify", "nop2").out.split())
    assert "Today's rules would reject it: SCRIPTNUM" in page
    assert "Input 1 fails relay's checks with OP_CODESEPARATOR" in page
    assert "Without relay's rules it would get further, and fail with SCRIPTNUM." in page


@pytest.mark.parametrize("name", MINED)
def test_what_is_in_a_block_waits_for_nothing(cli: Cli, name: str) -> None:
    told = policy_of(cli, name)
    example = txexplain.read(name).subject.example
    assert example is not None
    assert example.block_height is None or not {"tip", "coin_heights"} & {*told["missing"]}


def test_a_server_names_the_newest_block() -> None:
    story = Story()
    session = txexplain.read(story.child.raw, source=story.source)
    lookup = session.subject.lookup
    assert lookup is not None
    assert session.policy.settings.tip == Tip(lookup.tip_height or 0, lookup.tip_median_time)
    assert not {"tip", "coin_heights"} & {*session.policy.missing}
    named = txexplain.read(story.child.raw, source=story.source, tip=3)
    assert named.policy.settings.tip == Tip(3)


def test_a_transaction_of_a_block_waits_for_nothing() -> None:
    session = txexplain.read_block("block170").transaction(1)
    assert session.policy.missing in ((), ("spent_outputs", "scripts"))
    assert "min relay fee not met" in {each.name for each in txexplain.read("first").policy.reasons}


def test_a_failing_input_is_told_with_its_verdict_and_named_by_relay(cli: Cli) -> None:
    out = cli("verify", "bad-signature").out
    assert "✗ invalid" in out
    assert out.count("breaks") == 0
    assert "mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)" in (
        " ".join(out.split())
    )


def test_no_reason_is_said_to_be_gone_where_the_spent_output_is_not_known_any_more(cli: Cli) -> None:
    lost = cli("whatif", "first", "--set", "vin[0].vout=1").out
    paid = cli("whatif", "first", "--set", "vout[0].value=999990000").out
    assert "→ ? cannot tell" in lost
    assert "No longer" not in lost
    assert "No longer a reason: min relay fee not met." in " ".join(paid.split())


def test_a_psbt_has_only_the_reasons_that_signing_leaves(cli: Cli) -> None:
    for view in ("decode", "verify"):
        for name, accepted in (("psbt-unsigned", None), ("psbt-final", True)):
            assert policy_of(cli, name, view=view)["accepted"] is accepted
    told = policy_of(cli, "psbt-unsigned", "--minrelaytxfee", "0.001", view="decode")
    assert [each["name"] for each in told["reasons"]] == ["min relay fee not met"]
    assert policy_of(cli, "psbt-unsigned", view="decode")["missing"] == ["witness"]


def test_a_psbt_that_is_unsigned_does_not_lack_its_redeem_script() -> None:
    session = txexplain.read(tx(vin=Vin(AT, 0)), spent_outputs=[(100_000, p2sh(b"\x51"))])
    assert "p2sh_redeem_missing" in {each.rule for each in session.policy.reasons}
    from txexplain.session.relayed import relay_of_unsigned

    assert relay_of_unsigned(session).policy.reasons == ()


def test_the_library_takes_the_same_settings() -> None:
    session = txexplain.read("p2wpkh", core=29, tip=(900_000, 1_750_000_000))
    assert session.policy.settings == PolicySettings(29, Tip(900_000, 1_750_000_000))
    assert txexplain.read("p2wpkh", tip=7).policy.settings.tip == Tip(7)
    options = PolicySettings(min_relay_sat_per_kvb=10**6)
    assert txexplain.read("p2wpkh", policy=options).policy.accepted is False
    assert session.policy.accepted is True
    assert txexplain.read("p2wpkh").policy_unrun.accepted is None
    for wrong in ({"core": 26}, {"tip": "x"}, {"tip": -1}, {"tip": (1, 2)}):
        with pytest.raises(ValueError, match=r"core|tip"):
            txexplain.read("p2wpkh", **wrong)
    for wrong in ({"core": "31"}, {"tip": 1.5}, {"policy": 31}):
        with pytest.raises(TypeError, match="must be"):
            txexplain.read("p2wpkh", **wrong)


@pytest.mark.parametrize(
    ("told", "sat"),
    [("0", 0), ("0.00001", 1000), (".1", 10**7), ("1.", 10**8), ("00.10000000", 10**7), ("21000000", 21 * 10**14)],
)
def test_a_rate_is_read_as_core_reads_money(told: str, sat: int) -> None:
    settings = settings_of(min_relay=told)
    assert (settings or PolicySettings(min_relay_sat_per_kvb=-1)).min_relay_sat_per_kvb == sat


@pytest.mark.parametrize("told", ["", ".", "-1", "+1", "1e3", "0.000000001", "21000000.00000001", "１", "1 2", "0x1"])
def test_what_core_does_not_read_as_money_is_refused(told: str) -> None:
    with pytest.raises(txexplain.InputError) as caught:
        settings_of(dust_relay=told)
    assert caught.value.code == "fee_rate_option"


def test_the_options_are_a_group_of_their_own_in_the_help(cli: Cli) -> None:
    for command in ("decode", "verify", "explain", "whatif", "step"):
        out = cli(command, "--help").out
        assert out.index("Options\n") < out.index("Relay policy\n") < out.index("  --core ") < out.index("  --tip ")
    assert "--core" not in cli("trace", "--help").out


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_a_page_says_each_reason_once(cli: Cli, options: list[str]) -> None:
    page = " ".join(cli("verify", "nop2", *options).out.split())
    assert "More reasons: 2, under “Relay policy”." in page
    assert "verify --all" not in page
    told = policy_of(cli, "nop2")["reasons"]
    assert len(told) == 5
    for words in (
        "does more than push data",
        "is of no type that nodes relay",
        "Input 0 fails relay's checks with SIG_HIGH_S",
    ):
        assert page.count(words) == 1


def test_reasons_that_the_verdict_explains_are_named(cli: Cli) -> None:
    page = " ".join(cli("verify", "first-multisig").out.split())
    assert "Also, explained elsewhere on this page: mempool-script-verify-flag-failed (Non-canonical DER" in page


def test_dust_is_told_in_one_sentence(cli: Cli) -> None:
    words = [tx((293, P2WPKH), (18_000, P2WPKH), (1, P2WPKH)).hex(), *spent(ANCHOR, 18_314)]
    assert [each["rule"] for each in policy_of(cli, *words)["reasons"]][:3] == ["dust", "dust", "dust_with_fee"]
    page = " ".join(cli("verify", *words).out.split())
    assert "Outputs 0 (293 of 294 sat), 2 (1 of 294 sat) are dust. Allowed: 1, and only if the fee is 0, but" in page
    assert page.count(" dust. ") == 1


@pytest.mark.parametrize(("version", "words"), [(2, "comes first"), (9, "is a reason too")])
def test_a_lock_that_can_be_a_reason_is_not_forgotten_for_another(cli: Cli, version: int, words: str) -> None:
    """Core: IsFinalTx comes after the version and before the fee."""
    raw = tx(PAD, PAD, version=version, lock_time=900_000, vin=Vin(AT, 0))
    given = [raw.hex(), *spent(ANCHOR, 2 * PAD[0])]
    page = " ".join(cli("verify", *given).out.split())
    assert f"Whether non-final {words} is not known. To answer: --tip HEIGHT." in page
    first = policy_of(cli, *given, "--tip", "800000")["reasons"][0]["name"]
    assert (first == "non-final") == (version == 2)
    assert "is not known" not in cli("verify", *given, "--tip", "900000").out


def test_more_coming_out_than_going_in_is_a_reason_whatever_the_amounts(cli: Cli) -> None:
    words = [tx((21_000_001 * 10**8, P2WPKH)).hex(), *spent(ANCHOR)]
    names = [each["name"] for each in policy_of(cli, *words)["reasons"]]
    assert names[0] == "bad-txns-vout-toolarge"
    assert "bad-txns-in-belowout" in names


def test_the_sizes_and_rates_are_a_line_each(cli: Cli) -> None:
    out = cli("verify", "nop2").out
    assert "50,000 sat · 132.98 sat/vB · 119.05 sat/vB by sigops" in out
    assert "376 bytes · 376 vB · 420 vB by sigops (84 × 20 ÷ 4)" in out
    assert "vsize by sigops" not in out


@pytest.mark.parametrize(
    ("fee_sat", "vsize_vb", "shown"), [(1, 243, "0.004"), (1, 100, "0.01"), (1, 10**5, "0.00001")]
)
def test_a_fee_is_not_called_nothing(fee_sat: int, vsize_vb: int, shown: str) -> None:
    assert fee_rate(fee_sat, vsize_vb) == shown
