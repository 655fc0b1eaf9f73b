"""`why` knows all that a node can say, in the line as it was printed or in JSON, and nothing that it did not say."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from collect_node_words import Row, arguments, collect, strings
from conftest import ROOT, vector_bytes
from effort import is_at_most

from txexplain.cli.app import COMMANDS
from txexplain.explain.document import Document
from txexplain.explain.pages.why import why_page
from txexplain.explain.parts.names import Entry, entries_of, names_near, said_in
from txexplain.explain.parts.node_answers import name_of
from txexplain.explain.parts.node_words import codes_of, is_frame, phrases, tries, word_of
from txexplain.render.layout import layout
from txexplain.texts import ANY_LANGUAGE, LANGUAGES, Texts, catalogue, plain

CORE = os.environ.get("TXEXPLAIN_CORE_SOURCE")  # the folder `src` of Bitcoin Core 31.99
COMMITTED = ROOT / "tests" / "core_node_words.tsv"
WORDS = [key for key in catalogue(ANY_LANGUAGE, "node_words") if key not in ("tries", "codes", "rejects")]
TXID, WTXID, SPENT = "ab" * 32, "cd" * 32, f"{'ef' * 32}:7"
FILLED = {"%s": TXID, "%u": "7", "%d": "7", "%08x": "20000000"}
ONLY_NUMBERS = {"%d", "%d < %d", " in transaction %s"}  # they come behind a reason, and say nothing by themselves
LOCKTIME = (
    "mempool-script-verify-flag-failed (Locktime requirement not satisfied), "
    f"input 3 of {TXID} (wtxid {WTXID}), spending {SPENT}"
)


def rows() -> list[Row]:
    lines = COMMITTED.read_text(encoding="utf-8").splitlines()
    return [(kind, file, words) for kind, file, words in (line.split("\t") for line in lines)]


def filled(words: str) -> str:
    return re.sub(r"%(?:08x|[sud])", lambda found: FILLED[found[0]], words)


def page(text: str, language: str = "en") -> str:
    texts, said = Texts(language), said_in(text)
    return in_lines(why_page(entries_of(text, texts) or tuple(said), texts, said))


def in_lines(document: Document) -> str:
    return "\n".join(plain(line) for line in layout(document, 80))


def keys(text: str) -> list[str]:
    return [entry.key for entry in said_in(text)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[2])
def test_all_that_core_can_say_is_known(row: Row) -> None:
    kind, _, words = row
    asked = words.split()[1] if kind == "code" else filled(words)
    found = said_in(asked) or said_in(f"error: {asked}")
    assert bool(found) is (words not in ONLY_NUMBERS), words
    if kind in ("reason", "script", "name"):
        assert entries_of(asked, Texts()) or found


@pytest.mark.parametrize("row", [row for row in rows() if row[0] in ("reason", "script")], ids=lambda row: row[2])
def test_a_reason_is_known_by_itself_in_json_with_a_code_and_in_a_log(row: Row) -> None:
    reason = filled(row[2])
    alone = {*map(Entry._make, said_in(reason))} | set(entries_of(reason, Texts()))
    for text in (
        f"error code: -26\nerror message:\n{reason}",
        json.dumps({"result": None, "error": {"code": -26, "message": reason}}),
        json.dumps([{"txid": TXID, "wtxid": WTXID, "allowed": False, "reject-reason": reason}], indent=2),
        f"2026-01-01T00:00:00Z [mempoolrej] {TXID} (wtxid={WTXID}) from peer=3 was not accepted: {reason}",
        f"64: {reason}",
        f"{reason} (code 64)",
        f"'{reason}'",
    ):
        assert alone & set(said_in(text)), text


def test_the_list_is_of_core() -> None:
    kinds = [kind for kind, _, _ in rows()]
    assert kinds.count("reason") > 90
    assert kinds.count("script") == 55
    assert rows() == sorted(set(rows()))


@pytest.mark.skipif(CORE is None, reason="TXEXPLAIN_CORE_SOURCE names no sources of Bitcoin Core")
def test_the_list_is_what_the_sources_have() -> None:
    assert rows() == collect(Path(str(CORE)))


def test_arguments_are_split_at_their_commas_and_nowhere_else() -> None:
    assert arguments('A::B, "a, \\"b)", f("x", y))') == ["A::B", ' "a, \\"b)"', ' f("x", y)']
    assert strings('strprintf("fee%s", a ? " (more)" : "")') == ["fee (more)", "fee"]
    assert strings('"failed: " + why') == ["failed: %s"]
    assert strings("reason") == []


@cache
def lines_of_a_node() -> list[str]:
    """What a node said of the transactions of the vectors, each once, ids and numbers left as they are."""
    found: dict[str, str] = {}
    for line in gzip.decompress(vector_bytes("core_testmempoolaccept.jsonl.gz")).splitlines():
        result = json.loads(line)["result"]
        if not result["allowed"]:
            detail = result.get("reject-details", result["reject-reason"])
            found.setdefault(re.sub(r"[0-9a-f]{64}|\d+", "", detail), json.dumps(result))
    return list(found.values())


def test_every_answer_of_the_vectors_is_answered() -> None:
    assert len(lines_of_a_node()) > 45
    for line in lines_of_a_node():
        reason = json.loads(line)["reject-reason"]
        said = said_in(line)
        assert said, line
        assert not all(is_frame(*entry) for entry in said), line
        known = {*said_in(reason), *entries_of(reason, Texts())}
        assert set(said) & known or any(name_of(*entry).startswith(reason) for entry in said), line
        assert len(page(line).splitlines()) > 5


def test_a_line_names_its_input_and_the_command_has_it() -> None:
    told = page(LOCKTIME.replace("Locktime requirement not satisfied", "Negative locktime"))
    assert "Input 3 of the transaction" in told
    assert SPENT.replace("\n", "") in "".join(told.split())
    assert "txexplain trace TX --input 3 --prevouts FILE" in told
    assert TXID not in "".join(told.split())


def test_several_causes_are_told_apart() -> None:
    told = " ".join(page(LOCKTIME).split())
    for cause in ("0 is the usual case", "never compared", "sequence is ffffffff", "disable bit"):
        assert cause in told
    assert keys(LOCKTIME) == ["UNSATISFIED_LOCKTIME", "script_failed"]


NUMBERS = {
    "min relay fee not met, 0 < 19": "The fee is 0 sat; for its size this node asks for at least 19 sat.",
    "mempool min fee not met, 120 < 1190": "The fee is 120 sat; for its size this node now asks for 1190 sat.",
    "bad-txns-in-belowout, value in (0.001) < value out (0.002)": "The inputs hold 0.001 BTC, the outputs 0.002 BTC.",
    "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 12": "number 12 after the coinbase",
    "bad-txns-too-many-sigops, 16004": "The cost is 16004; nodes relay at most 16,000.",
    f"TRUC-violation, version=3 tx {TXID} (wtxid={WTXID}) is too big: 12000 > 10000 virtual bytes": "It has 12000 vB",
    f"insufficient fee, rejecting replacement {TXID}, less fees than conflicting txs; 0.1 < 0.2": "It pays 0.1 BTC",
    "bad-txns-nonstandard-inputs, input 5 script unknown": "It is input 5.",
    "bad-txns-nonstandard-inputs, p2sh redeemscript sigops exceed limit (input 1: 20 > 15)": "Input 1 has 20",
    "bad-cb-amount, coinbase pays too much (actual=5000000001 vs limit=5000000000)": "It pays 5000000001 sat",
}


@pytest.mark.parametrize(("line", "told"), NUMBERS.items())
def test_the_numbers_of_a_line_are_told(line: str, told: str) -> None:
    for text in (
        line,
        json.dumps({"code": -26, "message": line}),
        line.replace("<", "\\u003c"),
        line.replace("<", "&lt;"),
    ):
        assert told in " ".join(page(text).split())


def test_each_number_that_a_word_reads_is_filled_in() -> None:
    for key in WORDS:
        reads = word_of(key).get("reads")
        for language in LANGUAGES:
            assert Texts(language).has("node_words", key, "here") is bool(reads), key
            if reads:
                numbers = re.compile(reads).groupindex
                assert Texts(language).line("node_words", key, "here", **dict.fromkeys(numbers, "1"))


OLD = {
    "16: mandatory-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)": (
        "NULLFAIL",
        "script_failed_mandatory",
        "16",
    ),
    "64: non-mandatory-script-verify-flag (Dummy CHECKMULTISIG argument must be zero)": (
        "SIG_NULLDUMMY",
        "script_failed_optional",
        "64",
    ),
    "64: dust": ("dust", "64"),
    "dust (code 64)": ("dust", "64"),
    "66: min relay fee not met": ("min_relay_fee", "66"),
    "66: insufficient priority": ("min_relay_fee", "66"),
    "258: txn-mempool-conflict": ("txn-mempool-conflict", "258"),
    "257: txn-already-known": ("txn-already-known", "257"),
    "256: absurdly-high-fee": ("max_feerate", "256"),
    "bad-txns-inputs-spent": ("bad-txns-inputs-missingorspent",),
    "Missing inputs": ("bad-txns-inputs-missingorspent",),
    "missing-inputs": ("bad-txns-inputs-missingorspent",),
    "bad-txns-fee-negative": ("bad-txns-fee-outofrange",),
    "non-BIP68-final (code 64)": ("non-BIP68-final", "64"),
    "multi-op-return": ("multi-op-return",),
    "bare-multisig": ("bare-multisig",),
    "too-long-mempool-chain, too many unconfirmed ancestors [limit: 25]": ("chain_too_long",),
    "transaction already in block chain": ("already_in_utxo_set",),
    "the transaction was rejected by network rules.\n\ndust, tx with dust output must be 0-fee": (
        "dust_with_fee",
        "mempool_rejected",
    ),
    "TX rejected: non-final": ("non-final", "mempool_rejected"),
    'sendrawtransaction RPC error: {"code":-26,"message":"scriptpubkey"}': ("scriptpubkey", "26"),
    "-26: tx-size-small": ("tx-size-small", "26"),
    'error code: -25\\nerror message:\\n"bad-txns-inputs-missingorspent"': ("bad-txns-inputs-missingorspent", "25"),
    "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate) (code -25)": ("max_feerate", "25"),
    "DaemonError({'code': -26, 'message': '66: min relay fee not met'})": ("min_relay_fee", "26", "66"),
    f"the transaction was rejected by network rules.\n\nnon-final (code 64)\n[0200{'00' * 900}]": (
        "non-final",
        "mempool_rejected",
        "64",
    ),
    "rpc error: code = Unknown desc = transaction rejected: output already spent": (
        "bad-txns-inputs-missingorspent",
        "mempool_rejected",
    ),
    "Fee exceeds maximum configured by -maxtxfee": ("max_feerate",),
    "bad‐txns‑in–belowout": ("bad-txns-in-belowout",),
}


@pytest.mark.parametrize(("line", "expected"), OLD.items())
def test_old_names_and_those_of_other_programs_are_known(line: str, expected: tuple[str, ...]) -> None:
    assert tuple(keys(line)) == expected


def test_several_answers_in_one_text_are_each_answered() -> None:
    answers = [
        {
            "txid": TXID,
            "allowed": False,
            "reject-reason": "dust",
            "reject-details": "dust, tx with dust output must be 0-fee",
        },
        {"txid": WTXID, "allowed": False, "reject-reason": "non-final", "reject-details": "non-final"},
    ]
    assert keys(json.dumps(answers)) == ["dust_with_fee", "non-final"]
    shown = page(" ; ".join(filled(words) for kind, _, words in rows() if kind == "script"))
    assert shown.count(" · script error") + shown.count(" · a node's words") == 6
    assert len(shown.partition("also said")[2].splitlines()) == 12


NOT_SAID = (
    json.dumps({"txid": TXID, "version": 2, "vin": [{"coinbase": "00"}], "vout": [{"scriptpubkey": "51"}]}),
    "a version of the software",
    "some dust on the table",
    "there is a duplicate here",
    "at block -26.5 and 64 others",
    f"{TXID} {WTXID}",
    "input 1: something",
    "the xnon-final and non-finality",
)


@pytest.mark.parametrize("text", NOT_SAID)
def test_nothing_is_found_where_no_node_speaks(text: str) -> None:
    assert not said_in(text)


def hostile() -> Iterator[str]:
    yield from ("insufficient fee, rejecting replacement " * 2500, "tx " * 33_000, "input " * 17_000)
    yield from ("-" * 100_000, "(" * 100_000, '"' * 100_000, "\\u" * 50_000, "&" * 100_000, "dust" * 25_000)
    yield from ("error code: -" * 8000, "version=3 tx a " * 7000, "1: " * 33_000, " \n" * 50_000 + "dust")
    yield "a" * 64 + " " + "\x1b[31m\u202e\0" * 20_000


@pytest.mark.parametrize("text", list(hostile()), ids=lambda text: ascii(text[:20]))
def test_long_and_odd_text_is_read_at_once(text: str) -> None:
    """Four times as much takes about four times as long."""
    assert is_at_most(lambda: said_in(text), 8, lambda: said_in(text[: len(text) // 4]))


def test_changed_lines_lead_to_no_defect_and_show_nothing_unescaped(cli: Callable[..., object]) -> None:
    draw = random.Random(14)
    for _ in range(60):
        line = list(draw.choice([LOCKTIME, *NUMBERS, *OLD]))
        for _ in range(draw.randrange(1, 9)):
            line[draw.randrange(len(line))] = draw.choice("\x1b\x07\u202e\u200b\\\"'<>%{}[]`*-0z\n\ud7ff")
        ran = cli("why", "".join(line))
        assert ran.status in (0, 2), line
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]", ran.out + ran.err)


SECRET = "0c28fca386c7a227600b2fe50b7cae11ec86d3bf1fbe471be89827e19d72aa1d"
WIF = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"


@pytest.mark.parametrize("secret", [SECRET, WIF])
@pytest.mark.parametrize(
    "line",
    ["{} dust", "input 0 of {}: min relay fee not met, 0 < 19", '{{"key":"{}","message":"non-final"}}', "{} hello"],
)
def test_a_key_in_the_line_is_never_repeated(cli: Callable[..., object], secret: str, line: str) -> None:
    ran = cli("why", line.format(secret))
    assert secret[:20] not in "".join((ran.out + ran.err).split())
    assert cli("why", SECRET).status == 2


def test_ids_around_a_nodes_words_are_no_mistake(cli: Callable[..., object]) -> None:
    assert cli("why", f"{TXID} from peer=1 was not accepted: non-final").status == 0
    assert "looks_like_txid" in cli("why", TXID).err


def test_standard_input_is_read(cli: Callable[..., object]) -> None:
    ran = cli("why", "-", stdin=LOCKTIME.encode())
    assert ran.out == cli("why", LOCKTIME).out
    assert "empty_input" in cli("why", "-", stdin=b" \n").err


def test_a_long_text_without_a_known_word_is_not_repeated(cli: Callable[..., object]) -> None:
    ran = cli("why", "nothing that any node ever said in all of its days on this network")
    assert ran.status == 2
    assert "unknown_line" in ran.err
    assert "its days" not in ran.err


def test_words_of_a_sentence_lead_to_it() -> None:
    assert names_near("Locktime not satisfied", Texts())[0] == "Locktime requirement not satisfied"
    assert "mempool min fee not met" in names_near("mempool fee met", Texts())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", WORDS)
def test_each_word_says_what_it_means_whose_rule_it_is_and_which_command_shows_it(key: str, language: str) -> None:
    texts = Texts(language)
    told = in_lines(why_page([Entry("script_error" if key.isupper() else "node", key)], texts))
    word, look = word_of(key), texts.plain("node_words", "labels", "look")
    if word.get("try") == "":
        assert look not in told, "no command shows it"
    else:
        assert told.rpartition("\n  ")[2].startswith((look, " ")), "it ends so"
        assert ("bitcoin-cli " if "ask" in word else "txexplain ") in told.rpartition(look)[2]
    assert texts.has("script_errors", key) or texts.has("node_words", key, "means") or "means" in word
    assert key == "no_script_error" or texts.has("node_words", "kinds", word["kind"])


ADDED = ("ask", "asked", "harmless", "term", "told")  # what few words have


def test_commands_are_commands_and_linked_sentences_are_there(cli: Callable[..., object]) -> None:
    for command in {*tries().values(), *(word_of(key)["try"] for key in WORDS if word_of(key).get("try"))}:
        name, *words = command.split()
        assert name in COMMANDS, command
        if name == "why":
            assert entries_of(" ".join(words), Texts()), command
        options = cli(name, "--help").out
        assert all(option in options for option in words if option.startswith("--")), command
    for key in WORDS:
        topic, _, path = word_of(key).get("means", "errors.usage.title").partition(".")
        assert Texts().has(topic, *path.split(".")), key
        assert set(word_of(key)) <= {"says", "kind", "since", "old", "means", "reads", "try", "frame", *ADDED}


def test_every_word_has_its_texts_and_every_text_its_word() -> None:
    for language in LANGUAGES:
        told = set(catalogue(language, "node_words")) - {"labels", "kinds", "codes", "rejects"}
        linked = {key for key in WORDS if key.isupper() or "means" in word_of(key)}
        assert told <= set(WORDS)
        assert set(WORDS) - told <= linked
        for table in ("codes", "rejects"):
            assert list(codes_of(table)) == list(catalogue(language, "node_words")[table])
        assert set(catalogue(language, "node_words")["kinds"]) == set(tries())


def test_no_words_lead_to_two_things() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for phrase in phrases():
        known = (phrase.family, phrase.key)
        assert seen.setdefault(phrase.words.lower(), known) == known, phrase.words
