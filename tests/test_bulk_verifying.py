"""Verified among many a transaction has the verdicts, reasons and signatures that `verify --json` has of it alone."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import vector_bytes
from effort import grows_in_step
from policy_rows import rows
from spends import make_spend
from test_vectors import asset_output

import txexplain
from txexplain import insights
from txexplain.analyse import report_of, to_judge
from txexplain.bulk.verifying import verification_of, verify_members
from txexplain.bulk.work import Asked, Fields
from txexplain.bundled import example_names, load_example
from txexplain.data.verify import verify_data
from txexplain.insights import deciding
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.report import Coin, Level, SpentAmount, SpentOutput
from txexplain.model.rules import CONSENSUS, NO_RULES, POLICY, Rules
from txexplain.model.subject import Subject, subject_of
from txexplain.session.transaction import Session
from txexplain.templates.outputs import key_of, output_type
from txexplain.wire.script import parse
from txexplain.wire.transaction import decode

SEED = 15
PARTS = 1 if os.environ.get("TXEXPLAIN_BULK_ALL") else 23
"""Of the vectors every so many are judged; with TXEXPLAIN_BULK_ALL set all of them, which takes minutes."""
ASKED = Asked(view="verify")
RULES = (None, None, None, CONSENSUS, CONSENSUS | POLICY, NO_RULES, Rules.P2SH | Rules.WITNESS)
HEIGHTS = (0, 173_805, 363_724, 419_328, 481_823, 709_632)


def asking(*fields: str) -> Asked:
    return ASKED._replace(fields=Fields(tuple(tuple(field.split(".")) for field in fields)))


def of_verify(subject: Subject, *, diagnosis: bool = False) -> dict[str, Any]:
    return verify_data(Session(subject).verify(diagnosis=diagnosis))


def single(subject: Subject) -> dict[str, Any]:
    """What `verify --json` has without what the bulk answer leaves out; the code where it is an error."""
    try:
        data = of_verify(subject)
    except TxExplainError as error:
        return {"error": error.code}
    for each in data["inputs"]:
        del each["diagnosis"]
        for check in each["signatures"]:
            del check["working"], check["diagnosis"]
    return data


def bulk(subject: Subject, asked: Asked = ASKED) -> dict[str, Any]:
    try:
        return verify_members(subject, asked)[0]
    except TxExplainError as error:
        return {"error": error.code}


def without_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The verdicts and their reasons, in which no cause is said."""
    for each in data.get("inputs", ()):
        for name in ("failure", "today_failure", "policy_failure"):
            if each[name]:
                del each[name]["facts"]
    return data


def without_reasons(data: dict[str, Any]) -> dict[str, Any]:
    """The verdicts alone: of an unknown output what would follow from the one that is implied is not found out."""
    for each in data.get("inputs", ()):
        for name in ("failure", "today_failure", "policy_failure", "reason", "missing", "assumed"):
            del each[name]
    return data


def examples() -> Iterator[Subject]:
    for name in example_names():
        yield subject_of(load_example(name))


def assets() -> Iterator[Subject]:
    for line in gzip.decompress(vector_bytes("script_assets.jsonl.gz")).splitlines()[::PARTS]:
        asset = json.loads(line)
        raw, spent = bytes.fromhex(asset["tx"]), tuple(map(asset_output, asset["prevouts"]))
        tx = decode(raw)
        for wanted in filter(None, (asset["success"], asset.get("failure"))):
            yield Subject(with_input(tx, asset["index"], wanted), spent)


def with_input(tx: Any, index: int, brought: dict[str, Any]) -> bytes:
    """The transaction, of which that input brings this scriptSig and this witness."""
    from by_hand import In, Tx

    ins = tuple(
        In(*each.outpoint, each.sequence, 0, b"", each.script_sig.data, tuple(item.data for item in each.witness))
        for each in tx.inputs
    )
    outs = tuple((each.value_sat, each.script_pubkey.data) for each in tx.outputs)
    witness = tuple(bytes.fromhex(item) for item in brought["witness"])
    made = Tx(tx.version, ins, outs, tx.lock_time)
    return made.with_in(index, script_sig=bytes.fromhex(brought["scriptSig"]), witness=witness).raw


def asked_of_nodes() -> Iterator[Subject]:
    for row in list(rows())[::PARTS]:
        spent = [SpentOutput(told["value_sat"], bytes.fromhex(told["script_pubkey"])) for told in row["prevouts"]]
        yield Subject(bytes.fromhex(row["hex"]), tuple(spent))


