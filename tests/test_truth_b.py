"""Sentences that were false once: replaceability, locks, sizes, limits of blocks, coinbases, relay policy."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bitcoin.core.script import CScript
from conftest import EXAMPLES
from hypothesis import given as for_all
from hypothesis import strategies as st
from spends.draft import Draft, Vin
from test_texts import flat

from txexplain.analyse import analyse
from txexplain.bundled import load_example
from txexplain.model.report import Level, SpentOutput
from txexplain.model.spend import Verdict
from txexplain.model.transaction import MAX_BLOCK_SIGOPS_COST
from txexplain.session.read import read
from txexplain.texts import LANGUAGES
from txexplain.verify import verify
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push
from txexplain.wire.sigops import count

AT, FINAL, TRUE = b"\1" * 36, 0xFFFFFFFF, b"\x51"
LANGS = pytest.mark.parametrize("lang", LANGUAGES)


def draft(
    *outputs: bytes, version: int = 2, sequence: int = FINAL, lock_time: int = 0, sig: bytes = b"", witness: Any = ()
) -> bytes:
    vin = Vin(AT, sequence, sig, list(witness))
    return Draft(version, [vin], [(1000, script) for script in outputs or (TRUE,)], lock_time, [], 0).raw()


def session(raw: bytes, spent: bytes = TRUE, **choices: Any):
    return read(raw.hex(), spent_outputs=[SpentOutput(100_000, spent)], **choices)


def page(raw: bytes, view: str, spent: bytes = TRUE, lang: str = "en", **choices: Any) -> str:
    return flowing(session(raw, spent, **choices).page(view, lang).text(400))


class Told(str):
    """What a page says, wherever its lines break."""

    __slots__ = ()

    def __contains__(self, words: str) -> bool:  # type: ignore[override]
        return _unbroken(words) in _unbroken(str(self))


def flowing(text: str) -> Told:
    return Told(text)


def _unbroken(text: str) -> str:
    return re.sub(r"\s+", "", text)


# Version 3


@LANGS
@pytest.mark.parametrize("sequence", [FINAL, FINAL - 1, 0])
def test_version_3_signals_replaceability_whatever_its_sequences(lang: str, sequence: int) -> None:
    raw = draft(version=3, sequence=sequence)
    keys = {finding.key for finding in analyse(raw).findings}
    assert "not_replaceable" not in keys
    assert len(keys & {"replaceable", "replaceable_version"}) == 1
    for view in ("decode", "explain"):
        told = page(raw, view, lang=lang)
        assert {"en": "RBF not signalled", "zh": "替换信号 无"}[lang] not in told


def test_other_versions_signal_by_their_sequences_alone() -> None:
    for version in (1, 2, 4, 0):
        assert analyse(draft(version=version)).finding("not_replaceable")
        assert analyse(draft(version=version, sequence=FINAL - 2)).finding("replaceable")


# Locks

WAITS = {"en": re.compile(r"\bwait(s|ing)?\b", re.I), "zh": re.compile(r"等待|会等|要等")}
OF_OTHERS = {  # who or what waits there: nodes, a transaction in the pool; or that scripts do not
    ("block", "check_no_duplicate_leaves_repeated"),
    ("terms", "cpfp"),
    ("terms", "policy"),
    ("terms", "duplicate_leaves"),
    ("page", "sequence_no_wait"),
}


@LANGS
def test_no_text_says_of_a_lock_or_a_script_that_it_waits(lang: str) -> None:
    for topic in ("kinds", "opcodes", "walk", "page", "verify", "findings", "script_errors", "rules", "sighash"):
        for path, text in flat(lang, topic).items():
            if (topic, path[0]) not in OF_OTHERS:
                assert not WAITS[lang].search(text), (topic, path, text)


@LANGS
def test_a_lock_fails_where_it_is_too_early(lang: str) -> None:
    fails = {"en": ("it fails when", "it requires the input's sequence to set"), "zh": ("脚本就失败",)}[lang]
    shapes = {
        path: text for path, text in flat(lang, "kinds").items() if path[1] in ("absolute_lock", "relative_lock")
    }
    for unit in ("text_height", "text_time", "text_blocks"):
        told = [text for path, text in shapes.items() if path[-1] == unit]
        assert all(any(each in text for each in fails) for text in told)


@pytest.mark.parametrize(("lock_time", "key"), [(FINAL, "lock_time_never"), (FINAL - 1, "lock_time_time")])
def test_the_highest_lock_time_is_never_past(lock_time: int, key: str) -> None:
    assert analyse(draft(sequence=0, lock_time=lock_time)).finding(key)
    told = page(draft(sequence=0, lock_time=lock_time), "decode")
    assert ("No block can ever include the transaction" in told) is (lock_time == FINAL)
    assert analyse(draft(lock_time=lock_time)).finding("lock_time_ignored_time")
    assert not analyse(draft(lock_time=lock_time)).finding("never_final")


@LANGS
@pytest.mark.parametrize("lock_time", [FINAL, FINAL - 1])
def test_what_no_block_can_hold_for_its_lock_time_is_pointed_out(lang: str, lock_time: int) -> None:
    """As IsFinalTx has it, whose time to compare with has 32 bits; the verdict leaves times out."""
    raw, never = draft(sequence=0, lock_time=lock_time), lock_time == FINAL
    assert session(raw).verify().verdict is Verdict.VALID
    told = {"en": "no block can ever contain", "zh": "没有区块能收录"}[lang]
    assert (told in " ".join(page(raw, "verify", lang=lang).split())) is never


@LANGS
def test_the_rules_that_are_broken_have_the_names_of_core(lang: str) -> None:
    heavy = draft(b"\x6a" + bytes(1_000_001))
    told = page(heavy, "verify", lang=lang)
    assert [name in told for name in ("bad-blk-weight", "bad-txns-oversize", "weight_above_block")] == [
        True,
        True,
        False,
    ]


# Sizes, amounts and coins


@LANGS
@pytest.mark.parametrize("data", [b"a", b"ab", b"abc"])
def test_what_64_bytes_can_be_taken_for_is_told_of_64_bytes_alone(lang: str, data: bytes) -> None:
    raw = draft(b"\x6a" + push(data))
    told = page(raw, "decode", lang=lang)
    assert ("CVE-2017-12842" in told) is (len(raw) == 64) is (data == b"ab")


@LANGS
@pytest.mark.parametrize("name", ["coinbase", "genesis", "p2pkh"])
def test_only_of_a_coinbase_that_can_be_spent_it_is_said_that_100_blocks_come_first(lang: str, name: str) -> None:
    told = flowing(read(name).page("decode", lang, all=True).text(400))
    assert (flat(lang, "page")[("txid_coinbase_note",)] in told) is (name == "coinbase")


@LANGS
@pytest.mark.parametrize("value", [99_999, 100_001])
def test_no_miner_is_said_to_claim_a_fee_below_zero(lang: str, value: int) -> None:
    raw = Draft(2, [Vin(AT, FINAL)], [(value, TRUE)], 0, [], 0).raw()
    told, texts = flowing(session(raw).page("decode", lang, all=True).text(400)), flat(lang, "page")
    assert (texts[("fee_note",)] in told) is (value < 100_000)
    assert (texts[("fee_overspent_note",)] in told) is (value > 100_000)


@LANGS
def test_inputs_of_the_same_coin_or_of_none_are_not_told_as_having_their_own(lang: str) -> None:
    null = bytes(32) + b"\xff" * 4
    for outpoints in ([AT, AT], [AT, null]):
        raw = Draft(2, [Vin(outpoint, 0) for outpoint in outpoints], [(1, TRUE)], 0, [], 0).raw()
        told = flowing(read(raw.hex()).page("explain", lang).text(400))
        assert {"en": "each with its own coin", "zh": "只是币"}[lang] not in told
        never_pointed = flat(lang, "walk")[("lock_none",)]
        assert (never_pointed in told) is (null in outpoints)


@pytest.mark.parametrize(("number", "unit"), [(FINAL, "never"), (FINAL - 1, "time"), (FINAL + 1, "never")])
def test_a_script_that_asks_for_the_highest_lock_time_can_never_be_satisfied(number: int, unit: str) -> None:
    script = push(number.to_bytes(5, "little")) + b"\xb1\x75" + TRUE
    (shape,) = analyse(draft(script)).outputs[0].shapes
    assert shape.facts["unit"] == unit


# Sigops

MULTISIG = b"\x51" + push(b"\2" * 33) * 3 + b"\x53\xae"


@for_all(st.binary(max_size=200), st.booleans())
def test_signature_checks_are_counted_as_python_bitcoinlib_counts_them(script: bytes, accurate: bool) -> None:
    assert count(script, accurate=accurate) == _expected(script, accurate)


@for_all(
    st.lists(
        st.sampled_from([b"\xac", b"\xad", b"\xae", b"\xaf", b"\x51", b"\x60", b"\0", b"\x02\xac\xac", b"\x4c\1\xae"])
    )
)
def test_so_are_those_of_scripts_full_of_them(parts: list[bytes]) -> None:
    for accurate in (True, False):
        assert count(b"".join(parts), accurate=accurate) == _expected(b"".join(parts), accurate)


def _expected(script: bytes, accurate: bool) -> int:
    """Written down from Core's CScript::GetSigOpCount, on python-bitcoinlib's reading."""
    found, last = 0, 0xFF
    try:
        for opcode, _, _ in CScript(script).raw_iter():
            if opcode in (0xAC, 0xAD):
                found += 1
            elif opcode in (0xAE, 0xAF):
                found += last - 0x50 if accurate and 0x51 <= last <= 0x60 else 20
            last = int(opcode)
    except Exception:  # a push that runs past the end: what came before counts
        return found
    return found


@pytest.mark.parametrize(
    ("raw", "spent", "cost"),
    [
        (draft(MULTISIG, MULTISIG), TRUE, 4 * 40),
        (draft(b"\xac"), TRUE, 4),
        (draft(sig=push(MULTISIG)), b"\xa9\x14" + hash160(MULTISIG) + b"\x87", 4 * 3),
        (draft(sig=push(MULTISIG) + TRUE), b"\xa9\x14" + hash160(MULTISIG) + b"\x87", 0),
        (draft(sig=b"\x61" + push(MULTISIG)), b"\xa9\x14" + hash160(MULTISIG) + b"\x87", 0),
        (draft(witness=[b"", MULTISIG]), b"\0\x20" + sha256(MULTISIG), 3),
        (draft(witness=[b"", b""]), b"\0\x14" + bytes(20), 1),
        (draft(sig=push(b"\0\x14" + bytes(20))), b"\xa9\x14" + hash160(b"\0\x14" + bytes(20)) + b"\x87", 1),
        (draft(witness=[b"", b"\xac" * 9]), b"\x51\x20" + bytes(32), 0),
    ],
)
def test_the_cost_is_that_of_core(raw: bytes, spent: bytes, cost: int) -> None:
    report = analyse(raw, [SpentOutput(1, spent)])
    assert (report.sigop_cost, report.sigop_cost_known) == (cost, True)
    assert analyse(raw).sigop_cost_known is False


@LANGS
def test_the_size_by_sigops_is_told_where_it_counts(lang: str) -> None:
    raw = draft(MULTISIG, MULTISIG)
    report = analyse(raw, [SpentOutput(5000, TRUE)])
    assert report.sigop_vsize_vb == 20 * 160 // 4 > report.tx.vsize_vb
    for view in ("decode", "explain"):
        assert {"en": "800 vB by sigops (160 × 20 ÷ 4)", "zh": "按签名操作计 800 vB（160 × 20 ÷ 4）"}[lang] in page(
            raw, view, lang=lang
        )
    small = draft(b"\xac")
    assert analyse(small).sigop_vsize_vb == analyse(small).tx.vsize_vb
    assert {"en": "by sigops", "zh": "按签名操作计"}[lang] not in page(small, "decode", lang=lang)


@pytest.mark.parametrize("checks", [MAX_BLOCK_SIGOPS_COST // 4, MAX_BLOCK_SIGOPS_COST // 4 + 1])
def test_more_signature_checks_than_a_block_has_room_for_make_it_invalid(checks: int) -> None:
    """80,000 is allowed, 80,004 is not."""
    raw, above = draft(b"\x6a" + b"\xac" * checks), 4 * checks > MAX_BLOCK_SIGOPS_COST
    told = session(raw).to_dict("verify")
    assert told["verdict"] == ("invalid" if above else "valid")
    assert [each["key"] for each in told["broken"]] == ["bad-blk-sigops"] * above
    assert ("bad-blk-sigops" in page(raw, "verify")) is above
    assert session(raw).verify().verdict is (Verdict.INVALID if above else Verdict.VALID)


@pytest.mark.parametrize(("checks", "above"), [(4000, False), (4001, True)])
def test_more_than_a_fifth_of_that_is_not_passed_on(checks: int, above: bool) -> None:
    raw = draft(b"\x6a" + b"\xac" * checks)
    assert bool(analyse(raw).finding("sigops_above_policy")) is above


# Coinbases

OF_ORDINARY = {
    "en": ("each input's sequence set", "which coin, what opens it", "what opens coins of the newer",
           "Fee rates are quoted", "Nodes compare fees",
           "by default nodes relay only", "outside the witness, signatures"),
    "zh": ("输入的序列号可以表示相对时间锁", "解锁所需的数据", "解锁较新类型的币", "按它比较手续费",
            "转发策略只放行", "见证之外的签名"),
}  # fmt: skip


@LANGS
@pytest.mark.parametrize("version", [1, 2, 3, 9])
def test_a_coinbase_is_not_told_with_the_words_of_ordinary_inputs(lang: str, version: int) -> None:
    raw = bytearray(EXAMPLES["coinbase"].raw)
    raw[:4] = version.to_bytes(4, "little")
    for view in ("decode", "verify", "explain"):
        told = flowing(read(bytes(raw).hex()).page(view, lang).text(400))
        assert not [words for words in OF_ORDINARY[lang] if words in told]


@LANGS
def test_nobody_is_said_to_use_the_outputs_of_the_first_block(lang: str) -> None:
    told = flowing(read("genesis").page("explain", lang).text(400))
    assert {"en": "a later input gives this ID", "zh": "以后的输入用它"}[lang] not in told


# Relay policy

ODD = {
    "unusual_version": draft(b"\x6a" + bytes(30), version=0),
    "size_below_policy": draft(b"\x51"),
    "weight_above_policy": draft(b"\x6a" + bytes(100_000)),
    "sigops_above_policy": draft(b"\x6a" + b"\xac" * 4001),
}


REASONS = {
    "unusual_version": "version",
    "size_below_policy": "tx-size-small",
    "weight_above_policy": "tx-size",
    "sigops_above_policy": "scriptpubkey",
}


@LANGS
@pytest.mark.parametrize("rules", [None, "policy"])
@pytest.mark.parametrize("key", ODD)
def test_what_relay_refuses_is_said_once_and_with_the_answer(lang: str, rules: str | None, key: str) -> None:
    raw = ODD[key]
    assert analyse(raw).finding(key)
    refused = flat(lang, "policy")[("refused",)].format(core="Core 31")
    for view in ("verify", "explain"):
        made = session(raw, TRUE, **({"rules": rules} if rules else {}))
        told = made.page(view, lang).text(400)
        assert f"✗ {refused}{ {'en': ': ', 'zh': '：'}[lang] }" in told
        assert REASONS[key] in {reason.name for reason in made.policy.reasons}
        assert flat(lang, "findings")[(key,)].rpartition("}")[2] not in told


@LANGS
@pytest.mark.parametrize("rules", [None, "policy"])
@pytest.mark.parametrize("view", ["verify", "explain"])
def test_what_is_invalid_is_refused_by_relay_too(lang: str, rules: str | None, view: str) -> None:
    given = {"rules": rules} if rules else {}
    refused = flat(lang, "policy")[("refused",)].format(core="Core 31")
    for raw, spent in ((draft(b"\x51"), b"\0"), (draft(b"\x6a" + b"\xac" * 20_001), TRUE)):
        made = session(raw, spent, **given)
        assert (made.verify().verdict, made.policy.accepted) == ("invalid", False)
        assert f"✗ {refused}" in made.page(view, lang).text(400)


@LANGS
@pytest.mark.parametrize("rules", [None, "policy"])
def test_what_was_not_looked_at_is_listed(lang: str, rules: str | None) -> None:
    given = {"rules": rules} if rules else {}
    told = flowing(read("p2wpkh", **given).page("verify", lang).text(80))
    for topic in ("policy", "verify"):
        assert flowing(flat(lang, topic)[("not_checked",)]) in told


@pytest.mark.parametrize("name", EXAMPLES)
def test_by_policy_nothing_becomes_invalid(name: str) -> None:
    """The verdict is that of consensus, and policy is told apart."""
    example = load_example(name)
    by_policy = read(example.raw.hex(), spent_outputs=example.spent_outputs, rules="policy").to_dict("verify")
    by_consensus = verify(analyse(example.raw, example.spent_outputs))
    assert by_policy["verdict"] == by_consensus.verdict.value
    failing = [spend.policy is not None for spend in by_consensus.inputs]
    assert [each["policy_failure"] is not None for each in by_policy["inputs"]] == failing


# Witness programs and leaves without rules


@LANGS
@pytest.mark.parametrize("view", ["explain", "trace"])
def test_it_is_said_why_nothing_more_runs(lang: str, view: str) -> None:
    nested = b"\x51\x20" + b"\7" * 32
    raw, spent = draft(sig=push(nested)), b"\xa9\x14" + hash160(nested) + b"\x87"
    told = page(raw, view, spent, lang)
    assert {"en": "no rules exist yet", "zh": "还没有规则"}[lang] in told
    assert {"en": "can also commit to a tree of scripts", "zh": "背后可能还有一棵脚本树"}[lang] not in told


def test_every_opcode_that_succeeds_in_tapscript_fails_outside_it_only() -> None:
    from txexplain.explain.parts.steps import opcode_key
    from txexplain.model.script import SUCCESS_OPCODES

    for lang, words in (("en", "Outside tapscript"), ("zh", "Tapscript 之外")):
        texts = flat(lang, "opcodes")
        for opcode in SUCCESS_OPCODES:
            assert words in texts[(opcode_key(opcode), "does")], opcode


@LANGS
@pytest.mark.parametrize("name", ["BIP34", "BIP141", "BIP143", "BIP144", "BIP147"])
def test_why_of_a_bip_says_what_it_brought(cli, lang: str, name: str) -> None:
    told = cli("why", name, "--lang", lang).out
    assert name in told.split("\n", 2)[2]
    assert not told.startswith("BIP ")


def test_mined_or_not_is_left_open_only_where_the_page_does_not_say_it() -> None:
    for name in ("pizza", "csv", "tiny"):
        raw = EXAMPLES[name].raw
        assert "Whether and when the transaction was mined" not in flowing(read(name).page("explain", "en").text(400))
        assert "Whether and when the transaction was mined" in flowing(
            read(raw.hex()).page("explain", "en").text(400)
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_version_is_written_one_way(lang: str) -> None:
    for view in ("decode", "explain"):
        assert "4294967295" not in page(draft(version=FINAL, sequence=5), view, lang=lang).replace("TX", "")


def test_the_papers_are_told_apart() -> None:
    for lesson in (path for path in __import__("pathlib").Path("txexplain/lessons").glob("*.toml")):
        for line in lesson.read_text("utf-8").splitlines():
            assert "the white paper" not in line.lower() or "bitcoin white paper" in line.lower(), lesson


def test_levels_of_the_new_findings() -> None:
    assert analyse(draft(b"\x6a" + b"\xac" * 20_001)).finding("bad-blk-sigops").level is Level.INVALID


assert json


def test_no_spent_outputs_are_those_of_a_coinbase() -> None:
    assert read(EXAMPLES["coinbase"].raw.hex(), spent_outputs=[]).verify().verdict is Verdict.UNKNOWN


@LANGS
def test_amounts_that_cannot_be_leave_no_fee(lang: str) -> None:
    told = {"en": "none: an amount is negative", "zh": "无：有金额为负"}[lang]
    spent = (SpentOutput(100_000, b"\x51"),)
    for amounts, impossible in (((-1, 5), True), ((21 * 10**14 + 1,), True), ((99_000,), False)):
        raw = Draft(2, [Vin(b"\1" * 36, 0)], [(sat, b"\x51") for sat in amounts], 0, [], 0).raw()
        for view, choices in (("decode", {"all": True}), ("verify", {}), ("explain", {"why": True})):
            page_text = " ".join(read(raw, spent_outputs=spent).page(view, lang, **choices).text().split())
            assert (told in page_text) is impossible
            assert ("sat/vB" in page_text or "聪/vB" in page_text) is not impossible
