"""What is found out stays as it was found: nothing in it can be changed, and it survives a pickle."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from collections.abc import Iterator
from enum import Enum
from types import FunctionType

import pytest
from conftest import EXAMPLES, session_of
from spends.draft import Draft, Vin

from txexplain.analyse import analyse, regions
from txexplain.analyse_block import analyse_block
from txexplain.bundled import block_names, load_block
from txexplain.lessons import all_lessons
from txexplain.model.block import BlockReport, Offsets
from txexplain.model.errors import DecodeError, InputError, NotKnown, OutputError, TxExplainError
from txexplain.model.frozen import FrozenDict, frozen
from txexplain.model.messages import messages
from txexplain.model.networks import NETWORKS
from txexplain.model.pieces import Pieces
from txexplain.model.report import Facts, SpentOutput
from txexplain.model.whatif import Edit
from txexplain.verify import Verifier
from txexplain.whatif import whatif
from txexplain.wire.block import merkle_proof, transaction_at

LEAVES = (int, str, bytes, type(None), Enum, datetime.date, FunctionType)
EDITS = (Edit("set", "version", "7"), Edit("flip", "50", "1"), Edit("hash_type", "vin[0]", "NONE"))


def parts_of(value: object) -> Iterator[object]:
    """What the value holds, where it is of a kind that cannot be changed."""
    if isinstance(value, LEAVES):
        return
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, FrozenDict):
        yield from (*value.keys(), *value.values())
    elif isinstance(value, TxExplainError):
        yield from (value.code, value.span, value.raw, value.facts)
    elif isinstance(value, Offsets):
        numbers = value._numbers
        assert numbers.readonly
        assert isinstance(numbers.obj, bytes)
    elif isinstance(value, Pieces):
        yield value._whole
        for numbers in (value._starts, value._ends):
            assert numbers.readonly
            assert isinstance(numbers.obj, bytes)
    else:
        pytest.fail(f"{type(value).__name__} can be changed")


def assert_immutable(value: object) -> None:
    left, seen = [value], set()
    while left:
        value = left.pop()
        if id(value) not in seen:
            seen.add(id(value))
            left += parts_of(value)


def verifier_of(name: str) -> Verifier:
    return session_of(name).verifier


def found_out(name: str) -> Iterator[object]:
    """Everything that can be found out about an example."""
    verifier = verifier_of(name)
    yield EXAMPLES[name]
    yield verifier.report
    yield regions(verifier.report)
    yield verifier.verification()
    for index in range(len(verifier.report.inputs)):
        traced = verifier.trace(index, 1_000)
        yield traced
        yield messages(traced.run.checks)
    yield Verifier(analyse(EXAMPLES[name].raw)).verification()


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_found_out_about_an_example_can_be_changed_and_all_of_it_pickles(name: str) -> None:
    for value in found_out(name):
        assert_immutable(value)
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert_immutable(again)


@pytest.mark.parametrize("name", ["p2pkh", "p2wpkh", "taproot-script", "first"])
def test_nor_what_becomes_of_one_that_is_changed(name: str) -> None:
    report = verifier_of(name).report
    unreadable = [Edit("flip", str(offset), "7") for offset in (4, len(report.tx.raw) - 5)]
    found = [whatif(report, [edit]) for edit in (*EDITS[:2], *unreadable)]
    if name != "first":
        found.append(whatif(report, EDITS))
    assert any(each.error for each in found)
    for each in found:
        assert_immutable(each)
        assert pickle.loads(pickle.dumps(each)) == each


@pytest.mark.parametrize("name", block_names())
def test_nor_what_is_found_out_about_a_block(name: str) -> None:
    block = load_block(name)
    report = analyse_block(block.raw, NETWORKS[block.network], block.height)
    proof = merkle_proof(report.layout.txids, 1)
    for value in (block, report, proof, transaction_at(report.layout, 1)):
        assert_immutable(value)
        assert pickle.loads(pickle.dumps(value)) == value
    assert len({report, pickle.loads(pickle.dumps(report))}) == 1
    assert isinstance(report, BlockReport)
    assert list(report.layout.starts) == [report.layout.starts[place] for place in range(report.total + 1)]


def test_nor_is_what_is_found_out_about_a_witness_of_many_items() -> None:
    items = [number.to_bytes(2, "little") for number in range(100)]
    raw = Draft(2, [Vin(bytes([1] * 36), 0, b"", items)], [(5, b"")], 0, [], 0).raw()
    report = analyse(raw)
    assert isinstance(report.tx.inputs[0].witness, Pieces)
    assert [piece.data for piece in report.tx.inputs[0].witness] == items
    assert_immutable(report)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert hash(again) == hash(report)


def test_nor_can_a_lesson() -> None:
    assert_immutable(all_lessons())


def test_findings_can_be_hashed() -> None:
    for name in EXAMPLES:
        verification = verifier_of(name).verification()
        assert len({verification, verification}) == 1


def test_copies_are_equal() -> None:
    verification = verifier_of("all-types").verification()
    assert copy.deepcopy(verification) == copy.copy(verification) == verification


def test_a_pickle_of_many_messages_holds_the_transaction_once() -> None:
    """Each message of an old input holds all inputs, and with SINGLE the outputs before: together a square."""
    key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    sizes = []
    for count in (50, 100):
        signature = bytes.fromhex("09300602010102010103")
        inputs = [Vin(number.to_bytes(36, "little"), 0, signature) for number in range(1, count + 1)]
        spent = [SpentOutput(0, bytes.fromhex(f"21{key}ac"))] * count
        raw = Draft(1, inputs, [(0, b"")] * count, 0, spent, 0).raw()
        verification = Verifier(analyse(raw, spent)).verification()
        assert len(verification.inputs[-1].run.checks[0].sighash.message) > 50 * count
        sizes.append(len(pickle.dumps(verification)))
    assert sizes[1] < 2.2 * sizes[0]


def errors() -> list[TxExplainError]:
    truncated = DecodeError("truncated", None, b"\1\0", field="tx.version", wanted=4, left=2)
    return [truncated, InputError("no_transaction"), OutputError("write_failed", reason="disk full")]


@pytest.mark.parametrize("error", errors(), ids=lambda error: error.code)
def test_errors_pickle_with_their_facts_and_their_sentence(error: TxExplainError) -> None:
    assert_immutable(error)
    for each in (error, error.with_facts(tx=3), error.with_facts().worded("it cannot be read")):
        again = pickle.loads(pickle.dumps(each))
        assert again == each
        assert str(again) == str(each)
        assert hash(again) == hash(each)
        assert again.exit_status == each.exit_status


def test_an_error_says_its_code_and_facts_or_the_sentence_it_was_given() -> None:
    truncated, bare, _ = errors()
    assert str(truncated) == "truncated (field tx.version, wanted 4, left 2)"
    assert str(bare) == "no_transaction"
    assert str(InputError("x", data=b"\xab")) == "x (data ab)"
    assert truncated.worded("two bytes are missing") is truncated
    assert str(truncated) == "two bytes are missing"
    assert truncated == errors()[0]
    assert truncated.with_facts() == errors()[0]
    assert truncated != InputError("truncated", None, b"\1\0", **truncated.facts)


def test_what_is_not_known_pickles() -> None:
    again = pickle.loads(pickle.dumps(NotKnown("spent_output", (1, 2))))
    assert (again.what, again.vin) == ("spent_output", (1, 2))


CHANGES = (
    lambda facts: facts.__setitem__("a", 1),
    lambda facts: facts.__delitem__("count"),
    lambda facts: facts.__ior__({"a": 1}),
    lambda facts: facts.clear(),
    lambda facts: facts.pop("count"),
    lambda facts: facts.popitem(),
    lambda facts: facts.setdefault("a", 1),
    lambda facts: facts.update(a=1),
    lambda facts: setattr(facts, "name", 1),
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_frozen_dict_refuses_every_change(change) -> None:
    facts = Facts(count=2, unit="blocks")
    with pytest.raises((TypeError, AttributeError)):
        change(facts)
    assert facts == {"count": 2, "unit": "blocks"}


def test_a_frozen_dict_is_a_dict_to_everybody_else() -> None:
    facts = Facts(count=2, unit="blocks")
    assert facts == {"unit": "blocks", "count": 2} == {**facts}
    assert json.dumps(facts) == '{"count": 2, "unit": "blocks"}'
    assert hash(facts) == hash(Facts(unit="blocks", count=2))
    assert type(pickle.loads(pickle.dumps(facts))) is type(copy.deepcopy(facts)) is Facts
    with pytest.raises(TypeError):
        hash(FrozenDict(a=[]))


def test_freezing_goes_all_the_way_down() -> None:
    made = frozen({"a": [1, {"b": [2]}], "c": {"d": []}})
    assert made == {"a": (1, {"b": (2,)}), "c": {"d": ()}}
    assert_immutable(made)
