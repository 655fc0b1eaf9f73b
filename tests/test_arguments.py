"""Nonsense given to the library: TypeError or ValueError that name the argument, and DecodeError for bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from conftest import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from txexplain.analyse import analyse, regions
from txexplain.analyse_block import analyse_block
from txexplain.bundled import load_block
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.whatif import Edit, WhatIf
from txexplain.verify import Verifier, trace, verify
from txexplain.whatif import whatif
from txexplain.whatif.edits import ACTIONS

RAW = EXAMPLES["p2pkh"].raw
COIN = EXAMPLES["p2pkh"].spent_outputs[0]
REPORT = analyse(RAW, [COIN])
BLOCK = load_block("block170").raw
EDIT = Edit("set", "version", "7")

WRONG: dict[str, list[Callable[[], object]]] = {  # what the message begins with → calls that come to it
    "raw must be bytes, not": [
        lambda: analyse("00"),
        lambda: analyse(None),
        lambda: analyse(bytearray(RAW)),
        lambda: analyse(memoryview(RAW)),
        lambda: analyse(7),
        lambda: analyse_block(BLOCK.hex()),
        lambda: analyse_block(bytearray(BLOCK)),
    ],
    "network must be Network, not": [
        lambda: analyse(RAW, (), "main"),
        lambda: analyse(RAW, (), None),
        lambda: analyse_block(BLOCK, "main"),
    ],
    "spent_outputs must be iterable, not": [lambda: analyse(RAW, 5), lambda: analyse(RAW, None)],
    "spent_outputs[0] must be SpentOutput or SpentAmount or None, not": [
        lambda: analyse(RAW, COIN),
        lambda: analyse(RAW, "x"),
        lambda: analyse(RAW, b"x"),
        lambda: analyse(RAW, [(1, b"")]),
        lambda: analyse(RAW, {"a": 1}),
        lambda: analyse(RAW, [False]),
    ],
    "spent_outputs[0].value_sat must be int, not": [
        lambda: analyse(RAW, [SpentOutput("1", b"")]),
        lambda: analyse(RAW, [SpentOutput(1.0, b"")]),
        lambda: analyse(RAW, [SpentOutput(True, b"")]),
    ],
    "spent_outputs[0].value_sat must be from": [
        lambda: analyse(RAW, [SpentOutput(1 << 63, b"")]),
        lambda: analyse(RAW, [SpentOutput(-(1 << 63) - 1, b"")]),
    ],
    "spent_outputs[0].script_pubkey must be bytes, not": [
        lambda: analyse(RAW, [SpentOutput(1, "51")]),
        lambda: analyse(RAW, [SpentOutput(1, bytearray())]),
    ],
    "spent_outputs are 2, of a transaction that has 1 inputs": [
        lambda: analyse(RAW, [None, None]),
        lambda: analyse(RAW, iter([COIN, COIN])),
    ],
    "report must be Report, not": [
        lambda: verify(RAW),
        lambda: verify(None),
        lambda: trace(RAW, 0, CONSENSUS, 1),
        lambda: whatif(RAW, []),
        lambda: regions(RAW),
    ],
    "rules must be Rules or None, not": [
        lambda: verify(REPORT, "consensus"),
        lambda: verify(REPORT, 0),
        lambda: trace(REPORT, 0, "consensus", 1),
        lambda: whatif(REPORT, [EDIT], 3),
    ],
    "height must be int, not": [
        lambda: verify(REPORT, None, "7"),
        lambda: verify(REPORT, None, True),
        lambda: verify(REPORT, None, 7.0),
        lambda: whatif(REPORT, [EDIT], None, "7"),
        lambda: analyse_block(BLOCK, height="7"),
    ],
    "height must be at least 0": [
        lambda: verify(REPORT, None, -1),
        lambda: whatif(REPORT, [EDIT], None, -1),
        lambda: analyse_block(BLOCK, height=-1),
    ],
    "progress must be callable, not": [lambda: verify(REPORT, progress=5), lambda: verify(REPORT, progress=None)],
    "index must be int, not": [lambda: trace(REPORT, "0", CONSENSUS, 1), lambda: Verifier(REPORT).input(None)],
    "index must be from 0 to 0": [
        lambda: trace(REPORT, 1, CONSENSUS, 1),
        lambda: trace(REPORT, -1, CONSENSUS, 1),
        lambda: Verifier(REPORT).input(1 << 70),
    ],
    "keep_steps must be": [
        lambda: trace(REPORT, 0, CONSENSUS, -1),
        lambda: trace(REPORT, 0, CONSENSUS, None),
        lambda: Verifier(REPORT).trace(0, 1.5),
    ],
    "edits must be iterable, not": [lambda: whatif(REPORT, None), lambda: whatif(REPORT, 5)],
    "edits[0] must be Edit, not": [
        lambda: whatif(REPORT, EDIT),
        lambda: whatif(REPORT, "set"),
        lambda: whatif(REPORT, [("set", "version", "7")]),
    ],
    "edits[1].action must be": [
        lambda: whatif(REPORT, [EDIT, Edit("explode", "version")]),
        lambda: whatif(REPORT, [EDIT, Edit(None, "version")]),
    ],
    "edits[0].path must be str, not": [lambda: whatif(REPORT, [Edit("set", 7, "7")])],
    "edits[0].value must be str, not": [lambda: whatif(REPORT, [Edit("set", "version", 7)])],
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_argument_is_named(words: str) -> None:
    for call in WRONG[words]:
        with pytest.raises((TypeError, ValueError), match=re.escape(words)):
            call()


def test_what_can_be_gone_through_is_taken() -> None:
    assert analyse(RAW, iter([COIN])) == analyse(RAW, (COIN,)) == REPORT
    assert whatif(REPORT, iter([EDIT])) == whatif(REPORT, (EDIT,))
    assert verify(REPORT, height=0).height == 0


def test_a_transaction_without_inputs_has_none_to_trace() -> None:
    report = analyse(bytes.fromhex("0100000000010000000000000000015100000000"))
    assert not report.inputs
    with pytest.raises(ValueError, match="index"):
        trace(report, 0, CONSENSUS, 1)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_as_undecodable(raw: bytes) -> None:
    for read in (analyse, analyse_block):
        with suppress(DecodeError):
            read(raw)


words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(("version", "vin[0]", "vout[0].value", "vin[0].script_sig", "spent[0].value", "spent[0].script")),
    st.integers(-5, 1 << 70).map(str),
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(st.lists(st.builds(Edit, st.sampled_from(list(ACTIONS)), words, words), max_size=3))
def test_any_edits_are_made_or_refused(edits: list[Edit]) -> None:
    with suppress(InputError):
        assert isinstance(whatif(REPORT, edits), WhatIf)
