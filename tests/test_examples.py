"""Each bundled example is what its file says it is; the libraries of others are asked, where they are right."""

from __future__ import annotations

import json

import pytest
from bitcoin.core import CTransaction
from conftest import EXAMPLES, PSBTS, session_of

from txexplain.analyse import analyse
from txexplain.model.examples import Example
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.texts import LANGUAGES

CORE_TYPES_SHOWN = {"pubkey", "pubkeyhash", "scripthash", "multisig", "nulldata", "anchor", "nonstandard"} | {
    "witness_v0_keyhash",
    "witness_v0_scripthash",
    "witness_v1_taproot",
}
KINDS_SHOWN = {
    "coinbase",
    "p2pk",
    "p2pkh",
    "p2ms",
    "p2sh",
    "p2sh-p2wpkh",
    "p2sh-p2wsh",
    "p2wpkh",
    "p2wsh",
} | {
    "p2tr-key",
    "p2tr-script",
    "p2a",
    "nonstandard",
}


def report_of(example: Example) -> Report:
    return session_of(example.name).report


@pytest.fixture(params=EXAMPLES.values(), ids=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Example:
    chosen: Example = request.param
    return chosen


def test_ids_and_sizes_equal_python_bitcoinlibs(example: Example) -> None:
    tx, other = report_of(example).tx, CTransaction.deserialize(example.raw)
    assert (tx.txid, tx.wtxid) == (other.GetTxid(), other.GetHash())
    assert display_hex(tx.txid) == example.txid
    assert tx.size_bytes == len(other.serialize()) == example.expect["size_bytes"]
    assert tx.weight_wu == other.calc_weight() == example.expect["weight_wu"]
    assert tx.vsize_vb == example.expect["vsize_vb"]


def test_kinds_types_and_fee_are_as_expected(example: Example) -> None:
    report = report_of(example)
    assert [item.kind.key for item in report.inputs] == _all(example.expect["inputs"], len(report.inputs))
    assert [item.type.key for item in report.outputs] == _all(example.expect["outputs"], len(report.outputs))
    assert report.fee_sat == example.expect.get("fee_sat")


def test_kinds_told_by_form_alone_never_contradict_the_known_ones(example: Example) -> None:
    known, guessed = report_of(example), analyse(example.raw)
    for sure, likely in zip(known.inputs, guessed.inputs, strict=True):
        assert likely.kind.key in (sure.kind.key, "unknown")


def test_has_a_title_and_a_reason_in_each_language(example: Example) -> None:
    for language in LANGUAGES:
        title, why = example.texts[language]
        assert 0 < len(title) <= 60
        assert len(why) > 20


def test_core_gives_the_verdict_that_the_file_expects(example: Example) -> None:
    if "verdict" not in example.expect:
        assert report_of(example).tx.is_coinbase
        return
    assert core_accepts(example) == (example.expect["verdict"] == "valid")


def core_accepts(example: Example) -> bool:
    """What Bitcoin Core's own script engine says of all inputs, under today's consensus rules."""
    import pbk
    from pbk.script import PrecomputedTransactionData

    tx = pbk.Transaction(example.raw)
    scripts = [pbk.ScriptPubkey(spent.script_pubkey) for spent in example.spent_outputs]
    amounts = [spent.value_sat for spent in example.spent_outputs]
    outputs = [pbk.TransactionOutput(script, amount) for script, amount in zip(scripts, amounts, strict=True)]
    data = PrecomputedTransactionData(tx, outputs)
    flags = pbk.ScriptVerificationFlags.ALL
    return all(
        script.verify(amount, tx, data, index, flags)
        for index, (script, amount) in enumerate(zip(scripts, amounts, strict=True))
    )


def test_there_are_enough_and_they_show_every_kind() -> None:
    reports = [report_of(example) for example in EXAMPLES.values()]
    assert len(reports) >= 24
    assert {item.kind.key for report in reports for item in report.inputs} >= KINDS_SHOWN
    assert {item.type.key for report in reports for item in report.outputs} >= CORE_TYPES_SHOWN
    assert sum(not example.synthetic for example in EXAMPLES.values()) >= 24


def test_made_up_ones_say_so_and_claim_no_block() -> None:
    for example in EXAMPLES.values():
        if example.synthetic:
            assert example.block_height is None
            assert example.block_time is None


def test_listing_names_them_all(cli) -> None:
    ran = cli("examples", "--json")
    rows = json.loads(ran.out)
    assert [row["name"] for row in rows] == [*EXAMPLES, *PSBTS]
    assert all(set(row) == {"name", "title", "txid", "synthetic", "teaches"} for row in rows)
    page = cli("examples").out
    assert all(f"  {name} " in page for name in (*EXAMPLES, *PSBTS))
    assert "More" not in page, "a tag that no group of the listing knows"


def _all(names: tuple[str, ...], count: int) -> list[str]:
    """A list of one stands for all."""
    return list(names * count if len(names) == 1 else names)
