"""`why` answers with what is so: whose rule by the node's prefix, one answer a page, commands that show it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Ran
from said_fixwhy import BRIEF, MANDATORY, PACKAGE, RATES
from test_node_words import TXID, WORDS, page

from txexplain.explain.parts.names import Entry, said_in
from txexplain.explain.parts.node_words import word_of
from txexplain.explain.parts.questions import name_asked, names_within
from txexplain.texts import LANGUAGES, Texts, catalogue

Cli = Callable[..., Ran]
POLICY = [key for key in WORDS if word_of(key).get("kind") in ("script_policy", "script_either", "script_false")]
ERRORS = [key for key in POLICY if key.isupper()]
WHOSE_RULE = {"en": "whose rule", "zh": "属于"}


def told(text: str, language: str = "en") -> str:
    return " ".join(page(text, language).split())


def joined(text: str, language: str) -> str:
    return page(text, language).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ERRORS)
def test_behind_mandatory_no_page_says_that_consensus_allows_it(key: str, language: str) -> None:
    sentence = word_of(key)["says"].split(" | ")[0]
    for prefix in ("mandatory-script-verify-flag-failed", "block-script-verify-flag-failed"):
        shown = joined(f"{prefix} ({sentence})", language)
        for kind in ("script_policy", "script_either", "script_false"):
            assert catalogue(language, "node_words")["kinds"][kind].replace(" ", "") not in shown
        assert Texts(language).plain("node_words", "labels", "by_consensus").replace(" ", "") in shown
        assert "aminercan" not in shown


def test_a_wrong_signature_fails_by_consensus_in_nearly_every_case() -> None:
    sentence = MANDATORY.partition("(")[2][:-1]
    assert "consensus in nearly every case" in told(sentence)
    assert "consensus in nearly every case" in told(f"mempool-script-verify-flag-failed ({sentence})")
    assert "consensus in some cases" in told(f"64: non-mandatory-script-verify-flag ({sentence})")
    assert "could include it" not in told(MANDATORY)
    assert "relay policy: nodes" in told("64: non-mandatory-script-verify-flag (Data push larger than necessary)")


def test_a_coinbase_is_valid_in_its_block_and_no_error_breaks_no_rule() -> None:
    assert "no block can contain it" not in told("coinbase")
    assert WHOSE_RULE["en"] not in told("No error")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "key"), BRIEF.items())
def test_beside_a_term_a_nodes_word_does_not_say_the_same_again(name: str, key: str, language: str) -> None:
    texts = Texts(language)
    shown = joined(name, language)
    assert texts.plain("terms", word_of(key)["term"], "short").replace(" ", "") in shown
    assert texts.plain("node_words", key, "brief").replace(" ", "") in shown
    assert texts.plain("node_words", key, "means").replace(" ", "") not in shown


def test_dust_has_its_limits_and_its_exception_once() -> None:
    assert told("dust").count("546 sat") == 1
    assert told("dust").count("version 29") == 1
    assert "29.0" not in told("dust")
    alone = told("64: dust")
    assert "546 sat" in alone
    assert "without a fee that is sent together with its spender" in alone


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (RATES.format(TXID), "The new rate is 1 sat/vB and must be above 2 sat/vB."),
        (RATES.format(TXID).replace("0.00001000", "0.00000123"), "The new rate is 0.123 sat/vB"),
        (PACKAGE, "The package has 1.5 sat/vB and must be above the 100 sat/vB of its parent."),
    ],
)
def test_rates_are_told_in_satoshis_per_vbyte(line: str, shown: str) -> None:
    assert shown in told(line)


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("too-large-cluster", "bitcoin-cli getmempoolcluster PARENT_TXID"),
        ("too-long-mempool-chain", "bitcoin-cli getmempoolentry PARENT_TXID"),
        ("txn-mempool-conflict", "bitcoin-cli gettxspendingprevout"),
        ("missing-ephemeral-spends", "txexplain decode PARENT"),
        ("package-not-sorted", None),
        ("rejected", None),
    ],
)
def test_what_no_command_shows_names_the_call_of_the_node_or_nothing(word: str, command: str | None) -> None:
    shown = told(word)
    assert ("to see it" in shown) is (command is not None)
    assert (command or "") in shown
    assert "txexplain decode TX" not in shown


@pytest.mark.parametrize(
    "detail", ["Opcode missing or not understood", "Operation not valid with the current stack size"]
)
def test_the_input_in_a_detail_is_in_the_command(detail: str) -> None:
    line = f"bad-txns-nonstandard-inputs, p2sh scriptsig malformed (input 2: {detail})"
    assert "trace TX --input 2 --prevouts FILE" in told(line)


def test_what_goes_on_after_a_bullet_begins_below_its_words() -> None:
    lines = page("missing-inputs").splitlines()
    first = next(place for place, line in enumerate(lines) if "· Already spent" in line)
    assert lines[first + 1].index(lines[first + 1].strip()) == lines[first].index("Already spent")


ASKED = {
    "dust is what": "dust",
    "what is a UTXO": "UTXO",
    "What is dust?": "dust",
    "what does RBF mean": "RBF",
    "why was my transaction refused": "was my transaction refused",
    "什么是粉尘": "粉尘",
    "粉尘是什么意思？": "粉尘",
}


@pytest.mark.parametrize(("question", "name"), ASKED.items())
def test_a_question_is_answered_with_what_it_asks_for(cli: Cli, question: str, name: str) -> None:
    assert name_asked(question) == name
    assert cli("why", question).out == cli("why", name).out != ""


@pytest.mark.parametrize(
    ("words", "key"), [("Not finalized", "psbt_not_final"), ("my transaction was refused", "mempool_rejected")]
)
def test_what_libraries_and_people_say_is_known(words: str, key: str) -> None:
    assert Entry("node", key) in said_in(words)


def test_names_in_a_sentence_are_found_the_telling_ones_first(cli: Cli) -> None:
    english, chinese = Texts("en"), Texts("zh")
    assert names_within("Transaction has dust outputs", english) == ["dust", "transaction", "output"]
    assert names_within("cannot send, dust output", english) == ["dust", "output"]
    assert names_within("粉尘输出发不出去", chinese) == ["粉尘", "输出"]
    assert names_within("nothing of the sort", english) == []
    assert cli("why", "cannot send, dust output").out == cli("why", "dust").out
    near = " ".join(cli("why", "min relay fe not met").err.split())
    assert "Did you mean: min relay fee not met" in near
