"""Inputs that open a multisig behind a script hash, read at once: answered as the input alone is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from conftest import vector_bytes

from txexplain.analyse import brief_coin_report, input_report
from txexplain.bulk.inputs import inputs_data
from txexplain.bulk.multisigs import multisig_spend
from txexplain.data.decode import input_data
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import MAIN
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.transaction import Transaction, TxIn
from txexplain.render.json import json_line
from txexplain.wire.block import raw_transaction
from txexplain.wire.block_scan import block_layout
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash
from txexplain.wire.quickly import decode_quickly

COINS = (None, SpentOutput(5, pay_to_script_hash(hash160(b""))), SpentOutput(5, pay_to_pubkey_hash(hash160(b""))))


@cache
def spends() -> tuple[tuple[Transaction, TxIn], ...]:
    """Those of a block."""
    layout = block_layout(vector_bytes("block413567.raw"))
    txs = [decode_quickly(raw_transaction(layout, number)) for number in range(len(layout.txids))]
    return tuple((tx, txin) for tx in txs for txin in tx.inputs if multisig_spend(*txin.script_sig))


def assert_as_alone(tx: Transaction, txin: TxIn, coin: Coin | None) -> None:
    spent = brief_coin_report(coin) if isinstance(coin, SpentOutput) else None
    alone = input_data(input_report(tx, txin, coin, spent, MAIN), tx.is_coinbase, MAIN)
    (among,) = inputs_data(tx._replace(inputs=(txin,)), [coin], MAIN)
    assert json_line(among) == json_line(alone), txin.script_sig.data.hex()


def changed() -> Iterator[tuple[Transaction, TxIn]]:
    """The same with bytes changed, put in, left out, mostly where sizes, numbers and opcodes are."""
    source = random.Random("multisigs")
    for tx, txin in spends():
        script = bytearray(txin.script_sig.data)
        places = (0, 1, 2, 3, -1, -2, -3, source.randrange(len(script)))
        place = source.choice(places)
        how = source.randrange(3)
        if how == 0:
            script[place] = source.choice(
                (0, 1, 0x21, 0x41, 0x4C, 0x4D, 0x51, 0x52, 0x60, 0x61, source.randrange(256))
            )
        elif how == 1:
            script.insert(place, source.randrange(256))
        else:
            del script[place]
        yield tx, txin._replace(script_sig=ByteSlice(txin.script_sig.start, bytes(script)))


def test_every_multisig_of_a_block_is_answered_as_alone() -> None:
    assert len(spends()) > 100
    for number, (tx, txin) in enumerate(spends()):
        assert_as_alone(tx, txin, COINS[number % len(COINS)])


def test_what_is_nearly_one_is_answered_as_alone() -> None:
    found = [*changed()]
    taken = sum(multisig_spend(*txin.script_sig) is not None for _, txin in found)
    assert 0 < taken < len(found)
    for number, (tx, txin) in enumerate(found):
        assert_as_alone(tx, txin, COINS[number % len(COINS)])
