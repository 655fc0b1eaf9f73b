"""`why`: every name that a screen prints can be asked, in its language, and names near it are offered."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import EXAMPLES, PSBTS, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import FULL_STORY, story_of, story_of_psbt

from txexplain.explain.document import Callout, Facts
from txexplain.explain.pages.why import terms_by_topic, why_page
from txexplain.explain.parts.names import ALIASES, entries_of, names_near
from txexplain.explain.walk.page import scenes
from txexplain.model.rules import Rules
from txexplain.model.script import OPCODE_NAMES, SUCCESS_OPCODES
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import LANGUAGES, Texts, catalogue

NOT_NAMES = {"", "if", "若", "missing", "缺少"}  # what stands behind these labels says what is meant


def assert_told(name: str, texts: Texts) -> None:
    entries = entries_of(name, texts)
    assert entries, (texts.language, name)
    lines = list(layout(why_page(entries, texts), 80))
    assert len(lines) > 2, name
    assert max(map(width_of, lines)) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_opcode_rule_and_error_can_be_asked(language: str) -> None:
    texts = Texts(language)
    names = [*OPCODE_NAMES, *ALIASES, *(f"OP_SUCCESS{opcode}" for opcode in SUCCESS_OPCODES)]
    names += list(Rules.__members__) + [f"SCRIPT_VERIFY_{name}" for name in Rules.__members__]
    names += [key for key in catalogue(language, "script_errors") if key.isupper()]
    names += [key for key in catalogue(language, "errors") if key != "labels"]
    for name in names:
        assert_told(name, texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_finding_and_kind_can_be_asked(language: str) -> None:
    texts = Texts(language)
    skipped = {"heading", "legend", "legend_arguments", "legend_by_form", "folded", "folded_bytes", "amount"}
    for key, label in catalogue(language, "fields").items():
        if key not in skipped:
            assert_told(key, texts)
            assert_told(str(label), texts)
    for family in ("spend", "type", "shape"):
        for key, words in catalogue(language, "kinds")[family].items():
            assert_told(key, texts)
            if "{" not in words.get("short", "{"):
                assert_told(words["short"], texts)
    for key in catalogue(language, "findings"):
        if not key.endswith(("_label", "_one")) and key not in ("heuristic", "label", "rule"):
            assert_told(key, texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_walkthrough_can_be_asked(language: str) -> None:
    texts = Texts(language)
    labels = set()
    for story in (*map(story_of, EXAMPLES), *map(story_of_psbt, PSBTS)):
        for place, told in scenes(story, FULL_STORY, texts):
            for block in told.blocks:
                if isinstance(block, Facts):
                    labels |= {re.sub(r" \d+$", "", fact.label) for fact in block.rows}
                if isinstance(block, Callout) and block.style == "word":
                    labels.add(block.label.rstrip(":： "))
            assert place.key
    assert len(labels) > 30
    for label in labels - NOT_NAMES:
        assert_told(label, texts)


NONCES = ("nonce", "随机数")  # of a signature, and of a block header
TWO_MEANINGS = (*NONCES, "after")  # beside the stack before and after a step, in miniscript


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_term_leads_to_it_and_to_no_other(language: str) -> None:
    texts = Texts(language)
    path = ROOT / "txexplain" / "texts" / language / "terms.toml"
    seen: dict[str, str] = {}
    for key, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for name in (words["name"], *filter(None, words["also"].split(", "))):
            assert name in TWO_MEANINGS or seen.setdefault(name.casefold(), key) == key, name
            assert ("term", key) in entries_of(name, texts), name


def test_a_nonce_is_that_of_a_signature_and_that_of_a_block_header() -> None:
    for name in NONCES:
        assert entries_of(name, Texts("zh"))[:2] == (("term", "nonce"), ("term", "block_nonce"))


def test_names_can_be_asked_in_the_other_language_and_spelt_loosely() -> None:
    assert entries_of("见证", Texts("en"))[0] == entries_of("witness", Texts("en"))[0]
    for name in ("op_dup", "DUP", "Op-Dup", " OP DUP "):
        assert entries_of(name, Texts()) == entries_of("OP_DUP", Texts())


OLD_LABELS = {
    "element": "element",
    "flag of a witness": "flag",
    "form": "form",
    "free bytes": "free_bytes",
    "hash of both": "hash_of_both",
    "hash of coins": "hash_of_coins",
    "hash of the block before": "block_hash",
    "hash type": "hash_type",
    "key hash inside a script hash": "witness_program",
    "last separator": "last_separator",
    "lock time": "lock_time",
    "made up": "made_up",
    "marker of a witness": "marker",
    "neighbour": "neighbour",
    "no coin": "null_outpoint",
    "promised hash": "promised_hash",
    "relative lock": "relative_lock",
    "replacing": "replacing",
    "standard check": "witness_key_hash",
}


@pytest.mark.parametrize(("label", "key"), OLD_LABELS.items())
def test_labels_that_were_once_printed_are_still_answered(label: str, key: str) -> None:
    assert ("term", key) in entries_of(label, Texts())


def test_a_sighash_type_is_not_the_type_of_an_output() -> None:
    assert ("term", "output_type") not in entries_of("sighash type", Texts())
    assert entries_of("SIGHASH_ALL", Texts()) == entries_of("ALL", Texts())


DEMANDS = {
    "BIP16": "reveal that script and to satisfy it",
    "BIP30": "cannot repeat the txid",
    "BIP34": "begin with the height of its block",
    "BIP54": "not in force",
    "BIP65": "the field must not be lower",
    "BIP66": "Strict DER has been a consensus rule",
    "BIP68": "units of 512 seconds",
    "BIP141": "input script is then empty",
    "BIP147": "requires that item to be empty",
    "BIP431": "at most 10,000 vB",
}


@pytest.mark.parametrize(("bip", "demand"), DEMANDS.items())
def test_a_bip_is_answered_by_what_it_demands(bip: str, demand: str, cli) -> None:
    assert demand in " ".join(cli("why", bip).out.split())


ASKED = {
    "51% attack": "majority_attack",
    "fingerprint": "master_fingerprint",
    "combiner": "psbt_roles",
    "finalizer": "psbt_roles",
    "partially signed bitcoin transaction": "psbt",
    "derivation path": "derivation_path",
    "witness UTXO": "non_witness_utxo",
    "address reuse": "address_reuse",
    "asymmetric encryption": "public_key_cryptography",
    "block 0": "genesis_block",
    "chain reorganisation": "reorg",
    "consensus mechanism": "consensus_mechanism",
    "full-RBF": "full_rbf",
    "header nonce": "block_nonce",
    "light client": "spv",
    "mnemonic": "seed_words",
    "output descriptor": "descriptor",
    "signature nonce": "nonce",
    "xpub": "hd_wallet",
}


@pytest.mark.parametrize(("name", "key"), ASKED.items())
def test_what_newcomers_ask_is_answered(name: str, key: str) -> None:
    assert entries_of(name, Texts())[0] == ("term", key)


ASKED_IN_CHINESE = {
    "重组": "reorg",
    "部分签名交易": "psbt",
    "签名方": "psbt_roles",
    "主公钥指纹": "master_fingerprint",
    "派生路径": "derivation_path",
    "定稿": "finalize",
    "SPV": "spv",
    "输出描述符": "descriptor",
    "分布式账本": "distributed_ledger",
    "共识机制": "consensus_mechanism",
    "公钥密码学": "public_key_cryptography",
    "非对称加密": "public_key_cryptography",
    "伪匿名": "pseudonymity",
    "创世区块": "genesis_block",
    "密钥对": "key_pair",
    "助记词": "seed_words",
    "HD 钱包": "hd_wallet",
    "账户": "account",
    "余额": "balance",
    "减半": "halving",
    "51%攻击": "majority_attack",
    "地址复用": "address_reuse",
    "取消": "cancel",
    "卡住": "stuck",
    "未确认": "unconfirmed",
    "分叉": "fork",
    "内部密钥": "internal_key",
    "输出密钥": "output_key",
    "标准检查": "witness_key_hash",
    "相邻节点": "neighbour",
    "难度位": "bits",
    "替换信号": "replacing",
    "哈希类型": "hash_type",
}


@pytest.mark.parametrize(("name", "key"), ASKED_IN_CHINESE.items())
def test_what_newcomers_ask_in_chinese_is_answered_by_old_labels_too(name: str, key: str) -> None:
    assert ("term", key) in entries_of(name, Texts("zh"))


def test_an_unknown_name_gets_the_nearest(cli) -> None:
    assert "OP_DUP" in names_near("op_dpu", Texts())
    ran = cli("why", "opp_checksg")
    assert ran.status == 2
    assert "OP_CHECKSIG" in ran.err
    assert cli("why").out.count("\n") > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_near_that_is_said(cli, language: str) -> None:
    ran = cli("why", "zzqqxx", "--lang", language)
    assert ran.status == 2
    assert "unknown_name_alone" in ran.err
    assert not re.search("Did you mean|是不是|OP_DUP|P2PKH", ran.err)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_term_once_in_topics_that_have_a_name(cli, language: str) -> None:
    texts = Texts(language)
    topics = terms_by_topic(texts)
    assert [key for keys in topics.values() for key in keys] == list(catalogue(language, "terms"))
    assert list(topics) == list(catalogue("any", "why"))
    assert [keys[0] for keys in topics.values()] == list(catalogue("any", "why").values())
    listed = cli("why", "--lang", language).out
    assert all(texts.plain("why", topic) in listed for topic in topics)


def test_all_words_of_a_name_may_be_given_apart(cli) -> None:
    assert cli("why", "lock", "time").out == cli("why", "lock time").out


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_anything_can_be_asked(name: str) -> None:
    texts = Texts()
    entries = entries_of(name, texts)
    if entries:
        list(layout(why_page(entries, texts), 60))
    else:
        names_near(name, texts)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *((name, "descriptor_functions") for name in ("wpkh", "tr", "wsh", "sortedmulti", "multi_a", "raw")),
        *((name, "fragments") for name in ("older", "after", "thresh", "and_v")),
        *((name, "descriptor_range") for name in ("range", "index", "multipath")),
        *((name, "data_folder") for name in ("cookie", "data folder", "RPC")),
        ("txindex", "transaction_index"),
        ("lock", "output_script"),
        ("unspent", "utxo_set"),
        ("assembly", "assembly"),
        ("relay", "policy"),
        ("zpub", "hd_wallet"),
        ("BIP21", "payment_link"),
    ],
)
def test_what_a_page_of_a_lock_or_a_server_says_can_be_asked(name: str, key: str) -> None:
    assert ("term", key) in entries_of(name, Texts("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_is_told_without_the_numbers_of_one_script(language: str) -> None:
    texts = Texts(language)
    assert ("type", "multisig") in entries_of("bare multisig", Texts("en"))
    for name in ("multisig", "checksigadd_multisig", "P2MS", "hash_lock", "inscription", "op_success"):
        shown = "".join(map(str, layout(why_page(entries_of(name, texts), texts), 80)))
        assert "…" not in shown, name
