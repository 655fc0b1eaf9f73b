"""Runs that make the program say what it has to say of spent outputs and of examples that are recognised."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conftest import EXAMPLES
from spent_shapes import WHOLE, as_json

from txexplain.cli.present import tell_how_it_was_taken
from txexplain.model.subject import Subject
from txexplain.sources.examples import known_as
from txexplain.texts import Texts
from txexplain.wire.draft import draft_of
from txexplain.wire.transaction import decode

Call = list[str]


def of_coins() -> Iterator[Call]:
    """Amounts alone, coins in order, a txid of an example, and the bytes of one without its witness."""
    example = EXAMPLES["p2wpkh"]
    raw, amounts = example.raw.hex(), json.dumps([coin.value_sat for coin in example.spent_outputs])
    yield from ([view, raw, "--prevouts", amounts] for view in ("decode", "explain"))
    yield ["decode", raw, "--all", "--prevouts", "[1]"]
    yield ["decode", raw, "--prevouts", as_json(WHOLE["vin without ids"](decode(example.raw), example.spent_outputs))]
    yield ["decode", example.txid]


def tell_of_an_example_without_its_witness() -> None:
    example = EXAMPLES["p2wpkh"]
    bare = draft_of(decode(example.raw), example.spent_outputs)
    bare.inputs[0].witness = []
    tell_how_it_was_taken(known_as(Subject(bare.serialise()), example.name), Texts())