def random_spends() -> Iterator[Subject]:
    source = random.Random(SEED)
    for number in range(200 * 23 // PARTS):
        case = make_spend(SEED, number)
        rules = source.choice(RULES)
        height = source.choice(HEIGHTS) if rules is None and source.random() < 0.3 else None
        yield Subject(case.raw, known(case.spent, source), rules=rules, height=height)


def known(spent: tuple[SpentOutput, ...], source: random.Random) -> tuple[Coin | None, ...]:
    """The coins, of which now and then one is not known, or only its amount, or has an impossible one."""
    coins: list[Coin | None] = [*spent]
    if source.random() < 0.3:
        place = source.randrange(len(coins))
        sat = spent[place].value_sat
        changed = (
            None,
            SpentAmount(max(0, sat)),
            spent[place]._replace(value_sat=source.choice((-1, 21 * 10**14 + 1))),
        )
        coins[place] = source.choice(changed)
    return tuple(coins[: source.randint(0, len(coins))] if source.random() < 0.1 else coins)


def mutated() -> Iterator[Subject]:
    source = random.Random(SEED)
    for subject in examples():
        for _ in range(4):
            raw = bytearray(subject.raw)
            raw[source.randrange(len(raw))] ^= 1 << source.randrange(8)
            yield subject._replace(raw=bytes(raw), example=None)


SOURCES = {each.__name__: each for each in (examples, assets, asked_of_nodes, random_spends, mutated)}


@pytest.mark.parametrize("source", list(SOURCES))
def test_the_bulk_answer_is_that_of_the_transaction_alone(source: str, record_property) -> None:
    """Whole, and of the verdicts alone what the fields need of it."""
    counts: Counter[str] = Counter()
    for subject in SOURCES[source]():
        expected = single(subject)
        assert bulk(subject) == expected, subject.raw.hex()
        for each in expected.get("inputs", ()):
            del each["signatures"]
        assert bulk(subject, asking("verdict", "inputs.0.failure")) == expected
        assert without_facts(bulk(subject, asking("verdict", "inputs.0.reason"))) == without_facts(expected)
        verdicts = bulk(subject, asking("verdict", "inputs.0.verdict"))
        assert without_reasons(verdicts) == without_reasons(expected)
        counts[expected.get("verdict") or expected["error"]] += 1
    record_property(f"verified in bulk: {source}", ", ".join(f"{n} {name}" for name, n in counts.most_common()))
    assert min(counts["valid"], counts["invalid"]) >= (5 if source != "random_spends" else 1)


@pytest.mark.parametrize("path", ["inputs", "inputs.0", "inputs.0.signatures", "inputs.0.signatures.0.working.r"])
def test_what_is_left_out_is_there_where_a_field_asks_for_it(path: str) -> None:
    for name in ("all-types", "pizza", "p2wpkh"):
        subject = subject_of(load_example(name))
        assert bulk(subject, asking(path)) == of_verify(subject, diagnosis=True)


def test_a_diagnosis_is_there_where_a_field_asks_for_it() -> None:
    case = next(each for each in (make_spend(SEED, n) for n in range(500)) if fails_by_signature(each))
    subject = Subject(case.raw, case.spent)
    told = bulk(subject, asking(f"inputs.{case.index}.diagnosis"))
    assert told == of_verify(subject, diagnosis=True)
    assert told["inputs"][case.index]["diagnosis"]


def fails_by_signature(case: Any) -> bool:
    checks = verification_of(Subject(case.raw, case.spent)).inputs[case.index].run.checks
    return any(check.reason == "mismatch" for check in checks)


def test_relay_policy_is_there_where_a_field_asks_for_it() -> None:
    subject = subject_of(load_example("pizza"))
    session = Session(subject)
    expected = verify_data(session.verify(), session.policy)
    assert bulk(subject, asking("policy.accepted", "inputs")) == expected
    for each in expected["inputs"]:
        del each["signatures"], each["diagnosis"]
    assert bulk(subject, asking("policy.accepted", "verdict")) == expected


def test_more_signature_checks_than_a_block_has_room_for_are_counted_in_large_transactions_too() -> None:
    """In ones too small for so many they are not counted at all."""
    from by_hand import In, Tx

    for size in (999, 1_000, 1_001, 1_500):
        spending = In(bytes(31) + b"\1", 0, 0, 1, b"\x51")
        tx = Tx(2, (spending,), ((0, b"\xae" * (size - 62)),), 0)  # what it has besides its script
        subject = Subject(tx.raw, (SpentOutput(1, b"\x51"),))
        assert len(tx.raw) == size
        assert bulk(subject) == single(subject)
    assert [each["key"] for each in bulk(subject)["broken"]] == ["bad-blk-sigops"]


def too_large() -> Iterator[Subject]:
    """Above each limit of blocks: of weight, of size without witness, of signature checks."""
    from by_hand import In, Tx

    for script, witness in ((b"", bytes(4_000_001)), (bytes(1_000_001), b""), (b"\xae" * 1_001, b"")):
        spending = In(bytes(31) + b"\1", 0, 0, 1, b"\x51", witness=(witness,) if witness else ())
        yield Subject(Tx(2, (spending,), ((0, script),), 0).raw, (SpentOutput(1, b"\x51"),))


def test_judging_has_every_finding_that_decides_and_no_other() -> None:
    """What a file of `insights/` finds invalid without its `decide` would be a wrong verdict here."""
    found: Counter[str] = Counter()
    for subject in itertools.chain(asked_of_nodes(), random_spends(), mutated(), too_large()):
        with contextlib.suppress(TxExplainError):
            tx = decode(subject.raw)
            report = report_of(tx, subject.spent_outputs, subject.network)
            expected = [finding for finding in report.findings if finding.level is Level.INVALID]
            assert list(deciding(report)) == expected, subject.raw.hex()
            assert [*to_judge(tx, subject.spent_outputs).findings] == expected, subject.raw.hex()
            found.update(finding.key for finding in expected)
    assert found.keys() > {"weight_above_block", "bad-txns-oversize", "bad-blk-sigops", "bad-txns-in-belowout"}


def test_only_files_that_decide_speak_of_what_is_invalid() -> None:
    folder = Path(insights.__file__).parent
    speaking = {path.stem for path in folder.glob("*.py") if "Level.INVALID" in path.read_text()} - {"__init__"}
    assert speaking == {path.stem for path in folder.glob("*.py") if "decide" in vars(module_of(path.stem))}


def module_of(name: str) -> ModuleType:
    return import_module(f"{insights.__name__}.{name}")


def test_verifying_grows_with_the_number_of_inputs() -> None:
    """Of segwit and taproot, whose messages share what they have in common."""
    sizes = {count: (many_inputs(count, 0), many_inputs(count, 1)) for count in (100, 1_600)}
    assert grows_in_step(lambda count: [verify_members(subject, ASKED) for subject in sizes[count]], 100, 1_600)


def many_inputs(count: int, version: int) -> Subject:
    """Inputs whose signatures do not read as such before the curve is asked: their keys are no points."""
    from by_hand import In, Tx

    script = b"\0\x14" + bytes(20) if version == 0 else b"\x51\x20" + b"\xff" * 32
    witness = (bytes(9), b"\2" + bytes(32)) if version == 0 else (bytes(64),)
    ins = tuple(In(n.to_bytes(32, "big"), 0, 0, 1, script, witness=witness) for n in range(1, count + 1))
    tx = Tx(2, ins, ((1, b"\x51"),) * 2, 0)
    return Subject(tx.raw, (SpentOutput(1, script),) * count)


def test_the_type_of_an_output_script_told_by_its_bytes_is_that_of_the_script_cut_up() -> None:
    source = random.Random(SEED)
    begins = [
        b"\0\x14",
        b"\0\x20",
        b"\x51\x20",
        b"\x76\xa9\x14",
        b"\xa9\x14",
        b"\x21",
        b"\x51\x21",
        b"\x6a",
        b"\x51\x02",
    ]
    ends = [b"", b"\x88\xac", b"\x87", b"\xac", b"\x51\xae"]
    found: Counter[str] = Counter()
    for _ in range(4_000):
        script = (
            source.choice(begins) + source.randbytes(source.choice((0, 2, 19, 20, 21, 32, 33))) + source.choice(ends)
        )
        key = output_type(parse(ByteSlice(0, script))).key
        assert key_of(script) == key, script.hex()
        found[key] += 1
    assert len(found) == 8


OF_DECODE = ("fee_sat", "input_sat", "output_sat", "vsize", "weight", "size")


@pytest.mark.parametrize("more", [(), ("inputs.0.signatures",)])
@pytest.mark.parametrize("name", ["first", "p2wsh-multisig", "annex"])
def test_some_fields_of_decode_can_be_asked_for_with_the_verdict(name: str, more: tuple[str, ...]) -> None:
    (answer,) = txexplain.read_many([name], view="verify", fields=["verdict", *OF_DECODE, *more])
    alone = txexplain.read(name)
    decoded = alone.to_dict("decode")
    assert {field: answer[field] for field in OF_DECODE} == {field: decoded[field] for field in OF_DECODE}
    assert answer["verdict"] == alone.verdict.value


def test_a_whole_answer_of_verify_has_none_of_them_and_others_cannot_be_asked_for() -> None:
    (answer,) = txexplain.read_many(["first"], view="verify")
    assert answer.keys().isdisjoint(OF_DECODE)
    with pytest.raises(InputError) as error:
        list(txexplain.read_many(["first"], view="verify", fields="vout.0.value_sat"))
    assert error.value.code == "unknown_field"
