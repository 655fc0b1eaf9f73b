"""One transaction among many is answered as it is alone: the same members and values, made of less."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache
from typing import Any

import pytest
from conftest import FULL, load_vectors, slow, vector_bytes

from txexplain.bulk.decoding import decode_members
from txexplain.bulk.scanning import scan_plan
from txexplain.bulk.work import Asked, Fields
from txexplain.bundled import all_examples
from txexplain.data import plain
from txexplain.model.errors import TxExplainError
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Subject, subject_of
from txexplain.render.json import json_line
from txexplain.session.transaction import Session
from txexplain.session.views import VIEWS, Choices
from txexplain.texts import Texts
from txexplain.wire.block_scan import BlockScan

NAMES = tuple(
    "txid hash version size vsize weight locktime hex schema_version network has_witness input_sat output_sat "
    "fee_sat fee fee_rate_sat_per_kvb".split()
)
BELOW = tuple(
    "vin.0.txid vin.0.vout vin.0.scriptSig.hex vin.0.txinwitness vin.0.sequence vin.0.coinbase vout.0.value "
    "vout.0.value_sat vout.0.n vout.0.scriptPubKey.hex".split()
)


@cache
def subjects() -> tuple[Subject, ...]:
    """Transactions of every kind, with and without what they spend."""
    found = [subject_of(example) for example in all_examples()]
    found += [Subject(subject.raw) for subject in found]
    for line in gzip.decompress(vector_bytes("core_testmempoolaccept.jsonl.gz")).splitlines():
        found.append(Subject(bytes.fromhex(json.loads(line)["hex"])))
    for row in load_vectors("tx_valid.json") + load_vectors("sighash.json")[::10]:
        if len(row) > 1:
            found.append(Subject(bytes.fromhex(row[0] if isinstance(row[0], str) else row[1])))
    for line in gzip.decompress(vector_bytes("script_assets.jsonl.gz")).splitlines()[::25]:
        asset = json.loads(line)
        coins = tuple(map(asset_coin, asset["prevouts"]))
        found.append(Subject(bytes.fromhex(asset["tx"]), coins))
    found += [Subject(tx.raw) for tx in [*BlockScan(vector_bytes("block413567.raw")).scanned()][::20]]
    return tuple(found)


def asset_coin(data: str) -> SpentOutput:
    raw = bytes.fromhex(data)
    size = 1 if raw[8] < 0xFD else 3
    return SpentOutput(int.from_bytes(raw[:8], "little"), raw[8 + size :])


def sample() -> tuple[Subject, ...]:
    """All of them in the long run, of those without a name every seventh in the short one."""
    return tuple(each for number, each in enumerate(subjects()) if FULL or each.example or number % 7 == 0)


def alone(subject: Subject) -> dict[str, Any]:
    return VIEWS["decode"].data(Session(subject), Choices(), Texts("en"))


def many(subject: Subject, *names: str) -> dict[str, Any]:
    fields = Fields(tuple(tuple(name.split(".")) for name in names)) if names else None
    return decode_members(subject, Asked(fields=fields))


def at(data: Any, path: str) -> Any:
    """What stands there in plain data, None where nothing does."""
    for step in path.split("."):
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else None
        elif isinstance(data, dict):
            data = data.get(step)
    return data


def test_the_answer_is_that_of_one_alone_without_findings_and_policy() -> None:
    for subject in sample():
        expected = alone(subject)
        del expected["findings"], expected["policy"]
        found = many(subject)
        assert [*found] == [*expected]
        assert json_line(found) == json_line(expected)


@pytest.mark.parametrize("step", [13, slow(1)])
def test_what_is_told_by_places_is_what_the_report_tells(step: int) -> None:
    for subject in subjects()[::step]:
        expected = plain(alone(subject))
        found = plain(many(subject, *NAMES, *BELOW))
        for path in (*NAMES, *BELOW):
            assert at(found, path) == at(expected, path), (path, subject.raw.hex())


def test_plain_fields_take_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("txexplain.bulk.decoding.brief_report", None)
    for name in (*NAMES, *BELOW, "vout.*.value_sat"):
        assert many(subjects()[0], name)


def test_each_member_is_there_where_it_is_asked_for_and_as_it_is_alone() -> None:
    for subject in sample()[::9]:
        expected = alone(subject)
        for name, value in expected.items():
            assert json_line(many(subject, name)[name]) == json_line(value)


def test_findings_and_policy_are_there_only_where_they_are_asked_for() -> None:
    subject = subjects()[0]
    assert not {"findings", "policy"} & many(subject, "vin.0.spend.kind").keys()
    assert "findings" in many(subject, "findings.0.key")
    assert "policy" not in many(subject, "findings.0.key")
    assert "policy" in many(subject, "txid", "policy")


def test_bytes_that_do_not_read_give_the_error_of_one_alone() -> None:
    source = random.Random("bulk")
    for subject in sample()[::5]:
        raw = subject.raw[: source.randrange(len(subject.raw))]
        for names in ((), ("txid",), ("findings",)):
            with pytest.raises(TxExplainError) as found:
                many(Subject(raw), *names)
            with pytest.raises(TxExplainError) as expected:
                _ = Session(Subject(raw)).report
            assert (found.value.code, found.value.facts) == (expected.value.code, expected.value.facts)


def test_more_coins_than_inputs_are_refused_in_each_way() -> None:
    subject = next(subject for subject in subjects() if subject.example and subject.spent_outputs)
    more = subject._replace(spent_outputs=(*subject.spent_outputs, *subject.spent_outputs))
    for names in ((), ("fee_sat",)):
        with pytest.raises(ValueError, match="spent_outputs"):
            many(more, *names)


def test_a_plan_is_made_only_of_what_places_tell() -> None:
    assert scan_plan(Fields((("txid",), ("vout", "0", "value_sat")))) is not None
    for path in (("vin",), ("vin", "0"), ("vin", "0", "scriptSig"), ("vout", "0", "scriptPubKey", "address")):
        assert scan_plan(Fields((("txid",), path))) is None
