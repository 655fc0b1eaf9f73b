"""`why` answers what people ask without a name for it, and says of Core's versions what its policy has."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import Ran
from said_last3 import QUESTIONS, log
from test_node_words import page

from txexplain.explain.parts.names import entries_of
from txexplain.explain.parts.questions import topic_of
from txexplain.model.policy import PolicySettings
from txexplain.policy.versions import node_of
from txexplain.texts import ANY_LANGUAGE, LANGUAGES, Texts, catalogue

Cli = Callable[..., Ran]
TOPICS = catalogue(ANY_LANGUAGE, "questions")["topics"]
SENTENCE = "Witness program hash mismatch"


def flat(shown: str) -> str:
    return " ".join(shown.split())


def test_thirty_questions_and_more_of_each_language_are_asked() -> None:
    chinese = [question for question in QUESTIONS if not question.isascii()]
    assert min(len(chinese), len(QUESTIONS) - len(chinese)) >= 28
    assert {*QUESTIONS.values()} == {*TOPICS, ""}


@pytest.mark.parametrize(("question", "topic"), QUESTIONS.items())
def test_a_question_is_answered_by_its_topic_with_a_command(question: str, topic: str, cli: Cli) -> None:
    language = "en" if question.isascii() else "zh"
    found = topic_of(question, Texts(language))
    assert found is not None
    assert found.key == topic
    ran = cli("why", question, "--lang", language)
    assert ran.status == 0
    assert ran.err == ""
    assert "txexplain " in ran.out
    assert ran.out.count(Texts(language).plain("node_words", "labels", "look")) >= 1


@pytest.mark.parametrize("topic", TOPICS)
def test_the_names_of_a_topic_are_known_and_its_answer_is_in_both_languages(topic: str) -> None:
    row = TOPICS[topic]  # type: ignore[index]
    for language in LANGUAGES:
        assert all(entries_of(name, Texts(language)) for name in row["names"].split(" | "))
    assert len({Texts(language).has("why", "answers", topic) for language in LANGUAGES}) == 1


def test_a_wrong_signature_leads_to_verify_first(cli: Cli) -> None:
    shown = flat(cli("why", "why is my signature invalid").out)
    assert shown.startswith("A signature is valid for one message and one key. verify tries")
    assert "txexplain verify TX --prevouts FILE" in shown


@pytest.mark.parametrize(
    "text",
    ["hello world", "all the single ones of it", "foo bar baz", "transaction", "x" * 50 + " dust", "dust " * 60],
)
def test_what_is_no_question_gets_no_topic(text: str) -> None:
    assert topic_of(text, Texts()) is None


def node(core: int) -> float:
    return node_of(PolicySettings(core=core)).min_relay_sat_per_kvb


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_versions_that_why_names_are_those_of_the_policy(language: str) -> None:
    texts = Texts(language)
    fee = texts.plain("node_words", "min_relay_fee", "means")
    assert re.findall(r"\d\d\.\d", fee) == ["28.3", "29.1", "30.0"]
    assert [node(core) for core in (27, 28, 29, 30)] == [1_000, 100, 100, 100]
    one = [core for core in (27, 28, 29, 30, 31) if node_of(PolicySettings(core=core)).has_one_name_for_scripts]
    assert one == [29, 30, 31]  # of 29 since 29.3
    assert re.findall(r"\d\d\.\d", texts.plain("node_words", "script_failed", "means")) == ["29.3", "30.0"]
    for key in ("script_failed_mandatory", "script_failed_optional"):
        assert re.findall(r"\d\d\.\d", texts.plain("node_words", key, "means")) == ["29.2"]
    for topic, key in (("terms", "min_relay_fee"),):
        assert "28.3" in texts.plain(topic, key, "more")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", ["", "mandatory-script-verify-flag-failed ({})"])
def test_the_cases_of_an_error_are_causes_each_with_its_kind_of_output(prefix: str, language: str) -> None:
    shown = page(prefix.format(SENTENCE) or SENTENCE, language)
    bullets = [line.split("·")[1].split()[0][:5] for line in shown.splitlines() if " · P2" in line]
    assert bullets[0].startswith("P2WSH")
    assert [bullet[:4] for bullet in bullets[1:]] == ["P2WP", "P2TR"]


@pytest.mark.parametrize("key", ["BAD_OPCODE", "SCRIPTNUM", "UNBALANCED_CONDITIONAL", "WITNESS_PROGRAM_MISMATCH"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_with_cases_has_a_cause_for_each(key: str, language: str) -> None:
    words = catalogue(language, "node_words")[key]
    cases = {
        case.removeprefix(f"{key}_") for case in catalogue(language, "script_errors") if case.startswith(f"{key}_")
    }
    assert cases <= {*words["causes"]}  # type: ignore[index]


def test_nothing_is_said_to_be_paid_by_a_transaction_that_was_refused() -> None:
    assert "Coins that went there" not in flat(page("scriptpubkey"))
    assert "Nothing has been paid to it yet" in flat(page("64: scriptpubkey"))


def test_the_limit_of_the_wallet_is_in_all_and_that_of_the_node_by_size() -> None:
    shown = flat(page("Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"))
    assert "0.1 BTC per kvB by default" in shown
    assert "0.1 BTC in all (-maxtxfee)" in shown


def test_in_a_log_what_is_wrong_with_transactions_comes_first_and_all_is_named(cli: Cli) -> None:
    assert log().count("\n") == 199
    shown = cli("why", "-", stdin=log().encode()).out
    headings = [line.partition(" · ")[0] for line in shown.splitlines() if " · a node" in line or " · script" in line]
    assert headings == ["min relay fee not met", "NULLFAIL", "dust", "non-final", "tx-size", "version"]
    named = flat(shown.partition("also said")[2])
    assert named == "OP_RETURN was encountered bad-txns-inputs-missingorspent txn-already-in-mempool"


def test_in_a_log_each_reason_has_its_own_input_and_what_is_around_it(cli: Cli) -> None:
    shown = cli("why", log()).out
    around = [part for part in shown.split("\n\n") if "around it" in part]
    assert len(around) == 1
    assert "Input 2 of the transaction" in around[0]
    one, other = log().splitlines()[69], log().splitlines()[169]
    both = flat(page(f"{other}\n{one}"))
    assert both.index("Input 0 of") < both.index("trace TX --input 0") < both.index("Input 2 of")
