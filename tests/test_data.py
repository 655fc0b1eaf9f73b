"""Plain data says the same every time it is asked, as JSON text and as Python's own values."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, session_of
from walking import story_of

from txexplain.analyse import analyse, regions
from txexplain.analyse_block import analyse_block
from txexplain.bundled import block_names, load_block
from txexplain.data import Amount, Data, Rows, plain
from txexplain.data.block import block_data
from txexplain.data.decode import decode_data
from txexplain.data.examples import examples_data
from txexplain.data.sighash import sighash_data
from txexplain.data.trace import script_data, trace_data
from txexplain.data.verify import verify_data
from txexplain.data.whatif import whatif_data
from txexplain.explain.walk.story import Choice
from txexplain.model.rules import CONSENSUS
from txexplain.model.signing import SigVersion
from txexplain.model.whatif import Edit
from txexplain.render.document_data import walk_data
from txexplain.render.json import json_pieces, to_json
from txexplain.script.spend import run_alone
from txexplain.texts import LANGUAGES, Texts
from txexplain.whatif import whatif
from txexplain.wire.block import merkle_proof
from txexplain.wire.cursor import compact_size


def assert_says_the_same(data: Data) -> None:
    text = to_json(data)
    values = plain(data)
    assert to_json(data) == text
    assert plain(data) == values == json.loads(text)
    assert json.loads(json.dumps(values)) == values
    if isinstance(values, dict):
        values.clear()
        assert plain(data) == json.loads(text)


def data_of(name: str) -> Iterator[Data]:
    """What the commands print as JSON about an example, but for the walkthrough."""
    example = EXAMPLES[name]
    report, verifier = session_of(name).report, session_of(name).verifier
    yield decode_data(report, regions(report), name)
    yield decode_data(analyse(example.raw))
    yield verify_data(verifier.verification())
    for index in range(len(report.inputs)):
        yield trace_data(verifier.trace(index, 100), example.txid)
        yield sighash_data(verifier.input(index), report.tx)
    for edit in (Edit("set", "version", "7"), Edit("flip", "4", "7")):
        yield whatif_data(whatif(report, [edit]))


@pytest.mark.parametrize("name", EXAMPLES)
def test_data_says_the_same_every_time_and_what_its_text_says(name: str) -> None:
    for data in data_of(name):
        assert_says_the_same(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_so_does_the_walkthrough(name: str, language: str) -> None:
    assert_says_the_same(walk_data(story_of(name), Choice(), Texts(language)))


@pytest.mark.parametrize("name", block_names())
def test_so_does_a_block(name: str) -> None:
    report = analyse_block(load_block(name).raw)
    assert_says_the_same(block_data(report, merkle_proof(report.layout.txids, 1), name))
    assert len(plain(block_data(report))["tx"]) == report.total


def test_so_do_a_script_and_the_list_of_examples() -> None:
    assert_says_the_same(script_data(run_alone(b"\x52\x53\x93", SigVersion.BASE, [], CONSENSUS, 10)))
    assert_says_the_same(examples_data(EXAMPLES.values(), "zh"))


def test_the_data_of_every_kind_of_value() -> None:
    data: Data = {"none": None, "yes": True, "number": -5, "text": 'a"\x1b', "rows": Rows(lambda: iter([1, []]))}
    assert plain(data) == {"none": None, "yes": True, "number": -5, "text": 'a"\x1b', "rows": [1, []]}
    assert_says_the_same(data)
    assert_says_the_same([])
    assert_says_the_same("word")


@pytest.mark.parametrize("sat", [0, 1, -1, 546, 10**8, 123_456_789, 2_100_000_000_000_000, 2**63 - 1, -(2**63)])
def test_an_amount_becomes_the_float_that_its_text_is_read_as(sat: int) -> None:
    assert plain(Amount(sat)) == json.loads(to_json(Amount(sat)))
    assert isinstance(plain(Amount(sat)), float)


def test_no_other_writer_takes_an_amount_or_rows_for_something_else() -> None:
    for data in (Amount(5), Rows(lambda: iter([1]))):
        with pytest.raises(TypeError):
            json.dumps(data)


@pytest.mark.slow
def test_the_rows_of_a_hostile_transaction_are_never_all_there() -> None:
    """The JSON of a tree of many regions, of which a few at a time are made."""
    count = 10_000
    raw = b"\1\0\0\0\1" + bytes(36) + b"\0" + bytes(4) + compact_size(count) + (bytes(8) + b"\0") * count + bytes(4)
    report = analyse(raw)
    tree = regions(report)
    data = decode_data(report, tree)
    data["vout"] = []
    tracemalloc.start()
    written = sum(map(len, json_pieces(data)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written > 2_500_000
    assert peak < 3_000_000  # what is held before it is handed on
